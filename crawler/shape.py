"""A linear look at markup before it is parsed in the reactor: 0.9 MB of attributes on one tag freeze lxml for 30 s."""

import re

DEEPEST = 1_000
MOST_ATTRIBUTES = 2_000
MOST_TAGS = 300_000
_SHORT_TAG = 2 * MOST_ATTRIBUTES
"""A tag below this many bytes cannot carry too many attributes."""

_ATTRIBUTE_SYNTAX = rb"""=?[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?)?"""
_REST_SYNTAX = rb"(?:[\s/]++|" + _ATTRIBUTE_SYNTAX + rb"|=)*+"
_TAG = re.compile(rb"<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)(?P<rest>" + _REST_SYNTAX + rb")")
_WHOLE_TAG = re.compile(rb"<[a-zA-Z][^\s/>]*+" + _REST_SYNTAX)
_ATTRIBUTE = re.compile(_ATTRIBUTE_SYNTAX)
"""As HTML5 tokenizes, and possessive, so that no input makes them quadratic."""

_NEVER_DEEPER = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dt dd option tr td th".split()
)
"""Void elements, and those whose end tag may be left out: a thousand of them stand beside, not inside each other."""

_RAW = {b"script": b"</script", b"style": b"</style", b"textarea": b"</textarea", b"title": b"</title"}


def shape_fault(body: bytes) -> str | None:
    """What makes `body` (HTML or XML bytes) too dear to parse, in words; None where nothing does."""
    starts = body.count(b"<")
    if starts > 2 * MOST_TAGS:
        return f"more than {MOST_TAGS} tags"
    # Parsers still find everything at 2,000 levels, so a page of that few tags only needs its longest tag looked at.
    if starts <= 2 * DEEPEST and max(map(len, _WHOLE_TAG.findall(body)), default=0) <= _SHORT_TAG:
        return None
    return _walk(body)


def _walk(body: bytes) -> str | None:
    depth = tags = at = 0
    lower = body.lower()
    while True:
        at = body.find(b"<", at)
        if at < 0:
            return None
        if body.startswith(b"<!--", at):
            at = body.find(b"-->", at + 4)
            if at < 0:
                return None
            continue
        tag = _TAG.match(body, at)
        if tag is None:
            at += 1
            continue
        at = tag.end()
        tags += 1
        if tags > MOST_TAGS:
            return f"more than {MOST_TAGS} tags"
        rest = tag["rest"]
        if len(rest) > _SHORT_TAG and sum(1 for _ in _ATTRIBUTE.finditer(rest)) > MOST_ATTRIBUTES:
            return f"more than {MOST_ATTRIBUTES} attributes on one tag"
        name = tag["name"].lower()
        if name in _NEVER_DEEPER:
            continue
        if tag["end"]:
            depth = max(depth - 1, 0)
        elif not rest.endswith(b"/"):
            depth += 1
            if depth > DEEPEST:
                return f"nested more than {DEEPEST} deep"
            if name in _RAW:
                at = lower.find(_RAW[name], at)
                if at < 0:
                    return None


def entities_declared(body: bytes) -> bool:
    """Whether an XML body declares entities of its own: no feed or sitemap needs to, a billion laughs does."""
    return b"<!ENTITY" in body[:1_000_000]
