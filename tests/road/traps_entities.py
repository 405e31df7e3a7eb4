"""Traps of document numbers and place names."""

import json

from .traps_seen import Check, Seen


def _one_document(seen: Seen, norm: str, trap: str, *articles: str) -> None:
    """The number is read from the articles that damage it, and is the document that clean articles name."""
    damaged = seen.carrying(trap, *articles)
    for article in damaged:
        assert seen.documents(article) == set(article.expect.documents), article.id
    assert any(norm in article.expect.documents for article in damaged)
    assert len(seen.document_ids(norm)) == 1, f"{norm} became several documents"


def _clean_norms(seen: Seen, *odd: str) -> None:
    for table, column in (("mentions", "norm"), ("documents", "norm"), ("documents", "id"), ("articles", "documents")):
        values = [str(row[column]) for row in seen.road.rows(f"SELECT {column} FROM {table}")]
        assert not [value for value in values if any(letter in value for letter in odd)], (table, column)


def eth(seen: Seen) -> None:
    _one_document(seen, "1489/QĐ-TTg", "eth for Đ", "dong-nai/5834", "long-thanh/5911")
    _one_document(seen, "148/QĐ-TTg", "eth for Đ")
    _clean_norms(seen, "\u00d0", "\u00f0")


def fraction_slashes(seen: Seen) -> None:
    _one_document(seen, "1698/QĐ-UBND", "fraction slashes in numbers", "dinh-quan/812", "dong-nai/3890")
    _clean_norms(seen, "\u2044")


def full_width_slashes(seen: Seen) -> None:
    _one_document(seen, "1662/NQ-UBTVQH15", "full-width slashes in numbers", "long-thanh/13840")
    _clean_norms(seen, "\uff0f")


def spaces_inside(seen: Seen) -> None:
    _one_document(seen, "185/KH-UBND", "spaces inside document numbers", "long-thanh/5702")
    _clean_norms(seen, " /", "/ ")


def over_a_line_break(seen: Seen) -> None:
    _one_document(seen, "1698/QĐ-UBND", "document number over a line break", "long-thanh/3388")
    _clean_norms(seen, "\n")


def same_name_in_two_districts(seen: Seen) -> None:
    there, here = seen.sample("dong-nai", "3377"), seen.sample("long-thanh", "5466")
    assert seen.communes(there) == {"xã Lộc An, huyện Lộc Ninh"}
    assert "xã Lộc An, huyện Long Thành" in seen.communes(here)
    both = seen.communes(seen.sample("dong-nai", "5811"))
    assert {"xã Lộc An, huyện Long Thành", "xã Lộc An, huyện Lộc Ninh"} <= both
    now = seen.road.rows("SELECT places_now FROM articles WHERE id = 'mau/dong-nai/3377'")[0]["places_now"]
    assert "Long Thành" not in " ".join(label for label in json.loads(now) if label.startswith(("xã", "phường")))


def split_commune(seen: Seen) -> None:
    article = seen.sample("xuan-loc", "83")
    mentions = [row for row in seen.of("mentions", article) if row["surface"].endswith("Xuân Tâm")]
    split = {row["place_id"] for row in mentions if row["kind"] == "commune"}
    assert {seen.place_label(place_id) for place_id in split} == {"xã Xuân Tâm, huyện Xuân Lộc"}
    changes = seen.road.rows("SELECT new_id, part FROM place_changes WHERE old_id = ?", *split)
    assert {(seen.places[row["new_id"]]["label"], row["part"]) for row in changes} == {
        ("xã Xuân Hòa", "part"),
        ("xã Xuân Đông", "part"),
    }
    now = json.loads(seen.row(article)["places_now"])
    assert {"xã Xuân Hòa, thành phố Đồng Nai", "xã Xuân Đông, thành phố Đồng Nai"} <= set(now)


CHECKS: dict[str, Check] = {
    "eth for Đ": eth,
    "fraction slashes in numbers": fraction_slashes,
    "full-width slashes in numbers": full_width_slashes,
    "spaces inside document numbers": spaces_inside,
    "document number over a line break": over_a_line_break,
    "same commune name in two districts": same_name_in_two_districts,
    "a commune that was split": split_commune,
}
