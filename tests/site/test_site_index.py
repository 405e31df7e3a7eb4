"""The index the pipeline writes: what is taken out is gone, what another fold wrote is rebuilt."""

from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from pipeline.archive import search_index
from pipeline.archive.schema import prepare
from pipeline.archive.search_index import ensure_fold_version, index_article, rebuild, unindex_article
from pipeline.archive.texts import remove_texts, write_texts
from website.passages import passages

TEXTS = {
    "title": "Đồng Nai công nhận sản phẩm",
    "lead": "Hoà thuận",
    "captions": "HTX Xanh",
    "attachments": "",
    "body": "năm nay",
}


@pytest.fixture
def db() -> Iterator[Database]:
    db = Database(memory=True)
    prepare(db)
    ensure_fold_version(db)
    yield db
    db.close()


def add(db: Database, n: int, **changes: str) -> dict[str, str | int]:
    row = {"n": n, **TEXTS, **changes}
    article = {"id": f"a{n}", "n": n, "title": row["title"], "lead": row["lead"]}
    db.table("articles").insert(article)
    write_texts(db, n, article, {"blocks": "[]", **{name: row[name] for name in ("captions", "attachments", "body")}})
    return row


def found(db: Database, match: str) -> list[int]:
    return [row[0] for row in db.execute("SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid", [match])]


def test_both_forms_are_indexed_and_the_published_text_comes_back(db: Database) -> None:
    add(db, 7)
    assert found(db, 'title_f : "dong nai"') == [7] and found(db, 'title : "đồng nai"') == [7]
    assert found(db, 'title : "dong"') == [] and found(db, 'lead : "hòa"') == [7]
    snippet = "SELECT snippet(search, 7, '[', ']', '…', 9) FROM search WHERE search MATCH 'lead_f : hoa'"
    assert db.execute(snippet).fetchone()[0] == "[Hoà] thuận"


def test_what_is_taken_out_is_gone_word_by_word(db: Database) -> None:
    kept = add(db, 1)
    add(db, 2, title="Chỉ có ở đây")
    remove_texts(db, 2)
    assert found(db, "body : năm") == [kept["n"]]
    db.execute("CREATE VIRTUAL TABLE words USING fts5vocab(search, 'row')")
    words = {row[0] for row in db.execute("SELECT term FROM words")}
    assert "chỉ" not in words and "chi" not in words and "năm" in words
    db.execute("INSERT INTO search(search) VALUES ('integrity-check')")


def test_rebuild_gives_the_same_index(db: Database) -> None:
    for n in range(1, 30):
        add(db, n, title=f"Bài số {n}")
    db.execute("CREATE VIRTUAL TABLE words USING fts5vocab(search, 'instance')")
    before = db.execute("SELECT * FROM words ORDER BY term, doc, col, offset").fetchall()
    assert rebuild(db) == 29
    assert db.execute("SELECT * FROM words ORDER BY term, doc, col, offset").fetchall() == before


def test_another_fold_version_rebuilds_once(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    add(db, 3)
    assert not ensure_fold_version(db)
    monkeypatch.setattr(search_index, "FOLD_VERSION", "next")
    assert ensure_fold_version(db) and not ensure_fold_version(db)
    assert found(db, "title_f : dong") == [3]


def test_missing_texts_are_empty(db: Database) -> None:
    row = {**TEXTS, "lead": None}
    index_article(db, 5, row)
    unindex_article(db, 5, row)
    assert found(db, "body : năm") == []


def test_an_index_of_before_an_upgrade_is_read_in_its_own_order(db: Database) -> None:
    add(db, 7)
    before = "title, lead, captions, attachments, body"
    columns = f"{before}, {', '.join(f'{name}_f' for name in before.split(', '))}"
    db.execute("DROP TABLE search")
    db.execute(
        f"CREATE VIRTUAL TABLE search USING fts5({columns}, content='search_text', content_rowid='n', "
        "tokenize='unicode61 remove_diacritics 0')"
    )
    rebuild(db)
    passage = passages(db.conn, 'title_f : "dong nai" AND lead_f : hoa', [7])[7]
    assert passage.title == "<mark>Đồng Nai</mark> công nhận sản phẩm"
    assert (passage.text, passage.field) == ("<mark>Hoà</mark> thuận", "lead")
