"""From mentions to entities: ids and merges computed over all mentions at once, so that no order of reading matters."""

from collections.abc import Iterator, Mapping, Sequence

from sqlite_utils import Database

from pipeline.archive.compact import COMPACT, relink, replace
from pipeline.archive.decision_rows import write_left_over
from pipeline.archive.store import replace_rows
from pipeline.decisions.read import NO_DECISIONS, Decisions
from pipeline.decisions.values import EntityKind
from pipeline.gazetteer import Gazetteer, chain_labels
from pipeline.linking.bodies import KINDS, body_row, gather_bodies
from pipeline.linking.common import Gathered, Row
from pipeline.linking.decided import settle
from pipeline.linking.documents import citations, document_row, gather_documents
from pipeline.linking.ids import Published, first_seen_ids, moved
from pipeline.linking.product_identity import gather_products
from pipeline.linking.products import (
    FIRST_ROW,
    gather_producers,
    most_written,
    producer_row,
    product_row,
    rating_rows,
    row_mentions,
)
from pipeline.model import anchor_day

_TABLE_ROWS = (
    "SELECT r.*, a.published, a.date_from, a.date_to, a.source_id FROM product_rows r "
    "JOIN articles a ON a.id = r.article_id WHERE r.product <> '' "
    "ORDER BY r.article_id, r.place, r.table_no, r.row_no"
)
_READ = ", ".join(
    f"m.{name}" for name in ("article_id", "position", "field", "start", "[end]", *COMPACT["mentions"].said)
)
_READ += ", CASE WHEN m.kind = 'product' THEN m.quote END AS quote"
_PLACE_KINDS = ("commune", "district", "province")


def link(
    db: Database,
    gazetteer: Gazetteer,
    units: Mapping[str, str],
    decisions: Decisions = NO_DECISIONS,
    known: Sequence[Published] = (),
) -> list[Published]:
    """Fill the tables of entities, citations, article_entities, entity_redirects and the entity ids of mentions, from
    all mentions. `units`: source id to the gazetteer id of its publishing unit; `known`: ids that earlier builds
    published. Returns the ids that none did."""
    mentions = list(
        db.query(
            f"SELECT {_READ}, a.published, a.date_from, a.date_to, a.source_id FROM mentions m "
            "JOIN articles a ON a.id = m.article_id ORDER BY m.article_id, m.position"
        )
    )
    table_rows = list(row_mentions(db.query(_TABLE_ROWS), mentions))
    settled = {
        kind: settle(kind, found, decisions.on_entities)
        for kind, found in _gathered(mentions, table_rows, units, gazetteer).items()
    }
    entities = {kind: found.entities for kind, found in settled.items()}
    documents, bodies = entities["document"], entities["cooperative"]
    with db.atomic():
        replace_rows(db, "products", (product_row(found, gazetteer) for found in entities["product"]))
        replace_rows(db, "producers", (producer_row(found) for found in entities["producer"]))
        replace_rows(db, "rating_events", rating_rows(entities["product"]))
        replace_rows(db, "documents", (document_row(found) for found in documents))
        replace_rows(db, "citations", citations(documents))
        replace_rows(db, "cooperatives", (body_row(found, gazetteer) for found in bodies))
        _write_row_ids(db, table_rows, entities["product"])
        _write_ids(db, mentions, [one for found in entities.values() for one in found])
        replace(db, "article_entities", _article_entities(mentions, entities, gazetteer))
        redirects = [row for found in settled.values() for row in found.redirects]
        decided = {(row["kind"], row["old_id"]) for row in redirects}
        redirects += [row for row in moved(entities, known) if (row["kind"], row["old_id"]) not in decided]
        replace_rows(db, "entity_redirects", redirects)
        write_left_over(db, decisions, [state for found in settled.values() for state in found.states])
    return list(first_seen_ids(entities, known))


def _gathered(
    mentions: Sequence[Row], table_rows: Sequence[Row], units: Mapping[str, str], gazetteer: Gazetteer
) -> dict[EntityKind, list[Gathered]]:
    return {
        "document": gather_documents(m for m in mentions if m["kind"] == "document"),
        "cooperative": gather_bodies((m for m in mentions if m["kind"] in KINDS), units, gazetteer),
        "product": gather_products([*(m for m in mentions if m["kind"] == "product"), *table_rows]),
        "producer": gather_producers((m for m in mentions if m["kind"] == "producer"), units, gazetteer),
    }


def _write_row_ids(db: Database, table_rows: Sequence[Row], products: Sequence[Gathered]) -> None:
    """Which product each row of a table is."""
    ids = {m["position"]: found.id for found in products for m in found.mentions if m["position"] >= FIRST_ROW}
    db.conn.executemany(
        "UPDATE product_rows SET product_id = ? WHERE article_id = ? AND place = ? AND table_no = ? AND row_no = ?",
        [(ids.get(r["position"]), r["article_id"], r["place"], r["table_no"], r["row_no"]) for r in table_rows],
    )


def _write_ids(db: Database, mentions: list[Row], entities: list[Gathered]) -> None:
    ids = {(m["article_id"], m["position"]): found.id for found in entities for m in found.mentions}
    ids |= {(m["article_id"], m["position"]): m["place_id"] for m in mentions if m["kind"] in _PLACE_KINDS}
    linked = ((m, ids.get((m["article_id"], m["position"]))) for m in mentions)
    relink(db, ((m, entity_id) for m, entity_id in linked if m["entity_id"] != entity_id))


def _article_entities(
    mentions: list[Row], entities: Mapping[EntityKind, list[Gathered]], gazetteer: Gazetteer
) -> Iterator[Row]:
    rows: dict[tuple[str, str, str], Row] = {}

    def add(article_id: str, kind: str, entity_id: str, label: str) -> None:
        rows[article_id, kind, entity_id] = {
            "article_id": article_id, "kind": kind, "entity_id": entity_id, "label": label, "role": "names",
        }  # fmt: skip

    for found in entities["document"]:
        for m in found.mentions:
            add(m["article_id"], "document", found.id, found.mentions[0]["norm"])
    for kind in ("product", "producer"):
        for found in entities[kind]:
            for m in found.mentions:
                add(m["article_id"], kind, found.id, most_written(found))
    for found in entities["cooperative"]:
        longest = max((m["name"] for m in found.mentions), key=lambda name: (len(name), name))
        for m in found.mentions:
            add(m["article_id"], "cooperative", found.id, longest)
    for m in mentions:
        if m["kind"] in _PLACE_KINDS and m["place_id"]:
            day = anchor_day(m["published"], m["date_from"], m["date_to"])
            for unit_id, label in chain_labels(gazetteer, m["place_id"], day):
                add(m["article_id"], "place_then", unit_id, label)
            for successor in gazetteer.successors(m["place_id"], gazetteer.latest):
                for unit_id, label in chain_labels(gazetteer, successor.place.id, gazetteer.latest):
                    add(m["article_id"], "place_now", unit_id, label)
    return iter(sorted(rows.values(), key=lambda row: (row["kind"], row["entity_id"], row["article_id"])))
