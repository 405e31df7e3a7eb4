"""`make screenshots`: every kind of page of the root's archive at two widths, in both languages, to look at."""

import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from browsing import ROOT, opened, served
from playwright.sync_api import Page

FOLDER = ROOT / "screenshots"
WIDTHS = (1280, 390)
ALWAYS = (
    "/", "/tim-kiem?q=htx+nong+nghiep+xanh", "/tim-kiem?q=san+pham+ocop", "/tim-kiem?q=xyzzy", "/htx", "/san-pham",
    "/van-ban", "/noi", "/chu-the", "/cong", "/ban-do", "/dong-thoi-gian", "/anh", "/tinh-trang", "/du-lieu",
    "/phat-hanh", "/archive", "/archive/articles", "/archive/rating_events", "/archive/do_phu", "/khong-co-trang-nay",
)  # fmt: skip
DARK = ("/", "/tim-kiem?q=san+pham+ocop", "/ban-do", "/archive/articles")
_MOST_NAMED = {"htx": "cooperatives", "san-pham": "products", "van-ban": "documents", "chu-the": "producers",
               "noi": "places", "cong": "sources"}  # fmt: skip


def main(home: Path) -> int:
    """Exit code 0 when every page was drawn."""
    with served(home) as browser:
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir()
        things = tuple(_things(home))
        for language in ("vi", "en"):
            for width in WIDTHS:
                page = browser.new_page(viewport={"width": width, "height": 900})
                for path in (*ALWAYS, *things):
                    _take(page, path, language, f"{width}.{language}")
                page.close()
        dark = browser.new_page(viewport={"width": WIDTHS[0], "height": 900}, color_scheme="dark")
        for path in (*DARK, *(thing for thing in things if thing.startswith("/bai/"))):
            _take(dark, path, "vi", f"{WIDTHS[0]}.dark")
        dark.close()
    sys.stdout.write(f"{len([*FOLDER.iterdir()])} pictures in {FOLDER.relative_to(ROOT)}/\n")
    return 0


def _take(page: Page, path: str, language: str, ending: str) -> None:
    opened(page, f"{path}{'&' if '?' in path else '?'}lang={language}")
    name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")[:60] or "front"
    page.screenshot(path=FOLDER / f"{name}.{ending}.png", full_page=True)


def _things(home: Path) -> Iterator[str]:
    """Of every kind of thing the one that most articles name; an article with pictures, its capture, a story."""
    db = sqlite3.connect(f"file:{home / 'archive.db'}?mode=ro", uri=True)
    for path, table in _MOST_NAMED.items():
        for (thing,) in db.execute(f"SELECT id FROM {table} ORDER BY articles DESC, id LIMIT 1"):
            yield f"/{path}/{thing}"
    with_pictures = "SELECT id, capture_id FROM articles WHERE state = 'published' ORDER BY images DESC, id LIMIT 1"
    for article, capture in db.execute(with_pictures):
        yield f"/bai/{article}"
        yield f"/ban-luu/{capture}"
    for (story,) in db.execute("SELECT id FROM stories ORDER BY articles DESC, id LIMIT 1"):
        yield f"/chuyen/{story}"
    for (district,) in db.execute("SELECT id FROM places WHERE level = 'district' ORDER BY articles DESC, id LIMIT 1"):
        yield f"/noi/{district}"
    db.close()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT))
