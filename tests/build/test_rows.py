"""Small pure pieces of the rows that the archive holds."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from pipeline.archive.compact import relink
from pipeline.archive.mention_rows import QUOTE_LENGTH, quote_around
from pipeline.archive.numbers import block_of
from pipeline.archive.records import ArticleRecord
from pipeline.archive.schema import migrations
from pipeline.archive.search_index import ensure_fold_version
from pipeline.archive.store import open_archive, remove_article, write_article
from pipeline.archive.unlinked import UNLINKED, anything
from pipeline.blocks import own_name_key


def article(db: Database, article_id: str, day: str | None) -> int:
    record = ArticleRecord({"id": article_id, "state": "published", "title": "", "lead": ""}, None, day)
    write_article(db, record)
    return int(next(db.query("SELECT n FROM articles WHERE id = ?", [article_id]))["n"])


def test_n_grows_with_the_day_and_is_kept_while_the_day_is(tmp_path: Path) -> None:
    db = open_archive(tmp_path / "archive.db")
    days = ["2026-11-23", "2019-09-25T08:30", "2019-09-24", "2019-09", "2018", "1975-04-30", None]
    numbers = [article(db, f"mau/la/{day}", day) for day in days]
    assert numbers == sorted(numbers, reverse=True) and len(set(numbers)) == len(numbers)
    assert numbers[-1] > 0 and numbers[0] < 2**31
    assert [article(db, f"mau/la/{day}", day) for day in days] == numbers
    assert article(db, "mau/la/2018", "2019-09-24") == numbers[2] + 1, "beside those of its new day"
    db.close()


def test_a_day_that_is_full_borrows_from_the_next(tmp_path: Path) -> None:
    db = open_archive(tmp_path / "archive.db")
    today, tomorrow = block_of("2026-11-23"), block_of("2026-11-24")
    db.table("articles").insert_all([{"id": "x", "n": today.stop - 1}, {"id": "y", "n": tomorrow.start}])
    assert article(db, "mau/la/1", "2026-11-23") == tomorrow.start + 1
    db.close()


def test_an_article_that_reads_as_before_keeps_its_rows(tmp_path: Path) -> None:
    db = open_archive(tmp_path / "archive.db")
    said = {"article_id": "x", "position": 0, "field": "title", "start": 0, "end": 3, "kind": "document", "name": "kế"}
    record = ArticleRecord({"id": "x", "state": "published", "title": "Kế", "lead": "", "checked": "1"}, None, "2024",
                           rows={"mentions": [said]})  # fmt: skip
    assert write_article(db, record)
    relink(db, [(row, "linked") for row in db.query("SELECT * FROM mentions")])
    for table in UNLINKED:
        db.execute(f"DELETE FROM [{table}]")
    seen = replace(record, article={**record.article, "checked": "2"})
    assert not write_article(db, seen) and not anything(db)
    assert list(db.query("SELECT a.checked, m.entity_id FROM mentions m JOIN articles a ON a.id = m.article_id")) == [
        {"checked": "2", "entity_id": "linked"}
    ]
    assert not write_article(db, replace(seen, article={**record.article, "published": "2024"}))
    assert anything(db) and list(db.query("SELECT entity_id FROM mentions")) == [{"entity_id": None}]
    db.close()


WHOLE_BODIES = """
DROP VIEW mentions; DROP VIEW figures; DROP VIEW search_text; DROP VIEW article_texts; DROP TABLE article_lines;
DROP TABLE article_bodies; DROP TABLE search;
CREATE TABLE article_bodies (n INTEGER PRIMARY KEY, captions TEXT, attachments TEXT, body TEXT, blocks TEXT);
CREATE VIEW article_texts AS SELECT b.n, a.id AS article_id, title, lead, captions, b.attachments, body, blocks
  FROM article_bodies b JOIN articles a ON a.n = b.n;
CREATE VIEW search_text AS SELECT n, title, body FROM article_texts;
CREATE VIEW mentions AS SELECT n, (SELECT body FROM article_bodies b WHERE b.n = s.n) AS quote FROM mention_spans s;
CREATE VIEW figures AS SELECT n FROM figure_spans;
CREATE VIRTUAL TABLE search USING fts5(title, body, content="search_text", content_rowid="n");
INSERT INTO articles (id, n, title, lead, published) VALUES ('b', 973144000, 'Hai', '', '2026-11-24');
INSERT INTO articles (id, n, title, lead, published) VALUES ('a', 973078529, 'Một', '', '2026-11-23');
INSERT INTO articles (id, n, title, lead, published) VALUES ('c', 5, 'Ba', '', NULL);
INSERT INTO article_bodies SELECT n, '', '', id || ' có' || char(10) || char(10) || 'nhiều dòng', '[]' FROM articles;
INSERT INTO mention_spans SELECT n, 0, 4, 6, 11, 0, 5, NULL, 1 FROM articles;
INSERT INTO mention_names (id, surface, kind) VALUES (1, 'nhiều', 'product');
"""


def test_an_archive_of_whole_bodies_and_wide_days_is_carried_over(tmp_path: Path) -> None:
    old = Database(tmp_path / "archive.db")
    migrations.apply(old, stop_before="m017_packed")
    old.conn.executescript(WHOLE_BODIES)
    old.close()
    db = open_archive(tmp_path / "archive.db")
    assert not ensure_fold_version(db), "indexed in the same transaction"
    days = (None, "2026-11-23", "2026-11-24")
    assert [n for (n,) in db.execute("SELECT n FROM articles ORDER BY n")] == [block_of(day).start for day in days]
    assert list(db.execute("SELECT article_id, body FROM article_texts ORDER BY n")) == [
        (name, f"{name} có\n\nnhiều dòng") for name in ("c", "a", "b")
    ]
    assert list(db.execute("SELECT article_id, quote FROM mentions ORDER BY 1")) == [
        (name, "nhiều dòng") for name in ("a", "b", "c")
    ]
    found = db.execute("SELECT snippet(search, 5, '[', ']', '', 9) FROM search WHERE search MATCH 'body_f : dong'")
    assert {text.split()[-1] for (text,) in found} == {"[dòng]"}
    remove_article(db, "a")
    (left,) = db.execute("SELECT count(*) FROM article_lines").fetchone()
    assert left == 6, "three lines of each of the two that stay"
    db.close()


@given(st.text(min_size=1, max_size=600), st.data())
def test_a_quote_holds_its_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote, begins = quote_around(text, start, end)
    assert quote[start - begins : end - begins] == text[start:end]
    assert len(quote) <= max(QUOTE_LENGTH, end - start)


def test_written_forms_of_one_own_name_meet() -> None:
    assert own_name_key("Quảng Thọ II") == own_name_key("QUẢNG THỌ 2")
    assert own_name_key("Hoà Bình") == own_name_key("Hòa Bình")
    assert own_name_key("Bà Rịa-Vũng Tàu") == own_name_key("Bà Rịa – Vũng Tàu")
    assert own_name_key("Quảng Thọ 1") != own_name_key("Quảng Thọ 2")
