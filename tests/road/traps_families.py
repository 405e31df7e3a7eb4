"""Traps of one CMS family each: pagers, addresses, boxes inside the text, and what of a newspaper may be shown."""

from collections import Counter

from samples.model import SampleArticle
from website.captured import Withheld, find_original

from .traps_seen import Check, Seen, article_id, nowhere, reads_as_typed


def _all_of(seen: Seen, portal: str) -> list[SampleArticle]:
    """The relevant articles of a portal, every one of which is in the archive."""
    wanted = [article for article in seen.site(portal).articles.values() if article.expect.relevant]
    assert {article_id(article) for article in wanted} <= set(seen.articles)
    return wanted


def _texts(seen: Seen, portal: str) -> list[str]:
    return [seen.whole_text(article) for article in _all_of(seen, portal)]


def placeholder(seen: Seen) -> None:
    assert not seen.asked("trang-bom", "no-image")
    assert not seen.road.rows("SELECT src FROM article_images WHERE src LIKE '%no-image%'")


def reading_voice(seen: Seen) -> None:
    nowhere(("Nghe đọc bài", "Giọng nữ", "giọng đọc tự động", "giọng nói nhân tạo"), _texts(seen, "trang-bom"))
    for article in _all_of(seen, "trang-bom"):
        reads_as_typed(seen, article)


def span_ends_pager(seen: Seen) -> None:
    for section in ("c216", "c217"):
        asked = [request.path for request in seen.asked("trang-bom", f"-{section}-")]
        pages = seen.site("trang-bom").pages(section[1:])
        assert len(asked) == len(set(asked)) == pages >= 2, "every page once, none beyond the last"


def numbers_in_view(seen: Seen) -> None:
    asked = seen.asked("nhon-trach", "/vi/tin-nong-nghiep-nong-thon")
    lists = [(request.method, request.status) for request in asked if request.path.count("/") == 2]
    assert lists == [("GET", 200), ("POST", 200), ("POST", 200), ("POST", 200)]
    _all_of(seen, "nhon-trach")


def portal_before_title(seen: Seen) -> None:
    for article in _all_of(seen, "nhon-trach"):
        assert seen.row(article)["title"] == article.title


def two_groups(seen: Seen) -> None:
    found = Counter(request.path.split("/nid/")[1].split("/")[0] for request in seen.asked("tan-phu", "/nid/"))
    assert set(found.values()) == {1}, "each nid asked for once"
    announced = {item.section for item in seen.reader.discoveries("mau/tan-phu", "10240")}
    assert len(announced) == 2


def without_slug(seen: Seen) -> None:
    assert [request.status for request in seen.asked("tan-phu", "/nid/9933")] == [200]
    assert "mau/tan-phu/9933" in seen.articles


def toolbar(seen: Seen) -> None:
    nowhere(("tương phản", "A+", "Copy link", "Tác giả:", "Nguồn:"), _texts(seen, "vinh-cuu"))
    authors = {article.author: seen.row(article)["author"] for article in _all_of(seen, "vinh-cuu") if article.author}
    assert authors and all(typed == read for typed, read in authors.items())


def edited_title(seen: Seen) -> None:
    rows = seen.road.rows(
        "SELECT id, title, story_id FROM articles WHERE source_id = 'mau/vinh-cuu' AND title LIKE 'Bưởi%'"
    )
    assert len(rows) == 2, "two addresses are two articles"
    assert len({row["title"] for row in rows}) == 1, "both show the title of today"
    assert len({row["story_id"] for row in rows} - {None}) == 1, "and the archive says that they are one text"
    earlier = next(row["id"].rpartition("/")[2] for row in rows if row["id"].endswith("-cung-san-pham-ocop"))
    assert seen.listed_titles("vinh-cuu", earlier) == {
        "Bưởi Tân Triều lên sàn thương mại điện tử cùng sản phẩm OCOP"
    }, "the earlier title stays in the record of the listing"


def encoded_slug(seen: Seen) -> None:
    article = seen.sample("thong-nhat", "3377")
    assert seen.row(article)["url"].endswith("/m%E1%BB%97i-x%C3%A3-m%E1%BB%99t-s%E1%BA%A3n-ph%E1%BA%A9m-"
                                             "kh%C3%B4ng-n%C3%AAn-l%C3%A0m-theo-phong-tr%C3%A0o/")  # fmt: skip
    assert [request.status for request in seen.asked("thong-nhat", "/m%E1%BB%97i-x")] == [200]


def short_link(seen: Seen) -> None:
    assert [request.status for request in seen.asked("thong-nhat", "/?p=3905")] == [301]
    article = seen.sample("thong-nhat", "3905")
    own = [row["id"] for row in seen.articles.values() if row["title"] == article.title]
    assert own == [article_id(article)]


def generations(seen: Seen) -> None:
    keys = {row.rpartition("/")[2] for row in seen.articles if row.startswith("mau/bao-mau/")}
    assert keys == {"a014132", "post026344", "3165509", "27206ae", "310f0c2"}


def slash_varies(seen: Seen) -> None:
    for number, end in (("310f0c2", ""), ("3165509", "/")):
        assert [request.path[-1 - len(number) :] for request in seen.asked("bao-mau", number)] == [
            f"-{number}" if not end else f"{number}/"
        ]


def minutes_of_the_month(seen: Seen) -> None:
    for number, day in (("3165509", "2023-05-08"), ("post026344", "2020-09-17")):
        assert seen.accepted(seen.sample("bao-mau", number)) == [day]
    assert seen.accepted(seen.sample("bao-mau", "27206ae")) == ["2024-01-29T09:11"], "a time that is one stays"


def facts_only(seen: Seen) -> None:
    for article in _all_of(seen, "bao-mau"):
        text, row = seen.text(article), seen.row(article)
        assert (text["title"], text["lead"]) == (article.title, article.lead[:200])
        assert (text["body"], text["captions"], text["attachments"], text["blocks"]) == ("", "", "", "[]")
        assert not seen.of("article_images", article)
        for mention in seen.of("mentions", article):
            assert len(mention["quote"]) <= 200
        assert isinstance(find_original(seen.road.db.conn, row["capture_id"]), Withheld)
    pictures = [capture for capture in seen.captures if capture.source_id == "mau/bao-mau" and capture.role == "image"]
    assert not pictures, "a newspaper's pictures are not asked for"


CHECKS: dict[str, Check] = {
    "no-image placeholder": placeholder,
    "text-to-speech block": reading_voice,
    "a span ends the pager": span_ends_pager,
    "only page numbers in view": numbers_in_view,
    "portal name before the title": portal_before_title,
    "same article under two groups": two_groups,
    "address without its slug": without_slug,
    "contrast toolbar above the text": toolbar,
    "a title edit makes another address": edited_title,
    "percent-encoded slug": encoded_slug,
    "?p= short link": short_link,
    "three generations of addresses": generations,
    "slash at the end varies": slash_varies,
    "minutes that repeat the month": minutes_of_the_month,
    "facts and a short quote only": facts_only,
}
