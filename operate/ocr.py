"""Scanned attachments read by tesseract, off the crawl; what it reads is kept in the home's `ocr` folder."""

import io
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from sqlite_utils import Database

from crawler.captures.reader import CaptureReader
from crawler.clock import Clock, stamp
from operate.choose import holds_samples
from operate.home import Home, HomeError
from pipeline.attachments.recognised import Recognised, recognised_path, save_recognised
from pipeline.build import Builder
from pipeline.text import clean

LANGUAGE = "vie"
DOTS_PER_INCH = 200
"""A clean page at 200 dpi came out without a wrong word (ecosystem trial); more only takes longer."""
PAGE_SECONDS = 90
MOST_PAGES = 60
MOST_PIXELS = 40_000_000


@dataclass(frozen=True)
class OcrResult:
    """What one call did."""

    read: int
    failed: tuple[tuple[str, str], ...]
    """(digest, why) of files that stay unread."""
    waiting: int
    """Files left for the next call."""


def recognise(home: Home, clock: Clock, limit: int | None, on_file: Callable[[int, int], None]) -> OcrResult:
    """Read scanned PDFs that were not read yet and build them in; `on_file(done, all)` is told of each. Raises
    HomeError where tesseract or its Vietnamese data is missing, or there is no archive yet."""
    by = _tesseract()
    if not home.archive.exists():
        raise HomeError(
            "Chưa có archive.db / "
            "There is no archive.db yet: `ocop build` makes it, then `ocop ocr` knows what is scanned."
        )
    waiting = _waiting(home)
    chosen = waiting[:limit] if limit else waiting
    failed: list[tuple[str, str]] = []
    with CaptureReader(home.path) as reader:
        for number, (sha256, seq) in enumerate(chosen):
            on_file(number, len(chosen))
            try:
                pages = tuple(_pages(reader.payload(reader.capture(seq)).body))
            except (pypdfium2.PdfiumError, subprocess.SubprocessError, ValueError) as error:
                failed.append((sha256, f"{type(error).__name__}: {error}"))
                continue
            save_recognised(home.path, Recognised(sha256, by, stamp(clock()), pages))
    on_file(len(chosen), len(chosen))
    setup = home.setup(samples=holds_samples(home))
    with Builder(setup, home.archive, clock=clock) as builder:
        builder.step()
        builder.finish()
    return OcrResult(len(chosen) - len(failed), tuple(failed), len(waiting) - len(chosen))


def _waiting(home: Home) -> list[tuple[str, int]]:
    db = Database(f"{home.archive}")
    found = db.query(
        "SELECT sha256, min(capture_id) AS seq FROM attachments WHERE state = 'needs_ocr' GROUP BY sha256 ORDER BY 2"
    )
    return [(row["sha256"], row["seq"]) for row in found if not recognised_path(home.path, row["sha256"]).exists()]


def _tesseract() -> str:
    program = shutil.which("tesseract")
    if program is None:
        raise HomeError(
            "Chưa cài tesseract / "
            "tesseract is not installed. On Debian: apt-get install tesseract-ocr tesseract-ocr-vie"
        )
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False, timeout=30)
    if LANGUAGE not in listed.stdout.split():
        raise HomeError(
            "tesseract chưa có tiếng Việt / tesseract has no Vietnamese. On Debian: apt-get install tesseract-ocr-vie"
        )
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=30)
    version = re.search(r"tesseract v?([\w.]+)", told.stdout + told.stderr)
    return f"tesseract {version[1] if version else 'unknown'} {LANGUAGE}"


def _pages(body: bytes) -> Iterator[str]:
    document = pypdfium2.PdfDocument(body)
    try:
        for number in range(min(len(document), MOST_PAGES)):
            page = document[number]
            width, height = page.get_size()
            scale = DOTS_PER_INCH / 72
            if width * height * scale * scale > MOST_PIXELS:
                raise ValueError(f"page {number + 1} is {width:.0f} x {height:.0f} points: too large to render")
            yield clean(_read_picture(page.render(scale=scale, grayscale=True).to_pil()))
    finally:
        document.close()


def _read_picture(picture: object) -> str:
    out = io.BytesIO()
    picture.save(out, "PNG")  # type: ignore[attr-defined]
    done = subprocess.run(
        ["tesseract", "stdin", "stdout", "-l", LANGUAGE, "--psm", "4"], input=out.getvalue(), capture_output=True,
        check=True, timeout=PAGE_SECONDS, env={"PATH": _path(), "OMP_THREAD_LIMIT": "1"},
    )  # fmt: skip
    return done.stdout.decode("utf-8", "replace")


def _path() -> str:
    return os.environ.get("PATH", str(Path("/usr/bin")))
