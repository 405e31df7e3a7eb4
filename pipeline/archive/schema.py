"""The tables of archive.db, as migrations. Names are a contract with readers; metadata.yml says what columns mean."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from crawler.captures.errors import IntegrityError
from crawler.errors import Mendable
from pipeline.archive import numbered, packed, unlinked
from pipeline.archive.statements import run_statements

APPLICATION_ID = 0x0C0B2018
"""Marks a file as an OCOP archive (`PRAGMA application_id`)."""

migrations = Migrations("ocop-archive")

_FIRST = """
CREATE TABLE archive_state (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE sources (
  id TEXT PRIMARY KEY, name TEXT, name_en TEXT, level TEXT, place_id TEXT, place TEXT, host TEXT, family TEXT,
  home_url TEXT, valid_from TEXT, valid_to TEXT, predecessor TEXT, successor TEXT, licence TEXT, republish TEXT,
  sample INTEGER, status TEXT, articles INTEGER, first_published TEXT, last_published TEXT, last_success TEXT);
CREATE TABLE captures (
  id INTEGER PRIMARY KEY, source_id TEXT, role TEXT, url TEXT, article_id TEXT, fetched_at TEXT, outcome TEXT,
  status INTEGER, content_type TEXT, sha256 TEXT, bytes INTEGER, revisit_of INTEGER, warc_file TEXT,
  warc_offset INTEGER, warc_length INTEGER, parse_state TEXT, charset TEXT, origin TEXT);
CREATE TABLE articles (
  id TEXT PRIMARY KEY, n INTEGER UNIQUE NOT NULL, source_id TEXT REFERENCES sources(id), url TEXT, title TEXT,
  lead TEXT, section TEXT, author TEXT, published TEXT, published_basis TEXT, date_from TEXT, date_to TEXT,
  date_shown TEXT, year TEXT, first_seen TEXT, last_seen TEXT, checked TEXT, gone_since TEXT, relevance TEXT,
  relevance_why TEXT,
  story_id TEXT, capture_id INTEGER, licence TEXT, places_then TEXT, places_now TEXT, cooperatives TEXT,
  documents TEXT, products TEXT, images INTEGER, attachments INTEGER, body_basis TEXT, cross_check REAL,
  problems TEXT, sample INTEGER, state TEXT);
CREATE INDEX articles_source ON articles(source_id);
CREATE INDEX articles_published ON articles(published);
CREATE TABLE article_texts (
  n INTEGER PRIMARY KEY, article_id TEXT UNIQUE, title TEXT, lead TEXT, captions TEXT, attachments TEXT, body TEXT,
  blocks TEXT);
CREATE TABLE article_entities (
  article_id TEXT, kind TEXT, entity_id TEXT, label TEXT, role TEXT, PRIMARY KEY (kind, entity_id, article_id, role)
) WITHOUT ROWID;
CREATE INDEX article_entities_article ON article_entities(article_id);
CREATE TABLE article_urls (
  article_id TEXT, url TEXT, role TEXT, first_seen TEXT, last_seen TEXT, PRIMARY KEY (article_id, url)) WITHOUT ROWID;
CREATE TABLE article_versions (
  article_id TEXT, version INTEGER, content_hash TEXT, title TEXT, seen_from TEXT, seen_to TEXT, capture_id INTEGER,
  diff TEXT, PRIMARY KEY (article_id, version)) WITHOUT ROWID;
CREATE TABLE dates (
  article_id TEXT, position INTEGER, value TEXT, precision TEXT, basis TEXT, evidence TEXT, accepted INTEGER,
  why_not TEXT, PRIMARY KEY (article_id, position)) WITHOUT ROWID;
CREATE TABLE images (
  sha256 TEXT PRIMARY KEY, bytes INTEGER, width INTEGER, height INTEGER, format TEXT, thumbnail TEXT,
  phash TEXT, state TEXT);
CREATE TABLE article_images (
  article_id TEXT, position INTEGER, src TEXT, sha256 TEXT, caption TEXT, caption_basis TEXT, credit TEXT, state TEXT,
  capture_id INTEGER, PRIMARY KEY (article_id, position)) WITHOUT ROWID;
CREATE INDEX article_images_src ON article_images(src);
CREATE INDEX article_images_sha256 ON article_images(sha256);
CREATE TABLE attachments (
  article_id TEXT, position INTEGER, href TEXT, label TEXT, sha256 TEXT, bytes INTEGER, type TEXT, pages INTEGER,
  text TEXT, state TEXT, capture_id INTEGER, PRIMARY KEY (article_id, position)) WITHOUT ROWID;
CREATE TABLE rules (
  id TEXT PRIMARY KEY, version INTEGER, makes TEXT, does TEXT, does_en TEXT, precision REAL, measured_n INTEGER,
  measured_on TEXT);
CREATE TABLE mentions (
  article_id TEXT, position INTEGER, field TEXT, start INTEGER, "end" INTEGER, surface TEXT, kind TEXT, name TEXT,
  norm TEXT, rule TEXT, entity_id TEXT, place_id TEXT, candidates TEXT, details TEXT, date TEXT, quote TEXT,
  PRIMARY KEY (article_id, position)) WITHOUT ROWID;
CREATE INDEX mentions_entity ON mentions(entity_id);
CREATE TABLE considered (
  source_id TEXT, key TEXT, title TEXT, date TEXT, section TEXT, url TEXT, reason TEXT, found_at TEXT, sampled INTEGER,
  sampled_relevant INTEGER, PRIMARY KEY (source_id, key)) WITHOUT ROWID;
CREATE TABLE cooperatives (
  id TEXT PRIMARY KEY, kind TEXT, name TEXT, own_name TEXT, fields TEXT, names TEXT, place_id TEXT, place TEXT,
  place_now TEXT, first_seen TEXT, last_seen TEXT, articles INTEGER);
CREATE TABLE documents (
  id TEXT PRIMARY KEY, number TEXT, symbol TEXT, type TEXT, norm TEXT, issuer TEXT, issuer_place_id TEXT, year TEXT,
  date TEXT, dates_claimed TEXT, title TEXT, first_seen TEXT, last_seen TEXT, articles INTEGER);
CREATE INDEX documents_number ON documents(number);
CREATE TABLE citations (
  article_id TEXT, document_id TEXT, role TEXT, surface TEXT, date_claimed TEXT, field TEXT, start INTEGER,
  PRIMARY KEY (article_id, document_id, field, start)) WITHOUT ROWID;
CREATE TABLE places (
  id TEXT PRIMARY KEY, code TEXT, kind TEXT, name TEXT, label TEXT, level TEXT, parent_id TEXT, province TEXT,
  valid_from TEXT, valid_to TEXT, lat REAL, lon REAL, coord_source TEXT, decree TEXT, area_id TEXT, articles INTEGER);
CREATE TABLE place_changes (
  old_id TEXT, new_id TEXT, part TEXT, on_date TEXT, decree TEXT, PRIMARY KEY (old_id, new_id)) WITHOUT ROWID;
CREATE TABLE figures (
  article_id TEXT, position INTEGER, value INTEGER, unit TEXT, place TEXT, place_id TEXT, as_of TEXT,
  as_of_basis TEXT, counting TEXT, aim TEXT, subject TEXT, stars INTEGER, potential INTEGER, sums TEXT,
  quote TEXT, field TEXT, start INTEGER, "end" INTEGER, rule TEXT,
  PRIMARY KEY (article_id, position)) WITHOUT ROWID;
CREATE TABLE suppressed (
  article_id TEXT PRIMARY KEY, source_id TEXT, since TEXT, reason TEXT);
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, started_at TEXT, ended_at TEXT, state TEXT, exit_code INTEGER, reason TEXT, requests INTEGER,
  captures INTEGER, new_articles INTEGER, changed_articles INTEGER);
CREATE TABLE coverage (
  source_id TEXT, month TEXT, listed INTEGER, relevant INTEGER, held INTEGER, unreadable INTEGER, never_seen INTEGER,
  PRIMARY KEY (source_id, month)) WITHOUT ROWID;
CREATE TABLE health (
  run_id INTEGER, source_id TEXT, "check" TEXT, level TEXT, value TEXT, "limit" TEXT, says TEXT,
  PRIMARY KEY (run_id, source_id, "check")) WITHOUT ROWID;
CREATE VIEW search_text AS
  SELECT n, title, lead, captions, attachments, body, title AS title_f, lead AS lead_f, captions AS captions_f,
         attachments AS attachments_f, body AS body_f FROM article_texts;
CREATE VIRTUAL TABLE search USING fts5(
  title, lead, captions, attachments, body, title_f, lead_f, captions_f, attachments_f, body_f,
  content="search_text", content_rowid="n", tokenize="unicode61 remove_diacritics 0");
"""


@migrations()
def m001_first_tables(db: Database) -> None:
    """The road of the first release."""
    run_statements(db, _FIRST)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")


_ATTACHMENTS_READ = """
CREATE TABLE product_rows (
  article_id TEXT, place TEXT, table_no INTEGER, row_no INTEGER, page INTEGER, product TEXT, producer TEXT,
  address TEXT, score REAL, stars INTEGER, potential INTEGER, cells TEXT,
  PRIMARY KEY (article_id, place, table_no, row_no)) WITHOUT ROWID;
ALTER TABLE documents ADD COLUMN own_article_id TEXT;
ALTER TABLE documents ADD COLUMN own_attachment INTEGER;
UPDATE archive_state SET value = '0' WHERE key IN ('built_seq', 'built_discovery');
"""


@migrations()
def m002_attachments_are_read(db: Database) -> None:
    """Text of attachments, rows of product tables; what is there is read again at the next build."""
    run_statements(db, _ATTACHMENTS_READ)


_PRODUCTS = """
CREATE TABLE products (
  id TEXT PRIMARY KEY, name TEXT, names TEXT, producer TEXT, stars_announced INTEGER, first_seen TEXT, last_seen TEXT,
  articles INTEGER);
CREATE TABLE producers (
  id TEXT PRIMARY KEY, kind TEXT, name TEXT, names TEXT, first_seen TEXT, last_seen TEXT, articles INTEGER);
CREATE TABLE rating_events (
  product_id TEXT, article_id TEXT, stars INTEGER, potential INTEGER, announced TEXT, expires TEXT, quote TEXT,
  position INTEGER, PRIMARY KEY (product_id, article_id, stars, potential)) WITHOUT ROWID;
UPDATE archive_state SET value = '0' WHERE key IN ('built_seq', 'built_discovery');
"""


@migrations()
def m003_products(db: Database) -> None:
    """Products, producers, ratings announced; what is there is read again at the next build."""
    run_statements(db, _PRODUCTS)


@migrations()
def m004_origin(db: Database) -> None:
    """Who captured an article: `live`, or where it was taken over from."""
    db.execute("ALTER TABLE articles ADD COLUMN origin TEXT")
    db.execute("UPDATE archive_state SET value = '0' WHERE key IN ('built_seq', 'built_discovery')")


_LAYOUTS_SEEN = """
ALTER TABLE captures ADD COLUMN body_basis TEXT;
UPDATE archive_state SET value = '0' WHERE key IN ('built_seq', 'built_discovery');
"""


@migrations()
def m005_who_found_the_body(db: Database) -> None:
    """By whom each capture's text was found: a portal's layout in time; what is there is read again."""
    run_statements(db, _LAYOUTS_SEEN)


_STORIES = """
ALTER TABLE citations ADD COLUMN link TEXT;
CREATE TABLE article_sketches (article_id TEXT PRIMARY KEY, sketch BLOB) WITHOUT ROWID;
CREATE TABLE sketch_keys (key INTEGER, article_id TEXT, PRIMARY KEY (key, article_id)) WITHOUT ROWID;
CREATE INDEX sketch_keys_article ON sketch_keys(article_id);
CREATE TABLE stories (
  id TEXT PRIMARY KEY, title TEXT, articles INTEGER, portals INTEGER, earliest_article_id TEXT,
  earliest_source_id TEXT, why_unknown TEXT, first_published TEXT, last_published TEXT);
CREATE TABLE story_members (
  story_id TEXT, article_id TEXT, source_id TEXT, published TEXT, similarity REAL,
  PRIMARY KEY (story_id, article_id)) WITHOUT ROWID;
CREATE INDEX story_members_article ON story_members(article_id);
CREATE INDEX articles_story ON articles(story_id);
ALTER TABLE images ADD COLUMN looks_like TEXT;
CREATE INDEX images_looks_like ON images(looks_like);
DELETE FROM images;
UPDATE archive_state SET value = '0' WHERE key IN ('built_seq', 'built_discovery');
"""


@migrations()
def m006_stories(db: Database) -> None:
    """Articles that carry the same text, pictures that look the same; what is there is read again at the next build."""
    run_statements(db, _STORIES)


_DECISIONS = """
CREATE TABLE decisions (
  id TEXT PRIMARY KEY, "do" TEXT, article_id TEXT, kind TEXT, about TEXT, decided TEXT, why TEXT, decided_on TEXT,
  state TEXT);
CREATE INDEX decisions_article ON decisions(article_id);
CREATE TABLE entity_redirects (
  old_id TEXT, kind TEXT, new_id TEXT, why TEXT, PRIMARY KEY (kind, old_id)) WITHOUT ROWID;
"""


@migrations()
def m007_decisions(db: Database) -> None:
    """What people corrected, and where ids lead that are no entity's any more."""
    run_statements(db, _DECISIONS)


_READ_AS = """
ALTER TABLE articles ADD COLUMN read_as TEXT;
ALTER TABLE attachments ADD COLUMN read_as TEXT;
UPDATE archive_state SET value = '0' WHERE key IN ('built_seq', 'built_discovery');
"""


@migrations()
def m008_how_text_was_read(db: Database) -> None:
    """Text of older fonts is put into Unicode; what is there is read again at the next build."""
    run_statements(db, _READ_AS)


_MASKED = """
ALTER TABLE captures ADD COLUMN masked INTEGER;
UPDATE archive_state SET value = '0' WHERE key IN ('built_seq', 'built_discovery');
"""


@migrations()
def m009_masked_captures(db: Database) -> None:
    """Which captures hold contacts in their article blocks; what is there is read again at the next build."""
    run_statements(db, _MASKED)


_RATINGS = """
ALTER TABLE products ADD COLUMN place_id TEXT;
ALTER TABLE products ADD COLUMN place TEXT;
ALTER TABLE rating_events ADD COLUMN state TEXT;
ALTER TABLE rating_events ADD COLUMN decision TEXT;
ALTER TABLE rating_events ADD COLUMN decided TEXT;
ALTER TABLE product_rows ADD COLUMN product_id TEXT;
UPDATE archive_state SET value = '0' WHERE key IN ('built_seq', 'built_discovery');
"""


@migrations()
def m009_ratings(db: Database) -> None:
    """Products by name and producer or commune; ratings with the decision named; rows of tables are products too."""
    run_statements(db, _RATINGS)


_FOUND_BY = """
CREATE INDEX places_parent ON places(parent_id);
CREATE INDEX place_changes_new ON place_changes(new_id);
CREATE INDEX citations_document ON citations(document_id);
CREATE INDEX documents_date ON documents(date);
CREATE INDEX rating_events_announced ON rating_events(announced);
CREATE INDEX rating_events_article ON rating_events(article_id);
CREATE INDEX products_producer ON products(producer);
CREATE INDEX producers_name ON producers(name);
CREATE INDEX cooperatives_name ON cooperatives(name);
"""


@migrations()
def m010_found_by(db: Database) -> None:
    """What pages of places, documents and products look up has an index."""
    run_statements(db, _FOUND_BY)


_HEALTH_FOUND = """
CREATE INDEX health_source ON health(source_id, run_id);
CREATE INDEX attachments_scanned ON attachments(article_id) WHERE state = 'needs_ocr';
"""


@migrations()
def m011_health_found(db: Database) -> None:
    """Health of one portal, and files that wait for OCR, are found without walking their tables."""
    run_statements(db, _HEALTH_FOUND)


@migrations()
def m012_rows_of_a_product(db: Database) -> None:
    """Rows of tables are found by the product they list."""
    db.execute("CREATE INDEX product_rows_product ON product_rows(product_id)")


_GROUPS = """
ALTER TABLE products ADD COLUMN group_given TEXT;
ALTER TABLE products ADD COLUMN group_code INTEGER;
ALTER TABLE products ADD COLUMN group_name TEXT;
ALTER TABLE products ADD COLUMN group_edition TEXT;
ALTER TABLE product_rows ADD COLUMN group_given TEXT;
UPDATE archive_state SET value = '0' WHERE key IN ('built_seq', 'built_discovery');
"""


@migrations()
def m013_product_groups(db: Database) -> None:
    """Groups of products in the edition of the criteria; what is there is read again at the next build."""
    run_statements(db, _GROUPS)


@migrations()
def m014_said_once(db: Database) -> None:
    """Mentions, figures and dates became views over compact tables; `m015` makes those of today out of either form."""


@migrations()
def m015_known_by_number(db: Database) -> None:
    """Tables of places in articles go by `n`, which is given in turn; what is there is read again at the next build."""
    numbered.introduce(db)


@migrations()
def m016_read_as_before(db: Database) -> None:
    """What an article read like when it was written: one that reads the same is left as it is."""
    db.execute("CREATE TABLE article_reads (n INTEGER PRIMARY KEY, fingerprint BLOB)")


@migrations()
def m017_packed(db: Database) -> None:
    """Bodies stand line by line, a day has room for 1,024 articles, the index of words begins with the body."""
    packed.introduce(db)


@migrations()
def m018_unlinked(db: Database) -> None:
    """What is to be linked is known by its names: a build with news links these only. All is read anew once."""
    unlinked.introduce(db)
    db.execute("UPDATE archive_state SET value = '0' WHERE key IN ('built_seq', 'built_discovery')")


class OlderArchive(Mendable):
    """archive.db was built by an earlier version of this software; it can be read after the next build."""


class NewerArchive(IntegrityError):
    """archive.db was built by a later version of this software, which alone can write to it."""


def check_schema(db: Database) -> None:
    """Raises OlderArchive or NewerArchive unless `db` has had exactly the migrations of this software."""
    check_not_newer(db)
    if missing := migrations.pending(db):
        raise OlderArchive(
            "archive.db do phiên bản trước dựng; `ocop run` hay `ocop build` nâng cấp nó. / archive.db was built by an "
            f"earlier version (before {missing[0].name}): the next `ocop run` or `ocop build` brings it up to date."
        )


def check_not_newer(db: Database) -> None:
    """Raises NewerArchive where `db` has had migrations that this software does not know."""
    known = {migration.name for migration in migrations.pending(Database(memory=True))}
    if strangers := {migration.name for migration in migrations.applied(db)} - known:
        raise NewerArchive(
            "archive.db do phiên bản mới hơn dựng; hãy cài lại phiên bản ấy. / archive.db was built by a newer version "
            f"({', '.join(sorted(strangers))}): install that one again, or make it anew with this one (`ocop rebuild`)."
        )


def prepare(db: Database) -> None:
    """Bring `db` to today's schema; does nothing to one that is there already. Raises NewerArchive."""
    check_not_newer(db)
    migrations.apply(db)
