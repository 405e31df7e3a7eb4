"""The article node as a row of raw pieces in page order: text with the marks of its markup, pictures, files, tables.

Nothing is judged here: which short line is a caption, what is chrome, who signed, is decided on the whole row
(captions.py, article.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from pipeline.article.links import file_address, file_name, picture_source, words_of
from pipeline.article.tables import is_data_table, rows_of
from pipeline.article.tree import BLOCK_TAGS
from pipeline.text import one_line

Align = Literal["", "center", "right"]

_STYLE_ALIGN = re.compile(r"text-align\s*:\s*(\w+)", re.IGNORECASE)
_CLASS_ALIGN = re.compile(r"(?:^|\s)(?:text-|text|align-?|ms-rtealign-)?(center|right)(?:$|\s)", re.IGNORECASE)
_CAPTION_CLASS = re.compile(
    r"(?:^|[\s_-])(?:caption|image-?caption|imgcaption|note|chu-?thich|wp-caption-text|img-desc|pic-desc|image_desc)(?:$|[\s_-])",
    re.I,
)
_BLANK = " \t\n\u00a0\u200b\ufeff"
_ENDS = re.compile(r"[.:;!?…”\"]\s*$")
_VIEWERS = {"iframe": "src", "embed": "src", "object": "data"}


class Context(NamedTuple):
    """What the elements around a piece of text say of it."""

    kind: Literal["heading", "paragraph", "list_item"] = "paragraph"
    level: int = 0
    align: Align = ""
    italic: bool = False
    bold: bool = False
    link: Literal["", "page", "file"] = ""
    caption: Literal["", "figcaption", "class"] = ""
    group: int = 0
    """Number of the figure or layout table it stands in; 0 outside."""
    pre: bool = False


@dataclass(frozen=True)
class Piece:
    """One line of text, one picture, one table or one file, as it stood."""

    kind: Literal["heading", "paragraph", "list_item", "table", "image", "attachment"]
    text: str = ""
    src: str = ""
    level: int = 0
    align: Align = ""
    italic: bool = False
    """The whole line is; so is `bold`."""
    bold: bool = False
    unlinked: str = ""
    """The text without what links to other pages."""
    unfiled: str = ""
    """The text without what links to files."""
    linked: bool = False
    caption: Literal["", "figcaption", "class"] = ""
    group: int = 0
    alt: str | None = None


@dataclass
class _Line:
    """Inline pieces gathered since the last break."""

    parts: list[tuple[str, Context]] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)


def read_pieces(markup: str, base: str) -> list[Piece]:
    """The pieces of an article node in page order. `markup` is its HTML, `base` what its references hang on."""
    soup = BeautifulSoup(markup, "lxml", multi_valued_attributes=None)
    return _Walk(base).walk(soup.body or soup)


class _Walk:
    """One pass over the node. Iterative, because a page may be nested deeper than Python calls may."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.pieces: list[Piece] = []
        self.line = _Line()
        self.groups = 0

    def walk(self, top: Tag) -> list[Piece]:
        stack: list[tuple[Iterator[PageElement], Context, bool]] = [(iter(top.contents), Context(), True)]
        while stack:
            children, context, is_block = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                if is_block:
                    self._flush()
            elif isinstance(child, Tag):
                inner = self._enter(child, context)
                if inner is not None:
                    stack.append((iter(child.contents), inner, child.name in BLOCK_TAGS))
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                self.line.parts.append((str(child) if context.pre else child.replace("\n", " "), context))
        return self.pieces

    def _enter(self, tag: Tag, context: Context) -> Context | None:
        """The context inside `tag`, or None when it was dealt with as a whole."""
        name = tag.name
        if name == "br":
            self.line.parts.append(("\n", context))
            return None
        if name == "img":
            self._picture(tag, context)
            return None
        if name in _VIEWERS:
            self._file(tag, _VIEWERS[name])
            return None
        if name in BLOCK_TAGS:
            self._flush()
            if name == "table" and is_data_table(tag):
                self._table(tag)
                return None
            return self._block_context(tag, context)
        return self._inline_context(tag, context)

    def _block_context(self, tag: Tag, context: Context) -> Context:
        name = tag.name
        if name in ("h1", "h2", "h3", "h4", "h5", "h6"):
            context = context._replace(kind="heading", level=int(name[1]))
        elif name == "li":
            context = context._replace(kind="list_item")
        elif name in ("figure", "table"):
            self.groups += 1
            context = context._replace(group=self.groups)
        elif name == "figcaption":
            context = context._replace(caption="figcaption")
        elif name == "center":
            context = context._replace(align="center")
        elif name == "pre":
            context = context._replace(pre=True)
        return _styled(tag, context)

    def _inline_context(self, tag: Tag, context: Context) -> Context:
        name = tag.name
        if name in ("em", "i"):
            context = context._replace(italic=True)
        elif name in ("strong", "b"):
            context = context._replace(bold=True)
        elif name == "a":
            href = _get(tag, "href")
            if address := file_address(href, self.base, download=tag.has_attr("download")):
                self.line.files.append((address, one_line(tag.get_text())))
                context = context._replace(link="file")
            elif href and not href.lower().startswith(("#", "mailto:", "tel:")):
                context = context._replace(link="page")
        return _styled(tag, context)

    def _picture(self, tag: Tag, context: Context) -> None:
        self._flush()
        source = picture_source(lambda name: _get(tag, name), self.base)
        if source:
            alt = words_of(_get(tag, "alt") or "")
            self.pieces.append(Piece("image", src=source, group=context.group, alt=alt))

    def _file(self, tag: Tag, attribute: str) -> None:
        if address := file_address(_get(tag, attribute), self.base):
            self._flush()
            label = one_line(_get(tag, "title") or "") or file_name(address)
            self.pieces.append(Piece("attachment", text=label, src=address))

    def _table(self, tag: Tag) -> None:
        text = "\n".join(rows_of(tag))
        if text:
            self.pieces.append(Piece("table", text=text))
        for picture in tag.find_all("img"):
            self._picture(picture, Context())
        for link in tag.find_all("a"):
            href, download = _get(link, "href"), link.has_attr("download")
            if address := file_address(href, self.base, download=download):
                label = one_line(link.get_text()) or file_name(address)
                self.pieces.append(Piece("attachment", text=label, src=address))

    def _flush(self) -> None:
        line = self.line
        if not line.parts and not line.files:
            return
        self.line = _Line()
        for parts in _soft_joined(_split(line.parts)):
            if piece := _piece_of(parts):
                self.pieces.append(piece)
        for address, label in line.files:
            self.pieces.append(Piece("attachment", text=label or file_name(address), src=address))


def _get(tag: Tag, name: str) -> str | None:
    value = tag.get(name)
    return " ".join(value) if isinstance(value, list) else value


def _styled(tag: Tag, context: Context) -> Context:
    attributes = tag.attrs
    if not attributes:
        return context
    style, marks = (_get(tag, "style") or "").lower(), _get(tag, "class") or ""
    aligned = (_get(tag, "align") or "").lower()
    if found := _STYLE_ALIGN.search(style):
        aligned = found[1]
    elif found := _CLASS_ALIGN.search(marks):
        aligned = found[1].lower()
    if aligned:
        context = context._replace(align="center" if aligned == "center" else "right" if aligned == "right" else "")
    if "font-style" in style and "italic" in style:
        context = context._replace(italic=True)
    if "font-weight" in style and re.search(r"font-weight\s*:\s*(?:bold|[6-9]00)", style):
        context = context._replace(bold=True)
    if marks and not context.caption and _CAPTION_CLASS.search(marks):
        context = context._replace(caption="class")
    return context


Parts = list[tuple[str, Context]]


def _split(parts: Parts) -> list[Parts]:
    """The parts of each line; lines end at <br> (and at line feeds of <pre>)."""
    lines: list[Parts] = [[]]
    for text, context in parts:
        first, *rest = text.split("\n")
        lines[-1].append((first, context))
        lines.extend([(more, context)] for more in rest)
    return lines


def _soft_joined(lines: list[Parts]) -> list[Parts]:
    """Lines joined where a <br> only broke a sentence: the next line goes on in lower case, the last has no end."""
    joined = lines[:1]
    for line in lines[1:]:
        text = "".join(part for part, _ in line).strip()
        before = "".join(part for part, _ in joined[-1]).strip()
        if before and text and not _ENDS.search(before) and text[0].islower():
            joined[-1] = [*joined[-1], (" ", line[0][1]), *line]
        else:
            joined.append(line)
    return joined


def _piece_of(parts: Parts) -> Piece | None:
    solid = [context for part, context in parts if part.strip(_BLANK)]
    text = one_line("".join(part for part, _ in parts)) if solid else ""
    if not text:
        return None
    first = solid[0]
    links = {context.link for context in solid}
    return Piece(
        first.kind,
        text=text,
        level=first.level,
        align=first.align,
        italic=all(context.italic for context in solid),
        bold=all(context.bold for context in solid),
        unlinked=_without(parts, "page") if "page" in links else text,
        unfiled=_without(parts, "file") if "file" in links else text,
        linked="page" in links,
        caption=first.caption if all(context.caption == first.caption for context in solid) else "",
        group=first.group,
    )


def _without(parts: Parts, link: str) -> str:
    return one_line("".join(part for part, context in parts if context.link != link))
