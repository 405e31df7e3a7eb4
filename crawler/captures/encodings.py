"""Undoing the content-encoding of a kept body, never further than a limit (reliability N7, N8)."""

import zlib
from collections.abc import Callable, Iterator, Mapping

import brotli  # type: ignore[import-untyped]
from backports import zstd

from crawler.captures.errors import BrokenEncoding, DecodedTooLarge

_CHUNK = 1 << 16
_GZIP_MAGIC = b"\x1f\x8b"
MAX_LAYERS = 3
"""Content-encodings on top of each other; more is an attack, not a page."""


def decode_body(body: bytes, content_encoding: str, limit: int) -> bytes:
    """`body` without the encodings its header names (`gzip`, `x-gzip`, `deflate`, `br`, `zstd`, `identity`).
    Raises DecodedTooLarge beyond `limit` bytes, BrokenEncoding for a broken, cut or unknown encoding."""
    names = [name for part in content_encoding.split(",") if (name := part.strip().lower()) not in ("", "identity")]
    if len(names) > MAX_LAYERS:
        raise BrokenEncoding(f"{len(names)} content-encodings on top of each other: {content_encoding!r}")
    for name in reversed(names):
        if name not in _DECODERS:
            raise BrokenEncoding(f"unknown content-encoding {name!r}")
        body = _collect(name, body, limit)
    return body


def _collect(name: str, body: bytes, limit: int) -> bytes:
    if not body:
        return body
    out = bytearray()
    try:
        for chunk in _DECODERS[name](body):
            out += chunk
            if len(out) > limit:
                raise DecodedTooLarge(f"{len(body)} bytes of {name} grow beyond {limit} bytes")
    except (zlib.error, brotli.error, zstd.ZstdError) as error:
        raise BrokenEncoding(f"{name}: {error}") from error
    return bytes(out)


def _gzip(body: bytes) -> Iterator[bytes]:
    """Every member; what follows the last one and is no gzip is left out, as browsers do."""
    is_first = True
    while is_first or body.startswith(_GZIP_MAGIC):
        inflate = zlib.decompressobj(zlib.MAX_WBITS + 16)
        yield from _inflate(inflate, body)
        body, is_first = inflate.unused_data, False


def _deflate(body: bytes) -> Iterator[bytes]:
    """zlib, or the bare stream that some servers send under this name."""
    has_header = body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0
    yield from _inflate(zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS), body)


def _inflate(inflate: "zlib._Decompress", body: bytes) -> Iterator[bytes]:
    while not inflate.eof:
        chunk = inflate.decompress(body, _CHUNK)
        body = inflate.unconsumed_tail
        yield chunk
        if not chunk and not body and not inflate.eof:
            raise BrokenEncoding("the compressed body ends too early")


def _brotli(body: bytes) -> Iterator[bytes]:
    decompressor = brotli.Decompressor()
    chunk = decompressor.process(body, output_buffer_limit=_CHUNK)
    yield chunk
    while not decompressor.is_finished():
        chunk = decompressor.process(b"", output_buffer_limit=_CHUNK)
        if not chunk:
            raise BrokenEncoding("the compressed body ends too early")
        yield chunk


def _zstd(body: bytes) -> Iterator[bytes]:
    while body:
        decompressor = zstd.ZstdDecompressor()
        data = body
        while not decompressor.eof:
            chunk = decompressor.decompress(data, _CHUNK)
            data = b""
            yield chunk
            if not chunk and decompressor.needs_input:
                raise BrokenEncoding("the compressed body ends too early")
        body = decompressor.unused_data


_DECODERS: Mapping[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd,
}  # fmt: skip
