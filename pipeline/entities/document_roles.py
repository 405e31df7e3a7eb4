"""What a clause does with a document that it names: carries it out, issues, amends or replaces it, or only cites it."""

import re
from collections.abc import Sequence

from pipeline.entities.document_hits import Hit
from pipeline.entities.spans import lower_in_step
from pipeline.model import CitationRole, Field

_BEFORE = re.compile(
    r"(?<!\w)(?:(?P<replaces>thay thế(?: cho)?|bãi bỏ|hủy bỏ|huỷ bỏ|thay cho)"
    r"|(?P<amends>sửa đổi(?:\s*(?:,|và)?\s*bổ sung)?|điều chỉnh(?:\s*(?:,|và)?\s*bổ sung)?|bổ sung)"
    r"|(?P<implements>căn cứ(?: vào| theo)?|thực hiện(?: theo)?|triển khai(?: theo)?|cụ thể hóa|cụ thể hoá|quán triệt"
    r"|thi hành|chấp hành|trên cơ sở|tinh thần)"
    r"|(?P<announces>ban hành|công bố|(?<!đăng )ký|phát hành|thông qua|phê duyệt(?: tại)?"
    r"|vừa (?:có|ra)|đã (?:có|ra)))(?!\w)"
)
_AFTER = re.compile(
    r"[^.;\n]{0,60}?(?<!\w)(?:(?P<replaces>(?:được|bị) (?:thay thế|bãi bỏ|hủy bỏ|huỷ bỏ)|hết hiệu lực)"
    r"|(?P<amends>(?:được|đã được) (?:sửa đổi|điều chỉnh|bổ sung))"
    r"|(?P<announces>(?:được|vừa) (?:\S+ ){0,4}?(?:ban hành|công bố|ký)))(?!\w)"
)
_BY = re.compile(r"(?<!\w)(?:bởi|tại|theo|bằng|ở)(?!\w)")
"""After "sửa đổi", "thay thế": the document that follows did it, not underwent it."""
_REACH = {"replaces": 60, "amends": 90, "implements": 70, "announces": 40}
"""Characters that may lie between the cue and the document word; "ban hành" far away issued something else."""
_SAME_LIST = re.compile(r"[\s,;()]*(?:(?:và|cùng|với|các|đồng thời)\s*)*$")
_OWN_HEADING = re.compile(r"(?i:số)\s*:?\s*$")


def roles_of(name: Field, text: str, hits: Sequence[Hit], sentences: Sequence[tuple[int, int]]) -> list[CitationRole]:
    """The role of every hit, by the nearest cue before its document word in its sentence, else by a passive cue after
    it; items of one list share the role of the first. A title or a heading line ("Số: 112/KH-UBND") that opens with
    the document announces it."""
    lower = lower_in_step(text)
    roles: list[CitationRole] = []
    for i, hit in enumerate(hits):
        before = hits[i - 1] if i else None
        roles.append(_role(name, lower, hit, before, roles[-1] if roles else None, sentences[i]))
    return roles


def _role(
    name: Field, lower: str, hit: Hit, before: Hit | None, role_before: CitationRole | None, sentence: tuple[int, int]
) -> CitationRole:
    start = sentence[0]
    if before and before.end > start:
        if role_before and (hit.said <= before.start or _SAME_LIST.match(lower[before.end : hit.said])):
            return role_before
        start = before.end
    if cue := _cue_before(lower, start, hit.said):
        return cue
    if (after := _AFTER.match(lower, hit.end, sentence[1])) and (cue := _named(after)):
        return cue
    opens = lower[sentence[0] : hit.said].strip(' -|“"(') == ""
    if opens and (name == "title" or (_OWN_HEADING.search(lower, hit.said, hit.start) and _is_line(lower, hit))):
        return "announces"
    listed = before is not None and before.end > sentence[0] and _is_list(lower, before, hit)
    return role_before if listed and role_before in ("implements", "announces") else "cites"


def _cue_before(lower: str, start: int, end: int) -> CitationRole | None:
    found = max(_BEFORE.finditer(lower, start, end), key=lambda match: match.start(), default=None)
    cue = _named(found) if found else None
    if found is None or cue is None or end - found.end() > _REACH[cue]:
        return None
    gap = lower[found.end() : end]
    if ";" in gap or (cue == "announces" and ("," in gap or "kèm" in gap)):
        return None
    return None if cue in ("amends", "replaces") and _BY.search(gap) else cue


def _named(found: re.Match[str]) -> CitationRole | None:
    roles: tuple[CitationRole, ...] = ("replaces", "amends", "implements", "announces")
    return next((role for role in roles if found.groupdict().get(role)), None)


def _is_line(lower: str, hit: Hit) -> bool:
    """Whether nothing but the number stands in its line, as in the heading of a document."""
    line_ends = lower.find("\n", hit.end)
    return lower[hit.end : line_ends if line_ends >= 0 else len(lower)].strip(" |") == ""


def _is_list(lower: str, before: Hit | None, hit: Hit) -> bool:
    """Whether it is the next item of a list ("Căn cứ Quyết định A về …; Quyết định B về …")."""
    return before is not None and re.search(r";\s*(?:các\s+)?$", lower[before.end : hit.said]) is not None
