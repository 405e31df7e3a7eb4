"""A home served to Chromium, for the pictures of its pages."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from operate.home import ROOT
from operate.serve import wait_for

PORT = 8018
ADDRESS = f"http://127.0.0.1:{PORT}"


@contextmanager
def served(home: Path) -> Iterator[Browser]:
    """Chromium, while `ocop serve` answers for the home at ADDRESS; exit with a sentence where either is missing."""
    chromium = shutil.which("chromium")
    if not chromium or not (home / "archive.db").exists():
        sys.exit("needs chromium (scripts/install-browser) and an archive (make run)")
    command = [sys.executable, "-m", "ocop", "--home", str(home), "serve", "--port", str(PORT)]
    server = subprocess.Popen(command, cwd=ROOT)
    try:
        wait_for(f"{ADDRESS}/robots.txt", server)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            yield browser
            browser.close()
    finally:
        server.terminate()
        server.wait()


def opened(page: Page, path: str) -> None:
    """Go to an address of the site and wait for its pictures, also those that a reader's scrolling would load."""
    page.goto(f"{ADDRESS}{path}")
    page.evaluate("""() => Promise.all([...document.images].map(image => {
        image.loading = "eager";
        return image.decode().catch(() => null);
    }))""")
