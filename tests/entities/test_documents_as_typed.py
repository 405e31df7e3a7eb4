"""Numbers as editors of many provinces type them; each line is a form met on a real page, with numbers of our own."""

import pytest
from plain_article import plain

from pipeline.entities.documents import find_documents


def norms(text: str) -> str:
    return " ".join(m.norm for m in find_documents(plain(text)))


TYPED = [
    ("Nghị Quyết số 72-NQ-TW của Bộ Chính trị", "72-NQ/TW"),
    ("Kế hoạch số 65-Ctr/TU của Ban Thường vụ Tỉnh ủy", "65-CTr/TU"),
    ("thay thế Quyết định số 01/1999/QĐ.UB ngày 15/01/1999", "01/1999/QĐ-UB"),
    ("Quyết định số 4277/QĐUB của UBND huyện", "4277/QĐ-UB"),
    ("Quyết định số 4277/QĐ_UBND", "4277/QĐ-UBND"),
    ("Quyết định số 4277\\QĐ-UBND", "4277/QĐ-UBND"),
    ("Quyết định số 4277-QĐ/UBND", "4277/QĐ-UBND"),
    ("Kế hoạch số 175KH/UBND", "175/KH-UBND"),
    ("Quyết định số 175QĐ-UBND", "175/QĐ-UBND"),
    ("Quyết định1048/QĐ-TTg của Thủ tướng", "1048/QĐ-TTg"),
    ("Quyết định số 1048/QĐ-TTg21/8/2019", "1048/QĐ-TTg"),
    ("Quyết định số 773-TTg năm 1994", "773/TTg"),
    ("Công văn 285/CCTTHC của Tổ công tác", "285/CCTTHC"),
    ("Công văn số 1234/UBND - NN ngày 02/02/2022", "1234/UBND-NN"),
    ("Nghị quyết số 06-NQ/Th.U của Thị ủy", "06-NQ/ThU"),
    ("Nghị quyết 06-NQ/T.U", "06-NQ/TU"),
    ("Nghị quyết số 05-NQ/BCSĐ của Ban cán sự đảng", "05-NQ/BCSĐ"),
    ("Hướng dẫn số 15-HD/BTGHU", "15-HD/BTGHU"),
    ("Kế hoạch số 31-KH/BTVTU", "31-KH/BTVTU"),
    ("các Quyết định số 1048 và số 781/QĐ-TTg", "1048/QĐ-TTg 781/QĐ-TTg"),
    ("Quyết định số 4277; 4278, 4279/QĐ-UBND", "4277/QĐ-UBND 4278/QĐ-UBND 4279/QĐ-UBND"),
    ("Quyết định 148 và 1489 của Thủ tướng Chính phủ", "148/QĐ-TTg 1489/QĐ-TTg"),
    ("Quyết định số 1048 ngày 21/8/2019, Quyết định số 781 ngày 08/6/2020 của Thủ tướng", "1048/QĐ-TTg 781/QĐ-TTg"),
    ("Theo Quyết định phê duyệt số 1234 ngày 12/3/2024 của UBND tỉnh", "1234/QĐ-UBND"),
    ("Công văn hỏa tốc số 1234/UBND-NN", "1234/UBND-NN"),
    ("CV 5973/UBND-KT, KH 200/KH-UBND (CTr 39-CTr/TU)", "5973/UBND-KT 200/KH-UBND 39-CTr/TU"),
    ("Số hiệu: | 2615/QĐ-UBND | Loại văn bản", "2615/QĐ-UBND"),
    ("ngày 4-11-2016, Huyện ủy ban hành Nghị quyết số 04-NQ/HU (Nghị quyết 04)", "04-NQ/HU 04-NQ/HU"),
    ("tỉnh đã ban hành Kế hoạch số 10416 về thí điểm", "10416/KH"),
    ("1. Quyết định 1048 – Bộ tiêu chí đánh giá", "1048/QĐ"),
    ("Tỉnh ủy đã ban hành Chỉ thị 21 năm 2013 về dồn thửa", "21-CT/TU"),
    ("- 2Quyết định 490/QĐ-TTg năm 2018", "490/QĐ-TTg"),
    ("các Quyết định 318, 319, 320/QĐ-TTg ngày 08/3/2022", "318/QĐ-TTg 319/QĐ-TTg 320/QĐ-TTg"),
    ("các nghị quyết 05, 06, 07 của Huyện ủy", "05-NQ/HU 06-NQ/HU 07-NQ/HU"),
    ("Nghị quyết 19, 20 và 22 của Trung ương", "19-NQ/TW 20-NQ/TW 22-NQ/TW"),
    ("Quyết định 377/QĐ-BNN-\nVPĐP ngày 03/3/2022", "377/QĐ-BNN-VPĐP"),
    ("15-KH/BCĐ ngày 03/4/2023", "15-KH/BCĐ"),
    ("Thông báo số 386 của Văn phòng UBND tỉnh", "386/TB"),
    ("UBND tỉnh ban hành công văn 386 ngày 18/1/2021", "386"),
    ("Thực hiện Kế hoạch 97 của UBND tỉnh", "97/KH-UBND"),
    ("theo quyết định 148 của Thủ tướng Chính phủ", "148/QĐ-TTg"),
    ("Báo cáo số 132 của UBND huyện", "132/BC-UBND"),
    ("NQ57 và NĐ57/2018/NĐ-CP", "57/NQ 57/2018/NĐ-CP"),
    ("Đề án 939 hỗ trợ phụ nữ khởi nghiệp, theo Đề án 939", "939/ĐA"),
    ("Quyết định số 1234//QĐ-UBND", "1234/QĐ-UBND"),
    ("Quyết định số 1234/QĐ-UBDN", "1234/QĐ-UBND"),
    ("Nghị quyết số 12/NQ-HDND", "12/NQ-HĐND"),
    ("Công văn số 3458 /UBND-NL2", "3458/UBND-NL2"),
    ("Chương trình số 5 của UBND tỉnh", "5/CTr-UBND"),
    ("UBND H.Long Thành ban hành Kế hoạch số 12/KH-UBND", "12/KH-UBND"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TYPED)
def test_as_typed(text: str, expected: str) -> None:
    assert norms(text) == expected


NOTHING = [
    "Chứng nhận ATTP 123/2022/NNPTNT-DNA", "mã số 12/2023/OCOP-HN", "biển số 60C-123.45", "Thông báo số 3 ngày tới", "Chương trình số 5 trên kênh VTV1",
    "TCVN ISO 22000:2018", "giá 25.000-30.000 đồng/kg; 5-7 tấn/ha", "đạt 19/19 tiêu chí", "đường số 5; tổ 12/KP3",
    "vụ Đông Xuân 2023/2024; quý III/2024; tháng 6/2024", "kênh 3/2; đường 30/4", "120 kg/người/năm",
    "Kế hoạch 2024 của UBND tỉnh", "Đề án 1 triệu héc-ta lúa", "hợp đồng 12 của Sở", "Kế hoạch 5 năm của UBND tỉnh",
    "2 HTX/xã; 12 HTX-DN", "đạt 3 sao - 4 sao OCOP", "5S/TPM", "Quyết định công nhận 12 sản phẩm OCOP",
    "Nghị quyết đề ra 15 chỉ tiêu", "báo cáo 9 tháng đầu năm", "Đề án 5 triệu cây xanh", "Chương trình OCOP 2023",
    "Nghị quyết Trung ương 7 (khóa X)", "Luật HTX 2012", "Kế hoạch:          /KH-UBND ngày      tháng      năm 2026",
    "Hợp đồng 12 tháng",
]  # fmt: skip


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_a_number(text: str) -> None:
    assert norms(f"Tin cho hay {text} trong bài.") == ""


def test_the_issuer_without_the_stop_of_its_sentence_and_past_a_bracket() -> None:
    (one,) = find_documents(plain("Căn cứ Kế hoạch số 45/KH-UBND ngày 02/3/2023 của UBND tỉnh. Huyện làm theo."))
    assert one.issuer == "UBND tỉnh"
    (other,) = find_documents(plain("Huyện ủy Tuy Đức (Đắk Nông) ban hành Nghị quyết số 04-NQ/HU."))
    assert other.issuer == "Huyện ủy Tuy Đức"
