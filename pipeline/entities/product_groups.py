"""The group that a text gives its products: "nhóm thực phẩm gồm: A, B", "A (nhóm đồ uống)", a heading above lines."""

import re
from collections.abc import Sequence
from functools import cache

from pipeline.entities.cooperative_names import alternatives
from pipeline.entities.spans import Prepared
from pipeline.model import ProductMention
from pipeline.product_groups import DATA
from pipeline.shipped import read_yaml

_HEADS = frozenset(("nhóm", "phân", "ngành", "bộ"))
"""First words of groups."""
_OPENS = re.compile(
    r"[\"”]?(?:,? (?!nhóm|phân|ngành|bộ)\w+){0,8},? ?(?:\(\d+ sản phẩm\))? ?"
    r"(?:(?:bao gồm|gồm có|gồm|có|là|như|với)\b[^.;\n]{0,40}|:|\(|- )"
    r"[\"“ ]*(?:sản phẩm )?"
)
_HEADING = re.compile(r"[^\n.;]{0,60}:?\n")
_LINES = re.compile(r"(?:[-+•*–]|\(?\d{1,2}[.)/])? ?[\"“]?")
_BEHIND = re.compile(r"[^;.\n]{0,100}?(?:\(|thuộc |, )$")
_FAR = 160


def with_groups(field: Prepared, mentions: Sequence[ProductMention]) -> list[ProductMention]:
    """`mentions` of the field in reading order, those with their group to whom the text gives one."""
    groups = [(m.start("head"), m.end(), m["given"]) for m in _found(field)]
    if not groups or not mentions:
        return list(mentions)
    spans = [field.taken([mention.span])[0] for mention in mentions]
    given = [_behind(field, spans, i, groups) or _before(field, spans, i, groups) for i in range(len(spans))]
    return [m._replace(group=group) if group else m for m, group in zip(mentions, given, strict=True)]


@cache
def _pattern() -> re.Pattern[str]:
    phrases = alternatives(read_yaml(DATA)["phrases"])
    return re.compile(
        r"(?<!\w)(?P<head>nhóm|phân nhóm|ngành hàng|bộ sản phẩm)(?: ngành| hàng| sản phẩm)?:? "
        rf"[\"“]?(?P<given>{phrases})(?!\w)"
    )


def _found(field: Prepared) -> list[re.Match[str]]:
    return list(field.words.matches(_pattern(), _HEADS))


def _behind(
    field: Prepared, spans: Sequence[tuple[int, int]], i: int, groups: Sequence[tuple[int, int, str]]
) -> str | None:
    """ "A (nhóm đồ uống)", "A của HTX X, thuộc nhóm đồ uống": before the next product."""
    end = spans[i][1]
    limit = spans[i + 1][0] if i + 1 < len(spans) else len(field.text)
    for start, stop, given in groups:
        if end <= start and stop <= min(limit, end + _FAR) and _BEHIND.fullmatch(field.lower, end, start):
            opens_list = _OPENS.match(field.lower, stop) if i + 1 < len(spans) else None
            return None if opens_list and opens_list.end() == limit else given
    return None


def _before(
    field: Prepared, spans: Sequence[tuple[int, int]], i: int, groups: Sequence[tuple[int, int, str]]
) -> str | None:
    """The group whose list the product stands in: opened in the same sentence, or by a heading above its lines."""
    start = spans[i][0]
    before = [group for group in groups if group[1] <= start]
    if not before:
        return None
    _, stop, given = before[-1]
    first = min((a for a, _ in spans if a >= stop), default=start)
    opened = _OPENS.match(field.lower, stop)
    if opened and opened.end() >= first and field.sentence(stop)[1] > start:
        return given
    heading = _HEADING.match(field.lower, stop)
    if heading is None:
        return None
    lines = field.text[heading.end() : start].split("\n")
    starts = [heading.end() + sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines))]
    listed = all(
        any(at <= a <= (marked.end() if (marked := _LINES.match(field.text, at)) else at) for a, _ in spans)
        for at in starts
    )
    return given if listed else None
