"""Cooperatives, unions, groups and credit funds by name; counts and generic uses are none."""

import pytest
from cooperative_names_met import NAMES
from hypothesis import given
from hypothesis import strategies as st
from plain_article import plain

from pipeline.entities.cooperatives import find_cooperatives
from pipeline.model import CooperativeMention

HEADS = ("Liên hiệp Hợp tác xã", "LIÊN HIỆP HTX", "TỔ HỢP TÁC XÃ", "Tổ Hợp Tác", "Tổ hợp tác", "HỢP TÁC XÃ", "Hợp Tác Xã",
         "Hợp tác xã", "hợp tác xã", "HTX")  # fmt: skip


def found(text: str) -> tuple[CooperativeMention, ...]:
    return find_cooperatives(plain(text))


def names(text: str) -> list[str]:
    return [m.name for m in found(text)]


def one(text: str) -> CooperativeMention:
    mentions = found(text)
    assert len(mentions) == 1, [m.name for m in mentions]
    return mentions[0]


@pytest.mark.parametrize(
    "carrier",
    ["Sản phẩm của {} được ưa chuộng.", "Chúng tôi đến thăm {}, gặp ông chủ vườn.", "{} (xã Lộc An) đạt 4 sao."],
)
@pytest.mark.parametrize(("written", "own"), NAMES)
def test_every_name_met(written: str, own: str, carrier: str) -> None:
    mention = one(carrier.format(written))
    head = next(h for h in HEADS if written.startswith(h))
    assert mention.span.surface == written
    assert mention.name == written.removeprefix(head).replace(" (HTXNN)", "").strip()
    assert mention.own_name == own


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("HTX Nông dược liệu Cúc Hương 81 điểm, HTX khác 70 điểm", "Nông dược liệu Cúc Hương"),
        ("HTX Dịch vụ Nông nghiệp 19/5 có hai sản phẩm", "Dịch vụ Nông nghiệp 19/5"),
        ("HTX Lương thực Sông Đào gieo giống mới", "Lương thực Sông Đào"),
        ("Tổ hợp tác Khô cá lóc Phú Thịnh đạt 3 sao", "Khô cá lóc Phú Thịnh"),
        ("THT Nuôi lươn không bùn Sơn Hải ra mắt", "Nuôi lươn không bùn Sơn Hải"),
        ("tổ hợp tác nấu đường Văn Lang", "nấu đường Văn Lang"),
        ("Tổ hợp tác mía tím xóm Bằng (xã Tây Phong)", "mía tím xóm Bằng"),
        ("Tổ hợp tác số 6 ấp Bửu 2. Theo huyện", "số 6 ấp Bửu 2"),
        ("THT Phụ nữ đan giỏ nhựa ấp Hưng Lợi và", "Phụ nữ đan giỏ nhựa ấp Hưng Lợi"),
        ("Tổ hợp tác rau an toàn ấp Thành Lợi, xã Thành Hòa", "rau an toàn ấp Thành Lợi"),
        ("Tổ hợp tác chăn nuôi bò xã Trung Hòa", "chăn nuôi bò xã Trung Hòa"),
        ("Tổ hợp tác nuôi ong lấy mật Cù Lao Mây", "nuôi ong lấy mật Cù Lao Mây"),
        ("tổ hợp tác phụ nữ làm bánh tráng Tường Hòa", "phụ nữ làm bánh tráng Tường Hòa"),
        ("Hợp tác xã 20/10 xã Nông Hòa", "20/10"),
        ("HTX vườn cây ăn trái Trường Lạc; huyện", "vườn cây ăn trái Trường Lạc"),
        ("HTX cao dược liệu Định Hải", "cao dược liệu Định Hải"),
        ("HTX 3T nông sản Cao Sơn", "3T nông sản Cao Sơn"),
        ("HTX CP đầu tư Phát triển Xanh (trụ sở tại xã)", "CP đầu tư Phát triển Xanh"),
        ("Hợp tác xã sản xuất và đóng gói bánh đa Lộ Sơn (phường)", "sản xuất và đóng gói bánh đa Lộ Sơn"),
        ("HTX Ara-May coffee, thành lập năm 2019", "Ara-May coffee"),
        ("đến hết tháng 12/2024. HTX Pháp Điền đảm nhận thủy lợi", "Pháp Điền"),
        ("HTX Dịch vụ nông nghiệp tổng hợp Anh Đào", "Dịch vụ nông nghiệp tổng hợp Anh Đào"),
    ],
)  # fmt: skip
def test_names_that_real_pages_had_cut(text: str, name: str) -> None:
    assert names(text)[0] == name


def test_the_name_in_a_caption_ends_before_the_commune() -> None:
    article = plain(captions="Sản phẩm nấm rơm sạch của HTX Nông nghiệp Xanh  xã Lộc An, Long Thành")
    (mention,) = find_cooperatives(article)
    assert (mention.name, mention.own_name, mention.field_words) == ("Nông nghiệp Xanh", "Xanh", ("nông nghiệp",))
    assert mention.place_span and mention.place_span.surface == "xã Lộc An, Long Thành"
    assert (mention.span.field, mention.place_span.field) == ("captions", "captions")


GENERIC = [
    "nâng tổng số lên 24 Hợp tác xã, 38 Tổ hợp tác và 2 Quỹ tín dụng nhân dân hoạt động",
    "thực hiện liên kết giữa Hợp tác xã với Tổ hợp tác và các hộ gia đình",
    "hoạt động của các Tổ hợp tác, Hợp tác xã theo hướng bền vững",
    "các HTX nông nghiệp trên địa bàn tỉnh Đồng Nai", "Liên minh Hợp tác xã Việt Nam", "Liên minh HTX tỉnh Đồng Nai",
    "Luật Hợp tác xã năm 2023", "Ngày Hợp tác xã Việt Nam", "HTX kiểu mới", "Giám đốc HTX Mã Văn Hoàng (bìa phải)", "hợp tác xã mua máy gặt của Nhật Bản",
    "hợp tác xã nông nghiệp và doanh nghiệp Nhật Bản", "Tổ hợp tác trồng sen tại Tháp Mười", "kinh tế hợp tác, hợp tác xã",
    "Quỹ hỗ trợ phát triển hợp tác xã Đồng Nai", "Giám đốc HTX Nguyễn Văn Bình cho biết", "các hợp tác xã Long Thành",
    "hợp tác xã sản xuất cho Vinamilk", "HTX nông nghiệp hoạt động hiệu quả ở Đồng Nai", "HTX. Năm 2019 có",
    "HTX tham gia Chương trình OCOP", "Hợp tác xã, UBND huyện", "chuỗi liên kết HTX - Doanh nghiệp - Nông dân",
    "mô hình HTX nông nghiệp Việt Nam", "HTX\nNăm 2020", "mahtxAn Phát", "HTX Giám đốc", "chủ thể là HTX OCOP",
    "hợp tác xã nông nghiệp huyện Long Thành",
]  # fmt: skip


@pytest.mark.parametrize("text", GENERIC)
def test_a_generic_use_is_no_name(text: str) -> None:
    assert names(f"Đại hội nêu: {text}.") == []


PLACES = [
    ("HTX Nông nghiệp Minh Phát (xã Bàu Cạn, huyện Long Thành)", "xã Bàu Cạn, huyện Long Thành"),
    ("HTX Minh Phát tại ấp 2, xã Xuân Định", "xã Xuân Định"), ("HTX Minh Phát ở xã Xuân Đường;", "xã Xuân Đường"),
    ("HTX Minh Phát - huyện Xuân Lộc", "huyện Xuân Lộc"), ("HTX Thành Công (Ngọc Chiến)", "Ngọc Chiến"),
    ("HTX Minh Phát, thôn Đông, xã Lộc An - huyện Long Thành - tỉnh Đồng Nai",
     "xã Lộc An - huyện Long Thành - tỉnh Đồng Nai"),
    ("HTX Minh Phát được công nhận", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "place"), PLACES)
def test_the_location_after_a_name(text: str, place: str | None) -> None:
    mention = one(text)
    assert (mention.place_span.surface if mention.place_span else None) == place


def test_a_commune_in_the_name_and_a_field_called_by_its_commune() -> None:
    water = one("Hợp tác xã dịch vụ nước sạch sinh hoạt xã Thống Nhất cấp nước.")
    assert (water.name, water.rule) == ("dịch vụ nước sạch sinh hoạt xã Thống Nhất", "cooperative.place-in-name")
    clean = one('"Hợp tác xã Nông nghiệp sạch của xã Tràng Xá" là mô hình mới.')
    assert (clean.name, clean.rule) == ("Nông nghiệp sạch", "cooperative.field-of-place")
    assert clean.place_span and clean.place_span.surface == "xã Tràng Xá"


def test_directors_are_cut_off() -> None:
    assert names("Giám đốc HTX An Phát Lê Thị Hoa nói.") == ["An Phát"]
    assert names("Giám đốc HTX Nông nghiệp Xanh Trần Văn Ba nói.") == ["Nông nghiệp Xanh"]
    assert names("Chủ nhiệm HTX Đồng Tiến Võ Văn Sáu nói.") == ["Đồng Tiến"]
    assert names("Ông Trần Minh Tâm, Giám đốc HTX Dương Hưng cho biết.") == ["Dương Hưng"]
    assert names("Giám đốc HTX Lê Minh, ông Trần Bình, nói.") == ["Lê Minh"]


def test_kinds() -> None:
    kinds = {
        "HTX Minh Phát": "cooperative", "THT Rau sạch Long Đức": "group", "QTDND Tân Tiến": "credit_fund",
        "Quỹ tín dụng nhân dân Long Thành": "credit_fund", "Liên hiệp HTX Nông nghiệp Đông Nam": "union",
    }  # fmt: skip
    assert {text: one(text).kind for text in kinds} == kinds


def test_aliases() -> None:
    long, short, later = found(
        "HTX Nông nghiệp Thương mại Dịch vụ Cổng Thành (gọi tắt là HTX Cổng Thành). HTX Cổng Thành lớn."
    )
    assert long.alias_of is None
    assert (short.alias_of, short.rule) == (long.name, "cooperative.alias-in-brackets")
    assert later.alias_of == long.name
    two, roman = found("HTX nông nghiệp Quảng Thọ 2 mở rộng; HTX Quảng Thọ II có lãi.")
    assert roman.alias_of == two.name
    here, there = found("HTX Thành Công (Ngọc Chiến) và HTX dịch vụ nông nghiệp Thành Công (Như Xuân)")
    assert here.alias_of is None and there.alias_of is None


def test_abbreviated_fields_are_a_set() -> None:
    a, b = one("HTX TM-DV-NN Bà Rịa-Vũng Tàu đạt"), one("HTX Thương mại – Dịch vụ – Nông nghiệp Bà Rịa-Vũng Tàu đạt")
    assert a.field_words == b.field_words == ("dịch vụ", "nông nghiệp", "thương mại")
    assert b.name == "Thương mại – Dịch vụ – Nông nghiệp Bà Rịa-Vũng Tàu"


def test_names_under_one_head() -> None:
    mentions = found("Trong đó có các HTX Minh Toàn Lợi, Dương Hưng và An Phát tham gia.")
    assert [m.own_name for m in mentions] == ["Minh Toàn Lợi", "Dương Hưng", "An Phát"]
    assert mentions[1].rule == "cooperative.shared-head"


def test_a_headline_in_capitals_ends_the_name_at_its_verb() -> None:
    assert names("HTX NÔNG NGHIỆP XANH RA MẮT SẢN PHẨM NẤM RƠM") == ["NÔNG NGHIỆP XANH"]
    assert names("HỢP TÁC XÃ NÔNG NGHIỆP XANH XÃ LỘC AN") == ["NÔNG NGHIỆP XANH"]


_PIECES = st.sampled_from(
    [*[w for w, _ in NAMES], *GENERIC, "xã Lộc An, Long Thành", "Giám đốc", ",", "và", "các", "\n", "(", ")"]
)


@given(st.lists(_PIECES, max_size=10))
def test_slicing_the_field_gives_the_surface(pieces: list[str]) -> None:
    article = plain(" ".join(pieces))
    for mention in find_cooperatives(article):
        for span in filter(None, (mention.span, mention.place_span)):
            assert article.body[span.start : span.end] == span.surface != ""


@pytest.mark.parametrize(
    ("text", "own_name"),
    [("HTX NN-DV HOA SEN hiện có 40 hộ.", "HOA SEN"), ("HTX NN-DV Hoa Sen hiện có 40 hộ.", "Hoa Sen"),
     ("HTX NÔNG NGHIỆP HOA SEN RA MẮT SẢN PHẨM MỚI", "HOA SEN"), ("HTX NÔNG NGHIỆP XOÀI MỸ XƯƠNG họp.", "MỸ XƯƠNG"),
     ("Tổ hợp tác Khô cá lóc Phú Thọ có 5 hộ.", "Phú Thọ"), ("Tổ hợp tác Khô cá lóc ở xã Phú Thọ họp.", "Khô cá lóc")],
)  # fmt: skip
def test_capitals_and_dried_goods_part_fields_and_own_name_alike(text: str, own_name: str) -> None:
    assert one(text).own_name == own_name


def test_a_hamlet_may_carry_number_and_letter() -> None:
    assert one("Thành lập THT bưởi ấp 1C.").name == "bưởi ấp 1C"


def test_the_country_ends_a_name_of_goods_and_no_other() -> None:
    assert one("Tinh dầu quế của HTX Quế hồi Việt Nam đạt 4 sao.").name == "Quế hồi Việt Nam"
    assert names("Hợp tác xã nông nghiệp Việt Nam cần vốn. Liên minh Hợp tác xã Việt Nam họp.") == []


def test_a_group_of_cloned_bananas() -> None:
    assert one("Có tổ hợp tác trồng chuối cấy mô Thanh Bình (Trảng Bom).").name == "trồng chuối cấy mô Thanh Bình"


@pytest.mark.parametrize(
    "said", ["giữ hạng sao OCOP", "giữ vững OCOP 4 sao", "xếp hạng OCOP", "khẳng định thương hiệu Xanh"]
)
def test_what_a_cooperative_does_is_not_its_name(said: str) -> None:
    assert one(f"HTX Nông nghiệp Xanh {said}.").name == "Nông nghiệp Xanh"
