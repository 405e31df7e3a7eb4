"""What `ocop extract` reads out of a text against what a person found in it: sets of names, and spans."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from evaluation.texts import EvalText, Gold
from pipeline.masks import mask
from pipeline.text import canonical_tones, clean

_T = TypeVar("_T")
Key = tuple[str, ...]
FIELDS = ("title", "lead", "body", "captions")
"""Fields of the contract whose spans can be laid beside a text's lines."""

_FROM: dict[str, tuple[str, frozenset[str]]] = {
    "doc": ("documents", frozenset()),
    "coop": ("cooperatives", frozenset({"cooperative", "union"})),
    "fund": ("cooperatives", frozenset({"credit_fund"})),
    "group": ("coop_groups", frozenset()),
    "commune": ("communes", frozenset()),
    "district": ("districts", frozenset()),
    "province": ("provinces", frozenset()),
    "product": ("products", frozenset()),
    "producer": ("producers", frozenset()),
    "fig": ("figures", frozenset()),
}
"""Type of an annotation to the contract's field, and the kinds of its items (none: all)."""

_KIND = r"(?:xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh)"
_UNIT = re.compile(rf"(?:{_KIND} |(?:[xphq]|t[txp])\. ?|(?:t[txp]) |tp(?=hcm))")
_HEAD = {
    "commune": _UNIT, "district": _UNIT, "province": _UNIT,
    "coop": re.compile(r"(?:(?:liên hiệp|lh) ?)?(?:hợp tác xã|htx)(?: \(htx\))? ?"),
    "group": re.compile(r"(?:tổ hợp tác(?: xã)?(?: \(tht\))?|tht) ?"),
    "fund": re.compile(r"(?:quỹ tín dụng nhân dân(?: \(qtdnd\))?|quỹ tdnd|qtdnd) ?"),
    "producer": re.compile(
        r"(?:(?:công ty|cty|trách nhiệm hữu hạn|tnhh|mtv|một thành viên|1tv|cp|cổ phần|tập đoàn|dntn"
        r"|doanh nghiệp tư nhân|hkd|hộ kinh doanh|hộ sản xuất|hộ|cơ sở sản xuất|cơ sở|trang trại|(?<=hộ )(?:ông|bà)) )+"
    ),
}  # fmt: skip
"""Head words that a name is without (tests/eval/GUIDELINE.md); a unit's name is compared without its kind."""
_RANK = re.compile(r" (\d) sao$")
"""A figure's unit may carry the rank; it is compared as the value `stars`."""
_SPACED = re.compile(r"\s*([-–—/&,])\s*")
_DASHES = re.compile("[‐‑‒–—−]")
_ZEROS = re.compile(r"^0+(?=\d)")


@dataclass(frozen=True)
class Found:
    """One item of the contract, laid beside the text's lines."""

    type: str
    key: Key
    line: int | None
    """None where its line is not among the text's."""
    start: int
    end: int
    surface: str
    item: Mapping[str, Any]


@dataclass(frozen=True)
class Miss:
    """One thing that is wrong: `missed` (in the truth only), `invented` (in the reading only), or the `value` of a
    name that was found."""

    kind: str
    type: str
    text_id: str
    told: str


@dataclass(frozen=True)
class Counts:
    """Right, invented, missed."""

    right: int = 0
    invented: int = 0
    missed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.right + other.right, self.invented + other.invented, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """1.0 where nothing was read."""
        return self.right / (self.right + self.invented) if self.right + self.invented else 1.0

    @property
    def recall(self) -> float:
        """1.0 where nothing was to be found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """1.0 where nothing was to be found and nothing was read."""
        total = 2 * self.right + self.invented + self.missed
        return 2 * self.right / total if total else 1.0


@dataclass(frozen=True)
class TypeScore:
    """One type in one text."""

    names: Counts
    exact: Counts
    """Spans equal in line, start and end."""
    overlapping: Counts
    """Spans that share a character, each used once."""
    misses: tuple[Miss, ...]
    rules: Mapping[str, Counts]
    """By rule: spans that share characters with an annotation of this type and agree with its name (right), others
    (invented)."""
    values: Mapping[str, tuple[int, int]]
    """By annotated value (stars, date, district …): right and asked, over the names that were found."""


def score_type(kind: str, text: EvalText, record: Mapping[str, Any]) -> TypeScore:
    """`record`: the contract of `ocop extract --json` for `text.plain`."""
    wanted = [gold for gold in text.gold if gold.type == kind and not gold.optional]
    found = list(_counted(found_in(kind, text, record), [g for g in text.gold if g.type == kind], wanted))
    want, have = {gold_key(g): g for g in reversed(wanted)}, {f.key: f for f in reversed(found)}
    if kind == "doc":
        want, have = _without_bare(want), _as_asked(_without_bare(have), want)
    names = Counts(len(want.keys() & have.keys()), len(have.keys() - want.keys()), len(want.keys() - have.keys()))
    misses = [Miss("missed", kind, text.id, _told(text, gold)) for key, gold in want.items() if key not in have]
    misses += [Miss("invented", kind, text.id, _told(text, item)) for key, item in have.items() if key not in want]
    overlapping, rules = _overlap(wanted, found)
    values = list(_values(want, have))
    misses += [Miss("value", kind, text.id, said) for _, right, said in values if not right]
    return TypeScore(names, _exact(wanted, found), overlapping, tuple(misses), rules, _tally(values))


def gold_key(gold: Gold) -> Key:
    """What an annotation is compared by."""
    if gold.type == "fig":
        return ("fig", gold.values["value"], folded(gold.values["unit"]))
    if gold.type == "doc":
        return ("doc", document_key(gold.name or gold.surface))
    name = folded(gold.name or gold.surface)
    has_head = gold.type in ("commune", "district", "province") or not gold.name
    return (gold.type, _HEAD[gold.type].sub("", name, count=1) if has_head and gold.type in _HEAD else name)


def found_key(kind: str, item: Mapping[str, Any]) -> Key:
    """What an item of the contract is compared by."""
    if kind == "fig":
        return ("fig", str(item["value"]), folded(_RANK.sub("", item["unit"])))
    return (kind, document_key(item["norm"])) if kind == "doc" else (kind, folded(item["name"]))


def folded(name: str) -> str:
    """Lower case, tone marks in one place, dashes alike, no space around a separator; accents stay."""
    return _SPACED.sub(r"\1", _DASHES.sub("-", canonical_tones(clean(name)).lower())).strip(' ."“”')


def document_key(norm: str) -> str:
    """A document's number and symbol without spaces and leading zeros: 05-NQ/TU is 5-NQ/TU."""
    return _ZEROS.sub("", re.sub(r"\s", "", _DASHES.sub("-", clean(norm))).lower())


def _counted(found: Iterable[Found], marked: Sequence[Gold], wanted: Sequence[Gold]) -> Iterator[Found]:
    """Without what answers to an optional mark alone: the same name, or a span that shares a character with it."""
    optional = [gold for gold in marked if gold.optional]
    names = {gold_key(gold) for gold in optional} - {gold_key(gold) for gold in wanted}
    for item in found:
        if item.key not in names and not any(_share(gold, item) for gold in optional):
            yield item


def _share(gold: Gold, item: Found) -> bool:
    return gold.line == item.line and gold.start < item.end and item.start < gold.end


def _without_bare(keys: dict[Key, _T]) -> dict[Key, _T]:
    """A bare number ("Quyết định 148") goes where the same text names the document in full."""
    full = [key[1] for key in keys]
    return {key: value for key, value in keys.items() if not any(_completes(other, key[1]) for other in full)}


def _as_asked(have: dict[Key, Found], want: Mapping[Key, Gold]) -> dict[Key, Found]:
    """A symbol that the reading inferred for a number that the text gives bare is not held against it."""
    bare = {key: next((w for w in want if _completes(key[1], w[1])), key) if key not in want else key for key in have}
    return {bare[key]: item for key, item in have.items()}


def _completes(full: str, bare: str) -> bool:
    return full.startswith((f"{bare}/", f"{bare}-"))


def found_in(kind: str, text: EvalText, record: Mapping[str, Any]) -> Iterator[Found]:
    """The record's items of one type."""
    field, kinds = _FROM[kind]
    lines = _lines_of(text, record)
    for item in record[field]:
        if kinds and item["kind"] not in kinds:
            continue
        line, start = _place(record, item, lines)
        yield Found(
            kind, found_key(kind, item), line, start, start + item["end"] - item["start"], item["surface"], item
        )


def _lines_of(text: EvalText, record: Mapping[str, Any]) -> dict[tuple[str, int], int]:
    """(field, offset of a line in it) to the line's number in the text: the first of that wording not yet taken. A
    caption's line ends where its credit begins; personal contacts come out masked, in their length."""
    free: dict[str, list[int]] = {}
    for number, line in enumerate(map(mask, text.lines)):
        free.setdefault(line, []).append(number)
    found = {}
    for field in FIELDS:
        offset = 0
        for line in record[field].split("\n"):
            numbers = free.get(line) or [n for n, whole in enumerate(text.lines) if line and whole.startswith(line)]
            if numbers:
                found[field, offset] = numbers.pop(0) if len(numbers) > 1 else numbers[0]
            offset += len(line) + 1
    return found


def _place(
    record: Mapping[str, Any], item: Mapping[str, Any], lines: Mapping[tuple[str, int], int]
) -> tuple[int | None, int]:
    begins = record[item["field"]].rfind("\n", 0, item["start"]) + 1
    return lines.get((item["field"], begins)), item["start"] - begins


def _exact(wanted: Sequence[Gold], found: Sequence[Found]) -> Counts:
    want = Counter((g.line, g.start, g.end) for g in wanted)
    have = Counter((f.line, f.start, f.end) for f in found if f.line is not None)
    both = (want & have).total()
    return Counts(both, len(found) - both, len(wanted) - both)


def _overlap(wanted: Sequence[Gold], found: Sequence[Found]) -> tuple[Counts, dict[str, Counts]]:
    free = list(wanted)
    rules: dict[str, Counts] = {}
    right = 0
    for item in found:
        match = next((gold for gold in free if _share(gold, item)), None)
        if match:
            free.remove(match)
            right += 1
        rule = str(item.item["rule"])
        agrees = match is not None and _agree(gold_key(match), item.key)
        rules[rule] = rules.get(rule, Counts()) + (Counts(right=1) if agrees else Counts(invented=1))
    return Counts(right, len(found) - right, len(free)), rules


def _agree(wanted: Key, found: Key) -> bool:
    return wanted == found or (wanted[0] == "doc" and _completes(found[1], wanted[1]))


def _values(want: Mapping[Key, Gold], have: Mapping[Key, Found]) -> Iterator[tuple[str, bool, str]]:
    """(name of the value, whether it is right, what is wrong) of every annotated value of every name that was found."""
    for key in sorted(want.keys() & have.keys()):
        for name, value in _asked(want[key]).items():
            if name not in ("value", "unit"):
                read = _read_value(name, have[key].item)
                yield name, folded(read) == folded(value), f"{' '.join(key[1:])!r}: {name} {read}, not {value}"


def _tally(values: Iterable[tuple[str, bool, str]]) -> dict[str, tuple[int, int]]:
    tally: dict[str, tuple[int, int]] = {}
    for name, right, _ in values:
        before = tally.get(name, (0, 0))
        tally[name] = before[0] + right, before[1] + 1
    return tally


def _asked(gold: Gold) -> dict[str, str]:
    """What is compared besides the name: what is annotated, and a unit's kind."""
    kind = (
        re.match(_KIND, folded(gold.name or gold.surface)) if gold.type in ("commune", "district", "province") else None
    )
    return dict(gold.values) | ({"kind": kind[0]} if kind else {})


def _read_value(name: str, item: Mapping[str, Any]) -> str:
    """As annotations write it: "0" where a product has no stars, "5?" for potential five, "-" for nothing read."""
    if name == "stars" and "producer" in item:
        return f"{item['stars'] or 0}{'?' if item['potential'] else ''}"
    if name == "stars":
        ranked = _RANK.search(item["unit"])
        return ranked[1] if ranked else f"{item.get('stars') or '-'}{'?' if item.get('potential') else ''}"
    if name == "kind" and "aim" in item:
        return "target" if item["aim"] == "target" else str(item["counting"])
    return str(item.get(name) or "-")


def _told(text: EvalText, item: Gold | Found) -> str:
    """The name with the words around it."""
    if item.line is None:
        return f"{item.surface!r} in a line that the text has not"
    line = text.lines[item.line]
    before, after = line[max(0, item.start - 40) : item.start], line[item.end : item.end + 30]
    rule = f" ({item.item['rule']})" if isinstance(item, Found) else ""
    key = item.key if isinstance(item, Found) else gold_key(item)
    return f"{' '.join(key[1:])!r}{rule}: …{before}[{item.surface}]{after}…"


def total(scores: Iterable[Counts]) -> Counts:
    """The sum: every name counts alike, whichever text it stands in."""
    return sum(scores, Counts())
