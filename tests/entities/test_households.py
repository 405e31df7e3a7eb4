"""Households called by a person's name: no address of them finer than the commune (docs/legal.md)."""

import json

import pytest

from pipeline.attachments.reading import row_of
from pipeline.households import is_household, is_person, without_fine_address
from pipeline.tables import product_rows


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Nguyễn Thị Mẫu", True),
        ("hộ kinh doanh Trần Văn Mẫu", True),
        ("Hộ ông Lê Mẫu", True),
        ("A Sinh", True),
        ("hộ ông Y Bliêr", True),
        ("K'Brơi", True),
        ("Giàng A Chư", True),
        ("HKD Điểu Sơn", True),
        ("Năm Thà", False),
        ("Lê Gia Food Việt Nam Xuất Khẩu", False),
        ("Khô cá lóc Út Phước", False),
        ("HTX Nông nghiệp Xanh", False),
    ],
)
def test_a_household_called_by_a_person_is_told(name: str, expected: bool) -> None:
    assert is_person(name) is expected


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("ấp 3, xã Lộc An, huyện Long Thành", "xã Lộc An, huyện Long Thành"),
        ("Số 12, đường Lê Lợi, tổ 5, khu phố 2, phường Xuân Bình, TP. Long Khánh", "phường Xuân Bình, TP. Long Khánh"),
        ("Thôn Bản Giác - xã Hòa Mục", "xã Hòa Mục"),
        ("Lộc An, Long Thành", "Lộc An, Long Thành"),
        ("tổ dân phố 4", ""),
    ],
)
def test_an_address_ends_at_the_commune(address: str, kept: str) -> None:
    assert without_fine_address(address) == kept


def test_rows_of_annexes_keep_no_home_of_a_household() -> None:
    table = [
        ["TT", "Tên sản phẩm", "Chủ thể", "Địa chỉ", "Hạng sao"],
        ["1", "Ổi Mai Sinh", "Hộ kinh doanh Trần Thị Mẫu", "ấp 3, xã Lộc An", "3"],
        ["2", "Cam xoàn Làng Cam", "Lê Văn Mẫu, ấp 7, xã Suối Nho", "ấp 7, xã Suối Nho", "3"],
        ["3", "Gạo sạch Bình Sơn", "HTX Bình Sơn", "ấp 2, xã Bình Sơn", "4"],
    ]
    first, second, third = (row_of("a/1", "attachment 1", row, False) for row in product_rows([(1, table)]))
    assert (first["producer"], first["address"]) == ("Hộ kinh doanh Trần Thị Mẫu", "xã Lộc An")
    assert (second["producer"], second["address"]) == ("Lê Văn Mẫu, xã Suối Nho", "xã Suối Nho")
    assert third["address"] == "ấp 2, xã Bình Sơn"
    cells = [cell for row in (first, second) for cell in json.loads(str(row["cells"]))]
    assert not any("ấp" in cell for cell in cells)
    assert is_household("HKD Năm Thà")
    assert not is_household("HTX Bình Sơn")
