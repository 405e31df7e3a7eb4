"""`ocop import`: pages that others captured (WARC, WACZ, saved HTML and MHTML) become captures with their origin."""

import csv
import email
import email.policy
import gzip
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawler.captures.errors import Unstorable
from crawler.captures.store import CaptureStore
from crawler.clock import Clock
from crawler.portals.registry import Registry
from crawler.portals.source import Source
from crawler.taken_over import Foreign, LeftOut, exchange_of, store_foreign
from operate.choose import holds_samples
from operate.home import Home, HomeError
from pipeline.build import Builder

LARGEST_BODY = 64 << 20
TOLD_EVERY = 500
MOST_ENTRIES = 10_000
MOST_UNPACKED = 50 << 30
"""Bytes that the WARC files of one WACZ may hold together."""
_UNDONE = frozenset({b"content-encoding", b"transfer-encoding", b"content-length"})


@dataclass
class Imported:
    """What an import did."""

    stored: int = 0
    known: int = 0
    """Answers that the home held already, from the same moment."""
    articles: set[str] = field(default_factory=set)
    ignored: Counter[str] = field(default_factory=Counter)
    """Reason to number of answers that were left out."""
    broken: list[str] = field(default_factory=list)
    """Files or records that could not be read, with the reason."""


def import_and_build(
    home: Home, files: Iterable[Path], source_id: str | None, listed: Path | None, clock: Clock,
    say: Callable[[str], None],
) -> Imported:  # fmt: skip
    """`import_files` with the home's registry, then a build. Raises what either raises."""
    samples = holds_samples(home)
    registry = home.registry(samples=samples)
    only = registry.get(source_id) if source_id else None

    def told(done: Imported) -> None:
        if done.stored % TOLD_EVERY == 0:
            say(f"import: {done.stored} bản lưu / captures")

    done = import_files(home, registry, files, only, listed, clock, told)
    with Builder(home.setup(samples=samples), home.archive, clock=clock) as builder:
        builder.step()
        builder.finish()
    return done


def import_files(
    home: Home, registry: Registry, files: Iterable[Path], source: Source | None, listed: Path | None, clock: Clock,
    told: Callable[[Imported], None] = lambda _: None,
) -> Imported:  # fmt: skip
    """Store everything of `files` that belongs to a source of the registry on the day it was captured. `source`: only
    that one; `listed`: a CSV `file,url,saved_at` that names what saved pages are. A second import stores nothing new.
    Raises HomeError for a file that is not there or a list that names none."""
    done = Imported()
    places = _listed(listed) if listed else {}
    with CaptureStore(home.path, clock, contact=home.config.contact) as store:
        run_id: int | None = None
        for path in files:
            for foreign in _answers(path, places, done):
                try:
                    exchange = exchange_of(foreign, registry, source)
                    if run_id is None:
                        store.declare_holds("samples" if registry.get(exchange.source_id).sample else "live")
                        run_id = store.open_run([exchange.source_id], "import")
                    capture = store_foreign(store, run_id, exchange)
                except LeftOut as error:
                    done.ignored[str(error)] += 1
                    continue
                except Unstorable as error:
                    done.ignored[f"no WARC record can hold it: {error}"] += 1
                    continue
                if capture is None:
                    done.known += 1
                    continue
                done.stored += 1
                if exchange.role == "article":
                    done.articles.add(f"{exchange.source_id}/{exchange.key}")
                told(done)
        if run_id is not None:
            store.close_run(run_id, "done", 0, f"import: {done.stored} captures")
    return done


def _answers(path: Path, places: dict[str, tuple[str, datetime]], done: Imported) -> Iterator[Foreign]:
    if not path.is_file():
        raise HomeError(f"{path}: no such file")
    name = path.name.lower()
    if name.endswith((".warc", ".warc.gz", ".arc", ".arc.gz")):
        with path.open("rb") as stream:
            yield from _of_warc(stream, f"warc: {path.name}", done)
        if name.endswith(".gz") and not done.broken and _is_cut(path):
            done.broken.append(f"{path.name}: ends in the middle of a record; what stands before it was read")
    elif name.endswith(".wacz"):
        yield from _of_wacz(path, done)
    elif name.endswith((".mht", ".mhtml")):
        yield from _of_mhtml(path, places, done)
    elif name.endswith((".html", ".htm")):
        yield from _of_html(path, places)
    else:
        raise HomeError(f"{path}: only .warc(.gz), .wacz, .html and .mhtml are imported")


def _of_warc(stream: IO[bytes], origin: str, done: Imported) -> Iterator[Foreign]:
    """Answers of a WARC or ARC file; from the first record that is broken on, the rest of the file is told as lost."""
    try:
        for record in ArchiveIterator(stream, arc2warc=True):
            if record.rec_type == "revisit":
                done.ignored["revisit record: its payload stands elsewhere"] += 1
            elif record.rec_type in ("response", "resource"):
                foreign = _of_record(record, origin, done)
                if foreign:
                    yield foreign
    except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
        done.broken.append(f"{origin}: {type(error).__name__}: {error}; what stands before it was read")


def _is_cut(path: Path) -> bool:
    """Whether a gzip file ends too early: warcio ends such a file without a word."""
    try:
        with gzip.open(path) as stream:
            while stream.read(1 << 20):
                continue
    except (EOFError, OSError, zlib.error):
        return True
    return False


def _of_record(record: Any, origin: str, done: Imported) -> Foreign | None:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    moment = _moment(record.rec_headers.get_header("WARC-Date") or "")
    if moment is None or not url.startswith(("http://", "https://")):
        done.ignored["no http address or date"] += 1
        return None
    body = record.content_stream().read(LARGEST_BODY + 1)
    if len(body) <= LARGEST_BODY and getattr(record.raw_stream, "limit", 0) > 0:
        return None
    if len(body) > LARGEST_BODY:
        done.ignored["body above 64 MiB"] += 1
        return None
    if record.http_headers is None:
        kind = record.rec_headers.get_header("Content-Type") or "application/octet-stream"
        return Foreign(url, moment, 200, ((b"Content-Type", kind.encode()),), body, origin)
    headers = tuple(
        (name.encode("latin-1", "replace"), value.encode("utf-8", "surrogateescape"))
        for name, value in record.http_headers.headers
        if name.lower().encode("latin-1", "replace") not in _UNDONE
    )
    status = record.http_headers.get_statuscode()
    return Foreign(url, moment, int(status) if str(status).isdecimal() else 0, headers, body, origin)


def _of_wacz(path: Path, done: Imported) -> Iterator[Foreign]:
    """The WARC files below `archive/`; names are only compared, nothing is unpacked to disk."""
    try:
        with zipfile.ZipFile(path) as packed:
            wanted = [e for e in packed.infolist() if e.filename.startswith("archive/") and not e.is_dir()]
            if len(wanted) > MOST_ENTRIES or sum(entry.file_size for entry in wanted) > MOST_UNPACKED:
                raise HomeError(
                    f"{path}: more than {MOST_ENTRIES} WARC files or {MOST_UNPACKED >> 30} GiB; import parts"
                )
            if not wanted:
                done.broken.append(f"{path.name}: no archive/*.warc.gz inside; is it a WACZ?")
            for entry in wanted:
                with packed.open(entry) as stream:
                    yield from _of_warc(stream, f"wacz: {path.name}", done)
    except zipfile.BadZipFile as error:
        done.broken.append(f"{path.name}: no ZIP file ({error})")


def _of_html(path: Path, places: dict[str, tuple[str, datetime]]) -> Iterator[Foreign]:
    if path.name not in places:
        raise HomeError(f"{path.name}: a saved page does not know its address; name it with --urls LIST.csv "
                        "(columns file,url,saved_at)")  # fmt: skip
    url, moment = places[path.name]
    yield Foreign(url, moment, 200, ((b"Content-Type", b"text/html"),), path.read_bytes(), "saved page")


def _of_mhtml(path: Path, places: dict[str, tuple[str, datetime]], done: Imported) -> Iterator[Foreign]:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    date_line = message.get("Date")
    named, moment = places.get(path.name, ("", None))
    if moment is None and date_line is not None and date_line.datetime is not None:
        moment = date_line.datetime.astimezone(UTC)
    if moment is None:
        done.broken.append(f"{path.name}: no Date in it; name the file in --urls with its saved_at")
        return
    for part in message.walk():
        where = str(part.get("Content-Location") or part.get("Snapshot-Content-Location") or "")
        if part.get_content_type() == "text/html" and not named:
            where = str(message.get("Snapshot-Content-Location") or where)
        payload = part.get_payload(decode=True)
        if part.is_multipart() or not isinstance(payload, bytes):
            continue
        url = named if named and part.get_content_type() == "text/html" else where
        if url.startswith(("http://", "https://")):
            charset = part.get_content_charset()
            kind = part.get_content_type() + (f"; charset={charset}" if charset else "")
            yield Foreign(url, moment, 200, ((b"Content-Type", kind.encode()),), payload, "saved page")


def _listed(path: Path) -> dict[str, tuple[str, datetime]]:
    """File name to address and moment. Raises HomeError naming the line that is wrong."""
    found = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                moment = _moment((row.get("saved_at") or "").strip())
                if not row.get("file") or not row.get("url") or moment is None:
                    raise HomeError(f"{path}:{number}: wanted are file, url and saved_at (2023-05-04 or with a time)")
                found[Path(row["file"]).name] = (row["url"].strip(), moment)
    except (OSError, UnicodeDecodeError) as error:
        raise HomeError(f"{path}: {error}") from error
    if not found:
        raise HomeError(f"{path} names no file; its first line is file,url,saved_at")
    return found


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
