"""Tables computed over the whole archive and its ledger: places, portals, runs, coverage, what was not kept."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.captures.reader import CaptureReader
from crawler.portals.registry import Registry
from crawler.portals.source import Source
from pipeline.archive.health import flood_checks, handed_on_checks, health_rows, layout_checks, unread_checks
from pipeline.archive.past_checks import past_checks
from pipeline.archive.store import get_state, replace_rows, set_state
from pipeline.dates.parse import ImpossibleDate, read_date
from pipeline.decisions.audits import Judgement, measured_by_rule, read_judgements
from pipeline.entities.rules import all_rules
from pipeline.gazetteer import Gazetteer
from pipeline.precision import shipped_precision

Row = dict[str, Any]


def write(db: Database, reader: CaptureReader, registry: Registry, gazetteer: Gazetteer, decisions: Path) -> None:
    """All of them anew. `decisions`: the home's folder of what people judged. Raises DecisionError on a broken file."""
    judged = read_judgements(decisions)
    with db.atomic():
        _write_places(db, gazetteer)
        replace_rows(db, "rules", _rule_rows(judged))
        replace_rows(db, "sources", _source_rows(db, registry, reader, gazetteer))
        replace_rows(db, "runs", _run_rows(reader))
        replace_rows(db, "considered", _considered_rows(db, reader))
        replace_rows(db, "coverage", _coverage_rows(db, reader))
        replace_rows(
            db,
            "health",
            [
                *health_rows(reader, registry),
                *(check.as_row() for check in layout_checks(db, reader, registry)),
                *(check.as_row() for check in past_checks(db, reader, registry)),
                *(check.as_row() for check in flood_checks(db, reader)),
                *(check.as_row() for check in unread_checks(db, reader)),
                *(check.as_row() for check in handed_on_checks(db, reader, registry)),
            ],
        )


def begin(db: Database, gazetteer: Gazetteer) -> None:
    """What a new archive can be given before anything was read: its places, while children are still starting."""
    if not get_state(db, "gazetteer_version"):
        with db.atomic():
            _write_gazetteer(db, gazetteer)


def _write_gazetteer(db: Database, gazetteer: Gazetteer) -> None:
    replace_rows(db, "places", (_place_row(gazetteer, place) for place in gazetteer.places()))
    replace_rows(db, "place_changes", gazetteer.change_rows())
    set_state(db, "gazetteer_version", gazetteer.version)


def _write_places(db: Database, gazetteer: Gazetteer) -> None:
    if get_state(db, "gazetteer_version") != gazetteer.version:
        _write_gazetteer(db, gazetteer)
    db.execute("UPDATE places SET articles = 0 WHERE articles <> 0")
    db.execute(
        "UPDATE places SET articles = counted.articles FROM (SELECT entity_id, count(DISTINCT article_id) AS articles "
        "FROM article_entities WHERE kind IN ('place_then', 'place_now') GROUP BY entity_id) AS counted "
        "WHERE counted.entity_id = places.id"
    )


def _place_row(gazetteer: Gazetteer, place: Any) -> Row:
    province = gazetteer.get(place.province_id) if place.province_id else place
    return {
        "id": place.id,
        "code": place.code,
        "kind": place.kind,
        "name": place.name,
        "label": place.label,
        "level": place.level,
        "parent_id": place.parent_id,
        "province": province.label,
        "valid_from": place.valid_from,
        "valid_to": place.valid_to,
        "lat": place.lat,
        "lon": place.lon,
        "coord_source": place.coord_source,
        "decree": place.decree,
        "area_id": gazetteer.area_id(place.id),
        "articles": 0,
    }


def _rule_rows(judged: Sequence[Judgement]) -> Iterator[Row]:
    """What people judged of this archive stands above what was measured on the evaluation texts."""
    known = shipped_precision() | measured_by_rule(judged, all_rules())
    for rule in all_rules():
        measured = known.get(rule.id)
        yield {
            "id": rule.id,
            "version": rule.version,
            "makes": rule.makes,
            "does": rule.does,
            "does_en": rule.does_en,
            "precision": round(measured.value, 4) if measured and measured.value is not None else None,
            "measured_n": measured.n if measured else None,
            "measured_on": measured.where if measured else None,
        }


def _source_rows(db: Database, registry: Registry, reader: CaptureReader, gazetteer: Gazetteer) -> Iterator[Row]:
    held = {
        row["source_id"]: row
        for row in db.query(
            "SELECT source_id, count(*) AS articles, min(published) AS first, max(published) AS last "
            "FROM articles WHERE state = 'published' GROUP BY source_id"
        )
    }
    success = _last_success(reader)
    for source in registry.all():
        counts = held.get(source.id, {})
        yield {
            "id": source.id,
            "name": source.name,
            "name_en": source.name_en,
            "level": source.level,
            "place_id": source.unit or None,
            "place": _full_label(gazetteer, source),
            "host": source.host,
            "family": source.family,
            "home_url": source.home_url,
            "valid_from": source.valid_from.isoformat() if source.valid_from else None,
            "valid_to": source.valid_to.isoformat() if source.valid_to else None,
            "predecessor": source.predecessor,
            "successor": source.successor,
            "licence": source.licence,
            "republish": source.republish,
            "sample": int(source.sample),
            "status": source.status,
            "articles": counts.get("articles", 0),
            "first_published": counts.get("first"),
            "last_published": counts.get("last"),
            "last_success": success.get(source.id),
        }


def _full_label(gazetteer: Gazetteer, source: Source) -> str:
    return ", ".join(unit.label for unit in gazetteer.lineage(source.unit)) if source.unit else ""


def _last_success(reader: CaptureReader) -> dict[str, str]:
    return {visit.source_id: visit.ended_at for visit in reader.visits() if visit.summary.get("captured", 0) > 0}


def _run_rows(reader: CaptureReader) -> Iterator[Row]:
    totals: dict[int, Counter[str]] = defaultdict(Counter)
    for visit in reader.visits():
        for name in ("requests", "captured", "new", "changed"):
            totals[visit.run_id][name] += int(visit.summary.get(name, 0))
    for run in reader.runs():
        counts = totals[run.run_id]
        yield {
            "id": run.run_id,
            "started_at": run.started_at,
            "ended_at": run.ended_at,
            "state": run.state,
            "exit_code": run.exit_code,
            "reason": run.reason,
            "requests": counts["requests"],
            "captures": counts["captured"],
            "new_articles": counts["new"],
            "changed_articles": counts["changed"],
        }


def _considered_rows(db: Database, reader: CaptureReader) -> Iterator[Row]:
    suppressed = {row["article_id"] for row in db.query("SELECT article_id FROM suppressed")}
    relevant = {
        (row["source_id"], row["url"]): int(row["parse_state"] == "relevant")
        for row in db.query("SELECT source_id, url, parse_state FROM captures WHERE role = 'sampled'")
    }
    for item in reader.considered():
        if f"{item.source_id}/{item.key}" in suppressed:
            continue
        yield {
            "source_id": item.source_id,
            "key": item.key,
            "title": item.title,
            "date": item.discovery.listing_date or None,
            "section": item.discovery.section or None,
            "url": item.url,
            "reason": item.reason,
            "found_at": item.found_at,
            "sampled": int(item.sampled),
            "sampled_relevant": relevant.get((item.source_id, item.url)),
        }


def _coverage_rows(db: Database, reader: CaptureReader) -> list[Row]:
    """Per portal and month of the listing's date (the publication's where no listing dates it; `không rõ` else):
    listed = relevant + considered; relevant = held + unreadable + never_seen. What was recovered from others' captures
    and never listed by the portal counts as listed and held."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for refused in reader.considered():
        counts[refused.source_id, _month(refused.discovery.listing_date)]["listed"] += 1
    months = {row["id"]: (row["published"] or "")[:7] for row in db.query("SELECT id, published FROM articles")}
    for item in reader.frontier_articles():
        article_id = f"{item.source_id}/{item.key}"
        month = months.get(article_id) or _month(item.discovery.listing_date)
        cell = counts[item.source_id, month]
        cell["listed"] += 1
        cell["relevant"] += 1
        if article_id in months:
            cell["held"] += 1
        else:
            cell["unreadable" if item.state == "done" else "never_seen"] += 1
    queued = {f"{item.source_id}/{item.key}" for item in reader.frontier_articles()}
    for row in db.query("SELECT id, source_id, published FROM articles WHERE state = 'published'"):
        if row["id"] not in queued:
            counts[row["source_id"], (row["published"] or "")[:7] or "không rõ"].update(("listed", "relevant", "held"))
    return [
        {"source_id": source_id, "month": month,
         **{name: cell[name] for name in ("listed", "relevant", "held", "unreadable", "never_seen")}}
        for (source_id, month), cell in sorted(counts.items())
    ]  # fmt: skip


def _month(listing_date: str) -> str:
    try:
        day = read_date(listing_date)
    except ImpossibleDate:
        day = None
    return day.iso[:7] if day and day.month else "không rõ"
