"""The examples of docs/adding-a-portal.md are true."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from parsel import Selector

from crawler.portals.families.base import Family, FieldSelectors
from crawler.portals.registry import load_registry
from crawler.portals.source import Listing, Section, Source

PAGE = (Path(__file__).parents[2] / "docs" / "adding-a-portal.md").read_text(encoding="utf-8")


def _block(kind: str, number: int = 0) -> str:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)[number]


def test_the_worked_example_loads(tmp_path: Path) -> None:
    path = tmp_path / "dong-nai" / "mau.yml"
    path.parent.mkdir()
    path.write_text(_block("yaml") + _block("yaml", 1), encoding="utf-8")
    registry = load_registry(tmp_path)
    source = registry.get("dong-nai/mau")
    assert [section.kind for section in source.sections] == ["listing", "listing", "feed"]
    assert registry.fields_of(source, None).title == ("h1.tieu-de",)


@pytest.mark.parametrize("number", [2, 3])
def test_the_examples_of_listings_load_and_say_how_it_goes_on(number: int, tmp_path: Path) -> None:
    path = tmp_path / "dong-nai" / "mau.yml"
    path.parent.mkdir()
    path.write_text(_block("yaml") + _block("yaml", number), encoding="utf-8")
    registry = load_registry(tmp_path)
    source = registry.get("dong-nai/mau")
    rows = "".join(
        f"<ul class=ds-tin><li><section class=o-tin><a href='/vi/news/a/bai-so-{n}.html'>Bài số {n}</a></section></li></ul>"
        for n in (1, 2)
    )
    page = Selector(f"<aside>{rows}</aside><a class=dang-xem>1</a><a href='?trang=2'>2</a>")
    family, url = registry.family_of(source, None), "https://mau.dongnai.gov.vn/vi/news/a/"
    assert [found.title for found in family.listing_items(page, url)] == ["Bài số 1", "Bài số 2"]


def test_every_key_is_described() -> None:
    for name in [field.name for kind in (Source, Section, FieldSelectors, Listing) for field in fields(kind)]:
        assert f"`{name}`" in PAGE, name


def test_the_family_of_the_example_works() -> None:
    names: dict[str, type[Family]] = {}
    exec(_block("python"), names)
    family = names["GroupNid"]()
    urls = {
        "http://ocop.quangnam.gov.vn/chi-tiet/group/96/nid/9933/ocop-san-pham-dac-trung-khai-thac-tiem-nang-loi-the": "9933",
        "https://tralinh.danang.gov.vn/chi-tiet-tin/group/119/nid/4370/cho-phien-tra-linh-thang-4-2-26?utm_source=a": "4370",
        "https://tralinh.danang.gov.vn/": None,
    }
    assert {url: family.article_key(url) for url in urls} == urls
    page = Selector("<h3><a href='/chi-tiet/group/1/nid/2/ten-bai'>Tên bài</a></h3>")
    assert [item.title for item in family.listing_items(page, "https://h.vn/")] == ["Tên bài"]
