"""A family as a source file says it is on one portal."""

from pathlib import Path

import pytest
from parsel import Selector

from crawler.portals.families.base import Family, PageRequest
from crawler.portals.registry import load_registry

HOST = "https://mau.dongnai.gov.vn"
URL = f"{HOST}/vi/news/kinh-te/"
BARE = f"""\
name: Mẫu
name_en: Sample
level: commune
unit: "26425-20250701"
hosts: [mau.dongnai.gov.vn]
family: nukeviet
home_url: {HOST}/
"""
PAGE = Selector("""
<div class="hop"><a href="/vi/news/khac/bai-cua-hop-9.html">Bài của hộp</a></div>
<nav><ul><li class="tin"><a class="anh" href="/vi/news/kinh-te/bai-mot-1.html"><img src="/1.jpg"></a>
<b><a href="/vi/news/kinh-te/bai-mot-1.html">Xem</a></b><i>Bài một của xã</i><s title="05/03/2026">hôm kia</s><q>Tóm tắt.</q></li>
<li class="tin"><a href="/vi/news/kinh-te/bai-hai-2.html">Bài hai</a> <a href="/vi/news/khac/bai-khac-8.html">Bài khác</a></li>
</ul></nav><p class="so"><a class="day">1</a><a href="?trang=2">2</a></p>""")


def _family(folder: Path, more: str) -> Family:
    path = folder / "dong-nai" / "mau.yml"
    path.parent.mkdir()
    path.write_text(BARE + more, encoding="utf-8")
    registry = load_registry(folder)
    return registry.family_of(registry.get("dong-nai/mau"), None)


def test_only_the_blocks_that_the_file_names_announce_articles(tmp_path: Path) -> None:
    family = _family(tmp_path, """layouts: [{listing: {item: [li.tin], link: ["li > a"],
      title: [i], date: ["s::attr(title)"], summary: [q]}}]""")  # fmt: skip
    items = [
        (item.url.rpartition("/")[2], item.title, item.date_shown, item.summary)
        for item in family.listing_items(PAGE, URL)
    ]
    assert items == [
        ("bai-mot-1.html", "Bài một của xã", "05/03/2026", "Tóm tắt."),
        ("bai-hai-2.html", "Bài hai", None, None), ("bai-khac-8.html", "Bài khác", None, None),
    ]  # fmt: skip


def test_without_overrides_the_family_is_shared_and_with_them_it_is_not_changed(tmp_path: Path) -> None:
    family = _family(tmp_path, "layouts: [{fields: {body: [div.chu]}, listing: {item: [li.tin]}}]")
    other = tmp_path / "khac"
    other.mkdir()
    shared = _family(other, "")
    assert family.name == shared.name == "nukeviet"
    assert family.fields.body == ("div.chu",) != shared.fields.body
    assert [item.title for item in shared.listing_items(PAGE, URL)] == ["Bài của hộp"]


@pytest.mark.parametrize(
    ("listing", "pages"),
    [
        ("{next: ['.day + a']}", [f"{URL}?trang=2"]),
        ("{next: [p.so]}", [f"{URL}?trang=2"]),
        ("{next: [a.het]}", []),
        ("{item: [li.tin], next_url: '?p={page}'}", [f"{URL}?p=2", f"{URL}?p=3"]),
        ("{item: [li.tin], next_url: '{section}trang-{page}/'}", [f"{URL}trang-2/", f"{URL}trang-3/"]),
        ("{item: [li.tin], next_url: '{stem}-{page}.html'}", [f"{URL[:-1]}-2.html", f"{URL[:-1]}-3.html"]),
        ("{item: [li.khong], next_url: '?p={page}'}", []),
    ],
)
def test_the_next_page_is_where_the_file_says(listing: str, pages: list[str], tmp_path: Path) -> None:
    family = _family(tmp_path, f"layouts: [{{listing: {listing}}}]")
    at = PageRequest(URL)
    for number, expected in enumerate(pages, start=2):
        following = family.next_page(PAGE, at)
        assert following == PageRequest(expected, page=number)
        at = following
    if not pages:
        assert family.next_page(PAGE, at) is None


def test_parameters_of_a_section_stay_in_its_next_page(tmp_path: Path) -> None:
    family = _family(tmp_path, "layouts: [{listing: {item: [li.tin], next_url: '?p={page}'}}]")
    following = family.next_page(PAGE, PageRequest(f"{HOST}/ds?muc=4&p=2", page=2))
    assert following == PageRequest(f"{HOST}/ds?muc=4&p=3", page=3)


def test_any_family_takes_addresses_of_another_shape(tmp_path: Path) -> None:
    family = _family(tmp_path, "article_pattern: '/bai/(?P<key>[0-9]+)'")
    page = Selector("<h3><a href='/bai/12?utm_source=a'>Bài mười hai</a></h3><a href='/vi/news/a/b-1.html'>Bài cũ</a>")
    assert [(item.title, family.article_key(item.url)) for item in family.listing_items(page, URL)] == [
        ("Bài mười hai", "12")
    ]
    assert family.article_key(f"{HOST}/vi/news/a/b-1.html") is None
    assert family.canonical_url(f"{HOST}/bai/12?utm_source=a") == f"{HOST}/bai/12"
    assert family.next_page(Selector("<a rel=next href='/ds/?page=2'>2</a>"), PageRequest(f"{HOST}/ds/")) is not None


def test_pictures_are_fetched_where_the_file_says_that_they_stand(tmp_path: Path) -> None:
    family = _family(tmp_path, "layouts: [{fields: {body: [div.chu], pictures: [div.dau]}}]")
    page = Selector(
        "<div class=dau><img src=/dau.jpg></div><div class=chu><img src=/chu.jpg></div><div><img src=/hop.jpg></div>"
    )
    assert [link.url.rpartition("/")[2] for link in family.media_links(page, URL)] == ["chu.jpg", "dau.jpg"]
