"""A portal on raw sockets: every second article is healthy, the others do what a table says."""

import socketserver
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from rigs.behaviours import Behaviour, answer, page

SECTION = "/vi/news/nong-thon-moi/"
ZONE = "localhost"

_SOURCE = """\
name: "[MẪU] Cổng {name}"
name_en: "[SAMPLE] Portal {name}"
level: commune
unit: "26368-20260430"
hosts: ["{host}"]
family: nukeviet
home_url: http://{host}/
sections:
  - {{url: "http://{host}{section}", label: Nông thôn mới, about: ocop}}
delay: 0
sample: true
status: passes on samples
allow_addresses: ["127.0.0.0/8"]
"""


class HostilePortals(socketserver.ThreadingTCPServer):
    """One portal per key of `table`, all on one port; article 2k of a portal is its k-th behaviour."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 200

    def __init__(self, table: Mapping[str, Sequence[Behaviour]]) -> None:
        self.table = table
        super().__init__(("127.0.0.1", 0), _Handler)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is no fault of ours."""

    def write_sources(self, folder: Path) -> list[str]:
        """A source file per portal; their ids."""
        folder.mkdir(parents=True)
        for name in self.table:
            text = _SOURCE.format(name=name, host=f"{name}.{ZONE}:{self.port}", section=SECTION)
            (folder / f"{name}.yml").write_text(text, encoding="utf-8")
        return [f"rig/{name}" for name in self.table]


class _Handler(socketserver.StreamRequestHandler):
    server: HostilePortals

    def handle(self) -> None:
        request = self.rfile.readline().split()
        host = ""
        while (line := self.rfile.readline()).strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"host":
                host = value.decode().strip().partition(".")[0]
        path = request[1].decode() if len(request) > 1 else "/"
        for piece in self.pieces(host, path):
            if isinstance(piece, float):
                time.sleep(piece)
            else:
                self.wfile.write(piece)

    def pieces(self, portal: str, path: str) -> Sequence[bytes | float]:
        behaviours = self.server.table.get(portal, ())
        plain = path.partition("?")[0]
        if plain == SECTION:
            return answer(_listing(2 * len(behaviours) + 1))
        if "san-pham-ocop-" in plain:
            number = int(plain.rpartition("-")[2].removesuffix(".html"))
            if number % 2:
                return answer(page(f"bài {number}"))
            return [_turned(piece, path) for piece in behaviours[number // 2 - 1].pieces]
        if plain.startswith(("/vong/", "/chuoi/")):
            return [_turned(b"HTTP/1.1 302 X\r\nLocation: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                            % (b"/vong/{turn}" if plain.startswith("/vong/") else b"/chuoi/{next}"), path)]  # fmt: skip
        return answer(b"<html><title>404</title></html>", b"HTTP/1.1 404 X\r\nContent-Type: text/html\r\n")


def _turned(piece: bytes | float, path: str) -> bytes | float:
    """A piece with the marks of a redirection filled in."""
    if isinstance(piece, float) or b"Location: " not in piece:
        return piece
    last = path.rpartition("/")[2]
    number = int(last) if last.isdigit() else 0
    marks = (
        (b"{grow}", b"x" * (len(path) % 50 + 1)),
        (b"{turn}", b"%d" % (1 - number % 2)),
        (b"{next}", b"%d" % (number + 1)),
    )
    for mark, value in marks:
        piece = piece.replace(mark, value)
    return piece


def _listing(articles: int) -> bytes:
    links = (f'<a href="{SECTION}san-pham-ocop-{n}.html">Sản phẩm OCOP số {n}</a>' for n in range(articles, 0, -1))
    items = "".join(f'<div class="news"><h3>{link}</h3></div>' for link in links)
    return f"<html><head><title>Nông thôn mới</title></head><body>{items}</body></html>".encode()
