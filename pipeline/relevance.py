"""Whether an article is about the OCOP programme, with the reasons: read from its text, not from how it was found."""

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.model import Article
from pipeline.text import fold

_PROGRAMME = re.compile(
    r"\bocop\b|\bone commune,? one product\b|\bmot xa,? mot san pham\b"
    r"|\bmoi (?:xa|lang|phuong|dia phuong)(?:,? ?(?:va|-|/)? ?(?:phuong|thi tran|lang))* (?:mot|1|01)(?: \(\d+\))? "
    r"(?:san pham|sp)\b"
)
_RATING = re.compile(
    r"\b(?:phan hang|xep hang|hang|dat chuan|danh gia|cong nhan) (?:\S+ ){0,3}?[3-5] sao\b"
    r"|\bsan pham (?:\S+ ){0,3}?[3-5] sao\b|\b(?:hang|gan|giu|len|nang|thang|rot) \W?sao\b"
    r"|\bdanh gia(?:,? phan hang)? lai san pham\b|\b(?:phan|nang|thang|xep) hang (?:cac |lai )?san pham\b"
    r"|\b(?:148|490|781|919|1048|1489)/ ?qd- ?ttg\b|\b01/qd-bcdtw\b"
)
"""A rating said without the programme's name ("sản phẩm đạt hạng 4 sao"), or the decision that rules it. Hotels have
stars too, products do not."""
_ABOUT_IT = re.compile(
    r"\b(?:[1-5] sao|phan hang|chu the|giay chung nhan|ho so|cong nhan|danh gia|san pham|nang hang|chung nhan)\b"
)
_SAYS_MORE = re.compile(
    r"\b(?:[1-5] sao|phan hang|chu the|giay chung nhan|ho so|cong nhan|danh gia|nang hang|chung nhan|co \d+ san pham)\b"
)
_LISTED = re.compile(r"(?:[,;]|\bva\b)[^,;.]{0,40}$")
_LIST_GOES_ON = re.compile(r"[^,;.]{0,25}(?:[,;]|\bva\b)")
_HOTEL = re.compile(r"\bkhach san\b|\bresort\b|\bluu tru\b")
_OWN_LABEL = re.compile(r"^(?:ocop|san pham ocop|gian hang ocop)$")
_OPENING = 70
"""Characters in which a paragraph names what it is about."""
_FIRST = 450
_ENOUGH = 3
_EVERY = 1200
"""Characters of text per mention, at most, for an article that is about what it names three times."""
_SHORT = 2500
"""Characters of an article in which two paragraphs that name the programme are no aside."""


@dataclass(frozen=True)
class Relevance:
    """What an article has to do with the programme."""

    level: Literal["topic", "passing", "none"]
    """`topic`: in the title, the lead or at least one whole paragraph; `passing`: a clause, one item of a list."""
    why: str
    """One sentence, Vietnamese."""

    @property
    def about(self) -> bool:
        return self.level == "topic"


def judge_relevance(article: Article) -> Relevance:
    """The strongest reason first: title, lead, paragraphs, then how often the text names the programme."""
    if _names(fold(article.title)):
        return Relevance("topic", "tiêu đề nêu OCOP")
    lead = fold(article.lead)
    if _names(lead) and not _only_listed(lead):
        return Relevance("topic", "đoạn mở đầu nêu OCOP")
    paragraphs = [line for line in fold(article.body).split("\n") if not _OWN_LABEL.match(line.strip(" .:-"))]
    named = [line for line in paragraphs if _names(line)]
    times = sum(_times(line) for line in named)
    if not lead and named and named[0] == paragraphs[0] and len(named[0]) <= _FIRST and not _only_listed(named[0]):
        return Relevance("topic", "đoạn mở đầu nêu OCOP")
    if whole := sum(map(_is_about, named)):
        return Relevance("topic", f"{whole} đoạn nói về OCOP")
    if (times >= _ENOUGH and times * _EVERY >= len(article.body)) or (len(named) >= 2 and len(article.body) <= _SHORT):
        return Relevance("topic", f"bài nêu OCOP {times} lần")
    beside = fold("\n".join((article.captions, article.attachments_text)))
    if named or _names(beside):
        return Relevance("passing", f"bài chỉ nhắc OCOP {times or 1} lần, không đoạn nào nói riêng")
    return Relevance("none", "bài không nêu chương trình OCOP hay hạng sao sản phẩm")


def _names(folded: str) -> bool:
    return _first(folded) is not None


def _first(folded: str) -> re.Match[str] | None:
    if found := _PROGRAMME.search(folded):
        return found
    return None if _HOTEL.search(folded) else _RATING.search(folded)


def _only_listed(folded: str) -> bool:
    """Whether the programme is one item among others and nothing more is said of it."""
    if _SAYS_MORE.search(folded):
        return False
    return all(
        _LISTED.search(folded[: found.start()]) and _LIST_GOES_ON.match(folded, found.end())
        for found in _PROGRAMME.finditer(folded)
    )


def _times(folded: str) -> int:
    ratings = 0 if _HOTEL.search(folded) else len(_RATING.findall(folded))
    return len(_PROGRAMME.findall(folded)) + ratings


def _is_about(paragraph: str) -> bool:
    """Whether a folded paragraph has the programme for its subject: it opens with it, or names it and its words more
    often than a list or an aside would."""
    first = _first(paragraph)
    if first is None or _only_listed(paragraph):
        return False
    times = _times(paragraph)
    words = len(_ABOUT_IT.findall(paragraph))
    if first.start() <= _OPENING and words >= 1:
        return True
    return (times >= 2 and words >= 2) or (words >= 4 and words * 85 >= len(paragraph))
