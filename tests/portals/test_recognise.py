"""Families named from pages: every sample portal over HTTP, and the addresses that were really seen."""

import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from parsel import Selector

from crawler.portals.recognise import SeenPage, named, recognise
from crawler.portals.registry import SHIPPED_SOURCES, Registry, load_registry
from crawler.portals.urls import netloc
from samples.server import SampleServer
from samples.sources import SOURCES, sources_for
from samples.world import World

PORTALS = sorted(path.relative_to(SOURCES).with_suffix("").as_posix() for path in SOURCES.rglob("*.yml"))
REAL = yaml.safe_load((Path(__file__).parent / "real_urls.yml").read_text(encoding="utf-8"))
SHIPPED = load_registry(SHIPPED_SOURCES)
TOLD_BY_ADDRESS = {"sharepoint-dongnai", "sharepoint-tandan", "group-nid"}


@pytest.fixture(scope="module")
def portals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SampleServer, Registry]]:
    folder = tmp_path_factory.mktemp("sources")
    with SampleServer() as server:
        sources_for(server.port, folder)
        yield server, load_registry(folder)


def fetched(server: SampleServer, url: str) -> SeenPage:
    host = netloc(url)
    request = urllib.request.Request(url.replace(host, f"127.0.0.1:{server.port}", 1), headers={"Host": host})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return SeenPage(url, answer.read().decode("utf-8", "replace"), dict(answer.headers))


@pytest.fixture(scope="module")
def past() -> Iterator[SampleServer]:
    """The portals as they stood before their hosts were given to other bodies."""
    with SampleServer(World(past=True)) as server:
        yield server


@pytest.mark.parametrize("source_id", PORTALS)
def test_a_listing_and_an_article_name_the_family(
    portals: tuple[SampleServer, Registry], past: SampleServer, source_id: str
) -> None:
    server, registry = portals
    source = registry.get(source_id)
    server = past if source.valid_to else server
    listing = fetched(server, source.sections[0].url)
    items = registry.family_of(source, None).listing_items(Selector(listing.html), listing.url)
    found = recognise([listing, *(fetched(server, item.url) for item in items[:1])])
    assert named(found) == source.family, found
    assert source.family == "generic" or found[0].evidence[0].startswith("+"), found


def _page(urls: list[str]) -> SeenPage:
    anchors = "".join(f'<li><a href="{url.replace("&", "&amp;")}">Bài</a></li>' for url in urls)
    return SeenPage(urls[0], f"<ul>{anchors}</ul>", {})


@pytest.mark.parametrize("article", REAL["articles"], ids=lambda article: article["url"].partition("//")[2][:50])
def test_an_address_that_was_seen_never_names_another_family(article: dict[str, str]) -> None:
    """An address alone leaves the looser families unnamed; it must not name a wrong one."""
    source = SHIPPED.get(REAL["rows"][article["row"]])
    assert named(recognise([_page([article["url"]])])) in (source.family, "generic")


def test_two_addresses_of_a_strict_grammar_are_enough() -> None:
    for family in sorted(TOLD_BY_ADDRESS):
        urls = [a["url"] for a in REAL["articles"] if SHIPPED.get(REAL["rows"][a["row"]]).family == family]
        host = urls[0].split("/")[2]
        same_host = ["/".join([*url.split("/")[:2], host, *url.split("/")[3:]]) for url in urls]
        assert named(recognise([_page(same_host)])) == family


def test_marks_of_two_families_in_balance_name_none() -> None:
    html = '<meta name="generator" content="NukeViet 4.5"><meta name="generator" content="WordPress 6.4">'
    found = recognise([SeenPage("https://mau.vn/", html, {})])
    assert {likeness.family: likeness.points for likeness in found} == {"nukeviet": 8, "wordpress": 8}
    assert named(found) == "generic"


def test_a_page_without_marks_is_of_no_known_family() -> None:
    assert recognise([SeenPage("https://mau.vn/", "", {})]) == []
    assert named([]) == "generic"


def test_a_mark_on_many_pages_counts_once_and_headers_count() -> None:
    page = SeenPage("https://mau.vn/", "<html></html>", {"Liferay-Portal": "Liferay Community Edition Portal 7.0"})
    (first, second) = recognise([page, page, page])
    assert {first.family, second.family} == {"liferay", "liferay-json"}
    assert first.points == 6
    assert first.evidence == ("+6 header Liferay-Portal",)
