"""Contacts and numbers of persons are masked in place; what only looks like them stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.article.masked import masked
from pipeline.article.plain_text import read_text
from pipeline.masks import MARK, mask, masked_spans


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("ĐT: 02513.844298 - Fax: 02513.844383", ["02513.844298", "02513.844383"]),
        ("gọi 0912 345 678 hoặc 0912.345.679, 0912345670", ["0912 345 678", "0912.345.679", "0912345670"]),
        ("Điện thoại (0251) 3844298", ["(0251) 3844298"]),
        ("liên hệ 0912.34.56.78", ["0912.34.56.78"]),
        ("số +84 912 345 678", ["+84 912 345 678"]),
        ("Email: vanphong-xh@example.gov.vn.", ["vanphong-xh@example.gov.vn"]),
        ("số tài khoản 6700 2050 12345 Agribank", ["6700 2050 12345"]),
        ("STK: 19012345678", ["19012345678"]),
        ("CCCD số 075185001234 cấp", ["075185001234"]),
        ("mã số thuế 3600123456-001", ["3600123456-001"]),
        ("bà A, 075185001234, ấp 2", ["075185001234"]),
    ],
)
def test_masked(text: str, hidden: list[str]) -> None:
    assert [text[start:end] for start, end in masked_spans(text)] == hidden
    assert not any(number in mask(text) for number in hidden)


@pytest.mark.parametrize(
    "text",
    ["Kế hoạch số 10946/KH-UBND ngày 24/9/2019", "8796/ UBND-NN", "27.000 - 32.000 đồng/kg", "54-564-22243-1-2021",
     "01.01.2020 - 31.12.2020", "20 000 000 đồng", "05 12 30 45 60 70", "năm 2018, 2019 và 2020", "1.234.567.890 đồng",
     "QCVN 01-05:2009/BNNPTNT", "7, 8, 9, 10, 11, 12 và 13", "0,5 - 0,75 ha", "Nghị quyết 1662/NQ-UBTVQH15",
     "mã vùng trồng VN-DNOR-0123", "từ 08:00 ngày 05-06-2024"],
)  # fmt: skip
def test_left_alone(text: str) -> None:
    assert mask(text) == text


CONTACTS = st.sampled_from(
    ["0912345678", "ĐT: 0251.3844298", "a.b@example.vn", "CCCD 075185001234", "24/9/2019", "\n", " x "]
)


@given(st.lists(st.one_of(CONTACTS, st.text(max_size=8))).map("".join))
def test_length_and_lines_hold(text: str) -> None:
    hidden = mask(text)
    assert len(hidden) == len(text)
    assert "\n".join(mask(line) for line in text.split("\n")) == hidden
    assert all(new in (old, MARK) for old, new in zip(text, hidden, strict=True))


def test_fields_and_blocks_of_an_article_stay_in_step() -> None:
    article = read_text(
        "Hợp tác xã tìm khách hàng\n" + "Mời bà con gọi số 0912345678 để đặt hàng tại xưởng của hợp tác xã. " * 4
        + "\na.jpg\nBà An, điện thoại 0987 654 321\n- Thư gửi về htx@example.vn."
    )  # fmt: skip
    hidden = masked(article)
    assert "0912345678" not in hidden.body and MARK in hidden.body
    assert "0987" not in hidden.captions and hidden.images[0].caption == hidden.captions
    assert "\n".join(b.text for b in hidden.blocks if b.kind in ("paragraph", "list_item")) == hidden.body
    assert len(hidden.body) == len(article.body)
