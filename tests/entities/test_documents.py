"""Official document numbers: every written form, the words around them, what is no document."""

from dataclasses import replace

import pytest
from document_numbers import NUMBERS
from hypothesis import given
from hypothesis import strategies as st
from plain_article import plain

from pipeline.entities.documents import find_documents
from pipeline.model import DocumentMention

ALL = [number for group in NUMBERS.values() for number in group.split()]


def one(text: str) -> DocumentMention:
    found = find_documents(plain(text))
    assert len(found) == 1, [m.norm for m in found]
    return found[0]


def norms(text: str) -> list[str]:
    return [m.norm for m in find_documents(plain(text))]


def test_the_table_is_whole() -> None:
    assert len(ALL) >= 175


@pytest.mark.parametrize("number", ALL)
def test_every_known_number_in_a_sentence(number: str) -> None:
    word = "Luật" if "/QH" in number else "Văn bản"
    mention = one(f"Căn cứ {word} số {number} về triển khai Chương trình OCOP trên địa bàn.")
    assert mention.norm == number
    assert mention.span.surface == number
    assert mention.confidence == "exact"


@pytest.mark.parametrize("number", [n for n in ALL if n.count("-") >= 1 and "16838" not in n])
def test_a_number_without_any_word_before_it(number: str) -> None:
    assert norms(f"Nội dung ({number}) được phổ biến.") == [number]


WRITTEN = [
    ("8796/ UBND-NN", "8796/UBND-NN"), ("1206 /QĐ-HVTC", "1206/QĐ-HVTC"), ("1578 /KH-UBND", "1578/KH-UBND"),
    ("1048/QĐ- TTg", "1048/QĐ-TTg"), ("1721 / QĐ - UBND", "1721/QĐ-UBND"), ("1655/QĐ - UBND", "1655/QĐ-UBND"),
    ("1698/QĐUBND", "1698/QĐ-UBND"), ("1600/QĐTTg", "1600/QĐ-TTg"), ("490/QĐTTg", "490/QĐ-TTg"),
    ("01/QĐBCĐTW", "01/QĐ-BCĐTW"), ("2277/QĐBNNVPĐP", "2277/QĐ-BNN-VPĐP"), ("694/NQUBTVQH14", "694/NQ-UBTVQH14"),
    ("2287/BCUBPL14", "2287/BC-UBPL14"), ("1040/QĐUBND", "1040/QĐ-UBND"), ("84/2005-NĐ-CP", "84/2005/NĐ-CP"),
    ("61/2005/NĐ/CP", "61/2005/NĐ-CP"), ("176/2007NĐ-CP", "176/2007/NĐ-CP"),
    ("183/2010/TTLT/BTC-BNN", "183/2010/TTLT-BTC-BNN"), ("2/2019/QÐ-UBND", "2/2019/QĐ-UBND"),
    ("3043/QÐ-UBND", "3043/QĐ-UBND"), ("137/2007N§-CP", "137/2007/NĐ-CP"), ("28/2006/NDD-CP", "28/2006/NĐ-CP"),
    ("171/2007/NDD-CP", "171/2007/NĐ-CP"), ("13/2023/ND-CP", "13/2023/NĐ-CP"),
    ("26/2011/TTLT-BNNPTNT-BKHÄT-BTC", "26/2011/TTLT-BNNPTNT-BKHĐT-BTC"), ("1048/QĐ-Ttg", "1048/QĐ-TTg"),
    ("490/QĐ-TTG", "490/QĐ-TTg"), ("92/2012/tt-Bqp", "92/2012/TT-BQP"), ("135/206/NĐ-CP", "135/206/NĐ-CP"),
    ("903/NQ-NBTVQH13", "903/NQ-UBTVQH13"), ("1192/NQ-UBTVQH", "1192/NQ-UBTVQH"),
    ("420/BC-UBTPPL15", "420/BC-UBTPPL15"), ("1040/2019/QĐ-UBND", "1040/2019/QĐ-UBND"),
    ("367 - QĐ/TWĐTN-VP", "367-QĐ/TWĐTN-VP"), ("1836 QĐ/TWĐTN", "1836-QĐ/TWĐTN"),
    ("515/KH-BCA-BNN&MT", "515/KH-BCA-BNN&MT"), ("2180/SGD&ĐT-GDTrH", "2180/SGD&ĐT-GDTrH"),
    ("46/CT-TU", "46-CT/TU"), ("46-CT-TU", "46-CT/TU"), ("12-KH/UBND", "12/KH-UBND"), ("39-CTR/TU", "39-CTr/TU"),
    ("1.698/QĐ-UBND", "1698/QĐ-UBND"), ("30a/2008/NQ-CP", "30a/2008/NQ-CP"), ("148⁄QĐ–TTg", "148/QĐ-TTg"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "norm"), WRITTEN)
def test_written_forms(written: str, norm: str) -> None:
    text = f"Thực hiện văn bản số {written} về phát triển kinh tế nông thôn."
    found = find_documents(plain(text))
    assert [m.norm for m in found] == [norm]
    span = found[0].span
    assert plain(text).body[span.start : span.end] == span.surface
    assert "".join(found[0].span.surface.split())[:2] == "".join(written.split())[:2]


def test_lost_spaces_and_line_breaks() -> None:
    assert norms("Quy định số31-QĐ/TW") == ["31-QĐ/TW"]
    assert norms("Tờ trình 78/TTrCP,80/TTrCPvà82/TTrCP") == ["78/TTr-CP", "80/TTr-CP", "82/TTr-CP"]
    assert norms("Đề án 371/ĐA-CPngày 5/6/2019") == ["371/ĐA-CP"]
    assert norms("THÔNG BÁO\nSố:\n45/TB-VPCP") == ["45/TB-VPCP"]


def test_a_bullet_of_the_next_line_is_no_part_of_a_symbol() -> None:
    assert norms("- Kế hoạch số 45/KH-UBND\n- UBND xã An Phước") == ["45/KH-UBND"]
    assert norms("Kế hoạch số 45/KH-UBND - UBND xã An Phước") == ["45/KH-UBND"]


@pytest.mark.parametrize("text", ["Chỉ thị số 11, 26-CT/TU", "Chỉ thị 11, 26-CT/TU", "các Chỉ thị số 11 và 26-CT/TU"])
def test_a_shared_symbol_names_two_documents(text: str) -> None:
    first, second = find_documents(plain(text))
    assert (first.norm, first.span.surface, first.rule) == ("11-CT/TU", "11", "document.shared-symbol")
    assert second.norm == "26-CT/TU"


def test_numbers_without_symbol() -> None:
    assert one("Quyết định số 377 quy định").norm == "377/QĐ"
    letter = one("Công văn số 7831, ngày 20/11/2006")
    assert (letter.number, letter.kind, letter.date, letter.confidence) == (
        "7831", "công văn", "2006-11-20", "number-only")  # fmt: skip
    assert one("Nghị định 356/2025 có hiệu lực từ ngày 01/01/2026").norm == "356/2025/NĐ-CP"
    assert one("Nghị định số 98 ngày 05/7/2018 của Chính phủ").norm == "98/2018/NĐ-CP"
    assert one("Quyết định 148 của Thủ tướng Chính phủ").norm == "148/QĐ-TTg"
    assert one("Nghị quyết số 57 của Bộ Chính trị").norm == "57-NQ/TW"


def test_a_bare_number_is_the_document_named_in_full_in_the_same_article() -> None:
    full, bare = find_documents(plain("Quyết định số 4384/QĐ-UBND được ban hành. Quyết định 4384 nêu rõ kinh phí."))
    assert (bare.norm, bare.rule, bare.confidence) == (full.norm, "document.same-article", "number-only")


KINDS = [
    ("Kế hoạch số 10946/KH-UBND", "kế hoạch", "state"), ("Văn bản số 8796/UBND-NN", "công văn", "state"),
    ("Chỉ thị số 46-CT/TU", "chỉ thị", "party"), ("Quy định số 37-QĐ/TW", "quy định", "party"),
    ("Quyết định số 205-QĐ/TW", "quyết định", "party"), ("Quy định 08-QĐi/TW", "quy định", "party"),
    ("Hợp đồng số 12/HĐ-UBND", "hợp đồng", "state"), ("Hướng dẫn số 12/HD-UBND", "hướng dẫn", "state"),
    ("Đề án số 371/ĐA-CP", "đề án", "state"), ("Dự án số 7/DA-UBND", "dự án", "state"),
    ("Chương trình số 39-CTr/TU", "chương trình", "party"), ("Tờ trình số 83/TTr-UBND", "tờ trình", "state"),
    ("Thông tư số 55/2023/TT-BTC", "thông tư", "state"), ("Luật số 17/2023/QH15", "luật", "assembly"),
    ("Nghị quyết số 202/2025/QH15", "nghị quyết", "assembly"), ("Nghị quyết 1662/NQ-UBTVQH15", "nghị quyết", "assembly"),
    ("Quyết định 367-QĐ/TWĐTN-VP", "quyết định", "mass"), ("Công điện số 777/CĐ-TTg", "công điện", "state"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "system"), KINDS)
def test_kind_and_system(text: str, kind: str, system: str) -> None:
    mention = one(f"{text} được triển khai.")
    assert (mention.kind, mention.system) == (kind, system)


def test_parts_of_a_number() -> None:
    party, state = one("Chỉ thị số 46-CT/TU"), one("Kế hoạch số 10946/KH-UBND")
    assert (party.number, party.symbol, party.norm) == ("46", "CT/TU", "46-CT/TU")
    assert (state.number, state.symbol, state.norm) == ("10946", "KH-UBND", "10946/KH-UBND")
    circular = one("Thông tư số 55/2023/TT-BTC")
    assert (circular.symbol, circular.year) == ("TT-BTC", "2023")


DATES = [
    ("ngày 24/9/2019", "2019-09-24"), ("ngày 05 tháng 6 năm 2019", "2019-06-05"), (", ngày 7-5-2020", "2020-05-07"),
    (" (ngày 27.6.2019)", "2019-06-27"), ("ngày 03 tháng bốn năm 2018", "2018-04-03"), ("ngày 24.8", None),
    ("ngày 24/8 năm 2019", "2019-08-24"), ("năm 2010", "2010"), ("ban hành ngày 01-10-1997", "1997-10-01"),
    ("ngày 31/13/2019", None),
]  # fmt: skip


@pytest.mark.parametrize(("words", "day"), DATES)
def test_the_day_claimed_beside_the_number(words: str, day: str | None) -> None:
    mention = one(f"Thực hiện Kế hoạch số 4056/KH-UBND {words} của UBND tỉnh Đồng Nai.")
    assert mention.date == day
    assert mention.year == (day[:4] if day else None)


def test_the_day_before_and_after_the_issuer() -> None:
    before = one("Ngày 24/9/2019, UBND tỉnh Đồng Nai ban hành Kế hoạch số 10946/KH-UBND về OCOP.")
    assert (before.date, before.issuer) == ("2019-09-24", "UBND tỉnh Đồng Nai")
    after = one("Kế hoạch số 10946/KH-UBND của UBND tỉnh Đồng Nai ngày 24/9/2019 về OCOP.")
    assert after.date == "2019-09-24"


def test_a_party_document_has_a_term() -> None:
    assert one("Chỉ thị số 46-CT/TU ngày 27/6/2019").year == "2015-2020"
    assert one("Nghị quyết số 19-NQ/TW ngày 16/6/2022").year == "2021-2026"
    assert one("Chỉ thị số 5-CT/TU ngày 12/9/2020").year is None


ISSUERS = [
    ("Kế hoạch số 10946/KH-UBND của UBND tỉnh Đồng Nai;", "UBND tỉnh Đồng Nai"),
    ("UBND huyện Long Thành ban hành Văn bản số 8796/ UBND-NN về", "UBND huyện Long Thành"),
    ("Chỉ thị số 46-CT/TU của Ban Thường vụ Tỉnh ủy về", "Ban Thường vụ Tỉnh ủy"),
    ("Kế hoạch của UBND tỉnh số 262/KH-UBND", "UBND tỉnh"),
    ("Quyết định số 148/QĐ-TTg ngày 24/02/2023 của Thủ tướng Chính phủ", "Thủ tướng Chính phủ"),
    ("Kế hoạch số 185/KH-UBND về phát triển sản phẩm của Ủy ban nhân dân tỉnh Đồng Nai", "Ủy ban nhân dân tỉnh Đồng Nai"),
    ("Nghị quyết số 115/NQ-HĐND của HĐND tỉnh", "HĐND tỉnh"),
    ("Huyện ủy Long Thành đã ban hành Nghị quyết số 09-NQ/HU", "Huyện ủy Long Thành"),
    ("Quyết định số 148/QĐ-TTg về sản phẩm của UBND tỉnh", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "issuer"), ISSUERS)
def test_issuer_as_the_words_say(text: str, issuer: str | None) -> None:
    mention = one(text)
    assert (mention.issuer, mention.issuer_place_id) == (issuer, None)


def test_an_issuer_said_once_for_several() -> None:
    text = "Quyết định số 1048/QĐ-TTg và 781/QĐ-TTg của Thủ tướng Chính phủ"
    assert [m.issuer for m in find_documents(plain(text))] == ["Thủ tướng Chính phủ"] * 2


NOTHING = [
    "NH-VH&TT", "ngày 12/3/2020", "phục vụ 24/7", "29/31 sản phẩm", "50/100 điểm", "tỷ lệ 1/2000",
    "27.000 - 32.000 đồng/kg", "8/11 huyện", "Covid-19/SARS", "02513.844298", "mã 54-564-22243-1-2021", "quốc lộ 3B",
    ".../KH-UBND", "số /QĐ - UBND", "quyết định 5 nội dung", "Kế hoạch 5 năm 2021-2025", "Nghị quyết 2020",
    "https://example.vn/van-ban/148/QĐ-TTg", "ke-hoach-so-10877kh-ubnd-ngay-2392019", "tỷ lệ 12/15 UBND xã",
    "Kế hoạch số …/KH-UBND",
]  # fmt: skip


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_document(text: str) -> None:
    assert norms(f"Theo thông tin {text} tại hội nghị.") == []


def test_every_field_is_read() -> None:
    article = plain("Kế hoạch 4/KH-UBND", title="Quyết định 1/QĐ-TTg", lead="Nghị quyết 2-NQ/TU", captions="Công văn 3/UBND-NN",
                    attachments="5/TB-UBND")  # fmt: skip
    assert [m.span.field for m in find_documents(article)] == ["title", "lead", "captions", "attachments", "body"]


_PIECES = st.sampled_from([*[w for w, _ in WRITTEN], *ALL[:40], "xã Lộc An", "24/7", "ngày 24/9/2019", "của UBND tỉnh",
                           "Quyết định số", "Chỉ thị số 11,", "\n", "–", "(", ")", "; "])  # fmt: skip


@given(st.lists(_PIECES, max_size=14), st.sampled_from(["", " ", "\u200b"]))
def test_slicing_the_field_gives_the_surface(pieces: list[str], glue: str) -> None:
    article = plain(f" {glue}".join(pieces))
    for mention in find_documents(article):
        text = article.text_of(mention.span.field)
        assert text[mention.span.start : mention.span.end] == mention.span.surface != ""


def test_offsets_hold_in_text_that_was_not_cleaned() -> None:
    article = replace(plain(), body="Kế\u200b hoạch số\u00a010946/\u200bKH–UBND của UBND tỉnh")
    (mention,) = find_documents(article)
    assert (mention.norm, mention.span.surface) == ("10946/KH-UBND", "10946/\u200bKH–UBND")
    assert article.body[mention.span.start : mention.span.end] == mention.span.surface
