"""What an article does with a document that it names."""

import pytest
from plain_article import plain

from pipeline.entities.documents import find_documents


def roles(text: str, title: str = "") -> list[tuple[str, str]]:
    return [(m.norm, m.role) for m in find_documents(plain(text, title=title))]


ROLES = [
    ("Căn cứ Quyết định số 148/QĐ-TTg của Thủ tướng", "implements"),
    ("Thực hiện Kế hoạch số 45/KH-UBND của UBND tỉnh, huyện đã họp", "implements"),
    ("Các xã triển khai theo Hướng dẫn số 12/HD-SNN", "implements"),
    ("nhằm cụ thể hóa Nghị quyết số 19-NQ/TW", "implements"),
    ("UBND tỉnh vừa ban hành Quyết định số 1358/QĐ-UBND phê duyệt kết quả", "announces"),
    ("Chủ tịch UBND huyện đã ký Quyết định số 12/QĐ-UBND", "announces"),
    ("Quyết định số 12/QĐ-UBND vừa được UBND huyện ban hành", "announces"),
    ("Nghị định này sửa đổi, bổ sung một số điều của Nghị định số 57/2018/NĐ-CP", "amends"),
    ("Kế hoạch số 45/KH-UBND được điều chỉnh cho sát thực tế", "amends"),
    ("Quy chế mới thay thế Quyết định số 12/QĐ-UBND", "replaces"),
    ("bãi bỏ Quyết định số 12/QĐ-UBND", "replaces"),
    ("Quyết định số 12/QĐ-UBND đã hết hiệu lực", "replaces"),
    ("HTX đăng ký đánh giá lại theo Quyết định số 148/QĐ-TTg", "cites"),
    ("Bộ tiêu chí ban hành kèm Quyết định số 148/QĐ-TTg", "cites"),
    ("Quy trình cũ được sửa đổi bởi Quyết định số 1489/QĐ-TTg", "cites"),
    ("Mức hỗ trợ nêu tại Nghị quyết số 22/2021/NQ-HĐND", "cites"),
    ("Huyện ban hành nhiều chính sách, trong đó có mức chi theo Nghị quyết số 22/2021/NQ-HĐND", "cites"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "role"), ROLES)
def test_role_by_the_words_of_the_clause(text: str, role: str) -> None:
    ((_, found),) = roles(text)
    assert found == role


def test_items_of_one_list_share_the_role_and_a_new_cue_changes_it() -> None:
    text = (
        "Thực hiện Quyết định số 919/QĐ-TTg và Quyết định số 148/QĐ-TTg; Kế hoạch số 45/KH-UBND của UBND tỉnh, "
        "UBND huyện ban hành Kế hoạch số 12/KH-UBND thay thế Kế hoạch số 9/KH-UBND."
    )
    assert roles(text) == [
        ("919/QĐ-TTg", "implements"), ("148/QĐ-TTg", "implements"), ("45/KH-UBND", "implements"),
        ("12/KH-UBND", "announces"), ("9/KH-UBND", "replaces"),
    ]  # fmt: skip


def test_a_ground_that_itself_amends() -> None:
    text = "Căn cứ Nghị định số 111/2021/NĐ-CP về sửa đổi, bổ sung một số điều Nghị định số 43/2017/NĐ-CP;"
    assert [role for _, role in roles(text)] == ["implements", "amends"]


def test_a_heading_gives_the_day() -> None:
    for text in (
        "Số: 112/KH-UBND | Hà Tĩnh, ngày 02 tháng 3 năm 2024 |",
        "Số: 112/KH-UBND\n|\nHà\nTĩnh, ngày\n02 tháng 3 năm 2024",
    ):
        assert [m.date for m in find_documents(plain(text))] == ["2024-03-02"]


def test_a_heading_and_a_title_announce() -> None:
    assert roles("Số: 112/KH-UBND\nHà Tĩnh, ngày 02 tháng 3 năm 2024") == [("112/KH-UBND", "announces")]
    assert roles("", title="Quyết định số 12/QĐ-UBND về công nhận sản phẩm OCOP") == [("12/QĐ-UBND", "announces")]
