"""The page that the project began with, where it lies beside the checkout."""

from datetime import date
from pathlib import Path

import pytest
from plain_article import plain

from pipeline.entities.cooperatives import find_cooperatives
from pipeline.entities.document_issuers import attribute_issuers
from pipeline.entities.documents import find_documents
from pipeline.entities.figures import find_figures
from pipeline.gazetteer import load_gazetteer
from pipeline.model import Article, HomeUnit

SEED = Path(__file__).parents[3] / "shared" / "seed" / "long-thanh-ocop.txt"
HOME = HomeUnit("740-0", "district")

pytestmark = pytest.mark.skipif(not SEED.exists(), reason="the seed page is not beside this checkout")


@pytest.fixture(scope="module")
def article() -> Article:
    return plain(SEED.read_text("utf-8"))


def test_three_documents(article: Article) -> None:
    mentions = attribute_issuers(find_documents(article), article, load_gazetteer(), HOME, date(2020, 6, 1))
    assert [(m.norm, m.span.surface, m.issuer, m.issuer_place_id) for m in mentions] == [
        ("10946/KH-UBND", "10946/KH-UBND", "UBND tỉnh Đồng Nai", "75-0"),
        ("8796/UBND-NN", "8796/ UBND-NN", "UBND huyện Long Thành", "740-0"),
        ("46-CT/TU", "46-CT/TU", "Ban Thường vụ Tỉnh ủy Đồng Nai", "75-0"),
    ]


def test_one_cooperative(article: Article) -> None:
    (mention,) = find_cooperatives(article)
    assert (mention.name, mention.own_name) == ("Nông nghiệp Xanh", "Xanh")
    assert mention.place_span and mention.place_span.surface == "xã Lộc An, Long Thành"


def test_figures(article: Article) -> None:
    figures = find_figures(article, HOME, load_gazetteer())
    assert [(f.value, f.unit, f.counting, f.aim, f.year) for f in figures] == [
        (1, "sản phẩm", "total", "target", None),
        (4, "hợp tác xã", "new", "result", "2018-2019"),
        (8, "tổ hợp tác", "new", "result", "2018-2019"),
        (24, "hợp tác xã", "total", "result", "2019"),
        (38, "tổ hợp tác", "total", "result", "2019"),
        (2, "quỹ tín dụng nhân dân", "total", "result", "2019"),
        (2000, "lao động", "total", "result", "2019"),
    ]
    assert {(f.place, f.place_id) for f in figures} == {("huyện Long Thành", "740-0")}
