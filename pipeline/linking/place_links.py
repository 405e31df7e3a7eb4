"""Which places an article is found under: those that it names, as they were then and as they are now."""

from collections.abc import Iterator

from sqlite_utils import Database

from pipeline.archive.compact import insert
from pipeline.gazetteer import Gazetteer, chain_labels
from pipeline.linking.common import Row
from pipeline.model import anchor_day

_AT_A_TIME = 5_000
_PLACES = """SELECT DISTINCT a.id AS article_id, a.published, a.date_from, a.date_to, said.place_id
FROM temp.linking JOIN articles a ON a.n = temp.linking.n
JOIN mention_spans own ON own.n = a.n JOIN mention_names said ON said.id = own.said
WHERE said.kind IN ('commune', 'district', 'province') AND said.place_id IS NOT NULL
ORDER BY a.id, said.place_id"""
_OLD = """DELETE FROM entity_links WHERE n IN (SELECT n FROM temp.linking)
AND said IN (SELECT id FROM entity_labels WHERE kind IN ('place_then', 'place_now'))"""


def link_places(db: Database, gazetteer: Gazetteer) -> None:
    """The rows of `article_entities` about places, for every article that is unlinked."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS linking (n INTEGER PRIMARY KEY)")
    while True:
        with db.atomic():
            db.execute("DELETE FROM temp.linking")
            db.execute("INSERT INTO temp.linking SELECT n FROM unlinked_articles ORDER BY n LIMIT ?", [_AT_A_TIME])
            if not db.execute("SELECT 1 FROM temp.linking LIMIT 1").fetchone():
                return
            db.execute(_OLD)
            insert(db, "article_entities", _rows(list(db.query(_PLACES)), gazetteer))
            db.execute("DELETE FROM unlinked_articles WHERE n IN (SELECT n FROM temp.linking)")


def _rows(named: list[Row], gazetteer: Gazetteer) -> Iterator[Row]:
    rows: dict[tuple[str, str, str], str] = {}
    for m in named:
        day = anchor_day(m["published"], m["date_from"], m["date_to"])
        for unit_id, label in chain_labels(gazetteer, m["place_id"], day):
            rows[m["article_id"], "place_then", unit_id] = label
        for successor in gazetteer.successors(m["place_id"], gazetteer.latest):
            for unit_id, label in chain_labels(gazetteer, successor.place.id, gazetteer.latest):
                rows[m["article_id"], "place_now", unit_id] = label
    for (article_id, kind, entity_id), label in rows.items():
        yield {"article_id": article_id, "kind": kind, "entity_id": entity_id, "label": label}
