"""A portal's re-skin, played through: the same words under other class names, wrappers and order. Seeded."""

import random
import re
from dataclasses import replace
from hashlib import sha256

from lxml import html as lxml_html
from lxml.html import HtmlElement

from samples.response import Response

_BLOCKS = ("div", "section", "article", "main", "td")
_FURNITURE = ("header", "footer", "nav", "aside")
_HEADINGS = ("h1", "h2", "h3", "h4")
_CHOICES = ("select", "input", "button")
_MOST_WRAPPERS = 6
_PROSE = 80
"""Characters of own words from which a paragraph is the article's."""
_HEADLINE = 25
"""Characters from which the text of a link is a headline, not a menu's word."""
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")
_DATE_WORDS = 25
_FOOT = re.compile(r"(?i)cơ quan chủ quản|ghi rõ nguồn")
_DESCRIBES = ("itemprop", "itemtype", "itemscope", "role", "property")


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
    """`page` after a re-skin drawn from `seed`. Always: every class and id renamed, wrappers put around blocks. In one
    of two each: ids dropped, machine-readable names (Open Graph, microdata, roles) dropped, `article`, `main` and
    `section` made plain blocks, furniture at another end, side columns before the article, a list of other headlines
    among its paragraphs, its date line above the title or below the text. No word is added or lost."""
    dice = random.Random(f"skin {seed}")
    root = lxml_html.document_fromstring(page)
    core = _core(root)
    _rename(root, seed, keeps_ids=dice.random() < 0.5)
    if dice.random() < 0.5:
        _undescribe(root)
    _retag(root, dice)
    if core is not None:
        if dice.random() < 0.5:
            _headlines_inside(root, core, dice)
        if dice.random() < 0.5:
            _columns_first(core)
        if dice.random() < 0.5:
            _move_date(root, core, above=dice.random() < 0.5)
    _wrap(root, dice)
    _move(root, dice)
    return str(lxml_html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>"))


def _core(root: HtmlElement) -> HtmlElement | None:
    """The block that holds most prose directly: the article's text."""
    weights: dict[HtmlElement, int] = {}
    for paragraph in root.iter("p"):
        size = len(_text(paragraph)) - _linked(paragraph)
        holder = paragraph.getparent()
        is_furniture = any(parent.tag in _FURNITURE for parent in paragraph.iterancestors())
        if size >= _PROSE and not is_furniture and not _FOOT.search(_text(holder)):
            weights[holder] = weights.get(holder, 0) + size
    return max(weights, key=lambda holder: weights[holder], default=None)


def _rename(root: HtmlElement, seed: int, keeps_ids: bool) -> None:
    def other(name: str) -> str:
        return "s" + sha256(f"{seed} {name}".encode()).hexdigest()[:7]

    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if names := element.get("class"):
            element.set("class", " ".join(other(name) for name in names.split()))
        for attribute in ("id", "for"):
            if name := element.attrib.pop(attribute, None):
                element.attrib.update({attribute: other(name)} if keeps_ids else {})


def _undescribe(root: HtmlElement) -> None:
    """The description stays: on some portals it holds the lead, and no word may be lost."""
    for element in list(root.iter()):
        if element.tag == "meta" and "description" in (element.get("property") or element.get("name") or ""):
            continue
        if element.tag == "meta" and (element.get("property") or element.get("itemprop")):
            _take(element)
        elif isinstance(element.tag, str):
            for name in _DESCRIBES:
                element.attrib.pop(name, None)


def _retag(root: HtmlElement, dice: random.Random) -> None:
    for name in ("article", "main", "section"):
        if dice.random() < 0.5:
            for element in list(root.iter(name)):
                element.tag = "div"


def _headlines_inside(root: HtmlElement, core: HtmlElement, dice: random.Random) -> None:
    """A block of the page that lists other articles, with its heading, goes among the article's paragraphs."""
    paragraphs = [child for child in core if child.tag == "p"]
    block = next((found for found in root.iter("div", "section") if _lists_headlines(found, core)), None)
    if block is not None and len(paragraphs) > 1:
        _take(block)
        dice.choice(paragraphs[1:]).addprevious(block)


def _lists_headlines(block: HtmlElement, core: HtmlElement) -> bool:
    titles = [_text(link) for link in block.iter("a")]
    headlines = [title for title in titles if len(title) >= _HEADLINE]
    if len(headlines) < 2 or 2 * len(headlines) < len(titles) or 2 * _linked(block) < len(_text(block)):
        return False
    return not _holds(block, core) and not _holds(core, block)


def _columns_first(core: HtmlElement) -> None:
    """What stands behind the article on its way up to the page and holds choices or lists of links goes before it."""
    for holder in (core, *core.iterancestors()):
        if holder.tag in ("body", "form"):
            return
        for sister in list(holder.itersiblings()):
            is_furniture = isinstance(sister.tag, str) and sister.tag not in _FURNITURE and sister.find(".//h1") is None
            has_choices = next(sister.iter(*_CHOICES), None) is not None
            if is_furniture and (has_choices or len(list(sister.iter("a"))) > 1):
                _take(sister)
                holder.getparent().insert(0, sister)


def _move_date(root: HtmlElement, core: HtmlElement, above: bool) -> None:
    """The last short line with a date between a heading and the article's text: what stands above is the clock."""
    line: HtmlElement | None = None
    for element in root.iter("div", "span", "p", "time", "td", *_HEADINGS):
        if element is core:
            break
        if element.tag in _HEADINGS:
            line = None
            continue
        text = _text(element)
        in_furniture = any(parent.tag in _FURNITURE for parent in element.iterancestors())
        is_date = _DATE.search(text) and sum(map(str.isalpha, text)) <= _DATE_WORDS
        if is_date and not in_furniture and not _holds(element, core):
            line = element
    parent = core.getparent()
    if line is None or parent is None or _holds(line, parent) or parent.tag in ("body", "html"):
        return
    _take(line)
    if line.tag != "div":
        inner, line = line, core.makeelement("div")
        line.append(inner)
    if above:
        parent.insert(0, line)
    else:
        core.addnext(line)


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
        _take(element)
        parent.insert(0 if dice.random() < 0.5 else len(parent), element)


def _take(element: HtmlElement) -> None:
    """Out of its place; the text behind it stays there."""
    element.drop_tree()
    element.tail = None


def _holds(outer: HtmlElement, inner: HtmlElement) -> bool:
    return outer is inner or any(parent is outer for parent in inner.iterancestors())


def _text(element: HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def _linked(element: HtmlElement) -> int:
    return sum(len(_text(link)) for link in element.iter("a"))
