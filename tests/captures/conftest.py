"""Real stores in temporary homes, and exchanges as a portal would give them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crawler.captures.reader import CaptureReader
from crawler.captures.records import Capture, Discovery, Exchange
from crawler.captures.store import CaptureStore

SOURCE = "mau/long-thanh"
HOST = "http://long-thanh.localhost"


def page(number: int, text: str = "Hội nghị triển khai Chương trình mỗi xã một sản phẩm") -> bytes:
    """An article page of our own."""
    return f"<html><head><title>{text}</title></head><body><h1>{text} {number}</h1></body></html>".encode()


def an_exchange(number: int = 1, **changes: Any) -> Exchange:
    """An answered GET of article `number`; `changes` replace fields."""
    values: dict[str, Any] = {
        "source_id": SOURCE,
        "role": "article",
        "url": f"{HOST}/vi/news/bai-{number}.html",
        "key": str(number),
        "outcome": "ok",
        "status": 200,
        "request_headers": ((b"User-Agent", b"ocop-archive (thu@example.org)"),),
        "response_headers": ((b"Content-Type", b"text/html; charset=utf-8"), (b"Etag", b'"v1"')),
        "body": page(number),
        "address": "127.0.0.1",
        "discovery": Discovery(f"{HOST}/vi/news/", f"{HOST}/vi/news/page-2/", f"Bài {number}", "26/02/2019"),
    }
    return Exchange(**(values | changes))


@dataclass
class Opened:
    """A store with an open run, and its home."""

    home: Path
    store: CaptureStore
    run: int

    def append(self, number: int = 1, **changes: Any) -> Capture:
        return self.store.append(self.run, an_exchange(number, **changes))

    def reader(self) -> CaptureReader:
        return CaptureReader(self.home)

    def warc_files(self) -> list[Path]:
        return sorted((self.home / "captures").glob("*.warc.gz"))


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    with CaptureStore(tmp_path) as store:
        yield Opened(tmp_path, store, store.open_run([SOURCE], "test"))
