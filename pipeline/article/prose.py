"""The article by its sentences alone, where no selector and no class name helps: what a re-skin cannot take away."""

from dataclasses import dataclass
from itertools import islice

from lxml import etree

from pipeline.article.chrome import is_chrome_line, is_foot, is_no_title, is_related_heading, is_slogan, opens_foot
from pipeline.article.tree import BLOCK_TAGS, block_around, length_of_text, own_texts
from pipeline.text import fold, one_line

_SENTENCE = 60
"""Characters from which a line is a sentence of somebody's, not a label."""
_SHORT_SENTENCE = 25
"""The same for a line that ends as sentences end."""
_CHOICE_LEVELS, _CHOICE_TEXT = 3, 600
_OUTSIDE = ("nav", "footer", "aside", "header", "select", "button", "option", "label")
_CONTACTS = ("dia chi:", "dien thoai:", "fax:", "email:", "ban quyen", "ghi ro nguon", "giay phep so",
             "duong day nong", "®", "©")  # fmt: skip
_LINES_OF = ("duong day nong:", "dien thoai:", "hotline:", "toa soan:")
_CONTACT_LENGTH = 120
_FOOT_LINE = 400
_BAD = 2
"""A character of the portal's own is worth so many of prose: better to lose a line than to take in a foot."""


@dataclass(frozen=True)
class _Line:
    block: etree._Element
    text: str
    worth: int
    """Characters of prose; negative for what belongs to the portal; 0 for what may stand anywhere."""


def prose_node(root: etree._Element) -> tuple[etree._Element, str] | None:
    """The block that holds the page's running text, and that text: the run of lines that is worth most when menus,
    lists of links and the portal's foot count against it. None where the page has no sentence."""
    lines = _lines(root)
    run = _best_run([line.worth for line in lines])
    told = [line for line in lines[run.start : run.stop] if line.worth > 0]
    if not told:
        return None
    node = told[0].block
    while not all(node is line.block or node in line.block.iterancestors() for line in told):
        parent = node.getparent()
        assert parent is not None  # the lines share the page's root
        node = parent
    node, stop = _widened(node, lines, run), run.stop
    # Names of files and of the author stand below the last sentence.
    while stop < len(lines) and lines[stop].worth == 0 and node in lines[stop].block.iterancestors():
        stop += 1
    return node, "\n".join(line.text for line in lines[run.start : stop] if line.worth >= 0)


def _widened(node: etree._Element, lines: list[_Line], run: range) -> etree._Element:
    """The largest block around `node` that holds nothing of the portal's: pictures and frames of the article stand
    beside its sentences as often as among them."""
    foreign = [line.block for number, line in enumerate(lines) if line.worth < 0 and number not in run]
    barred = {holder for block in foreign for holder in (block, *block.iterancestors())}
    while (parent := node.getparent()) is not None and parent.tag not in ("body", "html") and parent not in barred:
        node = parent
    return node


def _best_run(worths: list[int]) -> range:
    """The run of numbers with the greatest sum, from a positive one to a positive one; of equal ones the first."""
    best, best_sum, start, running = range(0), 0, 0, 0
    for number, worth in enumerate(worths):
        if running <= 0:
            start, running = number, 0
        running += worth
        if running > best_sum:
            best, best_sum = range(start, number + 1), running
    return best


def _lines(root: etree._Element) -> list[_Line]:
    """Text of the page by the block in which it stands, in page order."""
    found: dict[etree._Element, tuple[list[str], int]] = {}
    body = root.find("body")
    for element, text in own_texts(root if body is None else body):
        block = block_around(element)
        texts, linked = found.setdefault(block, ([], 0))
        texts.append(text)
        if element.tag == "a" or any(parent.tag == "a" for parent in element.iterancestors()):
            found[block] = (texts, linked + len(text.strip()))
    told = ((block, one_line("".join(texts)), linked) for block, (texts, linked) in found.items())
    polls = _polls(root)
    return [_Line(block, text, _worth(block, text, linked, polls)) for block, text, linked in told]


def _worth(block: etree._Element, text: str, linked: int, polls: set[etree._Element]) -> int:
    size = len(text)
    if is_related_heading(text) or _is_outside(block):
        return -_BAD * size
    if is_chrome_line(text) or size < 4:
        return 0
    folded = fold(text)
    if size <= _FOOT_LINE and (is_foot(text) or opens_foot(text) or is_slogan(text) or _is_contact(folded)):
        return -_BAD * size
    if 2 * linked > size or (polls and any(node in polls for node in (block, *block.iterancestors()))):
        return -size
    if _is_sentence(text):
        return size
    return size // 2 if block.tag in ("p", "li", "td") and text.endswith((".", ";", ":")) else 0


def _is_contact(folded: str) -> bool:
    return folded.startswith(_CONTACTS) or (
        len(folded) <= _CONTACT_LENGTH and any(word in folded for word in _LINES_OF)
    )


def _is_outside(block: etree._Element) -> bool:
    return any(node.tag in _OUTSIDE for node in (block, *block.iterancestors()))


def _is_sentence(text: str) -> bool:
    return len(text) >= _SENTENCE or (len(text) >= _SHORT_SENTENCE and text.endswith((".", "!", "?", "…")))


def _polls(root: etree._Element) -> set[etree._Element]:
    """Small blocks with buttons to choose between: "Ông (bà) thấy … thế nào?" is no prose of the article."""
    found: set[etree._Element] = set()
    for choice in root.iter("input"):
        if choice.get("type") not in ("radio", "checkbox"):
            continue
        for holder in islice(choice.iterancestors(), _CHOICE_LEVELS):
            if holder in found or length_of_text(holder) > _CHOICE_TEXT:
                break
            found.add(holder)
    return found


def lead_above(root: etree._Element, title: etree._Element | None, node: etree._Element) -> str:
    """The last sentence between the title and the block of the article's text; empty where there is none."""
    lead, begun = "", title is None
    for line in _lines(root):
        if line.block is node or node in line.block.iterancestors():
            return lead
        if title is not None and (line.block is title or title in line.block.iterancestors() or title in line.block):
            begun = True
        elif begun and line.worth > 0 and _is_sentence(line.text):
            lead = line.text
    return ""


def line_saying(root: etree._Element, wanted: str) -> etree._Element | None:
    """The first block outside menus and feet whose whole text is `wanted`, accents and case aside; headers count, for
    blogs put an article's own title into one."""
    told = fold(wanted)
    return next((line.block for line in _lines(root) if fold(line.text) == told), None)


def title_above(root: etree._Element, node: etree._Element, lengths: range) -> tuple[str, etree._Element] | None:
    """The line nearest above the article's first sentence that can be a title, for a page without headings and without
    a title of its own in its head."""
    candidate: tuple[str, etree._Element] | None = None
    for line in _lines(root):
        held = line.block is node or node in line.block.iterancestors()
        if held and line.worth > 0:
            return candidate
        fits = len(line.text) in lengths and not line.text.endswith((".", ":", ";", ","))
        if fits and not _is_outside(line.block) and not is_no_title(line.text) and line.block.tag in BLOCK_TAGS:
            candidate = (line.text, line.block)
    return None
