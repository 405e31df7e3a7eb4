"""Every trap is in the bytes that are served, and docs/samples.md names it."""

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from asking_samples import ask
from parsel import Selector

from samples.server import SampleServer
from samples.traps import TRAPS
from samples.world import World

WORLD = World()


def address(world: World, portal: str, page: str) -> str:
    return world.path_of(portal, page.removeprefix("article ")) if page.startswith("article ") else page


@pytest.mark.parametrize("name", TRAPS)
def test_the_trap_is_served(name: str, server: SampleServer) -> None:
    trap = TRAPS[name]
    answer = ask(server, trap.portal, address(server.world, trap.portal, trap.page).replace(" ", "%20"))
    assert answer.status == trap.status
    assert re.search(trap.shows, answer.text)


def test_traps_that_articles_and_portals_name_are_known() -> None:
    named = {trap for site in WORLD.sites.values() for article in site.articles.values() for trap in article.traps}
    named |= {trap for site in WORLD.sites.values() for trap in site.portal.traps}
    named |= {trap for site in WORLD.sites.values() for stray in site.portal.strays for trap in stray.traps}
    assert named <= set(TRAPS)


def test_the_table_of_the_documentation_is_complete() -> None:
    text = (Path(__file__).parents[2] / "docs" / "samples.md").read_text(encoding="utf-8")
    rows = {
        found[1]: found[2] for found in re.finditer(r"^\| ([^|]+?) \| ([^|]+?) \| ([^|]+?) \|$", text, re.MULTILINE)
    }
    assert set(TRAPS) <= set(rows)
    assert all(TRAPS[name].what == rows[name] for name in TRAPS)


def test_the_challenge_has_177_bytes(server: SampleServer) -> None:
    trap = TRAPS["challenge page"]
    assert len(ask(server, trap.portal, trap.page).body) == 177


def test_windows_1258_bytes_read_back_half_decomposed(server: SampleServer) -> None:
    answer = ask(server, "la", server.world.path_of("la", "3"))
    assert "charset" not in answer.headers["content-type"]
    text = answer.body.decode("cp1258")
    assert "Huyê\u0323n Câ\u0309m My\u0303" in text


def test_a_wrong_header_stands_over_right_bytes(server: SampleServer) -> None:
    answer = ask(server, "la", server.world.path_of("la", "6"))
    assert answer.headers["content-type"] == "text/html; charset=iso-8859-1"
    assert "HTX Lâm San" in answer.body.decode("utf-8")


def test_the_old_address_takes_two_redirects(server: SampleServer) -> None:
    first = ask(server, "la", "/index.php?option=tin&id=4")
    second = ask(server, "la", first.headers["location"])
    third = ask(server, "la", second.headers["location"])
    assert (first.status, second.status, third.status) == (301, 302, 200)
    assert "Sầu riêng Cẩm Mỹ đạt OCOP 4 sao" in third.text


def test_listings_link_to_what_robots_forbids(server: SampleServer) -> None:
    pages = "".join(ask(server, "la", path).text for path in server.world.listing_paths("la", "tin-tuc"))
    assert "/noi-bo/tai-lieu-ho-so-ocop.html" in pages
    assert "Disallow: /noi-bo/" in ask(server, "la", "/robots.txt").text


def _fields(page: str) -> dict[str, str]:
    chosen = Selector(text=page)
    return {field.attrib["name"]: field.attrib["value"] for field in chosen.css("input[name^=__]")}


def _post(server: SampleServer, fields: dict[str, str]) -> tuple[int, str]:
    answer = ask(server, "long-thanh", "/Pages/news.aspx?CatId=108", form=urlencode(fields).encode())
    return answer.status, answer.text


def test_postback_paging_needs_the_state_of_the_page(server: SampleServer) -> None:
    page = ask(server, "long-thanh", "/Pages/news.aspx?CatId=108").text
    found = re.search(r"__doPostBack\('([^']+)','(Page\$2)'\)", page)
    assert found is not None
    good = {**_fields(page), "__EVENTTARGET": found[1], "__EVENTARGUMENT": found[2]}
    status, second = _post(server, good)
    assert status == 200
    assert "triển khai Chương trình mỗi xã một sản phẩm giai đoạn 2018" in second
    assert "triển khai Chương trình mỗi xã một sản phẩm giai đoạn 2018" not in page
    state = good["__VIEWSTATE"]
    for wrong in (
        {**good, "__VIEWSTATE": state[:-6] + "AAAA=="},
        {**good, "__VIEWSTATE": ""},
        {**good, "__EVENTVALIDATION": "x"},
        {**good, "__EVENTTARGET": "ctl00$other"},
        {**good, "__EVENTARGUMENT": "Page$400"},
    ):
        assert _post(server, wrong)[0] == 500


def test_wrong_category_soft_404_and_growing_paths_answer_200(server: SampleServer) -> None:
    wrong = ask(server, "long-thanh", "/Pages/newsdetail.aspx?NewsId=3388&CatId=106")
    assert wrong.status == 200 and "Tập huấn lập hồ sơ" not in wrong.text
    assert ask(server, "dong-nai", "/vi/news/en/vi/vi/").status == 200


def test_the_image_hosts_serve_pictures_that_differ(server: SampleServer) -> None:
    first = ask(server, "la", "/anh/hoi-nghi-ket-noi.jpg", host=f"cdn.localhost:{server.port}")
    second = ask(server, "la", "/qc/banner-khuyen-mai.jpg", host=f"quangcao.localhost:{server.port}")
    assert first.headers["content-type"] == second.headers["content-type"] == "image/jpeg"
    assert first.body[:3] == second.body[:3] == b"\xff\xd8\xff"
    assert first.body != second.body
