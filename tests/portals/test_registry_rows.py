"""The shipped registry against every address that public material shows (real_urls.yml)."""

import subprocess
import sys
from contextlib import closing
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlite_utils import Database

from crawler.captures.reader import CaptureReader
from crawler.captures.store import CaptureStore
from crawler.portals.families.base import Family
from crawler.portals.registry import SHIPPED_SOURCES, Registry, load_registry
from crawler.portals.source import Source
from pipeline.archive import summaries
from pipeline.archive.schema import prepare
from pipeline.gazetteer import Gazetteer, load_gazetteer
from pipeline.gazetteer.home import home_unit
from pipeline.model import HomeUnit

HERE = Path(__file__).parent
SAMPLE_SOURCES = HERE.parents[1] / "samples" / "sources"
FACTS: dict[str, Any] = yaml.safe_load((HERE / "real_urls.yml").read_text(encoding="utf-8"))
ROWS: dict[str, str] = FACTS["rows"]
REFORM = date(2025, 7, 1)
LAST_DISTRICT_DAY = date(2025, 6, 30)
OF_NO_ROW = {"dong-nai/phuong-long-thanh"}
"""A guess by analogy that no row of portals.md holds."""


@cache
def registry() -> Registry:
    return load_registry(SHIPPED_SOURCES)


@cache
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def a_day_of(source: Source) -> date:
    """A day on which the body stood."""
    return source.valid_to or max(source.valid_from or date.min, date(2026, 6, 1))


def source_and_family(row: str) -> tuple[Source, Family]:
    source = registry().get(ROWS[row])
    return source, registry().family_of(source, a_day_of(source))


def of_row(kind: str) -> list[Any]:
    return [pytest.param(fact, id=f"{fact['row']}-{n}") for n, fact in enumerate(FACTS[kind])]


@pytest.mark.parametrize("fact", of_row("articles"))
def test_an_article_has_one_owner_and_its_key(fact: dict[str, str]) -> None:
    source, family = source_and_family(fact["row"])
    day, url = a_day_of(source), fact["url"]
    owner = registry().owner_of(url, day)
    assert owner is not None and owner.id == source.id
    knowing = [
        other.id
        for other in registry().all()
        if other.stands_on(day)
        and any(f"//{host}/" in url for host in other.hosts)
        and registry().family_of(other, day).article_key(url)
    ]
    assert knowing == [source.id]
    assert family.article_key(url) == fact["key"]
    canonical = family.canonical_url(url)
    assert family.canonical_url(canonical) == canonical
    assert family.article_key(canonical) == fact["key"]
    assert registry().owner_of(canonical, day) is owner


@pytest.mark.parametrize("fact", of_row("twins"))
def test_twins_have_one_key(fact: dict[str, Any]) -> None:
    source, family = source_and_family(fact["row"])
    keys = {family.article_key(url) for url in fact["urls"]}
    assert len(keys) == 1 and None not in keys
    owners = [registry().owner_of(url, a_day_of(source)) for url in fact["urls"]]
    assert [owner.id for owner in owners if owner] == [source.id] * len(fact["urls"])


@pytest.mark.parametrize("fact", of_row("not_articles"))
def test_listings_feeds_and_files_are_no_articles(fact: dict[str, str]) -> None:
    source, family = source_and_family(fact["row"])
    owner = registry().owner_of(fact["url"], a_day_of(source))
    assert owner is not None and owner.id == source.id
    assert family.article_key(fact["url"]) is None


def test_every_row_has_its_own_source_and_nothing_else_is_shipped() -> None:
    assert len(ROWS) == len({*ROWS.values()}) == 95
    assert {source.id for source in registry().all()} == {*ROWS.values()} | OF_NO_ROW


@pytest.mark.parametrize("source", registry().all(), ids=lambda source: source.id)
def test_home_and_sections_are_no_articles(source: Source) -> None:
    family = registry().family_of(source, a_day_of(source))
    for url in (source.home_url, *(section.url for section in source.sections)):
        assert family.article_key(url) is None, url


@pytest.mark.parametrize("source", registry().all(), ids=lambda source: source.id)
def test_a_unit_stood_when_the_portal_did(source: Source) -> None:
    if source.unit == "":
        assert source.level == "national" and source.id.startswith("trung-uong/")
        assert home_unit(gazetteer(), source.unit) == HomeUnit()
        return
    unit = gazetteer().get(source.unit)
    assert unit.stands_on((source.valid_from or source.valid_to or LAST_DISTRICT_DAY).isoformat())
    wanted = {"newspaper": "province"}.get(source.level, source.level)
    assert unit.level == wanted


def test_what_ended_says_so() -> None:
    for source in registry().all():
        if source.level == "district":
            assert source.valid_to == LAST_DISTRICT_DAY, source.id
        if source.level == "commune":
            assert (source.valid_from, source.valid_to) in ((REFORM, None), (None, LAST_DISTRICT_DAY)), source.id
        if source.valid_to:
            assert source.closed_because, source.id
        if source.successor:
            assert registry().get(source.successor).stands_on(date(2026, 6, 1)), source.id


def test_what_ships_switched_on() -> None:
    for source in registry().all():
        press = source.level in ("national", "newspaper")
        assert not (press and source.enabled), source.id
        assert source.sections or not source.enabled, source.id
        assert source.tls.verify == "strict", "a lenient connection is a person's decision"
        assert source.level != "newspaper" or source.republish == "facts", source.id
    state = {ROWS[row] for row in ROWS if row[0] in "PDC"}
    facts = {source.id for source in registry().all() if source.republish == "facts"}
    assert state & facts == {"tay-ninh/can-duoc"}, "a local site of an unknown publisher"
    assert {"trung-uong/du-lich-nong-thon", *(ROWS[f"N{n:02}"] for n in range(5, 16))} <= facts


def test_nobody_claims_more_than_was_tried() -> None:
    seen = {ROWS[fact["row"]] for fact in FACTS["articles"]}
    tried = {source.family for source in load_registry(SAMPLE_SOURCES).all()} - {"generic"}
    for source in registry().all():
        assert source.status in ("pattern only", "passes on samples"), source.id
        assert source.live_verified_on is None
        if source.status == "passes on samples":
            assert source.family in tried and source.article_pattern is None and source.id in seen, source.id


@pytest.mark.parametrize(("host", "after"), [("xuanloc", "C03"), ("nhontrach", "C04"), ("longthanh", None)])
def test_a_host_that_was_handed_on_has_another_owner_before(host: str, after: str | None) -> None:
    url = f"https://{host}.dongnai.gov.vn/vi/news/thong-bao/thong-bao-ve-viec-danh-gia-san-pham-305.html"
    then, now = (registry().owner_of(url, day) for day in (LAST_DISTRICT_DAY, REFORM))
    assert now is not None and now.id == (ROWS[after] if after else "dong-nai/phuong-long-thanh")
    assert then is None if after else then is not None and then.id == "dong-nai/long-thanh"


def test_the_page_of_all_portals_is_what_the_files_say() -> None:
    script = HERE.parents[1] / "scripts" / "sources_page.py"
    ran = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    page = (HERE.parents[1] / "docs" / "sources.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] == [source.id for source in registry().all()]
    assert all(row.count(" | ") == 10 for row in rows)


def test_the_archive_lists_every_portal_with_its_place_or_none(tmp_path: Path) -> None:
    with closing(CaptureStore(tmp_path)) as store:
        store.close_run(store.open_run([]), "done", 0, "")
    db = Database(memory=True)
    prepare(db)
    summaries.write(db, CaptureReader(tmp_path), registry(), gazetteer(), tmp_path / "decisions")
    listed = {row["id"]: (row["place_id"], row["place"]) for row in db["sources"].rows}
    assert set(listed) == {source.id for source in registry().all()}
    assert listed["trung-uong/bao-nhan-dan"] == (None, "")
    assert listed["dong-thap/lai-vung"] == ("876-0", "huyện Lai Vung, tỉnh Đồng Tháp")
    assert listed["dong-nai/bao-dong-nai"] == ("75-0", "tỉnh Đồng Nai")
