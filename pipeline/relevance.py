"""Whether an article is about the OCOP programme, with the reason: read from its text, not from how it was found."""

import re

from pipeline.model import Article
from pipeline.text import fold

_PROGRAMME = re.compile(r"\bocop\b|\bmoi xa mot san pham\b|\bmoi xa,? phuong mot san pham\b")
_NEAR = re.compile(r"\bhop tac xa\b|\bhtx\b|\bto hop tac\b|\bnong thon moi\b|\blang nghe\b|\bnong san\b")
_PRODUCERS = re.compile(r"\bhop tac xa\b|\bhtx\b|\bto hop tac\b|\bhang sao\b|\b[1-5] sao\b|\btruy xuat nguon goc\b")


def why_relevant(article: Article) -> str | None:
    """One reason in Vietnamese, the strongest first; None where nothing in the text speaks of the programme."""
    if _PROGRAMME.search(fold(article.title)):
        return "tiêu đề nêu OCOP"
    text = fold("\n".join((article.lead, article.body, article.captions, article.attachments_text)))
    if named := len(_PROGRAMME.findall(text)):
        return f"bài nêu OCOP {named} lần"
    if near := len(_NEAR.findall(fold(article.title))):
        return f"tiêu đề nêu hợp tác xã, nông thôn mới hoặc làng nghề ({near})"
    if producers := len(_PRODUCERS.findall(text)):
        return f"bài nêu hợp tác xã, tổ hợp tác hoặc hạng sao {producers} lần"
    return None
