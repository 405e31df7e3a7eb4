"""Pictures behind placeholders: found by themselves, named by the source file, or told by the check of the file."""

from pathlib import Path

import pytest
from parsel import Selector

from crawler.portals.families import FAMILIES
from crawler.portals.families.lazy import show_lazy_pictures, telling_attribute
from crawler.portals.registry import SourceFileError, load_registry
from pipeline.article.tree import parse

PAGE = """<html><body><article class="news-detail-layout"><div class="brief"><p>Chữ của bài viết.</p>
<img src="/cho.gif" data-hinh="/tep/mot.jpg"><img src="/that.jpg" data-thumb="/nho/that.jpg">
<img src="/cho.gif" data-cho="tep/hai" data-id="7"></div></article></body></html>"""


def addresses(*attributes: str) -> list[str | None]:
    root = parse(PAGE)
    show_lazy_pictures(root, attributes)
    return [image.get("data-original") for image in root.iter("img")]


def test_an_attribute_that_names_a_picture_beside_a_placeholder_is_taken() -> None:
    assert addresses() == ["/tep/mot.jpg", None, None]


def test_the_source_file_may_name_the_attribute() -> None:
    assert addresses("data-cho") == ["/tep/mot.jpg", None, "tep/hai"]
    assert telling_attribute(parse(PAGE)) in ("data-hinh", "data-thumb")


def test_the_crawler_asks_for_the_picture_and_not_for_its_placeholder() -> None:
    links = FAMILIES["article-detail"].media_links(Selector(PAGE), "http://mau.example/bai-viet-mot.html")
    assert "http://mau.example/tep/mot.jpg" in [link.url for link in links]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ('{pictures: ["img::attr(data-hinh)"]}', "must select an element, no attribute; `picture_address"),
        ('{picture_address: ["img[data-hinh]"]}', "must be the name of an attribute alone"),
        ('{images: ["img"]}', "no such field; there are title"),
    ],
)
def test_what_would_have_no_effect_is_refused(tmp_path: Path, fields: str, says: str) -> None:
    text = (
        "name: A\nname_en: A\nlevel: commune\nunit: '26347-20250701'\nhosts: [a.example]\nfamily: article-detail\n"
        f"home_url: https://a.example/\nlayouts:\n  - fields: {fields}\n"
    )
    (tmp_path / "mau").mkdir()
    (tmp_path / "mau" / "a.yml").write_text(text, encoding="utf-8")
    with pytest.raises(SourceFileError, match=says.replace("[", r"\[")):
        load_registry(tmp_path)
