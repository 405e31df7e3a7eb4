"""Pieces with their parts played become the `Article`: one place where fields, blocks and offsets are made to agree."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.article.captions import Captioned, author_of
from pipeline.article.page import legacy_font
from pipeline.model import Article, Attachment, Block, BlockKind, Field, Image, RawDate
from pipeline.text import one_line

BODY_KINDS: tuple[BlockKind, ...] = ("heading", "paragraph", "list_item", "table")
"""Kinds of blocks whose texts, joined by one newline, are the field `body`."""
_SHORT = 200
_BROKEN = 0.01


@dataclass(frozen=True)
class Surroundings:
    """What is known of an article besides its pieces."""

    url: str
    title: str
    lead: str = ""
    author: str | None = None
    section: str | None = None
    raw_dates: tuple[RawDate, ...] = ()
    licence: str | None = None
    publisher: str | None = None
    body_basis: str = "family"
    read_as: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def assemble(row: Sequence[Captioned], around: Surroundings) -> Article:
    """The article of a row of pieces. A signature is its author where nothing better named one."""
    blocks = [_block(item) for item in row]
    body = "\n".join(block.text for block in blocks if block.kind in BODY_KINDS)
    images = _images(row)
    signatures = [item.piece.text for item in row if item.role == "signature"]
    return Article(
        url=around.url,
        title=around.title,
        lead=around.lead,
        body=body,
        captions="\n".join(block.text for block in blocks if block.kind == "caption"),
        attachments_text="\n".join(block.text for block in blocks if block.kind == "attachment"),
        author=around.author or author_of(signatures),
        section=around.section,
        blocks=tuple(blocks),
        images=images,
        attachments=tuple(Attachment(block.src, block.text) for block in blocks if block.kind == "attachment"),
        raw_dates=around.raw_dates,
        licence=around.licence,
        publisher=around.publisher,
        body_basis=around.body_basis,
        read_as=around.read_as,
        problems=(*around.problems, *_problems(around.title, around.lead + body, images)),
    )


def _block(item: Captioned) -> Block:
    piece = item.piece
    if item.role == "text":
        return Block(piece.kind, piece.text, level=piece.level)
    if item.role == "image":
        return Block("image", src=piece.src)
    if item.role == "attachment":
        return Block("attachment", one_line(piece.text), piece.src)
    return Block("caption" if item.role == "caption" else "signature", piece.text)


def _images(row: Sequence[Captioned]) -> tuple[Image, ...]:
    images: list[Image] = []
    for item in row:
        if item.role == "image":
            images.append(Image(item.piece.src, alt=item.piece.alt))
        elif item.role == "caption" and images and images[-1].caption is None:
            images[-1] = replace(images[-1], caption=item.piece.text, caption_basis=item.basis, credit=item.credit)
    return tuple(images)


def _problems(title: str, text: str, images: Sequence[Image]) -> list[str]:
    problems = [] if title else ["no title"]
    if len(text) < _SHORT and not images:
        problems.append("short body" if text else "no body")
    if legacy_font(text):
        problems.append("legacy font")
    if text.count("\ufffd") > _BROKEN * max(len(text), 1):
        problems.append("decode errors")
    return problems


def block_offsets(article: Article) -> list[tuple[int, Field, int, int]]:
    """(index of the block, field, start, end) for every block that carries text of a field: slicing the field gives
    the block's text. Images and signatures belong to no field."""
    ends: dict[Field, int] = {"body": -1, "captions": -1, "attachments": -1}
    offsets: list[tuple[int, Field, int, int]] = []
    for index, block in enumerate(article.blocks):
        name = _field_of(block.kind)
        if name is None:
            continue
        start = ends[name] + 1
        ends[name] = start + len(block.text)
        offsets.append((index, name, start, ends[name]))
    return offsets


def _field_of(kind: BlockKind) -> Field | None:
    if kind in BODY_KINDS:
        return "body"
    return "captions" if kind == "caption" else "attachments" if kind == "attachment" else None
