"""OCOP as the topic of an article, or named in passing."""

import pytest
from plain_article import plain

from pipeline.relevance import judge_relevance

NTM = "Năm năm qua, xã làm 12 km đường, trường học đạt chuẩn, tỷ lệ hộ nghèo còn 1,1%"

TOPIC = [
    ("Thêm 12 sản phẩm đạt 4 sao cấp tỉnh", "UBND tỉnh vừa công nhận."),
    ("Mở lớp tập huấn mỗi xã, phường một sản phẩm", "Lớp học có 60 học viên."),
    ("Chương trình mỗi xã 1 sản phẩm ở Long Thành", "Huyện đã họp bàn."),
    ("Hạt gạo của hợp tác xã vùng mặn", "Sau sáu năm, HTX Hòa Đê đã có 2 sản phẩm đạt chuẩn OCOP.\nBà con vui."),
    ("Mật ong Tiên Yên lên sao", "Mật ong được hội đồng cấp tỉnh đánh giá, phân hạng 4 sao năm 2022.\nHTX muốn lên 5 sao."),
    ("Huyện tổng kết nông thôn mới", f"Sáng 5/1, huyện tổng kết.\n{NTM}.\nThực hiện Chương trình mỗi xã một sản phẩm, đến nay "
     "huyện có 12 sản phẩm đạt 3 sao trở lên, 2 sản phẩm được nâng hạng."),
    ("Hội nghị kết nối cung cầu", f"{NTM}.\nHơn 60 sản phẩm OCOP được giới thiệu, các chủ thể OCOP ký 12 biên bản."),
    ("Người giữ hương chè", "Xã có 300 ha chè.\nChè đinh được UBND tỉnh xếp hạng 4 sao.\nToàn huyện có 23 sản phẩm OCOP."),
]  # fmt: skip

PASSING = [
    ("Xã đón bằng nông thôn mới", f"Chiều 29/12, xã tổ chức lễ.\n{NTM}; có 1 sản phẩm OCOP, 95% hộ dùng nước sạch."),
    ("Đại hội Đảng bộ xã", "Kinh tế nông nghiệp, xây dựng sản phẩm OCOP, du lịch cộng đồng là ba nhiệm vụ lớn.\nĐại hội bầu 15 đồng chí."),
    ("Hội chợ thương mại", "Hội chợ có 100 gian hàng dệt may, đồ gỗ, sản phẩm OCOP, ẩm thực.\nKhách tham quan đông."),
    ("Hội Phụ nữ tổng kết", f"{NTM}.\nHội vận động hội viên tham gia chương trình OCOP, trồng 5 km đường hoa, thăm 200 gia đình."),
    ("Trung thu cho trẻ em", f"{NTM}.\nBánh do cơ sở OCOP Minh Hà tặng, cùng 200 phần quà và nhiều trò chơi dân gian cho các cháu."),
]  # fmt: skip

NONE = [
    ("HTX đại hội thành viên nhiệm kỳ 2023 - 2028", "HTX nông nghiệp bầu 5 người vào hội đồng quản trị."),
    ("Khai trương khách sạn 5 sao", "Khách sạn đạt chuẩn 5 sao đầu tiên của tỉnh."),
    ("Trung thu cho trẻ em", f"{NTM}.\nOCOP"),
]


@pytest.mark.parametrize(
    ("level", "title", "body"),
    [(level, *case) for level, cases in (("topic", TOPIC), ("passing", PASSING), ("none", NONE)) for case in cases],
)
def test_level(level: str, title: str, body: str) -> None:
    found = judge_relevance(plain(body, title=title))
    assert (found.level, found.about) == (level, level == "topic")
    assert found.why


def test_a_lead_decides_before_the_body() -> None:
    found = judge_relevance(
        plain(NTM, title="Làng chè đổi mới", lead="Ba sản phẩm OCOP giúp làng chè có thu nhập cao.")
    )
    assert (found.level, found.why) == ("topic", "đoạn mở đầu nêu OCOP")
