"""A small portal on loopback in NukeViet's addresses, with a log of who asked what when, and room for bad manners."""

import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import Any, Self

PER_PAGE = 20
SECTION = "/vi/news/nong-thon-moi/"


@dataclass(frozen=True)
class Asked:
    """One request, as the server saw it."""

    at: float
    host: str
    path: str
    method: str
    headers: Message


@dataclass
class Portal:
    """`routes` stand above the portal's own pages: path to a function that is given the request handler."""

    articles: int = 0
    robots: str | None = None
    routes: dict[str, Callable[["Handler"], None]] = field(default_factory=dict)
    bodies: dict[int, str] = field(default_factory=dict)
    """Markup put into an article, by its number."""
    titles: dict[int, str] = field(default_factory=dict)
    slow: float = 0.0
    """Seconds before each article is answered."""
    tls: ssl.SSLContext | None = None
    log: list[Asked] = field(default_factory=list)

    def __enter__(self) -> Self:
        portal = self

        class Bound(Handler):
            def __init__(self, *args: Any) -> None:
                self.portal = portal
                super().__init__(*args)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Bound)
        self._server.daemon_threads = True
        if self.tls:
            self._server.socket = self.tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def paths(self, prefix: str = "/") -> list[str]:
        """Paths asked for, in order."""
        return [asked.path for asked in self.log if asked.path.startswith(prefix)]

    def title(self, number: int) -> str:
        return self.titles.get(number, f"Sản phẩm OCOP số {number} của hợp tác xã")

    def article_path(self, number: int) -> str:
        return f"{SECTION}san-pham-ocop-{number}.html"

    def listing(self, page: int) -> str:
        """Newest first, as portals do."""
        newest = self.articles - (page - 1) * PER_PAGE
        numbers = range(newest, max(newest - PER_PAGE, 0), -1)
        links = (f'<a href="{self.article_path(n)}">{self.title(n)}</a>' for n in numbers)
        items = "".join(f'<div class="news"><h3>{link}</h3><span>05/03/2024</span></div>' for link in links)
        more = f'<a rel="next" href="{SECTION}page-{page + 1}/">Trang sau</a>' if newest > PER_PAGE else ""
        return f"<html><head><title>Nông thôn mới</title></head><body><div>{items}</div><div>{more}</div></body></html>"

    def article(self, number: int) -> str:
        inner = self.bodies.get(number, "")
        return (
            f"<html><head><title>{self.title(number)}</title></head><body><h1 class='title'>{self.title(number)}</h1>"
            f"<div id='news-bodyhtml'><p>Xã ghi nhận sản phẩm thứ {number} đạt chuẩn.</p>{inner}</div></body></html>"
        )


class Handler(BaseHTTPRequestHandler):
    """HTTP/1.1 with keep-alive; validators by ETag."""

    portal: Portal
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def handle(self) -> None:
        """A client that was killed is no fault of the server's."""
        try:
            super().handle()
        except (ConnectionError, ssl.SSLError):
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """The log is the portal's."""

    def do_GET(self) -> None:
        portal, path = self.portal, self.path
        host = (self.headers["Host"] or "").partition(":")[0]
        portal.log.append(Asked(monotonic(), host, path, self.command, self.headers))
        route = portal.routes.get(f"//{host}{path}") or portal.routes.get(path)
        if route is not None:
            route(self)
        elif path == "/robots.txt" and portal.robots is not None:
            self.answer(portal.robots, kind="text/plain")
        elif path == SECTION:
            self.answer(portal.listing(1))
        elif path.startswith(f"{SECTION}page-"):
            self.answer(portal.listing(int(path.rstrip("/").rpartition("-")[2])))
        elif path.startswith(f"{SECTION}san-pham-ocop-"):
            threading.Event().wait(portal.slow)
            self.answer(portal.article(int(path.rpartition("-")[2].removesuffix(".html"))))
        else:
            self.answer("<html><title>404</title><p>Không tìm thấy</p></html>", status=404)

    def answer(
        self, body: str | bytes, *, status: int = 200, kind: str = "text/html; charset=utf-8",
        headers: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """A well-formed answer, or 304 where the ETag is known."""
        content = body.encode() if isinstance(body, str) else body
        etag = f'"{sha256(content).hexdigest()[:16]}"'
        if status == 200 and self.headers["If-None-Match"] == etag:
            status, content = 304, b""
        self.send_response(status)
        if status == 200:
            self.send_header("ETag", etag)
        if content and kind:
            self.send_header("Content-Type", kind)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def raw(self, *pieces: bytes) -> None:
        """Bytes as they are, then the end of the connection."""
        self.close_connection = True
        try:
            for piece in pieces:
                self.wfile.write(piece)
        except OSError:
            return

    def redirect(self, target: str, status: int = 302) -> None:
        self.answer("", status=status, headers={"Location": target})
