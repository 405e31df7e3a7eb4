"""Real stores in temporary homes, and exchanges as a portal would give them."""

import os
import signal
import traceback
from collections.abc import Callable, Iterator
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


def in_child(work: Callable[[Callable[[str], None]], None]) -> "Child":
    """Run `work(say)` in a forked process; what it says can be read line by line."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid:
        os.close(write_end)
        return Child(pid, os.fdopen(read_end, "r"))
    code = 1
    try:
        os.close(read_end)
        work(lambda text: _say(write_end, text))
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _say(descriptor: int, text: str) -> None:
    os.write(descriptor, f"{text}\n".encode())


@dataclass
class Child:
    """A forked process."""

    pid: int
    said: Any

    def kill(self) -> list[str]:
        """SIGKILL; returns every complete line it had said."""
        os.kill(self.pid, signal.SIGKILL)
        return self.wait()[1]

    def wait(self) -> tuple[int, list[str]]:
        """(exit code or minus the signal, every complete line said)."""
        lines = [line.rstrip("\n") for line in self.said if line.endswith("\n")]
        self.said.close()
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1]), lines
