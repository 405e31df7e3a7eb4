"""Every kind of page of the root's sample archive at two widths into screenshots/, three of them into docs/images."""

import io
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PORT = 8017
SHOTS, DOCS = ROOT / "screenshots", ROOT / "docs" / "images"
WIDTHS = {"wide": 1280, "narrow": 390}
FIXED = {
    "front": "/", "search": "/tim-kiem?q=htx+nong+nghiep+xanh", "nothing-found": "/tim-kiem?q=xyzzy",
    "cooperatives": "/htx", "products": "/san-pham",
    "producers": "/chu-the", "documents": "/van-ban", "places": "/noi", "portals": "/cong",
    "map": "/ban-do", "timeline": "/dong-thoi-gian", "photos": "/anh", "health": "/tinh-trang", "data": "/du-lieu",
    "release": "/phat-hanh", "tables": "/archive", "table": "/archive/articles", "missing": "/khong-co",
}  # fmt: skip
PUBLISHED = "state = 'published'"
THINGS = {
    "article": (
        "/bai/",
        f"SELECT id FROM articles WHERE {PUBLISHED} AND id LIKE '%long-thanh%' ORDER BY images DESC",
    ),
    "captured": (
        "/ban-luu/",
        f"SELECT capture_id FROM articles WHERE {PUBLISHED} AND coalesce(problems, '') = ''",
    ),
    "cooperative": ("/htx/", "SELECT id FROM cooperatives ORDER BY articles DESC"),
    "product": ("/san-pham/", "SELECT id FROM products ORDER BY articles DESC"),
    "producer": ("/chu-the/", "SELECT id FROM producers ORDER BY articles DESC"),
    "document": ("/van-ban/", "SELECT id FROM documents ORDER BY articles DESC"),
    "place": ("/noi/", "SELECT id FROM places WHERE level = 'district' ORDER BY articles DESC"),
    "portal": ("/cong/", "SELECT id FROM sources ORDER BY articles DESC"),
    "story": ("/chuyen/", "SELECT id FROM stories ORDER BY articles DESC"),
}
IN_DOCS = ("front", "search", "article")


def main() -> int:
    """Exit code 1 where there is no Chromium or no archive."""
    chromium = shutil.which("chromium")
    if not chromium or not (ROOT / "archive.db").exists():
        sys.stderr.write("needs chromium (scripts/install-browser) and the sample archive (make run)\n")
        return 1
    command = [sys.executable, "-m", "ocop", "--home", str(ROOT), "serve", "--port", str(PORT)]
    server = subprocess.Popen(command, cwd=ROOT)
    try:
        address = f"http://127.0.0.1:{PORT}"
        _wait_for(address)
        SHOTS.mkdir(exist_ok=True)
        DOCS.mkdir(exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for width, pixels in WIDTHS.items():
                page = browser.new_page(viewport={"width": pixels, "height": 1000})
                for name, path in _paths().items():
                    page.goto(address + path)
                    page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
                    if width == "wide" and name in IN_DOCS:
                        _small(page, DOCS / f"{name}.png")
            browser.close()
    finally:
        server.terminate()
        server.wait()
    return 0


def _paths() -> dict[str, str]:
    db = sqlite3.connect(f"{(ROOT / 'archive.db').as_uri()}?mode=ro", uri=True)
    found = {name: (begin, db.execute(sql).fetchone()) for name, (begin, sql) in THINGS.items()}
    db.close()
    return FIXED | {name: begin + quote(str(row[0])) for name, (begin, row) in found.items() if row}


def _small(page: Page, target: Path) -> None:
    """What a reader sees first, as a small palette PNG."""
    with Image.open(io.BytesIO(page.screenshot())) as image:
        image.convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(target, optimize=True)


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=2)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{address} did not answer")


if __name__ == "__main__":
    sys.exit(main())
