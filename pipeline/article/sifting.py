"""The row of raw pieces without what is not the article: buttons, counters, related headlines, things said twice."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.article.blocks import Piece
from pipeline.article.body import ENOUGH
from pipeline.article.chrome import is_attachment_label, is_chrome_line, is_foot, is_related_heading
from pipeline.article.date_lines import is_date_line
from pipeline.article.head import tidy_title
from pipeline.article.links import file_name, is_picture_name, original_of
from pipeline.text import fold, one_line

_DATE = re.compile(r"\(?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\)?")
_DOCUMENT_NUMBER = re.compile(r"\d\s*/\s*(?:\d{4}\s*/\s*)?[A-ZĐ]{2}|\d-[A-ZĐ]{2}\w*/[A-ZĐ]{2}")
_HEADLINE = range(15, 251)
_LABEL_LENGTH = 150
_HEAD_PIECES = 4
_OWN_WORDS = 20
_FILES_HEADING, _FILES_WORDS = 40, "dinh kem"
"""A line of so few characters with these words is the heading above files that stand elsewhere on the page."""
_FURNITURE_LENGTH = 300
_FILE_AHEAD = 4
"""Pieces after the text within which a file stands that short lines lead to."""
"""Characters: a longer line is prose."""


def sift(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces that are article, each once: a line or picture that repeats the one before it collapses."""
    kept: list[Piece] = []
    pictures: set[str] = set()
    last_text = ""
    in_related = False
    for piece in pieces:
        if piece.kind == "image":
            if original_of(piece.src) not in pictures:
                pictures.add(original_of(piece.src))
                kept.append(piece)
            continue
        if piece.kind == "attachment":
            _keep_file(kept, piece)
            continue
        if is_related_heading(piece.text) or (piece.linked and is_related_heading(piece.unlinked)):
            in_related = True
            continue
        in_related = in_related and (_opens_with_link(piece) or piece.kind == "heading")
        if in_related or is_noise(piece) or _says(last_text, piece.text):
            continue
        last_text = piece.text
        kept.append(piece)
    return kept


def _opens_with_link(piece: Piece) -> bool:
    """A headline of another article, with its date or summary; a sentence that links somewhere has own words first."""
    own = piece.unlinked[:_OWN_WORDS]
    return piece.linked and (len(own) < _OWN_WORDS or not piece.text.startswith(own))


def is_noise(piece: Piece) -> bool:
    """Whether a piece of text is none of the article's."""
    if piece.kind == "table":
        return is_foot(piece.text)
    if len(piece.text) <= _FURNITURE_LENGTH and (
        is_chrome_line(piece.text) or is_picture_name(piece.text) or is_foot(piece.text) or is_date_line(piece.text)
    ):
        return True
    has_files = piece.unfiled != piece.text or (len(piece.text) <= _FILES_HEADING and _FILES_WORDS in fold(piece.text))
    return (has_files and is_attachment_label(piece.unfiled)) or _is_headline_of_another(piece)


def _is_headline_of_another(piece: Piece) -> bool:
    """A line that is nothing but a link to another page: a related headline. Names of documents stay, and addresses."""
    if not piece.linked or len(piece.text) not in _HEADLINE:
        return False
    beside = _DATE.sub("", piece.unlinked)
    if sum(char.isalpha() for char in beside) > 2 and not is_attachment_label(beside):
        return False
    return not (_DOCUMENT_NUMBER.search(piece.text) or piece.text.lower().startswith(("http", "www.")))


def _says(one: str, other: str) -> bool:
    return len(one) == len(other) and one.lower() == other.lower()


def _keep_file(kept: list[Piece], piece: Piece) -> None:
    """A file linked twice (a link and a viewer of it) stands once, under the label that says more."""
    for number, other in enumerate(kept):
        if other.kind == "attachment" and other.src == piece.src:
            if is_attachment_label(other.text) and not is_attachment_label(piece.text):
                kept[number] = piece
            return
    if piece.text == file_name(piece.src) and kept and _names_what_follows(kept[-1]):
        piece = replace(piece, text=kept.pop().text)
    kept.append(piece)


def _names_what_follows(piece: Piece) -> bool:
    """A short line without an end right above a viewer that has no label of its own: the name of the document."""
    is_line = piece.kind == "paragraph" and len(piece.text) <= _LABEL_LENGTH and not piece.linked
    return is_line and not piece.text.endswith((".", ":", ";", "!", "?", ","))


def without_head(pieces: Sequence[Piece], title: str, lead: str) -> list[Piece]:
    """Pieces without the title and lead at their start, where the article node prints them (again)."""
    rest, told = list(pieces), fold(lead)
    position = looked = 0
    while position < len(rest) and looked < _HEAD_PIECES:
        piece = rest[position]
        if piece.kind in ("image", "attachment", "table"):
            position += 1
            continue
        looked += 1
        text = fold(piece.text)
        if _says(tidy_title(piece.text), title):
            del rest[position]
        elif text and told.startswith(text) and (text == told or len(text) >= 30):
            told = told[len(text) :].strip()
            del rest[position]
        else:
            position += 1
    return rest


def trimmed(pieces: Sequence[Piece], read: str) -> list[Piece]:
    """Pieces from the first to the last that stand in `read` (what trafilatura took for the article), with the pictures
    just before them and the pictures, files and signature just after."""
    text = one_line(read)
    inside = [n for n, piece in enumerate(pieces) if piece.text and all(row in text for row in _samples(piece))]
    if not inside:
        return []
    start, end = inside[0], inside[-1] + 1
    while start and pieces[start - 1].kind == "image":
        start -= 1
    while end < len(pieces) and (
        pieces[end].kind in ("image", "attachment") or _trails(pieces, end) or _leads_to_file(pieces, end)
    ):
        end += 1
    return list(pieces[start:end])


def _samples(piece: Piece) -> list[str]:
    return [piece.text.split(" | ")[0].split("\n")[0]] if piece.kind == "table" else [piece.text]


def _leads_to_file(pieces: Sequence[Piece], number: int) -> bool:
    """A short line with a file close behind it: "Xem kèm theo:", or what the file's link says."""
    ahead = pieces[number : number + _FILE_AHEAD]
    near = next((n for n, piece in enumerate(ahead) if piece.kind == "attachment"), None)
    return near is not None and all(
        len(piece.text) < ENOUGH and not is_related_heading(piece.text) for piece in ahead[:near]
    )


def _trails(pieces: Sequence[Piece], number: int) -> bool:
    """A caption below the last picture, or a line set right: what trafilatura drops at an article's end."""
    piece = pieces[number]
    below_picture = number > 0 and pieces[number - 1].kind == "image"
    return len(piece.text) < ENOUGH and (bool(piece.caption) or below_picture or piece.align == "right")
