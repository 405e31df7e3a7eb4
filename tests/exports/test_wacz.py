"""`ocop export --wacz`: a file that others' tools accept, with what the public is shown and nothing else."""

import gzip
import io
import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.captures.reader import CaptureReader
from pipeline.republish.collection import article_wacz
from pipeline.republish.selection import NothingWanted

from .desk import LATER, Desk

FOUND_BY_LISTING = "SELECT id, url, title FROM articles WHERE source_id = 'mau/bac-ninh' ORDER BY id"


@pytest.fixture(scope="module")
def wacz(live: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("wacz") / "kho.wacz"
    told = live.ocop("export", "--wacz", path)["wacz"]
    assert told["holds"]["captures"] > told["holds"]["pages"] > 0
    return path


@pytest.fixture
def own(live: Desk, tmp_path: Path) -> Desk:
    """A copy of the home, which the test may change."""
    shutil.copytree(live.home, tmp_path / "home", ignore=shutil.ignore_patterns(".writer"))
    return Desk(tmp_path / "home", live.sources)


def records(path: Path) -> list[tuple[str, str, str, bytes]]:
    """(type, URL, status, body) of every record of a WACZ file."""
    found = []
    with zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            if name.startswith("archive/"):
                for record in ArchiveIterator(io.BytesIO(packed.read(name)), check_digests=True):
                    status = record.http_headers.get_statuscode() if record.http_headers else ""
                    url = record.rec_headers.get_header("WARC-Target-URI") or ""
                    found.append((record.rec_type, url, status, record.content_stream().read()))
                    assert record.digest_checker.passed is not False, url
    return found


def index(path: Path) -> list[dict[str, Any]]:
    with zipfile.ZipFile(path) as packed:
        lines = gzip.decompress(packed.read("indexes/index.cdx.gz")).decode().splitlines()
    return [json.loads(line.split(" ", 2)[2]) for line in lines]


def everything(path: Path) -> bytes:
    with zipfile.ZipFile(path) as packed:
        others = b"".join(packed.read(name) for name in packed.namelist() if not name.startswith("archive/"))
    return others + b"".join(body for _, _, _, body in records(path))


def test_independent_validators_accept_it(wacz: Path, tmp_path: Path) -> None:
    judged = subprocess.run(
        [sys.executable, "-m", "wacz", "validate", "-f", str(wacz)], capture_output=True, text=True, cwd=tmp_path
    )
    assert judged.returncode == 0 and "the passed WACZ is valid" in judged.stdout, judged.stdout + judged.stderr
    with zipfile.ZipFile(wacz) as packed:
        assert packed.testzip() is None
        packed.extractall(tmp_path)
    warcs = sorted((tmp_path / "archive").iterdir())
    checked = subprocess.run([sys.executable, "-m", "warcio.cli", "check", *map(str, warcs)], capture_output=True)
    assert checked.returncode == 0, checked.stdout


def test_the_index_leads_to_every_page_as_it_was_captured(live: Desk, wacz: Path) -> None:
    with zipfile.ZipFile(wacz) as packed, CaptureReader(live.home) as reader:
        pages = [json.loads(line) for line in packed.read("pages/pages.jsonl").decode().splitlines()[1:]]
        files = {name: packed.read(f"archive/{name}") for name in {line["filename"] for line in index(wacz)}}
        found = {}
        for line in index(wacz):
            record = next(iter(ArchiveIterator(io.BytesIO(files[line["filename"]][int(line["offset"]) :]))))
            found[line["url"]] = record.content_stream().read()
        assert len(pages) == len({page["url"] for page in pages}) > 15
        for page in pages:
            assert found[page["url"]] == reader.payload(reader.of_url(page["url"])[-1]).body


def test_listings_go_with_their_articles_also_those_that_were_posted_for(wacz: Path) -> None:
    posted = [line for line in index(wacz) if line.get("method") == "POST"]
    assert posted and all("ninhbinh" in line["url"] for line in posted)
    assert {"feed", "listing"} <= {json.loads(body)["role"] for kind, _, _, body in records(wacz) if kind == "metadata"}


def test_it_says_that_it_holds_samples(wacz: Path) -> None:
    with zipfile.ZipFile(wacz) as packed:
        about = json.loads(packed.read("datapackage.json"))
    assert about["title"].startswith("[DỮ LIỆU MẪU]") and about["wacz_version"] == "1.1.1"


def test_what_sources_do_not_let_be_republished_stays_out(live: Desk, wacz: Path, tmp_path: Path) -> None:
    assert not any("baomau" in url for _, url, _, _ in records(wacz))
    told = live.ocop("export", "--wacz", tmp_path / "all.wacz", "--with-restricted")["wacz"]
    assert told["holds"]["left_out"] == {}
    assert any("baomau" in url for _, url, _, _ in records(tmp_path / "all.wacz"))
    public = live.ocop("export", "--wacz", tmp_path / "again.wacz")["wacz"]["holds"]["left_out"]
    assert public["articles: the source allows facts and a short quote only"] == 5
    assert [line["url"] for line in index(tmp_path / "again.wacz")] == [line["url"] for line in index(wacz)]


def test_nothing_names_what_was_taken_down(own: Desk, tmp_path: Path) -> None:
    # The second: its page of the listing announces another article too, so that the page would go out.
    article = own.rows(FOUND_BY_LISTING)[1]
    own.ocop("suppress", article["id"], "--why", "thử gỡ bài")
    left_out = own.ocop("export", "--wacz", tmp_path / "public.wacz")["wacz"]["holds"]["left_out"]
    public = everything(tmp_path / "public.wacz")
    assert article["title"].encode() not in public and article["url"].rpartition("/")[2].encode() not in public
    assert left_out["articles: taken down"] == 1
    assert left_out["listings: the page names an article that was taken down"] >= 1
    own.ocop("export", "--wacz", tmp_path / "own.wacz", "--with-restricted")
    assert article["url"].rpartition("/")[2].encode() in everything(tmp_path / "own.wacz")


def test_an_article_with_masked_contacts_stays_out(own: Desk, tmp_path: Path) -> None:
    article = own.rows("SELECT a.*, t.body FROM articles a JOIN article_texts t ON t.article_id = a.id "
                       "WHERE a.id = 'mau/dong-nai/2688'")[0]  # fmt: skip
    with CaptureReader(own.home) as reader:
        body = reader.payload(reader.capture(article["capture_id"])).body
    begins = article["body"].split("\n")[0][:25].encode()
    assert begins in body
    (tmp_path / "a.html").write_bytes(body.replace(begins, "Điện thoại 0912 345 678. ".encode() + begins))
    (tmp_path / "list.csv").write_text(f"file,url,saved_at\na.html,{article['url']},2026-11-05\n", encoding="utf-8")
    own.ocop("import", tmp_path / "a.html", "--urls", tmp_path / "list.csv", now=LATER)
    told = own.ocop("export", "--wacz", tmp_path / "public.wacz", "--source", "mau/dong-nai", now=LATER)["wacz"][
        "holds"
    ]
    assert told["left_out"]["articles: personal data was masked"] == 1
    assert b"0912 345 678" not in everything(tmp_path / "public.wacz")


def test_one_article_with_its_pictures_and_the_listing_that_dates_it(live: Desk, tmp_path: Path) -> None:
    article = live.rows(FOUND_BY_LISTING)[2]
    told = live.ocop("export", "--wacz", tmp_path / "one.wacz", "--article", article["id"])["wacz"]["holds"]
    assert told["pages"] == 1
    with CaptureReader(live.home) as reader, sqlite3.connect(live.home / "archive.db") as archive:
        packed = article_wacz(archive, reader, article["id"], "2026-11-02T02:00:00Z")
        newspaper = archive.execute("SELECT id FROM articles WHERE source_id = 'mau/bao-mau'").fetchone()["id"]
        assert article_wacz(archive, reader, newspaper, "2026-11-02T02:00:00Z") is None
        with pytest.raises(NothingWanted, match="/bai/<id>"):
            article_wacz(archive, reader, "mau/bac-ninh/none", "2026-11-02T02:00:00Z")
    assert packed is not None
    (tmp_path / "api.wacz").write_bytes(packed)
    assert {line["url"] for line in index(tmp_path / "api.wacz")} == {
        line["url"] for line in index(tmp_path / "one.wacz")
    }
    roles = {json.loads(body)["role"] for kind, _, _, body in records(tmp_path / "one.wacz") if kind == "metadata"}
    assert {"article", "listing"} <= roles <= {"article", "listing", "image", "attachment"}


def test_days_choose_articles_by_what_their_dates_may_mean(live: Desk, tmp_path: Path) -> None:
    told = live.ocop("export", "--wacz", tmp_path / "y.wacz", "--source", "mau/dong-nai", "--from", "2023-01-01", "--to",
                     "2023-12-31")["wacz"]["holds"]  # fmt: skip
    wanted = live.rows("SELECT count(*) AS n FROM articles WHERE source_id = 'mau/dong-nai' AND coalesce(published, date_to) "
                       ">= '2023-01-01' AND coalesce(substr(published, 1, 10), date_from, '') <= '2023-12-31'")  # fmt: skip
    assert told["pages"] == wanted[0]["n"] > 0
    assert "names the portals" in live.ocop(
        "export", "--wacz", tmp_path / "z.wacz", "--article", "mau/bac-ninh/x", code=2
    )
    assert not (tmp_path / "z.wacz").exists()


def test_nothing_is_replaced_unasked_and_nothing_half_written_stays(own: Desk, tmp_path: Path) -> None:
    path = tmp_path / "out" / "kho.wacz"
    path.parent.mkdir()
    path.write_text("mine")
    assert "--force" in own.ocop("export", "--wacz", path, code=2)
    assert path.read_text() == "mine"
    warc = next((own.home / "captures").glob("*.warc.gz"))
    whole = warc.read_bytes()
    warc.write_bytes(bytes(byte ^ 1 for byte in whole))
    assert "not those that were acknowledged" in own.ocop("export", "--wacz", path, "--force", code=4)
    assert path.read_text() == "mine" and [file.name for file in path.parent.iterdir()] == ["kho.wacz"]
    warc.write_bytes(whole)
    own.ocop("export", "--wacz", path, "--force")
    assert zipfile.is_zipfile(path) and [file.name for file in path.parent.iterdir()] == ["kho.wacz"]
    assert "says what" not in own.ocop("export", "--source", "mau/bac-ninh", code=2)
