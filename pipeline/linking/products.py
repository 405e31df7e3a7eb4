"""Products and their producers: which mentions are one, and the ratings that articles announced.

A rating is what an article announces on a day, with 36 months of validity from the decision it names, else from then
(criteria of Decision 148/QĐ-TTg of 2023; 1048/QĐ-TTg of 2019 before): "announced, not yet expired" is all the archive
can say.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from pipeline.blocks import name_key
from pipeline.gazetteer import Gazetteer
from pipeline.linking.common import Gathered, Row, details, seen
from pipeline.product_groups import RATING_BODIES, edition_of, group_in

VALID_MONTHS = 36
FIRST_ROW = 1_000_000
"""Positions from here on stand for rows of tables, which have none among the mentions."""
_ENDED = frozenset(("refused", "withdrawn", "lapsed"))
"""States in which no stars hold: such an event has 0 stars."""
_UNDECIDED = frozenset(("potential", "proposed"))
"""States in which somebody else has still to decide: such an event expires never and counts as no rating."""


def gather_producers(mentions: Iterable[Row], units: Mapping[str, str], gazetteer: Gazetteer) -> list[Gathered]:
    """Mentions of one name, accents, case and spaces aside, are one producer. The name of a company is the country's;
    a household, facility or farm of another province (that of the portal; its border of today) is another one. What a
    paper of no province names stands alone where several provinces have the name. `units`: source id to place id."""
    named: dict[str, list[Row]] = defaultdict(list)
    for mention in mentions:
        named[name_key(mention["name"])].append(mention)
    found: dict[str, Gathered] = {}
    for key, members in named.items():
        regions = [_region(m, units, gazetteer) for m in members]
        several = len({region for region in regions if region}) > 1
        for mention, region in zip(members, regions, strict=True):
            portal = str(mention["source_id"]).replace("/", ".")
            company = details(mention)["kind"] == "company"
            label = key if company or not several else f"{key}_{region or portal}"
            found.setdefault(label, Gathered(label)).mentions.append(mention)
    return sorted(found.values(), key=lambda gathered: gathered.id)


def _region(mention: Row, units: Mapping[str, str], gazetteer: Gazetteer) -> str | None:
    """The comparable province of the portal that names a household, facility or farm."""
    unit = units.get(mention["source_id"])
    if not unit or details(mention)["kind"] == "company":
        return None
    return gazetteer.area_id(gazetteer.lineage(unit)[-1].id).rsplit(":", 1)[-1]


def product_row(found: Gathered, gazetteer: Gazetteer) -> Row:
    """One row of `products`."""
    places = Counter(m["place_id"] for m in found.mentions if m["place_id"])
    place_id = min(places, key=lambda place: (-places[place], place)) if places else None
    makers = Counter(maker for m in found.mentions if (maker := details(m).get("producer")))
    stars = [(m["published"] or "", details(m)["stars"]) for m in found.mentions if _is_decided(details(m))]
    return {
        "id": found.id,
        "name": most_written(found),
        "names": _names(found),
        "producer": min(makers, key=lambda name: (-makers[name], name)) if makers else None,
        "place_id": place_id,
        "place": ", ".join(unit.label for unit in gazetteer.chain(place_id) if unit) if place_id else None,
        "stars_announced": max(stars)[1] if stars else None,
        **_group(found),
        **seen(found.mentions),
    }


def _group(found: Gathered) -> Row:
    """The group most often given, in the edition that held when the newest article that gives it was published."""
    given = [m for m in found.mentions if details(m).get("group")]
    if not given:
        return {"group_given": None, "group_code": None, "group_name": None, "group_edition": None}
    counts = Counter(details(m)["group"].lower() for m in given)
    words = min(counts, key=lambda group: (-counts[group], group))
    newest = max((m for m in given if details(m)["group"].lower() == words), key=lambda m: m["published"] or "")
    edition = edition_of(newest["published"] or newest["date_from"], newest["published"] or newest["date_to"])
    group = group_in(edition, words)
    return {
        "group_given": words, "group_code": group.code if group else None, "group_name": group.name if group else None,
        "group_edition": edition.label if edition else None,
    }  # fmt: skip


def producer_row(found: Gathered) -> Row:
    """One row of `producers`."""
    kinds = Counter(details(m)["kind"] for m in found.mentions)
    return {
        "id": found.id,
        "kind": min(kinds, key=lambda kind: (-kinds[kind], kind)),
        "name": most_written(found),
        "names": _names(found),
        **seen(found.mentions),
    }


def rating_rows(products: list[Gathered]) -> Iterator[Row]:
    """Rows of `rating_events`: a product, the article that announces its stars, and until when they hold."""
    for found in products:
        told: dict[tuple[str, int, bool], Row] = {}
        for m in found.mentions:
            known = details(m)
            ended = known.get("state") in _ENDED
            if known.get("stars") or ended:
                stars = 0 if ended else known["stars"]
                told.setdefault((m["article_id"], stars, not ended and not _is_decided(known)), m)
        for (article_id, stars, undecided), m in sorted(told.items()):
            known = details(m)
            on = (m["published"] or "")[:10] or None
            decided = known.get("decided")
            yield {
                "product_id": found.id, "article_id": article_id, "stars": stars, "potential": int(undecided),
                "state": _state(known), "announced": on,
                "decision": known.get("decision"), "decided": decided,
                "expires": None if stars == 0 or undecided else _expires(decided) or _expires(on), "quote": m["quote"],
                "position": m["position"] if m["position"] < FIRST_ROW else None,
            }  # fmt: skip


def _state(known: Row) -> str:
    told = known.get("state") or "announced"
    return "potential" if told == "announced" and known.get("potential") else str(told)


def _is_decided(known: Row) -> bool:
    """Whether the mention gives stars that somebody awarded."""
    return bool(known.get("stars")) and _state(known) not in _UNDECIDED


def row_mentions(rows: Iterable[Row], mentions: Iterable[Row]) -> Iterator[Row]:
    """Rows of product tables as mentions of products, so that they join the products and ratings of the running text.
    `rows`: `product_rows` with their article's dates and source; `position` is one that no mention has. `mentions`:
    all, among them the decisions that rated what a table lists."""
    ratings: dict[str, list[Row]] = {}
    for mention in mentions:
        if mention["kind"] == "document" and RATING_BODIES.match(details(mention)["symbol"] or ""):
            ratings.setdefault(mention["article_id"], []).append(mention)
    for number, row in enumerate(rows):
        decision = _decision_of(row, ratings.get(row["article_id"], ()))
        known = {
            "stars": row["stars"], "potential": bool(row["potential"]), "producer": row["producer"] or None,
            "state": "potential" if row["potential"] else "announced", "group": row["group_given"],
            "decision": decision and decision["norm"], "decided": decision and decision["date"],
        }  # fmt: skip
        yield {
            **row, "name": row["product"], "norm": row["product"].lower(), "surface": row["product"], "kind": "product",
            "place_id": None, "position": FIRST_ROW + number, "details": json.dumps(known, ensure_ascii=False),
            "quote": " | ".join(json.loads(row["cells"])),
        }  # fmt: skip


def _decision_of(row: Row, ratings: Sequence[Row]) -> Row | None:
    """The decision whose own list the row stands in ("attachment 0"), else the only one that its article names."""
    own = [m for m in ratings if row["place"] == f"attachment {details(m).get('attachment')}"]
    if own:
        return own[0]
    return ratings[0] if len({m["norm"] for m in ratings}) == 1 else None


def _expires(on: str | None) -> str | None:
    """36 months after a full day; None where only a month or year is known."""
    if on is None or len(on) != 10:
        return None
    day = date.fromisoformat(on)
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return date(day.year + VALID_MONTHS // 12, day.month, last).isoformat()


def most_written(found: Gathered) -> str:
    """The name that most mentions write."""
    names: Counter[str] = Counter(m["name"] for m in found.mentions)
    return min(names, key=lambda name: (-names[name], name))


def _names(found: Gathered) -> str:
    names = Counter(m["name"] for m in found.mentions)
    return json.dumps(dict(sorted(names.items())), ensure_ascii=False)
