"""URLs as portals write them, and the one form in which we compare, fetch and cite them. Pure functions, no network."""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from urllib.parse import SplitResult, quote, unquote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

SEEN_AGAIN = 8192
"""URLs whose forms are remembered: a portal's pages share most of their links (a listing of 60 KB holds 700)."""

_PORTS = {"http": 80, "https": 443}
_PATH_SAFE = "/:@!$&'()*+,;=~-._%"
_QUERY_SAFE = _PATH_SAFE + "?"
_NO_HOST = re.compile(r"[\s\x00-\x1f\x7f<>\"{}|\\^`%]")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_TRIPLET = re.compile(r"(%[0-9A-F]{2})")
_TRIPLETS = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_PLAIN = re.compile(r"[A-Za-z0-9/:@!$&'()*+,;=~._-]*")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

_TRACKING = re.compile(
    r"(?i)utm_\w+|(?:fb|g|d)clid|[gw]braid|msclkid|yclid|igshid|mc_[ce]id|mibextid|zarsrc|gidzl|zalo\w*|_g[al]"
)
_SESSION = re.compile(r"(?i)(?:asp|php)?sess(?:ion)?_?id\w*|jsessionid|cfid|cftoken")
_SHORT_NUMBER = re.compile(r"\d{1,6}")
_SESSION_IN_PATH = re.compile(
    r"(?i);(?:jsessionid|phpsessid|sid)=[^/;]*|/(?:\(|%28)(?:[asfx]\([^/()]*\))+(?:\)|%29)(?=/|$)"
)

_LANGUAGES = frozenset({"vi", "en", "vn"})
_MOST_SEGMENTS = 20
_REPEATED_BLOCK = re.compile(r"(/[^/]+(?:/[^/]+){0,2})\1{2}(?=/|$)")


class BadUrl(ValueError):
    """Not an http(s) URL that can be asked for: another scheme, no host, a port that is no number."""


def _encode(text: str, safe: str) -> str:
    """Percent-encode as UTF-8 NFC exactly once: what is encoded already stays, `%` without digits becomes `%25`."""

    def undo(match: re.Match[str]) -> str:
        triplets = match[0].upper()
        try:
            unquote_to_bytes(triplets).decode("utf-8")
        except UnicodeDecodeError:
            return triplets
        # Reserved characters keep their triplets: %2F is not a slash.
        parts = re.findall(r"(?:%[89A-F][0-9A-F])+|%[0-7][0-9A-F]", triplets)
        return "".join(unquote(part) if len(part) > 3 or int(part[1:], 16) in _UNRESERVED else part for part in parts)

    if _PLAIN.fullmatch(text):
        return text
    text = _TRIPLETS.sub(undo, _STRAY_PERCENT.sub("%25", unicodedata.normalize("NFC", text)))
    # Piece by piece: the A of %1A must not take up a combining mark that follows it.
    composed = "".join(unicodedata.normalize("NFC", piece) for piece in _TRIPLET.split(text))
    return quote(composed, safe=safe, errors="replace")


def _host(parts: SplitResult) -> str:
    try:
        name, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise BadUrl(str(error)) from error
    if not name or _NO_HOST.search(name):
        raise BadUrl(f"no host in {urlunsplit(parts)!r}")
    if not name.isascii():
        try:
            # Of some compatibility characters IDNA leaves a dot or a space.
            name = name.encode("idna").decode("ascii").rstrip(".")
        except UnicodeError as error:
            raise BadUrl(f"host {name!r}: {error}") from error
        if not name or _NO_HOST.search(name):
            raise BadUrl(f"no host in {urlunsplit(parts)!r}")
    name = f"[{name}]" if ":" in name else name.lower()
    return name if port in (None, _PORTS[parts.scheme]) else f"{name}:{port}"


def _without_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept).lstrip("/")


@lru_cache(SEEN_AGAIN)
def split_web_url(url: str) -> SplitResult:
    """`url` in parts: http(s) only, host lower-case without default port, user info and fragment; path with dot
    segments resolved; path and query percent-encoded once as UTF-8 NFC. Raises BadUrl."""
    try:
        parts = urlsplit(url.strip())
    except ValueError as error:
        raise BadUrl(f"{url!r}: {error}") from error
    if parts.scheme not in _PORTS:
        raise BadUrl(f"{url!r} is no http(s) URL")
    path = _without_dots(_encode(parts.path.replace("\\", "/"), _PATH_SAFE))
    return SplitResult(parts.scheme, _host(parts), path, _encode(parts.query, _QUERY_SAFE), "")


@lru_cache(SEEN_AGAIN)
def encoded(url: str) -> str:
    """`url` as it can be asked for, nothing dropped but user info and fragment. Raises BadUrl."""
    return urlunsplit(split_web_url(url))


def is_noise_parameter(piece: str) -> bool:
    """Whether `name=value` of a query only tracks the reader or names a session."""
    name, _, value = piece.partition("=")
    if name.lower() == "sid":
        return not _SHORT_NUMBER.fullmatch(value)  # a short number is a section or site of some CMS, not a session
    return bool(_TRACKING.fullmatch(name) or _SESSION.fullmatch(name))


@lru_cache(SEEN_AGAIN)
def canonical(url: str) -> str:
    """`encoded`, and without tracking parameters and session ids (in query, `;jsessionid=`, ASP.NET `/(S(…))/`); the
    remaining parameters sorted by name. Idempotent. Raises BadUrl."""
    parts = split_web_url(url)
    path = parts.path
    while (shorter := _SESSION_IN_PATH.sub("", path)) != path:
        path = shorter
    pieces = [piece for piece in parts.query.split("&") if piece and not is_noise_parameter(piece)]
    query = "&".join(sorted(pieces, key=lambda piece: piece.partition("=")[0]))
    return urlunsplit(parts._replace(path=_without_dots(path), query=query))


def query_values(parts: SplitResult) -> dict[str, str]:
    """Parameters of a query by lower-case name, values as encoded; of a repeated name the first."""
    values: dict[str, str] = {}
    for piece in parts.query.split("&"):
        name, _, value = piece.partition("=")
        values.setdefault(name.lower(), value)
    return values


def join(base: str, href: str) -> str | None:
    """`href` of a page made absolute against `base` and encoded once; None for what cannot be asked for over http(s):
    `javascript:`, `mailto:`, `data:`, a bare fragment, a broken URL."""
    href = href.strip().replace("\\", "/")
    if not href or href[0] == "#":
        return None
    if href.startswith(("http://", "https://")):
        return _requestable(href)
    if href[0] == "/" and not href.startswith("//"):
        # Of the base only the host counts: what a site's menu links on one page is known on all others.
        return _requestable(_origin(base) + href)
    return _joined(base, href)


@lru_cache(SEEN_AGAIN)
def _requestable(url: str) -> str | None:
    try:
        return encoded(url)
    except ValueError:
        return None


@lru_cache(SEEN_AGAIN)
def _joined(base: str, href: str) -> str | None:
    try:
        return encoded(urljoin(base, href))
    except ValueError:
        return None


@lru_cache(SEEN_AGAIN)
def _origin(url: str) -> str:
    """`scheme://host`, empty where `url` is no URL."""
    try:
        parts = split_web_url(url)
    except BadUrl:
        return ""
    return f"{parts.scheme}://{parts.netloc}"


def netloc(url: str) -> str:
    """`host` or `host:port` (default ports dropped) of `url`. Raises BadUrl."""
    return split_web_url(url).netloc


@lru_cache(SEEN_AGAIN)
def is_growing(url: str) -> bool:
    """Whether the path looks grown by a relative link that adds to itself on every page (`/vi/vi/…`, `/en/vi/…`, a
    block of up to three segments three times in a row, more than 20 segments): portals.md 2.4, sotttt.hanoi.gov.vn."""
    path = urlsplit(url).path.lower()
    segments = [segment for segment in path.split("/") if segment]
    languages = [segment in _LANGUAGES for segment in segments]
    doubled = any(here and after for here, after in pairwise(languages))
    return doubled or len(segments) > _MOST_SEGMENTS or bool(_REPEATED_BLOCK.search(path))
