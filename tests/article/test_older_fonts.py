"""Text of fonts of before Unicode and of wrong charsets is put right where that is sure, and nowhere else."""

import shutil
import subprocess
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.captures.records import Payload
from crawler.portals.families.base import FieldSelectors
from pipeline.article.html import read_html
from pipeline.article.links import file_name
from pipeline.article.page import decode
from pipeline.charsets.fonts import TCVN3_LETTERS, VNI_PAIRS, from_vni
from pipeline.charsets.reread import may_be_foreign, reread, reread_lines, rules_for
from pipeline.charsets.syllables import is_syllable
from samples.damage import tcvn3, vni

SENTENCE = "Hội đồng đánh giá của huyện vừa xếp hạng chín sản phẩm, trong đó hợp tác xã có bốn sản phẩm."
SECOND = "Các chủ thể đã nộp hồ sơ từ đầu năm, xã đã kiểm tra từng xưởng và góp ý về bao bì, nhãn mác."


@pytest.mark.skipif(shutil.which("iconv") is None, reason="compared with glibc's table where iconv is")
def test_the_table_of_tcvn3_is_that_of_glibc() -> None:
    codes = [code for code in sorted(TCVN3_LETTERS) if code != 0xFF]  # a letter that glibc's table leaves out
    done = subprocess.run(["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"], input=bytes(codes), capture_output=True)
    if done.returncode and b"not supported" in done.stderr:
        pytest.skip("this iconv has no TCVN5712-1")
    told = unicodedata.normalize("NFC", "".join(TCVN3_LETTERS[code] for code in codes))
    assert unicodedata.normalize("NFC", done.stdout.decode()) == told
    assert len(TCVN3_LETTERS) == 128


def test_vni_has_every_letter_with_marks() -> None:
    letters = set("àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệỉĩịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵăâêôơưđ")
    assert letters <= set(VNI_PAIRS.values())
    assert {letter.upper() for letter in letters} <= set(VNI_PAIRS.values())
    assert from_vni("Hôïp taùc xaõ, UÛy ban, ñöôøng, Ñoàng Nai") == "Hợp tác xã, Ủy ban, đường, Đồng Nai"


@pytest.mark.parametrize(("typed", "rule"), [(tcvn3, "text.tcvn3"), (vni, "text.vni")])
def test_a_page_mixes_fonts_and_each_block_is_read_by_its_own(typed, rule) -> None:  # type: ignore[no-untyped-def]
    html = (
        "<html><head><title>Trang xã Mẫu</title></head><body><div class='menu'>Trang chủ | Giới thiệu | Tin tức</div>"
        f"<h1>{typed('Huyện chấm sản phẩm của hợp tác xã')}</h1><div class='chu'><p>{typed(SENTENCE)}</p><p>{SECOND}</p>"
        f"<p>{typed('Số 12')}</p><img src='/a.jpg' alt='x'><figcaption>{typed('Hội đồng đang chấm điểm')}</figcaption>"
        "</div><p>© 2019 · Ghi rõ nguồn</p></body></html>"
    )
    article = read_html(html, "https://h.vn/a", FieldSelectors(title=("h1",), body=("div.chu",)))
    assert article.title == "Huyện chấm sản phẩm của hợp tác xã"
    assert article.body.split("\n")[:2] == [SENTENCE, SECOND]
    assert article.captions == "Hội đồng đang chấm điểm"
    assert article.read_as == (rule,)
    assert article.problems == ()


@pytest.mark.parametrize("label", ["", "<meta charset='windows-1258'>", "<meta charset='iso-8859-1'>"])
def test_bytes_of_an_abc_font_come_through_whatever_the_page_says_of_its_charset(label: str) -> None:
    body = f"{label}<h1>OCOP</h1><div class='chu'><p>{tcvn3(SENTENCE)}</p><p>{tcvn3(SECOND)}</p></div>".encode(
        "latin-1"
    )
    page = decode(Payload(body, "text/html", (), 200))
    article = read_html(page.html, "https://h.vn/a", FieldSelectors(title=("h1",), body=("div.chu",)))
    assert article.body == f"{SENTENCE}\n{SECOND}"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Trung tâm huyêïn Long Thành", "Trung tâm huyện Long Thành"),
        ("xe Citroën, tiếng Noël, naïve, Müller, señor", "xe Citroën, tiếng Noël, naïve, Müller, señor"),
        ("ngưòi trưòng nhiêù cuả khôí", "ngưòi trưòng nhiêù cuả khôí"),
        ("Krông Pắc, Đắk Lắk, Cư M'gar, Ea H'leo, Xơ Đăng", "Krông Pắc, Đắk Lắk, Cư M'gar, Ea H'leo, Xơ Đăng"),
        ("ThÃ´ng tÆ° cá»§a Há»£p tÃ¡c xÃ£ “Xanh”", "Thông tư của Hợp tác xã “Xanh”"),
        ("© 2024 Công ty® · Trang chủ » Tin tức «mới»", "© 2024 Công ty® · Trang chủ » Tin tức «mới»"),
        ("là có hòa nhà và cô", "là có hòa nhà và cô"),
    ],
)
def test_single_words_are_mended_and_names_and_typing_errors_left_alone(text: str, read: str) -> None:
    assert rules_for([text]) == [None]
    assert reread(text, None)[0] == read


@given(st.lists(st.sampled_from((SENTENCE + " " + SECOND).replace(",", "").replace(".", "").split()), min_size=1))
def test_unicode_is_never_read_anew(words: list[str]) -> None:
    assert reread_lines(" ".join(words)) == (" ".join(words), ())
    assert all(map(is_syllable, words))


@given(st.text(max_size=200))
def test_any_text_is_answered(text: str) -> None:
    told, rules = reread_lines(text)
    assert told == text or rules
    may_be_foreign(text)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://h.vn/tep/K%D5%20ho%B9ch%20s%E8%2012.pdf", "Kế hoạch số 12.pdf"),
        ("https://h.vn/tep/K%C3%95%20ho%C2%B9ch.pdf", "Kế hoạch.pdf"),
        ("https://h.vn/tep/Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh.pdf", "Quyết định.pdf"),
        ("https://h.vn/tep/Bao%20cao%20(2).docx", "Bao cao (2).docx"),
    ],
)
def test_names_of_files_typed_in_an_abc_font(address: str, name: str) -> None:
    assert file_name(address) == name
