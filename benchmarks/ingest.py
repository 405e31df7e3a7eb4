"""What a new article costs in an archive that holds many: reading and writing it, and what is computed over all.

The archive is one of 600 read articles, copied as often as it takes: mentions, figures and dates are as dense as those
of the generated articles. Names cost the most they can: a few hundred, each named by every hundredth article or more.
"""

import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlite_utils import Database

from benchmarks.portals import LoadPortal, crawl_command, load_portal
from benchmarks.result import Result
from crawler.captures.seal import remove_seal
from pipeline.archive.search_index import rebuild
from pipeline.archive.store import PER_ARTICLE, PER_NUMBER, get_state, open_archive, remove_article, set_state
from pipeline.archive.texts import write_body
from pipeline.build import Builder
from pipeline.worker import Setup

READ, FEW = 600, 1
SMALL, LARGE = 10_000, 100_000
_MADE_ANEW = ("article_sketches", "citations")
"""Left out of the copies: a thousand copies of one text are no story that was ever seen."""


def measure(articles: int, _rounds: int) -> Iterator[Result]:
    """`READ` new articles into archives of 10,000 and, asked for `--articles 100000`, of 100,000."""
    with load_portal(READ) as portal:
        home = portal.folder / "home"
        home.mkdir()
        subprocess.run(crawl_command(portal, home), check=True, stdout=subprocess.DEVNULL)
        first = _ingest(portal, home)
        template = shutil.copy(home / "archive.db", portal.folder / "template.db")
        for size in (SMALL, LARGE)[: 2 if articles >= LARGE else 1]:
            for file in home.glob("archive.db*"):
                file.unlink()
            shutil.copy(template, home / "archive.db")
            _multiply(home / "archive.db", size)
            step, finish = _ingest(portal, home)
            yield Result(
                f"new articles per second into an archive of {size:,}, against an empty one", first[0] / step, 0.5, "",
                False,
                f"{READ} articles: {1000 * step / READ:.0f} ms each against {1000 * first[0] / READ:.0f} (read and "
                f"written); then links and what follows from them, every name being touched: {finish:.1f} s against "
                f"{first[1]:.1f}",
            )  # fmt: skip
            few = _few(portal, home)
            yield Result(
                f"after {FEW} new article into {size + READ:,}: links and what follows, against touching every name",
                few / finish, 0.5, "", True, f"{few:.1f} s against {finish:.1f}",
            )  # fmt: skip
            nothing = _ingest(portal, home)
            yield Result(
                f"a build with nothing new over {size + READ:,}, against one that links anew", nothing[1] / finish, 0.5,
                "", True, f"{nothing[1]:.1f} s against {finish:.1f}",
            )  # fmt: skip


def _ingest(portal: LoadPortal, home: Path) -> tuple[float, float]:
    """Seconds of a build's step and of its finish."""
    start = time.perf_counter()
    with Builder(Setup(home, (portal.sources,)), home / "archive.db") as builder:
        builder.step()
        stepped = time.perf_counter()
        builder.finish()
        return stepped - start, time.perf_counter() - stepped


def _few(portal: LoadPortal, home: Path) -> float:
    """Seconds of a build's finish after some of the originals came anew."""
    db = open_archive(home / "archive.db")
    originals = db.query("SELECT id FROM articles WHERE id NOT LIKE '%.copy-%' ORDER BY id LIMIT ?", [FEW])
    _forget(db, [row["id"] for row in originals])
    remove_seal(home, "archive.db")
    return _ingest(portal, home)[1]


def _forget(db: Database, article_ids: Iterable[str]) -> None:
    """Take articles out, and have all be read again."""
    with db.atomic():
        for article_id in article_ids:
            remove_article(db, article_id)
        for key in ("built_seq", "built_discovery"):
            assert get_state(db, key)
            set_state(db, key, "0")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def _multiply(archive: Path, size: int) -> None:
    """Copies of every article under ids and numbers of their own; the originals are gone, and to be read again."""
    db = open_archive(archive)
    db.execute("PRAGMA synchronous=OFF")
    with db.atomic():
        for copy in range(1, size // READ + 1):
            for table in ("articles", *PER_ARTICLE, *PER_NUMBER):
                if table not in _MADE_ANEW:
                    _copy(db, table, copy)
            for row in list(db.query("SELECT * FROM article_texts WHERE article_id NOT LIKE '%.copy-%'")):
                write_body(db, row["n"] + copy, row)
    originals = [row["id"] for row in db.query("SELECT id FROM articles WHERE id NOT LIKE '%.copy-%'")]
    rebuild(db)
    _forget(db, originals)


def _copy(db: Database, table: str, copy: int) -> None:
    """One more of every original row."""
    columns = [column.name for column in db[table].columns]
    own = "id" if table == "articles" else "article_id"
    made = {"n": f"n + {copy}", own: f"{own} || '.copy-{copy}'"}
    chosen = "SELECT n FROM articles WHERE id NOT LIKE '%.copy-%'"
    where = f"n IN ({chosen})" if "n" in columns else f"{own} NOT LIKE '%.copy-%'"
    values = ", ".join(made.get(name, f"[{name}]") for name in columns)
    listed = ", ".join(f"[{name}]" for name in columns)
    db.execute(f"INSERT INTO [{table}] ({listed}) SELECT {values} FROM [{table}] WHERE {where}")
