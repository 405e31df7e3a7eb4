"""What a hostile portal does to one article, and the row that must tell it. Numbers as in the catalogue of faults."""

import functools
import gzip
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import brotli  # type: ignore[import-untyped, unused-ignore]

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n"
HEALTHY = "<html><head><title>Sản phẩm</title></head><body><h1 class='title'>Sản phẩm OCOP</h1><div id='news-bodyhtml'><p>Xã có thêm sản phẩm đạt chuẩn ba sao trong năm nay.</p>{}</div></body></html>"  # fmt: skip # noqa: E501


@dataclass(frozen=True)
class Behaviour:
    """`pieces` are sent as they are, then the connection ends; a float is a pause in seconds."""

    fault: str
    name: str
    pieces: Iterable[bytes | float]
    outcome: str
    kept: bool
    """Whether a capture tells it; an event otherwise."""


def page(inner: str = "") -> bytes:
    """A healthy article with `inner` in its text."""
    return HEALTHY.format(inner).encode()


def answer(body: bytes, head: bytes = OK) -> tuple[bytes, ...]:
    """A well-formed answer."""
    return head, b"Content-Length: %d\r\n\r\n" % len(body), body


def _status(code: int, *headers: bytes, body: bytes = b"<p>x</p>") -> tuple[bytes, ...]:
    lines = b"".join(header + b"\r\n" for header in headers)
    return answer(body, b"HTTP/1.1 %d X\r\nContent-Type: text/html\r\nConnection: close\r\n" % code + lines)


def _encoded(name: bytes, body: bytes) -> tuple[bytes, ...]:
    return answer(body, OK + b"Content-Encoding: " + name + b"\r\n")


def _chunked(*chunks: bytes) -> tuple[bytes, ...]:
    return OK, b"Transfer-Encoding: chunked\r\n\r\n", *chunks


def _deflated(size: int) -> bytes:
    return zlib.compress(bytes(size), 9)


_B = Behaviour


@functools.cache
def behaviours() -> tuple[Behaviour, ...]:
    """All of them. N12 is rig N; what C10 and C11, C14 to C19 ask stands in tests/."""
    zeros = bytes(70 << 20)
    return (
        _B("N1", "no byte", (30.0,), "timeout", False),
        _B("N1", "headers, then silence", (OK, 30.0), "timeout", False),
        _B("N1", "a body in drops", (OK, b"Content-Length: 500\r\n\r\n", *((b"<p>", 0.5) * 60)), "timeout", False),
        _B("N2", "endless body without length", (OK, b"\r\n", *[b"<p>x</p>" * 8192] * 400), "too_large", True),
        _B("N2", "endless chunks", _chunked(*[b"10000\r\n" + b"x" * 65536 + b"\r\n"] * 400), "too_large", True),
        _B(
            "N2",
            "announced too large",
            (OK, b"Content-Length: 999999999\r\n\r\n", *[b"x" * 65536] * 60),
            "too_large",
            True,
        ),
        _B("N3", "400 headers", (OK, *(b"X-%d: a\r\n" % n for n in range(400)), b"\r\nx"), "header_limit", False),
        _B("N3", "one line of 1 MB", (OK, b"X: ", *[b"a" * 65536] * 16, b"\r\n\r\nx"), "header_limit", False),
        _B("N3", "endless 100 Continue", [b"HTTP/1.1 100 Continue\r\n\r\n"] * 100_000, "header_limit", False),
        _B(
            "N3",
            "300 KiB of headers",
            (OK, *(b"X-%d: %s\r\n" % (n, b"a" * 1500) for n in range(200)), b"\r\nx"),
            "header_limit",
            False,
        ),
        _B("N4", "shorter than announced", (OK, b"Content-Length: 5000\r\n\r\n<p>cut"), "truncated", True),
        _B("N4", "chunk cut", _chunked(b"400\r\n<p>cut"), "truncated", True),
        _B("N4", "no last chunk", _chunked(b"5\r\n<p>x<\r\n"), "truncated", True),
        _B("N4", "bad chunk size", _chunked(b"zz\r\n<p>\r\n0\r\n\r\n"), "truncated", True),
        _B("N5", "longer than announced", (OK, b"Content-Length: 20\r\n\r\n" + page()), "ok", True),
        _B("N5", "length 0, then a page", (OK, b"Content-Length: 0\r\n\r\n" + page()), "ok", True),
        _B("N5", "more after the last chunk", _chunked(b"8\r\n<p>x</p>\r\n0\r\n\r\nmore"), "ok", True),
        _B("N6", "SSH banner", (b"SSH-2.0-OpenSSH_9.2\r\n\r\n",), "protocol_error", False),
        _B("N6", "HTTP/0.9", (b"<html><p>no status line</p></html>\r\n\r\n",), "protocol_error", False),
        _B("N6", "negative length", (OK, b"Content-Length: -5\r\n\r\nx"), "protocol_error", False),
        _B("N6", "two lengths", (OK, b"Content-Length: 5\r\nContent-Length: 9\r\n\r\nxxxxx"), "protocol_error", False),
        _B("N6", "status 000", (b"HTTP/1.1 000 X\r\nContent-Length: 0\r\n\r\n",), "protocol_error", False),
        _B("N6", "status 999", _status(999), "protocol_error", True),
        _B("N6", "status text", (b"HTTP/1.1 abc X\r\nContent-Length: 0\r\n\r\n",), "protocol_error", False),
        _B("N7", "deflate bomb", _encoded(b"deflate", _deflated(80 << 20)), "bomb", True),
        _B("N7", "gzip bomb", _encoded(b"gzip", gzip.compress(zeros, 9)), "bomb", True),
        _B("N7", "brotli bomb", _encoded(b"br", brotli.compress(zeros, quality=1)), "bomb", True),
        _B(
            "N7",
            "gzip in gzip in gzip",
            _encoded(b"gzip, gzip, gzip", gzip.compress(gzip.compress(gzip.compress(zeros)))),
            "bomb",
            True,
        ),
        _B("N8", "broken gzip", _encoded(b"gzip", b"\x1f\x8bkhong"), "protocol_error", True),
        _B("N8", "unknown encoding", _encoded(b"ocop", page()), "protocol_error", True),
        _B("N8", "gzip cut", _encoded(b"gzip", gzip.compress(page() * 50)[:200]), "protocol_error", True),
        _B("N9", "redirect to file:", _status(302, b"Location: file:///etc/passwd"), "scheme_refused", False),
        _B("N9", "redirect to data:", _status(302, b"Location: data:text/html,x"), "scheme_refused", False),
        _B("N9", "redirect to ftp:", _status(301, b"Location: ftp://127.0.0.1/x"), "scheme_refused", False),
        _B("N9", "redirect to s3:", _status(303, b"Location: s3://bucket/x"), "scheme_refused", False),
        _B("N9", "redirect to javascript:", _status(307, b"Location: javascript:alert(1)"), "scheme_refused", False),
        _B("N10", "redirect to itself, growing", _status(302, b"Location: ?a=1&{grow}"), "redirect_limit", False),
        _B("N10", "a ring of two", _status(302, b"Location: /vong/{turn}"), "redirect_limit", False),
        _B("N10", "a chain of a hundred", _status(302, b"Location: /chuoi/{next}"), "redirect_limit", False),
        _B(
            "N11",
            "redirect to another host",
            _status(302, b"Location: http://khac.localhost/x"),
            "offsite_refused",
            False,
        ),
        _B("N11", "redirect without scheme", _status(302, b"Location: //khac.localhost/x"), "offsite_refused", False),
        _B(
            "N11",
            "redirect with a user name",
            _status(302, b"Location: http://a:b@127.0.0.1/x"),
            "offsite_refused",
            False,
        ),
        _B("N16", "403", _status(403), "blocked", True),
        _B(
            "N16",
            "script that sets a cookie and loads again",
            answer(b'<html><script>document.cookie="D1N=a";window.location.reload(true);</script></html>'),
            "blocked",
            True,
        ),
        _B("N16", "401", _status(401), "blocked", True),
        _B(
            "N16",
            "a login page",
            answer("<html><title>Đăng nhập</title><form><input type=password></form></html>".encode()),
            "blocked",
            True,
        ),
        _B(
            "N16",
            "a browser check",
            answer(b"<html><title>Just a moment...</title><div id=cf-challenge></div></html>"),
            "blocked",
            True,
        ),
        _B("N19", "early answer, then closed", (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",), "ok", True),
        _B("N19", "two answers to one question", (*answer(page()), *answer(page("thứ hai"))), "ok", True),
        _B("N19", "closed at once", (), "conn_error", False),
        _B(
            "C1",
            "50,000 attributes",
            answer(b"<p " + b" ".join(b"a%d" % n for n in range(50_000)) + b">"),
            "trap_limit",
            False,
        ),
        _B("C1", "20,000 levels", answer(b"<div>" * 20_000 + page()), "trap_limit", False),
        _B("C1", "400,000 siblings", answer(page("<p>" * 400_000)), "trap_limit", False),
        _B("C6", "PDF as a page", answer(b"%PDF-1.7 x"), "wrong_type", True),
        _B("C6", "PNG as a page", answer(b"\x89PNG\r\n\x1a\n" + bytes(50)), "wrong_type", True),
        _B("C6", "ZIP as a page", answer(b"PK\x03\x04" + bytes(50)), "wrong_type", True),
        _B("C7", "UTF-16 with its mark", answer(b"\xff\xfe" + page().decode().encode("utf-16-le")), "ok", True),
        _B("C7", "invalid UTF-8", answer(page().replace("ạ".encode(), b"\xe1\xba")), "ok", True),
        _B("C7", "a charset nobody knows", answer(page(), OK.replace(b"utf-8", b"x-ocop")), "ok", True),
        _B("C8", "NUL and control characters", answer(page("a\0b\x01c\x1b[2Jd\x9be")), "ok", True),
        _B("C8", "turned and empty characters", answer(page("a\u202eb\u200bc\u2066d\ufeffe")), "ok", True),
        _B("C8", "a word of a megabyte", answer(page("ơ" * 500_000)), "ok", True),
        _B(
            "C9",
            "script in title and text",
            answer(page("<script>alert(1)</script><img src=x onerror=alert(1)>")),
            "ok",
            True,
        ),
        _B("C9", "javascript: link", answer(page('<a href="javascript:alert(1)">tải về</a>')), "ok", True),
        _B("C9", "svg with script", answer(page("<svg onload=alert(1)><script>alert(2)</script></svg>")), "ok", True),
        _B("C13", "line breaks in a header", answer(page(), OK + b"X-Y: a\r\n b\r\n"), "ok", True),
        _B("C13", "NUL in a header", answer(page(), OK + b"X-Y: a\0b\r\n"), "ok", True),
        _B(
            "C13", "WARC lines in the body", answer(page("\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\n\r\n")), "ok", True
        ),
    )
