"""What readers see for dates, kinds and states: Vietnamese, with English beside it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

VIETNAM = timezone(timedelta(hours=7))
_PARTIAL_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T(?P<clock>\d\d:\d\d)[\d:]*)?")


@dataclass(frozen=True)
class Bilingual:
    """One thing said twice."""

    vi: str
    en: str


@dataclass(frozen=True)
class Dated:
    """When an article was published, as far as it is known."""

    text: str
    text_en: str
    known: bool
    machine: str = ""
    """For `<time datetime>`; empty where the day is not known."""


def day(value: str | None) -> str:
    """A partial ISO date as Vietnamese readers write it: 2019 · 09/2019 · 24/09/2019 · 24/09/2019 08:30.
    What is no date (`2018-2019`, a term) is shown as it stands."""
    if not value:
        return ""
    found = _PARTIAL_ISO.fullmatch(value)
    if not found:
        return value
    written = "/".join(part for part in reversed(found.groups()[:3]) if part)
    return f"{written} {found['clock'] or ''}".strip()


def moment(stamp: str | None) -> str:
    """A UTC stamp of the ledger as local time of Vietnam: `24/09/2025 15:04`; what is no stamp is shown as it is."""
    if not stamp:
        return ""
    try:
        return datetime.fromisoformat(stamp).astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")
    except ValueError:
        return stamp


def iso_day(value: str | None) -> str:
    """A partial ISO date as English pages show it: 2019 · 2019-09 · 2019-09-24 · 2019-09-24 08:30."""
    found = _PARTIAL_ISO.fullmatch(value or "")
    if not found:
        return value or ""
    return f"{'-'.join(filter(None, found.groups()[:3]))} {found['clock'] or ''}".strip()


def iso_moment(stamp: str | None) -> str:
    """A UTC stamp as local time of Vietnam: `2025-09-24 15:04`."""
    if not stamp:
        return ""
    try:
        return datetime.fromisoformat(stamp).astimezone(VIETNAM).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return stamp


def number(value: int | float | None) -> str:
    """Thousands apart by a point, as Vietnamese readers write them: 12.345."""
    return "" if value is None else f"{value:,.0f}".replace(",", ".")


_RECOVERED: tuple[tuple[str, Bilingual], ...] = (
    ("web archive: ", Bilingual("kho lưu trữ web ", "the web archive ")),
    ("warc: ", Bilingual("tệp WARC ", "the WARC file ")),
    ("wacz: ", Bilingual("tệp WACZ ", "the WACZ file ")),
    ("saved page", Bilingual("trang đã lưu", "a saved page")),
)


def recovered(origin: str | None) -> Bilingual | None:
    """Where an article was recovered from that this archive did not fetch from its portal; None for one it did."""
    if not origin or origin == "live":
        return None
    for begins, names in _RECOVERED:
        if origin.startswith(begins):
            rest = origin[len(begins) :]
            return Bilingual(f"khôi phục từ {names.vi}{rest}", f"recovered from {names.en}{rest}")
    return Bilingual(f"khôi phục từ {origin}", f"recovered from {origin}")


def dated(article: Mapping[str, Any]) -> Dated:
    """The publication date or, where there is none, the bounds (`không rõ ngày, khoảng 09/2019–12/2020`)."""
    if article["published"]:
        known = article["published"]
        return Dated(day(known), iso_day(known), True, known)
    low, high = ((article[bound] or "")[:7] for bound in ("date_from", "date_to"))
    if low and high:
        spans = (f"{day(low)}–{day(high)}", f"{low} to {high}") if low != high else (day(low), low)
        return Dated(f"không rõ ngày, khoảng {spans[0]}", f"undated, about {spans[1]}", False)
    if low:
        return Dated(f"không rõ ngày, từ {day(low)}", f"undated, {low} or later", False)
    if high:
        return Dated(f"không rõ ngày, không sau {day(high)}", f"undated, {high} or earlier", False)
    return Dated("không rõ năm", "year unknown", False)


BASES: Mapping[str, Bilingual] = {
    "label": Bilingual("ngày đăng ghi trên bài", "date printed on the article"),
    "listing": Bilingual("ngày ghi trong danh sách tin của cổng", "date printed in the portal's listing"),
    "feed": Bilingual("ngày trong luồng tin RSS của cổng", "date in the portal's feed"),
    "sitemap": Bilingual("ngày trong sơ đồ trang của cổng", "date in the portal's sitemap"),
    "meta": Bilingual("ngày ghi trong mã trang", "date in the page's metadata"),
    "modified": Bilingual("ngày sửa bài", "date of the last edit"),
    "url": Bilingual("ngày nằm trong địa chỉ bài", "date inside the address"),
    "page clock": Bilingual("đồng hồ của trang", "the page's own clock"),
    "text bound": Bilingual("mốc thời gian trong nội dung", "bound read from the text"),
    "document bound": Bilingual("ngày của văn bản được nhắc", "date of a document it names"),
    "capture bound": Bilingual("ngày lưu bài lần đầu", "day of the first capture"),
    "validity bound": Bilingual("thời gian cơ quan còn hoạt động", "the years in which the body existed"),
    "decision": Bilingual("quyết định của người phụ trách kho", "a decision of the archive's keeper"),
}
"""How a date became known (column `basis` of `dates`)."""


def basis(name: str | None) -> Bilingual:
    """A basis in words; one that is not in BASES is shown under its own name."""
    return BASES.get(name or "", Bilingual(name or "không rõ", name or "unknown"))


KINDS: Mapping[str, Bilingual] = {
    "cooperative": Bilingual("hợp tác xã", "cooperative"),
    "union": Bilingual("liên hiệp hợp tác xã", "union of cooperatives"),
    "group": Bilingual("tổ hợp tác", "cooperative group"),
    "credit_fund": Bilingual("quỹ tín dụng nhân dân", "people's credit fund"),
    "document": Bilingual("văn bản", "document"),
    "product": Bilingual("sản phẩm", "product"),
    "producer": Bilingual("chủ thể", "producer"),
    "commune": Bilingual("xã, phường, thị trấn", "commune"),
    "district": Bilingual("huyện, quận, thị xã, thành phố", "district"),
    "province": Bilingual("tỉnh, thành phố", "province"),
}
"""What a mention names (column `kind` of `mentions`)."""

FILE_STATES: Mapping[str, Bilingual] = {
    "ok": Bilingual("đã đọc chữ", "text read"),
    "ocr": Bilingual("chữ nhận dạng từ ảnh quét", "text recognised from scanned pages"),
    "partial": Bilingual("chỉ đọc phần đầu", "read in part"),
    "needs_ocr": Bilingual("ảnh quét, chưa đọc được chữ", "scanned, text not read yet"),
    "no text": Bilingual("không có chữ", "no text"),
    "no reader": Bilingual("đã lưu, không đọc chữ của loại tệp này", "held, this type is not read"),
    "encrypted": Bilingual("có mật khẩu", "encrypted"),
    "damaged": Bilingual("tệp hỏng", "damaged"),
    "too large": Bilingual("quá lớn để đọc", "too large to read"),
    "timeout": Bilingual("đọc quá lâu nên dừng", "took too long to read"),
    "starved": Bilingual("đã lưu, chưa kịp đọc", "held, not read yet"),
    "memory": Bilingual("quá nặng để đọc", "needed too much memory"),
    "crash": Bilingual("không đọc được", "could not be read"),
    "left out": Bilingual("kho này không lưu tệp", "not kept by this archive"),
}
"""What became of an attachment (column `state` of `attachments`); others mean that it is not held."""

NOT_HELD = Bilingual("chưa lưu được", "not held")


def file_state(state: str | None) -> Bilingual:
    """What became of an attachment, for a reader."""
    return FILE_STATES.get(state or "", NOT_HELD)


FIELDS: Mapping[str, Bilingual] = {
    "title": Bilingual("tiêu đề", "title"),
    "lead": Bilingual("sapo", "lead"),
    "captions": Bilingual("chú thích ảnh", "caption"),
    "attachments": Bilingual("tệp đính kèm", "attachment"),
    "body": Bilingual("nội dung", "body"),
    "quote": Bilingual("trích dẫn", "quote"),
}
"""Parts of an article."""


def _said(table: Mapping[str, Bilingual], name: str | None) -> Bilingual:
    """A name's words; one that the table has not is shown as it stands."""
    return table.get(name or "", Bilingual(name or "", name or ""))


def kind(name: str | None) -> Bilingual:
    """A kind of mention in words."""
    return _said(KINDS, name)


ROLES: Mapping[str, Bilingual] = {
    "implements": Bilingual("thực hiện", "carries it out"),
    "announces": Bilingual("ban hành, công bố", "announces it"),
    "amends": Bilingual("sửa đổi, bổ sung", "amends it"),
    "replaces": Bilingual("thay thế, bãi bỏ", "replaces it"),
    "cites": Bilingual("nhắc tới", "cites it"),
}
"""What an article does with a document (column `role` of `citations`)."""


def role(name: str | None) -> Bilingual:
    """A citation's role in words."""
    return _said(ROLES, name)


PRODUCERS: Mapping[str, Bilingual] = {
    "company": Bilingual("công ty, doanh nghiệp", "company"),
    "household": Bilingual("hộ kinh doanh", "household business"),
    "facility": Bilingual("cơ sở sản xuất", "facility"),
    "farm": Bilingual("trang trại", "farm"),
}
"""Sorts of producers (column `kind` of `producers`)."""


def producer(name: str | None) -> Bilingual:
    """A sort of producer in words."""
    return _said(PRODUCERS, name)


LEVELS: Mapping[str, Bilingual] = {
    "commune": Bilingual("xã, phường, đặc khu", "commune"),
    "district": Bilingual("huyện (cũ)", "former district"),
    "province": Bilingual("tỉnh, thành phố", "province"),
    "newspaper": Bilingual("báo", "newspaper"),
}
"""Levels of units and of portals."""


def level(name: str | None) -> Bilingual:
    """A level in words."""
    return _said(LEVELS, name)


def field(name: str | None) -> Bilingual:
    """A part of an article in words."""
    return _said(FIELDS, name)


_COUNTED = re.compile(r"(\d+) (?:trong (\d+) )?")


def two_sided(text: str | None) -> Bilingual:
    """A sentence that the pipeline wrote as `tiếng Việt / English`: each language gets its side, numbers and addresses
    stand in both."""
    vi, slash, en = (text or "").partition(" / ")
    if not slash:
        return Bilingual(vi, vi)
    counted, address = _COUNTED.match(vi), re.search(r"https?://\S+", en)
    if counted:
        en = f"{counted[1]} of {counted[2]}: {en}" if counted[2] else f"{counted[1]} {en}"
    return Bilingual(f"{vi}: {address[0]}" if address else vi, en)


def bilingual(text: str | None) -> Bilingual:
    """`Vietnamese · English` of metadata.yml in two."""
    vi, _, en = (text or "").rpartition(" · ")
    return Bilingual(vi, en) if vi else Bilingual(text or "", "")


def score(value: float) -> str:
    """Points as Vietnamese tables print them: 83,5."""
    return f"{value:g}".replace(".", ",")


def file_size(count: int | None) -> str:
    """Bytes as readers know them: `1,4 MB`; empty where it is not known."""
    if count is None:
        return ""
    if count < 1024:
        return f"{count} B"
    if count < 1 << 20:
        return f"{count / 1024:.0f} KB"
    return f"{count / (1 << 20):.1f} MB".replace(".", ",")
