"""Values that the stages hand to each other: page -> article -> dates, entities -> store.

Every text is NFC. Offsets count Unicode code points into the named field of `Article`;
slicing the field gives the surface.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

BlockKind = Literal["heading", "paragraph", "caption", "list_item", "table", "image", "signature", "attachment"]
Field = Literal["title", "lead", "captions", "attachments", "body"]
FIELDS: tuple[Field, ...] = ("title", "lead", "captions", "attachments", "body")
Precision = Literal["minute", "day", "month", "year"]
DateBasis = Literal[
    "label", "listing", "feed", "sitemap", "meta", "modified", "url", "page clock", "text bound", "document bound",
    "capture bound", "validity bound", "decision",
]  # fmt: skip


@dataclass(frozen=True)
class Block:
    """One piece of the article in page order."""

    kind: BlockKind
    text: str = ""
    """Published text; rows of a table are lines, cells joined by ` | `; empty for an image."""
    src: str = ""
    """Absolute URL of an image or attachment."""
    level: int = 0
    """1-6 for a heading."""


@dataclass(frozen=True)
class Image:
    """A picture in its place."""

    src: str
    caption: str | None = None
    caption_basis: str | None = None
    """`figcaption`, `class`, `next paragraph`, `alt`, or None without caption."""
    credit: str | None = None
    alt: str | None = None
    """Only where it is words, not a file name or path."""


@dataclass(frozen=True)
class Attachment:
    """A file linked from the article."""

    href: str
    text: str


@dataclass(frozen=True)
class RawDate:
    """A date string that stood somewhere, before anyone judged it."""

    text: str
    basis: DateBasis
    evidence: str
    """Where it stood, for a reader: a selector, a URL, a sentence."""


@dataclass(frozen=True)
class Article:
    """What one page says, without judgement on when or who."""

    url: str
    title: str
    lead: str
    body: str
    """Paragraphs, list items and table rows in page order, joined by one newline; without captions, attachments."""
    captions: str
    """Captions in page order, joined by one newline."""
    attachments_text: str
    """Link texts of attachments in page order, joined by one newline (field `attachments`)."""
    author: str | None
    section: str | None
    blocks: tuple[Block, ...]
    images: tuple[Image, ...]
    attachments: tuple[Attachment, ...]
    raw_dates: tuple[RawDate, ...]
    licence: str | None = None
    """The page's own line on re-use."""
    publisher: str | None = None
    """Name of the publishing body as the page's foot states it ("UBND huyện Long Thành")."""
    body_basis: str = "family"
    """`family`, `trafilatura`, `prose` (the page's sentences alone), `text`, `none`: who found the body."""
    read_as: tuple[str, ...] = ()
    """Rules by which text of an older font or a wrong charset was put into Unicode (`text.tcvn3`, …); mostly none."""
    cross_check: float | None = None
    """Word overlap (F1) of the family's body with trafilatura's, for pages that were sampled."""
    problems: tuple[str, ...] = ()
    """What a person should look at: `no title`, `title by link`, `short body`, `layout unknown`, `legacy font`, …"""

    def text_of(self, name: Field) -> str:
        """The text that offsets of field `name` index."""
        text: str = self.attachments_text if name == "attachments" else getattr(self, name)
        return text


@dataclass(frozen=True)
class DateCandidate:
    """A date that was considered: one row of the ledger of dates."""

    value: str
    """Partial ISO: `2019`, `2019-11`, `2019-11-15`, `2019-11-15T09:05`; local time of Vietnam (UTC+7)."""
    precision: Precision
    basis: DateBasis
    evidence: str
    accepted: bool
    why_not: str | None = None
    """One sentence, Vietnamese, where it was refused."""


def anchor_day(published: str | None, date_from: str | None, date_to: str | None) -> date | None:
    """The day to resolve an article's places by: its publication (the first day a partial date may mean), else the end
    of its bounds, else their beginning; None where nothing is known."""
    for value in (published, date_to, date_from):
        if value:
            year, month, day = [*value[:10].split("-"), "01", "01"][:3]
            return date(int(year), int(month), int(day))
    return None


@dataclass(frozen=True)
class DateDecision:
    """When an article was published, as far as it can be known."""

    published: str | None
    precision: Precision | None
    basis: DateBasis | None
    date_from: str | None
    """Day (ISO) before which it cannot have been published."""
    date_to: str | None
    shown: str | None
    """The date that the page shows a careless reader (ISO day)."""
    candidates: tuple[DateCandidate, ...]

    def anchor(self) -> date | None:
        """The day to resolve places and day-month dates by: `published`, else `date_to`, else `date_from`."""
        return anchor_day(self.published, self.date_from, self.date_to)


class Span(NamedTuple):
    """Where something is named. An article has a hundred: a tuple is made three times as fast as a dataclass; so are
    mentions."""

    field: Field
    start: int
    end: int
    surface: str


@dataclass(frozen=True)
class PlaceNow:
    """What has become of a place on the day of building."""

    place_id: str
    name: str
    kind: str
    province: str
    """Full label: `thành phố Đồng Nai`."""
    part: str
    """`whole` or `part`."""


class PlaceMention(NamedTuple):
    """A commune, district or province named in the text."""

    span: Span
    level: Literal["commune", "district", "province"]
    kind: str
    """xã, phường, thị trấn, đặc khu, huyện, quận, thị xã, thành phố, tỉnh — as written or as resolved."""
    name: str
    """Without its kind: `Lộc An`."""
    district: str | None
    """Full label of the time (`huyện Long Thành`), None for a unit without one or unresolved."""
    province: str | None
    place_id: str | None
    """Gazetteer id valid at the article's time; None where it stays ambiguous."""
    candidates: tuple[str, ...]
    """Gazetteer ids that remain possible when `place_id` is None."""
    now: tuple[PlaceNow, ...]
    rule: str
    part_of_name: bool = False
    """It stands inside the name of a cooperative, company or product ("HTX nông nghiệp xã Bình Lộc"): it says where
    that one lies, and is no mention of its own."""


CitationRole = Literal["implements", "announces", "amends", "replaces", "cites"]
"""What a clause does with the document that it names."""


class DocumentMention(NamedTuple):
    """An official document named by its number (domain.md 2)."""

    span: Span
    number: str
    """As printed, without what the symbol says: `10946`."""
    symbol: str
    """`KH-UBND`, `UBND-NN`, `CT/TU`."""
    kind: str
    """In words: kế hoạch, công văn, chỉ thị, …"""
    system: Literal["state", "party", "assembly", "mass"]
    norm: str
    """`10946/KH-UBND`, `46-CT/TU`, `148/QĐ-TTg`, `55/2023/TT-BTC`."""
    issuer: str | None
    """In words, with its place where the text or the source gives it: `UBND tỉnh Đồng Nai`."""
    issuer_place_id: str | None
    date: str | None
    """Partial ISO, as the text claims it."""
    year: str | None
    """Year of the state document or None; for the Party the term (`2015-2020`)."""
    confidence: Literal["exact", "repaired", "number-only"]
    rule: str
    role: CitationRole = "cites"
    """By the words of its clause."""


class CooperativeMention(NamedTuple):
    """A cooperative, union, group or credit fund named in the text (domain.md 3)."""

    span: Span
    """From the head word to the end of the own name."""
    kind: Literal["cooperative", "union", "group", "credit_fund"]
    name: str
    """Without its head word: `Nông nghiệp Xanh`."""
    own_name: str
    """Without the field words: `Xanh`."""
    field_words: tuple[str, ...]
    """Expanded and sorted: (`nông nghiệp`,)."""
    place_span: Span | None
    """The location written after it."""
    alias_of: str | None
    """`name` of the longer form it abbreviates in the same article."""
    rule: str


class FigureMention(NamedTuple):
    """A count that the article states."""

    span: Span
    """The quote."""
    value: int
    unit: str
    """Canonical: `hợp tác xã`, `tổ hợp tác`, `quỹ tín dụng nhân dân`, `sản phẩm`, `chủ thể`, `lao động`."""
    place: str | None
    """Full label of the unit it is counted for."""
    place_id: str | None
    year: str | None
    """As of: `2019`, `2018-2019`, partial ISO."""
    counting: Literal["total", "new", "less"]
    """`total`: cumulative, as of `year`; `new`: added in it; `less`: given up in it ("giải thể 2 HTX")."""
    aim: Literal["result", "target"]
    rule: str
    subject: str | None = None
    """What sort or whose, beyond the unit: `OCOP`, `chủ thể` (cooperatives counted as producers), a producer's name."""
    stars: int | None = None
    potential: bool = False
    """"tiềm năng 5 sao": the centre has not decided."""
    year_basis: Literal["said", "article"] | None = None
    """`said` by the sentence or the one it goes on from; `article`: a result without year, as of the publication."""
    sums: str | None = None
    """For a total with its parts: `5 + 21 = 26` where they add up, `5 + 20 = 25, không phải 26` where they do not."""


ProducerKind = Literal["company", "household", "facility", "farm"]


class ProducerMention(NamedTuple):
    """A company, household business, facility or farm named in the text."""

    span: Span
    """From the head word to the end of the name."""
    kind: ProducerKind
    name: str
    """Without its head words ("Công ty TNHH MTV")."""
    rule: str


RatingState = Literal["announced", "renewed", "potential", "proposed", "refused", "withdrawn", "lapsed"]


class ProductMention(NamedTuple):
    """A product named in the text."""

    span: Span
    name: str
    stars: int | None
    """As the sentence says; None where it says none."""
    potential: bool
    """"tiềm năng 5 sao": the centre has not decided."""
    producer: str | None
    """Name of the producer that the sentence gives it."""
    rule: str
    state: RatingState = "announced"
    """What the sentence says of its rating."""
    group: str | None = None
    """Its group as the text gives it: `thực phẩm`, `đồ uống có cồn`."""


@dataclass(frozen=True)
class Entities:
    """Everything of the first rank that an article names."""

    places: tuple[PlaceMention, ...] = ()
    documents: tuple[DocumentMention, ...] = ()
    cooperatives: tuple[CooperativeMention, ...] = ()
    figures: tuple[FigureMention, ...] = ()
    producers: tuple[ProducerMention, ...] = ()
    products: tuple[ProductMention, ...] = ()


@dataclass(frozen=True)
class HomeUnit:
    """The unit from whose portal an article comes: bare names are resolved inside it first."""

    place_id: str | None = None
    level: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
