"""Cooperatives, unions, groups and credit funds: which mentions are one body, and its row (domain.md 3.5)."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.gazetteer import Gazetteer
from pipeline.linking.common import Gathered, Row, details, seen
from pipeline.text import canonical_tones, fold, slug

KINDS = ("cooperative", "union", "group", "credit_fund")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}


def own_name_key(own_name: str) -> str:
    """What two written forms of one own name share: no case, accents, tone placement; Quảng Thọ II = Quảng Thọ 2."""
    words = re.split(r"[\s\-–]+", fold(canonical_tones(own_name)))
    return "-".join(_ROMAN.get(word, word) for word in words if word)


@dataclass
class Cluster:
    """Places that are one body's."""

    tokens: set[str]
    """What a further place must share to be the same body's."""
    regions: set[str]
    """Districts of the time and comparable province around these places."""

    @property
    def label(self) -> str:
        """How the body's id ends: its district, else its area."""
        return min(self.tokens, key=lambda token: (not token.startswith("district:"), token)).rsplit(":", 1)[-1]


def gather_bodies(mentions: Iterable[Row], units: Mapping[str, str], gazetteer: Gazetteer) -> list[Gathered]:
    """Bodies of one kind and own name are one where their places are: the same comparable area, or the same district of
    the time (a group's name is unique only within its commune, decree 77/2019/NĐ-CP Art. 13: districts do not join
    groups). A name without a place belongs to the commune whose portal names it; on the portal of a district, province
    or the country it joins the one body of that name there, else stands alone. `units`: source id to place id."""
    named: dict[str, list[Row]] = defaultdict(list)
    for mention in mentions:
        named[body_key(mention)].append(mention)
    gathered: dict[str, Gathered] = {}
    for key, members in named.items():
        places = [m["place_id"] or _commune(units.get(m["source_id"]), gazetteer) for m in members]
        clusters = _clusters({place for place in places if place}, members[0]["kind"], gazetteer)
        for mention, place in zip(members, places, strict=True):
            label = _label(place, mention, clusters, units, gazetteer)
            gathered.setdefault(f"{key}_{label}", Gathered(f"{key}_{label}")).mentions.append(mention)
    return sorted(gathered.values(), key=lambda body: body.id)


def body_key(mention: Row) -> str:
    """Kind and own name, as ids begin."""
    return f"{mention['kind']}-{slug(own_name_key(mention['norm'] or mention['name']))}"


def _commune(unit: str | None, gazetteer: Gazetteer) -> str | None:
    return unit if unit and gazetteer.get(unit).level == "commune" else None


def _clusters(places: set[str], kind: str, gazetteer: Gazetteer) -> list[Cluster]:
    """Places joined where they share a token; the result does not depend on their order."""
    clusters: list[Cluster] = []
    for place in sorted(places):
        tokens, regions = _tokens(place, kind, gazetteer), _regions(place, gazetteer)
        for cluster in [cluster for cluster in clusters if cluster.tokens & tokens]:
            clusters.remove(cluster)
            tokens |= cluster.tokens
            regions |= cluster.regions
        clusters.append(Cluster(tokens, regions))
    return clusters


def _tokens(place: str, kind: str, gazetteer: Gazetteer) -> set[str]:
    commune, district, _ = gazetteer.chain(place)
    tokens = {f"area:{gazetteer.area_id(commune.id)}"} if commune else set()
    if kind != "group":
        tokens |= {f"district:{found}" for found in _districts(place, gazetteer)}
    return tokens or {f"unit:{district.id if district else place}"}


def _districts(place: str, gazetteer: Gazetteer) -> set[str]:
    """The district of the time; for a commune of 2025 or later the one district that all it was made of lay in."""
    commune, district, _ = gazetteer.chain(place)
    if district:
        return {district.id}
    before = _roots(commune.id, gazetteer) if commune else set()
    former = {unit.id for old in before if (unit := gazetteer.chain(old)[1])}
    return former if len(former) == 1 else set()


def _roots(place: str, gazetteer: Gazetteer) -> set[str]:
    before = gazetteer.predecessors(place)
    return {root for unit in before for root in _roots(unit.id, gazetteer)} if before else {place}


def _regions(place: str, gazetteer: Gazetteer) -> set[str]:
    return _districts(place, gazetteer) | {gazetteer.area_id(gazetteer.lineage(place)[-1].id)}


def _label(
    place: str | None, mention: Row, clusters: list[Cluster], units: Mapping[str, str], gazetteer: Gazetteer
) -> str:
    if place:
        tokens = _tokens(place, mention["kind"], gazetteer)
        return next(cluster for cluster in clusters if cluster.tokens & tokens).label
    unit = units.get(mention["source_id"])
    if not unit:
        return str(mention["source_id"]).replace("/", ".")
    region = unit if gazetteer.get(unit).level == "district" else gazetteer.area_id(unit)
    near = [cluster for cluster in clusters if region in cluster.regions]
    return near[0].label if len(near) == 1 else unit


def body_row(found: Gathered, gazetteer: Gazetteer) -> Row:
    """One row of `cooperatives`."""
    names = Counter(m["name"] for m in found.mentions)
    fields = sorted({word for m in found.mentions for word in details(m).get("fields") or ()})
    places = Counter(m["place_id"] for m in found.mentions if m["place_id"])
    place_id = min(places, key=lambda place: (-places[place], place)) if places else None
    units = [unit.label for unit in gazetteer.chain(place_id) if unit] if place_id else []
    now = [s.place.full_label for s in gazetteer.successors(place_id, gazetteer.latest)] if place_id else []
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
        **seen(found.mentions),
    }
