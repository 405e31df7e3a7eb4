"""docs/images/front.png anew: the front page of the root's own sample archive, as Chromium shows it."""

import io
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PORT = 8017
PICTURE = ROOT / "docs" / "images" / "front.png"


def main() -> int:
    """Exit code 1 where there is no Chromium or no archive."""
    chromium = shutil.which("chromium")
    if not chromium or not (ROOT / "archive.db").exists():
        sys.stderr.write("needs chromium (scripts/install-browser) and the sample archive (make run)\n")
        return 1
    command = [sys.executable, "-m", "ocop", "--home", str(ROOT), "serve", "--port", str(PORT)]
    server = subprocess.Popen(command, cwd=ROOT)
    try:
        address = f"http://127.0.0.1:{PORT}/"
        _wait_for(address)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1280, "height": 1000})
            page.goto(address)
            shot = page.screenshot()
            browser.close()
    finally:
        server.terminate()
        server.wait()
    PICTURE.parent.mkdir(exist_ok=True)
    with Image.open(io.BytesIO(shot)) as image:
        image.convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(PICTURE, optimize=True)
    return 0


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=2)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{address} did not answer")


if __name__ == "__main__":
    sys.exit(main())
