"""Places without a cue word of their own: lists under a kind, provinces, units before their chain, bodies, titles."""

from datetime import date

import pytest

from pipeline.entities.cooperatives import find_cooperatives
from pipeline.entities.places import find_places
from pipeline.entities.producers import find_producers
from pipeline.gazetteer import load_gazetteer
from pipeline.gazetteer.home import home_unit
from pipeline.model import HomeUnit, PlaceMention
from tests.entities.plain_article import plain

LONG_THANH, DONG_NAI = "740-0", "75-0"
IN_2023, IN_2025 = date(2023, 5, 1), date(2025, 10, 1)


def read(body: str, home: str | None = None, when: date | None = IN_2023, title: str = "") -> tuple[PlaceMention, ...]:
    gazetteer = load_gazetteer()
    article = plain(body, title=title)
    names = [m.span for m in (*find_cooperatives(article), *find_producers(article))]
    return find_places(article, gazetteer, home_unit(gazetteer, home) if home else HomeUnit(), when, names)


def names(body: str, home: str | None = None, when: date | None = IN_2023, title: str = "") -> list[tuple[str, str]]:
    return [(m.level, m.name) for m in read(body, home, when, title)]


C, D, P = "commune", "district", "province"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Có 6/11 xã (Phú Túc, La Ngà và Phú Vinh) đăng ký.", [(C, "Phú Túc"), (C, "La Ngà"), (C, "Phú Vinh")]),
        ("Các huyện, thị xã, thành phố (Móng Cái, Hải Hà, Ba Chẽ) của tỉnh Quảng Ninh đã báo cáo.",
         [(D, "Móng Cái"), (D, "Hải Hà"), (D, "Ba Chẽ"), (P, "Quảng Ninh")]),
        ("Gian hàng của các huyện: Đak Pơ, Kông Chro, Mang Yang và thị xã Ayun Pa.",
         [(D, "Đak Pơ"), (D, "Kông Chro"), (D, "Mang Yang"), (D, "Ayun Pa")]),
        ("Khách đến từ nhiều tỉnh, thành phố như Hà Nội, Bến Tre, Trà Vinh…", [(P, "Hà Nội"), (P, "Bến Tre"), (P, "Trà Vinh")]),
        ("Các tỉnh có thế mạnh trồng dừa, cây ăn trái như: Bến Tre, Trà Vinh… đều cử đoàn.", [(P, "Bến Tre"), (P, "Trà Vinh")]),
        ("Hàng bán sang Đồng Nai, Bình Dương và Tây Ninh.", [(P, "Đồng Nai"), (P, "Bình Dương"), (P, "Tây Ninh")]),
        ("Chè shan của bà con vùng cao Yên Bái được giá.", [(P, "Yên Bái")]),
        ("Nghệ An công nhận thêm 9 sản phẩm.", [(P, "Nghệ An")]),
        ("Sở Công Thương Hà Nội mở bốn điểm bán.", [(P, "Hà Nội")]),
        ("Tỉnh ủy Bến Tre và Huyện ủy Mỏ Cày Nam cùng dự.", [(P, "Bến Tre"), (D, "Mỏ Cày Nam")]),
        ("Nghề ở huyện miền núi Ba Chẽ (Quảng Ninh) và xã biên giới Bù Gia Mập.",
         [(D, "Ba Chẽ"), (P, "Quảng Ninh"), (C, "Bù Gia Mập")]),
        ("Về Cao Bồ (huyện Vị Xuyên, tỉnh Hà Giang) hái chè.", [(C, "Cao Bồ"), (D, "Vị Xuyên"), (P, "Hà Giang")]),
        ("Trung tâm Hoàng Su Phì (Hà Giang) vào hội.", [(D, "Hoàng Su Phì"), (P, "Hà Giang")]),
        ("Chè của bà con Cao Bồ (Vị Xuyên, Hà Giang) nổi tiếng.", [(C, "Cao Bồ"), (D, "Vị Xuyên"), (P, "Hà Giang")]),
        ("Hợp tác xã ở xã Kim Đính huyện Kim Thành tỉnh Hải Dương.",
         [(C, "Kim Đính"), (D, "Kim Thành"), (P, "Hải Dương")]),
        ("UBND huyện Định Quán, (Đồng Nai) cho biết.", [(D, "Định Quán"), (P, "Đồng Nai")]),
        ("Công ty ở TP.Pleiku và H. Chư Păh.", [(D, "Pleiku"), (D, "Chư Păh")]),
        ("Huyện Diễn Châu có 12 sản phẩm. Hiện Diễn Châu còn 84 mặt hàng; nhiều hộ ở Diễn Châu tham gia.",
         [(D, "Diễn Châu"), (D, "Diễn Châu"), (D, "Diễn Châu")]),
        ("HTX Mỹ Thành Nam (Cai Lậy - Tiền Giang) và tôm Cà Mau.", [(D, "Cai Lậy"), (P, "Tiền Giang")]),
        ("TP Bến Tre có hội chợ. Bến Tre đứng thứ ba cả vùng.", [(D, "Bến Tre"), (P, "Bến Tre")]),
        ("Các xã Đạp Thanh, Thanh Lâm và Lương Vông cũng có hàng.", [(C, "Đạp Thanh"), (C, "Thanh Lâm"), (C, "Lương Vông")]),
        ("Thừa Thiên Huế công nhận 9 sản phẩm.", [(P, "Thừa Thiên Huế")]),
        ("Gạo ở TTNT Trần Phú, huyện Văn Chấn.", [(C, "Nông trường Trần Phú"), (D, "Văn Chấn")]),
    ],
)  # fmt: skip
def test_names_that_need_no_cue_of_their_own(text: str, expected: list[tuple[str, str]]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Bên bờ sông Đồng Nai, đường Hà Nội, chợ Bến Tre.",
        "Theo Báo Đồng Nai, Trường Đại học Cần Thơ và Ngân hàng Quảng Ninh.",
        "HTX Nông nghiệp Bến Tre và Công ty TNHH MTV Cà Mau cùng dự.",
        "Ra khơi trên Thái Bình Dương, thăm chùa Hà Nội.",
        "Ông Nguyễn Thái Bình, bà Trần Hà Giang cùng dự.",
        "Theo Chủ tịch UBND huyện Quách Văn Ngọc, Bí thư Đảng ủy xã Nguyễn Thanh Tùng.",
        "Các xã, phường: đẩy mạnh tuyên truyền. Các huyện như sau.",
    ],
)
def test_provinces_inside_other_names_are_none(text: str) -> None:
    assert names(text) == []


def test_a_unit_below_of_that_name_is_not_its_province() -> None:
    found = names("Xã Phú Thọ có làng khô. Người dân Phú Thọ làm khô quanh năm.", DONG_NAI)
    assert found == [(C, "Phú Thọ"), (C, "Phú Thọ")]


def test_what_the_portal_gives_may_stand_alone() -> None:
    found = read("Hội nghị tổ chức tại Nhơn Trạch. Công ty ca cao Trọng Đức (Định Quán) cùng dự.", DONG_NAI,
                 title="Long Thành: Thêm 4 sản phẩm OCOP")  # fmt: skip
    assert [(m.name, m.place_id) for m in found] == [
        ("Long Thành", "740-0"),
        ("Nhơn Trạch", "742-0"),
        ("Định Quán", "736-0"),
    ]
    assert names("Hội chợ mở tại Long Thành.", "75-20260430", IN_2025) == [(C, "Long Thành")]
    assert names("Nghe nói ở Nhơn Trạch có HTX.", "79-0") == []


def test_goods_before_a_bracket_are_no_place() -> None:
    assert names("Dầu dừa Bồng Sơn (thị xã Hoài Nhơn) đạt 4 sao.") == [(D, "Hoài Nhơn")]


def test_on_a_districts_own_portal_its_name_needs_no_cue() -> None:
    found = read(
        "Nhơn Trạch cũng có 3. Cam bán ở Bình An, Long Đức và Tam An.",
        LONG_THANH,
        title="Long Thành mang gì đi hội chợ?",
    )
    assert [m.place_id for m in found] == ["740-0", "742-0", "26386-0", "26389-0", "26398-0"]


def test_a_commune_lies_in_the_district_that_the_article_names() -> None:
    found = read("Huyện Bình Liêu, tỉnh Quảng Ninh trồng dong. Miến làm ở xã Húc Động.", LONG_THANH)
    assert [m.place_id for m in found][-1] is not None
    assert found[-1].rule == "place.named-area"
