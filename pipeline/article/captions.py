"""Which line belongs to which picture, who took it, who signed the article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.article.blocks import Piece
from pipeline.text import fold

CAPTION_LENGTH = 200
"""Characters: a longer line after a picture is a paragraph, unless its markup says caption."""
_SIGNATURE_LENGTH = 80
_SIGNATURE_LINES = 3

_CREDIT = re.compile(
    r"\s*[-–—.(/|]*\s*\(?\s*\b(?:Ảnh|ảnh|ẢNH|Nguồn ảnh|Photo|Hình)\s*(?:minh họa)?\s*:\s*([^()]{2,60}?)\s*\)?\s*\.?$"
)
_SENTENCE_END = re.compile(r"[.:;!?…]\s*$")
_POINT = re.compile(r"\s*(?:[-–+•*]|\d{1,2}[.)/]|[IVX]{1,4}[.)]|[a-z]\))\s*\S")
_SIGN_LABEL = re.compile(
    r"(?:Tác giả|TÁC GIẢ|Tác giả bài viết|Bài, ảnh|Bài và ảnh|Tin, ảnh|Tin, bài|Tin ảnh|Tin và ảnh"
    r"|Tin|Bài|Bài viết|Biên tập|Người viết|Người đăng|Thực hiện|Nguồn|Nguồn tin|Theo|Ảnh)\s*:\s*(\S.*)"
)
_SIGN_CODE = re.compile(
    r"[A-ZĐ][A-Za-zĐđ]{0,6}(?:[-.&/–][A-ZĐ&][A-Za-zĐđ&.]{0,8}){1,4}\.?|[A-ZĐ](?:\.\s?[A-ZĐ]){1,3}\.?"
)


@dataclass(frozen=True)
class Captioned:
    """A piece with the part it plays: `caption` pieces follow the picture they belong to."""

    piece: Piece
    role: str
    """`text`, `caption`, `image`, `attachment`, `signature`."""
    basis: str | None = None
    """Of a caption: why it is one."""
    credit: str | None = None


def with_captions(pieces: Sequence[Piece], known: Sequence[str] = ()) -> list[Captioned]:
    """Pieces with the captions among them marked. A picture without one is given its alt text where that is words
    that stand nowhere else; `known` are texts (title, lead) that an alt only repeats."""
    has_alt = any(piece.alt for piece in pieces)
    seen = {fold(text) for text in (*known, *(piece.text for piece in pieces))} if has_alt else set()
    out: list[Captioned] = []
    for number, piece in enumerate(pieces):
        if piece.kind == "image":
            out.append(Captioned(piece, "image"))
            follower = pieces[number + 1] if number + 1 < len(pieces) else None
            alone = follower is None or not (follower.kind == "image" or _caption_basis(piece, follower))
            if alone and piece.alt and fold(piece.alt) not in seen:
                seen.add(fold(piece.alt))
                out.append(_caption(Piece("paragraph", text=piece.alt), "alt"))
            continue
        before = pieces[number - 1] if number else None
        basis = _caption_basis(before, piece)
        if piece.kind == "attachment":
            out.append(Captioned(piece, "attachment"))
        else:
            out.append(_caption(piece, basis) if basis else Captioned(piece, "text"))
    return out


def _caption_basis(before: Piece | None, piece: Piece) -> str | None:
    if piece.kind not in ("paragraph", "list_item", "heading"):
        return None
    if piece.caption:
        return piece.caption
    if before is None or before.kind != "image" or piece.kind != "paragraph" or len(piece.text) > CAPTION_LENGTH:
        return None
    same_frame = piece.group > 0 and piece.group == before.group
    marked = piece.align == "center" or piece.italic or same_frame
    plain = not piece.bold and not _SENTENCE_END.search(piece.text) and not _POINT.match(piece.text)
    signed = _SIGN_LABEL.fullmatch(piece.text) or _SIGN_CODE.fullmatch(piece.text)
    return "next paragraph" if marked or (plain and piece.align != "right" and not signed) else None


def _caption(piece: Piece, basis: str) -> Captioned:
    found = _CREDIT.search(piece.text)
    if found and found.start() > 0:
        shorter = piece.text[: found.start()].rstrip(" -–—(|/")
        return Captioned(_retold(piece, shorter), "caption", basis, found[1].strip(" .)"))
    return Captioned(piece, "caption", basis)


def _retold(piece: Piece, text: str) -> Piece:
    return Piece(piece.kind, text=text, group=piece.group)


def is_sign_off(piece: Piece) -> bool:
    """Whether a line at the article's end is its signature: labelled, a code of initials and office, or set right."""
    text = piece.text
    if piece.kind not in ("paragraph", "list_item") or len(text) > _SIGNATURE_LENGTH:
        return False
    if _SIGN_LABEL.fullmatch(text) or _SIGN_CODE.fullmatch(text):
        return True
    return piece.align == "right" and not text.endswith((";", ":", ","))


def with_signature(row: list[Captioned]) -> list[Captioned]:
    """The last lines marked as signature where they are one: at most three, with nothing but files after them."""
    signed = list(row)
    taken = 0
    for number in range(len(signed) - 1, -1, -1):
        item = signed[number]
        if item.role == "attachment":
            continue
        if item.role != "text" or taken == _SIGNATURE_LINES or not is_sign_off(item.piece):
            break
        signed[number] = Captioned(item.piece, "signature")
        taken += 1
    return signed


def author_of(lines: Sequence[str]) -> str | None:
    """Who signed, without the label: "Tác giả: …" before a bare sign-off before a source ("Nguồn: …")."""
    authors: list[str] = []
    bare: list[str] = []
    sources: list[str] = []
    for line in lines:
        found = _SIGN_LABEL.fullmatch(line)
        label = fold(line.split(":", 1)[0]) if found else ""
        if found is None:
            bare.append(line)
        elif label.startswith("nguon") or label == "theo":
            sources.append(found[1])
        elif label != "anh":
            authors.append(found[1])
    return next(iter(authors or bare or sources), None)
