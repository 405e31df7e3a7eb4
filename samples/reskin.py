"""A portal's re-skin, played through: the same words under other class names, wrappers and order. Seeded."""

import random
from dataclasses import replace
from hashlib import sha256

from lxml import html as lxml_html
from lxml.html import HtmlElement

from samples.response import Response

_BLOCKS = ("div", "section", "article", "main", "td")
_FURNITURE = ("header", "footer", "nav", "aside")
_MOST_WRAPPERS = 6


def reskinned(answer: Response, seed: int) -> Response:
    """An HTML answer in UTF-8 after the redesign; any other answer as it is."""
    if answer.status != 200 or not answer.content_type.startswith("text/html"):
        return answer
    try:
        page = answer.body.decode("utf-8")
    except UnicodeDecodeError:
        return answer
    return replace(answer, body=mutated(page, seed).encode("utf-8"))


def mutated(page: str, seed: int) -> str:
    """`page` after a re-skin drawn from `seed`: every class and id renamed, wrappers put around blocks, furniture moved
    to another end of the page, `article` and `main` become plain blocks now and then. No word is added or lost."""
    dice = random.Random(f"skin {seed}")
    root = lxml_html.document_fromstring(page)
    _rename(root, seed)
    _retag(root, dice)
    _wrap(root, dice)
    _move(root, dice)
    return str(lxml_html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>"))


def _rename(root: HtmlElement, seed: int) -> None:
    def other(name: str) -> str:
        return "s" + sha256(f"{seed} {name}".encode()).hexdigest()[:7]

    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if names := element.get("class"):
            element.set("class", " ".join(other(name) for name in names.split()))
        for attribute in ("id", "for"):
            if name := element.get(attribute):
                element.set(attribute, other(name))


def _retag(root: HtmlElement, dice: random.Random) -> None:
    for name in ("article", "main", "section"):
        if dice.random() < 0.5:
            for element in list(root.iter(name)):
                element.tag = "div"


def _wrap(root: HtmlElement, dice: random.Random) -> None:
    """Wrappers hold the whole content of a block: where it begins and ends stays the same for a reader."""
    blocks = [element for element in root.iter(*_BLOCKS) if len(element)]
    for block in dice.sample(blocks, min(len(blocks), dice.randint(2, _MOST_WRAPPERS))):
        inner = block.makeelement("div", {"class": f"w{dice.randint(100, 999)}"})
        inner.text, block.text = block.text, None
        inner.extend(list(block))
        block.append(inner)


def _move(root: HtmlElement, dice: random.Random) -> None:
    """Menus, side columns and feet change their end among their sisters; what holds the
    article's own heading stays, and so do headings and text in their order."""
    for element in list(root.iter(*_FURNITURE)):
        parent = element.getparent()
        if parent is None or element.find(".//h1") is not None or dice.random() < 0.5:
            continue
        tail, element.tail = element.tail, None
        before = element.getprevious()
        if tail:
            if before is not None:
                before.tail = (before.tail or "") + tail
            else:
                parent.text = (parent.text or "") + tail
        parent.remove(element)
        parent.insert(0 if dice.random() < 0.5 else len(parent), element)
