"""What must hold of the selectors of a source file: fields that exist, CSS that is CSS, a next page with its number."""

import re
from collections.abc import Iterator
from dataclasses import fields

from cssselect import SelectorError
from parsel.csstranslator import HTMLTranslator

from crawler.portals.families.base import FieldSelectors
from crawler.portals.faults import Loc, Problem, nearest
from crawler.portals.source import Layout, Listing, Source

_FIELD_NAMES = tuple(field.name for field in fields(FieldSelectors))
_LISTING_SELECTORS = tuple(field.name for field in fields(Listing) if field.name != "next_url")
_ELEMENTS = ("lead", "body", "caption", "pictures", "attachments", "noise")
_ATTRIBUTE = re.compile(r"[A-Za-z_][\w-]*")
_IN_A_BLOCK = ("link", "title", "date", "summary")


def check_layouts(source: Source, families: frozenset[str]) -> Iterator[Problem]:
    """Faults in `layouts` and `noise`."""
    for index, selector in enumerate(source.noise):
        yield from _check_selector(("noise", index), selector)
    for index, layout in enumerate(source.layouts):
        if layout.valid_from and layout.valid_to and layout.valid_from > layout.valid_to:
            yield Problem(("layouts", index, "valid_to"), f"lies before valid_from ({layout.valid_from})")
        if layout.family is not None and layout.family not in families:
            yield Problem(
                ("layouts", index, "family"), f"no family {layout.family!r}", nearest(layout.family, families)
            )
        for name, selectors in layout.fields.items():
            loc: Loc = ("layouts", index, "fields", name)
            if name not in _FIELD_NAMES:
                yield Problem(loc, f"no such field; there are {', '.join(_FIELD_NAMES)}", nearest(name, _FIELD_NAMES))
            elif name == "picture_address":
                for position, attribute in enumerate(selectors):
                    if not _ATTRIBUTE.fullmatch(attribute):
                        says = f"{attribute!r} must be the name of an attribute alone, such as data-hinh"
                        yield Problem((*loc, position), says)
            elif name == "date_meta_is":
                if selectors not in (("published",), ("modified",)):
                    yield Problem(loc, "must be [published] or [modified]")
            else:
                for position, selector in enumerate(selectors):
                    yield from _check_selector((*loc, position), selector)
                    if name in _ELEMENTS and "::" in selector:
                        hint = "; `picture_address: [data-…]` names an attribute" if name == "pictures" else ""
                        yield Problem((*loc, position), f"{selector!r} must select an element, no attribute{hint}")
        yield from _check_listing(layout, ("layouts", index, "listing"))


def _check_listing(layout: Layout, loc: Loc) -> Iterator[Problem]:
    listing = layout.listing
    for name in _LISTING_SELECTORS:
        for position, selector in enumerate(getattr(listing, name)):
            yield from _check_selector((*loc, name, position), selector)
    alone = [name for name in _IN_A_BLOCK if getattr(listing, name) and not listing.item]
    if alone:
        yield Problem((*loc, alone[0]), "is looked for inside the block of one article: name that block as `item`")
    for name in ("link", "next", "item"):
        for position, selector in enumerate(getattr(listing, name)):
            if "::" in selector:
                yield Problem((*loc, name, position), f"{selector!r} must select an element, no attribute or text")
    made = listing.next_url
    if made is not None and not ("{page}" in made and (made[:1] == "?" or "{section}" in made or "{stem}" in made)):
        says = "must hold {page}, and begin with `?` or `{section}`: `?trang={page}`, `{section}trang-{page}.html`"
        yield Problem((*loc, "next_url"), says)


def _check_selector(loc: Loc, selector: str) -> Iterator[Problem]:
    try:
        HTMLTranslator().css_to_xpath(selector)
    except SelectorError as error:
        yield Problem(loc, f"{selector!r} is no CSS selector: {error}")
