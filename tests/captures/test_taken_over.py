"""Captures that others made: kept once, with their origin and their own moment, by the body that had the host then."""

from typing import Any

import pytest

from crawler.taken_over import store_foreign
from tests.captures.conftest import Opened, an_exchange

THEN = "2021-03-04T05:06:07Z"


def test_a_foreign_capture_is_kept_once_as_what_it_is(opened: Opened) -> None:
    exchange = an_exchange(1, origin="warc: portal.warc.gz", seen_at=THEN)
    kept = store_foreign(opened.store, opened.run, exchange)
    assert kept is not None
    assert (kept.origin, kept.fetched_at) == ("warc: portal.warc.gz", THEN)
    assert store_foreign(opened.store, opened.run, an_exchange(1, origin="wacz: portal.wacz", seen_at=THEN)) is None
    later = an_exchange(1, origin="wacz: portal.wacz", seen_at="2022-03-04T05:06:07Z")
    again = store_foreign(opened.store, opened.run, later)
    assert again is not None
    assert again.revisit_of == kept.seq, "the same bytes are stored once"


def test_a_live_capture_of_that_moment_is_another_witness(opened: Opened) -> None:
    live = opened.append(1)
    assert store_foreign(opened.store, opened.run, an_exchange(1, origin="saved page", seen_at=live.fetched_at))


@pytest.mark.parametrize("changes", [{"origin": "live", "seen_at": THEN}, {"origin": "saved page", "seen_at": ""}])
def test_what_hides_its_origin_or_moment_is_refused(opened: Opened, changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="needs its origin and the moment"):
        store_foreign(opened.store, opened.run, an_exchange(1, **changes))

