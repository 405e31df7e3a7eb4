"""The HTTP server of the samples: one process, one port, portals by Host header."""

import gzip
import hashlib
import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Self

from samples.portal import PORT
from samples.response import Request, Response
from samples.world import World

_VIETNAM = timezone(timedelta(hours=7))
_CACHE_BYTES = 192 * 1024 * 1024
_BODY_LIMIT = 1024 * 1024


class PortInUse(OSError):
    """Another process holds the port; the message says what to do."""


class Asked(NamedTuple):
    """One request that the server answered."""

    time: float
    """`time.monotonic()` when it arrived."""
    host: str
    """Without port."""
    method: str
    path: str
    """Path and query as sent."""
    status: int


class Ready(NamedTuple):
    """An answer in the bytes that go out."""

    response: Response
    etag: str
    modified: str
    packed: bytes
    """The body gzipped; empty where that does not pay."""


def _ready(response: Response) -> Ready:
    etag = f'"{hashlib.sha256(response.body).hexdigest()[:20]}"' if response.status == 200 else ""
    modified = ""
    if response.modified and response.status == 200:
        moment = datetime.fromisoformat(response.modified).replace(tzinfo=_VIETNAM)
        modified = format_datetime(moment.astimezone(UTC), usegmt=True)
    text = response.content_type.startswith(("text/", "application/xml"))
    packed = gzip.compress(response.body, 3, mtime=0) if text and len(response.body) > 500 else b""
    return Ready(response, etag, modified, packed)


class _Cache:
    """Finished answers of one version of the world, oldest out first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str], Ready] = {}
        self._stamp: tuple[int, date] | None = None
        self._bytes = 0

    def get(self, key: tuple[str, str], stamp: tuple[int, date], make: Callable[[], Response]) -> Ready:
        with self._lock:
            if stamp != self._stamp:
                self._kept, self._bytes, self._stamp = {}, 0, stamp
            found = self._kept.get(key)
        if found is not None:
            return found
        made = _ready(make())
        with self._lock:
            if stamp == self._stamp and key not in self._kept:
                self._kept[key] = made
                self._bytes += len(made.response.body) + len(made.packed)
            while self._bytes > _CACHE_BYTES and self._kept:
                oldest = self._kept.pop(next(iter(self._kept)))
                self._bytes -= len(oldest.response.body) + len(oldest.packed)
        return made


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one segment per answer, not one per header line
    disable_nagle_algorithm = True
    server: "_Server"

    def version_string(self) -> str:
        return "SamplePortals"

    def do_GET(self) -> None:
        self._answer(b"")

    do_HEAD = do_GET

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > _BODY_LIMIT:
            self.close_connection = True
            self._send(_ready(Response(413, b"too large\n", "text/plain")))
            return
        self._answer(self.rfile.read(length))

    def _answer(self, body: bytes) -> None:
        request = Request(self.command, self.path, self.headers.get("Host", "localhost"), body)
        label = request.host.partition(":")[0]
        ready = self.server.admin(request) if label == "admin.localhost" else self.server.ready(request)
        status = self._send(ready)
        self.server.log.append(Asked(time.monotonic(), label, self.command, self.path, status))

    def _not_modified(self, ready: Ready) -> bool:
        if not ready.etag:
            return False
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return ready.etag in tags or tags.strip() == "*"
        since = self.headers.get("If-Modified-Since")
        if not since or not ready.modified:
            return False
        try:
            return parsedate_to_datetime(ready.modified) <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False

    def _send(self, ready: Ready) -> int:
        response = ready.response
        status = 304 if self.command != "POST" and self._not_modified(ready) else response.status
        packed = bool(ready.packed) and "gzip" in self.headers.get("Accept-Encoding", "")
        body = b"" if status == 304 else (ready.packed if packed else response.body)
        self.send_response(status)
        self.send_header("X-OCOP-Sample", "1")
        for name, value in response.headers:
            self.send_header(name, value)
        for name, value in (("ETag", ready.etag), ("Last-Modified", ready.modified)):
            if value:
                self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Type", response.content_type)
            self.send_header("Content-Length", str(len(body)))
            if ready.packed:
                self.send_header("Vary", "Accept-Encoding")
            if packed:
                self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        return status

    def date_time_string(self, timestamp: float | None = None) -> str:
        return self.server.date_line(timestamp or time.time())

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: the request log is the record."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], world: World) -> None:
        self.world = world
        self.log: list[Asked] = []
        self._cache = _Cache()
        self._date = (0, "")
        super().__init__(address, _Handler)

    def ready(self, request: Request) -> Ready:
        """The finished answer, from the cache where the world allows it."""
        if request.method == "POST" or not self.world.cacheable(request.host):
            return _ready(self.world.respond(request))
        stamp = (self.world.version, self.world.today())
        return self._cache.get((request.host, request.target), stamp, lambda: self.world.respond(request))

    def admin(self, request: Request) -> Ready:
        """`GET /log`, `POST /edit` with one edit or a list of edits as JSON (see World.apply)."""
        if request.method != "POST":
            return _ready(Response(200, json.dumps([list(row) for row in self.log]).encode(), "application/json"))
        try:
            edits = json.loads(request.body)
            self.world.apply_all(edits if isinstance(edits, list) else [edits])
        except (ValueError, TypeError, KeyError) as error:
            return _ready(Response(400, f"{error}\n".encode(), "text/plain; charset=utf-8"))
        return _ready(Response(200, b"ok\n", "text/plain"))

    def date_line(self, now: float) -> str:
        """The Date header, made once a second."""
        if self._date[0] != int(now):
            self._date = (int(now), format_datetime(datetime.fromtimestamp(int(now), UTC), usegmt=True))
        return self._date[1]


class SampleServer:
    """The sample portals on loopback, as a context manager for tests or for good by `serve_forever`.

    `port=0` takes a free one (then `port` says which). Hosts are `<name>.localhost:<port>`; the connection goes to
    127.0.0.1. Raises PortInUse.
    """

    def __init__(self, world: World | None = None, port: int = 0) -> None:
        self.world = world or World()
        try:
            self._server = _Server(("127.0.0.1", port), self.world)
        except OSError as error:
            raise PortInUse(
                f"port {port} on 127.0.0.1 is taken ({error.strerror}): stop the program that holds it "
                f"(perhaps sample portals already running), or start these with --port and another number than {PORT}"
            ) from error
        self.port: int = self._server.server_address[1]
        self._thread: threading.Thread | None = None

    @property
    def requests(self) -> list[Asked]:
        """Every request answered so far, oldest first; `.clear()` empties it."""
        return self._server.log

    def url(self, portal: str, path: str = "/") -> str:
        """Address of a path on a portal, by the portal's name."""
        return f"http://{self.world.site(portal).portal.host}.localhost:{self.port}{path}"

    def warm(self, portal: str) -> int:
        """Make every article and listing page of a portal ready, as far as the cache holds; returns how many."""
        site = self.world.site(portal)
        made = [self.world.path_of(portal, article) for article in site.ids()]
        made += [path for section in site.portal.sections for path in self.world.listing_paths(portal, section)]
        host = f"{site.portal.host}.localhost:{self.port}"
        for path in made:
            self._server.ready(Request("GET", path, host))
        return len(made)

    def serve_forever(self) -> None:
        """Answer until interrupted."""
        try:
            self._server.serve_forever(poll_interval=0.2)
        finally:
            self._server.server_close()

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        if self._thread is not None:
            self._thread.join(timeout=5)
