"""Places in articles: what opens a mention, where it ends, and which unit it is linked to."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.entities.places import find_places
from pipeline.gazetteer import load_gazetteer
from pipeline.gazetteer.home import guess_home, home_unit
from pipeline.model import Article, HomeUnit, PlaceMention

LONG_THANH, DONG_NAI_NOW, WARD_NOW = "740-0", "75-20260430", "26368-20260430"
IN_2019, IN_2026 = date(2019, 11, 1), date(2026, 6, 1)


def article(body: str, **fields: str) -> Article:
    texts = {"title": "", "lead": "", "captions": "", "attachments_text": "", **fields}
    return Article(
        url="http://example.vn/1", body=body, author=None, section=None, blocks=(), images=(), attachments=(),
        raw_dates=(), **texts,
    )  # fmt: skip


def read(body: str, home: str | None = LONG_THANH, when: date | None = IN_2019) -> tuple[PlaceMention, ...]:
    gazetteer = load_gazetteer()
    return find_places(article(body), gazetteer, home_unit(gazetteer, home) if home else HomeUnit(), when)


def linked(body: str, home: str | None = LONG_THANH, when: date | None = IN_2019) -> list[tuple[str, str | None]]:
    return [(m.span.surface, m.place_id) for m in read(body, home, when)]


def test_the_caption_of_the_seed() -> None:
    text = "Sản phẩm nấm rơm sạch của HTX Nông nghiệp Xanh xã Lộc An, Long Thành"
    gazetteer = load_gazetteer()
    found = find_places(article("", captions=text), gazetteer, home_unit(gazetteer, LONG_THANH), IN_2019)
    commune, district = found
    assert (commune.span.field, commune.span.surface) == ("captions", "xã Lộc An")
    assert (commune.kind, commune.name, commune.district, commune.province) == (
        "xã", "Lộc An", "huyện Long Thành", "tỉnh Đồng Nai",
    )  # fmt: skip
    assert [(n.kind, n.name, n.province, n.part) for n in commune.now] == [
        ("phường", "Long Thành", "thành phố Đồng Nai", "whole")
    ]
    assert (district.span.surface, district.level, district.place_id) == ("Long Thành", "district", LONG_THANH)


def test_binh_an_went_to_another_code() -> None:
    commune = read("Sản phẩm trái cây tại địa phương xã Bình An, Long Thành")[0]
    assert (commune.place_id, [n.place_id for n in commune.now]) == ("26386-0", ["26389-20250701"])


CASES = [
    ("H.Long Thành và TP.Biên Hòa", [("H.Long Thành", "740-0"), ("TP.Biên Hòa", "731-0")]),
    ("TP Biên Hoà, TX. Long Khánh", [("TP Biên Hoà", "731-0"), ("TX. Long Khánh", "732-0")]),
    ("TP.HCM, TPHCM", [("TP.HCM", "79-0"), ("TPHCM", "79-0")]),
    ("xã Lộc An (Long Thành)", [("xã Lộc An", "26392-0"), ("Long Thành", "740-0")]),
    (
        "xã Lộc An - huyện Long Thành - tỉnh Đồng Nai",
        [("xã Lộc An", "26392-0"), ("huyện Long Thành", "740-0"), ("tỉnh Đồng Nai", "75-0")],
    ),
    ("thôn 2, xã Lộc An thuộc huyện Long Thành", [("xã Lộc An", "26392-0"), ("huyện Long Thành", "740-0")]),
    (
        "các xã Lộc An, Bình An và Long Đức; ông Trần Phú",
        [("xã Lộc An", "26392-0"), ("Bình An", "26386-0"), ("Long Đức", "26389-0")],
    ),
    (
        "các xã Lộc An, Bình An, Long Thành.",
        [("xã Lộc An", "26392-0"), ("Bình An", "26386-0"), ("Long Thành", "740-0")],
    ),
    (
        "xã Lộc An và xã Bình An, huyện Long Thành",
        [("xã Lộc An", "26392-0"), ("xã Bình An", "26386-0"), ("huyện Long Thành", "740-0")],
    ),
    ("xã Phú Túc, Thanh Sơn và một số nơi", [("xã Phú Túc", "26242-0"), ("Thanh Sơn", "26209-0")]),
    ("huyện Long Thành, Nhơn Trạch", [("huyện Long Thành", "740-0"), ("Nhơn Trạch", "742-0")]),
    ("UBND HUYỆN LONG THÀNH TỔ CHỨC HỘI NGHỊ", [("HUYỆN LONG THÀNH", "740-0")]),
    ("Xã Lộc An Tổ chức hội nghị", [("Xã Lộc An", "26392-0")]),
    ("thị trấn Long Thành", [("thị trấn Long Thành", "26368-0")]),
    ("xã Lộc An, đường Lê Hồng Phong, Nguyễn Văn A", [("xã Lộc An", "26392-0")]),
    ("tỉnh Bà Rịa–Vũng Tàu và tỉnh Đắc Lắc", [("tỉnh Bà Rịa–Vũng Tàu", "77-0"), ("tỉnh Đắc Lắc", "66-0")]),
    ("thị trấn M’Drắk, huyện M'Drắk", [("thị trấn M’Drắk", "24412-0"), ("huyện M'Drắk", "652-0")]),
    ("Phường 4, Quận 3, TP. Hồ Chí Minh", [("Phường 4", "27148-0"), ("Quận 3", "770-0"), ("TP. Hồ Chí Minh", "79-0")]),
    ("xã Hiệp Phước (huyện Nhơn Trạch)", [("xã Hiệp Phước", "26479-0"), ("huyện Nhơn Trạch", "742-0")]),
    ("xã Suối Trầu", [("xã Suối Trầu", "26407-0")]),
    ("xã Cẩm Đình, huyện Phúc Thọ", [("xã Cẩm Đình", "09727-0"), ("huyện Phúc Thọ", "272-0")]),
    ("xã Xà Phìn, huyện Đồng Văn", [("xã Xà Phìn", "00736-0"), ("huyện Đồng Văn", "026-0")]),
    ("thị trấn NT Phong Hải, huyện Bảo Thắng", [("thị trấn NT Phong Hải", "02902-0"), ("huyện Bảo Thắng", "086-0")]),
    (
        "xã Tân Hội, huyện Đức Trọng; xã Tân Hội",
        [("xã Tân Hội", "24976-0"), ("huyện Đức Trọng", "678-0"), ("xã Tân Hội", "24976-0")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_is_read_on_a_district_portal_in_2019(text: str, expected: list[tuple[str, str]]) -> None:
    assert linked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "xây dựng xã nông thôn mới, huyện nông thôn mới", "các xã, phường, thị trấn", "mỗi xã một sản phẩm",
        "Xã Nông thôn mới", "Cộng hòa Xã Hội Chủ Nghĩa", "tỉnh nhà", "hợp tác xã Tân Tiến", "Hợp tác xã Bình An",
        "đường Bà Huyện Thanh Quan", "đường Lê Hồng Phong, khu Phước Hải, chợ Long Thành", "HTX Bình An, ấp Lộc An",
        "tuyến đường liên xã Phước Bình - Tân Hiệp", "Q. Chủ tịch", "KH-H.Long Thành", "XÃ ĐẠT CHUẨN NÔNG THÔN MỚI", "Huyện Đoàn phát động", "xã 135",
    ],
)  # fmt: skip
def test_what_is_no_mention(text: str) -> None:
    assert linked(text) == []


def test_the_loc_an_trap() -> None:
    (today,) = read("xã Lộc An", DONG_NAI_NOW, IN_2026)
    assert (today.place_id, today.candidates, today.rule) == (None, ("25276-0", "26392-0"), "place.open")
    assert today.now == ()
    assert linked("xã Lộc An", DONG_NAI_NOW, IN_2019) == [("xã Lộc An", "26392-0")]
    assert linked("xã Lộc An", "75-0", IN_2019) == [("xã Lộc An", "26392-0")]


def test_an_article_of_2026_speaks_of_former_units() -> None:
    assert linked("xã Lộc An, huyện Long Thành (cũ)", DONG_NAI_NOW, IN_2026) == [
        ("xã Lộc An", "26392-0"), ("huyện Long Thành", "740-0"),
    ]  # fmt: skip
    assert linked("xã Bình An (cũ) và xã Bình An", DONG_NAI_NOW, IN_2026) == [
        ("xã Bình An", "26386-0"), ("xã Bình An", "26389-20250701"),
    ]  # fmt: skip
    assert linked("xã Lộc An (nay là phường Long Thành, thành phố Đồng Nai)", WARD_NOW, IN_2026) == [
        ("xã Lộc An", "26392-0"), ("phường Long Thành", WARD_NOW), ("thành phố Đồng Nai", DONG_NAI_NOW),
    ]  # fmt: skip
    assert linked("huyện Định Quán", DONG_NAI_NOW, IN_2026) == [("huyện Định Quán", "736-0")]


def test_the_day_says_which_unit_of_a_name() -> None:
    text = "xã Long Phước, tỉnh Đồng Nai"
    assert linked(text, DONG_NAI_NOW, IN_2019) == [("xã Long Phước", "26413-0"), ("tỉnh Đồng Nai", "75-0")]
    assert linked(text, DONG_NAI_NOW, date(2025, 9, 1)) == [
        ("xã Long Phước", "26413-20250701"), ("tỉnh Đồng Nai", "75-20250701"),
    ]  # fmt: skip
    in_2026 = read("xã Long Phước", DONG_NAI_NOW, IN_2026)[0]
    assert (in_2026.place_id, in_2026.province) == ("26413-20250701", "thành phố Đồng Nai")
    assert linked("từ ngày 01/7/2025 là xã Long Thành", when=date(2025, 6, 24)) == [("xã Long Thành", "26368-20250701")]
    assert linked("xã Long Thành") == [("xã Long Thành", "26368-0")]


def test_without_a_day_the_portal_says_it() -> None:
    assert linked("xã Bình An, tỉnh Đồng Nai", when=None) == [("xã Bình An", "26386-0"), ("tỉnh Đồng Nai", "75-0")]
    assert linked("xã Bình An", when=date(2026, 11, 1)) == [("xã Bình An", "26386-0")]
    assert linked("xã Lộc An, huyện Long Thành", None, None) == [
        ("xã Lộc An", "26392-0"),
        ("huyện Long Thành", "740-0"),
    ]


def test_never_by_guess() -> None:
    """Đức Trọng is the only district of its name, yet alone on a portal of another province it stays open."""
    (district,) = read("huyện Đức Trọng")
    assert (district.place_id, district.candidates) == (None, ("678-0",))
    (commune,) = read("xã Tân Thành", None, IN_2019)
    assert commune.place_id is None
    assert len(commune.candidates) > 10
    (slip,) = read("thị trấn Giao Long")
    assert (slip.place_id, slip.name, slip.kind) == (None, "Giao Long", "thị trấn")


def test_a_name_twice_in_the_province_lies_in_the_district_that_the_article_names() -> None:
    text = "Ở huyện {}, tỉnh Bình Phước có hợp tác xã. Vùng điều nằm ở xã Tân Lập và xã Tân Tiến."
    communes = [
        dict(linked(text.format(d), "75-20250701", date(2021, 7, 15))) for d in ("Đồng Phú", "Bù Đốp", "Lộc Ninh")
    ]
    assert [found["xã Tân Tiến"] for found in communes] == ["25393-0", "25321-0", None]


def test_a_divided_commune_keeps_all_heirs() -> None:
    (mention,) = [m for m in read("phường Cống Vị, quận Ba Đình, Hà Nội") if m.level == "commune"]
    assert len(mention.now) > 1
    assert {now.part for now in mention.now} == {"part"}


def test_every_field_is_read_in_its_own_offsets() -> None:
    gazetteer = load_gazetteer()
    page = article(
        "tại xã Bình Sơn\nvà thị trấn Long Thành", title="Xã Lộc An ra mắt sản phẩm", lead="Tin huyện Long Thành",
        captions="Ảnh chụp tại xã Long An", attachments_text="Danh sách xã Tam An",
    )  # fmt: skip
    found = find_places(page, gazetteer, home_unit(gazetteer, LONG_THANH), IN_2019)
    assert [(m.span.field, m.span.surface) for m in found] == [
        ("title", "Xã Lộc An"), ("lead", "huyện Long Thành"), ("captions", "xã Long An"),
        ("attachments", "xã Tam An"), ("body", "xã Bình Sơn"), ("body", "thị trấn Long Thành"),
    ]  # fmt: skip


PIECES = st.sampled_from(
    [
        "xã Lộc An", "Long Thành", "H.Long Thành", "các xã Bình An, Long Đức và Tam An", "TP. Biên Hoà", "(", ")",
        ", ", " - ", " và ", "; ", "\n", "\u200b", "tỉnh Bà Rịa - Vũng Tàu", "HUYỆN", "XÃ", "thị trấn", " ", "04",
        "Phường 4", "Quận 1", "xã nông thôn mới", "M’Drắk", "cũ", "mới", "của", "thuộc", "tỉnh", "TPHCM",
        "Nông trường", "ông Nguyễn Văn A",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join), st.sampled_from([None, LONG_THANH, DONG_NAI_NOW, WARD_NOW]),
       st.sampled_from([None, IN_2019, date(2025, 6, 20), date(2025, 9, 1), IN_2026]))  # fmt: skip
def test_offsets_slice_to_the_surface(text: str, home: str | None, when: date | None) -> None:
    mentions = read(text, home, when)
    ends = [0]
    for mention in mentions:
        span = mention.span
        assert text[span.start : span.end] == span.surface
        assert span.surface == span.surface.strip() and "\n" not in span.surface
        assert mention.name
        assert not (mention.place_id and mention.candidates)
        assert span.start >= ends[-1]
        ends.append(span.end)


@pytest.mark.parametrize(
    ("foot", "place_id"),
    [
        ("UBND huyện Long Thành", "740-0"),
        ("TRANG THÔNG TIN ĐIỆN TỬ HUYỆN LONG THÀNH - TỈNH ĐỒNG NAI\nCơ quan chủ quản: UBND huyện Long Thành", "740-0"),
        ("UBND xã Bình An, huyện Long Thành", "26386-0"),
        ("Ủy ban nhân dân phường Long Thành, thành phố Đồng Nai", WARD_NOW),
        ("UBND thành phố Đồng Nai", DONG_NAI_NOW),
        ("UBND huyện Châu Thành", None),
        ("Báo điện tử", None),
    ],
)
def test_the_foot_of_a_page_names_its_unit(foot: str, place_id: str | None) -> None:
    assert guess_home(foot, load_gazetteer()).place_id == place_id


def test_the_foot_gives_the_form_of_the_day() -> None:
    gazetteer = load_gazetteer()
    assert guess_home("UBND tỉnh Đồng Nai", gazetteer).place_id == "75-20250701"
    home = guess_home("UBND tỉnh Đồng Nai", gazetteer, IN_2019)
    assert (home.place_id, home.level, dict(home.labels)) == ("75-0", "province", {"province": "tỉnh Đồng Nai"})
    assert dict(home_unit(gazetteer, "740-0").labels) == {"district": "huyện Long Thành", "province": "tỉnh Đồng Nai"}


def test_a_unit_bears_the_kind_that_it_was_written_with() -> None:
    hue = guess_home("tỉnh Thừa Thiên Huế", load_gazetteer())
    commune, district = read("ở xã Phong Hiền, huyện Phong Điền", hue.place_id, date(2020, 8, 20))
    assert (commune.kind, district.kind) == ("xã", "huyện"), "both became others in 2025, the record ends there"
    assert commune.place_id and district.place_id


def test_each_upland_commune_of_a_district_is_no_commune_of_that_name() -> None:
    each = "Sản phẩm OCOP là cách khai thác lợi thế của từng xã miền núi Tân Phú, ở huyện Tân Phú."
    assert [surface for surface, _ in linked(each, "734-0") if surface.startswith("xã")] == []
    one = "Đoàn công tác đến xã miền núi Phú Lập, huyện Tân Phú."
    assert [surface for surface, _ in linked(one, "734-0")][:1] == ["xã miền núi Phú Lập"]
