"""The articles themselves: enough of them, complete, clean, and not the seed's own sentences."""

import re
import unicodedata
from pathlib import Path

import pytest

from samples.model import SampleArticle, SampleFileError, article_from
from samples.world import World

WORLD = World()
ARTICLES = [article for site in WORLD.sites.values() for article in site.articles.values()]
OCOP = [article for article in ARTICLES if article.expect.relevant]
SEED = Path(__file__).parents[3] / "shared" / "seed" / "long-thanh-ocop.txt"


def words(article: SampleArticle) -> str:
    return "\n".join((article.title, article.lead, article.body))


def test_there_are_enough_and_they_span_the_years() -> None:
    assert len(OCOP) >= 60
    assert len(ARTICLES) - len(OCOP) >= 15
    assert {article.listed[:4] for article in OCOP} == {str(year) for year in range(2018, 2027)}
    assert len({article.title for article in ARTICLES}) == len(ARTICLES)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: f"{article.portal}-{article.id}")
def test_what_is_expected_stands_in_the_article(article: SampleArticle) -> None:
    text = words(article)
    assert unicodedata.is_normalized("NFC", text)
    assert article.expect.title == article.title
    for name in article.expect.cooperatives:
        assert name in text
    for commune in article.expect.communes:
        assert re.sub(r"^(?:xã|phường|thị trấn) ", "", commune.split(",")[0]) in text
    numbers = {found.replace(" ", "") for found in re.findall(r"\d+(?:/\d{4})?/ ?[A-ZĐ][\w&]*(?:-[A-ZĐ][\w&]*)*", text)}
    assert numbers | set(re.findall(r"\d+-CT/TU", text)) == set(article.expect.documents)
    if article.expect.published:
        assert article.published is not None and article.published.startswith(article.expect.published)
    else:
        assert article.expect.published_basis is None


def test_cooperatives_come_back_in_other_forms() -> None:
    forms = {name for article in OCOP for name in article.expect.cooperatives}
    assert {"Nông nghiệp Xanh", "NN Xanh", "Nông nghiệp hữu cơ Đồng Phú", "NN hữu cơ Đồng Phú"} <= forms
    assert sum("Nông nghiệp Xanh" in article.expect.cooperatives for article in OCOP) >= 8


def test_the_retold_seed_page_keeps_the_facts_and_no_sentence() -> None:
    if not SEED.exists():
        pytest.skip("the seed lies beside the checkout only")
    retold = WORLD.site("long-thanh").articles["3903"]
    seed = unicodedata.normalize("NFC", SEED.read_text(encoding="utf-8")).replace("\u00a0", " ")
    assert retold.title in seed
    body = re.sub(r"\s+", " ", retold.body)
    for sentence in re.split(r"(?<=[.;])\s+", re.sub(r"\s+", " ", seed)):
        if len(sentence.split()) > 12:
            assert sentence not in body
    for fact in ("10946/KH-UBND", "8796/ UBND-NN", "46-CT/TU",
                 "24 Hợp tác xã, 38 Tổ hợp tác và 2 Quỹ tín dụng nhân dân",
                 "4 Hợp tác xã và 8 Tổ hợp tác", "từ nay tới năm 2020", "lợi thếnguồn gốc"):  # fmt: skip
        assert fact in body
    assert not re.search(r"\d\d?/\d\d?/\d{4}", body)


def test_an_article_without_expectations_is_refused_by_name() -> None:
    with pytest.raises(SampleFileError, match=r"la: article 77.*expect\.documents"):
        article_from(
            "la", {"id": 77, "title": "t", "body": "b", "sections": ["tin-tuc"], "published": "2024-01-01"}, "label"
        )
