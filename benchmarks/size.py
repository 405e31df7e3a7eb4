"""What an archive weighs: captures beside the pages they hold, archive.db beside the text it holds."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from benchmarks.portals import crawl_command, load_portal
from benchmarks.result import Result
from crawler.captures.reader import CaptureReader
from pipeline.build import Builder
from pipeline.setup import Setup

KNOWLEDGE = ("places", "place_changes", "place_changes_new", "rules", "sqlite_schema")
"""The same in every archive, however small: what is known of Vietnam's units, and of our rules."""
SHOWN = 8
TEXTS = ("title", "lead", "captions", "attachments", "body")


def measure(articles: int, _rounds: int) -> Iterator[Result]:
    """Sizes after a first crawl and build of the load portal, pictures apart."""
    with load_portal(min(articles, 600)) as portal:
        home = portal.folder / "home"
        home.mkdir()
        subprocess.run(crawl_command(portal, home), check=True, stdout=subprocess.DEVNULL)
        yield _captures(home)
        with Builder(Setup(home, (portal.sources,)), home / "archive.db") as builder:
            builder.step()
            builder.finish()
        yield _archive(home)


def _captures(home: Path) -> Result:
    kept = decoded = pages = 0
    with CaptureReader(home) as reader:
        for capture in reader.captures():
            if capture.role in ("article", "listing") and capture.outcome == "ok":
                pages += 1
                kept += capture.warc_end - capture.warc_offset
                decoded += len(reader.payload(capture).body)
    return Result(
        "HTML captures against the decoded bytes they hold", kept / decoded, 0.25, "", True,
        f"{pages} pages of {decoded / pages / 1000:.0f} kB; {kept / pages / 1000:.1f} kB each in the WARC file, with "
        "request and metadata records",
    )  # fmt: skip


def _archive(home: Path) -> Result:
    db = Database(home / "archive.db")
    db.conn.execute("VACUUM")
    sizes: dict[str, int] = dict(db.conn.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY 1"))
    fixed = sum(size for name, size in sizes.items() if _is_knowledge(db, name))
    held = " + ".join(f"coalesce(sum(length(CAST([{name}] AS BLOB))), 0)" for name in TEXTS)
    text, articles = db.conn.execute(f"SELECT {held}, count(*) FROM article_texts").fetchone()
    rest = sum(sizes.values()) - fixed
    largest = sorted(((size, name) for name, size in sizes.items() if not _is_knowledge(db, name)), reverse=True)[
        :SHOWN
    ]
    tables = ", ".join(f"{name} {size / text:.2f}" for size, name in largest)
    return Result(
        "archive.db against the UTF-8 text it holds", rest / text, 3.0, "", True,
        f"{articles} articles, {text / articles / 1000:.1f} kB of text each; {fixed / 1e6:.1f} MB of gazetteer, rules, "
        f"in every archive, apart; largest, as parts of the text: {tables}",
    )  # fmt: skip


def _is_knowledge(db: Database, name: str) -> bool:
    row = db.conn.execute("SELECT tbl_name FROM sqlite_master WHERE name = ?", [name]).fetchone()
    return (row[0] if row else name) in KNOWLEDGE
