"""Whatever a portal answers: it is kept and read back, or refused before a byte is written."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from crawler.captures.clean import Headers
from crawler.captures.reader import CaptureReader
from crawler.captures.records import Discovery
from crawler.captures.store import CaptureStore, Unstorable

from .conftest import HOST, SOURCE, Opened, an_exchange

TOKEN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&'*+-.^_`|~"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    home = tmp_path_factory.mktemp("home")
    with CaptureStore(home, segment_bytes=200_000) as store:
        yield Opened(home, store, store.open_run([SOURCE]))


def headers(names: st.SearchStrategy[bytes], values: st.SearchStrategy[bytes]) -> st.SearchStrategy[object]:
    pairs = st.tuples(names, values).filter(lambda pair: pair[0].lower() not in (b"content-encoding", b"host"))
    return st.lists(pairs, max_size=6).map(tuple)


clean_names = st.text(TOKEN, min_size=1, max_size=20).map(str.encode)
clean_values = st.binary(max_size=60).map(lambda raw: bytes(b for b in raw if b == 9 or (b >= 32 and b != 127)))
bodies = st.one_of(
    st.binary(max_size=3000),
    st.sampled_from(
        [b"", b"\r\n\r\n", b"WARC/1.1\r\n\r\n", b"\x1f\x8b\x08", b"0\r\n\r\n", b"\r\nHTTP/1.1 200 OK\r\n\r\n"]
    ),
)
slow = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def size_on_disk(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*.warc.gz"))


@slow
@given(
    sent=headers(clean_names, clean_values), asked=headers(clean_names, clean_values), body=bodies,
    status=st.integers(100, 999).filter(lambda code: code != 304), path=st.text(max_size=40),
)  # fmt: skip
@example(sent=((b"Transfer-Encoding", b" chunked "),), asked=(), body=b"x", status=200, path="/?#a b")
def test_what_is_kept_reads_back_the_same(
    shared: Opened, sent: Headers, asked: Headers, body: bytes, status: int, path: str
) -> None:
    exchange = an_exchange(url=f"{HOST}/{path}", status=status, response_headers=sent, request_headers=asked, body=body)
    reader = CaptureReader(shared.home)
    if not encodable(path):
        before = size_on_disk(shared.home / "captures"), reader.last_seq()
        with pytest.raises(Unstorable):
            shared.store.append(shared.run, exchange)
        assert before == (size_on_disk(shared.home / "captures"), reader.last_seq())
        return
    capture = shared.store.append(shared.run, exchange)
    payload = reader.payload(capture)
    assert (payload.body, payload.status) == (body, status)
    assert [(name, value) for name, value in payload.headers] == [
        ("X-Archive-Orig-Transfer-Encoding" if name.lower() == b"transfer-encoding" else name.decode(), as_text(value))
        for name, value in sent
    ]
    assert reader.of_url(f"{HOST}/{path}")[-1] == capture
    check_with_warcio(reader.record_bytes(capture), 3)
    reader.close()


@slow
@given(
    sent=headers(st.binary(max_size=20), st.binary(max_size=40)), body=bodies, text=st.text(max_size=30),
    url=st.text(max_size=30), key=st.text(max_size=10), address=st.text(max_size=10),
)  # fmt: skip
def test_anything_at_all_is_kept_whole_or_refused_whole(
    shared: Opened, sent: Headers, body: bytes, text: str, url: str, key: str, address: str
) -> None:
    exchange = an_exchange(
        url=f"http://{url}", response_headers=sent, request_headers=sent, body=body, key=key, address=address,
        discovery=Discovery(text, text, text, text), flags={text: text},
    )  # fmt: skip
    reader = CaptureReader(shared.home)
    before = size_on_disk(shared.home / "captures"), reader.last_seq()
    try:
        capture = shared.store.append(shared.run, exchange)
    except Unstorable:
        assert before == (size_on_disk(shared.home / "captures"), reader.last_seq())
        return
    assert reader.payload(capture).body == body
    assert reader.capture(capture.seq) == capture
    for kept in (capture.url, *capture.flags, *capture.flags.values(), capture.discovery.link_text):
        assert not any(ord(char) < 32 or 0xD800 <= ord(char) < 0xE000 for char in kept)
    check_with_warcio(reader.record_bytes(capture), 3)
    reader.close()


def check_with_warcio(group: bytes, records: int) -> None:
    found = 0
    for record in ArchiveIterator(BytesIO(group), check_digests="raise"):
        record.raw_stream.read()
        assert record.rec_type in ("response", "revisit", "request", "metadata")
        found += 1
    assert found == records


def encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def as_text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
