"""A small server that speaks as the Wayback Machine's index and replay do (wayback-cdx-server's manual): JSON arrays in
gzip, a key to go on from, `X-Archive-Orig-` headers, 429 with Retry-After for who asks too fast."""

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from warcio.archiveiterator import ArchiveIterator

NAMES = ["timestamp", "original", "mimetype", "digest"]


@dataclass
class Wayback:
    """What it holds, how it behaves, what it was asked."""

    rows: list[list[str]] = field(default_factory=list)
    pages: dict[str, tuple[list[tuple[str, str]], bytes]] = field(default_factory=dict)
    rows_a_page: int = 3
    too_fast: int = 0
    """So many of the next requests are answered 429."""
    robots: str = "User-agent: *\nDisallow: /save/\n"
    index: bytes | None = None
    """Answered in place of the index."""
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    address: str = ""

    def answer(self, path: str) -> tuple[int, list[tuple[str, str]], bytes]:
        if path == "/robots.txt":
            return 200, [("Content-Type", "text/plain")], self.robots.encode()
        if self.too_fast:
            self.too_fast -= 1
            return 429, [("Retry-After", "1")], b"Too Many Requests"
        if path.startswith("/cdx/"):
            return self._index(parse_qs(urlsplit(path).query))
        found = self.pages.get(path)
        if found is None:
            return 404, [("Content-Type", "text/html")], b"<html><title>Wayback Machine</title></html>"
        return 200, found[0], found[1]

    def _index(self, query: dict[str, list[str]]) -> tuple[int, list[tuple[str, str]], bytes]:
        assert query["matchType"] == ["host"] and query["collapse"] == ["digest"] and query["output"] == ["json"]
        since, until = query["from"][0], query["to"][0]
        rows = [row for row in self.rows if since <= row[0] <= until and query["url"][0] in row[1]]
        at = int(query.get("resumeKey", ["0"])[0])
        some: list[list[str]] = rows[at : at + self.rows_a_page]
        answer = [NAMES, *some] if some else []
        if at + self.rows_a_page < len(rows):
            answer += [[], [str(at + self.rows_a_page)]]
        headers = [("Content-Type", "application/json"), ("Content-Encoding", "gzip")]
        return 200, headers, gzip.compress(self.index if self.index is not None else json.dumps(answer).encode())


@contextmanager
def wayback(warc: Path) -> Iterator[Wayback]:
    """A server over the responses of a WARC file."""
    archive = Wayback()
    with warc.open("rb") as file:
        for record in ArchiveIterator(file):
            url = record.rec_headers.get_header("WARC-Target-URI")
            at = "".join(filter(str.isdigit, record.rec_headers.get_header("WARC-Date")))
            own = [(f"X-Archive-Orig-{name}", value) for name, value in record.http_headers.headers]
            kind = record.http_headers.get_header("Content-Type")
            body = record.content_stream().read()
            headers = [*own, ("Content-Type", kind), ("X-Archive-Src", "crawl.warc.gz"), ("Server", "nginx")]
            archive.pages[f"/web/{at}id_/{url}"] = (headers, body)
            if record.http_headers.get_statuscode() == "200":
                digest = record.rec_headers.get_header("WARC-Payload-Digest").partition(":")[2]
                archive.rows.append([at, url, kind.partition(";")[0], digest])
    archive.rows.sort(key=lambda row: (row[1], row[0]))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            archive.asked.append(self.path)
            archive.agents.add(self.headers.get("User-Agent", ""))
            status, headers, body = archive.answer(self.path)
            self.send_response_only(status)
            for name, value in [*headers, ("Content-Length", str(len(body)))]:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """`asked` is the log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    archive.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield archive
    finally:
        server.shutdown()
        server.server_close()
