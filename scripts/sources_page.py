"""Write docs/sources.md from the shipped source files; with `--check` only say whether the page is what they say.

Run from the root: `python scripts/sources_page.py`. tests/portals runs the check.
"""

import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from crawler.portals.registry import SHIPPED_SOURCES, load_registry  # noqa: E402 - the root must be importable first
from crawler.portals.source import Source  # noqa: E402
from pipeline.gazetteer import Gazetteer, load_gazetteer  # noqa: E402

PAGE = ROOT / "docs" / "sources.md"
UNREAD = "the portal's line on re-use; robots.txt"
UNKNOWN_LICENCE = "as stated by source"
_UNKNOWN = re.compile(r"^# Unknown:(?P<text>.*(?:\n#\s{8,}.*)*)", re.MULTILINE)
_COLUMNS = ("id", "name", "host", "level", "place", "valid", "family", "status", "enabled", "sections known", "unknown")

_HEAD = """# Portals

Every portal that ships with the program, from the files below `crawler/portals/sources/`. This page is written by
`python scripts/sources_page.py`; change a source file, not this page. What was seen, inferred and guessed stands in the
comments of each file; [adding-a-portal.md](adding-a-portal.md) says how to write one.

{counts}

No portal here was opened: the rows come from public material (November 2026). `pattern only` means that addresses, or
the configuration of a public crawler, were seen; `passes on samples` that moreover an article's address on that host
was seen, the family reads it, and reads our own sample portal of that CMS; only a check of the live portal writes
`live-verified`. A name is a description where the portal's own heading is not known. What is enabled, `ocop run`
visits, unless the body has ended; national bodies and the press wait for a person's decision. The robots.txt of no
portal was read, and no line on re-use is known but that of {licensed}: neither is repeated in the
last column.
"""


def page(sources: Sequence[Source], gazetteer: Gazetteer) -> str:
    """docs/sources.md as it should stand. Raises ValueError for a source file that does not say what is unknown."""
    states = Counter(source.status for source in sources)
    enabled = [source for source in sources if source.enabled]
    ended = sum(source.valid_to is not None for source in enabled)
    counts = f"{len(sources)} portals, {len(enabled)} of them enabled ({ended} of bodies that have ended). Status: "
    counts += ", ".join(f"{number} `{status}`" for status, number in sorted(states.items()))
    licensed = ", ".join(f"`{source.id}`" for source in sources if source.licence != UNKNOWN_LICENCE)
    lines = [_HEAD.format(counts=counts + ".", licensed=licensed), _row(_COLUMNS), "|" + "---|" * len(_COLUMNS)]
    lines += [_row(_cells(source, gazetteer)) for source in sources]
    return "\n".join(lines) + "\n"


def unknown(source_id: str) -> str:
    """What a shipped file's comment says under `Unknown:`, on one line. Raises ValueError where it says nothing."""
    path = SHIPPED_SOURCES / f"{source_id}.yml"
    found = _UNKNOWN.search(path.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{path.relative_to(ROOT)}: add a comment `# Unknown: …` that says what is not known yet")
    text = " ".join(found["text"].replace("\n#", " ").split()).rstrip(".")
    return text.replace(f"; {UNREAD}", "").replace("; robots.txt", "")


def _cells(source: Source, gazetteer: Gazetteer) -> tuple[str, ...]:
    sections = [
        section.label if section.kind == "listing" else f"{section.label} ({section.kind})"
        for section in source.sections
    ]
    return (
        f"`{source.id}`",
        source.name,
        ", ".join(source.hosts),
        source.level,
        gazetteer.get(source.unit).full_label if source.unit else "–",
        _valid(source),
        source.family,
        source.status,
        "yes" if source.enabled else "no",
        "; ".join(sections) or "none",
        unknown(source.id),
    )


def _valid(source: Source) -> str:
    known = [f"from {source.valid_from}"] if source.valid_from else []
    known += [f"until {source.valid_to}"] if source.valid_to else []
    return " ".join(known) or "not known"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main(arguments: list[str]) -> int:
    """Exit code 0 when all is well, 1 when the page differs."""
    text = page(load_registry(SHIPPED_SOURCES).all(), load_gazetteer())
    if "--check" not in arguments:
        PAGE.write_text(text, encoding="utf-8")
    elif not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != text:
        sys.stderr.write("docs/sources.md is not what scripts/sources_page.py writes; run it\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
