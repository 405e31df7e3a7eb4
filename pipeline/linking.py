"""From mentions to entities: ids and merges computed over all mentions at once, so that no order of reading matters."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from pipeline.gazetteer import Gazetteer
from pipeline.store import replace_rows
from pipeline.text import canonical_tones, fold, slug

Row = dict[str, Any]
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}


@dataclass
class Gathered:
    """All mentions that are one entity."""

    id: str
    mentions: list[Row] = field(default_factory=list)


def link(db: Database, gazetteer: Gazetteer) -> None:
    """Fill documents, citations, cooperatives, article_entities and the entity ids of mentions, from all mentions."""
    mentions = list(
        db.query(
            "SELECT m.*, a.published, a.date_from, a.date_to, a.source_id FROM mentions m "
            "JOIN articles a ON a.id = m.article_id ORDER BY m.article_id, m.position"
        )
    )
    documents = gather_documents(m for m in mentions if m["kind"] == "document")
    bodies = gather_cooperatives(
        (m for m in mentions if m["kind"] in ("cooperative", "union", "group", "credit_fund")), gazetteer
    )
    with db.atomic():
        replace_rows(db, "documents", (document_row(found) for found in documents))
        replace_rows(db, "citations", _citations(documents))
        replace_rows(db, "cooperatives", (cooperative_row(found, gazetteer) for found in bodies))
        _write_ids(db, mentions, [*documents, *bodies])
        replace_rows(db, "article_entities", _article_entities(mentions, documents, bodies, gazetteer))


def details(mention: Row) -> Row:
    """The `details` column as a dict."""
    return json.loads(mention["details"]) if mention["details"] else {}


def gather_documents(mentions: Iterable[Row]) -> list[Gathered]:
    """Documents by issuer place, symbol, number and year or Party term (domain.md 2.7). A mention without year joins
    the one candidate that the same portal names; with several candidates it stands alone."""
    dated: dict[tuple[str, str, str], Gathered] = {}
    undated: list[Row] = []
    for mention in mentions:
        year = details(mention).get("year")
        if year:
            key = (mention["place_id"] or "", _norm_key(mention["norm"]), str(year))
            dated.setdefault(key, Gathered(_document_id(*key))).mentions.append(mention)
        else:
            undated.append(mention)
    alone: dict[tuple[str, str], Gathered] = {}
    for mention in undated:
        place, norm = mention["place_id"] or "", _norm_key(mention["norm"])
        candidates = [
            found
            for (its_place, its_norm, _), found in dated.items()
            if (its_place, its_norm) == (place, norm)
            and any(m["source_id"] == mention["source_id"] and details(m).get("year") for m in found.mentions)
        ]
        if len(candidates) == 1:
            candidates[0].mentions.append(mention)
        else:
            alone.setdefault((place, norm), Gathered(_document_id(place, norm, ""))).mentions.append(mention)
    return sorted([*dated.values(), *alone.values()], key=lambda found: found.id)


def _norm_key(norm: str) -> str:
    """5-NQ/TU = 05-NQ/TU; letters keep their case: HĐ is no HD."""
    return re.sub(r"^0+(?=\d)", "", norm)


def _document_id(place: str, norm: str, year: str) -> str:
    readable = norm.replace("/", ".").replace("Đ", "D").replace("đ", "d").replace("&", "-")
    case = "" if "Đ" not in norm else "-" + "".join("d" if c == "Đ" else "" for c in norm)
    return "_".join(part for part in (readable + case, year, place) if part)


def document_row(found: Gathered) -> Row:
    """One row of `documents`."""
    first = min(found.mentions, key=lambda m: (m["norm"], m["article_id"], m["position"]))
    known = details(first)
    dates = Counter(m["date"] for m in found.mentions if m["date"])
    majority = min(dates, key=lambda day: (-dates[day], day)) if dates else None
    issuers = Counter(details(m)["issuer"] for m in found.mentions if details(m).get("issuer"))
    return {
        "id": found.id,
        "number": known.get("number"),
        "symbol": known.get("symbol"),
        "type": Counter(m["name"] for m in found.mentions).most_common(1)[0][0],
        "norm": first["norm"],
        "issuer": min(issuers, key=lambda name: (-issuers[name], name)) if issuers else None,
        "issuer_place_id": first["place_id"],
        "year": next((str(details(m)["year"]) for m in found.mentions if details(m).get("year")), None),
        "date": majority,
        "dates_claimed": json.dumps(dict(sorted(dates.items())), ensure_ascii=False),
        "title": None,
        **_seen(found.mentions),
    }


def _seen(mentions: list[Row]) -> Row:
    days = sorted(day for m in mentions if (day := m["published"] or m["date_from"] or m["date_to"]))
    return {
        "first_seen": days[0][:10] if days else None,
        "last_seen": days[-1][:10] if days else None,
        "articles": len({m["article_id"] for m in mentions}),
    }


def _citations(documents: list[Gathered]) -> Iterator[Row]:
    for found in documents:
        for m in found.mentions:
            yield {
                "article_id": m["article_id"],
                "document_id": found.id,
                "role": "cites",
                "surface": m["surface"],
                "date_claimed": m["date"],
                "field": m["field"],
                "start": m["start"],
            }


def own_name_key(own_name: str) -> str:
    """What two written forms of one own name share: no case, accents, tone placement; Quảng Thọ II = Quảng Thọ 2."""
    words = re.split(r"[\s\-–]+", fold(canonical_tones(own_name)))
    return "-".join(_ROMAN.get(word, word) for word in words if word)


def gather_cooperatives(mentions: Iterable[Row], gazetteer: Gazetteer) -> list[Gathered]:
    """Bodies by kind, own name and district (commune for groups: a THT's name is unique only within its commune,
    decree 77/2019/NĐ-CP Art. 13). Without a written place the article's, then the portal's only candidate decides."""
    rows = list(mentions)
    located: dict[tuple[str, str], set[str]] = defaultdict(set)
    areas: dict[int, str] = {}
    for index, mention in enumerate(rows):
        if mention["place_id"]:
            areas[index] = _area(mention, gazetteer)
            for scope in (mention["article_id"], mention["source_id"]):
                located[scope, _body_key(mention)].add(areas[index])
    gathered: dict[tuple[str, str], Gathered] = {}
    for index, mention in enumerate(rows):
        area = areas.get(index) or _only(located[mention["article_id"], _body_key(mention)])
        area = (
            area or _only(located[mention["source_id"], _body_key(mention)]) or mention["source_id"].replace("/", ".")
        )
        key = (_body_key(mention), area)
        gathered.setdefault(key, Gathered(f"{key[0]}_{area}")).mentions.append(mention)
    return sorted(gathered.values(), key=lambda found: found.id)


def _body_key(mention: Row) -> str:
    return f"{mention['kind']}-{slug(own_name_key(mention['norm'] or mention['name']))}"


def _area(mention: Row, gazetteer: Gazetteer) -> str:
    """The district of the time, else the commune; a credit to domain.md 3.5."""
    commune, district, province = gazetteer.chain(mention["place_id"])
    if mention["kind"] == "group" and commune:
        return str(commune.id)
    unit = district or commune or province
    return str(unit.id) if unit else str(mention["place_id"])


def _only(values: set[str]) -> str:
    return next(iter(values)) if len(values) == 1 else ""


def cooperative_row(found: Gathered, gazetteer: Gazetteer) -> Row:
    """One row of `cooperatives`."""
    names = Counter(m["name"] for m in found.mentions)
    fields = sorted({word for m in found.mentions for word in details(m).get("fields") or ()})
    places = Counter(m["place_id"] for m in found.mentions if m["place_id"])
    place_id = min(places, key=lambda place: (-places[place], place)) if places else None
    units = [unit.label for unit in gazetteer.chain(place_id) if unit] if place_id else []
    now = [f"{s.place.label}, {s.place.province_label}" for s in _today(gazetteer, place_id)] if place_id else []
    longest = max(names, key=lambda name: (len(name), names[name], name))
    return {
        "id": found.id,
        "kind": found.mentions[0]["kind"],
        "name": longest,
        "own_name": found.mentions[0]["norm"],
        "fields": json.dumps(fields, ensure_ascii=False),
        "names": json.dumps(dict(sorted(Counter(m["surface"] for m in found.mentions).items())), ensure_ascii=False),
        "place_id": place_id,
        "place": ", ".join(units) or None,
        "place_now": "; ".join(now) or None,
        **_seen(found.mentions),
    }


def _today(gazetteer: Gazetteer, place_id: str) -> Any:
    return gazetteer.successors(place_id, gazetteer.latest)


def _write_ids(db: Database, mentions: list[Row], entities: list[Gathered]) -> None:
    ids = {(m["article_id"], m["position"]): found.id for found in entities for m in found.mentions}
    ids |= {(m["article_id"], m["position"]): m["place_id"] for m in mentions if m["kind"] in _PLACE_KINDS}
    changed = [
        (ids.get((m["article_id"], m["position"])), m["article_id"], m["position"])
        for m in mentions
        if m["entity_id"] != ids.get((m["article_id"], m["position"]))
    ]
    db.conn.executemany("UPDATE mentions SET entity_id = ? WHERE article_id = ? AND position = ?", changed)


_PLACE_KINDS = ("commune", "district", "province")


def _article_entities(
    mentions: list[Row], documents: list[Gathered], bodies: list[Gathered], gazetteer: Gazetteer
) -> Iterator[Row]:
    rows: dict[tuple[str, str, str], Row] = {}

    def add(article_id: str, kind: str, entity_id: str, label: str) -> None:
        rows[article_id, kind, entity_id] = {
            "article_id": article_id, "kind": kind, "entity_id": entity_id, "label": label, "role": "names",
        }  # fmt: skip

    for found in documents:
        for m in found.mentions:
            add(m["article_id"], "document", found.id, found.mentions[0]["norm"])
    for found in bodies:
        longest = max((m["name"] for m in found.mentions), key=lambda name: (len(name), name))
        for m in found.mentions:
            add(m["article_id"], "cooperative", found.id, longest)
    for m in mentions:
        if m["kind"] in _PLACE_KINDS and m["place_id"]:
            for then in gazetteer.lineage(m["place_id"]):
                add(m["article_id"], "place_then", then.id, then.full_label)
            for successor in _today(gazetteer, m["place_id"]):
                for unit in gazetteer.lineage(successor.place.id):
                    add(m["article_id"], "place_now", unit.id, unit.full_label)
    return iter(sorted(rows.values(), key=lambda row: (row["kind"], row["entity_id"], row["article_id"])))
