"""A page that is known only as lines of text becomes the same `Article` that its HTML would give."""

from collections.abc import Sequence
from itertools import takewhile

from pipeline.article.assemble import Surroundings, assemble
from pipeline.article.blocks import Piece
from pipeline.article.captions import with_captions, with_signature
from pipeline.article.chrome import licence_in, opens_foot, publisher_in
from pipeline.article.links import is_picture_name
from pipeline.article.raw_dates import url_dates
from pipeline.article.sifting import sift
from pipeline.article.text_head import head_length, read_head, set_off
from pipeline.model import Article
from pipeline.text import clean

_BULLETS = ("- ", "+ ", "• ", "* ", "– ")


def read_text(text: str, url: str = "") -> Article:
    """What a page of plain lines says: `text` is what a careless reader of the page kept, chrome and all.

    The title is the first line where an empty line sets it off; else title and dates are read from the lines above
    the first paragraph (text_head.py). A line that is the file name of a picture stands for the picture (`src` is that
    name as printed, no address is invented), the short line after it is its caption; from the first line of the
    portal's foot on, nothing is article."""
    published = clean(text)
    lines = [line for line in published.split("\n") if line]
    above = set_off(published) or head_length(lines)
    rest = lines[above:]
    body = list(takewhile(lambda line: not opens_foot(line), rest))
    head = read_head(lines[:above], body)
    foot = "\n".join(rest[len(body) :])
    around = Surroundings(
        url,
        head.title,
        raw_dates=(*head.dates, *url_dates(url)),
        licence=licence_in(foot),
        publisher=publisher_in(foot),
        body_basis="text",
    )
    return assemble(with_signature(with_captions(sift(_pieces([*head.kept, *body])), (head.title,))), around)


def _pieces(lines: Sequence[str]) -> list[Piece]:
    return [_piece(line) for line in lines]


def _piece(line: str) -> Piece:
    if is_picture_name(line):
        return Piece("image", src=line)
    kind = "list_item" if line.startswith(_BULLETS) else "paragraph"
    return Piece("list_item" if kind == "list_item" else "paragraph", text=line, unlinked=line, unfiled=line)
