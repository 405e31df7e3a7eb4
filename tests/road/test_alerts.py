"""Whoever follows a search is told what is new in it, once, with the passage; never what is old or imported."""

import json
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from .conftest import Road

pytestmark = pytest.mark.road

NEXT_DAY, THIRD_DAY = "2026-11-03T03:00:00+00:00", "2026-11-05T03:00:00+00:00"
KEEP = "import pathlib,sys; p=pathlib.Path({!r}); p.write_text((p.read_text() if p.exists() else '') + sys.stdin.read() + '\\n')"


def follow(road: Road, **more: Any) -> None:
    entry = {"name": "Nấm rơm", "search": "/tim-kiem?q=nam+rom+xanh", **more}
    (road.home / "alerts.yml").write_text(json.dumps([entry], ensure_ascii=False), encoding="utf-8")


def publish(road: Road, number: int) -> None:
    road.server.world.add_article(
        "phuong-long-thanh",
        id=number,
        title=f"HTX Nông nghiệp Xanh mở thêm nhà nấm số {number}",
        published=f"2026-11-0{number % 10}T08:00",
        sections=["kinh-te-moi-truong"],
        body="Nhà nấm mới trồng nấm rơm xanh cho sản phẩm OCOP 3 sao của phường Long Thành.",
    )


def told(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def run(road: Road, now: str, code: int | None = None) -> Any:
    return road.ocop("run", "mau/phuong-long-thanh", now=now, code=code)


def test_a_new_article_is_told_once_with_its_passage(road: Road, tmp_path: Path) -> None:
    kept = tmp_path / "told.jsonl"
    follow(road, command=[sys.executable, "-c", KEEP.format(str(kept))])
    (road.home / "ocop.toml").write_text('site = "https://ocop.example.org"\n', encoding="utf-8")
    run(road, "2026-11-02T02:00:00+00:00")
    assert told(kept) == [], "what stood there before is no news"
    publish(road, 502)
    run(road, NEXT_DAY)
    (message,) = told(kept)
    (article,) = message["articles"]
    assert article["id"] == "mau/phuong-long-thanh/502"
    assert article["url"] == "https://ocop.example.org/bai/mau/phuong-long-thanh/502"
    assert "nấm rơm xanh" in article["passage"] and "<mark>" not in article["passage"]
    assert message["subject"].startswith("[DỮ LIỆU MẪU]") and message["sample"] is True
    run(road, THIRD_DAY)
    road.ocop("rebuild", now=THIRD_DAY)
    run(road, "2026-11-06T09:00:00+00:00")
    assert len(told(kept)) == 1, "neither a later run nor a rebuild makes it new again"


def test_what_could_not_be_delivered_is_told_by_the_next_run(road: Road, tmp_path: Path) -> None:
    kept = tmp_path / "told.jsonl"
    follow(road, command=[sys.executable, "-c", "import sys; sys.exit(3)"])
    run(road, "2026-11-02T02:00:00+00:00")
    publish(road, 503)
    assert run(road, NEXT_DAY)["exit_code"] == 10
    follow(road, command=[sys.executable, "-c", KEEP.format(str(kept))])
    run(road, THIRD_DAY)
    assert [a["id"] for m in told(kept) for a in m["articles"]] == ["mau/phuong-long-thanh/503"]


@contextmanager
def hook() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    received: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook", received
    server.shutdown()
    server.server_close()


@contextmanager
def mailbox() -> Iterator[tuple[int, list[str]]]:
    """A mail server of one conversation: answers every command with success and keeps what is sent."""
    letters: list[str] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rwb") as stream:
            stream.write(b"220 ready\r\n")
            stream.flush()
            for line in stream:
                if line.upper().startswith(b"DATA"):
                    stream.write(b"354 go on\r\n")
                    stream.flush()
                    letter = b""
                    while not letter.endswith(b"\r\n.\r\n"):
                        letter += stream.readline()
                    letters.append(letter.decode())
                stream.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 ok\r\n")
                stream.flush()

    threading.Thread(target=serve, daemon=True).start()
    yield listening.getsockname()[1], letters
    listening.close()


def test_web_hook_and_mail(road: Road) -> None:
    with hook() as (url, received), mailbox() as (port, letters):
        (road.home / "ocop.toml").write_text(
            f'[mail]\nserver = "127.0.0.1"\nport = {port}\nsender = "kho@example.org"\n', encoding="utf-8"
        )
        follow(road, webhook=url, email="phong-vien@example.org")
        run(road, "2026-11-02T02:00:00+00:00")
        publish(road, 504)
        run(road, NEXT_DAY)
    assert [m["articles"][0]["id"] for m in received] == ["mau/phuong-long-thanh/504"]
    assert len(letters) == 1 and "To: phong-vien@example.org" in letters[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- {name: a, search: q=x, mail: x@y.z}", "entry 1.mail"),
        ("- {name: a, search: q=x}", "names nobody"),
        ("- {name: a, search: nam=20x, email: x@y.z}", "nam=20x"),
        ("- {name: a, search: q=x, email: x@y.z}\n- {name: a, search: q=y, email: x@y.z}", "two entries"),
        ("- {name: [", "not YAML"),
    ],
)
def test_a_wrong_file_is_told_before_anything_is_fetched(road: Road, text: str, says: str) -> None:
    (road.home / "alerts.yml").write_text(text, encoding="utf-8")
    told = road.ocop("run", "mau/phuong-long-thanh", code=2)
    assert says in told["reason"]
    assert not road.server.requests
