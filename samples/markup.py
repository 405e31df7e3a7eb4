"""The small markup in which sample articles are written, so that their files read like articles.

    A paragraph of text, **bold words**, [a link](/vi/news/).

    ## A heading
    - a list item
    | a | table | row |
    ![figure] picture.jpg | alt text | Caption
    @[plan.pdf] text of the link
    ~ NH-VH&TT
    > a headline of another article that stands inside the body

The word in `![…]` says how the page sets the caption: see `CAPTION_STYLES`; `lazy` may stand beside it.
"""

import re
from dataclasses import dataclass
from html import escape

CAPTION_STYLES = ("figure", "class", "centred", "italic", "plain", "repeated", "none")
"""figure/figcaption; a class; the next paragraph centred, in italics, or bare; printed twice; no caption."""

_IMAGE = re.compile(r"!\[(?P<style>[a-z ]+)\] (?P<file>[^|]+?) \| (?P<alt>[^|]*?) ?\| ?(?P<caption>.*)")
_FILE = re.compile(r"@\[(?P<file>[^\]]+)\] (?P<text>.+)")
_INLINE = re.compile(r"\*\*(.+?)\*\*|\[([^\]]+)\]\(([^)]+)\)")


class MarkupError(ValueError):
    """A line of a body has no meaning; the message shows the line."""


@dataclass(frozen=True)
class Part:
    """One piece of a body."""

    kind: str
    """paragraph, heading, list, table, image, file, signature, headlines."""
    text: str = ""
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    file: str = ""
    alt: str = ""
    style: str = ""
    lazy: bool = False


def _image(line: str) -> Part:
    found = _IMAGE.fullmatch(line)
    words = found["style"].split() if found else []
    style = next((word for word in words if word in CAPTION_STYLES), "")
    if found is None or not style:
        raise MarkupError(f"not a picture: {line!r}; write ![{'|'.join(CAPTION_STYLES)}] file | alt | caption")
    return Part("image", found["caption"], file=found["file"], alt=found["alt"], style=style, lazy="lazy" in words)


def _file(line: str) -> Part:
    found = _FILE.fullmatch(line)
    if found is None:
        raise MarkupError(f"not an attachment: {line!r}; write @[name.pdf] text of the link")
    return Part("file", found["text"], file=found["file"])


def _group(chunk: str) -> list[Part]:
    lines = chunk.splitlines()
    first = lines[0]
    if first.startswith("|"):
        return [Part("table", rows=tuple(tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines))]
    if first.startswith("- "):
        return [Part("list", items=tuple(line.removeprefix("- ") for line in lines))]
    if first.startswith("> "):
        return [Part("headlines", items=tuple(line.removeprefix("> ") for line in lines))]
    if first.startswith(("!", "@")):
        return [_image(line) if line.startswith("!") else _file(line) for line in lines]
    if first.startswith("## "):
        return [Part("heading", first.removeprefix("## "))]
    if first.startswith("~ "):
        return [Part("signature", first.removeprefix("~ "))]
    return [Part("paragraph", " ".join(lines))]


def parse_body(body: str) -> tuple[Part, ...]:
    """The parts of a body, in order. Raises MarkupError on a picture or attachment line that is not one."""
    chunks = [chunk.strip() for chunk in re.split(r"\n\s*\n", body.strip())]
    return tuple(part for chunk in chunks if chunk for part in _group(chunk))


def inline_html(text: str) -> str:
    """A paragraph's text as HTML: escaped, bold and links set."""

    def tag(found: re.Match[str]) -> str:
        bold, label, href = found.groups()
        return f"<strong>{bold}</strong>" if bold else f'<a href="{href}">{label}</a>'

    return _INLINE.sub(tag, escape(text, quote=False))
