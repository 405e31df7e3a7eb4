"""Which mentions are one entity: with the real gazetteer, over rows as the archive holds them."""

import itertools
import json
import re
from typing import Any

import pytest

from pipeline.gazetteer import load_gazetteer
from pipeline.linking.bodies import gather_bodies
from pipeline.linking.documents import citations, document_row, gather_documents

UNITS = {"dong-nai/long-thanh": "740-0", "dong-nai/phuong-long-thanh": "26368-20260430", "dong-nai/tinh": "75-20260430"}
_numbers = itertools.count()


def body(
    own_name: str, place_id: str | None, source: str = "dong-nai/tinh", kind: str = "cooperative"
) -> dict[str, Any]:
    number = next(_numbers)
    return {
        "article_id": f"{source}/{number}", "position": 0, "source_id": source, "kind": kind, "norm": own_name,
        "name": own_name, "place_id": place_id, "surface": own_name, "details": json.dumps({"fields": []}),
        "published": None, "date_from": None, "date_to": None,
    }  # fmt: skip


def document(norm: str, place_id: str | None, year: str | None, source: str = "dong-nai/tinh") -> dict[str, Any]:
    number = next(_numbers)
    return {
        "article_id": f"{source}/{number}", "position": 0, "source_id": source, "kind": "document", "norm": norm, "rule": "document.state",
        "name": "kế hoạch", "place_id": place_id, "surface": norm, "date": f"{year}-09-24" if year else None,
        "details": json.dumps({"year": year, "issuer": None, "symbol": re.sub(r"^\d+[/-]", "", norm)}),
        "published": None, "date_from": None, "date_to": None, "field": "body", "start": 0,
    }  # fmt: skip


def bodies(*mentions: dict[str, Any]) -> list[set[str]]:
    return [{m["article_id"] for m in found.mentions} for found in gather_bodies(mentions, UNITS, load_gazetteer())]


def test_a_body_stays_one_through_the_merger() -> None:
    then, now = body("Xanh", "26392-0"), body("Xanh", "26368-20260430")
    assert bodies(then, now) == [{then["article_id"], now["article_id"]}]


def test_the_same_name_in_another_district_is_another_body() -> None:
    assert len(bodies(body("Thành Công", "26392-0"), body("Thành Công", "26485-0"))) == 2


def test_two_communes_called_loc_an_in_todays_dong_nai_stay_apart() -> None:
    assert len(bodies(body("Lộc An", "26392-0"), body("Lộc An", "25276-0"))) == 2


def test_a_name_without_a_place_joins_the_only_body_of_its_portals_district() -> None:
    placed, bare = body("Xanh", "26392-0"), body("Xanh", None, source="dong-nai/long-thanh")
    assert bodies(placed, bare) == [{placed["article_id"], bare["article_id"]}]


def test_a_name_without_a_place_stands_alone_where_two_bodies_have_it() -> None:
    assert len(bodies(body("Xanh", "26392-0"), body("Xanh", "26485-0"), body("Xanh", None))) == 3


def test_groups_are_unique_only_within_a_commune() -> None:
    one, other = body("Bưởi", "26398-0", kind="group"), body("Bưởi", "26392-0", kind="group")
    assert len(bodies(one, other)) == 2
    assert len(bodies(one | {"kind": "cooperative"}, other | {"kind": "cooperative"})) == 1


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_no_order_of_reading_changes_what_is_one(order: tuple[int, ...]) -> None:
    mentions = [
        body("Xanh", "26392-0"),
        body("Xanh", "26368-20260430"),
        body("Xanh", None, source="dong-nai/long-thanh"),
        body("Xanh", "26485-0"),
    ]
    ids = {m["article_id"]: index for index, m in enumerate(mentions)}
    found = bodies(*(mentions[i] for i in order))
    assert sorted(sorted(ids[name] for name in group) for group in found) == [[0, 1, 2], [3]]


def test_documents_of_two_issuers_or_years_are_two() -> None:
    mentions = [
        document("10946/KH-UBND", "75-0", "2019"),
        document("10946/KH-UBND", "75-0", "2020"),
        document("10946/KH-UBND", "740-0", "2019"),
    ]
    assert len(gather_documents(mentions)) == 3


def test_a_document_without_year_joins_the_one_its_portal_names() -> None:
    dated, bare = document("46-CT/TU", "75-0", "2015-2020"), document("46-CT/TU", "75-0", None)
    (found,) = gather_documents([dated, bare])
    assert len(found.mentions) == 2


def test_leading_zeros_do_not_make_another_document_and_letters_keep_their_marks() -> None:
    assert (
        len(gather_documents([document("5-NQ/TU", "75-0", "2020-2025"), document("05-NQ/TU", "75-0", "2020-2025")]))
        == 1
    )
    assert len(gather_documents([document("5-HĐ/TU", "75-0", None), document("5-HD/TU", "75-0", None)])) == 2


def test_the_majority_of_claimed_dates_is_shown_and_all_are_kept() -> None:
    mentions = [
        document("490/QĐ-TTg", None, "2018") | {"date": day} for day in ("2018-05-07", "2018-05-07", "2018-07-05")
    ]
    row = document_row(gather_documents(mentions)[0])
    assert row["date"] == "2018-05-07"
    assert json.loads(row["dates_claimed"]) == {"2018-05-07": 2, "2018-07-05": 1}


def test_documents_of_unknown_issuers_on_two_portals_never_merge() -> None:
    mentions = [
        document("45/KH-UBND", None, "2024", source="dong-nai/tinh"),
        document("45/KH-UBND", None, "2024", source="dong-nai/tinh"),
        document("45/KH-UBND", None, "2024", source="ha-tinh/tinh"),
        document("148/QĐ-TTg", None, "2023", source="dong-nai/tinh"),
        document("148/QĐ-TTg", None, "2023", source="ha-tinh/tinh"),
    ]
    assert sorted(len(found.mentions) for found in gather_documents(mentions)) == [1, 2, 2]


def test_an_unknown_issuer_is_told_by_number_and_day() -> None:
    known = document("10946/KH-UBND", "75-0", "2019")
    same, other = (
        document("10946/KH-UBND", None, "2019", source=f"dong-nai/{name}") for name in ("tan-phu", "xuan-loc")
    )
    found = gather_documents([known, same, other | {"date": "2019-03-01"}])
    assert sorted(len(one.mentions) for one in found) == [1, 2]
    another = document("10946/KH-UBND", "740-0", "2019")
    assert len(gather_documents([known, another, same])) == 3


def test_the_province_before_and_after_its_mergers_is_three_issuers() -> None:
    places = ("75-0", "75-20250701", "75-20260430")
    found = gather_documents([document("12/KH-UBND", place, "2026") for place in places])
    assert sorted(document_row(one)["issuer_place_id"] for one in found) == sorted(places)


def test_a_mention_without_year_is_linked_only_to_a_document_of_its_time() -> None:
    old, bare = document("46/KH-UBND", "75-0", "2015"), document("46/KH-UBND", "75-0", None)
    near, far = bare | {"published": "2016-03-01"}, bare | {"published": "2024-03-01"}
    (joined,) = gather_documents([old, near])
    assert [row["link"] for row in citations([joined])] == ["certain", "probably same"]
    assert len(gather_documents([old, far])) == 2


def test_a_number_without_symbol_is_probably_the_one_document_of_its_portal() -> None:
    full = document("377/QĐ-BNN-VPĐP", None, "2024")
    known = {"year": None, "issuer": None, "confidence": "number-only", "symbol": "QĐ"}
    bare = document("377/QĐ", None, None) | {"details": json.dumps(known)}
    plan = document("377/KH", None, None) | {"details": json.dumps(known | {"symbol": "KH"})}
    found = gather_documents([full, bare, plan, bare | {"source_id": "ha-tinh/tinh"}])
    assert sorted(len(one.mentions) for one in found) == [1, 1, 2]
    assert {row["link"] for one in found for row in citations([one])} == {"certain", "probably same"}


def test_a_citation_carries_the_role_of_its_clause() -> None:
    mention = document("45/KH-UBND", "75-0", "2024")
    row = mention | {"field": "body", "start": 3, "details": json.dumps({"year": "2024", "role": "replaces"})}
    assert [citation["role"] for citation in citations(gather_documents([row]))] == ["replaces"]


def with_fields(words: str, own_name: str, place_id: str | None, source: str = "dong-nai/tinh") -> dict[str, Any]:
    return body(own_name, place_id, source) | {"details": json.dumps({"fields": words.split(", ") if words else []})}


def test_field_words_that_do_not_fit_keep_bodies_of_one_district_apart() -> None:
    farm = with_fields("nông nghiệp, dịch vụ", "Hoa Sen", "26410-0")
    shorter = with_fields("nông nghiệp", "Hoa Sen", "26392-0")
    lorries = with_fields("vận tải", "Hoa Sen", "26422-0")
    found = bodies(farm, shorter, lorries)
    assert len(found) == 2
    assert {farm["article_id"], shorter["article_id"]} in found
    renamed = with_fields("vận tải", "Hoa Sen", "26410-0")
    assert len(bodies(farm, renamed)) == 1, "in one commune a name is one body's, whatever field words a paper drops"


def test_a_name_without_field_words_joins_no_two_bodies() -> None:
    farm, short = with_fields("nông nghiệp", "Hoa Sen", "26410-0"), with_fields("", "Hoa Sen", "26410-0")
    lorries, other = with_fields("vận tải", "Hoa Sen", "26422-0"), with_fields("", "Hoa Sen", "26392-0")
    found = bodies(farm, short, lorries, other)
    assert sorted(map(len, found)) == [1, 1, 2]
    assert {farm["article_id"], short["article_id"]} in found
    assert len(bodies(farm, short, other)) == 1
    later = with_fields("", "Hoa Sen", "26413-20250701")
    assert {farm["article_id"], later["article_id"]} in bodies(farm, lorries, later), "its commune went into that one"


@pytest.mark.parametrize("order", list(itertools.permutations(range(5))))
def test_no_order_of_reading_changes_which_field_words_fit(order: tuple[int, ...]) -> None:
    mentions = [
        with_fields("nông nghiệp", "Hoa Sen", "26410-0"),
        with_fields("", "Hoa Sen", "26410-0"),
        with_fields("vận tải", "Hoa Sen", "26422-0"),
        with_fields("", "Hoa Sen", "26392-0"),
        with_fields("vận tải", "Hoa Sen", None, source="dong-nai/long-thanh"),
    ]
    ids = {m["article_id"]: index for index, m in enumerate(mentions)}
    found = bodies(*(mentions[i] for i in order))
    assert sorted(sorted(ids[name] for name in group) for group in found) == [[0, 1], [2, 4], [3]]


def test_a_name_without_a_place_is_the_one_its_article_places() -> None:
    placed, elsewhere = with_fields("nông nghiệp", "Hoa Sen", "26410-0"), body("Hoa Sen", "26485-0")
    short = with_fields("", "Hoa Sen", None) | {"article_id": placed["article_id"], "position": 1}
    gathered = gather_bodies((short, placed, elsewhere), UNITS, load_gazetteer())
    by_position = {(m["article_id"], m["position"]): one.id for one in gathered for m in one.mentions}
    assert by_position[short["article_id"], 1] == by_position[placed["article_id"], 0] == "cooperative-hoa-sen_740-0"


def test_two_bodies_of_one_district_are_told_apart_by_their_communes() -> None:
    farm, lorries = with_fields("nông nghiệp", "Hoa Sen", "26410-0"), with_fields("vận tải", "Hoa Sen", "26422-0")
    unfit = with_fields("xây dựng", "Hoa Sen", None, source="dong-nai/long-thanh")
    ids = [one.id for one in gather_bodies((farm, lorries, unfit), UNITS, load_gazetteer())]
    assert ids == [f"cooperative-hoa-sen_{end}" for end in ("26410-0", "26422-0", "740-0")]
    only = [one.id for one in gather_bodies((farm, unfit), UNITS, load_gazetteer())]
    assert only == ["cooperative-hoa-sen_740-0", "cooperative-hoa-sen_dong-nai.long-thanh"]


def test_bodies_known_by_their_district_only_are_told_apart_by_field_words() -> None:
    farm, lorries = with_fields("nông nghiệp", "Hoa Sen", "740-0"), with_fields("vận tải", "Hoa Sen", "740-0")
    short = with_fields("", "Hoa Sen", "740-0")
    ids = {one.id: len(one.mentions) for one in gather_bodies((farm, lorries, short), UNITS, load_gazetteer())}
    assert ids == {f"cooperative-hoa-sen_740-0{end}": 1 for end in ("", ".nong-nghiep", ".van-tai")}
    assert len(bodies(farm, short)) == 1
