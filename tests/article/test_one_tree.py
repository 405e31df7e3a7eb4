"""Who publishes a page and what it says are read from one tree: neither answer hangs on the other, or on their order."""

from evaluation.golden import golden_pages
from pipeline.article.html import read_html
from pipeline.gazetteer import load_gazetteer
from pipeline.publisher import other_body, own_names


def test_a_page_reads_alike_whether_its_publisher_was_asked_before_or_not() -> None:
    gazetteer = load_gazetteer()
    pages = {page.family: page for page in golden_pages() if page.source.unit}
    assert len(pages) > 5
    for page in pages.values():
        names = own_names(gazetteer, page.source.unit)
        alone = read_html(page.html, page.url, page.fields)
        publisher = other_body(page.html, names)
        assert read_html(page.html, page.url, page.fields) == alone
        assert other_body(page.html, names) == publisher
        assert read_html(page.html, page.url, page.fields) == alone
