"""`make screenshots`: every kind of page of the root's own archive at two widths, in both languages, to look at."""

import re
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "screenshots"
PORT = 8018
WIDTHS = (1280, 390)
ALWAYS = (
    "/", "/tim-kiem?q=htx+nong+nghiep+xanh", "/tim-kiem?q=san+pham+ocop", "/tim-kiem?q=xyzzy", "/htx", "/san-pham",
    "/van-ban", "/noi", "/chu-the", "/cong", "/ban-do", "/dong-thoi-gian", "/anh", "/tinh-trang", "/du-lieu",
    "/phat-hanh", "/archive", "/archive/articles", "/archive/rating_events", "/archive/do_phu", "/khong-co-trang-nay",
)  # fmt: skip
_MOST_NAMED = {"htx": "cooperatives", "san-pham": "products", "van-ban": "documents", "chu-the": "producers",
               "noi": "places", "cong": "sources"}  # fmt: skip


def main(home: Path) -> int:
    """Exit code 1 where there is no Chromium or no archive."""
    chromium = shutil.which("chromium")
    if not chromium or not (home / "archive.db").exists():
        sys.stderr.write("needs chromium (scripts/install-browser) and an archive (make run)\n")
        return 1
    server = subprocess.Popen(
        [sys.executable, "-m", "ocop", "--home", str(home), "serve", "--port", str(PORT)], cwd=ROOT
    )
    try:
        _wait_for(f"http://127.0.0.1:{PORT}/robots.txt")
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for language in ("vi", "en"):
                for width in WIDTHS:
                    page = browser.new_page(viewport={"width": width, "height": 900})
                    for path in (*ALWAYS, *_things(home)):
                        _take(page, path, language, width)
                    page.close()
            browser.close()
    finally:
        server.terminate()
        server.wait()
    sys.stdout.write(f"{len([*FOLDER.iterdir()])} pictures in {FOLDER.relative_to(ROOT)}/\n")
    return 0


def _take(page: Page, path: str, language: str, width: int) -> None:
    page.goto(f"http://127.0.0.1:{PORT}{path}{'&' if '?' in path else '?'}lang={language}")
    name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")[:60] or "front"
    page.screenshot(path=FOLDER / f"{name}.{width}.{language}.png", full_page=True)


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


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{address} did not answer")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT))
