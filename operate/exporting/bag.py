"""`ocop export --bagit`: all that a home cannot make again, as a bag (BagIt 1.0, RFC 8493) for a library's shelf."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from crawler.captures.reader import CaptureReader
from crawler.captures.seal import LEDGER, SEAL, state_of
from crawler.clock import Clock, local_day, stamp
from operate.choose import holds_samples
from operate.exporting.files import ExportError, whole_folder
from operate.home import Home
from operate.lock import run_lock
from operate.progress import Counting
from pipeline.republish.collection import SAMPLE_MARK

DECLARATION = "bagit.txt"
_ALGORITHMS = ("sha256", "sha512")
_BLOCK = 1 << 20
_DESCRIPTION = (
    "Kho lưu trữ tin tức OCOP: bản lưu WARC, sổ, quyết định, tệp nguồn; archive.db dựng lại được từ đó / OCOP news "
    "archive: WARC captures, their ledger, decisions, source files; archive.db is rebuilt from them"
)


@dataclass(frozen=True)
class Bag:
    """A bag that was written."""

    folder: str
    files: int
    bytes: int
    """Of the payload."""


def export_bag(home: Home, folder: Path, clock: Clock, *, force: bool, told: Counting) -> Bag:
    """Copy captures, decisions, recognised texts and the files of the sources captured into a new bag; what a mail
    server or a hook is called (ocop.toml) stays at home. It holds everything, also what may not be published. No run
    is at work meanwhile. Raises ExportError (NoSpace) also where a WARC file is not what was received, Locked,
    NoCaptures."""
    samples = holds_samples(home)
    with CaptureReader(home.path) as reader, run_lock(home.path, stamp(clock())):
        _refuse_unsealed(reader.folder)
        wanted = dict(_payload(home, reader, samples))
        received = {f"data/captures/{row['name']}": row["sha256"] for row in reader.warc_files()}
        with whole_folder(folder, force=force, sign=DECLARATION) as unfinished:
            sums: dict[str, dict[str, str]] = {}
            size = 0
            for number, (name, source) in enumerate(sorted(wanted.items()), start=1):
                told(number, len(wanted), name)
                sums[name] = _copy(source, unfinished / name)
                size += source.stat().st_size
                if received.get(name, sums[name]["sha256"]) != sums[name]["sha256"]:
                    raise ExportError(f"{source} is not what was received; `ocop verify` says what to restore")
            _write_tags(unfinished, sums, _info(home, clock, samples, size, len(sums)))
    return Bag(str(folder), len(sums), size)


def _refuse_unsealed(captures: Path) -> None:
    state = state_of(captures)
    if state == "open":
        raise ExportError(f"{captures / LEDGER} was left open by a run that was cut off; `ocop recover` closes it")
    if state == "changed":
        raise ExportError(f"{captures / LEDGER} is not as its last writer left it; `ocop verify` says what to restore")


def _payload(home: Home, reader: CaptureReader, samples: bool) -> Iterator[tuple[str, Path]]:
    """Each file of the payload by its name in the bag."""
    for name in (LEDGER, SEAL, *(row["name"] for row in reader.warc_files())):
        yield f"data/captures/{name}", reader.folder / name
    for part in (reader.folder / "recovered", home.decisions, home.path / "ocr"):
        for file in sorted(part.rglob("*")):
            if file.is_file():
                yield f"data/{file.relative_to(home.path).as_posix()}", file
    folders = home.source_folders(samples=samples)
    for source_id in reader.source_ids():
        for file in (folder / f"{source_id}.yml" for folder in reversed(folders)):
            if file.is_file():
                yield f"data/sources/{source_id}.yml", file
                break


def _copy(source: Path, target: Path) -> dict[str, str]:
    """The digests of what was copied, by algorithm."""
    digests = {name: hashlib.new(name) for name in _ALGORITHMS}
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as read, target.open("xb") as written:
        while block := read.read(_BLOCK):
            written.write(block)
            for digest in digests.values():
                digest.update(block)
    os.utime(target, ns=(source.stat().st_atime_ns, source.stat().st_mtime_ns))
    return {name: digest.hexdigest() for name, digest in digests.items()}


def _info(home: Home, clock: Clock, samples: bool, size: int, files: int) -> str:
    mark = f"[{SAMPLE_MARK}] " if samples else ""
    lines = {
        "Contact-Email": home.config.contact,
        "External-Description": mark + _DESCRIPTION,
        "Bagging-Date": local_day(stamp(clock())).isoformat(),
        "Payload-Oxum": f"{size}.{files}",
        "Bag-Software-Agent": f"ocop-archive {version('ocop-archive')}",
    }
    return "".join(f"{label}: {value}\n" for label, value in lines.items() if value)


def _write_tags(bag: Path, sums: dict[str, dict[str, str]], info: str) -> None:
    """The declaration, what the bag says of itself, the manifests of the payload, and those of these tag files."""
    (bag / DECLARATION).write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", encoding="utf-8")
    (bag / "bag-info.txt").write_text(info, encoding="utf-8")
    _write_manifests(bag, "manifest", sums)
    tags = sorted(file for file in bag.iterdir() if file.is_file())
    said = {
        file.name: {name: hashlib.new(name, file.read_bytes()).hexdigest() for name in _ALGORITHMS} for file in tags
    }
    _write_manifests(bag, "tagmanifest", said)


def _write_manifests(bag: Path, kind: str, sums: dict[str, dict[str, str]]) -> None:
    for algorithm in _ALGORITHMS:
        lines = (f"{digests[algorithm]}  {_written(name)}\n" for name, digests in sums.items())
        (bag / f"{kind}-{algorithm}.txt").write_text("".join(lines), encoding="utf-8")


def _written(name: str) -> str:
    """A path as manifests write it (RFC 8493, 2.1.3)."""
    return name.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
