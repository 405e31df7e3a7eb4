"""All answers of a set of WARC files, revisits resolved within the set."""

import pickle
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawler.taken_over import Foreign, LeftOut
from operate.imports.records import header, headers_of, moment_of, read_answer, true_encoding, url_of
from operate.imports.streams import Plain, WarcFile
from operate.imports.told import Imported

_ANSWERS = ("response", "resource")
_LARGEST_POST = 1 << 20
Told = Callable[[int], None]
"""Is given how many packed bytes were read since it was told last."""
_Key = tuple[str, ...]


@dataclass
class _Needed:
    """What a first look finds out: which answers were posted for, which ones revisits refer to."""

    posted: dict[_Key, bytes] = field(default_factory=dict)
    wanted: set[_Key] = field(default_factory=set)


@dataclass(frozen=True)
class _Revisit:
    keys: tuple[_Key, ...]
    foreign: Foreign
    """Without body."""


class _Spool:
    """Answers that revisits refer to, on disk."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._places = file, dict[_Key, int]()

    def keep(self, keys: Sequence[_Key], foreign: Foreign) -> None:
        place = self._file.seek(0, 2)
        pickle.dump(foreign, self._file)
        # Of an address alone the answer met last is kept, of the rest there is one.
        self._places.update((key, place) for key in keys)

    def find(self, keys: Sequence[_Key]) -> Foreign | None:
        place = next((self._places[key] for key in keys if key in self._places), None)
        if place is None:
            return None
        self._file.seek(place)
        found: Foreign = pickle.load(self._file)
        return found


def answers_of(files: Sequence[WarcFile], done: Imported, told: Told = lambda _: None) -> Iterator[Foreign]:
    """Every answer of `files`, in their order; then those that revisit records stand for, with the payload of the
    record that they refer to, wherever in the set it stands. Files are read twice. What is left out or broken is told
    in `done`."""
    needed = _first_look(files, told)
    revisits: list[_Revisit] = []
    with tempfile.TemporaryFile() as file:
        spool = _Spool(file)
        for warc in files:
            for record in _records(warc, told, done):
                if record.rec_type == "revisit":
                    revisits += _revisit(record, warc.origin, done)
                elif record.rec_type in _ANSWERS:
                    foreign = _answer(record, warc, needed, done)
                    if foreign is None:
                        continue
                    if keys := [key for key in _names_of(record) if key in needed.wanted]:
                        spool.keep(keys, foreign)
                    yield foreign
        for revisit in revisits:
            original = spool.find(revisit.keys)
            if original is None:
                done.ignored["revisit record: its payload is in none of these files"] += 1
            else:
                yield _resolved(revisit.foreign, original)


def _answer(record: Any, warc: WarcFile, needed: _Needed, done: Imported) -> Foreign | None:
    posted = next((needed.posted[key] for key in _names_of(record) if key in needed.posted), None)
    try:
        return read_answer(record, warc.origin, posted)
    except LeftOut as error:
        done.ignored[str(error)] += 1
    except EOFError as error:
        done.broken.append(f"{warc.origin}: {error}; what stands before it was read")
    return None


def _first_look(files: Sequence[WarcFile], told: Told) -> _Needed:
    needed = _Needed()
    for warc in files:
        for record in _records(warc, told, None):
            if record.rec_type == "revisit":
                needed.wanted.update(_referred(record))
            elif record.rec_type == "request" and record.http_headers and record.http_headers.protocol == "POST":
                body = record.raw_stream.read(_LARGEST_POST)
                answered = record.rec_headers.get_header("WARC-Concurrent-To")
                key = ("id", answered) if answered else _at(record)
                needed.posted[key] = body
                needed.posted[_at(record)] = body
    return needed


def _records(warc: WarcFile, told: Told, done: Imported | None) -> Iterator[Any]:
    """The records of a file; from the first one that is broken on, the rest of the file is told as lost."""
    fault = ""
    try:
        with warc.open() as stream:
            before = 0
            try:
                for record in ArchiveIterator(stream, arc2warc=True):
                    yield record
                    at = stream.packed.tell()
                    told(at - before)
                    before = at
            finally:
                fault = stream.fault if isinstance(stream, Plain) else ""
    except (ArchiveLoadFailed, AttributeError, EOFError, OSError, ValueError) as error:
        # AttributeError: how warcio meets a record whose header breaks off before its address.
        fault = f"{type(error).__name__}: {error}"
    if fault and done is not None:
        done.broken.append(f"{warc.origin}: {fault}; what stands before it was read")


def _at(record: Any) -> _Key:
    return "at", url_of(record), record.rec_headers.get_header("WARC-Date") or ""


def _names_of(record: Any) -> list[_Key]:
    """By what a revisit may refer to this record."""
    headers = record.rec_headers
    named = [("id", headers.get_header("WARC-Record-ID") or ""), _at(record), ("url", url_of(record))]
    digest = headers.get_header("WARC-Payload-Digest")
    return [*named, ("digest", digest)] if digest else named


def _referred(record: Any) -> tuple[_Key, ...]:
    """What a revisit says of the record it repeats, the surest first; a 304 of old tools says only its address."""
    headers = record.rec_headers
    keys: list[_Key] = []
    if target := headers.get_header("WARC-Refers-To"):
        keys.append(("id", target))
    url, date = headers.get_header("WARC-Refers-To-Target-URI"), headers.get_header("WARC-Refers-To-Date")
    if url and date:
        keys.append(("at", url.strip("<>"), date))
    if digest := headers.get_header("WARC-Payload-Digest"):
        keys.append(("digest", digest))
    if "not-modified" in (headers.get_header("WARC-Profile") or ""):
        keys.append(("url", url_of(record)))
    return tuple(keys)


def _revisit(record: Any, origin: str, done: Imported) -> list[_Revisit]:
    url, moment = url_of(record), moment_of(record.rec_headers.get_header("WARC-Date") or "")
    if moment is None or not url.startswith(("http://", "https://")):
        done.ignored["no http address or date"] += 1
        return []
    code = str(record.http_headers.get_statuscode()) if record.http_headers else ""
    status = int(code) if code.isdecimal() else 304
    return [_Revisit(_referred(record), Foreign(url, moment, status, headers_of(record), b"", origin))]


def _resolved(revisit: Foreign, original: Foreign) -> Foreign:
    """What the revisit's capturer would have kept had it kept the bytes again."""
    has_own = revisit.status != 304 and header(revisit.headers, b"content-type")
    body, headers = true_encoding(original.body, revisit.headers if has_own else original.headers)
    status = original.status if revisit.status == 304 else revisit.status
    return replace(revisit, status=status, headers=headers, body=body)
