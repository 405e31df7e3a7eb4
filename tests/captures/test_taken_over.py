"""Captures that others made: kept once, with their origin and their own moment, by the body that had the host then."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.portals.registry import load_registry
from crawler.taken_over import Foreign, LeftOut, exchange_of, store_foreign
from samples.sources import sources_for
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


def _page(url: str, year: int) -> Foreign:
    body = b"<html><head><title>[M]</title></head><body><p>HTX</p></body></html>"
    return Foreign(url, datetime(year, 5, 4, tzinfo=UTC), 200, ((b"Content-Type", b"text/html"),), body, "saved page")


def test_the_day_of_the_capture_says_whose_page_it_is(tmp_path: Path) -> None:
    """The host xuanloc was the district's until 30/06/2025 and is the commune's since."""
    sources_for(8400, tmp_path)
    registry = load_registry(tmp_path)
    host = "http://xuanloc.localhost:8400"
    district = f"{host}/Pages/newsdetail.aspx?NewsId=2201&CatId=24"
    commune = f"{host}/vi/news/thong-tin-tuyen-truyen/mot-bai-12.html"
    found = exchange_of(_page(district, 2023), registry)
    assert (found.source_id, found.key, found.role) == ("mau/huyen-xuan-loc", "2201", "article")
    assert exchange_of(_page(commune, 2026), registry).source_id == "mau/xuan-loc"
    for url, year in ((district, 2026), (commune, 2023)):
        with pytest.raises(LeftOut, match="no article"):
            exchange_of(_page(url, year), registry)
    with pytest.raises(LeftOut, match="another source's"):
        exchange_of(_page(district, 2023), registry, registry.get("mau/xuan-loc"))
