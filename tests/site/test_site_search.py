"""What people type, and what it finds."""

import csv
import io
import sqlite3
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Site
from hypothesis import given
from hypothesis import strategies as st
from site_drafts import DRAFTS, Draft

from pipeline.archive.store import open_archive, remove_article
from website.search import MAX_TYPED, MAX_UNITS, NOTHING, match_expression

WORDS = (
    Draft(
        "dong-nai/tinh/w1", "dong-nai/tinh", "Bài một", "Năm ngoái", (("paragraph", "hòa thuận, thủy lợi, khỏe", ""),)
    ),
    Draft("dong-nai/tinh/w2", "dong-nai/tinh", "Bài hai", "Phía nam", (("paragraph", "Hoà thuận cả làng", ""),)),
    Draft(
        "dong-nai/tinh/w3", "dong-nai/tinh", "Bài ba", "", (("paragraph", "Kế hoạch số 10946 /KH-UBND ngày 24/9", ""),)
    ),
    Draft(
        "dong-nai/tinh/w4",
        "dong-nai/tinh",
        "Bài bốn",
        "",
        (("paragraph", "Chỉ thị 46-CT/TU và Quyết định 148/QĐ-UBND", ""),),
    ),
    Draft(
        "dong-nai/tinh/w5", "dong-nai/tinh", "Bài năm trời", "", (("caption", "HTX Nông nghiệp Xanh thu hoạch", ""),)
    ),
    Draft(
        "dong-nai/tinh/w6", "dong-nai/tinh", "Bài sáu", "", (("paragraph", "Hợp tác xã Dừa nước mở rộng quỹ đất", ""),)
    ),
    Draft("dong-nai/tinh/w7", "dong-nai/tinh", "Bài bảy", "", (("paragraph", "đất sản xuất dứa và Dưa leo", ""),)),
    Draft(
        "dong-nai/tinh/w8", "dong-nai/tinh", "Bài tám", "", (("paragraph", "ủy ban nhân dân bàn về nông thôn mới", ""),)
    ),
)

NFD = unicodedata.normalize("NFD", "hòa thuận")

CASES = (
    ("năm ngoái", {"Bài một"}, "marks are meant"),
    ("nam", {"Bài một", "Bài hai", "Bài năm trời"}, "no marks: every spelling"),
    ("phía nam", {"Bài hai"}, "a word without marks beside one with"),
    ("hoà thuận", {"Bài một", "Bài hai"}, "both tone placements meet"),
    (NFD, {"Bài một", "Bài hai"}, "decomposed input"),
    ("HÒA THUẬN", {"Bài một", "Bài hai"}, "capitals"),
    ("10946 kh ubnd", {"Bài ba"}, "a number typed loosely"),
    ("10946/KH-UBND", {"Bài ba"}, "a number as printed"),
    ("số 10946 kh ubnd", {"Bài ba"}, "a number with its word"),
    ("46-CT/TU", {"Bài bốn"}, "a Party number"),
    ("148/QĐ-UBND", {"Bài bốn"}, "a number with đ"),
    ("148/qd-ubnd", {"Bài bốn"}, "the same without"),
    ("htx nong nghiep xanh", {"Bài năm trời"}, "abbreviation as written"),
    ("hop tac xa nong nghiep xanh", {"Bài năm trời"}, "long form finds the abbreviation"),
    ("htx dừa", {"Bài sáu"}, "abbreviation finds the long form"),
    ("UBND", {"Bài ba", "Bài bốn", "Bài tám"}, "UBND = ủy ban nhân dân"),
    ("uỷ ban nhân dân", {"Bài ba", "Bài bốn", "Bài tám"}, "the other tone placement of the long form"),
    ("ntm", {"Bài tám"}, "NTM = nông thôn mới"),
    ('"nông nghiệp xanh"', {"Bài năm trời"}, "a phrase"),
    ('"xanh nông nghiệp"', set(), "the phrase in another order"),
    ("“nông nghiệp xanh”", {"Bài năm trời"}, "curly quotes"),
    ('"nông nghiệp', {"Bài năm trời"}, "a quote that is not closed"),
    ("dua", {"Bài sáu", "Bài bảy"}, "dừa, dứa, dưa"),
    ("dứa", {"Bài bảy"}, "only dứa"),
    ("đất", {"Bài sáu", "Bài bảy"}, "đ with a mark"),
)


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    import site_library

    site = Site(site_library.build(tmp_path_factory.mktemp("words"), list(WORDS), captures=False))
    yield site
    site.close()


@pytest.mark.parametrize(("typed", "expected", "why"), CASES, ids=[why for _, _, why in CASES])
def test_what_is_typed_finds_what_is_meant(words: Site, typed: str, expected: set[str], why: str) -> None:
    response = words.get("/tim-kiem", q=typed)
    widened = 'class="note strong"' in response.text
    found = set(words.titles(q=typed))
    assert (set() if widened else found) == expected


@pytest.mark.parametrize(("typed", "expected", "why"), CASES, ids=[why for _, _, why in CASES])
def test_datasettes_own_search_means_the_same(words: Site, typed: str, expected: set[str], why: str) -> None:
    rows = words.get("/archive/articles.json", _search=typed, _shape="objects").json()["rows"]
    assert {row["title"] for row in rows} == expected


@pytest.mark.parametrize(
    "typed", ["", "*", "AND", "NOT", "a OR", "title:", "{", '""', '"', "^x", "x*", "NEAR(a b)", "-", "()"]
)
def test_nothing_typed_is_a_syntax_error(words: Site, typed: str) -> None:
    assert words.get("/tim-kiem", q=typed).status_code == 200
    assert words.get("/archive/articles.json", _search=typed).status_code == 200
    assert words.get("/tim-kiem.atom", q=typed).status_code == 200


@pytest.fixture(scope="module")
def index(home: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"file:{home / 'archive.db'}?mode=ro", uri=True)
    yield connection
    connection.close()


@given(typed=st.text(max_size=80))
def test_any_text_runs(index: sqlite3.Connection, typed: str) -> None:
    query = match_expression(typed)
    for expression in (query.match, query.exact, query.folded, query.phrase, *query.relaxed()):
        index.execute("SELECT count(*) FROM search WHERE search MATCH ?", [expression]).fetchone()


@given(
    typed=st.lists(
        st.sampled_from(["htx", "hợp", "tác", "xã", '"', "148/QĐ-UBND", "số", "10946", "kh", "(", "OCOP"]), max_size=40
    )
)
def test_any_mixture_of_the_fields_words_runs(index: sqlite3.Connection, typed: list[str]) -> None:
    query = match_expression(" ".join(typed))
    for expression in (query.match, query.folded, *query.relaxed()):
        index.execute("SELECT count(*) FROM search WHERE search MATCH ?", [expression]).fetchone()


def test_a_very_long_query_is_cut_and_says_so(site: Site) -> None:
    query = match_expression("ocop " * 1000)
    assert query.cut and len(query.units) <= MAX_UNITS and len("ocop " * 1000) > MAX_TYPED
    assert "phần cuối đã được bỏ qua" in site.text("/tim-kiem", q="ocop " * 1000)


def test_no_words_match_nothing() -> None:
    assert match_expression(" * ").match == NOTHING


def test_letters_as_typed_come_before_other_accents(site_of: Callable[..., Site]) -> None:
    site = site_of(
        [
            Draft("dong-nai/tinh/a", "dong-nai/tinh", "Năm năm năm năm", "năm", published="2024-01-01"),
            Draft(
                "dong-nai/tinh/b",
                "dong-nai/tinh",
                "Chuyện khác",
                "",
                (("paragraph", "ở phía nam của tỉnh", ""),),
                published="2019-01-01",
            ),
        ]
    )
    assert site.titles(q="nam") == ["Chuyện khác", "Năm năm năm năm"]


def test_the_whole_phrase_comes_before_scattered_words(site_of: Callable[..., Site]) -> None:
    site = site_of(
        [
            Draft(
                "dong-nai/tinh/a",
                "dong-nai/tinh",
                "Lộc trời an lành, lộc đất, an cư",
                "lộc an an lộc lộc",
                published="2024-01-01",
            ),
            Draft(
                "dong-nai/tinh/b",
                "dong-nai/tinh",
                "Chợ phiên",
                "",
                (("paragraph", "xã Lộc An họp chợ", ""),),
                published="2019-01-01",
            ),
            Draft("dong-nai/tinh/c", "dong-nai/tinh", "An lành và lộc", "", (), published="2020-01-01"),
        ]
    )
    assert site.titles(q="xã lộc an")[0] == "Chợ phiên"
    assert site.titles(q="lộc an")[-1] == "An lành và lộc"


def test_passage_is_shown_with_its_accents_and_marked(site: Site) -> None:
    page = site.get("/tim-kiem", q="htx nong nghiep xanh thu hoach").text
    assert "<mark>HTX</mark> <mark>Nông</mark> <mark>nghiệp</mark> <mark>Xanh</mark>" in page
    assert "chú thích ảnh" in page


def test_accents_that_find_nothing_fall_back_and_say_so(site: Site) -> None:
    page = site.text("/tim-kiem", q="hợp tác xã nhán xuân đông")
    assert "Không có bài nào viết đúng dấu" in page
    assert "Nhãn Xuân Đông" in page


def test_words_that_never_meet_fall_back_to_most_of_them(site: Site) -> None:
    page = site.text("/tim-kiem", q="nhãn xuân đông xyzzy")
    assert "gần đủ các từ" in page
    assert "một trong các từ" in site.text("/tim-kiem", q="nhãn xyzzy")


def test_nothing_at_all_says_what_to_try(site: Site) -> None:
    page = site.text("/tim-kiem", q="xyzzy")
    assert "Không tìm thấy bài nào" in page and "Gõ không dấu" in page


def test_filters_that_hide_everything_offer_the_hits_without_them(site: Site) -> None:
    page = site.text("/tim-kiem", q="quyết định 148/QĐ-UBND", nam="2026")
    assert "Bỏ bộ lọc thì có 1 bài" in page


def test_filters_narrow_and_are_counted(site: Site) -> None:
    everything = site.titles(q="htx")
    narrowed = site.titles(q="htx", noi="739-0")
    assert 0 < len(narrowed) < len(everything)
    page = site.text("/tim-kiem", q="htx")
    assert "huyện Cẩm Mỹ, tỉnh Đồng Nai" in page and "Địa phương ngày nay" in page
    assert len(site.titles(q="htx", htx="cooperative-nhan-xuan-dong_739-0")) > 0
    assert len(site.titles(vb="148.QD-UBND-d_2021_740-0")) == 1
    assert set(site.titles(cong="bao/mien-dong")) == {DRAFTS[4].title}


def test_a_year_counts_undated_articles_by_their_bounds(site: Site) -> None:
    seed = DRAFTS[0].title
    assert seed in site.titles(nam="2020") and seed in site.titles(nam="2019")
    assert seed not in site.titles(nam="2021") and seed not in site.titles(nam="2018")
    assert set(site.titles(nam="khong-ro")) == {seed, "Khuyến nông hướng dẫn ghi nhật ký sản xuất"}


def test_undated_articles_stay_in_sight(site: Site) -> None:
    assert "không rõ ngày, khoảng 09/2019–12/2020" in site.text("/tim-kiem", q="phân công")
    assert "không rõ năm" in site.text("/tim-kiem", q="khuyến nông")


def test_sorting_and_paging(site: Site) -> None:
    newest, oldest = site.titles(sap="moi"), site.titles(sap="cu")
    assert newest[0] == "Phường Long Thành mở điểm bán hàng OCOP đầu tiên"
    assert len(newest) == 20 and newest[0] not in oldest
    second = site.titles(sap="moi", trang="2")
    assert len(second) == 11 and not set(second) & {newest[0]}
    assert "Trang 2 / 2" in site.text("/tim-kiem", sap="moi", trang="2")


def test_what_makes_no_sense_is_named_and_ignored(site: Site) -> None:
    page = site.text("/tim-kiem", q="htx", nam="hai nghìn", sap="ngang", trang="-1")
    assert "nam=hai nghìn" in page and "sap=ngang" in page and "trang=-1" in page


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("ocop 2021", "nam=2021"),
        ("htx long thanh", "noi=740-0"),
        ("xã Lộc An", "noi=26392-0"),
        ("10946 kh ubnd", "/van-ban/10946.KH-UBND_2019_75-0"),
        ("sản phẩm 3 sao", "%223+sao%22"),
    ],
)
def test_what_is_recognised_is_offered(site: Site, typed: str, href: str) -> None:
    page = site.get("/tim-kiem", q=typed, tim="1").text
    offered = page[page.index('class="offers"') :]
    assert href in offered[: offered.index("</p>")]


def test_an_expansion_is_named(site: Site) -> None:
    assert "“htx” được tìm cùng “hợp tác xã”" in site.text("/tim-kiem", q="htx")


def test_above_the_cap_there_is_no_ranking_and_the_page_says_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("website.finding.CAP", 5)
    monkeypatch.setattr("website.archive._remembered", OrderedDict())
    page = site.text("/tim-kiem", q="ocop")
    assert "có trong quá nhiều bài để xếp theo độ liên quan" in page and "Chỉ xem và đếm được" in page
    assert site.titles(q="ocop")[0] == "Phường Long Thành mở điểm bán hàng OCOP đầu tiên"
    monkeypatch.setattr("website.searching.AT_ONCE", 4)
    answer = site.get("/tim-kiem.csv", q="ocop", gop="khong")
    ids = [line["id"] for line in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))]
    streamed = site.get("/tim-kiem.json", q="ocop", gop="khong")
    assert [article["id"] for article in streamed.json()["articles"]] == ids and "cut" not in streamed.json()
    assert "XLSX, Parquet dừng ở" in page and "5-bai-dau" not in streamed.headers["content-disposition"]
    monkeypatch.undo()
    every = site.get("/tim-kiem.json", q="ocop", sap="moi").json()["articles"]
    assert len(ids) > 5 and ids == [article["id"] for article in every], "the files have all of them"
    assert "5000" not in answer.headers["content-disposition"]


def test_what_is_long_in_finding_is_not_ranked_and_the_page_says_so(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranked = site.titles(q="ocop")
    monkeypatch.setattr("website.finding.MATCHING", 0.0)
    monkeypatch.setattr("website.archive._remembered", OrderedDict())
    assert "có trong quá nhiều bài để xếp theo độ liên quan" in site.text("/tim-kiem", q="ocop")
    assert ranked != site.titles(q="ocop") == site.titles(q="ocop", sap="moi")


def test_a_remembered_search_forgets_what_was_written_since(site_of: Callable[..., Site], tmp_path: Path) -> None:
    site = site_of([*WORDS], captures=False)
    assert sorted(site.titles(q="hoa thuan")) == sorted(site.titles(q="hoa thuan")) == ["Bài hai", "Bài một"]
    db = open_archive(tmp_path / "archive.db")
    remove_article(db, "dong-nai/tinh/w2")
    db.close()
    assert site.titles(q="hoa thuan") == ["Bài một"]
