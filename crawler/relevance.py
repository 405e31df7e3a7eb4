"""Which announced articles are kept: by what their section is about and by the words of the title. Pure.

Generous on purpose: an article too many costs one request, an article missed is gone with its portal. What is refused
is written down with the reason, and a random hundredth of it is fetched to measure this filter.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from crawler.portals.source import Section, Source

WORDS = (
    # the programme and its names
    "ocop", "mỗi xã một sản phẩm", "mỗi làng một sản phẩm", "mỗi xã phường một sản phẩm",
    "one commune one product",
    "sản phẩm", "đặc sản",
    # who makes it
    "hợp tác xã", "htx", "tổ hợp tác", "kinh tế tập thể", "liên minh htx", "làng nghề", "nghề truyền thống", "chủ thể",
    "trang trại", "khởi nghiệp", "ngành nghề nông thôn",
    # how it is judged
    "đánh giá phân hạng", "hội đồng đánh giá",
    "đạt sao",
    "truy xuất nguồn gốc", "chỉ dẫn địa lý", "nhãn hiệu tập thể", "vietgap", "globalgap", "mã số vùng trồng",
    # where it stands
    "nông thôn mới", "ntm", "nông sản", "nông nghiệp", "chuỗi giá trị", "chuỗi liên kết", "xúc tiến thương mại",
    "kết nối cung cầu", "hội chợ", "phiên chợ", "chợ phiên", "du lịch nông thôn", "du lịch cộng đồng", "hàng việt nam",
    "thương mại điện tử",
)  # fmt: skip
"""Compared without accents and case, at word borders (domain.md 1-3)."""

_STARS = re.compile(r"\b(?:[1-5]|mot|hai|ba|bon|nam)\s*(?:sao|\*)(?!\w)")
_SEPARATORS = re.compile(r"[^0-9a-z*]+")
_TRAILING_ID = re.compile(r"(?:[-_]?\d+)?(?:\.\w{2,5})?$")
SAMPLED_SHARE = 100
"""One refused item in so many is fetched all the same."""


@dataclass(frozen=True)
class Verdict:
    """Whether an announced article is kept, and why, in words for the `considered` table."""

    kept: bool
    reason: str


def folded(text: str) -> str:
    """`text` for comparison: lower case, no marks, đ as d, everything but letters, digits and * as one space."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return _SEPARATORS.sub(" ", bare.replace("đ", "d").replace("ð", "d")).strip()


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = sorted({folded(word) for word in words if folded(word)}, key=len, reverse=True)
    return re.compile(rf"(?<![0-9a-z])(?:{'|'.join(map(re.escape, alternatives))})(?![0-9a-z])")


def judge(title: str, section: Section, source: Source, summary: str = "") -> Verdict:
    """Whether an item announced in `section` under `title` and `summary` is kept. An empty title is kept."""
    if section.about in ("ocop", "all"):
        return Verdict(True, "mọi bài của chuyên mục OCOP / everything in an OCOP section")
    text = folded(title)
    if not text:
        return Verdict(True, "không có tiêu đề để xét / no title to judge by")
    if found := _pattern((*WORDS, *source.relevant_words)).search(text) or _STARS.search(text):
        return Verdict(True, f"tiêu đề có / title has: {found[0]}")
    if found := _pattern((*WORDS, *source.relevant_words)).search(folded(summary)):
        return Verdict(True, f"tóm tắt có / summary has: {found[0]}")
    return Verdict(False, "tiêu đề không có từ nào về OCOP / no OCOP word in the title")


def words_of_url(url: str) -> str:
    """The words of a URL's last path segment, where there is no title to judge by (sitemaps)."""
    slug = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])
    return " ".join(_TRAILING_ID.sub("", slug).replace("-", " ").replace("_", " ").split())


def sampled(source_id: str, key: str, share: int = SAMPLED_SHARE) -> bool:
    """Whether a refused item is fetched to measure the filter: one in `share`, the same ones on every machine."""
    digest = hashlib.sha256(f"{source_id}\n{key}".encode()).digest()
    return int.from_bytes(digest[:8]) % share == 0
