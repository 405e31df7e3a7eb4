"""The shape of a page, looked at before any parser sees it: three limits, one pass over the bytes.

100,000 attributes on one tag keep lxml busy for half a minute and text nested deeper than its limits vanishes without
an error (reliability notes 0.3, 0.4, fault C1), so such pages are refused by name instead of being read as empty.
"""

import re
from functools import lru_cache
from itertools import islice

MAX_DEPTH = 1_000
MAX_ATTRIBUTES = 2_000
MAX_TAGS = 300_000

_TAG = re.compile(
    rb"<(?:!--|(/?)([a-z][^\s/>]*)((?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+)>?)",
)
_ATTRIBUTE = re.compile(rb"[^\s=/]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"']++)?+)?+")
_UNSURE = re.compile(rb"</?[a-z](?:(?:[^<>\"']++|\"[^\"<>]*+\"|'[^'<>]*+')*+[\"'<]|[^<>]{%d})" % (2 * MAX_ATTRIBUTES))
"""A tag that may hold too many attributes: a long one, or one that holds `<` or seems to end within quotes."""
_RAW_TEXT = frozenset((b"script", b"style", b"textarea", b"title", b"xmp"))
_NEVER_DEEP = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dt dd tr td th option".split()
)
"""Void elements, and elements whose end tag may be missing: a sibling closes them."""
_NESTS = re.compile(rb"<(?!(?:%s)[\s/>])[a-z]" % b"|".join(_NEVER_DEEP))


@lru_cache(maxsize=1)  # who publishes a page and what it says are asked one after the other
def prescan(body: bytes) -> str | None:
    """Why the page must not be parsed (English, one phrase for the ledger), or None. Linear in the length of `body`.

    Limits: 1,000 levels, 2,000 attributes on a tag, 300,000 tags."""
    text = body.lower()
    if _is_flat(text):
        return None
    open_tags: dict[bytes, int] = {}
    depth = count = position = 0
    last_comment_end = text.rfind(b"-->")
    while found := _TAG.search(text, position):
        position = found.end()
        closing, name, attributes = found.groups()
        if name is None:
            if position <= last_comment_end:
                position = text.find(b"-->", position)
            continue
        count += 1
        if count > MAX_TAGS:
            return f"more than {MAX_TAGS} tags"
        if len(attributes) > 2 * MAX_ATTRIBUTES and _too_many_attributes(attributes):
            return f"more than {MAX_ATTRIBUTES} attributes on one tag"
        if name in _NEVER_DEEP:
            continue
        if not closing:
            depth += 1
            open_tags[name] = open_tags.get(name, 0) + 1
            if depth > MAX_DEPTH:
                return f"nested deeper than {MAX_DEPTH} levels"
            if name in _RAW_TEXT:
                end = text.find(b"</" + name, position)
                position = end if end >= 0 else len(text)
        elif open_tags.get(name):
            depth -= 1
            open_tags[name] -= 1
    return None


def _is_flat(text: bytes) -> bool:
    """Whether counting is enough, as on most pages: too few elements to nest too deep, no tag that may be too large."""
    return (
        text.count(b"<") <= MAX_TAGS
        and sum(1 for _ in islice(_NESTS.finditer(text), MAX_DEPTH + 1)) <= MAX_DEPTH
        and _UNSURE.search(text) is None
    )


def _too_many_attributes(attributes: bytes) -> bool:
    return sum(1 for _ in _ATTRIBUTE.finditer(attributes)) > MAX_ATTRIBUTES
