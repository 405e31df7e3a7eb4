"""Whether the parts that an article states add up to the total that it states."""

import re
from collections.abc import Iterator, Sequence

from pipeline.entities.spans import Prepared
from pipeline.model import FigureMention

_PARTS = re.compile(r"(?:trong đó|gồm|bao gồm|cụ thể|\(|chia theo|phân theo)", re.IGNORECASE)
_JOINT = re.compile(r"[,;]? ?(?:và|cùng|còn|còn lại)? ?")
_REACH = 220
"""Characters between two parts of one list."""
_LOWEST = 3
"""No product is announced below three stars, so a list that reaches it is whole."""
_WHO = ("hợp tác xã", "tổ hợp tác", "doanh nghiệp", "hộ", "cơ sở", "trang trại")


def with_sums(figures: Sequence[FigureMention], field: Prepared) -> list[FigureMention]:
    """`figures` of one field in reading order, each total with the sum of its parts where the text lists them: products
    by stars, producers by kind. Parts that may be incomplete say nothing unless they exceed the total."""
    found = list(figures)
    for at, total in enumerate(found):
        parts = _stars(found, at, field) if total.unit == "sản phẩm" else _kinds(found, at, field)
        if len(parts) < 2:
            continue
        summed = sum(part.value for part in parts)
        unranked = _unranked_behind(found, parts[-1], field)
        if unranked and summed + unranked.value == total.value:
            parts, summed = [*parts, unranked], total.value
        if summed != total.value and (whole_at := _passed_over(found, at, summed, field)) is not None:
            terms = " + ".join(str(part.value) for part in parts)
            found[whole_at] = found[whole_at]._replace(sums=f"{terms} = {summed}")
            spans = {part.span for part in parts}
            found = [one._replace(counting="total") if one.span in spans else one for one in found]
            continue
        whole = total.unit == "chủ thể" or any(part.stars == _LOWEST for part in parts)
        if summed > total.value or whole:
            terms = " + ".join(str(part.value) for part in parts)
            told = f"{terms} = {summed}" if summed == total.value else f"{terms} = {summed}, không phải {total.value}"
            found[at] = total._replace(sums=told)
    return found


def _passed_over(figures: Sequence[FigureMention], at: int, summed: int, field: Prepared) -> int | None:
    """The total before an aside that the list goes with ("*287 sản phẩm*, tăng 42 sản phẩm so với năm 2023; trong đó
    …")."""
    if not at or figures[at].counting == "total":
        return None
    before, aside = figures[at - 1], figures[at]
    apart = re.search(r"\n|\. ", field.raw[before.span.end : aside.span.start])
    same = (before.unit, before.value, before.counting) == (aside.unit, summed, "total")
    return at - 1 if same and not apart else None


def _stars(figures: Sequence[FigureMention], at: int, field: Prepared) -> list[FigureMention]:
    """The rated products listed behind the total at `at`, one of each rank."""
    parts: list[FigureMention] = []
    for part in _behind(figures, at, field):
        if part.stars is None:
            aside = field.raw.count("(", figures[at].span.end, part.span.start) > field.raw.count(
                ")", figures[at].span.end, part.span.start
            )
            if part.unit == "sản phẩm" and not (aside and parts):
                break
            continue
        if part.stars in {one.stars for one in parts}:
            break
        parts.append(part)
    return parts


def _unranked_behind(figures: Sequence[FigureMention], last: FigureMention, field: Prepared) -> FigureMention | None:
    """The part of a list that has no rank, right behind the others ("… và 1 sản phẩm chưa xếp hạng")."""
    at = next(i for i, figure in enumerate(figures) if figure.span == last.span) + 1
    if last.stars is None or at == len(figures) or (figures[at].unit, figures[at].stars) != ("sản phẩm", None):
        return None
    joint = _JOINT.fullmatch(field.raw, last.span.end, figures[at].span.start)
    return figures[at] if joint else None


def _kinds(figures: Sequence[FigureMention], at: int, field: Prepared) -> list[FigureMention]:
    """The kinds of producers listed behind "… chủ thể"."""
    parts: list[FigureMention] = []
    if figures[at].unit != "chủ thể":
        return parts
    for part in _behind(figures, at, field):
        if part.unit not in _WHO or part.unit in {one.unit for one in parts}:
            break
        parts.append(part)
    return parts


def _behind(figures: Sequence[FigureMention], at: int, field: Prepared) -> Iterator[FigureMention]:
    """Figures of the same aim and counting after the total, up to the end of its list, if words open a list there."""
    end, opened = figures[at].span.end, False
    for part in figures[at + 1 :]:
        gap = field.raw[end : part.span.start]
        if len(gap) > _REACH or "\n" in gap or part.aim != figures[at].aim:
            return
        opened = opened or _PARTS.search(gap) is not None
        if opened or part.unit == "chủ thể":
            yield part
        elif part.stars is not None or part.unit == figures[at].unit:
            return
        end = part.span.end
