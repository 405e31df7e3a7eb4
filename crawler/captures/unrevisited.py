"""A revisit as the response that it was: for a copy of the captures in which the record it refers to is missing."""

from io import BytesIO

from warcio.archiveiterator import ArchiveIterator

from crawler.captures.reader import CaptureReader
from crawler.captures.records import Capture
from crawler.captures.warc import member

_KEPT = ("WARC-Date", "WARC-Record-ID", "WARC-IP-Address", "WARC-Truncated")


def as_response(reader: CaptureReader, capture: Capture) -> bytes:
    """The gzip members of a capture whose server sent the same bytes as an earlier one: status line and headers of its
    own, the body from the earlier record, under the record id it has; request and metadata as they stand.
    Raises DamagedCapture; ValueError for a 304, which brought no body."""
    if capture.status == 304:
        raise ValueError(f"capture {capture.seq} is a 304: its server sent no body")
    data = reader.record_bytes(capture)
    record = next(iter(ArchiveIterator(BytesIO(data[: capture.warc_length]), no_record_parse=True)))
    headers = {name: value for name in _KEPT if (value := record.rec_headers.get_header(name))}
    response = member(
        capture.url, "response", headers, head=record.raw_stream.read(), payload=reader.sent_body(capture)
    )
    return response + data[capture.warc_length :]
