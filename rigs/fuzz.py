"""F: fuzzing of everything that reads what portals write, each reader by count, with what must hold as judge."""

import logging
import random
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from rigs import fuzz_targets
from rigs.folders import scratch
from rigs.fuzz_targets import FEEDS, PAGES, RECORDS, Target, targets
from rigs.result import Mutant, Result, Tier

SLOWEST = 10.0
"""Seconds for one input; the parsing child is killed after as many of processor time."""
_FIRST_FAULTS = 3


def run(tier: Tier) -> Result:
    """Each reader with as many inputs as its target says."""
    result = Result(
        "F fuzzing",
        "no input makes a reader raise, hang or give text that must not be stored",
        "pieces of what portals really write, put together, cut and damaged by dice with a fixed seed; held "
        "against: declared refusals only, canonical addresses that stay the same, spans that slice, composed text "
        "without control or bidirectional characters, bodies that read back as they were stored; properties with "
        "shrinking stand beside it in tests/ (hypothesis)",
        not_shown=[
            "PDF, images, office files; coverage-guided search",
            f"a million inputs of the slow readers: pages to articles ({PAGES['full']:,}), feeds and sitemaps "
            f"({FEEDS['full']:,}), WARC read-back ({RECORDS['full']:,})",
            f"twenty thousand pages or feeds in `make test`: {PAGES['merge']:,} and {FEEDS['merge']:,} there",
        ],
    )
    logging.disable()
    with scratch("fuzz") as folder, warnings.catch_warnings(), targets(folder) as readers:
        warnings.simplefilter("ignore")
        for reader in readers:
            count, faults = _fuzz(reader, reader.counts[tier], seed=7 if tier == "merge" else 2026)
            result.cases[f"inputs: {reader.name}"] = count
            result.failures += faults
        for name, attribute, broken, victim in _MUTANTS:
            result.mutants.append(_planted(name, attribute, broken, readers[victim]))
    logging.disable(logging.NOTSET)
    return result


def _fuzz(reader: Target, most: int, seed: int) -> tuple[int, list[str]]:
    dice, faults, count = random.Random(seed), list[str](), 0
    while count < most and len(faults) < _FIRST_FAULTS:
        some = [reader.make(dice) for _ in range(reader.together)]
        given = some if reader.together > 1 else some[0]
        count += len(some)
        began = time.process_time()
        try:
            reader.check(given)
        except Exception:
            faults.append(f"{reader.name}: {repr(given)[:300]}: {traceback.format_exc(limit=-2)!r}")
        if (took := time.process_time() - began) > SLOWEST:
            faults.append(f"{reader.name}: {repr(given)[:300]}: {took:.0f} s")
    return count, faults


def _planted(name: str, attribute: str, broken: Callable[..., Any], reader: Target) -> Mutant:
    whole = getattr(fuzz_targets, attribute)
    setattr(fuzz_targets, attribute, lambda *given, **named: broken(whole, *given, **named))
    try:
        count, faults = _fuzz(reader, reader.counts["merge"], seed=7)
    finally:
        setattr(fuzz_targets, attribute, whole)
    return Mutant(name, bool(faults), f"{len(faults)} faults in {count} inputs")


_MUTANTS: tuple[tuple[str, str, Callable[..., Any], int], ...] = (
    ("percent signs encoded twice", "canonical", lambda whole, url: whole(url).replace("%", "%25"), 0),
    ("dates of no calendar raise a bug", "read_date", lambda whole, text: whole(text).iso, 1),
    ("markup not cleaned", "read_text", lambda whole, text: _dirty(whole(text), text), 3),
)


def _dirty(article: Any, text: str) -> Any:
    return replace(article, title=text) if "\u200b" in text else article
