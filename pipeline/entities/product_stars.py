"""Stars that a text says apart from the product: below a list, in a record's own field, in a column of a table."""

import re
from collections.abc import Sequence

from pipeline.entities.product_context import in_turn
from pipeline.entities.spans import Prepared
from pipeline.model import ProductMention
from pipeline.scan import matches_at

_REST = re.compile(
    r"(?<!\w)(?:còn lại|các sản phẩm khác)(?:,? (?!trên|từ|[1-5] )\w+){0,5} 0?(?P<stars>[1-5]) sao(?!\w)"
)
_RECORD = re.compile(
    r"(?<!\w)(?:xếp hạng|phân hạng|xếp loại|hạng|số sao|hạng sao|kết quả|đạt)(?: sao)? ?: ?"
    r"(?:đạt |hạng )*0?(?P<stars>[1-5]) sao"
    r"(?!\w)"
)
_RECORD_BEGINS = ("xếp hạng", "phân hạng", "xếp loại", "hạng", "số sao", "kết quả", "đạt")
_COLUMN = re.compile(
    r"(?:số |hạng |xếp |đạt )?sao|(?:xếp|phân|thứ)? ?hạng(?: sao| đạt| sản phẩm)?|xếp loại|kết quả.{0,30}"
)
_CELL = re.compile(r"0?(?P<stars>[3-5])(?: sao)?")
_TABLE = re.compile(r"(?m)^[^\n|]*\|[^\n]*$")
_ALL_IN_TURN = "lần lượt"


def with_stars_apart(field: Prepared, mentions: Sequence[ProductMention]) -> list[ProductMention]:
    """`mentions` of the field in reading order; those without stars get what is said of them elsewhere."""
    if all(mention.stars for mention in mentions):
        return list(mentions)
    lower = field.text.lower()
    if len(lower) != len(field.text):
        return list(mentions)
    given = _from_tables(field, lower, mentions) if " | " in lower else {}
    given = _from_sentence_behind(field, lower, mentions) | _from_rest(field, lower, mentions) | given
    given |= _from_record(field, lower, mentions)
    return [
        mention._replace(stars=given[i])
        if i in given and not mention.stars and mention.state == "announced"
        else mention
        for i, mention in enumerate(mentions)
    ]


def _starts(field: Prepared, mentions: Sequence[ProductMention]) -> list[int]:
    return [next((start for start, _ in field.taken([mention.span])), -1) for mention in mentions]


def _from_rest(field: Prepared, lower: str, mentions: Sequence[ProductMention]) -> dict[int, int]:
    """ "Các sản phẩm còn lại đều đạt 3 sao": those listed before that have none."""
    said = next(matches_at(_REST, lower, ("còn lại", "các sản phẩm khác")), None)
    if said is None:
        return {}
    starts = _starts(field, mentions)
    rated = {mention.name.lower() for mention in mentions if mention.stars}
    return {
        i: int(said["stars"])
        for i, mention in enumerate(mentions)
        if 0 <= starts[i] < said.start() and mention.rule == "product.list" and mention.name.lower() not in rated
    }


def _from_record(field: Prepared, lower: str, mentions: Sequence[ProductMention]) -> dict[int, int]:
    """ "1. … Chủ thể: … Hạng: 3 sao": the only product of its line."""
    found: dict[int, int] = {}
    if ":" not in lower or not any(matches_at(_RECORD, lower, _RECORD_BEGINS)):
        return found
    lines = [(lower.rfind("\n", 0, at) + 1 if at >= 0 else -1) for at in _starts(field, mentions)]
    for i, line in enumerate(lines):
        if line >= 0 and lines.count(line) == 1:
            end = lower.find("\n", line)
            if said := _RECORD.search(lower, line, end if end >= 0 else len(lower)):
                found[i] = int(said["stars"])
    return found


def _from_sentence_behind(field: Prepared, lower: str, mentions: Sequence[ProductMention]) -> dict[int, int]:
    """ "Các sản phẩm lần lượt đạt 3 sao và 4 sao", said of all products of the sentence before."""
    found: dict[int, int] = {}
    at = lower.find(_ALL_IN_TURN)
    if at < 0:
        return found
    starts = _starts(field, mentions)
    while at >= 0:
        begin, end = field.sentence(at)
        before = field.sentence(max(0, begin - 2))
        inside = [i for i, start in enumerate(starts) if before[0] <= start < begin]
        own = any(begin <= start < end for start in starts)
        turns = in_turn(lower[at:end], len(inside)) if inside and not own else None
        for i, stars in zip(inside, turns or [], strict=False):
            if stars and stars.stars:
                found[i] = stars.stars
        at = lower.find(_ALL_IN_TURN, max(end, at + 1))
    return found


def _from_tables(field: Prepared, lower: str, mentions: Sequence[ProductMention]) -> dict[int, int]:
    """The cell below "Số sao" or "Hạng" of a table's row."""
    found: dict[int, int] = {}
    starts = _starts(field, mentions)
    column, width = -1, 0
    for row in _TABLE.finditer(lower):
        cells = [cell.strip() for cell in row[0].split("|")]
        heads = [i for i, cell in enumerate(cells) if i and _COLUMN.fullmatch(cell)]
        if heads:
            column, width = heads[-1], len(cells)
        elif column > 0 and len(cells) == width and (said := _CELL.fullmatch(cells[column])):
            found |= {i: int(said["stars"]) for i, start in enumerate(starts) if row.start() <= start < row.end()}
    return found
