"""F: fuzzing of everything that reads what portals write, each reader for a time, with what must hold as judge."""

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
from rigs.fuzz_targets import Target, targets
from rigs.result import Mutant, Result, Tier

SLOWEST = 10.0
"""Seconds for one input; the parsing child is killed after as many of processor time."""
_FIRST_FAULTS = 3


def run(tier: Tier) -> Result:
    """Each reader for a second (merge) or twenty (full)."""
    result = Result(
        "F fuzzing",
        "no input makes a reader raise, hang or give text that must not be stored",
        "pieces of what portals really write, put together, cut and damaged by dice with a fixed seed; held "
        "against: declared refusals only, canonical addresses that stay the same, spans that slice, composed text "
        "without control or bidirectional characters, bodies that read back as they were stored; properties with "
        "shrinking stand beside it in tests/ (hypothesis)",
        not_shown=["PDF, images, office files; coverage-guided search; a million inputs of each reader"],
    )
    seconds = 0.8 if tier == "merge" else 20.0
    logging.disable()
    with scratch("fuzz") as folder, warnings.catch_warnings(), targets(folder) as readers:
        warnings.simplefilter("ignore")
        for reader in readers:
            count, faults = _fuzz(reader, seconds, seed=7 if tier == "merge" else 2026)
            result.cases[f"inputs: {reader.name}"] = count
            result.failures += faults
        for name, attribute, broken, victim in _MUTANTS:
            result.mutants.append(_planted(name, attribute, broken, readers[victim]))
    logging.disable(logging.NOTSET)
    return result


def _fuzz(reader: Target, seconds: float, seed: int) -> tuple[int, list[str]]:
    dice, faults, count = random.Random(seed), list[str](), 0
    until = float("inf")
    while time.monotonic() < until and len(faults) < _FIRST_FAULTS:
        given = reader.make(dice)
        count += 1
        began = time.process_time()
        try:
            reader.check(given)
        except Exception:
            faults.append(f"{reader.name}: {repr(given)[:300]}: {traceback.format_exc(limit=-2)!r}")
        if count == 1:
            # The first input pays for what a reader loads.
            until = time.monotonic() + seconds
        if (took := time.process_time() - began) > SLOWEST:
            faults.append(f"{reader.name}: {repr(given)[:300]}: {took:.0f} s")
    return count, faults


def _planted(name: str, attribute: str, broken: Callable[..., Any], reader: Target) -> Mutant:
    whole = getattr(fuzz_targets, attribute)
    setattr(fuzz_targets, attribute, lambda *given, **named: broken(whole, *given, **named))
    try:
        count, faults = _fuzz(reader, 5.0, seed=7)
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
