"""What is appended is read back, by us and by warcio alone."""

import gzip
import json
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any
from uuid import UUID

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd
from warcio.archiveiterator import ArchiveIterator

from crawler.captures.reader import BrokenEncoding, CaptureReader, DamagedCapture, DecodedTooLarge, NoCaptures
from crawler.captures.records import Discovery
from crawler.captures.store import MOST_TOGETHER, CaptureStore, MixedHome, Unstorable

from .conftest import HOST, SOURCE, Opened, an_exchange, page


def warcio_records(path: Path) -> list[tuple[str, dict[str, str], bytes]]:
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            record.raw_stream.read()
    with path.open("rb") as file:
        return [
            (record.rec_type, dict(record.rec_headers.headers), record.raw_stream.read())
            for record in ArchiveIterator(file, no_record_parse=True)
        ]


def test_a_capture_is_three_records_behind_a_warcinfo(opened: Opened) -> None:
    capture = opened.append()
    kinds = [kind for kind, _, _ in warcio_records(opened.warc_files()[0])]
    assert kinds == ["warcinfo", "response", "request", "metadata"]
    assert opened.warc_files()[0].name == capture.warc_file
    assert capture.warc_end == opened.warc_files()[0].stat().st_size


def test_the_records_name_each_other_and_what_was_asked(opened: Opened) -> None:
    capture = opened.append(flags={"dataloss": "yes"})
    _, response, request, metadata = warcio_records(opened.warc_files()[0])
    assert response[1]["WARC-Target-URI"] == capture.url
    assert response[1]["WARC-IP-Address"] == "127.0.0.1"
    assert response[1]["WARC-Payload-Digest"].startswith("sha256:")
    assert request[1]["WARC-Concurrent-To"] == metadata[1]["WARC-Concurrent-To"] == response[1]["WARC-Record-ID"]
    assert request[2].startswith(b"GET /vi/news/bai-1.html HTTP/1.1\r\nHost: long-thanh.localhost\r\n")
    about = json.loads(metadata[2])
    assert (about["source"], about["key"], about["role"], about["outcome"]) == (SOURCE, "1", "article", "ok")
    assert (about["link_text"], about["listing_date"]) == ("Bài 1", "26/02/2019")
    assert about["flags"] == {"dataloss": "yes"}


def test_record_ids_come_from_the_parameter(tmp_path: Path) -> None:
    numbers = iter(range(1, 100))
    with CaptureStore(tmp_path, new_id=lambda: UUID(int=next(numbers))) as store:
        store.append(store.open_run([SOURCE]), an_exchange())
    ids = [headers["WARC-Record-ID"] for _, headers, _ in warcio_records(next((tmp_path / "captures").glob("*.gz")))]
    assert len(set(ids)) == 4
    assert all(record_id.startswith("<urn:uuid:00000000-") for record_id in ids)


def test_payload_is_the_body_with_headers_and_status(opened: Opened) -> None:
    payload = opened.reader().payload(opened.append(7))
    assert payload.body == page(7)
    assert (payload.status, payload.content_type) == (200, "text/html; charset=utf-8")
    assert ("Etag", '"v1"') in payload.headers


def test_same_bytes_again_are_a_revisit_and_read_all_the_same(opened: Opened) -> None:
    first = opened.append(1)
    second = opened.append(2, body=page(1), response_headers=((b"Content-Type", b"text/plain"),))
    assert second.revisit_of == first.seq
    payload = opened.reader().payload(second)
    assert payload.body == page(1)
    assert payload.headers == (("Content-Type", "text/plain"),)
    kind, headers, block = warcio_records(opened.warc_files()[0])[4]
    assert kind == "revisit"
    assert headers["WARC-Profile"].endswith("1.1/revisit/identical-payload-digest")
    assert headers["WARC-Refers-To-Target-URI"] == first.url
    assert headers["WARC-Refers-To-Date"] == first.fetched_at
    assert block == b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"


def test_a_revisit_of_a_revisit_points_at_the_bytes(opened: Opened) -> None:
    first = opened.append(1)
    opened.append(1)
    assert opened.append(1).revisit_of == first.seq


def test_what_is_acknowledged_together_reads_as_if_one_by_one(opened: Opened) -> None:
    again = an_exchange(3, url=an_exchange(1).url, status=304, outcome="not_modified", body=b"", response_headers=())
    together = [an_exchange(1), an_exchange(2, body=page(1)), again]
    first, same, confirmed = opened.store.append_all(opened.run, together)
    assert (first.revisit_of, same.revisit_of, confirmed.revisit_of) == (None, first.seq, first.seq)
    assert confirmed.etag == first.etag == '"v1"'
    assert [opened.reader().payload(capture).body for capture in (first, same, confirmed)] == [page(1)] * 3
    assert [opened.reader().capture(capture.seq) for capture in (first, same, confirmed)] == [first, same, confirmed]
    kinds = [kind for kind, _, _ in warcio_records(opened.warc_files()[0])]
    group = ["request", "metadata"]
    assert kinds == ["warcinfo", "response", *group, "revisit", *group, "revisit", *group]


def test_more_together_than_a_start_would_know_for_one_crash_is_refused(opened: Opened) -> None:
    with pytest.raises(ValueError, match="9 exchanges"):
        opened.store.append_all(opened.run, [an_exchange(number) for number in range(MOST_TOGETHER + 1)])
    assert opened.warc_files() == []
    assert opened.append().seq == 1


def test_empty_bodies_are_no_revisits(opened: Opened) -> None:
    opened.append(1, body=b"")
    capture = opened.append(2, body=b"")
    assert capture.revisit_of is None
    assert opened.reader().payload(capture).body == b""


def test_a_304_gives_the_page_it_confirms(opened: Opened) -> None:
    first = opened.append(1, response_headers=((b"Content-Type", b"text/html"), (b"Etag", b'"a"')))
    known = opened.store.validators(SOURCE, first.url)
    assert known is not None
    assert (known.etag, known.seq, known.payload_sha256) == ('"a"', first.seq, first.payload_sha256)
    again = opened.append(1, outcome="not_modified", status=304, body=b"", response_headers=((b"Date", b"x"),))
    assert (again.revisit_of, again.payload_sha256, again.etag) == (first.seq, first.payload_sha256, '"a"')
    payload = opened.reader().payload(again)
    assert (payload.body, payload.status, payload.content_type) == (page(1), 200, "text/html")
    kind, headers, _ = warcio_records(opened.warc_files()[0])[4]
    assert (kind, headers["WARC-Profile"].rpartition("/")[2]) == ("revisit", "server-not-modified")


def test_a_304_that_confirms_nothing_we_hold_is_kept_as_it_came(opened: Opened) -> None:
    capture = opened.append(1, outcome="not_modified", status=304, body=b"")
    assert capture.revisit_of is None
    assert opened.reader().payload(capture).body == b""
    assert opened.store.validators(SOURCE, capture.url) is None


def test_errors_and_other_sources_give_no_validators(opened: Opened) -> None:
    capture = opened.append(1, outcome="http_error", status=500, body=b"<h1>500</h1>")
    assert opened.store.validators(SOURCE, capture.url) is None
    good = opened.append(1)
    opened.append(1, outcome="blocked", status=403, body=b"no")
    known = opened.store.validators(SOURCE, good.url)
    assert known is not None and known.seq == good.seq
    assert opened.store.validators("mau/la", good.url) is None


@pytest.mark.parametrize(
    ("outcome", "flags", "said"),
    [("truncated", {"dataloss": ""}, "disconnect"), ("truncated", {}, "unspecified"), ("too_large", {}, "length")],
)
def test_a_cut_body_says_so(opened: Opened, outcome: str, flags: dict[str, str], said: str) -> None:
    opened.append(outcome=outcome, flags=flags)
    assert warcio_records(opened.warc_files()[0])[1][1]["WARC-Truncated"] == said


def test_transfer_encoding_is_renamed_for_the_body_no_longer_has_it(opened: Opened) -> None:
    opened.append(response_headers=((b"Transfer-Encoding", b"chunked"),))
    block = warcio_records(opened.warc_files()[0])[1][2]
    assert b"\r\nX-Archive-Orig-Transfer-Encoding: chunked\r\n" in block


def test_a_posted_form_is_in_the_request_record(opened: Opened) -> None:
    capture = opened.append(method="POST", request_body=b"__EVENTTARGET=ctl00", url=f"{HOST}/list.aspx?CatId=8")
    request = warcio_records(opened.warc_files()[0])[2][2]
    assert request.startswith(b"POST /list.aspx?CatId=8 HTTP/1.1\r\n")
    assert request.endswith(b"\r\n\r\n__EVENTTARGET=ctl00")
    assert opened.store.validators(SOURCE, capture.url) is None


def test_warcio_check_passes_on_every_file(opened: Opened) -> None:
    opened.append(1)
    opened.append(2, body=page(1))
    opened.append(1, outcome="not_modified", status=304, body=b"")
    opened.append(3, body=b"", status=204)
    opened.append(4, response_headers=((b"X-Ti\xc3\xaau-\xc4\x90\xe1\xbb\x81", "Tiêu đề".encode()),))
    opened.store.close()
    warcio = Path(sys.executable).with_name("warcio")
    checked = subprocess.run([warcio, "check", "-v", *opened.warc_files()], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count("digest pass") == 14, "all but the two revisits"


def test_files_roll_over_and_closed_ones_have_their_digest(tmp_path: Path) -> None:
    with CaptureStore(tmp_path, segment_bytes=3000) as store:
        run = store.open_run([SOURCE])
        captures = [store.append(run, an_exchange(number)) for number in range(6)]
        reader = CaptureReader(tmp_path)
        assert len({capture.warc_file for capture in captures}) >= 3
        assert [reader.payload(capture).body for capture in captures] == [page(number) for number in range(6)]
    rows = CaptureReader(tmp_path).warc_files()
    assert all(row["state"] == "closed" and len(row["sha256"]) == 64 for row in rows)
    assert [row["bytes"] for row in rows] == [(tmp_path / "captures" / row["name"]).stat().st_size for row in rows]
    assert sum(row["records"] for row in rows) == 6 * 3 + len(rows)


def encoded(name: str, body: bytes) -> bytes:
    bare = zlib.compressobj(wbits=-15)
    versions: dict[str, bytes] = {
        "gzip": gzip.compress(body[:9]) + gzip.compress(body[9:]),
        "x-gzip": gzip.compress(body) + b"padding",
        "deflate": zlib.compress(body),
        "Deflate": bare.compress(body) + bare.flush(),
        "br": brotli.compress(body),
        "zstd": zstd.compress(body),
        "identity": body,
        "gzip, br": brotli.compress(gzip.compress(body)),
    }
    return versions[name]


ENCODINGS = ["gzip", "x-gzip", "deflate", "Deflate", "br", "zstd", "identity", "gzip, br"]


@pytest.mark.parametrize("name", ENCODINGS)
def test_content_encoding_is_kept_in_the_warc_and_undone_for_the_reader(opened: Opened, name: str) -> None:
    sent = encoded(name, page(1) * 5000)
    capture = opened.append(body=sent, response_headers=((b"content-encoding", name.encode()),))
    assert capture.payload_bytes == len(sent)
    assert warcio_records(opened.warc_files()[0])[1][2].endswith(b"\r\n\r\n" + sent)
    assert opened.reader().payload(capture).body == page(1) * 5000


@pytest.mark.parametrize("name", [name for name in ENCODINGS if name != "identity"])
def test_a_bomb_stops_at_the_limit(opened: Opened, name: str) -> None:
    capture = opened.append(
        body=encoded(name, b"0" * 3_000_000), response_headers=((b"Content-Encoding", name.encode()),)
    )
    with pytest.raises(DecodedTooLarge):
        opened.reader().payload(capture, limit=1_000_000)
    assert len(opened.reader().payload(capture, limit=3_000_000).body) == 3_000_000


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd", "gzip, br"])
@pytest.mark.parametrize("cut", [1, 3, 40, -1])
def test_a_cut_encoding_is_broken_not_half_a_page(opened: Opened, name: str, cut: int) -> None:
    body = gzip.compress(page(1) * 50) if name == "gzip" else encoded(name, page(1) * 50)
    capture = opened.append(body=body[:cut], response_headers=((b"Content-Encoding", name.encode()),))
    with pytest.raises(BrokenEncoding):
        opened.reader().payload(capture)


@pytest.mark.parametrize("name", ["utf-8", "compress", "gzip, gzip, gzip, gzip"])
def test_an_unknown_or_absurd_encoding_is_broken(opened: Opened, name: str) -> None:
    capture = opened.append(body=b"<html>", response_headers=((b"Content-Encoding", name.encode()),))
    with pytest.raises(BrokenEncoding):
        opened.reader().payload(capture)


def test_a_page_that_is_no_gzip_although_it_says_so_is_broken(opened: Opened) -> None:
    capture = opened.append(body=b"<html></html>", response_headers=((b"Content-Encoding", b"gzip"),))
    with pytest.raises(BrokenEncoding):
        opened.reader().payload(capture)


@pytest.mark.parametrize("role", ["response", "last byte"])
def test_one_flipped_bit_is_found(opened: Opened, role: str) -> None:
    capture = opened.append()
    opened.append(2)
    path = opened.warc_files()[0]
    data = bytearray(path.read_bytes())
    data[capture.warc_offset + 30 if role == "response" else capture.warc_end - 1] ^= 1
    path.write_bytes(data)
    reader = opened.reader()
    with pytest.raises(DamagedCapture, match=capture.warc_file):
        reader.record_bytes(capture)
    with pytest.raises(DamagedCapture):
        reader.payload(capture)
    assert reader.payload(reader.capture(2)).body == page(2)


def test_a_missing_file_is_damage_of_its_captures(opened: Opened) -> None:
    capture = opened.append()
    path = opened.warc_files()[0]
    data = path.read_bytes()
    path.unlink()
    with pytest.raises(DamagedCapture):
        opened.reader().record_bytes(capture)
    path.write_bytes(data)


def test_reading_where_nothing_was_captured_says_what_to_do_and_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(NoCaptures, match="ocop run"):
        CaptureReader(tmp_path / "home")
    assert list(tmp_path.iterdir()) == []


def test_reader_finds_captures_by_article_url_and_order(opened: Opened) -> None:
    listing = opened.append(0, role="listing", key=f"{HOST}/vi/news/", url=f"{HOST}/vi/news/")
    first, second = opened.append(1), opened.append(2)
    canary = opened.append(1, role="canary")
    picture = opened.append(
        9, role="image", url=f"{HOST}/ảnh 1.jpg", key=f"{HOST}/%E1%BA%A3nh%201.jpg", body=b"\xff\xd8"
    )
    reader = opened.reader()
    assert [c.seq for c in reader.captures()] == [1, 2, 3, 4, 5] == list(range(1, reader.last_seq() + 1))
    assert list(reader.captures(after=2, limit=2)) == [second, canary]
    assert reader.of_article(SOURCE, "1") == [first, canary]
    assert reader.of_url(listing.url) == [listing]
    assert picture.url == f"{HOST}/%E1%BA%A3nh%201.jpg"
    assert reader.newest_of_url(f"{HOST}/ảnh 1.jpg", ("image",)) == picture
    assert reader.newest_of_url(picture.url, ("attachment",)) is None
    assert reader.article_of(f"{SOURCE}/2") == (SOURCE, "2")
    assert reader.article_of(f"{SOURCE}/3") is None
    with pytest.raises(KeyError):
        reader.capture(99)


def test_captures_pages_through_more_than_one_batch(opened: Opened) -> None:
    captures = [opened.append(number) for number in range(520)]
    assert list(opened.reader().captures()) == captures
    assert len(list(opened.reader().captures(limit=505))) == 505


def test_the_reader_sees_what_the_writer_acknowledges_while_it_is_open(opened: Opened) -> None:
    reader = CaptureReader(opened.home)
    assert reader.last_seq() == 0
    opened.append()
    assert reader.last_seq() == 1


def test_runs_visits_and_events(opened: Opened) -> None:
    opened.store.event(
        opened.run,
        source_id=SOURCE,
        url=f"{HOST}/ảnh.jpg",
        role="image",
        outcome="offsite_refused",
        error="a\x1bb" * 200,
    )
    opened.store.event(opened.run, source_id=SOURCE, url="file:///etc/passwd", role="article", outcome="scheme_refused")
    assert opened.reader().visits() == []
    opened.store.close_source(opened.run, SOURCE, {"captured": 3, "outcomes": {"ok": 3}})
    opened.store.close_run(opened.run, "ok", 0, "")
    reader = opened.reader()
    assert [(run.state, run.exit_code, run.version) for run in reader.runs()] == [("ok", 0, "test")]
    assert [(v.run_id, v.source_id, v.summary["captured"]) for v in reader.visits()] == [(opened.run, SOURCE, 3)]
    assert [event.outcome for event in reader.events()] == ["offsite_refused", "scheme_refused"]
    (event,) = reader.events(f"{HOST}/ảnh.jpg")
    assert len(event.error) == 300 and "\x1b" not in event.error
    assert reader.newest_event("file:///etc/passwd") == "scheme_refused"
    assert reader.newest_event(f"{HOST}/other") is None


def test_a_home_holds_samples_or_live_never_both(opened: Opened) -> None:
    store = opened.store
    assert (store.holds(), opened.reader().holds()) == ("", "")
    store.declare_holds("live")
    assert store.holds() == "", "nothing is decided before the first capture"
    store.declare_holds("samples")
    opened.append()
    assert (store.holds(), opened.reader().holds()) == ("samples", "samples")
    store.declare_holds("samples")
    with pytest.raises(MixedHome, match="ocop init"):
        store.declare_holds("live")
    with pytest.raises(ValueError, match="live"):
        store.declare_holds("both")


def test_append_outside_an_open_run_or_inside_a_transaction_is_a_mistake(opened: Opened) -> None:
    with pytest.raises(ValueError, match="open_run"):
        opened.store.append(99, an_exchange())
    with opened.store.transaction(), pytest.raises(RuntimeError, match="transaction"):
        opened.append()
    opened.store.close_run(opened.run, "ok", 0, "")
    with pytest.raises(ValueError, match="open_run"):
        opened.append()
    assert opened.warc_files() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "ftp://long-thanh.localhost/a"},
        {"url": "http:///nowhere"},
        {"url": "http://[::1/broken"},
        {"url": "http://long-thanh.localhost/\ud800"},
        {"status": 0},
        {"status": 1000},
        {"key": ""},
        {"key": "a\r\nb"},
        {"source_id": "a\x00"},
        {"address": "127.0.0.1\r\nWARC-Type: response"},
        {"method": "GET / HTTP/1.1\r\n"},
    ],
)
def test_what_no_record_can_hold_is_refused_before_a_byte_is_written(opened: Opened, changes: dict[str, Any]) -> None:
    with pytest.raises(Unstorable):
        opened.append(**changes)
    assert opened.warc_files() == []
    assert opened.append().seq == 1


def test_control_characters_reach_neither_header_nor_column(opened: Opened) -> None:
    capture = opened.append(
        url=f"{HOST}/a\r\nWARC-Type: warcinfo",
        response_headers=((b"X-A\r\nb", b"1\r\nSet-Cookie: x\x00"), (b"", b"nameless"), (b"Etag", b"\x7f")),
        discovery=Discovery(HOST, HOST, "Tin\x00 \ud800 mới\r\n\tnhất", "1\x0b/2"),
        flags={"a\x00": "b\n"},
    )
    assert capture.url == f"{HOST}/a%0D%0AWARC-Type:%20warcinfo"
    assert capture.flags == {"a\ufffd": "b ", "headers_escaped": "yes"}
    assert capture.discovery == Discovery(HOST, HOST, "Tin\ufffd \ufffd mới nhất", "1\ufffd/2")
    headers = opened.reader().payload(capture).headers
    assert headers == (("X-A%0D%0Ab", "1%0D%0ASet-Cookie: x%00"), ("%", "nameless"), ("Etag", "%7F"))
    assert [kind for kind, _, _ in warcio_records(opened.warc_files()[0])][1:] == ["response", "request", "metadata"]
