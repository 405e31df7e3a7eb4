"""Headers of every answer, and query strings of table pages that are not answered."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_SELF = (
    "default-src 'none'; script-src 'self'{inline}; style-src 'self'{inline}; img-src 'self'{data}; connect-src 'self';"
    " font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
STRICT = _SELF.format(inline="", data="")
"""For the archive's own pages: no inline script or style at all."""
DATASETTE = _SELF.format(inline=" 'unsafe-inline'", data=" data:")
"""For Datasette's table and query pages, which carry inline scripts, styles and a drawn handle of the SQL editor."""

_ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

DATASETTE_PATHS = ("/archive", "/_memory", "/-/")

_METHODS = ("GET", "HEAD")
_OPEN = ("/-/static/", "/-/static-plugins/")
"""Of Datasette's own addresses below /-/ what browsers need; the others tell of settings and paths."""

_NEVER = ("_trace", "_context")
"""They print SQL and template variables into a page."""

_REFUSED = {
    "_searchmode": "raw search is not available here; use /tim-kiem",
    "_fts_table": "searching another table is not available here; use /tim-kiem",
    "_fts_pk": "searching another table is not available here; use /tim-kiem",
}


def policy_for(path: str) -> str:
    """The Content-Security-Policy of an address."""
    return DATASETTE if path.startswith(DATASETTE_PATHS) else STRICT


def door(method: str, raw_path: bytes, query_string: bytes) -> tuple[int, str] | None:
    """Why an address is not answered at all: status and words. None where it is fine. A backslash or a second slash at
    the beginning would come back as `Location` to another host."""
    if method not in _METHODS:
        return 405, "only GET and HEAD are answered here"
    path = raw_path.decode("latin-1")
    if "\\" in path or "%5c" in path.lower() or path.startswith("//"):
        return 400, "no such address"
    if path.startswith("/-/") and not path.startswith(_OPEN):
        return 404, "no such address"
    named = {name for name, _ in parse_qsl(query_string.decode("latin-1"), keep_blank_values=True)}
    if found := named.intersection(_NEVER):
        return 400, f"{min(found)} is not available here"
    return None


def refusal(query_string: str) -> str | None:
    """Why a query string of a table page is not answered: raw FTS syntax, or a search whose rows Datasette would join
    by the wrong number (`_search_title=` joins on rowid, the index counts by `n`). None where it is fine."""
    for name, value in parse_qsl(query_string, keep_blank_values=True):
        if name == "_searchmode" and value != "raw":
            continue
        if name in _REFUSED:
            return _REFUSED[name]
        if name.startswith("_search_"):
            return "searching a single column is not available here; use /tim-kiem"
    return None


def without_empty_search(query_string: bytes) -> bytes:
    """A table page's form always sends `_search=`; empty it means "no search", not "nothing found"."""
    pairs = parse_qsl(query_string.decode("latin-1"), keep_blank_values=True)
    if ("_search", "") not in pairs:
        return query_string
    return urlencode([pair for pair in pairs if pair != ("_search", "")]).encode("latin-1")


def guarded(app: App) -> App:
    """`app` with the headers above on every answer."""

    async def with_headers(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        path = scope["path"]

        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_missing(path, message.get("headers", ()))]
            await send(message)

        raw_path = scope.get("raw_path") or path.encode("utf-8")
        if closed := door(scope["method"], raw_path, scope["query_string"]):
            await _refuse(send_with_headers, closed[1], closed[0])
            return
        if path.startswith(DATASETTE_PATHS):
            if reason := refusal(scope["query_string"].decode("latin-1")):
                await _refuse(send_with_headers, reason)
                return
            scope = {**scope, "query_string": without_empty_search(scope["query_string"])}
        await app(scope, receive, send_with_headers)

    return with_headers


def _missing(path: str, present: Any) -> list[tuple[bytes, bytes]]:
    names = {name.lower() for name, _ in present}
    wanted = {"content-security-policy": policy_for(path), **_ALWAYS}
    return [(name.encode(), value.encode()) for name, value in wanted.items() if name.encode() not in names]


async def _refuse(send: Send, reason: str, status: int = 400) -> None:
    await send({
        "type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain; charset=utf-8")],
    })  # fmt: skip
    await send({"type": "http.response.body", "body": reason.encode()})
