"""Pages that a person saved: HTML with a list of addresses, SingleFile's, whole pages of wget, MHTML of browsers."""

import csv
import email
import email.policy
import mimetypes
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from crawler.taken_over import Foreign
from operate.home import HomeError
from operate.imports.records import moment_of
from operate.imports.told import Imported

HTML_ENDINGS = (".html", ".htm", ".xhtml", ".shtml")
MHTML_ENDINGS = (".mht", ".mhtml")
ORIGIN = "saved page"
_HEAD = 4096
_SINGLE_FILE = re.compile(rb"Page saved with SingleFile\s+url:\s*(\S+)\s+saved date:\s*([^\r\n(]+)")
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
_MAGIC = (
    (b"%PDF", "application/pdf"), (b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"),
    (b"RIFF", "image/webp"), (b"\xd0\xcf\x11\xe0", "application/msword"),
)  # fmt: skip
_ADVICE = "name it with --urls LIST.csv (columns file,url,saved_at)"


@dataclass(frozen=True)
class Place:
    """What is known of a saved file: its address and when it was saved."""

    url: str = ""
    moment: datetime | None = None


@dataclass(frozen=True)
class Listed:
    """A list of saved files."""

    by_path: Mapping[Path, Place] = field(default_factory=dict)
    by_name: Mapping[str, Place] = field(default_factory=dict)
    """Names that only one line has."""

    def of(self, path: Path) -> Place:
        """What the list says of a file, by its path below the list's folder, else by its name alone."""
        return self.by_path.get(path.resolve()) or self.by_name.get(path.name) or Place()

    def names(self, path: Path) -> bool:
        """Whether the list has the file."""
        return self.of(path) != Place()


def read_list(path: Path) -> Listed:
    """A CSV `file,url,saved_at`; `file` is a path below the list's folder, or a name that is there once. Of url and
    saved_at one may be empty where the file itself says it. Raises HomeError naming the line that is wrong."""
    by_path: dict[Path, Place] = {}
    names: dict[str, list[Place]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                named, url = ((row.get(column) or "").strip() for column in ("file", "url"))
                saved = (row.get("saved_at") or "").strip()
                moment = moment_of(saved) if saved else None
                if not named or not (url or saved) or (saved and moment is None):
                    raise HomeError(f"{path}:{number}: wanted are file, url and saved_at (2023-05-04 or with a time)")
                place = Place(url, moment)
                by_path[(path.parent / named).resolve()] = place
                names.setdefault(Path(named).name, []).append(place)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise HomeError(f"{path}: {error}") from error
    if not by_path:
        raise HomeError(f"{path} không nêu tệp nào / {path} names no file; its first line is file,url,saved_at")
    return Listed(by_path, {name: places[0] for name, places in names.items() if len(places) == 1})


def of_file(path: Path, place: Place) -> Foreign:
    """A saved page, picture or attachment. Raises HomeError where neither the list nor the page says its address and
    when it was saved: the day bounds its publication, so nothing is guessed."""
    body = path.read_bytes()
    own = _own_words(body[:_HEAD])
    url, moment = place.url or own.url, place.moment or own.moment
    if not url.startswith(("http://", "https://")):
        raise HomeError(f"{path.name}: trang lưu không rõ địa chỉ / a saved page does not know its address; {_ADVICE}")
    if moment is None:
        raise HomeError(f"{path.name}: trang lưu không rõ ngày / a saved page does not know its day; {_ADVICE}")
    return Foreign(url, moment, 200, ((b"Content-Type", _type_of(path, body).encode()),), body, ORIGIN)


def _own_words(head: bytes) -> Place:
    """What SingleFile and browsers write at the top of a page that they save."""
    if found := _SINGLE_FILE.search(head):
        when = found[2].decode("ascii", "replace").strip()
        try:
            moment = datetime.strptime(when, "%a %b %d %Y %H:%M:%S GMT%z").astimezone(UTC)
        except ValueError:
            return Place(found[1].decode("utf-8", "replace"))
        return Place(found[1].decode("utf-8", "replace"), moment)
    found = _SAVED_FROM.search(head)
    return Place(found[1].decode("utf-8", "replace")) if found else Place()


def _type_of(path: Path, body: bytes) -> str:
    kind = next((kind for magic, kind in _MAGIC if body.startswith(magic)), "")
    if not kind and body.lstrip()[:1] != b"<":
        kind = mimetypes.guess_type(path.name)[0] or ""
    return kind or "text/html"


def of_mhtml(path: Path, place: Place, done: Imported) -> Iterator[Foreign]:
    """The page and its pictures, each under the address that its part gives; `place` is that of the page where it says
    more than the file."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    moment = place.moment or _date_of(message)
    if moment is None:
        done.broken.append(f"{path.name}: no Date in it; {_ADVICE}")
        return
    page = place.url or str(message.get("Snapshot-Content-Location") or "")
    for part in message.walk():
        payload = part.get_payload(decode=True)
        if part.is_multipart() or not isinstance(payload, bytes):
            continue
        url = str(part.get("Content-Location") or "").strip()
        if page and part.get_content_type() == "text/html":
            # The first is the page itself, the others are its frames.
            url, page = page, ""
        if not url.startswith(("http://", "https://")):
            done.ignored["part of a saved page without http address"] += 1
            continue
        charset = part.get_content_charset()
        kind = part.get_content_type() + (f"; charset={charset}" if charset else "")
        yield Foreign(url, moment, 200, ((b"Content-Type", kind.encode()),), payload, ORIGIN)


def _date_of(message: EmailMessage) -> datetime | None:
    line = message.get("Date")
    moment = getattr(line, "datetime", None)
    return moment.astimezone(UTC) if moment is not None else None
