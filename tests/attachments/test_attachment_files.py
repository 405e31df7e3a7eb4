"""Every kind of attachment that portals link, and what must not hurt (reliability C15, C16)."""

import io
import random
import zipfile
from pathlib import Path

import pytest
from docx import Document
from fpdf import FPDF

from pipeline.attachments import read_file
from pipeline.attachments.heading import document_title, heading_date, own_document
from pipeline.attachments.values import MOST_TEXT
from pipeline.gazetteer import load_gazetteer
from pipeline.gazetteer.home import home_unit
from pipeline.tables import ProductRow, product_rows
from samples.damage import tcvn3, vni

FILES = Path(__file__).parents[2] / "samples" / "files"


def _rows(name: str) -> list[ProductRow]:
    return product_rows((table.page, table.rows) for table in read_file((FILES / name).read_bytes()).tables)


def test_a_plan_is_read_with_its_letters() -> None:
    plan = read_file((FILES / "ke-hoach-10946.pdf").read_bytes())
    assert (plan.type, plan.state, plan.page_count) == ("PDF", "ok", 1)
    assert "Triển khai Chương trình mỗi xã một sản phẩm trên địa bàn tỉnh Đồng Nai" in plan.pages[0]


@pytest.mark.parametrize(
    ("name", "kind", "state"),
    [("khoa.pdf", "PDF", "encrypted"), ("hong.pdf", "PDF", "damaged"), ("quyet-dinh-quet.pdf", "PDF", "needs_ocr")],
)
def test_what_cannot_be_read_says_why(name: str, kind: str, state: str) -> None:
    file = read_file((FILES / name).read_bytes())
    assert (file.type, file.state, file.pages) == (kind, state, ())


def test_the_type_is_that_of_the_bytes() -> None:
    old_word = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert (read_file(old_word).type, read_file(old_word).state) == ("OLE", "no reader")
    assert read_file(b"PK\x03\x04 no zip after all").state in ("no reader", "damaged")
    assert read_file(b"").state == "no reader"


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in parts.items():
            packed.writestr(name, body)
    return out.getvalue()


def _word_parts() -> dict[str, bytes]:
    out = io.BytesIO()
    document = Document()
    document.add_paragraph("Kế hoạch phát triển sản phẩm OCOP của xã")
    document.save(out)
    with zipfile.ZipFile(out) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = _packed(_word_parts() | {"word/media/image1.bmp": bytes(30_000_000)})
    assert read_file(bomb).state == "too large"


def test_more_entries_than_an_office_writes_are_not_unpacked() -> None:
    many = _word_parts() | {f"word/media/{n}.txt": b"x" for n in range(2_001)}
    assert read_file(_packed(many)).state == "too large"


def test_an_archive_inside_is_not_opened() -> None:
    inner = _packed({"bang.txt": "Danh sách bí mật".encode()})
    word = read_file(_packed(_word_parts() | {"word/embeddings/goi.zip": inner}))
    assert (word.state, word.pages) == ("ok", ("Kế hoạch phát triển sản phẩm OCOP của xã",))
    assert (read_file(inner).state, read_file(inner).pages) == ("no reader", ())


def test_a_long_pdf_is_read_to_its_two_hundredth_page() -> None:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=12)
    for number in range(1, 206):
        pdf.add_page()
        pdf.cell(text=f"Trang so {number} cua tap tai lieu OCOP")
    file = read_file(bytes(pdf.output()))
    assert (file.state, file.page_count, len(file.pages)) == ("partial", 205, 200)
    assert file.pages[-1] == "Trang so 200 cua tap tai lieu OCOP"


def test_a_huge_text_is_cut_and_says_so() -> None:
    dice, out = random.Random(7), io.BytesIO()
    document = Document()
    for _ in range(60):
        document.add_paragraph("".join(dice.choices("abcdeghiklmnopqrstuvxy ", k=100_000)))
    document.save(out)
    file = read_file(out.getvalue())
    assert (file.state, len(file.pages[0])) == ("partial", MOST_TEXT)


def test_a_pdf_that_leads_in_circles_or_carries_files_is_read_without_them(tmp_path: Path) -> None:
    circle = (FILES / "ke-hoach-10946.pdf").read_bytes().replace(b"/Count 1", b"/Count 9999999")
    assert read_file(circle).state in ("ok", "damaged", "partial")
    loop = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>endobj\n"
    assert read_file(loop + b"trailer<</Root 1 0 R/Size 3>>\n%%EOF").state in ("damaged", "needs_ocr")
    (tmp_path / "kem.txt").write_text("noi dung kem theo", encoding="utf-8")
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=12)
    pdf.cell(text="Cong van cua xa ve san pham OCOP")
    pdf.embed_file(tmp_path / "kem.txt")
    assert read_file(bytes(pdf.output())).pages == ("Cong van cua xa ve san pham OCOP",)


def test_entities_are_not_expanded() -> None:
    parts = _word_parts()
    lol = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]>'
    parts["word/document.xml"] = lol + parts["word/document.xml"].split(b"?>", 1)[1]
    assert read_file(_packed(parts)).state == "damaged"


def test_a_word_file_with_a_part_missing_is_damaged() -> None:
    parts = _word_parts()
    del parts["word/document.xml"]
    parts["word/settings.xml"] = b"<w/>"
    assert read_file(_packed(parts)).state == "damaged"


def test_rows_of_an_annex_with_its_second_page_without_header() -> None:
    rows = _rows("quyet-dinh-3353.pdf")
    assert [(row.page, row.product, row.producer, row.score, row.stars) for row in rows] == [
        (1, "Bưởi da xanh Lộc An", "HTX Nông nghiệp Xanh", 83.5, 4),
        (1, "Mật ong hoa cà phê Phú Lý", "HTX Mật ong Phú Lý", 78.0, 4),
        (1, "Xoài sấy dẻo Phú Lý", "HTX Xoài Phú Lý", 76.2, 4),
        (2, "Chôm chôm nhãn Bình Lộc", "HTX Cây ăn trái Bình Lộc", 68.0, 3),
        (2, "Tiêu sọ Lâm San", "HTX Nông nghiệp Lâm San", 66.5, 3),
        (2, "Rượu bưởi Tân Triều", "Cơ sở Năm Huệ (mẫu)", 61.0, 3),
    ]
    assert rows[0].address == "xã Lộc An, huyện Long Thành"
    assert rows[0].cells[0] == "1"


def test_rows_of_a_workbook_with_title_lines_and_sections() -> None:
    rows = _rows("danh-sach-san-pham.xlsx")
    assert [(row.product, row.stars, row.potential) for row in rows] == [
        ("Ca cao Trọng Đức", 5, True),
        ("Sầu riêng Dona Xuân Định", 3, False),
        ("Nấm mối đen Xuân Thọ", 3, False),
    ]


def test_rows_of_a_word_table_with_a_header_of_two_lines_and_a_merged_cell() -> None:
    rows = _rows("bien-ban-cham-diem.docx")
    assert [(row.product, row.producer, row.score, row.stars) for row in rows] == [
        ("Bưởi đường lá cam Tân Triều", "HTX Dịch vụ nông nghiệp Tân Triều", 71.0, 4),
        ("Trà bưởi Tân Triều", "HTX Dịch vụ nông nghiệp Tân Triều", 69.5, 3),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [["TT", "Họ và tên", "Chức vụ"], ["1", "Nguyễn Văn Mẫu", "Chủ tịch"]],
        [["Hạng", "Điểm", "Cấp công nhận"], ["5 sao", "90 - 100", "Trung ương"]],
        [["Sản phẩm", "Giá"], ["Bưởi", "50.000 đồng"]],
        [],
    ],
)
def test_other_tables_are_no_product_tables(rows: list[list[str | None]]) -> None:
    assert product_rows([(1, rows)]) == []


def test_stars_are_never_derived_from_points() -> None:
    table = [["STT", "Tên sản phẩm", "Chủ thể", "Điểm"], ["1", "Mắm còng", "Cơ sở Mẫu", "72"]]
    assert [(row.score, row.stars) for row in product_rows([(1, table)])] == [(72.0, None)]


def test_the_heading_names_the_document_and_what_stands_below_does_not() -> None:
    gazetteer = load_gazetteer()
    unit = home_unit(gazetteer, "75-0")
    page = read_file((FILES / "quyet-dinh-3353.pdf").read_bytes()).pages[0]
    found = own_document(page, gazetteer, unit, None)
    assert found
    mention, heading = found
    assert (mention.norm, mention.issuer) == ("3353/QĐ-UBND", "UBND tỉnh Đồng Nai")
    assert heading[mention.span.start : mention.span.end] == "3353/QĐ-UBND"
    assert heading_date(page) == "2020-09-15"
    assert (document_title(page) or "").startswith("Về việc công nhận sản phẩm đạt hạng sao")
    only_cited = "BÁO CÁO\nKết quả thực hiện\nCăn cứ Kế hoạch số 112/KH-UBND ngày 03/4/2025 của UBND tỉnh"
    assert own_document(only_cited, gazetteer, unit, None) is None


def test_a_file_typed_in_a_font_of_before_unicode_is_read_as_what_was_meant() -> None:
    lines = ("Danh sách sản phẩm được xếp hạng của huyện", "Chủ thể: hợp tác xã và tổ hợp tác trên địa bàn xã")
    document = FPDF()
    document.add_page()
    document.set_font("Helvetica", size=12)
    for line in lines:
        document.cell(0, 10, tcvn3(line), new_x="LMARGIN", new_y="NEXT")
    read = read_file(bytes(document.output()))
    assert (read.pages, read.read_as) == (("\n".join(lines),), ("text.tcvn3",))
    word = Document()
    word.add_paragraph(vni(lines[0]))
    table = word.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = vni("Sản phẩm"), vni("Hợp tác xã đăng ký")
    body = io.BytesIO()
    word.save(body)
    read = read_file(body.getvalue())
    assert read.pages[0].split("\n")[0] == lines[0] and read.read_as == ("text.vni",)
    assert read.tables[0].rows == (("Sản phẩm", "Hợp tác xã đăng ký"),)
