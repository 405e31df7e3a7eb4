"""Whose document it is, by words and by portal, with the shipped gazetteer; the table of known documents."""

from datetime import date

import pytest
from plain_article import plain

from pipeline.entities.document_issuers import attribute_issuers
from pipeline.entities.documents import find_documents
from pipeline.entities.known_documents import known_date, known_document
from pipeline.gazetteer import load_gazetteer
from pipeline.model import DocumentMention, HomeUnit

DISTRICT = HomeUnit("740-0", "district")
OLD_PROVINCE = HomeUnit("75-0", "province")
CITY = HomeUnit("75-20260430", "province")
WARD = HomeUnit("26368-20260430", "commune")


def issued(text: str, home: HomeUnit, when: date | None = None) -> list[DocumentMention]:
    article = plain(text)
    return list(attribute_issuers(find_documents(article), article, load_gazetteer(), home, when))


WORDS = [
    ("Kế hoạch số 10946/KH-UBND của UBND tỉnh Đồng Nai", "UBND tỉnh Đồng Nai", "75-0"),
    ("Kế hoạch số 4056/KH-UBND của Ủy ban nhân dân tỉnh", "UBND tỉnh Đồng Nai", "75-0"),
    ("KẾ HOẠCH SỐ 10946/KH-UBND CỦA UBND TỈNH ĐỒNG NAI VỀ VIỆC", "UBND tỉnh Đồng Nai", "75-0"),
    ("UBND huyện Long Thành ban hành Văn bản số 8796/ UBND-NN", "UBND huyện Long Thành", "740-0"),
    ("Kế hoạch 12/KH-UBND của UBND xã Lộc An", "UBND xã Lộc An", "26392-0"),
    ("Chỉ thị số 46-CT/TU của Ban Thường vụ Tỉnh ủy", "Ban Thường vụ Tỉnh ủy Đồng Nai", "75-0"),
    ("Chỉ thị số 39-CT/TU", "Tỉnh ủy Đồng Nai", "75-0"),
    ("Nghị quyết 09-NQ/HU", "Huyện ủy Long Thành", "740-0"),
    ("Nghị quyết số 115/NQ-HĐND của HĐND tỉnh", "HĐND tỉnh Đồng Nai", "75-0"),
    ("Công văn số 2305/SNN-KHTC", "Sở Nông nghiệp và Phát triển nông thôn tỉnh Đồng Nai", "75-0"),
    ("Quyết định số 148/QĐ-TTg", "Thủ tướng Chính phủ", None),
    ("Nghị quyết 57-NQ/TW của Bộ Chính trị", "Bộ Chính trị", None),
    ("Thông tư số 55/2023/TT-BTC", "Bộ Tài chính", None),
    ("Luật số 17/2023/QH15", "Quốc hội", None),
    ("Kế hoạch số 4056/KH-UBND", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "issuer", "place"), WORDS)
def test_on_the_portal_of_a_district(text: str, issuer: str | None, place: str | None) -> None:
    (mention,) = issued(f"Triển khai {text}.", DISTRICT, date(2020, 3, 1))
    assert (mention.issuer, mention.issuer_place_id) == (issuer, place)


def test_a_portal_of_a_province_is_the_issuer_where_no_word_tells() -> None:
    (mention,) = issued("Triển khai Kế hoạch số 4056/KH-UBND.", OLD_PROVINCE, date(2020, 3, 1))
    assert (mention.issuer, mention.issuer_place_id) == ("UBND tỉnh Đồng Nai", "75-0")


@pytest.mark.parametrize("home", [CITY, WARD])
def test_the_issuer_is_the_unit_of_the_document_s_day(home: HomeUnit) -> None:
    text = "Kế hoạch số 4056/KH-UBND ngày 24/9/2019 của UBND tỉnh"
    (old,) = issued(text, home, date(2026, 6, 1))
    assert (old.issuer, old.issuer_place_id) == ("UBND tỉnh Đồng Nai", "75-0")
    (merged,) = issued(text.replace("24/9/2019", "24/9/2025"), home, date(2026, 6, 1))
    assert merged.issuer_place_id == "75-20250701"


def test_an_unknown_home_leaves_bare_words_open() -> None:
    (mention,) = issued("Kế hoạch số 4056/KH-UBND của UBND tỉnh", HomeUnit())
    assert (mention.issuer, mention.issuer_place_id) == ("UBND tỉnh", None)


def test_known_documents() -> None:
    plan = known_document("10946/KH-UBND", "UBND tỉnh Đồng Nai")
    assert plan and plan.date == date(2019, 9, 24)
    assert known_document("10946/KH-UBND", "UBND huyện Long Thành") is None
    assert known_document("10946/KH-UBND", None) is None
    decision = known_document("148/QĐ-TTg", None)
    assert decision and decision.date == date(2023, 2, 24)
    assert known_document("7/2021/NQ-HĐND", "HĐND tỉnh Quảng Nam") == known_document(
        "07/2021/NQ-HĐND", "HĐND tỉnh Quảng Nam"
    )


def test_a_number_of_another_year_is_another_document() -> None:
    (same,) = find_documents(plain("Quyết định số 148/QĐ-TTg ngày 24/02/2023"))
    (other,) = find_documents(plain("Quyết định số 148/QĐ-TTg ngày 03/02/2019"))
    assert (known_date(same), known_date(other)) == ("2023-02-24", None)


def test_a_known_document_gets_its_year_or_term() -> None:
    directive, plan = issued(
        "Chỉ thị số 46-CT/TU của Ban Thường vụ Tỉnh ủy; Kế hoạch 10946/KH-UBND của UBND tỉnh Đồng Nai", DISTRICT
    )
    assert (directive.year, plan.year) == ("2015-2020", "2019")
    assert (directive.date, plan.date) == (None, None)


def test_an_issuer_said_once_in_the_article_holds_for_the_same_document() -> None:
    text = "UBND tỉnh Thanh Hóa ban hành Quyết định số 5445/QĐ-UBND ngày 23/12/2019.\nQuyết định số 5445/QĐ-UBND"
    assert {(m.issuer, m.issuer_place_id) for m in issued(text, HomeUnit())} == {("UBND tỉnh Thanh Hóa", "38-0")}


def test_the_only_province_of_the_article_is_the_province_of_a_bare_word() -> None:
    text = "UBND tỉnh Lai Châu ban hành Kế hoạch số 3/KH-UBND. Kế hoạch số 9/KH-UBND của UBND tỉnh nêu rõ."
    assert [m.issuer for m in issued(text, HomeUnit())] == ["UBND tỉnh Lai Châu"] * 2
    two = text + " UBND tỉnh Hải Dương ban hành Kế hoạch số 5/KH-UBND."
    assert [m.issuer for m in issued(two, HomeUnit())][1] == "UBND tỉnh"


def test_the_next_of_a_list_behind_one_verb_has_its_issuer_unless_another_is_named() -> None:
    said = "UBND huyện đã ban hành Kế hoạch số 112/KH-UBND ngày 20/02/2023 về OCOP; Quyết định 3125/QĐ-UBND ngày 28/9/2023."
    assert [(m.issuer, m.role) for m in issued(said, DISTRICT)] == [("UBND huyện Long Thành", "announces")] * 2
    other = (
        "UBND huyện ban hành Kế hoạch số 112/KH-UBND theo ý kiến của UBND tỉnh; Quyết định 3125/QĐ-UBND còn dự thảo."
    )
    assert [m.issuer for m in issued(other, DISTRICT)] == ["UBND huyện Long Thành", None]
    carried = "UBND huyện triển khai Kế hoạch số 112/KH-UBND về chương trình của UBND tỉnh."
    assert [m.issuer for m in issued(carried, DISTRICT)] == ["UBND tỉnh Đồng Nai"]
