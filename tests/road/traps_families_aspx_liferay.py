"""Traps of SharePoint's Tân Dân skin, UIArticle and Liferay: dates in addresses, pagers, headings that are no titles."""

import gzip
from urllib.parse import parse_qs, urlsplit

from samples.model import SampleArticle

from .traps_seen import Check, Seen, article_id, body_of, nowhere


def _all_of(seen: Seen, portal: str) -> list[SampleArticle]:
    """The relevant articles of a portal, every one of which is in the archive."""
    wanted = [article for article in seen.site(portal).articles.values() if article.expect.relevant]
    assert {article_id(article) for article in wanted} <= set(seen.articles)
    return wanted


def year_in_the_address(seen: Seen) -> None:
    (article,) = seen.carrying("year in the address alone")
    row = seen.row(article)
    assert (row["published"], row["published_basis"]) == (None, None)
    assert (row["date_from"], row["date_to"]) == ("2020-01-01", "2020-12-31")
    assert all(found["evidence"].startswith("năm trong địa chỉ") for found in seen.dates(article, "url"))
    assert seen.dates(article, "url")


def day_in_the_address(seen: Seen) -> None:
    (article,) = seen.carrying("day in the address alone")
    row = seen.row(article)
    assert (row["published"], row["published_basis"]) == ("2023-06-13", "url")
    assert seen.accepted(article) == ["2023-06-13"]
    assert not seen.dates(article, "label")


def day_of_the_draft(seen: Seen) -> None:
    (article,) = seen.carrying("day in the address is that of the draft")
    assert seen.accepted(article) == [article.published] == ["2021-04-12T09:10"]
    (address,) = seen.dates(article, "url")
    assert (address["value"], bool(address["accepted"])) == ("2021-04-09", False)
    assert address["why_not"]


def pages_and_pages(seen: Seen) -> None:
    for article in seen.carrying("Pages and pages"):
        key = article_id(article).removeprefix("mau/dien-bien/")
        linked = [found.section for found in seen.reader.discoveries("mau/dien-bien", key)]
        assert len(set(linked)) == 2, "both categories announce it, one as Pages and one as pages"
        name = key.rpartition("/")[2]
        asked = [request.path for request in seen.asked("dien-bien", "/portal/") if name in request.path.lower()]
        assert len(asked) == 1 and asked[0].startswith("/portal/Pages/")
        assert len([row for row in seen.articles if name in row]) == 1


def script_pager(seen: Seen) -> None:
    asked = [request.path for request in seen.asked("dien-bien", "/portal/Pages/Nong-thon-moi.aspx")]
    assert asked == ["/portal/Pages/Nong-thon-moi.aspx", "/portal/Pages/Nong-thon-moi.aspx?PageIndex=2"]
    later = seen.site("dien-bien").items("Nong-thon-moi")[3:]
    only_there = [item for item in later if isinstance(item, SampleArticle) and item.sections == ("Nong-thon-moi",)]
    assert only_there
    assert all(article_id(article) in seen.articles for article in only_there)


def portal_name_as_heading(seen: Seen) -> None:
    for article in _all_of(seen, "dien-bien"):
        assert seen.text(article)["title"] == article.title
        nowhere([seen.site("dien-bien").portal.title], [seen.whole_text(article)])


def later_pages_by_post(seen: Seen) -> None:
    posted = [request for request in seen.asked("ninh-binh", "/LoadArticle") if request.method == "POST"]
    assert len(posted) >= 3
    assert {request.status for request in posted} == {200}, "the server refuses values that are not the script's"
    _all_of(seen, "ninh-binh")
    base = f"http://ninhbinh.localhost:{seen.road.server.port}"
    kept = b"".join(gzip.decompress(path.read_bytes()) for path in (seen.road.home / "captures").rglob("*.warc.gz"))
    assert kept.count(f"Referer: {base}/kinh-te\r\n".encode()) >= 2
    assert b"article_category_id=54442&" in kept, "what was posted is kept"


def nested_paths(seen: Seen) -> None:
    for article in seen.carrying("same article under nested paths", "ninh-binh/61877"):
        sections = {found.section for found in seen.reader.discoveries("mau/ninh-binh", article.id)}
        assert {urlsplit(section).path for section in sections} == {"/kinh-te", "/nong-thon-moi/ocop"}
        assert len(seen.asked("ninh-binh", f"-{article.id}")) == 1
        assert [row for row in seen.articles if row.endswith(f"/{article.id}")] == [article_id(article)]


def null_before_title(seen: Seen) -> None:
    for article in seen.carrying("null before the title", "tam-nong/3507570", "tam-nong/18052294"):
        assert seen.text(article)["title"] == article.title
    for article in _all_of(seen, "tam-nong"):
        assert seen.text(article)["title"] == article.title
        nowhere(["null ", "Xuất bản thông tin", "Chi tiết bài viết"], [seen.whole_text(article)])


def null_for_a_title(seen: Seen) -> None:
    (article,) = seen.carrying("null in place of the title", "tam-nong/8214507")
    assert seen.text(article)["title"] == article.title
    assert "title by link" in seen.row(article)["problems"]
    assert [row for row in seen.articles.values() if "title by link" in (row["problems"] or "")] == [seen.row(article)]


def two_pagers(seen: Seen) -> None:
    asked = [parse_qs(urlsplit(request.path).query) for request in seen.asked("tam-nong", "_cur=")]
    portlets = [query["p_p_id"][0] for query in asked]
    assert sorted(portlets) == ["101_INSTANCE_1mOzUrGkrdAE"] * 2 + ["101_INSTANCE_Qx7rTn0bLs2e"]
    assert all(len(query) == 3 for query in asked), "of Liferay's parameters only portlet, page and page size stay"
    _all_of(seen, "tam-nong")


def file_without_ending(seen: Seen) -> None:
    article = seen.sample("tam-nong", "8214507")
    rows = seen.of("attachments", article)
    assert [(row["type"], row["state"]) for row in rows] == [("PDF", "ok"), ("DOCX", "ok")]
    assert all("/documents/10184/210377/" in row["href"] for row in rows)
    assert [row["label"] for row in rows] == [part.text for part in article.parts if part.kind == "file"]
    assert seen.text(article)["body"] == body_of(article)


def list_filled_by_script(seen: Seen) -> None:
    asked = [parse_qs(urlsplit(request.path).query) for request in seen.asked("bac-ninh", "p_p_resource_id=loadPage")]
    pages = seen.site("bac-ninh").pages("kinh-te")
    assert [query["pageNum"][0] for query in asked] == [str(number) for number in range(1, pages + 1)]
    for article in _all_of(seen, "bac-ninh"):
        (listed,) = seen.dates(article, "listing")
        assert (listed["value"], bool(listed["accepted"])) == (article.published, True)
    health = seen.road.rows("SELECT * FROM health WHERE source_id = 'mau/bac-ninh' AND \"check\" LIKE 'Z1%'")
    assert [row["level"] for row in health] == ["ok"], "the page without a list is not taken for an empty one"


def menu_heading(seen: Seen) -> None:
    for article in _all_of(seen, "bac-ninh"):
        assert seen.text(article)["title"] == article.title
        assert seen.text(article)["lead"] == article.lead
        nowhere(["Thực đơn", "Giới thiệu chung"], [seen.whole_text(article)])


CHECKS: dict[str, Check] = {
    "year in the address alone": year_in_the_address,
    "day in the address alone": day_in_the_address,
    "day in the address is that of the draft": day_of_the_draft,
    "Pages and pages": pages_and_pages,
    "script pager": script_pager,
    "portal name as first heading": portal_name_as_heading,
    "later pages by POST": later_pages_by_post,
    "same article under nested paths": nested_paths,
    "null before the title": null_before_title,
    "null in place of the title": null_for_a_title,
    "two pagers on one page": two_pagers,
    "file address without ending": file_without_ending,
    "list filled by script": list_filled_by_script,
    "menu heading above the title": menu_heading,
}
