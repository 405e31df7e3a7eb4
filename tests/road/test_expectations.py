"""What the sample articles say a right reading gives, against the archive; a failure names kind and article."""

import json
from collections.abc import Iterable

import pytest

from samples.model import SampleArticle
from samples.world import World

from .conftest import Road
from .traps_seen import Seen, article_id

pytestmark = pytest.mark.road

UNREADABLE = ("Quyết định bổ sung (bản quét)", "Phiếu chấm (tệp có mật khẩu)", "Ảnh chụp hội nghị (tệp hỏng)")

ARTICLES = [article for site in World().sites.values() for article in site.articles.values()]


def by_name(articles: Iterable[SampleArticle]) -> dict[str, SampleArticle]:
    return {f"{article.portal}/{article.id}": article for article in articles}


RELEVANT = by_name(article for article in ARTICLES if article.expect.relevant)
OTHERS = by_name(article for article in ARTICLES if not article.expect.relevant)
relevant = pytest.mark.parametrize("name", RELEVANT)


@pytest.fixture(scope="module")
def seen(built: Road) -> Seen:
    return Seen(built)


def held(seen: Seen, name: str) -> SampleArticle:
    """The article; one that the crawl did not keep fails in `test_relevant_is_kept` alone."""
    article = RELEVANT[name]
    if article_id(article) not in seen.articles:
        pytest.skip("not in the archive")
    return article


NO_WORD_IN_THE_TITLE: set[str] = set()
"""What a filter by titles must miss: "Vùng bắp giống và câu chuyện làm thức uống từ bắp non" names nothing of the
programme. They stand in `considered`; a random hundredth of those is fetched, so that the loss is a number."""


@relevant
def test_relevant_is_kept(name: str, seen: Seen) -> None:
    article = RELEVANT[name]
    refused = seen.road.rows("SELECT reason FROM considered WHERE title = ?", article.title)
    kept = article_id(article) in seen.articles
    assert kept != (name in NO_WORD_IN_THE_TITLE), f"{article.title}: {[row['reason'] for row in refused]}"
    assert kept or refused


@relevant
def test_relevance_has_a_reason(name: str, seen: Seen) -> None:
    assert seen.row(held(seen, name))["relevance"]


@pytest.mark.parametrize("name", OTHERS)
def test_irrelevant_is_considered_and_not_kept(name: str, seen: Seen) -> None:
    article = OTHERS[name]
    assert article_id(article) not in seen.articles
    key = article_id(article).removeprefix(f"mau/{article.portal}/")
    rows = seen.road.rows("SELECT reason FROM considered WHERE source_id = ? AND key = ?", f"mau/{article.portal}", key)
    assert [bool(row["reason"]) for row in rows] == [True]


@relevant
def test_title(name: str, seen: Seen) -> None:
    article = held(seen, name)
    assert seen.row(article)["title"] == article.expect.title


@relevant
def test_section_is_one_that_the_portal_puts_it_in(name: str, seen: Seen) -> None:
    article = held(seen, name)
    labels = seen.site(article.portal).portal.sections
    assert seen.row(article)["section"] in {labels[section] for section in article.sections}


@relevant
def test_published(name: str, seen: Seen) -> None:
    article = held(seen, name)
    row = seen.row(article)
    assert (row["published"], row["published_basis"]) == (article.expect.published, article.expect.published_basis)


@relevant
def test_documents(name: str, seen: Seen) -> None:
    article = held(seen, name)
    assert seen.documents(article) == set(article.expect.documents)


@relevant
def test_cooperatives(name: str, seen: Seen) -> None:
    article = held(seen, name)
    assert seen.cooperatives(article) == set(article.expect.cooperatives)


@relevant
def test_communes(name: str, seen: Seen) -> None:
    article = held(seen, name)
    assert seen.communes(article) == set(article.expect.communes)


@relevant
def test_pictures(name: str, seen: Seen) -> None:
    article = held(seen, name)
    shown = 0 if seen.facts_only(article) else article.expect.images
    assert len(seen.of("article_images", article)) == shown
    assert seen.row(article)["images"] == article.expect.images


@relevant
def test_attachments(name: str, seen: Seen) -> None:
    article = held(seen, name)
    rows = seen.of("attachments", article)
    assert len(rows) == seen.row(article)["attachments"] == article.expect.attachments
    assert {row["state"] for row in rows if row["label"] not in UNREADABLE} <= {"ok"}


@relevant
def test_places_then_are_those_of_the_day(name: str, seen: Seen) -> None:
    """Đồng Nai is a city since 2026-04-30; an article of before lies in the province, whatever stands today."""
    article = held(seen, name)
    then = json.loads(seen.row(article)["places_then"])
    if article.listed < "2026-04-30":
        assert not [label for label in then if label.endswith("thành phố Đồng Nai")]
