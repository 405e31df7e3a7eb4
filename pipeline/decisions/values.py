"""The kinds of decisions, as a person writes them."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from typing import Literal

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass as checked

from crawler.errors import Mendable

MentionKind = Literal[
    "commune", "district", "province", "document", "cooperative", "union", "group", "credit_fund", "producer", "product"
]
PLACE_KINDS = ("commune", "district", "province")
EntityKind = Literal["document", "cooperative", "product", "producer"]
"""Tables of entities: unions, groups and credit funds stand among the cooperatives."""
PARTIAL_DATE = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:T[0-2]\d:[0-5]\d)?)?)?")
_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True, str_min_length=1)


class DecisionError(Mendable):
    """A decision file cannot be read; the message names file, line and key."""


@dataclass(frozen=True)
class Placed:
    """Where a decision stands, for messages: `decisions.yml:12`."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@checked(frozen=True, config=_STRICT, kw_only=True)
class Decided:
    """What all decisions share."""

    why: str
    """The reason, as the public table shows it."""
    by: str = "-"
    """Who decided; stays in the home, is not published."""
    on: str = "-"
    """Day of the decision (ISO), for people."""

    @property
    def key(self) -> str:
        """Digest of what is decided: the same decision keeps it wherever it stands in the files."""
        said = {"do": self.do, **asdict(self)}
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:12]

    @property
    def do(self) -> str:
        """The word in the file that names the kind."""
        return next(word for word, kind in KINDS.items() if kind is type(self))


@checked(frozen=True, config=_STRICT, kw_only=True)
class OnArticle(Decided):
    """A decision about one article."""

    article: str
    """`<source id>/<key>`."""


@checked(frozen=True, config=_STRICT, kw_only=True)
class OnWords(OnArticle):
    """A decision about words of an article: `surface` wherever it stands, or only inside `quote`."""

    kind: MentionKind
    surface: str
    quote: str = ""


@checked(frozen=True, config=_STRICT, kw_only=True)
class Reject(OnWords):
    """The words name nothing of that kind."""


@checked(frozen=True, config=_STRICT, kw_only=True)
class Add(OnWords):
    """The words name something that no rule found."""

    name: str = ""
    """As it stands in the tables, without head word; the surface where empty. For a document its number."""
    place: str = ""
    """Gazetteer id; needed for communes, districts and provinces."""
    stars: int = 0
    """For a product: what the article announces; 0 for nothing."""


@checked(frozen=True, config=_STRICT, kw_only=True)
class Relink(OnWords):
    """The words name another place than the one that the rules chose, or one where they could not choose."""

    to: str
    """Gazetteer id."""


@checked(frozen=True, config=_STRICT, kw_only=True)
class SetDate(OnArticle):
    """The article was published then."""

    published: str
    """Partial ISO, local time of Vietnam."""

    def __post_init__(self) -> None:
        if not PARTIAL_DATE.fullmatch(self.published):
            raise ValueError(f"published {self.published!r} is no date: 2019, 2019-11, 2019-11-15, 2019-11-15T09:05")


@checked(frozen=True, config=_STRICT, kw_only=True)
class Irrelevant(OnArticle):
    """The article is not about the programme: it leaves the archive's pages; its captures stay."""


@checked(frozen=True, config=_STRICT, kw_only=True)
class Merge(Decided):
    """Several entities are one."""

    kind: EntityKind
    ids: tuple[str, ...]
    into: str
    """The id that stays; the others lead to it."""


@checked(frozen=True, config=_STRICT, kw_only=True)
class Split(Decided):
    """What some articles name is another entity of the same name."""

    kind: EntityKind
    id: str
    articles: tuple[str, ...]
    label: str
    """Ends the new id: `<id>~<label>`; small letters, digits, hyphens."""


Decision = Reject | Add | Relink | SetDate | Irrelevant | Merge | Split
KINDS: dict[str, type[Decided]] = {
    "reject": Reject, "add": Add, "relink": Relink, "date": SetDate, "irrelevant": Irrelevant, "merge": Merge,
    "split": Split,
}  # fmt: skip
"""The word after `do:` and what it means."""
