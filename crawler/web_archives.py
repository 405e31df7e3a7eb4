"""Web archives as data: how their index (CDX) is asked, how it answers, what of a replayed answer was the portal's.

Two kinds are known. Wayback's CDX server (wayback-cdx-server/README.md of internetarchive/wayback) answers with one
JSON array, its first row the names of the fields, and ends with a key to go on from. pywb's (its manual, "CDXJ Server
API") answers with one JSON object a line, all of them at once.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass as plain_dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import urlencode

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from crawler.captures.encodings import decode_body

Headers = tuple[tuple[bytes, bytes], ...]

ROWS_A_PAGE = 5_000
"""Rows asked of Wayback at once; it goes on from a key."""
MOST_ROWS = 100_000
"""Rows asked of pywb, which has no such key; an index that gives as many is asked again for shorter times."""
LARGEST_BODY = 64 << 20

_ORIGINAL = b"x-archive-orig-"
_UNDONE = frozenset({b"content-encoding", b"transfer-encoding", b"content-length"})
_OF_THE_REPLAY = frozenset(
    b"memento-datetime link content-location date server connection keep-alive vary preference-applied "
    b"cache-control location set-cookie".split()
)
_GZIP = b"\x1f\x8b"
_TIMESTAMP = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d")


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class WebArchive:
    """A web archive that can be asked by CDX; the `[web_archive]` table of ocop.toml."""

    name: str = "web.archive.org"
    """How readers see it: "khôi phục từ kho lưu trữ web NAME"."""
    api: Literal["wayback", "pywb"] = "wayback"
    cdx: str = Field(default="https://web.archive.org/cdx/search/cdx", pattern="^https?://")
    """Address of the index."""
    replay: str = Field(
        default="https://web.archive.org/web/{timestamp}id_/{url}", pattern=r"^https?://.*\{timestamp\}.*\{url\}$"
    )
    """Address of a capture as it came, nothing of the replay in it (`id_`)."""
    delay: float = Field(default=5.0, ge=1.0)
    """Seconds between two requests. Wayback bars who asks its index more than 60 times a minute (issue 153 of
    edgi-govdata-archiving/wayback)."""
    allow_addresses: tuple[str, ...] = ()
    """Networks (CIDR) in which it may stand although they are not global: an archive in one's own house."""

    @property
    def origin(self) -> str:
        """The origin of what is taken over from it."""
        return f"web archive: {self.name}"


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class BackfillOrder:
    """What a backfill is asked to do."""

    archive: WebArchive = WebArchive()
    since: date | None = None
    """First and last day (Vietnam) of the captures wanted; None: all of the body's life."""
    until: date | None = None
    index_only: bool = False
    """Ask what there is, fetch nothing of it."""


@plain_dataclass(frozen=True)
class IndexRow:
    """One capture that the archive says it holds."""

    url: str
    timestamp: str
    """UTC, `YYYYMMDDhhmmss`."""
    mime: str
    digest: str
    """Of the payload, as the archive writes it; the timestamp where it writes none."""

    @property
    def moment(self) -> datetime:
        """When it was captured."""
        return datetime.strptime(self.timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


@plain_dataclass(frozen=True)
class IndexPage:
    """What one answer of the index says."""

    rows: tuple[IndexRow, ...]
    resume_key: str = ""
    """Where Wayback goes on; empty at the end."""
    is_cut: bool = False
    """The answer stops at the number of rows that were asked for, and nothing says how to go on."""
    unreadable: int = 0
    """Rows without address or moment."""


class NoIndex(ValueError):
    """The answer is no index; the message shows how it begins."""


def index_url(archive: WebArchive, host: str, since: datetime, until: datetime, resume_key: str = "") -> str:
    """The question for all good captures (status 200) of `host` between two moments, both included."""
    between = [("from", timestamp_of(since)), ("to", timestamp_of(until))]
    if archive.api == "pywb":
        asked = [("url", f"http://{host}/"), ("matchType", "host"), ("output", "json"), ("filter", "=status:200"),
                 *between, ("limit", str(MOST_ROWS))]  # fmt: skip
    else:
        asked = [("url", host), ("matchType", "host"), ("output", "json"),
                 ("fl", "timestamp,original,mimetype,digest"), ("filter", "statuscode:200"), ("collapse", "digest"),
                 *between, ("limit", str(ROWS_A_PAGE)), ("showResumeKey", "true")]  # fmt: skip
    # The key comes percent-encoded already (the manual's example), and goes back as it came.
    resume = f"&resumeKey={resume_key}" if resume_key else ""
    return f"{archive.cdx}?{urlencode(asked)}{resume}"


def read_index(archive: WebArchive, body: bytes) -> IndexPage:
    """The rows of an answer (content-encoding undone). Raises NoIndex."""
    try:
        text = body.decode()
        return _of_pywb(text) if archive.api == "pywb" else _of_wayback(text)
    except (ValueError, TypeError, AttributeError) as error:
        raise NoIndex(f"no {archive.api} index: {body[:120].decode('utf-8', 'replace')!r}") from error


def memento_url(archive: WebArchive, row: IndexRow) -> str:
    """Where the capture can be had as it came."""
    return archive.replay.format(timestamp=row.timestamp, url=row.url)


def original_headers(archive: WebArchive, headers: Headers) -> Headers:
    """The headers that the portal had sent, of those of a replay: the ones it renamed to `X-Archive-Orig-…` under their
    own names, the type, and with pywb those that it leaves alone. What described the body on its way is left out."""
    renamed = [(name[len(_ORIGINAL) :], value) for name, value in headers if name.lower().startswith(_ORIGINAL)]
    named = {name.lower() for name, _ in renamed}
    own = [
        (name, value)
        for name, value in headers
        if not name.lower().startswith((b"x-archive-", b"memento-")) and name.lower() not in named | _OF_THE_REPLAY
        and (archive.api == "pywb" or name.lower() == b"content-type")
    ]  # fmt: skip
    return tuple((name, value) for name, value in (*own, *renamed) if name.lower() not in _UNDONE)


def original_body(headers: Headers, body: bytes) -> bytes:
    """The payload without the content-encoding under which the portal had sent it, where the replay (whose `headers`
    these are) hands it on without saying so. Raises BrokenEncoding or DecodedTooLarge."""
    was = b",".join(value for name, value in headers if name.lower() == _ORIGINAL + b"content-encoding")
    return decode_body(body, was.decode("latin-1"), LARGEST_BODY) if was and body.startswith(_GZIP) else body


def replayed_moment(headers: Headers) -> datetime | None:
    """The moment of the capture that the replay gives, as it says itself (RFC 7089); None where it does not."""
    for name, value in headers:
        if name.lower() == b"memento-datetime":
            try:
                return parsedate_to_datetime(value.decode("latin-1")).astimezone(UTC)
            except ValueError:
                return None
    return None


def timestamp_of(moment: datetime) -> str:
    """`moment` as web archives write it: UTC, 14 digits."""
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def _of_pywb(text: str) -> IndexPage:
    lines = [line for line in text.splitlines() if line.strip()]
    rows = [json.loads(line) for line in lines]
    found = tuple(_rows((row.get("url"), row.get("timestamp"), row.get("mime"), row.get("digest")) for row in rows))
    return IndexPage(found, is_cut=len(lines) >= MOST_ROWS, unreadable=len(lines) - len(found))


def _of_wayback(text: str) -> IndexPage:
    lines = json.loads(text) if text.strip() else []
    if not lines:
        return IndexPage(())
    names, *rows = lines
    resume_key = ""
    if len(rows) >= 2 and rows[-2] == [] and len(rows[-1]) == 1:
        resume_key, rows = str(rows[-1][0]), rows[:-2]
    wanted = [names.index(name) for name in ("original", "timestamp", "mimetype", "digest")]
    found = tuple(_rows(tuple(row[at] for at in wanted) for row in rows if len(row) == len(names)))
    return IndexPage(found, resume_key, unreadable=len(rows) - len(found))


def _rows(values: Iterator[tuple[Any, ...]]) -> Iterator[IndexRow]:
    for url, timestamp, mime, digest in values:
        at = str(timestamp or "")
        row = IndexRow(str(url or ""), at, str(mime or ""), str(digest or "").strip("-") or at)
        if _TIMESTAMP.fullmatch(row.timestamp) and row.url.startswith(("http://", "https://")):
            yield row
