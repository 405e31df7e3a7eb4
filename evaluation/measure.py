"""All golden pages and their re-skinned twins read once; results by family, and the floors they must not fall under."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from trafilatura import bare_extraction

from evaluation import floors
from evaluation.golden import GoldenPage, golden_pages
from evaluation.scoring import FIELDS, Score, mean, score, word_f1
from pipeline.article.html import read_html
from pipeline.gazetteer import Gazetteer, load_gazetteer
from pipeline.reading import understand
from samples.reskin import mutated

SKINS = 20
"""Redesigns of every family."""
PAGES_OF_A_SKIN = 3
FLOORS = Path(__file__).with_name("floors.yml")
COMMAND = "python -m evaluation fields"
MEASURES = (*FIELDS, "body_f1", "reskinned_title_f1", "reskinned_body_f1")
"""What has a floor: shares of pages with the field right, then mean word F1."""
_SHOWN = ("date", "author")
"""Fields whose share on redesigned pages is shown and has no floor: a redesign may take their only mark away."""


@dataclass(frozen=True)
class FamilyResult:
    """What was measured of one family; every number between 0 and 1."""

    pages: int
    values: Mapping[str, float]
    """By MEASURES."""
    trafilatura_f1: float
    """Body F1 of trafilatura alone on the same pages, for comparison."""
    reskinned_worst_f1: float
    """Body F1 of the worst redesigned page."""
    reskinned_shown: Mapping[str, float]
    """Shares of redesigned pages with date and author right; no floor."""
    missed: tuple[str, ...]
    """`url: field` of what was wrong on golden pages."""


@dataclass(frozen=True)
class Measured:
    """One evaluation. `corpus`: digest over the truth of all pages, so that floors are held against the same pages."""

    corpus: str
    families: Mapping[str, FamilyResult]


def measure(on_page: Callable[[int, int], None] = lambda _done, _all: None) -> Measured:
    """Read everything; `on_page(done, all)` is told of each golden page."""
    pages, gazetteer = golden_pages(), load_gazetteer()
    by_family: dict[str, list[GoldenPage]] = defaultdict(list)
    scored: dict[str, list[tuple[GoldenPage, Score]]] = defaultdict(list)
    for number, page in enumerate(pages):
        by_family[page.family].append(page)
        scored[page.family].append((page, _read(page, page.html, gazetteer)))
        on_page(number + 1, len(pages))
    families = {name: _family(scored[name], by_family[name], gazetteer) for name in sorted(by_family)}
    return Measured(corpus_digest(pages), families)


def corpus_digest(pages: Iterable[GoldenPage]) -> str:
    """First 16 hex digits of a digest over every page's address and truth."""
    told = "\n".join(f"{page.url} {page.truth}" for page in pages)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _read(page: GoldenPage, html: str, gazetteer: Gazetteer) -> Score:
    article = read_html(html, page.url, page.fields, noise=page.source.noise, listed=page.listed)
    return score(article, understand(article, gazetteer, source=page.source).dates.published, page.truth)


def _family(scored: list[tuple[GoldenPage, Score]], pages: list[GoldenPage], gazetteer: Gazetteer) -> FamilyResult:
    values = {field: mean(float(result.right[field]) for _, result in scored) for field in FIELDS}
    values["body_f1"] = mean(result.body_f1 for _, result in scored)
    skins = [_read(page, mutated(page.html, seed), gazetteer) for seed in range(SKINS) for page in _some(pages, seed)]
    values["reskinned_title_f1"] = mean(result.title_f1 for result in skins)
    values["reskinned_body_f1"] = mean(result.body_f1 for result in skins)
    missed = tuple(f"{page.url}: {field}" for page, result in scored for field in FIELDS if not result.right[field])
    return FamilyResult(
        pages=len(pages),
        values=values,
        trafilatura_f1=mean(_trafilatura_f1(page) for page in pages),
        reskinned_worst_f1=min(result.body_f1 for result in skins),
        reskinned_shown={field: mean(float(result.right[field]) for result in skins) for field in _SHOWN},
        missed=missed,
    )


def _some(pages: list[GoldenPage], seed: int) -> list[GoldenPage]:
    """Three pages, other ones for other seeds."""
    return [pages[(seed * PAGES_OF_A_SKIN + step) % len(pages)] for step in range(min(PAGES_OF_A_SKIN, len(pages)))]


def _trafilatura_f1(page: GoldenPage) -> float:
    document = bare_extraction(page.html)
    text = document.text if document is not None and not isinstance(document, dict) else ""
    return word_f1(text or "", "\n".join((page.truth.lead, *page.truth.blocks)))


def below_floors(measured: Measured, pinned_floors: Mapping[str, object]) -> list[str]:
    """See `evaluation.floors.below`."""
    return floors.below(measured.corpus, _values(measured), pinned_floors, COMMAND)


def pinned(measured: Measured, pinned_floors: Mapping[str, object], lower: bool) -> dict[str, object]:
    """See `evaluation.floors.pinned`."""
    return floors.pinned(measured.corpus, _values(measured), pinned_floors, lower)


def _values(measured: Measured) -> floors.Values:
    return {name: result.values for name, result in measured.families.items()}


def load_floors() -> dict[str, object]:
    """What is pinned; empty before the first pin."""
    return floors.load(FLOORS)


def save_floors(pinned_floors: Mapping[str, object]) -> None:
    """Write floors.yml anew."""
    floors.save(FLOORS, pinned_floors, COMMAND)
