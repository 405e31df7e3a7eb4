"""From mentions to entities: which mentions are one, ids and merges, whatever the order of reading.

Only what changed is linked: blocks (see `pipeline.blocks`) that an article wrote or took out since, and its places.
Each step is one transaction over so many blocks as fit into memory; one that was killed is gone on with.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlite_utils import Database

from pipeline.archive.compact import insert, relink
from pipeline.archive.decision_rows import write_left_over
from pipeline.archive.store import get_state, replace_rows, set_state
from pipeline.blocks import BODIES, block_of, block_of_entity
from pipeline.decisions.read import NO_DECISIONS, Decisions
from pipeline.decisions.values import Decided, EntityKind, Merge, Split
from pipeline.gazetteer import Gazetteer
from pipeline.linking import batch
from pipeline.linking.bodies import body_row, gather_bodies
from pipeline.linking.common import Gathered, Row
from pipeline.linking.decided import redirects, settle
from pipeline.linking.documents import citations, document_row, gather_documents
from pipeline.linking.ids import Published, first_seen_ids, load_published, moved
from pipeline.linking.place_links import link_places
from pipeline.linking.product_identity import gather_products
from pipeline.linking.products import (
    FIRST_ROW,
    gather_producers,
    most_written,
    producer_row,
    product_row,
    rating_rows,
)

_BLOCKS = 2_000
"""In one step: names of the long tail have a few mentions each, a decree of the programme a third of all articles."""


def link(
    db: Database,
    gazetteer: Gazetteer,
    units: Mapping[str, str],
    decisions: Decisions = NO_DECISIONS,
    known: Sequence[Published] = (),
) -> list[Published]:
    """Bring the tables of entities, citations, article_entities, entity_redirects and the entity ids of mentions up to
    what is unlinked. `units`: source id to the gazetteer id of its publishing unit; `known`: ids that earlier builds
    published. Returns the ids that none did."""
    together = _decided_blocks(db, decisions)
    batch.open_rows(db)
    states: list[tuple[Decided, str]] = []
    for number, blocks in enumerate(batch.batches(db, together, _BLOCKS)):
        on_entities = decisions.on_entities if together and number == 0 else ()
        with db.atomic():
            states += _link_blocks(db, blocks, gazetteer, units, on_entities)
    link_places(db, gazetteer)
    load_published(db, known)
    with db.atomic():
        batch.forget_unnamed(db)
        led = list(redirects(decisions.on_entities))
        told = {(row["kind"], row["old_id"]) for row in led}
        led += [row for row in moved(db) if (row["kind"], row["old_id"]) not in told]
        replace_rows(db, "entity_redirects", led)
        write_left_over(db, decisions, states)
        set_state(db, "linked_together", json.dumps(sorted(_blocks_of(decisions))))
    return list(first_seen_ids(db))


def _decided_blocks(db: Database, decisions: Decisions) -> set[int]:
    """Blocks of all entities that a decision names, or named when links were last made: one step links them all."""
    return {*_blocks_of(decisions), *json.loads(get_state(db, "linked_together", "[]"))}


def _blocks_of(decisions: Decisions) -> set[int]:
    named = ((one.kind, (*one.ids, one.into) if isinstance(one, Merge) else (one.id,)) for one in decisions.on_entities)
    return {block_of_entity(kind, entity_id) for kind, ids in named for entity_id in ids}


def _link_blocks(
    db: Database,
    blocks: Collection[int],
    gazetteer: Gazetteer,
    units: Mapping[str, str],
    decided: Sequence[Merge | Split],
) -> list[tuple[Decided, str]]:
    """Make the entities of some blocks anew. Returns what became of the decisions about them."""
    batch.choose(db, blocks)
    mentions, table_rows = batch.mentions_of(db), batch.rows_of(db)
    settled = {
        kind: settle(kind, found, decided) for kind, found in _gathered(mentions, table_rows, units, gazetteer).items()
    }
    entities = {kind: found.entities for kind, found in settled.items()}
    batch.take_out(db)
    db.table("products").insert_all(product_row(found, gazetteer) for found in entities["product"])
    db.table("producers").insert_all(producer_row(found) for found in entities["producer"])
    db.table("rating_events").insert_all(rating_rows(entities["product"]))
    db.table("documents").insert_all(document_row(found) for found in entities["document"])
    db.table("citations").insert_all(citations(entities["document"]))
    db.table("cooperatives").insert_all(body_row(found, gazetteer) for found in entities["cooperative"])
    _write_row_ids(db, table_rows, entities["product"])
    _write_ids(db, mentions, [one for found in entities.values() for one in found])
    insert(db, "article_entities", _article_entities(entities))
    batch.forget_unsaid_names(db)
    db.execute("DELETE FROM unlinked_blocks WHERE block IN (SELECT block FROM temp.batch)")
    return [state for found in settled.values() for state in found.states]


def _gathered(
    mentions: Sequence[Row], table_rows: Sequence[Row], units: Mapping[str, str], gazetteer: Gazetteer
) -> dict[EntityKind, list[Gathered]]:
    return {
        "document": gather_documents(m for m in mentions if m["kind"] == "document"),
        "cooperative": gather_bodies((m for m in mentions if m["kind"] in BODIES), units, gazetteer),
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
    linked = ((m, ids.get((m["article_id"], m["position"]))) for m in mentions)
    relink(db, ((m, entity_id) for m, entity_id in linked if m["entity_id"] != entity_id))


def _article_entities(entities: Mapping[EntityKind, list[Gathered]]) -> Iterator[Row]:
    for kind, gathered in entities.items():
        for found in gathered:
            first = found.mentions[0]
            label, block = _label(kind, found), block_of(first["kind"], first["name"], first["norm"])
            for article_id in sorted({m["article_id"] for m in found.mentions}):
                yield {"article_id": article_id, "kind": kind, "entity_id": found.id, "label": label, "block": block}


def _label(kind: EntityKind, found: Gathered) -> str:
    if kind == "document":
        return str(found.mentions[0]["norm"])
    if kind == "cooperative":
        return str(max((m["name"] for m in found.mentions), key=lambda name: (len(name), name)))
    return most_written(found)
