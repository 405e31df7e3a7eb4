"""Why the date of an article is what it is, said to a reader in one sentence of each language."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from website.words import Bilingual, basis, day

_PRINTED = re.compile(r"“(.{1,80})”")
_SAYS = re.compile(r": (.+?)\.?$", re.DOTALL)


def date_reason(article: Mapping[str, Any], dates: Sequence[Mapping[str, Any]] = ()) -> Bilingual:
    """`dates`: the article's rows of table `dates`, whose evidence and refusals the sentence quotes; without them it
    names the kind of evidence alone."""
    refused = _shown_but_refused(article, dates)
    if article["published"]:
        why = basis(article["published_basis"])
        accepted = next((row for row in dates if row["accepted"]), None)
        printed = _PRINTED.search((accepted or {}).get("evidence") or "")
        quote = f" (“{printed[1]}”)" if printed else ""
        return Bilingual(f"Ngày này là {why.vi}{quote}.{refused.vi}", f"Basis: {why.en}{quote}.{refused.en}")
    low, high = _bound(dates, "dưới"), _bound(dates, "trên")
    vi = [f"không thể sớm hơn {day(article['date_from'])}{low.vi}" if article["date_from"] else ""]
    vi += [f"không thể muộn hơn {day(article['date_to'])}{high.vi}" if article["date_to"] else ""]
    en = [f"not before {article['date_from']}{low.en}" if article["date_from"] else ""]
    en += [f"not after {article['date_to']}{high.en}" if article["date_to"] else ""]
    vi_bounds, en_bounds = "; ".join(filter(None, vi)), "; ".join(filter(None, en))
    return Bilingual(
        f"Cổng không ghi ngày đăng đáng tin cậy{f'; bài {vi_bounds}' if vi_bounds else ''}.{refused.vi}",
        f"The portal gives no trustworthy date{f'; {en_bounds}' if en_bounds else ''}.{refused.en}",
    )


def _bound(dates: Sequence[Mapping[str, Any]], side: str) -> Bilingual:
    """The reason of one bound, in brackets; empty where the ledger has none."""
    for row in dates:
        why = row["why_not"] or ""
        if why.startswith(f"Là giới hạn {side}") and (says := _SAYS.search(why)):
            return Bilingual(f" ({says[1]})", f" ({basis(row['basis']).en}: {row['evidence']})")
    return Bilingual("", "")


def _shown_but_refused(article: Mapping[str, Any], dates: Sequence[Mapping[str, Any]]) -> Bilingual:
    """What a careless reader would take, and why it was refused."""
    shown = article["date_shown"]
    if not shown or (article["published"] or "")[:10] == shown:
        return Bilingual("", "")
    row = next((row for row in dates if not row["accepted"] and (row["value"] or "")[:10] == shown), None)
    why = (row or {}).get("why_not") or "Không phải ngày đăng."
    named = f" ({basis(row['basis']).en})" if row else ""
    return Bilingual(
        f" Ngày {day(shown)} in trên trang bị loại: {why[:1].lower()}{why[1:]}",
        f" The page shows {shown}, which was refused{named}.",
    )
