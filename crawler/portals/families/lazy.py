"""Pictures that a script loads when the reader scrolls: `src` holds a placeholder, another attribute the address."""

import re
from collections.abc import Iterable

from lxml.etree import _Element

KNOWN = ("data-original", "data-src", "data-lazy-src", "data-lazy")
"""Attributes of the lazy loaders met on portals (portals.md 2.2: Article-Detail's `data-original`)."""
_PICTURE = re.compile(r"(?i)[^\s]+\.(?:jpe?g|png|webp|jfif)(?:\?[^\s]*)?$")
_NO_PICTURE = re.compile(r"(?i)^$|^data:|\.(?:gif|svg)(?:\?.*)?$")


def show_lazy_pictures(root: _Element, attributes: Iterable[str] = ()) -> None:
    """Write the address that a lazy picture means into `data-original`: the value of the first of `attributes` (from
    the source file) that an <img> has; else, where `src` is empty, an inline picture, a .gif or .svg, the first other
    `data-…` attribute that names a JPEG, PNG or WebP file. What has a known lazy attribute already stays as it is."""
    wanted = tuple(attributes)
    for image in root.iter("img"):
        named = next((value for name in wanted if (value := (image.get(name) or "").strip())), "")
        if not named and not any(image.get(name) for name in KNOWN) and _NO_PICTURE.search(image.get("src") or ""):
            others = (str(value).strip() for name, value in image.items() if str(name).startswith("data-"))
            named = next((value for value in others if _PICTURE.fullmatch(value)), "")
        if named:
            image.set("data-original", named)


def telling_attribute(root: _Element) -> str | None:
    """The `data-…` attribute that names picture files on most pictures of a page, for a proposal; None without any."""
    counts: dict[str, int] = {}
    for image in root.iter("img"):
        for name, value in image.items():
            if str(name).startswith("data-") and name not in KNOWN and _PICTURE.fullmatch(str(value).strip()):
                counts[str(name)] = counts.get(str(name), 0) + 1
    return max(counts, key=lambda name: (counts[name], name)) if counts else None
