"""All golden pages and their re-skinned twins read once; results by family, and the floors they must not fall under."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from trafilatura import bare_extraction

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
    article = read_html(html, page.url, page.fields, noise=page.source.noise)
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


def below_floors(measured: Measured, floors: Mapping[str, object]) -> list[str]:
    """One line for everything that is under its pinned floor, that has none, or that was pinned on other pages."""
    families = _families(floors)
    found = []
    if floors.get("corpus") != measured.corpus:
        found.append("the golden pages changed since the floors were pinned: `python -m evaluation fields --pin`")
    found += [f"{name}: has floors and no pages any more" for name in sorted(set(families) - set(measured.families))]
    for name, result in measured.families.items():
        for measure_name, value in result.values.items():
            floor = families.get(name, {}).get(measure_name)
            if floor is None:
                found.append(f"{name}: {measure_name} has no floor: `python -m evaluation fields --pin`")
            elif round(value, 4) < floor:
                found.append(f"{name}: {measure_name} {value:.4f} is under its floor {floor}")
    return found


def pinned(measured: Measured, floors: Mapping[str, object], lower: bool) -> dict[str, object]:
    """New floors: today's values, never under the old ones and none left out unless `lower`."""
    before = {} if lower else _families(floors)
    families = {
        name: {key: max(round(value, 4), before.get(name, {}).get(key, 0.0)) for key, value in result.values.items()}
        for name, result in measured.families.items()
    }
    return {"corpus": measured.corpus, "families": {**before, **families}}


def _families(floors: Mapping[str, object]) -> Mapping[str, Mapping[str, float]]:
    families = floors.get("families")
    return families if isinstance(families, dict) else {}


def load_floors() -> dict[str, object]:
    """What is pinned; empty before the first pin."""
    if not FLOORS.exists():
        return {}
    loaded = yaml.safe_load(FLOORS.read_text(encoding="utf-8"))
    return loaded if isinstance(loaded, dict) else {}


def save_floors(floors: Mapping[str, object]) -> None:
    """Write floors.yml anew."""
    head = "# Pinned by `python -m evaluation fields --pin`; falls only with --lower. See docs/evaluation.md.\n"
    FLOORS.write_text(head + yaml.safe_dump(dict(floors), sort_keys=True), encoding="utf-8")
