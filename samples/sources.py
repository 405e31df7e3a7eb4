"""Source files of the sample portals, for the fixed port or for a test's own."""

from pathlib import Path

from samples.portal import PORT

SOURCES = Path(__file__).parent / "sources"
LOAD_SOURCES = Path(__file__).parent / "sources-load"


def sources_for(port: int, dest_folder: Path, load: bool = False) -> list[Path]:
    """Write the sample source files below `dest_folder` (as `mau/*.yml`) with hosts on `port`; `load` adds the load
    portal's (`mau/tai`). Returns the files written."""
    written = []
    for folder in (SOURCES, LOAD_SOURCES) if load else (SOURCES,):
        for path in sorted(folder.rglob("*.yml")):
            target = dest_folder / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text(encoding="utf-8").replace(f".localhost:{PORT}", f".localhost:{port}")
            target.write_text(text, encoding="utf-8")
            written.append(target)
    return written
