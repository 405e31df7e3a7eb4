"""Article texts annotated by hand (tests/eval/): one file into what a reader is given and what a person found in it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.text import clean

ROOT = Path(__file__).resolve().parents[1] / "tests" / "eval"
HALVES = ("dev", "test")
TYPES = ("doc", "coop", "group", "fund", "commune", "district", "province", "product", "producer", "fig")
_HEADERS = ("home", "level", "unit", "shown", "published", "relevant")
CAPTION = "[ảnh] "
_OPEN, _CLOSE, _BAR = "⟦", "⟧", "|"
_ATTRIBUTES = re.compile(r"\s*(?:\w+=[^;]*)(?:;\s*\w+=[^;]*)*;?\s*")


class TextError(Exception):
    """A text breaks the format; the message names file, line and what was expected."""


@dataclass(frozen=True)
class Gold:
    """One annotated span."""

    type: str
    line: int
    """Index into `EvalText.lines`."""
    start: int
    """Code points into that line."""
    end: int
    surface: str
    name: str
    """As annotated; "" where the guideline's default of the type holds."""
    values: Mapping[str, str] = field(default_factory=dict)
    optional: bool = False
    """Careful people differ: neither finding nor missing it counts."""


@dataclass(frozen=True)
class EvalText:
    """One article as printed, with its truth."""

    id: str
    """File name without ending."""
    home: str
    level: str
    unit: str
    """Chain of the portal's own unit at its time; "" for none."""
    shown: str
    """Date line of the page; "" for none."""
    published: str | None
    """Partial ISO day; None where no date may be given."""
    relevant: bool
    lines: tuple[str, ...]
    """Title, lead (may be ""), then body lines and captions, each `clean` and without its caption mark."""
    captions: tuple[int, ...]
    """Which of `lines` are captions."""
    gold: tuple[Gold, ...]

    @property
    def plain(self) -> str:
        """What `ocop extract` is given: title, date line, lead and body; a caption stands under its picture's file."""
        head = [self.lines[0], "", self.shown, self.lines[1]]
        body = [f"anh-{n}.jpg\n{line}" if n in self.captions else line for n, line in enumerate(self.lines) if n > 1]
        return "\n".join([*(line for n, line in enumerate(head) if line or n == 1), *body]) + "\n"


def load_texts(half: str, root: Path = ROOT) -> list[EvalText]:
    """Every `<half>/*.txt` by name. Raises TextError for the first that breaks the format."""
    return [parse_text(path.read_text("utf-8"), path.stem) for path in sorted((root / half).glob("*.txt"))]


def parse_text(written: str, name: str) -> EvalText:
    """One file of tests/eval, whose format is said in its GUIDELINE.md. Raises TextError."""
    head, bar, rest = unicodedata.normalize("NFC", written).partition("\n---\n")
    if not bar:
        raise TextError(f"{name}: no line --- between header and text")
    headers = dict(_headers(head, name))
    if missing := [key for key in _HEADERS if key not in headers]:
        raise TextError(f"{name}: header without {', '.join(missing)}")
    if headers["relevant"] not in ("yes", "no"):
        raise TextError(f"{name}: relevant is yes or no, not {headers['relevant']!r}")
    printed = [line for line in rest.strip("\n").split("\n") if line.strip()]
    if len(printed) < 2:
        raise TextError(f"{name}: title and lead (or -) are needed")
    printed[1] = "" if printed[1].strip() == "-" else printed[1]
    captions = tuple(n for n, line in enumerate(printed) if line.startswith(CAPTION))
    read = [_Line(line.removeprefix(CAPTION), n, name) for n, line in enumerate(printed)]
    return EvalText(
        id=name, home=headers["home"], level=headers["level"], unit=_or_none(headers["unit"]),
        shown=_or_none(headers["shown"]), published=_day(headers["published"], name),
        relevant=headers["relevant"] == "yes", lines=tuple(line.text for line in read), captions=captions,
        gold=tuple(gold for line in read for gold in line.gold),
    )  # fmt: skip


def _headers(head: str, name: str) -> Iterator[tuple[str, str]]:
    for line in head.split("\n"):
        key, colon, value = line.partition(":")
        if not colon:
            raise TextError(f"{name}: header line {line!r} is not `key: value`")
        yield key.strip(), value.strip()


def _or_none(value: str) -> str:
    return "" if value == "-" else value


def _day(value: str, name: str) -> str | None:
    if value == "null":
        return None
    if not re.fullmatch(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", value):
        raise TextError(f"{name}: published is an ISO day, month, year or null, not {value!r}")
    return value


class _Line:
    """One printed line read from left to right: its text without marks, and the spans that the marks made."""

    def __init__(self, printed: str, number: int, name: str) -> None:
        self._rest, self._number, self._name = printed, number, name
        self._raw: list[str] = []
        self._length = 0
        spans = list(self._read(inside=False))
        raw = "".join(self._raw)
        self.text = clean(raw)
        self.gold = tuple(self._gold(*span, raw) for span in sorted(spans, key=lambda span: span[1:3]))

    def _gold(self, kind: str, start: int, end: int, told: tuple[str, ...], raw: str) -> Gold:
        values: dict[str, str] = {}
        name = ""
        for part in told:
            if _ATTRIBUTES.fullmatch(part):
                values |= {k.strip(): v.strip() for k, _, v in (pair.partition("=") for pair in part.split(";")) if k}
            else:
                name = clean(part)
        first, last = len(clean(raw[:start] + "x")) - 1, len(clean(raw[:end]))
        if "fig" in kind and not (values.get("value", "").isdigit() and "unit" in values):
            raise TextError(f"{self._name}, line {self._number + 1}: fig needs value= (digits) and unit=")
        optional, type_ = kind.startswith("?"), kind.removeprefix("?")
        return Gold(type_, self._number, first, last, self.text[first:last], name, values, optional)

    def _read(self, *, inside: bool) -> Iterator[tuple[str, int, int, tuple[str, ...]]]:
        while self._rest:
            char, self._rest = self._rest[0], self._rest[1:]
            if char == _OPEN:
                yield from self._annotation()
            elif inside and char in (_BAR, _CLOSE):
                self._rest = char + self._rest
                return
            elif char == _CLOSE:
                raise TextError(f"{self._name}, line {self._number + 1}: {_CLOSE} without {_OPEN}")
            else:
                self._raw.append(char)
                self._length += 1

    def _annotation(self) -> Iterator[tuple[str, int, int, tuple[str, ...]]]:
        kind, bar, self._rest = self._rest.partition(_BAR)
        if not bar or kind.removeprefix("?") not in TYPES:
            raise TextError(f"{self._name}, line {self._number + 1}: {kind!r} is no type ({', '.join(TYPES)})")
        start = self._length
        yield from self._read(inside=True)
        told, close, self._rest = self._rest.partition(_CLOSE)
        if not close or _OPEN in told or self._length == start:
            raise TextError(f"{self._name}, line {self._number + 1}: {_OPEN}{kind} is not closed as it should be")
        yield kind, start, self._length, tuple(told.split(_BAR)[1:])
