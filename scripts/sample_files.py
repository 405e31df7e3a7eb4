"""Makes samples/files/: attachments that cannot be made on demand, for their letters need a font.

    .venv/bin/python scripts/sample_files.py [FONT.ttf]

The font (DejaVu Sans, free to embed) goes into the PDFs with the letters used only. Run it again after a change of the
texts below and commit what it wrote; the sample portals need neither the font nor fpdf2.
"""

import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
from docx import Document
from fpdf import FPDF
from fpdf.enums import AccessPermission
from PIL import Image, ImageDraw, ImageFont

FILES = Path(__file__).parent.parent / "samples" / "files"
FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
MADE = datetime(2025, 1, 1, tzinfo=UTC)
MARK = "DỮ LIỆU MẪU"

PLAN = f"""{MARK}
ỦY BAN NHÂN DÂN                                CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH ĐỒNG NAI                                      Độc lập - Tự do - Hạnh phúc
Số: 10946/KH-UBND                        Đồng Nai, ngày 24 tháng 9 năm 2019

KẾ HOẠCH
Triển khai Chương trình mỗi xã một sản phẩm trên địa bàn tỉnh Đồng Nai

Căn cứ Quyết định số 490/QĐ-TTg ngày 07/5/2018 của Thủ tướng Chính phủ, UBND tỉnh lập kế hoạch như sau.
1. Mục tiêu: mỗi huyện, thành phố chọn sản phẩm có lợi thế để hướng dẫn hoàn thiện nhãn mác, kiểm nghiệm và bao bì.
2. Kinh phí lồng ghép trong chương trình nông thôn mới; chủ thể bỏ vốn đầu tư là chính.
3. Đầu mối hướng dẫn hồ sơ: Chi cục Phát triển nông thôn, điện thoại 0251.3822.999."""

DECISION = f"""{MARK}
ỦY BAN NHÂN DÂN
TỈNH ĐỒNG NAI
Số: 3353/QĐ-UBND
Đồng Nai, ngày 15 tháng 9 năm 2020

QUYẾT ĐỊNH
Về việc công nhận sản phẩm đạt hạng sao Chương trình mỗi xã một sản phẩm đợt 1

Điều 1. Công nhận các sản phẩm có tên trong phụ lục kèm theo.
Điều 2. Giấy chứng nhận có thời hạn 36 tháng kể từ ngày ký.

PHỤ LỤC: DANH SÁCH SẢN PHẨM ĐẠT HẠNG SAO"""

HEADER = ("TT", "Tên sản phẩm", "Chủ thể", "Địa chỉ", "Điểm", "Hạng sao")
FOUR_STARS = (
    ("1", "Bưởi da xanh Lộc An", "HTX Nông nghiệp Xanh", "xã Lộc An, huyện Long Thành", "83,5", "4 sao"),
    ("2", "Mật ong hoa cà phê Phú Lý", "HTX Mật ong Phú Lý", "xã Phú Lý, huyện Vĩnh Cửu", "78", "4 sao"),
    ("3", "Xoài sấy dẻo Phú Lý", "HTX Xoài Phú Lý", "xã Phú Lý, huyện Vĩnh Cửu", "76,2", "4 sao"),
)
THREE_STARS = (
    ("4", "Chôm chôm nhãn Bình Lộc", "HTX Cây ăn trái Bình Lộc", "xã Bình Lộc, thành phố Long Khánh", "68", "3 sao"),
    ("5", "Tiêu sọ Lâm San", "HTX Nông nghiệp Lâm San", "xã Lâm San, huyện Cẩm Mỹ", "66,5", "3 sao"),
    ("6", "Rượu bưởi Tân Triều", "Cơ sở Năm Huệ (mẫu)", "xã Tân Bình, huyện Vĩnh Cửu", "61", "3 sao"),
)


def main(font: Path) -> None:
    """Writes every file of samples/files/."""
    if not font.is_file():
        sys.exit(f"{font} is not there; give the path of a TrueType font with Vietnamese letters")
    FILES.mkdir(exist_ok=True)
    for name, body in {
        "ke-hoach-10946.pdf": _text_pdf(font, [PLAN]),
        "quyet-dinh-3353.pdf": _annex_pdf(font),
        "quyet-dinh-quet.pdf": _scanned_pdf(font),
        "khoa.pdf": _text_pdf(font, [PLAN], password="mau"),
        "hong.pdf": _text_pdf(font, [PLAN])[:900],
        "danh-sach-san-pham.xlsx": _workbook(),
        "bien-ban-cham-diem.docx": _minutes(),
    }.items():
        (FILES / name).write_bytes(body)
        print(f"{name}: {len(body)} bytes")  # noqa: T201


def _pdf(font: Path) -> FPDF:
    pdf = FPDF()
    pdf.set_creation_date(MADE)
    pdf.add_font("DejaVu", fname=str(font))
    pdf.set_font("DejaVu", size=10)
    pdf.add_page()
    return pdf


def _text_pdf(font: Path, pages: list[str], password: str = "") -> bytes:
    pdf = _pdf(font)
    for text in pages:
        for line in text.split("\n"):
            pdf.multi_cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    if password:
        pdf.set_encryption(owner_password=password, user_password=password, permissions=AccessPermission.none())
    return bytes(pdf.output())


def _annex_pdf(font: Path) -> bytes:
    """The annex's second page carries the table on without header: the trap of every long annex."""
    pdf = _pdf(font)
    for line in DECISION.split("\n"):
        pdf.multi_cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    widths = (10, 48, 42, 50, 15, 20)
    with pdf.table(col_widths=widths, first_row_as_headings=False) as table:
        for row in (HEADER, *FOUR_STARS):
            table.row(row)
    pdf.add_page()
    with pdf.table(col_widths=widths, first_row_as_headings=False) as table:
        for row in (*THREE_STARS, ("", "Tổng cộng", "06 sản phẩm", "", "", "")):
            table.row(row)
    return bytes(pdf.output())


def _scanned_pdf(font: Path) -> bytes:
    page = Image.new("L", (1240, 1754), 255)
    pen, letters = ImageDraw.Draw(page), ImageFont.truetype(str(font), 28)
    text = DECISION.replace("3353/QĐ-UBND", "3411/QĐ-UBND").replace("15 tháng 9", "21 tháng 9")
    for number, line in enumerate(text.split("\n")):
        pen.text((100, 120 + number * 56), line[:66], fill=20, font=letters)
    out = BytesIO()
    page.convert("1").save(out, "PDF", resolution=150, creationDate=MADE.timetuple(), modDate=MADE.timetuple())
    return out.getvalue()


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = MADE.replace(tzinfo=None)
    sheet = book.active
    assert sheet is not None
    sheet.title = "OCOP"
    sheet.append([MARK])
    sheet.append(["DANH SÁCH SẢN PHẨM ĐỀ NGHỊ ĐÁNH GIÁ NĂM 2025"])
    sheet.append(["STT", "Sản phẩm", "Tên chủ thể", "Xã, phường", "Tổng điểm", "Xếp hạng"])
    sheet.append(["I. SẢN PHẨM TIỀM NĂNG 5 SAO"])
    sheet.append([1, "Ca cao Trọng Đức", "Công ty TNHH Ca cao Trọng Đức", "xã Phú Hòa", 91.5, "Tiềm năng 5 sao"])
    sheet.append(["II. SẢN PHẨM 3 SAO"])
    sheet.append([2, "Sầu riêng Dona Xuân Định", "HTX Sầu riêng Xuân Định", "xã Xuân Định", 64, "***"])
    sheet.append([3, "Nấm mối đen Xuân Thọ", "Hộ kinh doanh Nấm mối đen (mẫu)", "xã Xuân Thọ", 58, "★★★"])
    sheet.append([None, "Tổng số: 3 sản phẩm"])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _minutes() -> bytes:
    document = Document()
    document.core_properties.created = document.core_properties.modified = MADE.replace(tzinfo=None)
    document.add_paragraph(MARK)
    document.add_paragraph("BIÊN BẢN CHẤM ĐIỂM SẢN PHẨM OCOP CẤP HUYỆN")
    table = document.add_table(rows=0, cols=5)
    for row in (
        ("TT", "Sản phẩm", "Chủ thể", "Kết quả", "Kết quả"),
        ("", "", "", "Điểm", "Hạng"),
        ("1", "Bưởi đường lá cam Tân Triều", "HTX Dịch vụ nông nghiệp Tân Triều", "71", "4"),
        ("2", "Trà bưởi Tân Triều", "HTX Dịch vụ nông nghiệp Tân Triều", "69,5", "3"),
    ):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    table.cell(2, 2).merge(table.cell(3, 2)).text = "HTX Dịch vụ nông nghiệp Tân Triều"
    out = BytesIO()
    document.save(out)
    return out.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FONT)
