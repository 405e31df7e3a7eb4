"""Traps about the day of publication (portals.md 2.3-2.4 of the project's notes)."""

from .traps_seen import Check, Seen

CLOCK = "2016-02-26"
"""The fixed date line of mau/long-thanh."""


def _clock_is_refused(seen: Seen, portal: str, day: str | None) -> None:
    """`day`: what the clock shows; None for the server's own day, which is read off the clock's own rows."""
    for article in seen.of_portal(portal):
        clocks = seen.dates(article, "page clock")
        assert len(clocks) == 1, f"{article.id}: the clock is not among the dates considered"
        shown = clocks[0]["value"]
        assert day is None or shown == day
        assert not clocks[0]["accepted"]
        assert clocks[0]["why_not"]
        row = seen.row(article)
        assert row["date_shown"] == shown, "what a careless reader takes is kept, named as such"
        assert row["published"] == article.expect.published
        for name in ("published", "date_from", "date_to"):
            assert not str(row[name]).startswith(shown), f"{article.id}: {name} is the clock's day"


def fixed_header_clock(seen: Seen) -> None:
    _clock_is_refused(seen, "long-thanh", CLOCK)


def header_clock_of_today(seen: Seen) -> None:
    _clock_is_refused(seen, "dinh-quan", None)
    _clock_is_refused(seen, "phuong-long-thanh", None)
    clocks = {row["value"] for row in seen.road.rows("SELECT value FROM dates WHERE basis = 'page clock'")} - {CLOCK}
    assert all(day >= "2026" for day in clocks)
    assert clocks


def no_publication_date(seen: Seen) -> None:
    for article in seen.carrying("no publication date anywhere", "long-thanh/3610", "long-thanh/3903"):
        row = seen.row(article)
        assert (row["published"], row["published_basis"]) == (None, None)
        assert seen.accepted(article) == []
        assert row["date_to"] <= "2025-06-30", "the portal's body ended that day; the day of the crawl bounds nothing"
        days = [f"{row['date_from']}", f"{row['date_to']}"]
        assert not [day for day in days if day.startswith(row["first_seen"][:10])]


def decision_date_first(seen: Seen) -> None:
    decided = {"long-thanh/4127": "2019-09-23", "long-thanh/13784": "2025-03-26", "dong-nai/2105": "2019-09-24"}
    for article in seen.carrying("decision date in the first sentence", *decided):
        decision = decided[f"{article.portal}/{article.id}"]
        assert seen.accepted(article) == [article.published]
        row = seen.row(article)
        assert row["published"] == article.published
        assert not row["published"].startswith(decision)
        assert row["date_from"] == row["date_to"] == str(article.published)[:10]


def microdata_holds_the_edit_time(seen: Seen) -> None:
    seen.carrying("microdata holds the edit time", "dong-nai/6270", "phuong-long-thanh/71")
    for article in seen.of_portal("dong-nai", "xuan-loc", "phuong-long-thanh"):
        assert seen.row(article)["published"] == article.published
        edits = seen.dates(article, "modified")
        assert [row["value"] for row in edits] == [article.edited]
        assert not edits[0]["accepted"]
        assert not seen.dates(article, "meta"), "microdata stands as edit time, not as publication time"


def _printed(seen: Seen, portal: str, number: str, value: str, precision: str) -> None:
    article = seen.sample(portal, number)
    row = seen.row(article)
    assert row["published"] == value
    assert row["published_basis"] == "label"
    label = seen.dates(article, "label")
    assert [(found["value"], found["precision"]) for found in label] == [(value, precision)]
    assert article.shown is not None
    assert article.shown in label[0]["evidence"], "the date as printed is its evidence"


def twelve_hour_clock(seen: Seen) -> None:
    _printed(seen, "la", "1", "2019-10-08T15:06", "minute")


def unpadded_dates(seen: Seen) -> None:
    _printed(seen, "la", "2", "2020-11-18T10:00", "minute")
    _printed(seen, "la", "3", "2021-05-08", "day")
    _printed(seen, "dinh-quan", "1477", "2024-02-29T08:15", "minute")


CHECKS: dict[str, Check] = {
    "fixed header clock": fixed_header_clock,
    "header clock of today": header_clock_of_today,
    "no publication date anywhere": no_publication_date,
    "decision date in the first sentence": decision_date_first,
    "microdata holds the edit time": microdata_holds_the_edit_time,
    "12-hour clock": twelve_hour_clock,
    "unpadded dates": unpadded_dates,
}
