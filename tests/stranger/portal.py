"""A commune portal that no family's author has seen: a known CMS under class names and nesting of its own.

It stands here to be added by a stranger who has read docs/adding-a-portal.md and nothing else (see README.md beside
this file). `python tests/stranger/portal.py` serves it on port 8500.
"""

import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from samples import media
from samples.response import Request, Response, page
from samples.server import SampleServer
from samples.site import slug
from samples.world import World

HERE = Path(__file__).parent
HOST = "xuanduong.localhost"
PORT = 8500
SECTIONS = {"14": "Kinh tế - Nông nghiệp", "21": "Mỗi xã một sản phẩm"}
PER_PAGE = 5
ARTICLES: list[dict[str, Any]] = yaml.safe_load((HERE / "articles.yml").read_text("utf-8"))
_TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
    lstrip_blocks=True,
)  # fmt: skip
_LISTING = re.compile(r"/chuyen-muc-[a-z0-9-]+-c(\d+)-(\d+)\.html")


def path_of(article: dict[str, Any]) -> str:
    """Where an article stands."""
    return f"/{slug(article['title'])}.html"


def listing_path(section: str, number: int = 1) -> str:
    """Where a page of a category stands."""
    return f"/chuyen-muc-{slug(SECTIONS[section])}-c{section}-{number}.html"


class StrangePortal(World):
    """The one portal, in place of all sample portals."""

    def cacheable(self, host: str) -> bool:
        return True

    def respond(self, request: Request) -> Response:
        """The answer to any request, whatever its Host header."""
        path = request.path
        if path == "/robots.txt":
            return Response(200, b"User-agent: *\nDisallow: /quan-tri/\n", "text/plain; charset=utf-8")
        if path.startswith("/tep/"):
            kind, body = media.media(path.rpartition("/")[2], "Phụ lục")
            return Response(200, body, kind)
        if path in ("/", "/trang-chu.html"):
            return page(self._listing("14", 1))
        if (found := _LISTING.fullmatch(path)) and found[1] in SECTIONS and found[2] in ("1", "2"):
            return page(self._listing(found[1], int(found[2])))
        article = next((one for one in ARTICLES if path_of(one) == path), None)
        if article is None:
            return page("<!DOCTYPE html><title>404</title><p>Không tìm thấy trang.</p>", 404)
        return page(self._render("bai.html", article=article, related=[a for a in ARTICLES if a is not article][:3]))

    def _listing(self, section: str, number: int) -> str:
        wanted = [one for one in ARTICLES if section in one["sections"]]
        shown = wanted[(number - 1) * PER_PAGE : number * PER_PAGE]
        return self._render(
            "muc.html", label=SECTIONS[section], rows=shown, number=number, section=section,
            pages=max(1, -(-len(wanted) // PER_PAGE)), read_most=ARTICLES[-3:],
        )  # fmt: skip

    def _render(self, template: str, **values: Any) -> str:
        return _TEMPLATES.get_template(template).render(
            path_of=path_of, listing_path=listing_path, sections=SECTIONS, today=date(2026, 11, 2), **values
        )


def served(port: int = 0) -> SampleServer:
    """The portal on loopback; a free port unless one is named."""
    return SampleServer(StrangePortal(), port)


if __name__ == "__main__":
    server = served(PORT)
    sys.stdout.write(f"http://{HOST}:{PORT}{listing_path('14')}\n")
    sys.stdout.flush()
    server.serve_forever()
