"""R: the restore drill. A copy of captures and decisions gives the same archive, row for row."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

from sqlite_utils import Database

from pipeline.archive.store import digest
from rigs.folders import scratch
from rigs.result import Mutant, Result, Tier
from rigs.shim import ROOT
from samples.server import SampleServer
from samples.sources import sources_for

SOME: tuple[str, ...] = ("mau/la",)
DRILL = ROOT / "scripts" / "restore-drill"


def run(tier: Tier) -> Result:
    """A home of one sample portal or (full) of all, copied, restored, compared."""
    result = Result(
        "R restore drill",
        "a copy of a home gives the same archive again",
        "sample portals are crawled and built, captures and decisions copied, `scripts/restore-drill` rebuilds from "
        "the copy and compares the digest over every row of every table",
        not_shown=["ten gigabytes in half an hour: the samples have a few megabytes"],
    )
    with scratch("restore") as folder:
        home, copy, sources = folder / "home", folder / "copy", folder / "sources"
        home.mkdir()
        (home / "ocop.toml").write_text("minimum_free_gb = 0\n")
        with SampleServer() as server:
            sources_for(server.port, sources)
            words = [sys.executable, "-m", "ocop", "--home", str(home), "--sources", str(sources), "run"]
            subprocess.run([*words, *(SOME if tier == "merge" else ())], cwd=ROOT, capture_output=True, check=False)
        shutil.copytree(home, copy)
        code, said = _drill(copy, sources)
        if code:
            result.failures.append(f"the drill ended with {code}: {said[-300:]}")
        db = sqlite3.connect(copy / "archive.db")
        for table in ("articles", "captures"):
            result.cases[f"rows of {table} restored"] = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        db.execute("UPDATE articles SET title = title || '.' WHERE n = (SELECT min(n) FROM articles)")
        db.commit()
        db.close()
        changed = _drill(copy, sources)[0]
        result.mutants.append(Mutant("one letter in one title", changed == 1, f"exit code {changed}"))
        next((copy / "captures").glob("*.warc.gz")).unlink()
        lost = _drill(copy, sources)[0]
        result.mutants.append(Mutant("a WARC file left out of the copy", lost != 0, f"exit code {lost}"))
    return result


def _drill(copy: Path, sources: Path) -> tuple[int, str]:
    words = [str(DRILL), str(copy), "--sources", str(sources)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def _digest(home: Path) -> tuple[str, int]:
    db = Database(sqlite3.connect(f"{(home / 'archive.db').as_uri()}?mode=ro", uri=True))
    return digest(db), db.execute("SELECT count(*) FROM articles").fetchone()[0]


def main() -> int:
    """Compare the archive of a restored home with that of the copy; 1 where they differ."""
    restored, copy = (Path(word).resolve() for word in sys.argv[1:])
    have, articles = _digest(restored)
    print(f"{articles} articles, digest {have[:16]}")
    if not (copy / "archive.db").exists():
        print("the copy holds no archive.db to compare with")
        return 0
    wanted, articles = _digest(copy)
    if have != wanted:
        print(f"the copy's archive.db is another: {articles} articles, digest {wanted[:16]}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
