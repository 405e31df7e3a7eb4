"""Reading captures: safe beside the writer, creates nothing, changes nothing."""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from warcio.archiveiterator import ArchiveIterator

from crawler.captures import ledger
from crawler.captures.clean import decode_header, target_uri
from crawler.captures.encodings import decode_body
from crawler.captures.errors import (
    BrokenEncoding,
    CaptureError,
    DamagedCapture,
    DecodedTooLarge,
    IntegrityError,
    NoCaptures,
    Unstorable,
)
from crawler.captures.records import Capture, Discovery, Payload, Role
from crawler.captures.rows import ConsideredItem, FetchEvent, FrontierItem, Run, Visit, Walk

__all__ = [
    "BrokenEncoding", "CaptureError", "CaptureReader", "ConsideredItem", "DamagedCapture", "DecodedTooLarge",
    "FetchEvent", "FrontierItem", "IntegrityError", "NoCaptures", "Run", "Visit", "Walk",
]  # fmt: skip

MAX_DECODED = 64 << 20
"""Bytes a body may have when its content-encoding is undone; an attachment's limit on the wire."""

_ARTICLE_ROLES = "('article', 'canary', 'sampled')"
_BATCH = 500
NO_RUN = 1 << 62
"""Above every run."""
_HEAD_END = b"\r\n\r\n"


class CaptureReader:
    """The captures of a home, read-only. May be used from several threads."""

    def __init__(self, home: Path) -> None:
        """Raises NoCaptures where there is no ledger yet, IntegrityError where it is not ours or newer than we are."""
        self.folder = home / "captures"
        self.db = ledger.open_for_reading(self.folder / "ledger.db")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the ledger."""
        self.db.close()

    def captures(self, after: int = 0, limit: int | None = None) -> Iterator[Capture]:
        """Captures with a seq above `after`, in order, `limit` of them at most."""
        left = limit
        while left is None or left > 0:
            size = _BATCH if left is None else min(_BATCH, left)
            # In batches: a query left open would keep the writer from shortening its write-ahead log.
            rows = self._all("SELECT * FROM captures WHERE seq > ? ORDER BY seq LIMIT ?", after, size)
            if not rows:
                return
            yield from map(ledger.capture_of, rows)
            after = rows[-1]["seq"]
            left = None if left is None else left - len(rows)

    def capture(self, seq: int) -> Capture:
        """One capture. Raises KeyError where there is none of that number."""
        row = self._one("SELECT * FROM captures WHERE seq = ?", seq)
        if row is None:
            raise KeyError(f"no capture {seq} in {self.folder / 'ledger.db'}")
        return ledger.capture_of(row)

    def last_seq(self) -> int:
        """The newest capture's seq; 0 before the first."""
        return int(self._value("SELECT coalesce(max(seq), 0) FROM captures"))

    def of_article(self, source_id: str, key: str) -> list[Capture]:
        """Captures of an article (roles article, canary, sampled), oldest first."""
        wanted = f"source_id = ? AND key = ? AND role IN {_ARTICLE_ROLES} ORDER BY fetched_at, seq"
        return self._captures(wanted, source_id, key)

    def article_of(self, article_id: str) -> tuple[str, str] | None:
        """(source id, key) of a captured `<source id>/<key>`; None where no article capture has it."""
        parts = article_id.split("/")
        for cut in range(1, len(parts)):
            source_id, key = "/".join(parts[:cut]), "/".join(parts[cut:])
            if self._one(
                f"SELECT 1 FROM captures WHERE source_id = ? AND key = ? AND role IN ('article', 'canary')", source_id, key
            ):
                return source_id, key
        return None

    def of_url(self, url: str) -> list[Capture]:
        """Captures of a URL (percent-encoded or not), oldest first."""
        return self._captures("url = ? ORDER BY seq", _as_kept(url))

    def of_roles(self, roles: Sequence[Role]) -> list[Capture]:
        """Every capture in one of these roles, oldest first."""
        return self._captures(f"role IN ({', '.join('?' * len(roles))}) ORDER BY seq", *roles)

    def newest_of_url(self, url: str, roles: Sequence[Role]) -> Capture | None:
        """The newest capture of a URL in one of these roles."""
        marks = ", ".join("?" * len(roles))
        wanted = f"url = ? AND role IN ({marks}) ORDER BY fetched_at DESC, seq DESC LIMIT 1"
        found = self._captures(wanted, _as_kept(url), *roles)
        return found[0] if found else None

    def payload(self, capture: Capture, limit: int = MAX_DECODED) -> Payload:
        """The body a capture holds or revisits, content-encoding undone up to `limit` bytes. A 304 gives status and
        headers of the answer it confirms; where the store knew none, an empty body.
        Raises DamagedCapture, BrokenEncoding, DecodedTooLarge."""
        status, headers, body = self._answer(capture)
        encodings = ", ".join(value for name, value in headers if name.lower() == "content-encoding")
        return Payload(decode_body(body, encodings, limit), capture.content_type, headers, status)

    def sent_body(self, capture: Capture) -> bytes:
        """The body a capture holds or revisits as the server sent it, content-encoding kept. Raises DamagedCapture."""
        return self._answer(capture)[2]

    def record_bytes(self, capture: Capture) -> bytes:
        """The gzip members of a capture as they stand in the file. Raises DamagedCapture where the file is gone or the
        bytes differ from those that were acknowledged."""
        try:
            with (self.folder / capture.warc_file).open("rb") as file:
                file.seek(capture.warc_offset)
                data = file.read(capture.warc_end - capture.warc_offset)
        except OSError as error:
            raise DamagedCapture(f"capture {capture.seq}: captures/{capture.warc_file}: {error}") from error
        if hashlib.sha256(data).hexdigest() != capture.member_sha256:
            raise DamagedCapture(
                f"capture {capture.seq}: captures/{capture.warc_file}, bytes {capture.warc_offset}-{capture.warc_end}, "
                "are not those that were acknowledged; restore the file from a copy"
            )
        return data

    def runs(self) -> list[Run]:
        """Every run, oldest first."""
        return [ledger.run_of(row) for row in self._all("SELECT * FROM runs ORDER BY run_id")]

    def source_ids(self) -> list[str]:
        """Every source of which something was captured."""
        return [row[0] for row in self._all("SELECT DISTINCT source_id FROM captures ORDER BY 1")]

    def visits(self) -> list[Visit]:
        """Every source that a run got through with, in the order of runs."""
        rows = self._all("SELECT * FROM run_sources WHERE ended_at IS NOT NULL ORDER BY run_id, ended_at, source_id")
        return [ledger.visit_of(row) for row in rows]

    def considered(self) -> list[ConsideredItem]:
        """Items that were listed and not kept; without those that another section made us keep after all."""
        rows = self._all(
            "SELECT * FROM considered AS c WHERE NOT EXISTS (SELECT 1 FROM frontier AS f "
            "WHERE f.source_id = c.source_id AND f.key = c.key AND f.role = 'article') ORDER BY id"
        )
        return [ledger.considered_of(row) for row in rows]

    def walks(self) -> list[Walk]:
        """How far each section was walked."""
        return [ledger.walk_of(row) for row in self._all("SELECT * FROM walks ORDER BY source_id, section_url")]

    def frontier_counts(self, role: Role = "article") -> dict[str, int]:
        """Items of the queue by state."""
        rows = self._all("SELECT state, count(*) FROM frontier WHERE role = ? GROUP BY state", role)
        return {row[0]: row[1] for row in rows}

    def newest_visits(self) -> dict[str, int]:
        """The run of every source's newest visit."""
        return {visit.source_id: visit.run_id for visit in self.visits()}

    def first_listing(self, run_id: int, source_id: str) -> int | None:
        """The first listing page that a visit got; None where it got none."""
        row = self._one(
            "SELECT min(seq) FROM captures WHERE run_id = ? AND source_id = ? AND role = 'listing' AND outcome = 'ok' "
            "AND origin = 'live'", run_id, source_id,
        )  # fmt: skip
        return row[0] if row else None

    def backfill_counts(self) -> dict[str, int]:
        """What web archives hold of this home's sources, by state; empty where none was asked."""
        if not self._one("SELECT 1 FROM sqlite_master WHERE name = 'backfill'"):
            return {}
        rows = self._all("SELECT state, count(*) FROM backfill WHERE state <> 'listed' GROUP BY state")
        return {row[0]: row[1] for row in rows}

    def backfill_offers(self) -> list[dict[str, Any]]:
        """What web archives hold, by year: `articles`, `captures` of articles and listings, `media`."""
        return [
            dict(row)
            for row in self._all(
                "SELECT substr(timestamp, 1, 4) AS year, "
                "count(DISTINCT CASE role WHEN 'article' THEN source_id || '/' || key END) AS articles, "
                "sum(role IN ('article', 'listing')) AS captures, sum(role NOT IN ('article', 'listing')) AS media "
                "FROM backfill GROUP BY 1 ORDER BY 1"
            )
        ]

    def queued_by_run(self) -> dict[str, dict[tuple[int, str], int]]:
        """By source: how many articles each run queued for the first time, by (run, section) that announced them."""
        found: dict[str, dict[tuple[int, str], int]] = {}
        for source_id, run_id, section, number in self._all(
            "SELECT source_id, run_id, section, count(*) FROM frontier WHERE role = 'article' GROUP BY 1, 2, 3"
        ):
            found.setdefault(source_id, {})[run_id, section] = number
        return found

    def queued_in(self, source_id: str, key: str) -> int | None:
        """The run that queued an article for the first time; None where no list of the portal's own announced it."""
        row = self._one(
            "SELECT run_id FROM frontier WHERE source_id = ? AND key = ? AND role = 'article'", source_id, key
        )
        return row[0] if row else None

    def frontier_articles(self) -> list[FrontierItem]:
        """Every article of the queue, in the order found."""
        rows = self._all("SELECT * FROM frontier WHERE role = 'article' ORDER BY id")
        return [ledger.frontier_item_of(row) for row in rows]

    def events(self, url: str | None = None) -> list[FetchEvent]:
        """Requests that brought nothing worth a record, oldest first; those of one URL where it is given."""
        if url is None:
            rows = self._all("SELECT * FROM fetch_events ORDER BY seq")
        else:
            rows = self._all("SELECT * FROM fetch_events WHERE url IN (?, ?) ORDER BY seq", url, _as_kept(url))
        return [ledger.event_of(row) for row in rows]

    def newest_event(self, url: str) -> str | None:
        """Outcome of the newest event of a URL."""
        events = self.events(url)
        return events[-1].outcome if events else None

    def discoveries(self, source_id: str, key: str, before_run: int = NO_RUN) -> list[Discovery]:
        """Every announcement of an article (section, link text, date), each once, as first seen; by runs before one."""
        columns = "section, found_on, link_text, listing_date"
        wanted = "source_id = ? AND key = ? AND run_id < ?"
        rows = self._all(
            f"SELECT {columns} FROM discoveries WHERE {wanted} ORDER BY id", source_id, key, before_run
        ) + self._all(
            f"SELECT {columns} FROM captures WHERE {wanted} AND role IN {_ARTICLE_ROLES} ORDER BY seq",
            source_id, key, before_run,
        )  # fmt: skip
        seen: dict[tuple[str, str, str], Discovery] = {}
        for discovery in map(ledger.discovery_of, rows):
            if discovery != Discovery():
                seen.setdefault((discovery.section, discovery.link_text, discovery.listing_date), discovery)
        return list(seen.values())

    def announced_urls(self, source_id: str, key: str, before_run: int = NO_RUN) -> list[tuple[str, str]]:
        """Every address under which an article was announced, with the moment it was first seen, oldest first: one
        article stands under several categories. By runs before one."""
        rows = self._all(
            "SELECT url, min(found_at) FROM discoveries WHERE source_id = ? AND key = ? AND run_id < ? "
            "GROUP BY url ORDER BY min(id)",
            source_id, key, before_run,
        )  # fmt: skip
        return [(row[0], row[1]) for row in rows]

    def first_announced(self, source_id: str) -> dict[str, int]:
        """The run in which each article key of a source was first announced by the portal's own lists."""
        rows = self._all("SELECT key, min(run_id) FROM discoveries WHERE source_id = ? GROUP BY key", source_id)
        return {row[0]: row[1] for row in rows}

    def last_discovery(self) -> int:
        """Number of the newest announcement; 0 before the first."""
        return int(self._value("SELECT coalesce(max(id), 0) FROM discoveries"))

    def articles_discovered(self, after: int, until: int) -> set[tuple[str, str]]:
        """(source id, key) of captured articles that got an announcement numbered above `after`, up to `until`."""
        rows = self._all(
            "SELECT DISTINCT d.source_id, d.key FROM discoveries AS d JOIN captures AS c "
            "ON c.source_id = d.source_id AND c.key = d.key AND c.role IN ('article', 'canary') "
            "WHERE d.id > ? AND d.id <= ?", after, until,
        )  # fmt: skip
        return {(row[0], row[1]) for row in rows}

    def articles_of(self, source_id: str) -> set[tuple[str, str]]:
        """(source id, key) of every captured article of a source."""
        rows = self._all(
            f"SELECT DISTINCT key FROM captures WHERE source_id = ? AND role IN ('article', 'canary')", source_id
        )
        return {(source_id, row[0]) for row in rows}

    def articles_since(self, source_id: str, run_id: int) -> set[tuple[str, str]]:
        """(source id, key) of the articles of a source that this run or a later one captured."""
        rows = self._all(
            "SELECT DISTINCT key FROM captures WHERE source_id = ? AND role IN ('article', 'canary') AND run_id >= ?",
            source_id, run_id,
        )  # fmt: skip
        return {(source_id, row[0]) for row in rows}

    def parents_of(self, source_id: str, url: str) -> list[str]:
        """Keys of the articles that show a picture or link an attachment."""
        rows = self._all(
            "SELECT DISTINCT parent_key FROM media_parents WHERE source_id = ? AND key = ? ORDER BY 1", source_id, url
        )
        return [row[0] for row in rows]

    def warc_files(self) -> list[dict[str, Any]]:
        """Rows of `warc_files`: name, state, bytes, records, sha256 (None while open), created_at, closed_at."""
        return [dict(row) for row in self._all("SELECT * FROM warc_files ORDER BY id")]

    def holds(self) -> str:
        """`samples` or `live`; empty before the first capture."""
        return ledger.holds(self.db)

    @property
    def meta(self) -> Mapping[str, str]:
        """What the ledger says of itself: `created_at`, `holds`, `sqlite_version` of the writer."""
        return {row["key"]: row["value"] for row in self._all("SELECT * FROM meta")}

    def _answer(self, capture: Capture) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
        """(status, headers, body as sent), the body of a revisit from where it stands; a 304 gives the whole answer
        that it confirms."""
        status, headers, body = self._response(capture)
        if capture.revisit_of is not None:
            earlier = self._response(self.capture(capture.revisit_of))
            body = earlier[2]
            if capture.status == 304:
                status, headers = earlier[:2]
        if hashlib.sha256(body).hexdigest() != capture.payload_sha256:
            raise DamagedCapture(f"capture {capture.seq}: the body is not the one that was acknowledged")
        return status, headers, body

    def _response(self, capture: Capture) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
        """(status, headers, body as sent) of a capture's own record; a revisit has no body."""
        data = self.record_bytes(capture)[: capture.warc_length]
        record = next(iter(ArchiveIterator(BytesIO(data), no_record_parse=True)))
        head, _, body = record.raw_stream.read().partition(_HEAD_END)
        lines = head.split(b"\r\n")
        pairs = (line.partition(b": ") for line in lines[1:])
        headers = tuple((decode_header(name), decode_header(value)) for name, _, value in pairs)
        return int(lines[0].split()[1]), headers, body

    def _captures(self, where: str, *values: object) -> list[Capture]:
        return [ledger.capture_of(row) for row in self._all(f"SELECT * FROM captures WHERE {where}", *values)]

    def _all(self, query: str, *values: object) -> list[sqlite3.Row]:
        try:
            return self.db.execute(query, values).fetchall()
        except UnicodeDecodeError as error:
            # How sqlite3 tells of a text that is no UTF-8 where it cannot even put it into its message.
            raise IntegrityError(f"ledger.db is damaged ({error}); `ocop verify` says more.") from error

    def _one(self, query: str, *values: object) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self.db.execute(query, values).fetchone()
        return row

    def _value(self, query: str) -> Any:
        return self.db.execute(query).fetchone()[0]


def _as_kept(url: str) -> str:
    try:
        return target_uri(url)
    except Unstorable:
        return url
