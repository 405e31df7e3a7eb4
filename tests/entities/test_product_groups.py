"""Groups of products as texts and tables give them, in the edition of the criteria that held."""

import json
from datetime import date

import pytest

from pipeline.archive.mention_rows import mention_rows
from pipeline.article.plain_text import read_text
from pipeline.attachments.reading import row_of
from pipeline.entities.cooperatives import find_cooperatives
from pipeline.entities.producers import find_producers
from pipeline.entities.products import find_products
from pipeline.gazetteer import load_gazetteer
from pipeline.linking.product_identity import gather_products
from pipeline.linking.products import product_row, row_mentions
from pipeline.product_groups import edition_of, group_in
from pipeline.reading import understand
from pipeline.tables import product_rows


def groups(body: str) -> list[tuple[str, str | None]]:
    article = read_text(f"Huyện công nhận sản phẩm OCOP đợt 1\n\n{body}")
    found = find_products(article, find_producers(article), find_cooperatives(article))
    return [(mention.name, mention.group) for mention in found]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "Có 3 sản phẩm nhóm thực phẩm gồm: Mật ong Phú Lý; giò bột Hòa Lạc (xã Phú Lý); nhóm đồ uống có rượu bưởi Sáu Mận.",
            [("Mật ong Phú Lý", "thực phẩm"), ("giò bột Hòa Lạc", "thực phẩm"), ("rượu bưởi Sáu Mận", "đồ uống")],
        ),
        (
            "Sản phẩm nhang sạch Lộc An (nhóm thảo dược) đạt 3 sao; ghế tre Năm Thà thuộc nhóm thủ công mỹ nghệ được công nhận.",
            [("nhang sạch Lộc An", "thảo dược"), ("ghế tre Năm Thà", "thủ công mỹ nghệ")],
        ),
        (
            "Nhóm đồ uống có cồn:\n- Rượu nếp Bà Ba (4 sao)\n- Rượu bưởi Sáu Mận",
            [("Rượu nếp Bà Ba", "đồ uống có cồn"), ("Rượu bưởi Sáu Mận", "đồ uống có cồn")],
        ),
        ("Hội đồng xét nhóm thực phẩm trước. Sản phẩm rượu nếp Bà Ba đạt 3 sao.", [("rượu nếp Bà Ba", None)]),
    ],
)
def test_the_group_that_a_text_gives(body: str, expected: list[tuple[str, str | None]]) -> None:
    assert groups(body) == expected


@pytest.mark.parametrize(
    ("first", "last", "decision"),
    [
        ("2019-08-20", "2019-08-20", None),
        ("2019-08-21", "2019-08-21", "1048/QĐ-TTg (2019)"),
        ("2020", "2021-06", "1048/QĐ-TTg (2019)"),
        ("2023-02-23", "2023-02-23", "1048/QĐ-TTg (2019)"),
        ("2023-02-24", "2026-11-26", "148/QĐ-TTg (2023)"),
        ("2023", "2023", None),
        ("2022-01-01", "2024-01-01", None),
        (None, "2024-01-01", None),
    ],
)
def test_the_edition_that_held(first: str | None, last: str | None, decision: str | None) -> None:
    edition = edition_of(first, last)
    assert (edition.label if edition else None) == decision


@pytest.mark.parametrize(
    ("given", "in_2019", "in_2023"),
    [
        ("thực phẩm", (1, "thực phẩm"), (1, "thực phẩm")),
        ("vải, may mặc", (4, "vải, may mặc"), (4, "hàng thủ công mỹ nghệ")),
        ("lưu niệm - nội thất - trang trí", (5, "lưu niệm - nội thất - trang trí"), (4, "hàng thủ công mỹ nghệ")),
        ("sinh vật cảnh", None, (5, "sinh vật cảnh")),
        ("thực phẩm và thảo dược", None, None),
        ("thực phẩm chức năng", None, None),
        ("chè", None, None),
    ],
)
def test_a_group_has_the_code_of_its_edition(
    given: str, in_2019: tuple[int, str] | None, in_2023: tuple[int, str] | None
) -> None:
    for day, expected in (("2021-01-01", in_2019), ("2024-01-01", in_2023)):
        found = group_in(edition_of(day, day), given)
        assert (found and (found.code, found.name)) == expected


def test_a_product_keeps_its_group_with_the_edition_of_its_article() -> None:
    gazetteer = load_gazetteer()
    article = read_text("Công nhận sản phẩm OCOP\n\nNhóm vải, may mặc có khăn thổ cẩm Châu Lý đạt 3 sao.")
    rows = mention_rows("a/1", article, understand(article, gazetteer, today=date(2026, 11, 26)).entities, False)
    (row,) = [row for row in rows if row["kind"] == "product"]
    told = {**row, "source_id": "a", "date_from": None, "date_to": None}
    for day, code, edition in (("2021-05-01", 4, "1048/QĐ-TTg (2019)"), ("2025-05-01", 4, "148/QĐ-TTg (2023)")):
        (product,) = gather_products([{**told, "published": day}])
        found = product_row(product, gazetteer)
        assert (found["group_given"], found["group_code"], found["group_edition"]) == ("vải, may mặc", code, edition)


def test_tables_give_groups_by_column_and_by_section_line() -> None:
    table = [
        ["TT", "Tên sản phẩm", "Chủ thể", "Nhóm sản phẩm", "Hạng sao"],
        ["1", "Khăn thổ cẩm Châu Lý", "THT Châu Lý", "Thủ công mỹ nghệ", "3"],
    ]
    sections = [
        ["TT", "Tên sản phẩm", "Chủ thể", "Hạng sao"],
        ["II", "NHÓM ĐỒ UỐNG (01 sản phẩm)", "", ""],
        ["1", "Rượu nếp Bà Ba", "HTX Bà Ba", "4"],
    ]
    rows = [row_of("a/1", "body", row, False) for row in product_rows([(1, table), (3, sections)])]
    assert [row["group_given"] for row in rows] == ["Thủ công mỹ nghệ", "đồ uống"]
    known = {
        **rows[0],
        "product_id": None,
        "published": "2024-05-01",
        "date_from": None,
        "date_to": None,
        "source_id": "a",
    }
    (mention,) = row_mentions([known], ())
    assert json.loads(str(mention["details"]))["group"] == "Thủ công mỹ nghệ"
