"""Portals that try to send the crawler to one host, each in one way."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SECTION = "/vi/news/nong-thon-moi/"
FEED, SITEMAP = f"{SECTION}rss/", "/sitemap.xml"
ARTICLE = f"{SECTION}san-pham-ocop-1.html"
AWAY = f"{SECTION}san-pham-ocop-2.html"
VECTORS = ("link", "redirect", "robots", "sitemap", "feed", "image", "attachment", "refresh", "base")
ZONE = "cong.example"

_SOURCE = """\
name: "[MẪU] Cổng {name}"
name_en: "[SAMPLE] Portal {name}"
level: commune
unit: "26368-20260430"
hosts: [{hosts}]
family: nukeviet
home_url: http://{host}/
sections:
  - {{url: "http://{at}{path}", label: Nông thôn mới, about: ocop{kind}}}
delay: 0
sample: true
status: passes on samples
"""


def can_be_named(target: str) -> bool:
    """Whether a source file may call `target` its own host; IPv6 literals and trailing dots it may not."""
    return not target.startswith("[") and not target.endswith(".")


def source_file(folder: Path, vector: str, number: int, target: str) -> str:
    """Write the source of a portal whose every page leads to `target`, its own host where it can be; returns its id."""
    host = f"{vector}-{number}.{ZONE}"
    path, kind = {"feed": (FEED, ", kind: feed"), "sitemap": (SITEMAP, ", kind: sitemap")}.get(vector, (SECTION, ""))
    hosts = f'"{host}", "{target}"' if can_be_named(target) else f'"{host}"'
    at = target if vector == "robots" else host
    folder.mkdir(parents=True, exist_ok=True)
    text = _SOURCE.format(name=host, host=host, hosts=hosts, at=at, path=path, kind=kind)
    (folder / f"{vector}-{number}.yml").write_text(text, encoding="utf-8")
    return f"rig/{vector}-{number}"


def page(vector: str, target: str, path: str) -> tuple[int, str, str]:
    """(status, content type or Location, body) of what such a portal answers."""
    away = f"http://{target}{AWAY}"
    html = "text/html; charset=utf-8"
    if path == SECTION:
        link = away if vector == "link" else AWAY if vector == "base" else ARTICLE
        base = f'<base href="http://{target}/">' if vector == "base" else ""
        item = f'<div class="news"><h3><a href="{link}">Sản phẩm OCOP của hợp tác xã</a></h3></div>'
        return 200, html, f"<html><head>{base}<title>Nông thôn mới</title></head><body>{item}</body></html>"
    if path == FEED:
        item = f"<item><title>Sản phẩm OCOP của hợp tác xã</title><link>{away}</link><guid>{away}</guid></item>"
        return 200, "application/rss+xml", f'<rss version="2.0"><channel><title>OCOP</title>{item}</channel></rss>'
    if path == SITEMAP:
        entry = f"<sitemap><loc>http://{target}/sitemap-2.xml</loc></sitemap>"
        space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        return 200, "application/xml", f"<sitemapindex {space}>{entry}</sitemapindex>"
    if path != ARTICLE:
        return 404, html, "<html><title>404</title></html>"
    if vector == "redirect":
        return 302, away, ""
    inner = {
        "image": f'<img src="http://{target}/anh.jpg" alt="">',
        "attachment": f'<a href="http://{target}/ke-hoach.pdf">Kế hoạch</a>',
    }.get(vector, "")
    refresh = f'<meta http-equiv="refresh" content="0; url={away}">' if vector == "refresh" else ""
    body = f"<div id='news-bodyhtml'><p>Xã có sản phẩm OCOP đạt chuẩn.</p>{inner}</div>"
    head = f"<head>{refresh}<title>Bài</title></head>"
    return 200, html, f"<html>{head}<body><h1 class='title'>Bài</h1>{body}</body></html>"


class Portals:
    """One server for all of them, on port 80 of every address of the machine; remembers on which it was met."""

    def __init__(self, targets: list[str]) -> None:
        self.met: list[tuple[str, str, str]] = []
        """(own address, Host, path) of each request."""
        for address, server in (("0.0.0.0", ThreadingHTTPServer), ("::", _Server6)):
            bound = server((address, 80), _handler(self.met, targets))
            bound.daemon_threads = True
            threading.Thread(target=bound.serve_forever, daemon=True).start()


class _Server6(ThreadingHTTPServer):
    address_family = socket.AF_INET6

    def server_bind(self) -> None:
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        super().server_bind()


def _handler(met: list[tuple[str, str, str]], targets: list[str]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self) -> None:
            host = self.headers["Host"] or ""
            met.append((self.connection.getsockname()[0], host, self.path))
            vector, _, number = host.removesuffix(f".{ZONE}").partition("-")
            is_ours = host.endswith(f".{ZONE}")
            status, kind, body = page(vector, targets[int(number)], self.path) if is_ours else (404, "text/html", "")
            self.send_response(status)
            self.send_header("Location" if status == 302 else "Content-Type", kind)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """The log is `met`."""

    return Handler
