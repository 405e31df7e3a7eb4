"""Values of the capture store: what was asked, what came, where it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Role = Literal["article", "listing", "feed", "sitemap", "robots", "image", "attachment", "probe", "canary", "sampled"]
"""Why a URL was fetched. `canary`: a known article looked at again to see that the portal still answers;
`sampled`: an article the relevance filter refused, fetched to measure it; `probe`: a URL that must not exist."""

Outcome = Literal[
    "ok", "not_modified", "truncated", "http_error", "blocked", "soft_404", "too_large", "bomb", "header_limit",
    "protocol_error", "timeout", "dns_error", "conn_error", "tls_error", "egress_refused", "scheme_refused",
    "offsite_refused", "robots_refused", "redirect_limit", "trap_limit", "wrong_type", "redirect",
]  # fmt: skip
"""reliability.md 2.1, and `redirect`: a hop of a redirection. Only `ok` captures are read as articles; everything received
is kept all the same."""


@dataclass(frozen=True)
class Discovery:
    """How a URL was found: kept with the capture, because a listing is often the only witness of a date."""

    section: str = ""
    """URL of the section it was found under; empty for what no section announced."""
    found_on: str = ""
    """URL of the page that carried the link."""
    link_text: str = ""
    listing_date: str = ""
    """The date printed beside the link (listing) or stated by the feed or sitemap, unparsed."""


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, as the downloader saw them; what the store is asked to keep."""

    source_id: str
    role: Role
    url: str
    key: str
    """Article key in the CMS for articles; the canonical URL otherwise."""
    outcome: Outcome
    status: int
    request_headers: tuple[tuple[bytes, bytes], ...]
    response_headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    """What the server sent, content-encoding not undone; transfer-encoding is (the header block is as Scrapy reports it)."""
    method: str = "GET"
    request_body: bytes = b""
    discovery: Discovery = Discovery()
    address: str = ""
    """IP address that answered."""
    flags: Mapping[str, str] = field(default_factory=dict)
    origin: str = "live"
    """Who captured it: `live` for our own crawler, else where it was taken over from (`warc: NAME`, `saved page`)."""
    seen_at: str = ""
    """Ledger stamp of a capture that others made; empty: now. An upper bound for its publication."""


@dataclass(frozen=True)
class Capture:
    """One acknowledged capture: a ledger row whose bytes are fsynced in a WARC file."""

    seq: int
    run_id: int
    source_id: str
    role: Role
    url: str
    key: str
    fetched_at: str
    """UTC, `YYYY-MM-DDTHH:MM:SSZ`."""
    outcome: Outcome
    status: int
    content_type: str
    etag: str
    last_modified: str
    warc_file: str
    """Name below captures/."""
    warc_offset: int
    """Bytes from the file's start to the gzip member of the response (or revisit) record."""
    warc_length: int
    warc_end: int
    """Where the capture's last member (response, request, metadata) ends."""
    member_sha256: str
    """Hex digest of the compressed bytes [warc_offset, warc_end)."""
    payload_sha256: str
    """Hex digest of the body as sent; of the earlier body for a 304."""
    payload_bytes: int
    revisit_of: int | None
    """seq of the capture that holds the same payload; None where this one holds it."""
    discovery: Discovery
    flags: Mapping[str, str]
    origin: str = "live"
    """`live`, or where an imported capture comes from."""


@dataclass(frozen=True)
class Payload:
    """The bytes of a capture, ready to be read."""

    body: bytes
    """Content-encoding undone (gzip, deflate, br, zstd); charset untouched."""
    content_type: str
    headers: tuple[tuple[str, str], ...]
    status: int
