"""A decoded page becomes an `Article`: title, lead, blocks, captions, files, date strings. Nothing is fetched."""

from collections.abc import Iterable
from dataclasses import replace
from typing import cast

from lxml import etree

from crawler.portals.families.base import FieldSelectors
from crawler.portals.families.lazy import show_lazy_pictures
from pipeline.article.assemble import Surroundings, assemble, block_offsets
from pipeline.article.blocks import Piece, read_pieces
from pipeline.article.body import Body, find_body, generic_text, word_overlap
from pipeline.article.captions import author_of, with_captions, with_signature
from pipeline.article.chrome import foot_lines, licence_in, publisher_in, stands_in_head, strip_noise
from pipeline.article.head import between, described, find_lead, find_section, find_title, generic_lead
from pipeline.article.links import file_address, file_name, original_of
from pipeline.article.prose import lead_above
from pipeline.article.raw_dates import page_dates, upload_dates
from pipeline.article.rereading import reread_tree
from pipeline.article.sifting import sift, trimmed, without_head
from pipeline.article.tree import base_of, elements, first_text, is_inside, parse, texts, visible_text
from pipeline.charsets.reread import may_be_foreign
from pipeline.model import Article
from pipeline.text import fold, one_line

__all__ = ["block_offsets", "read_html"]

_LEAD_LENGTH = 40
"""Characters from which a first paragraph in bold is a lead and no heading."""
_FILE_ATTRIBUTES = {"a": "href", "iframe": "src", "embed": "src", "object": "data"}


def read_html(
    html: str,
    url: str,
    fields: FieldSelectors,
    *,
    noise: tuple[str, ...] = (),
    listed: Iterable[str] = (),
    cross_check: bool = False,
) -> Article:
    """What the page says. `url` is where it was fetched, `fields` the hints of its family, `noise` further CSS of what
    is never article, `listed` what links to it say (its title, where it names none itself); with `cross_check` the body
    is compared with trafilatura's.

    Never raises on content: what is missing stands in `problems`. References come out absolute and percent-encoded
    once."""
    root = parse(html)
    show_lazy_pictures(root, fields.picture_address)
    read_as = reread_tree(root) if may_be_foreign(html) else ()
    if read_as:
        html = etree.tostring(root, encoding="unicode", method="html")
    body = find_body(root, html, url, fields.body)
    title, title_node, by_link = find_title(root, body.node if body else None, fields, listed)
    base = base_of(root, url)
    around = Surroundings(url, title, lead=find_lead(root, fields, title), section=find_section(root, fields))
    around = replace(around, read_as=read_as)
    problems: tuple[str, ...] = ("title by link",) if by_link else ()
    if fields.body and (body is None or body.basis != "family"):
        problems += ("layout unknown",)
    if body is None:
        raw_dates = page_dates(root, title_node, [], None, fields, url, html)
        return assemble((), replace(around, raw_dates=tuple(raw_dates), body_basis="none", problems=problems))
    near = between(root, title_node, body.node)
    foot = foot_lines(root, body.node)
    around = replace(
        around,
        author=_author(root, fields),
        raw_dates=tuple(page_dates(root, title_node, near, body.node, fields, url, html)),
        licence=licence_in(foot),
        publisher=publisher_in(foot),
        body_basis=body.basis,
        problems=problems,
    )
    article = _read_body(root, body, title_node, near, base, fields, noise, around)
    uploads = upload_dates(image.src for image in article.images)
    article = replace(article, raw_dates=(*article.raw_dates, *uploads))
    if cross_check and body.basis == "family":
        told = f"{article.lead}\n{article.body}"
        article = replace(article, cross_check=word_overlap(told, generic_text(html, url)))
    return article


def _read_body(
    root: etree._Element,
    body: Body,
    title_node: etree._Element | None,
    near: list[etree._Element],
    base: str,
    fields: FieldSelectors,
    noise: tuple[str, ...],
    around: Surroundings,
) -> Article:
    files = _files(root, fields.attachments, base)
    about = described(root)
    shown = {node: None for css in fields.pictures for node in elements(root, css)} or dict.fromkeys(
        node for node in near if _is_lead_picture(node)
    )
    for css in fields.caption:
        for node in elements(root, css):
            node.set("class", f"caption {node.get('class') or ''}")
    pictures = [_markup(node) for node in shown if not is_inside(node, body.node)]
    strip_noise(root, body.node, (*fields.noise, *noise))
    pieces = read_pieces(f"<div>{''.join(pictures)}{_markup(body.node)}</div>", base)
    if _is_nukeviet(root):
        pieces = [replace(piece, src=original_of(piece.src)) for piece in pieces]
    if body.read:
        pieces = trimmed(pieces, body.read)
    pieces = without_head(sift([*pieces, *files]), around.title, around.lead)
    lead = around.lead or generic_lead([*near, *body.node.iter("p", "div", "h2", "h3", "span", "strong")])
    lead = lead or _lead_among(pieces, about, near)
    if not lead and body.basis != "family" and around.title:
        lead = lead_above(root, title_node, body.node)
    if lead and not around.lead:
        pieces = without_head(pieces, around.title, lead)
    row = with_signature(with_captions(pieces, (around.title, lead)))
    return assemble(row, replace(around, lead=lead))


_BROKEN_ADDRESSES = etree.XPath("descendant-or-self::*/@*[name() = 'src' or name() = 'href'][contains(., '\n')]")


def _markup(node: etree._Element) -> str:
    # Browsers drop a line break within an address; libxml2 would write it as %0A.
    for address in cast("list[etree._ElementUnicodeResult]", _BROKEN_ADDRESSES(node)):
        if (holder := address.getparent()) is not None and address.attrname:
            holder.set(address.attrname, address.replace("\n", ""))
    return etree.tostring(node, encoding="unicode", method="html", with_tail=False)


def _is_nukeviet(root: etree._Element) -> bool:
    """Whether the page names its CMS: of NukeViet alone it is known where the originals of thumbnails lie."""
    return first_text(root, ("meta[name='generator']::attr(content)",)).startswith("NukeViet")


def _is_lead_picture(node: etree._Element) -> bool:
    """A figure between title and body: NukeViet and others show the article's first picture there."""
    if node.tag == "figure":
        return node.find(".//img") is not None and not stands_in_head(node)
    return node.tag == "img" and "ImgDetailImage" in (node.get("class") or "")


def _files(root: etree._Element, selectors: tuple[str, ...], base: str) -> list[Piece]:
    """Files that the family's selectors name, wherever they stand; a selected link is a file whatever its ending."""
    found: dict[str, Piece] = {}
    for css in dict.fromkeys(selectors):
        for holder in elements(root, css):
            for node in holder.iter(*_FILE_ATTRIBUTES):
                named = node is holder or node.get("download") is not None
                address = file_address(node.get(_FILE_ATTRIBUTES[node.tag]), base, download=named)
                if address and address not in found:
                    label = one_line(visible_text(node)) or one_line(node.get("title") or "") or file_name(address)
                    found[address] = Piece("attachment", text=label, src=address)
    return list(found.values())


def _author(root: etree._Element, fields: FieldSelectors) -> str | None:
    return author_of([line for css in fields.author for line in texts(root, css)])


def _lead_among(pieces: list[Piece], about: str, near: list[etree._Element]) -> str:
    """The page's own description where a paragraph at the start of the article, or a line above it, says just that;
    else a first paragraph set in bold above others that are not."""
    paragraphs = [piece for piece in pieces if piece.kind == "paragraph"]
    if about:
        for piece in paragraphs[:3]:
            if fold(piece.text) == fold(about):
                return piece.text
        above = (one_line(visible_text(node)) for node in near if not is_inside_any(node, near))
        if any(fold(about) in fold(text) for text in above):
            return about
    first_is_bold = len(paragraphs) > 1 and paragraphs[0].bold and not paragraphs[1].bold
    return paragraphs[0].text if first_is_bold and len(paragraphs[0].text) >= _LEAD_LENGTH else ""


def is_inside_any(node: etree._Element, others: list[etree._Element]) -> bool:
    """Whether a parent of `node` is among `others`."""
    parent = node.getparent()
    return parent is not None and any(is_inside(parent, other) for other in others)
