"""Title and date of a page that is known only as lines: the layouts that portals and newspapers leave behind."""

import pytest

from pipeline.article.plain_text import read_text
from pipeline.dates import decide

BODY = (
    "UBND huyện vừa họp hội đồng chấm điểm sản phẩm OCOP với đủ đại diện các xã, thị trấn, phòng chuyên môn và những chủ "
    "thể có hồ sơ trong đợt này, kết quả được báo cáo về tỉnh để xem xét công nhận theo quy định.\nĐiểm được công khai."
)
T = "Huyện chấm điểm mười hai sản phẩm OCOP"

HEADS = [
    ("2020-11-19", f"{T}\n\nNgày đăng bài: 19/11/2020 | Tác giả: Minh Mừng"),
    ("2023-08-30T08:52", f"| 30-08-2023 | 08:52:11\n\n{T}"),
    ("2023-10-06T14:34", f"Thứ 7, 09/12/2023, 12:24[GMT+7]\n\n{T}\n\nThứ 6, 06/10/2023 | 14:34:16\n1,039 lượt xem"),
    ("2023-01-02", f"76 người đang online\n°\n\n{T}\n\nĐăng ngày 02 - 01 - 2023\nLượt xem: 159\n100%"),
    ("2023-05-03", f"{T}\n\nKinh tế 03-05-2023"),
    ("2023-01-24T10:31", f"Báo mẫu\nThứ tư, ngày 24 tháng 4 năm 2024\nThứ ba, ngày 24 tháng 1 năm 2023 | 10:31\n\n{T}"),
    ("2021-07-12", f"{T}\nNgày cập nhật 12/07/2021"),
    ("2018-07-24T10:57", f"{T}\nNgày đăng: 24/07/2018, 10:57 am\nLượt xem: 355"),
    ("2023-09-17", f"Cổng mẫu - Nền tảng chung\n\n{T}\n\nViệt Nam17/09/2023"),
    ("2019-11-08T07:55", f"Hà Nội, ngày 05-06-2020\n\n{T}\n\n08/11/2019 07:55 | 0"),
    ("2020-12-13T15:06", f"{T}\n03:06 CH 13/12/2020 | Lượt xem: 4186 | In bài viết"),
    ("2020-12-13T08:31", f"{T}\n(13/12/2020 8:31 SA)"),
    ("2023-11-20T16:09", f"{T}\n- Cập nhật: Thứ hai, 20/11/2023 | 4:09:09 PM"),
    ("2024-10-06T21:40", f"{T}\nChủ nhật, 6-10-24 21:40:53"),
    ("2023-11-08T16:00", f"{T}\nThứ tư, ngày 8 tháng 11 năm 2023 | 16:0"),
    ("2024-02-29", f"{T}\n29.02.2024"),
    ("2022-07-14T15:53", f"{T}\n15 giờ 53 phút, ngày 14/7/2022"),
    ("2022-07-14T15:53", f"Trang chủ | Tin tức\n{T}\nTác giả: Nguyễn Văn A - 14/07/2022 15:53"),
    ("2022-07-14T15:53", f"{T}\nNguyễn Văn A\n14/07/2022 15:53\n0 bình luận\nChia sẻ"),
    ("2022-07-14T15:53", f"Tin tức - Sự kiện | 14/07/2022 15:53\n{T}"),
    ("2022-07-14T08:00", f"{T}\nViết bởi Admin, ngày 14 tháng 07 năm 2022 08:00"),
    ("2022-07-14T08:00", f"{T}\nNgày tạo: 14/07/2022 08:00\nNgày sửa: 20/07/2023"),
    ("2022-07", f"{T}\nTháng 7/2022"),
    ("2023-08", f"{T}\n08/2023"),
    ("2023-05-12", f"{T}\n12 Tháng Năm, 2023"),
    ("2023-05-12", f"{T}\nTháng Năm 12, 2023"),
    ("2023-05-12", f"{T}\nHà Nội, 12/05/2023"),
    ("2023-05-12T08:30", f"{T}\nKinh tế - Xã hội | Thứ sáu, 12/05/2023 08:30"),
    ("2023-05-12", f"{T}\nNgày 12/05/2023 | Chuyên mục: Kinh tế"),
    (None, f"{T}\nHà Nội, ngày 12 tháng 5 năm 2023"),
    (None, f"{T}\n3 giờ trước"),
    (None, f"Thứ 6 - 26/02/2016\n{T}"),
    (None, f"Hôm nay, ngày 26/11/2026\n{T}"),
    (None, f"Đồng Nai, thứ năm 14/07/2022 15:53\n{T}"),
    (None, f"{T}\n31/02/2024"),
    (None, f"{T} (14/07/2022)"),
]  # fmt: skip


@pytest.mark.parametrize(("published", "head"), HEADS)
def test_title_and_date(published: str | None, head: str) -> None:
    article = read_text(f"{head}\n{BODY}")
    assert article.title.startswith(T)
    assert decide(article).published == published
    assert article.body == BODY


@pytest.mark.parametrize("below", [f"{BODY}\nNgày đăng: 14/07/2022", BODY.replace("\n", "\n14/07/2022\n")])
def test_a_date_line_below_the_lead_or_with_the_word_for_posting(below: str) -> None:
    assert decide(read_text(f"{T}\n{below}")).published == "2022-07-14"


def test_the_heading_of_a_document_stays_in_the_text_and_dates_no_publication() -> None:
    text = (
        f"ỦY BAN NHÂN DÂN TỈNH\nSố: 112/KH-UBND | Hà Tĩnh, ngày 01 tháng 11 năm 2018 |\nKẾ HOẠCH\n{T.upper()}\n{BODY}"
    )
    article = read_text(text)
    assert article.title == T.upper()
    assert "Số: 112/KH-UBND" in article.body
    assert decide(article).published is None


def test_text_wrapped_to_short_lines_is_not_lost() -> None:
    wrapped = (
        f"{T}\nThực hiện Quyết định số 919/QĐ-TTg của Thủ tướng Chính phủ phê duyệt Chương\n"
        "trình mỗi xã một sản phẩm giai đoạn 2021-2025, huyện đã họp bàn các việc phải làm"
    )
    article = read_text(wrapped)
    assert (article.title, "919/QĐ-TTg" in article.body) == (T, True)


def test_a_line_that_names_a_document_and_its_day_is_no_byline() -> None:
    article = read_text(
        "Danh sách sản phẩm OCOP đợt 2 năm 2022\n\nNgày đăng: 05/10/2022\n"
        "(Kèm theo Quyết định số 2323/QĐ-UBND ngày 30 tháng 9 năm 2022)\nSản phẩm 3 sao gồm mật ong, cà phê, hạt điều."
    )
    assert article.body.startswith("(Kèm theo Quyết định số 2323/QĐ-UBND ngày 30 tháng 9 năm 2022)")
    assert [raw.text for raw in article.raw_dates] == ["Ngày đăng: 05/10/2022"]
