"""What stands beside the name of a product: its pack, who makes it, other products that are joined to it."""

import re
from collections.abc import Container, Sequence

from pipeline.entities.spans import Prepared
from pipeline.model import CooperativeMention, ProducerMention

Makers = Sequence[tuple[int, int, str]]
"""Start, end and name of each producer in a field."""
_LABEL = r"(?:(?:tên )?chủ thể|đơn vị|cơ sở|nơi)(?: sản xuất| thực hiện| tham gia)?(?: là)? ?: ?"
_OWNER = re.compile(
    r",? ?(?:(?:là sản phẩm )?(?:của|do|thuộc) |\(|[-;,.] (?=chủ|đơn|cơ|nơi)|- |\| |: ?)(?:của )?"
    rf"(?:{_LABEL})?(?:chi nhánh [^,(]{{2,20}} - )?$",
    re.IGNORECASE,
)
_LABEL_NEXT = re.compile(rf"[-;,.(]? ?{_LABEL}", re.IGNORECASE)
_OFFERS = re.compile(
    r"(?: ?\([^)\n]{2,60}\)|,? (?:ở |tại )?(?:xã|phường|thị trấn) [^.;|\n(]{2,50}?)?,? ?"
    r"(?:(?:đã |đang |vừa |cũng |hiện |mới )?(?:có|với|làm|giới thiệu|ra mắt|sản xuất|mang|bán|trưng bày|đưa"
    r"|được (?:\w+ ){0,8}?(?:công nhận|chứng nhận|xếp hạng|phân hạng))|:|gồm)[^.;|\n]{0,40}$"
)
JOINED = re.compile(r"(?:[,;]| và|[,;] và|,? cùng)(?: \d+)?(?: sản phẩm)? ?$")
PACK = re.compile(
    r" (?:(?:hộp|gói|chai|lọ|túi|hũ|loại) )?\d+(?:[.,]\d+)? ?(?:gam|gram|gr|g|kg|ml|lít|l)$", re.IGNORECASE
)
ANY_PACK = re.compile(PACK.pattern.removesuffix("$") + r"(?!\w)", re.IGNORECASE)
_STARS_BESIDE = re.compile(r"\([^)]*sao[^)]*\)|\([A-Z0-9 ]{2,15}\)|0?\d sao|hạng|đạt|OCOP")
_FUNCTION_WORD = re.compile(r"(?<!\w)(?:của|do|có|là|được|tại|ở)(?!\w)")
_NEXT_CELL = re.compile(r" ?\| ?")


def makers_in_field(
    field: Prepared, producers: Sequence[ProducerMention], cooperatives: Sequence[CooperativeMention]
) -> Makers:
    """The producers and cooperatives of a field in order."""
    spans = [(m.span, m.name) for m in producers] + [(m.span, m.span.surface) for m in cooperatives]
    return sorted(
        (start, end, name)
        for span, name in spans if span.field == field.field
        for start, end in field.taken([span])
    )  # fmt: skip


def maker_at(text: str, dash: re.Match[str], heads: Container[int]) -> bool:
    """Whether a producer or place (they begin at `heads`) or the label of one follows the dash."""
    return dash.end() + 1 in heads or _LABEL_NEXT.match(text, dash.end()) is not None


def is_joined(text: str, end: int, start: int, makers: Makers) -> bool:
    """Whether the goods at `start` are joined to those that end at `end`, by "," or "và", their producer between."""
    ends = (end, *(stop for begin, stop, _ in makers if end <= begin and stop <= start))
    return any(JOINED.fullmatch(text, at, start) for at in ends)


def maker_of(text: str, start: int, end: int, makers: Makers) -> tuple[str, bool] | None:
    """The producer right behind the product or those joined with it (True), or before it, who offers it (False)."""
    for begin, _end, name in makers:
        if begin >= end and begin - end < 240:
            between = text[end:begin]
            opened = _OWNER.search(between)
            if opened and _only_goods(between[: opened.start()]):
                return name, True
            break
    before = [maker for maker in makers if maker[1] <= start]
    if before and _OFFERS.match(text, before[-1][1], start):
        return before[-1][2], False
    if before and _NEXT_CELL.fullmatch(text, before[-1][1], start):
        return before[-1][2], True
    return None


def _only_goods(between: str) -> bool:
    """Whether nothing stands between product and producer but its stars or other products joined to it."""
    rest = _STARS_BESIDE.sub("", between).strip()
    rest = ANY_PACK.sub("", f" {rest}").strip()
    return (
        not rest
        or rest in ("độ đạm",)
        or ("(" not in rest and ";" not in rest and rest[0] in ",v" and not _FUNCTION_WORD.search(rest))
    )
