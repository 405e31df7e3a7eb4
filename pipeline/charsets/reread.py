"""Which of a page's texts were written for an older font, decided block by block: pages mix them with Unicode.

A block is read anew where nearly all of its words with marks are no Vietnamese as they stand and are Vietnamese by the
other code; a short block follows the page. Single words that a converter left half done are mended one by one.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import ftfy

from pipeline.charsets.fonts import from_tcvn3, from_vni, from_vni_residue
from pipeline.charsets.syllables import is_syllable

TCVN3, VNI, RESIDUE, TWICE = "text.tcvn3", "text.vni", "text.vni-residue", "text.utf8-as-cp1252"
"""Ids of the rules, as `rules.yml` says them."""

SUSPECT = re.compile(r"[\u0080-\u00ff]")
"""Text without any of these was not written for another code."""
_SIGNS = (
    re.compile("[\u00a1-\u00bfäåæëïñöøûüîÄÅÆËÏÑÖØÛÜÎÃ]"),
    re.compile(
        r"&(?:copy|reg|not|micro|cedil|sup[123]|sect|middot|para|[lr]aquo|shy|acute|plusmn|deg|ord[fm]|uml|curren|brvbar"
        r"|[aeiouAEIOU]uml|[oO]slash|[nN]tilde|[aA]ring|[aA]elig|[uiUI]circ|#1[6-9]\d|#2[0-5]\d);"
    ),
)
"""Two patterns, for each begins with what the regex engine skips to."""
_TOKEN = re.compile(r"[A-Za-z\u0080-\u024f\u1ea0-\u1ef9\u0300-\u0323]+")
_UNICODE = re.compile(r"[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
"""Letters that neither font's code shows as."""
_FOREIGN = re.compile(r"[äåæëïñöøûüîÄÅÆËÏÑÖØÛÜÎ]")
"""Letters of VNI that Vietnamese in Unicode has not; a typing error has others."""
_MARKED = re.compile(r"[^\x00-\x7f]")
_LETTERS = re.compile(r"[^\W\d_]+")
_MOJIBAKE = re.compile(r"[ÃÄÅÆá][\u0080-\u00ff\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
_HYPHENED = re.compile(r"([^\W\d_]+)-([^\W\d_]+)")
_CHUNK = re.compile(r"\S+")
_FTFY = ftfy.TextFixerConfig(uncurl_quotes=False)
_MOST, _MANY = 0.75, 0.4
"""Shares of the words with marks: many of a font's codes are Vietnamese letters too ("cã" is có)."""
_FEW = 2
_CONVERTERS: dict[str, Callable[[str], str]] = {TCVN3: from_tcvn3, VNI: from_vni}


@dataclass(frozen=True)
class Verdict:
    """How the words with marks of one text stand up to a code."""

    wrong_now: int
    """No syllables as they stand, and syllables by the code."""
    possible: int
    """Syllables by the code."""
    marked: int

    @property
    def sure(self) -> bool:
        return self.wrong_now >= _FEW and self.wrong_now >= _MANY * self.marked and self.fits

    @property
    def fits(self) -> bool:
        """Whether little speaks against the code."""
        return self.marked > 0 and self.possible >= _MOST * self.marked


def may_be_foreign(html: str) -> bool:
    """Whether a page's source has any sign of an older font or a wrong charset: most pages are done with this look."""
    for found in chain.from_iterable(sign.finditer(html) for sign in _SIGNS):
        if html[found.start() - 1 : found.start()].isalpha() or html[found.end() : found.end() + 1].isalpha():
            return True
    return False


def rules_for(blocks: Sequence[str]) -> list[str | None]:
    """For each block of a page the font's code in which it is written (`TCVN3` or `VNI`), None for Unicode. A block too
    short to tell follows the nearest one that does."""
    told: dict[int, str | None] = {}
    open_: dict[int, dict[str, Verdict]] = {}
    for number, raw in enumerate(blocks):
        text = unicodedata.normalize("NFC", raw)
        if _UNICODE.search(text):
            told[number] = None
        elif SUSPECT.search(text):
            verdicts = {rule: verdict(text, rule) for rule in _CONVERTERS}
            best = max(verdicts, key=lambda rule: verdicts[rule].wrong_now)
            if verdicts[best].sure:
                told[number] = best
            else:
                open_[number] = verdicts
    if any(told.values()):
        for number, verdicts in open_.items():
            near = told[min(told, key=lambda other: (abs(other - number), other))]
            if near and verdicts[near].fits:
                told[number] = near
    return [told.get(number) for number in range(len(blocks))]


def verdict(text: str, rule: str) -> Verdict:
    """How the words of `text` stand up to the code of `rule`."""
    convert = _CONVERTERS[rule]
    wrong = possible = marked = 0
    for token in _TOKEN.findall(text):
        if not _MARKED.search(token):
            continue
        other = convert(token)
        good = len(other) > 1 and is_syllable(other)
        if len(token) == 1 and not good:
            continue
        marked += 1
        possible += good
        wrong += good and not _stands(token)
    return Verdict(wrong, possible, marked)


def _stands(token: str) -> bool:
    """Whether a token is Vietnamese as it stands: all its letters together, signs at its ends left off."""
    letters = _LETTERS.findall(token.strip("«»©®·°§¶"))
    return len(letters) == 1 and letters[0] == token.strip("«»©®·°§¶") and is_syllable(letters[0])


def reread(text: str, rule: str | None) -> tuple[str, str | None]:
    """`text` by the code of `rule`, or, for None, mended where UTF-8 was read as cp1252 and where single words kept a
    VNI mark; with the rule that changed it, None where nothing did."""
    if rule is not None:
        other = _CONVERTERS[rule](text)
        return other, (rule if other != text else None)
    if _MOJIBAKE.search(text):
        other = _CHUNK.sub(_once_decoded, ftfy.fix_encoding(text, config=_FTFY))
        if other != text and _syllables(other) > _syllables(text):
            return other, TWICE
    if _FOREIGN.search(text):
        other = _TOKEN.sub(lambda found: _mended(found[0]), text)
        if other != text:
            return other, RESIDUE
    return text, None


def reread_lines(text: str) -> tuple[str, tuple[str, ...]]:
    """A plain text, each line decided for itself within the whole; with the rules that changed it, in order."""
    if not SUSPECT.search(text):
        return text, ()
    lines = text.split("\n")
    read = [reread(line, rule) for line, rule in zip(lines, rules_for(lines), strict=True)]
    return "\n".join(line for line, _ in read), in_order(rule for _, rule in read)


def reread_name(name: str) -> str:
    """A file's name, where a font's code fits every word with marks and one of them can be nothing else."""
    for rule, convert in _CONVERTERS.items():
        found = verdict(name, rule)
        if found.fits and found.wrong_now:
            return convert(name)
    return reread(name, None)[0]


def with_horns(text: str) -> str:
    """Text of a TCVN3 font whose ư, the code of the soft hyphen, a PDF reader gave as a hyphen: "đ-ợc" is được."""
    return _HYPHENED.sub(_horned, text)


def _horned(found: re.Match[str]) -> str:
    joined = f"{found[1]}ư{found[2]}"
    halves = is_syllable(found[1]) and is_syllable(found[2])
    return joined if is_syllable(joined) and not halves else found[0]


def in_order(rules: Iterable[str | None]) -> tuple[str, ...]:
    """Rules that changed something, each once, sorted."""
    return tuple(sorted({rule for rule in rules if rule}))


def _once_decoded(chunk: re.Match[str]) -> str:
    """A chunk that ftfy thought good enough, decoded once where that makes syllables of it."""
    if not _MOJIBAKE.search(chunk[0]):
        return chunk[0]
    try:
        other = chunk[0].encode("sloppy-windows-1252").decode("utf-8")
    except UnicodeError:
        return chunk[0]
    words = _TOKEN.findall(other)
    return other if words and all(map(is_syllable, words)) else chunk[0]


def _mended(word: str) -> str:
    if not _FOREIGN.search(word) or is_syllable(word):
        return word
    for other in (from_vni_residue(word), from_vni(word)):
        if other != word and is_syllable(other):
            return other
    return word


def _syllables(text: str) -> int:
    return sum(is_syllable(word) for word in _TOKEN.findall(text) if _MARKED.search(word))
