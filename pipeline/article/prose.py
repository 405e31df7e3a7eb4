"""The article by its sentences alone, where no selector and no class name helps: what a re-skin cannot take away."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from pipeline.article.chrome import is_chrome_line, is_foot, is_related_heading, is_slogan, opens_foot
from pipeline.article.tree import BLOCK_TAGS, block_around, length_of_text, own_texts
from pipeline.text import fold, one_line

_SENTENCE = 60
"""Characters from which a line is a sentence of somebody's, not a label."""
_SHORT_SENTENCE = 25
"""The same for a line that ends as sentences end."""
_CHOICE_LEVELS, _CHOICE_TEXT = 3, 600
_CHOICES = ("option", "select", "button")
_MENUS = ("nav", "footer", "aside")
_LISTS = ("ul", "ol", "li", "blockquote")
_OUTSIDE = (*_MENUS, "header")
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
    of_others: bool
    """Names other articles: a headline that is a link, the heading above such."""


def prose_node(root: etree._Element) -> tuple[etree._Element, str] | None:
    """The block that holds the page's running text, and that text: the run of lines that is worth most when menus,
    lists of links and the portal's foot count against it. None where the page has no sentence."""
    lines = _lines(root)
    run = _with_sisters(lines, _best_run([line.worth for line in lines]))
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


def _with_sisters(lines: list[_Line], run: range) -> range:
    """The run and the prose beyond lists of other articles at its ends, where that stands in the same block as the
    run's: editors and scripts set such lists among the paragraphs."""
    told = [line for line in lines[run.start : run.stop] if line.worth > 0]
    weights: Counter[etree._Element | None] = Counter()
    for line in told:
        weights[_holder(line.block)] += line.worth
    # A title and lead at the run's beginning may outweigh the one paragraph that is left of the text's own block.
    holders = {_holder(line.block) for line in told[-1:]} | {holder for holder, _ in weights.most_common(1)}

    def reach(numbers: Iterable[int]) -> Iterator[int]:
        for number in numbers:
            if lines[number].worth > 0 and _holder(lines[number].block) in holders:
                yield number
            elif lines[number].worth < 0 and not lines[number].of_others:
                return

    start = min(reach(range(run.start - 1, -1, -1)), default=run.start)
    stop = max(reach(range(run.stop, len(lines))), default=run.stop - 1) + 1
    return range(start, stop)


def _holder(block: etree._Element) -> etree._Element | None:
    """What holds a paragraph, or the list in which it is an item."""
    holder = block.getparent()
    while holder is not None and holder.tag in _LISTS:
        holder = holder.getparent()
    return holder


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
        if element.tag in _CHOICES:
            continue
        block = block_around(element)
        texts, linked = found.setdefault(block, ([], 0))
        texts.append(text)
        if _is_below(element, ("a",)):
            found[block] = (texts, linked + len(text.strip()))
    told = ((block, one_line("".join(texts)), linked) for block, (texts, linked) in found.items())
    polls = _polls(root)
    return [_line(block, text, linked, polls) for block, text, linked in told]


def _line(block: etree._Element, text: str, linked: int, polls: set[etree._Element]) -> _Line:
    is_related = is_related_heading(text)
    worth = -_BAD * len(text) if is_related or _is_below(block, _OUTSIDE) else _worth(block, text, linked, polls)
    return _Line(block, text, worth, is_related or 2 * linked > len(text))


def _worth(block: etree._Element, text: str, linked: int, polls: set[etree._Element]) -> int:
    size = len(text)
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


def _is_below(block: etree._Element, tags: tuple[str, ...]) -> bool:
    return block.tag in tags or next(block.iterancestors(*tags), None) is not None


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
    """The first block outside menus and feet whose whole text is `wanted`, accents and case aside, and no link to
    elsewhere; headers count, for blogs put an article's own title into one."""
    told = fold(wanted)
    said = (line.block for line in _lines(root) if fold(line.text) == told and not line.of_others)
    return next((block for block in said if not _is_below(block, _MENUS)), None)


def lines_above(root: etree._Element, node: etree._Element) -> list[tuple[str, etree._Element]]:
    """Lines above the article's first sentence that are not in menus and feet, the nearest first."""
    above: list[tuple[str, etree._Element]] = []
    for line in _lines(root):
        if line.worth > 0 and (line.block is node or node in line.block.iterancestors()):
            break
        if not _is_below(line.block, _OUTSIDE) and line.block.tag in BLOCK_TAGS:
            above.append((line.text, line.block))
    else:
        return []
    return above[::-1]
