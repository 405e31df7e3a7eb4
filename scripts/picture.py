"""`make picture`: the pictures of README and docs anew, from the root's sample archive, as Chromium shows it."""

import io
import sys
from pathlib import Path

from browsing import ROOT, opened, served
from PIL import Image

FOLDER = ROOT / "docs" / "images"
PICTURES = {
    "front": "/",
    "search": "/tim-kiem?q=htx+nong+nghiep+xanh",
    "article": "/bai/mau/long-thanh/3903",
}
"""By name: the page."""
COLOURS = 128


def main(home: Path) -> int:
    """Exit code 0 when every picture was made."""
    FOLDER.mkdir(exist_ok=True)
    with served(home) as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        for name, path in PICTURES.items():
            opened(page, path)
            with Image.open(io.BytesIO(page.screenshot())) as shot:
                drawn = shot.convert("P", palette=Image.Palette.ADAPTIVE, colors=COLOURS)
                drawn.save(FOLDER / f"{name}.png", optimize=True)
        page.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT))
