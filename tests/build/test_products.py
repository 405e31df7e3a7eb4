"""Which product mentions are one product, what its ratings are, and how rows of tables join them."""

import itertools
import json
from typing import Any

from pipeline.archive.mention_rows import mention_rows
from pipeline.gazetteer import load_gazetteer
from pipeline.gazetteer.home import home_unit
from pipeline.linking.product_identity import gather_products
from pipeline.linking.products import FIRST_ROW, gather_producers, product_row, rating_rows, row_mentions
from pipeline.reading import understand
from tests.entities.plain_article import plain

_numbers = itertools.count()


def named(name: str, producer: str | None = None, place: str | None = None, **known: Any) -> dict[str, Any]:
    facts = {"stars": None, "potential": False, "producer": producer, "state": "announced", "decision": None,
             "decided": None, **known}  # fmt: skip
    number = next(_numbers)
    return {
        "article_id": f"dong-nai/tinh/{number}", "position": 0, "source_id": "dong-nai/tinh", "kind": "product",
        "name": name, "norm": name.lower(), "surface": name, "place_id": place, "details": json.dumps(facts),
        "published": "2023-05-08", "date_from": None, "date_to": None, "quote": name,
    }  # fmt: skip


def groups(*mentions: dict[str, Any]) -> list[set[str]]:
    return [{m["article_id"] for m in found.mentions} for found in gather_products(mentions)]


def test_one_name_of_two_producers_is_two_products() -> None:
    mine, other = named("Mật ong hoa rừng", "HTX Ong Phú Lý"), named("Mật ong hoa rừng", "Cơ sở Bảy Ong")
    assert len(groups(mine, other)) == 2
    assert len({found.id for found in gather_products([mine, other])}) == 2


def test_legal_forms_and_fields_do_not_tell_producers_apart() -> None:
    short = named("hạt điều rang muối", "Nga Biên")
    long = named("Hạt điều rang muối", "Xuất nhập khẩu một thành viên Nga Biên")
    whole = named("hạt điều rang muối", "Công ty TNHH Nga Biên")
    assert groups(short, long, whole) == [{short["article_id"], long["article_id"], whole["article_id"]}]


def test_a_mention_without_producer_joins_by_commune_or_by_its_own_name() -> None:
    made, near, far = (
        named("gạo sạch", "HTX Bắc Ruộng", "22822-0"),
        named("gạo sạch", None, "22822-0"),
        named("gạo sạch"),
    )
    assert {made["article_id"], near["article_id"]} in groups(made, near, far)
    assert len(groups(made, near, far)) == 2
    own, bare = named("bưởi Năm Thà", "hộ kinh doanh Năm Thà"), named("Bưởi Năm Thà")
    assert len(groups(own, bare)) == 1
    assert [found.id for found in gather_products([own, bare])] == ["buoi-nam-tha"]


def test_the_order_of_mentions_does_not_matter() -> None:
    mentions = [named("gạo", "HTX A Bình"), named("gạo", "HTX Cây Trôm"), named("gạo", None, "22822-0"), named("gạo")]
    whole = [(found.id, {m["article_id"] for m in found.mentions}) for found in gather_products(mentions)]
    for order in itertools.permutations(mentions):
        assert [(f.id, {m["article_id"] for m in f.mentions}) for f in gather_products(order)] == whole


def test_a_rating_counts_from_the_decision_that_the_article_names() -> None:
    told = named("trà sen", "HTX Sen", stars=4, decision="1693/QĐ-UBND", decided="2022-08-22")
    (event,) = rating_rows(gather_products([told]))
    assert (event["stars"], event["state"], event["decision"], event["announced"], event["expires"]) == (
        4, "announced", "1693/QĐ-UBND", "2023-05-08", "2025-08-22",
    )  # fmt: skip
    (undated,) = rating_rows(gather_products([named("trà sen", "HTX Sen", stars=4)]))
    assert undated["expires"] == "2026-05-08"


def test_what_was_withdrawn_holds_no_stars() -> None:
    (event,) = rating_rows(gather_products([named("nấm tràm", "HTX Nấm", stars=3, state="withdrawn")]))
    assert (event["stars"], event["state"], event["expires"]) == (0, "withdrawn", None)


def test_potential_five_stars_is_an_event_of_its_own() -> None:
    events = list(rating_rows(gather_products([named("ca cao", "Trọng Đức", stars=5, potential=True)])))
    assert [(event["stars"], event["potential"]) for event in events] == [(5, 1)]


def test_a_row_of_a_table_joins_the_product_of_the_text() -> None:
    text = named("Tiêu sọ Lâm San", "HTX Lâm San")
    row = {
        "article_id": "dong-nai/tinh/1", "source_id": "dong-nai/tinh", "place": "attachment 0", "table_no": 1, "row_no": 2,
        "product": "Tiêu sọ Lâm San", "producer": "Hợp tác xã nông nghiệp Lâm San", "stars": 4, "potential": 0, "group_given": None,
        "cells": json.dumps(["1", "Tiêu sọ Lâm San", "4 sao"]), "published": "2023-05-08", "date_from": None, "date_to": None,
    }  # fmt: skip
    (mention,) = row_mentions([row], ())
    (product,) = gather_products([text, mention])
    assert len(product.mentions) == 2
    (event,) = rating_rows([product])
    assert (event["stars"], event["position"], event["quote"]) == (4, None, "1 | Tiêu sọ Lâm San | 4 sao")
    assert mention["position"] >= FIRST_ROW


def test_an_article_gives_commune_decision_and_state() -> None:
    gazetteer = load_gazetteer()
    article = plain(
        "UBND tỉnh ban hành Quyết định số 1693/QĐ-UBND ngày 22/8/2022 công nhận lại sản phẩm chả cá Long Phước của HTX Thủy "
        "sản Long Phước (xã Long Phước, huyện Long Thành) đạt 4 sao theo Quyết định số 148/QĐ-TTg."
    )
    rows = mention_rows(
        "a/1", article, understand(article, gazetteer, home=home_unit(gazetteer, "75-0")).entities, False
    )
    (row,) = [row for row in rows if row["kind"] == "product"]
    known = json.loads(row["details"])
    assert (row["place_id"], known["decision"], known["decided"], known["state"], known["stars"]) == (
        "26413-0", "1693/QĐ-UBND", "2022-08-22", "renewed", 4,
    )  # fmt: skip
    (product,) = gather_products(
        [{**row, "source_id": "a", "published": "2022-08-30", "date_from": None, "date_to": None}]
    )
    assert product_row(product, gazetteer)["place"] == "xã Long Phước, huyện Long Thành, tỉnh Đồng Nai"


def test_a_proposed_rank_is_no_rating() -> None:
    gazetteer = load_gazetteer()
    article = plain("Chả cá Long Phước của HTX Thủy sản Long Phước đủ mức đề nghị hạng 4 sao.")
    rows = mention_rows("a/1", article, understand(article, gazetteer).entities, False)
    (row,) = [row for row in rows if row["kind"] == "product"]
    row["quote"] = article.text_of(row["field"])[row["quote_start"] : row["quote_end"]]
    (product,) = gather_products(
        [{**row, "source_id": "a", "published": "2022-08-30", "date_from": None, "date_to": None}]
    )
    (event,) = rating_rows([product])
    assert (event["stars"], event["state"], event["potential"], event["expires"]) == (4, "proposed", 1, None)
    assert event["quote"] == article.body
    assert product_row(product, gazetteer)["stars_announced"] is None


def product_rows_of(text: str) -> dict[str, dict[str, Any]]:
    gazetteer = load_gazetteer()
    article = plain(text)
    entities = understand(article, gazetteer, home=home_unit(gazetteer, "740-0")).entities
    rows = mention_rows("a/1", article, entities, False)
    return {row["name"]: row | json.loads(row["details"]) for row in rows if row["kind"] == "product"}


def test_a_product_lies_where_its_producer_does_and_not_where_who_decides() -> None:
    rows = product_rows_of(
        "HTX Nông nghiệp Hoa Sen (xã Bàu Cạn, huyện Long Thành) có sản phẩm trà lá sen Hoa Sen được công nhận OCOP 3 sao "
        "theo Quyết định số 2210/QĐ-UBND ngày 04/5/2023 của UBND huyện Long Thành."
    )
    found = rows["trà lá sen Hoa Sen"]
    assert (found["place_id"], found["decision"], found["stars"]) == ("26410-0", "2210/QĐ-UBND", 3)


def test_no_decision_is_given_to_what_only_lapsed() -> None:
    rows = product_rows_of(
        "UBND tỉnh ban hành Quyết định số 311/QĐ-UBND ngày 10/02/2025 thu hồi giấy chứng nhận OCOP đối với sản phẩm chuối "
        "sấy Đồi Gió của HTX Đồi Gió. Sản phẩm bưởi Trăng Rằm của Công ty TNHH Trăng Rằm hết hạn chứng nhận."
    )
    assert {name: (row["state"], row["decision"]) for name, row in rows.items()} == {
        "chuối sấy Đồi Gió": ("withdrawn", "311/QĐ-UBND"), "bưởi Trăng Rằm": ("lapsed", None),
    }  # fmt: skip


def test_a_household_of_another_province_is_another_one_and_a_company_is_not() -> None:
    units = {"dong-nai/tinh": "75-20260430", "dong-nai/long-thanh": "740-0", "ninh-binh/tinh": "37-20250701"}

    def producer(source: str, kind: str) -> dict[str, Any]:
        known = json.dumps({"kind": kind})
        return named("Hai Lúa") | {
            "article_id": f"{source}/1",
            "source_id": source,
            "kind": "producer",
            "details": known,
        }

    mine, near, far = (producer(source, "household") for source in units)
    paper = producer("báo", "household")
    gazetteer = load_gazetteer()
    assert [one.id for one in gather_producers([mine, near, paper], units, gazetteer)] == ["hai-lua"]
    apart = {one.id: len(one.mentions) for one in gather_producers([mine, near, far, paper], units, gazetteer)}
    assert sorted(apart.values()) == [1, 1, 2]
    assert "hai-lua_báo" in apart
    companies = [producer(source, "company") for source in units]
    assert [one.id for one in gather_producers(companies, units, gazetteer)] == ["hai-lua"]
