"""Traps of the page around an article, of its letters and of its layout."""

import unicodedata
from collections.abc import Iterable

from samples.damage import TEXT_DAMAGE
from samples.model import SampleArticle

from .traps_seen import Check, Seen, body_of, nowhere, plain, reads_as_typed

_NUMBERS_DAMAGED = set(TEXT_DAMAGE) - {
    "NBSP and double spaces", "zero-width spaces inside words", "TCVN3 text", "VNI text", "UTF-8 read as cp1252",
    "a VNI mark left in a word",
}  # fmt: skip
"""Traps after which the published text keeps odd letters in its document numbers."""


def _whole_texts(seen: Seen, articles: Iterable[SampleArticle]) -> list[str]:
    return [seen.whole_text(article) for article in articles]


def counter_digits(seen: Seen) -> None:
    article = seen.sample("long-thanh", "5071")
    names = [row["src"].rsplit("/", 1)[1] for row in seen.of("article_images", article)]
    assert names == ["24-12-2022%20(7).JPG", "Rau%20S%E1%BA%A1ch%20B%C3%ACnh%20An.JPG"]
    assert not seen.asked("long-thanh", "/Style%20Library/")
    assert not seen.road.rows("SELECT src FROM article_images WHERE src LIKE '%Style%Library%'")


def poll(seen: Seen) -> None:
    texts = _whole_texts(seen, seen.of_portal("long-thanh", "dong-nai", "xuan-loc", "phuong-long-thanh"))
    nowhere(("Thăm dò ý kiến", "Bình chọn", "Chưa hài lòng", "Thủ tục hành chính"), texts)


def weather(seen: Seen) -> None:
    nowhere(("31°C", "độ ẩm 68%", "gió nhẹ"), _whole_texts(seen, seen.of_portal("dinh-quan")))


def related_list(seen: Seen) -> None:
    headings = ("Những tin cũ hơn", "Các tin khác", "Tin liên quan", "Tin xem nhiều")
    nowhere(headings, _whole_texts(seen, seen.samples))
    for article in seen.samples:
        related = {other.title for other in seen.site(article.portal).related(article)}
        assert len(related) >= 3
        assert not related & set(seen.whole_text(article).split("\n")), article.id


def related_headlines_inside(seen: Seen) -> None:
    trap = "related headlines inside the body"
    for article in seen.carrying(trap, "la/7", "long-thanh/5318", "phuong-long-thanh/34"):
        headlines = [item for part in article.parts if part.kind == "headlines" for item in part.items]
        assert len(headlines) == 2
        nowhere(headlines, [seen.whole_text(article)])
        assert seen.text(article)["body"] == body_of(article), "what stands around the headlines is kept"


def seed_page(seen: Seen) -> None:
    article = seen.sample("long-thanh", "3903")
    row = seen.row(article)
    assert row["title"] == article.title
    assert (row["published"], row["date_from"], row["date_to"]) == (None, "2019-09-24", "2020-12-31")
    assert row["author"] == "NH-VH&TT"
    assert row["licence"] == seen.site("long-thanh").portal.licence
    around = ("Cán bộ, đảng viên", "chung sức xây dựng huyện nông thôn mới nâng cao", "NH-VH&TT", "3903", "0251")
    nowhere((*around, "Ghi rõ nguồn"), [seen.whole_text(article)])
    assert seen.documents(article) == {"10946/KH-UBND", "8796/UBND-NN", "46-CT/TU"}
    assert seen.cooperatives(article) == {"Nông nghiệp Xanh"}
    figures = {(found["value"], found["unit"], found["counting"]) for found in seen.of("figures", article)}
    assert figures >= {(24, "hợp tác xã", "total"), (38, "tổ hợp tác", "total"), (2, "quỹ tín dụng nhân dân", "total"),
                       (4, "hợp tác xã", "new"), (8, "tổ hợp tác", "new")}  # fmt: skip


def lead_twice(seen: Seen) -> None:
    trap = "lead printed twice"
    for article in seen.carrying(trap, "dinh-quan/1391", "long-thanh/4875", "dong-nai/6270", "xuan-loc/121"):
        assert seen.text(article)["lead"] == plain(article.lead)
        assert seen.whole_text(article).count(plain(article.lead)) == 1


def no_break_spaces(seen: Seen) -> None:
    for article in seen.carrying("NBSP and double spaces", "long-thanh/3903", "phuong-long-thanh/58"):
        reads_as_typed(seen, article)
        assert seen.cooperatives(article) == set(article.expect.cooperatives)


def zero_width_spaces(seen: Seen) -> None:
    for article in seen.carrying("zero-width spaces inside words", "long-thanh/3388", "xuan-loc/37"):
        assert "\u200b" not in seen.whole_text(article)
        assert " ".join(seen.text(article)["body"].split()) == " ".join(_numbers_mended(article).split())
        found = seen.road.rows(
            "SELECT t.article_id FROM search JOIN article_texts t ON t.n = search.rowid WHERE search MATCH ?",
            f'body : "{" ".join(body_of(article).split()[2:7])}"',
        )
        assert found, "a reader's words find it"


def _numbers_mended(article: SampleArticle) -> str:
    """The body as typed, with the one mark that a line break in a number leaves."""
    body = body_of(article)
    return body.replace("1698/QĐ", "1698/ QĐ") if article.has("document number over a line break") else body


def nfd_title(seen: Seen) -> None:
    article = seen.sample("la", "2")
    assert seen.row(article)["title"] == seen.text(article)["title"] == "Hồ tiêu Lâm San tìm đường làm sản phẩm OCOP"
    assert seen.listed_titles("la", "bai-viet/ho-tieu-lam-san-tim-duong-lam-san-pham-ocop.html") <= {article.title, ""}
    for held in _whole_texts(seen, seen.samples):
        assert unicodedata.is_normalized("NFC", held)


def glued_words(seen: Seen) -> None:
    body = seen.text(seen.sample("long-thanh", "3903"))["body"]
    assert "lợi thếnguồn gốc" in body, "the page's own slip is published as it stands"
    assert body == body_of(seen.sample("long-thanh", "3903")), "and no other word is glued"


def near_identical_titles(seen: Seen) -> None:
    first, second = seen.carrying("near-identical titles in two years", "long-thanh/4409", "long-thanh/4875")
    rows = [seen.row(article) for article in (first, second)]
    assert [row["title"] for row in rows] == [first.title, second.title]
    assert [row["published"] for row in rows] == [first.published, second.published]
    assert rows[0]["story_id"] is None or rows[0]["story_id"] != rows[1]["story_id"]


def article_without_text(seen: Seen) -> None:
    article = seen.sample("long-thanh", "5840")
    row = seen.row(article)
    assert (row["state"], row["title"], row["published"]) == ("published", article.title, article.published)
    assert (seen.text(article)["body"], seen.text(article)["captions"]) == ("", "")
    pictures = seen.of("article_images", article)
    assert [(picture["state"], picture["caption"]) for picture in pictures] == [("ok", None)]


def windows_1258(seen: Seen) -> None:
    article = seen.sample("la", "3")
    reads_as_typed(seen, article)
    assert seen.cooperatives(article) == set(article.expect.cooperatives)
    charset = seen.road.rows("SELECT charset FROM captures WHERE id = ?", seen.row(article)["capture_id"])
    assert charset[0]["charset"].replace("windows-", "cp") == "cp1258"


def _read_anew(seen: Seen, portal: str, number: str, rule: str) -> None:
    """The text is what the editors meant, the row says by which rule, and the kept bytes are as they came."""
    article = seen.sample(portal, number)
    reads_as_typed(seen, article)
    row = seen.row(article)
    assert row["read_as"] == rule
    assert seen.cooperatives(article) == set(article.expect.cooperatives)
    assert seen.road.rows("SELECT does FROM rules WHERE id = ?", rule)
    kept = seen.reader.payload(seen.reader.capture(row["capture_id"])).body.decode("utf-8")
    assert body_of(article).split("\n")[0] not in kept


def tcvn3(seen: Seen) -> None:
    _read_anew(seen, "vinh-cuu", "5", "text.tcvn3")
    unread = seen.road.rows("SELECT count(*) AS n FROM articles WHERE read_as IS NOT NULL")[0]["n"]
    assert unread == 4, "nothing else is read anew"


def vni(seen: Seen) -> None:
    _read_anew(seen, "nhon-trach", "3", "text.vni")


def encoded_twice(seen: Seen) -> None:
    _read_anew(seen, "thong-nhat", "4128", "text.utf8-as-cp1252")


def vni_mark_left(seen: Seen) -> None:
    article = seen.sample("tan-phu", "10787")
    reads_as_typed(seen, article)
    assert seen.row(article)["read_as"] == "text.vni-residue"


def wrong_charset_header(seen: Seen) -> None:
    article = seen.sample("la", "6")
    capture = seen.reader.capture(seen.row(article)["capture_id"])
    assert "iso-8859-1" in capture.content_type, "the header still lies"
    reads_as_typed(seen, article)


def _read_without_family(seen: Seen, portal: str) -> None:
    for article in seen.of_portal(portal):
        assert seen.row(article)["body_basis"] != "family"
        assert seen.text(article)["title"] == article.title
        if not _NUMBERS_DAMAGED & set(article.traps):
            reads_as_typed(seen, article)
    footer = [*seen.site(portal).portal.footer, *seen.site(portal).portal.slogans, "DỮ LIỆU MẪU", "Ghi rõ nguồn"]
    nowhere(footer, _whole_texts(seen, seen.of_portal(portal)))


def re_skinned_layout(seen: Seen) -> None:
    _read_without_family(seen, "dinh-quan")
    assert "layout unknown" in seen.row(seen.sample("dinh-quan", "812"))["problems"], "a person hears of the re-skin"


def layout_no_family_knows(seen: Seen) -> None:
    _read_without_family(seen, "la")


CHECKS: dict[str, Check] = {
    "counter digits as images": counter_digits,
    "poll": poll,
    "weather": weather,
    "related list": related_list,
    "related headlines inside the body": related_headlines_inside,
    "the seed page": seed_page,
    "lead printed twice": lead_twice,
    "NBSP and double spaces": no_break_spaces,
    "zero-width spaces inside words": zero_width_spaces,
    "NFD title": nfd_title,
    "glued words": glued_words,
    "near-identical titles in two years": near_identical_titles,
    "article without text": article_without_text,
    "windows-1258 page": windows_1258,
    "TCVN3 text": tcvn3,
    "VNI text": vni,
    "UTF-8 read as cp1252": encoded_twice,
    "a VNI mark left in a word": vni_mark_left,
    "wrong charset header": wrong_charset_header,
    "re-skinned layout": re_skinned_layout,
    "layout no family knows": layout_no_family_knows,
}
