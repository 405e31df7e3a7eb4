"""Cooperatives, unions, groups and credit funds: which mentions are one body, and its row (domain.md 3.5)."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from pipeline.blocks import body_key
from pipeline.gazetteer import Gazetteer
from pipeline.linking.common import Gathered, Row, details, seen
from pipeline.linking.groups import joined
from pipeline.text import slug


@dataclass(frozen=True)
class Named:
    """A body as somebody wrote it: where, and with which field words."""

    place: str
    fields: frozenset[str]

    def __lt__(self, other: "Named") -> bool:
        return (self.place, sorted(self.fields)) < (other.place, sorted(other.fields))


@dataclass
class Cluster:
    """Written forms that are one body's."""

    forms: set[Named]
    label: str = ""
    """How the body's id ends: its district, else its area; its oldest place where another body has that district."""
    regions: frozenset[str] = frozenset()
    """Districts of the time and comparable province around its places."""

    def takes(self, fields: frozenset[str]) -> bool:
        """Whether its field words fit these."""
        return not fields or any(form.fields and _fit(fields, form.fields) for form in self.forms)

    @property
    def is_bare(self) -> bool:
        """Whether nobody gives it field words."""
        return not any(form.fields for form in self.forms)


def gather_bodies(mentions: Iterable[Row], units: Mapping[str, str], gazetteer: Gazetteer) -> list[Gathered]:
    """Bodies of one kind and own name are one where their places are: the same commune; the same comparable area or
    district of the time if the field words of one are among the other's (domain.md 3.5; a group's name is unique only
    within its commune, decree 77/2019/NĐ-CP Art. 13: districts do not join groups). A name without a place is the one
    that its article gives a place to, else belongs to the commune whose portal names it; on the portal of a district,
    province or the country it joins the one body there that its field words fit, else stands alone. `units`: source id
    to place id."""
    named: dict[str, list[Row]] = defaultdict(list)
    for mention in mentions:
        named[body_key(mention["kind"], mention["norm"] or mention["name"])].append(mention)
    gathered: dict[str, Gathered] = {}
    for key, members in named.items():
        for mention, label in zip(members, _labels(members, units, gazetteer), strict=True):
            gathered.setdefault(f"{key}_{label}", Gathered(f"{key}_{label}")).mentions.append(mention)
    return sorted(gathered.values(), key=lambda body: body.id)


def _labels(members: list[Row], units: Mapping[str, str], gazetteer: Gazetteer) -> list[str]:
    """Which body of that kind and own name each mention is."""
    fields = [frozenset(details(m).get("fields") or ()) for m in members]
    said: dict[str, set[Named]] = defaultdict(set)
    for m, words in zip(members, fields, strict=True):
        if m["place_id"]:
            said[m["article_id"]].add(Named(m["place_id"], words))
    repeated = [
        {form for form in said[m["article_id"]] if not words or _fit(words, form.fields)}
        for m, words in zip(members, fields, strict=True)
    ]
    forms = [_form(*told, units, gazetteer) for told in zip(members, fields, repeated, strict=True)]
    clusters = _clusters({form for form in forms if form}, members[0]["kind"], gazetteer)
    of_form = {form: cluster.label for cluster in clusters for form in cluster.forms}
    labels = []
    for m, words, form, others in zip(members, fields, forms, repeated, strict=True):
        one_of = {of_form[form] for form in others}
        alone = min(one_of) if len(one_of) == 1 else _label_alone(m, words, clusters, units, gazetteer)
        labels.append(of_form[form] if form else alone)
    return labels


def _form(
    mention: Row, fields: frozenset[str], repeated: set[Named], units: Mapping[str, str], gazetteer: Gazetteer
) -> Named | None:
    """The placed form of a mention: where it says, else at the portal's commune unless its article says where."""
    if mention["place_id"]:
        return Named(mention["place_id"], fields)
    unit = units.get(mention["source_id"])
    return Named(unit, fields) if unit and not repeated and gazetteer.get(unit).level == "commune" else None


def _fit(a: frozenset[str], b: frozenset[str]) -> bool:
    return a <= b or b <= a


def _clusters(forms: set[Named], kind: str, gazetteer: Gazetteer) -> list[Cluster]:
    """Forms joined where they share a commune, or a token and fitting field words; the result does not depend on their
    order. Without field words a form fits all: it is the body of its commune, else the only one it may be."""
    tokens = {place: _tokens(place, kind, gazetteer) for place in {form.place for form in forms}}
    communes = {place for place in tokens if gazetteer.get(place).level == "commune"}
    told = {form.place for form in forms if form.fields} & communes
    bare = {form for form in forms if not form.fields and form.place not in told}
    clusters = [Cluster(group) for group in _connected(forms - bare, tokens, told)]
    followers = [(group, _one_around(group, clusters, tokens)) for group in _connected(bare, tokens, set())]
    for group, followed in followers:
        if followed:
            followed.forms |= group
        else:
            clusters.append(Cluster(group))
    _name(clusters, tokens)
    for cluster in clusters:
        cluster.regions = frozenset().union(*(_regions(form.place, gazetteer) for form in cluster.forms))
    return clusters


def _connected(forms: set[Named], tokens: Mapping[str, set[str]], told: set[str]) -> list[set[Named]]:
    """Forms of one of the communes `told`, and those that share a token where the field words fit; there a form without
    field words speaks for its commune only."""
    near: dict[str, list[Named]] = defaultdict(list)
    for form in sorted(forms):
        if form.place in told:
            near[form.place].append(form)
        for token in tokens[form.place] if form.fields or form.place not in told else ():
            near[token].append(form)
    pairs = (pair for found in near.values() for pair in combinations(found, 2))
    groups = joined(pairs, lambda a, b: (a.place == b.place and a.place in told) or _fit(a.fields, b.fields))
    grouped = {form for group in groups for form in group}
    return [*map(set, groups), *({form} for form in sorted(forms - grouped))]


def _one_around(group: set[Named], clusters: list[Cluster], tokens: Mapping[str, set[str]]) -> Cluster | None:
    """The one body in the comparable area of these forms, else in their district."""
    around = {token for form in group for token in tokens[form.place]}
    for shared in ({token for token in around if token.startswith("area:")}, around):
        near = [cluster for cluster in clusters if any(tokens[form.place] & shared for form in cluster.forms)]
        if near:
            return near[0] if len(near) == 1 else None
    return None


def _name(clusters: list[Cluster], tokens: Mapping[str, set[str]]) -> None:
    """Labels by district or area; by the oldest place where two bodies have that, and by field words where that too."""
    for cluster in clusters:
        around = {token for form in cluster.forms for token in tokens[form.place]}
        cluster.label = min(around, key=lambda token: (not token.startswith("district:"), token)).rsplit(":", 1)[-1]
    for cluster in _namesakes(clusters):
        cluster.label = min(form.place for form in cluster.forms)
    for cluster in _namesakes(clusters):
        words = sorted(min(cluster.forms, key=lambda form: (not form.fields, form)).fields)
        cluster.label = ".".join((cluster.label, *(slug(word) for word in words)))


def _namesakes(clusters: list[Cluster]) -> list[Cluster]:
    labels = Counter(cluster.label for cluster in clusters)
    return [cluster for cluster in clusters if labels[cluster.label] > 1]


def _tokens(place: str, kind: str, gazetteer: Gazetteer) -> set[str]:
    """What another place must share to be the same body's."""
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
    """Districts of the time and comparable province around a place."""
    return _districts(place, gazetteer) | {gazetteer.area_id(gazetteer.lineage(place)[-1].id)}


def _label_alone(
    mention: Row, fields: frozenset[str], clusters: list[Cluster], units: Mapping[str, str], gazetteer: Gazetteer
) -> str:
    """The one body of the portal's region that a form without place may be; else a label of its own."""
    portal = str(mention["source_id"]).replace("/", ".")
    unit = units.get(mention["source_id"])
    if not unit:
        return portal
    region = unit if gazetteer.get(unit).level == "district" else gazetteer.area_id(unit)
    near = [cluster for cluster in clusters if region in cluster.regions]
    fitting = [c for c in near if c.takes(fields)] or [c for c in near if c.is_bare]
    if len(fitting) == 1:
        return fitting[0].label
    return portal if any(cluster.label == unit for cluster in clusters) else unit


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
