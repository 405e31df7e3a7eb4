"""Whether an attachment is an official document itself: its own heading carries the number ("Số: 112/KH-UBND")."""

import re
from datetime import date

from pipeline.article.plain_text import read_text
from pipeline.entities.document_issuers import attribute_issuers
from pipeline.entities.documents import find_documents
from pipeline.gazetteer import Gazetteer
from pipeline.model import DocumentMention, HomeUnit
from pipeline.text import fold

OWN_RULE = "document.heading"
"""The rule of a mention that a file's own heading made."""

_HEAD_CHARACTERS = 900
_OWN_NUMBER = re.compile(r"(?:^|\n)S[ốÔô] ?[:.]?\s*$|S[ốô] ?:\s*$")
_HEADING_DATE = re.compile(r"ngay\s+(\d{1,2})\s+thang\s+(\d{1,2})\s+nam\s+(\d{4})")
_FILLER = "Nội dung của văn bản đứng dưới phần đầu này."


def own_document(
    page: str, gazetteer: Gazetteer, unit: HomeUnit, on: date | None
) -> tuple[DocumentMention, str] | None:
    """The document that a file's first page says it is, and the heading that says so (the mention's span indexes it),
    by the layout of Decree 30/2020/NĐ-CP, appendix I: "Số:" before the number, place and date in the same block."""
    lines = page[:_HEAD_CHARACTERS].split("\n")
    # The heading as an article's body: a title line of its own keeps the rest from being taken for one.
    article = read_text("\n\n".join(["VĂN BẢN", _FILLER, *lines]))
    found = attribute_issuers(find_documents(article), article, gazetteer, unit, on)
    for mention in found:
        before = article.text_of(mention.span.field)[: mention.span.start]
        if mention.span.field == "body" and _OWN_NUMBER.search(before):
            heading = article.body.removeprefix(_FILLER + "\n")
            cut = len(article.body) - len(heading)
            span = mention.span._replace(start=mention.span.start - cut, end=mention.span.end - cut)
            return mention._replace(span=span), heading
    return None


def heading_date(page: str) -> str | None:
    """ISO day of "Đồng Nai, ngày 24 tháng 9 năm 2019" in a file's heading; None where there is none or no such day."""
    found = _HEADING_DATE.search(fold(page[:_HEAD_CHARACTERS]))
    if not found:
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    except ValueError:
        return None


_KINDS = frozenset({
    "quyet dinh", "ke hoach", "thong bao", "bao cao", "to trinh", "chi thi", "nghi quyet", "huong dan", "chuong trinh",
    "de an", "cong dien", "ket luan", "quy dinh", "phuong an",
})  # fmt: skip
_TITLE_ENDS = re.compile(r"can cu|dieu 1|thuc hien|\d+[.)]|i[.)]|uy ban nhan dan|chu tich|theo de nghi|kinh gui")
_TITLE_LINES = 4


def document_title(page: str) -> str | None:
    """What a document's first page says it is about: the lines below "QUYẾT ĐỊNH", "KẾ HOẠCH" and the like."""
    lines = page[: 2 * _HEAD_CHARACTERS].split("\n")
    for number, line in enumerate(lines):
        if fold(line).strip(" .:") in _KINDS and line == line.upper():
            about: list[str] = []
            for below in lines[number + 1 : number + 1 + _TITLE_LINES]:
                if _TITLE_ENDS.match(fold(below)):
                    break
                about.append(below)
            return " ".join(about) or None
    return None
