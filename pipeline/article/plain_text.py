"""A page that is known only as lines of text becomes the same `Article` that its HTML would give."""

from collections.abc import Sequence
from itertools import takewhile

from pipeline.article.assemble import Surroundings, assemble
from pipeline.article.blocks import Piece
from pipeline.article.captions import with_captions, with_signature
from pipeline.article.chrome import is_no_title, licence_in, opens_foot, publisher_in
from pipeline.article.links import is_picture_name
from pipeline.article.raw_dates import is_clock_line, is_date_line, url_dates
from pipeline.article.sifting import sift
from pipeline.model import Article, RawDate
from pipeline.text import clean

_PARAGRAPH = 200
"""Characters from which a line is a paragraph and no title."""
_BULLETS = ("- ", "+ ", "• ", "* ", "– ")


def read_text(text: str, url: str = "") -> Article:
    """What a page of plain lines says: `text` is what a careless reader of the page kept, chrome and all.

    The title is the first line where an empty line sets it off, else the last line above the first paragraph that is
    no slogan, clock or portal name; a line that is the file name of a picture stands for the picture (`src` is that
    name as printed, no address is invented), the short line after it is its caption; from the first line of the
    portal's foot on, nothing is article."""
    published = clean(text)
    lines = [line for line in published.split("\n") if line]
    head = _set_off(published) or list(takewhile(_is_head, lines))
    rest = lines[len(head) :]
    named = [number for number, line in enumerate(head) if _may_be_title(line)]
    title = head[named[-1]] if named else ""
    body = list(takewhile(lambda line: not opens_foot(line), rest))
    foot = "\n".join(rest[len(body) :])
    around = Surroundings(
        url,
        title,
        raw_dates=(*_dates(head, title), *url_dates(url)),
        licence=licence_in(foot),
        publisher=publisher_in(foot),
        body_basis="text",
    )
    return assemble(with_signature(with_captions(sift(_pieces(body)), (title,))), around)


def _set_off(text: str) -> list[str]:
    """The head of a text whose first line is its title with an empty line below: the title and the date lines that
    follow; [] for any other text."""
    title, _, below = text.partition("\n\n")
    if "\n" in title or not _is_head(title) or not _may_be_title(title):
        return []
    return [title, *takewhile(is_date_line, (line for line in below.split("\n") if line))]


def _may_be_title(line: str) -> bool:
    return bool(line) and not is_no_title(line) and not is_date_line(line)


def _is_head(line: str) -> bool:
    return len(line) < _PARAGRAPH and not line.endswith((".", ";", ":")) and not is_picture_name(line)


def _pieces(lines: Sequence[str]) -> list[Piece]:
    return [_piece(line) for line in lines]


def _piece(line: str) -> Piece:
    if is_picture_name(line):
        return Piece("image", src=line)
    kind = "list_item" if line.startswith(_BULLETS) else "paragraph"
    return Piece("list_item" if kind == "list_item" else "paragraph", text=line, unlinked=line, unfiled=line)


def _dates(head: Sequence[str], title: str) -> list[RawDate]:
    """Date lines above the title are the portal's clock, those below it the article's label."""
    found: list[RawDate] = []
    below = False
    for number, line in enumerate(head, 1):
        below = below or (line == title and title != "")
        if is_date_line(line):
            is_clock = not below and (is_clock_line(line) or bool(title))
            found.append(RawDate(line, "page clock" if is_clock else "label", f"dòng {number}"))
    return found
