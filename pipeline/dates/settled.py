"""A publication date that a person decided, in place of what the ledger of dates accepted."""

from calendar import monthrange
from dataclasses import replace

from pipeline.model import DateCandidate, DateDecision, Precision

_BY_LENGTH: dict[int, Precision] = {4: "year", 7: "month", 10: "day", 16: "minute"}


def settle(dates: DateDecision, published: str, why: str) -> DateDecision:
    """`dates` with `published` (partial ISO, local time of Vietnam) accepted on the ground `why`; everything found on
    the page stays in the ledger, refused."""
    precision = _BY_LENGTH[len(published)]
    refused = tuple(
        replace(candidate, accepted=False, why_not="người phụ trách kho đã quyết định ngày khác")
        if candidate.accepted
        else candidate
        for candidate in dates.candidates
    )
    decided = DateCandidate(published, precision, "decision", why, accepted=True)
    first, last = _bounds(published)
    return replace(
        dates, published=published, precision=precision, basis="decision", date_from=first, date_to=last,
        candidates=(decided, *refused),
    )  # fmt: skip


def _bounds(published: str) -> tuple[str, str]:
    """First and last day that a partial date may mean."""
    year, month, day = [*published[:10].split("-"), "", ""][:3]
    if day:
        return published[:10], published[:10]
    if month:
        return f"{year}-{month}-01", f"{year}-{month}-{monthrange(int(year), int(month))[1]:02}"
    return f"{year}-01-01", f"{year}-12-31"
