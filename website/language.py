"""Which language a page speaks: Vietnamese, or English where `?lang=en` asks for it on any address; a cookie remembers.

What was crawled stays Vietnamese. A Vietnamese page shows English beside its headings and labels, not beside its
sentences: those are one click away. An English page shows English.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from http.cookies import CookieError, SimpleCookie
from typing import Any, Literal, cast
from urllib.parse import parse_qsl, urlencode

from markupsafe import Markup, escape

from website import words
from website.headers import App, Receive, Scope, Send
from website.words import Bilingual

Language = Literal["vi", "en"]
NAME = "lang"
"""Of the parameter and of the cookie."""
_A_YEAR = 365 * 24 * 3600
_LABEL = 48
"""Characters up to which English is a label and stands beside the Vietnamese; a sentence said twice is hard to read."""

_spoken: ContextVar[Language] = ContextVar("language", default="vi")


def spoken() -> Language:
    """The language of the page that is being made."""
    return _spoken.get()


def t(vi: str, en: str) -> str:
    """One of two wordings."""
    return en if spoken() == "en" else vi


def said(told: Bilingual) -> str:
    """A thing that is said twice, in the page's language."""
    return t(told.vi, told.en)


def en(text: str) -> Markup | str:
    """A label in English beside the Vietnamese of a Vietnamese page; nothing on an English one."""
    beside = spoken() == "vi" and len(text) <= _LABEL and not text.endswith(".")
    return Markup('<span class="en" lang="en">{}</span>').format(text) if beside else ""


def both(vi: str | Bilingual, english: str = "") -> Markup:
    """Vietnamese with English beside it; on an English page English alone, beginning as large as the Vietnamese."""
    told = vi if isinstance(vi, Bilingual) else Bilingual(vi, english)
    if spoken() == "en":
        return escape(told.en[:1].upper() + told.en[1:] if told.vi[:1].isupper() else told.en)
    return Markup("{} {}").format(told.vi, en(told.en)) if told.en != told.vi else escape(told.vi)


def day(value: str | None) -> str:
    """A partial ISO date: 24/09/2019 in Vietnamese, 2019-09-24 in English."""
    return words.day(value) if spoken() == "vi" else words.iso_day(value)


def moment(stamp: str | None) -> str:
    """A UTC stamp as local time of Vietnam: 24/09/2025 15:04, 2025-09-24 15:04."""
    return words.moment(stamp) if spoken() == "vi" else words.iso_moment(stamp)


def number(value: int | float | None) -> str:
    """Thousands apart: 12.345, 12,345."""
    return t(words.number(value), words.number(value).replace(".", ","))


def counted(value: int, vi: str, one: str, many: str) -> str:
    """A number with its noun: 1 bài, 12 bài; 1 article, 12 articles."""
    return f"{number(value)} {t(vi, one if value == 1 else many)}"


def score(value: float) -> str:
    """Points: 83,5, 83.5."""
    return t(words.score(value), words.score(value).replace(",", "."))


def file_size(count: int | None) -> str:
    """Bytes: 1,4 MB, 1.4 MB."""
    return t(words.file_size(count), words.file_size(count).replace(",", "."))


def other_page(request: Any) -> str:
    """The address of the same page in the other language."""
    wanted = "vi" if spoken() == "en" else "en"
    path, query = (request.path, request.query_string) if request else ("/", "")
    kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != NAME]
    return f"{path}?{urlencode([*kept, (NAME, wanted)])}"


def half(text: str) -> str:
    """The page's language of `Vietnamese · English`, as metadata.yml says things; the whole where it is not two."""
    told = words.bilingual(text)
    return t(told.vi, told.en or told.vi)


def side(text: str | None) -> str:
    """The page's language of `Vietnamese / English`, as the pipeline writes reasons."""
    return said(words.two_sided(text))


def in_language() -> dict[str, str]:
    """The parameter that makes an address speak the page's language to who keeps no cookie, as a reader of feeds."""
    return {NAME: "en"} if spoken() == "en" else {}


TEMPLATE_FILTERS: Mapping[str, Any] = {
    "said": said, "half": half, "side": side, "day": day, "moment": moment, "number": number, "score": score,
    "file_size": file_size,
}  # fmt: skip
TEMPLATE_GLOBALS: Mapping[str, Any] = {
    "t": t, "en": en, "both": both, "counted": counted, "spoken": spoken, "other_page": other_page,
}  # fmt: skip


def speaking(app: App) -> App:
    """`app` in the language that the address asks for, else the one that the cookie remembers, else Vietnamese. The
    application never sees `lang`: table pages would take it for a column."""

    async def in_language(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        asked, query = _without_language(scope["query_string"])
        language = asked or _remembered(scope) or "vi"

        async def send_named(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_named(language, asked, scope)]
            await send(message)

        token = _spoken.set(language)
        try:
            await app({**scope, "query_string": query}, receive, send_named)
        finally:
            _spoken.reset(token)

    return in_language


def _language(value: str | None) -> Language | None:
    return cast(Language, value) if value in ("vi", "en") else None


def _without_language(query_string: bytes) -> tuple[Language | None, bytes]:
    if NAME.encode() not in query_string:
        return None, query_string
    pairs = parse_qsl(query_string.decode("latin-1"), keep_blank_values=True)
    asked = [value for name, value in pairs if name == NAME]
    if not asked:
        return None, query_string
    return _language(asked[-1]), urlencode([pair for pair in pairs if pair[0] != NAME]).encode("latin-1")


def _remembered(scope: Scope) -> Language | None:
    cookies = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    try:
        found = SimpleCookie(cookies.decode("latin-1")).get(NAME)
    except CookieError:
        return None
    return _language(found.value) if found else None


def _named(language: Language, asked: Language | None, scope: Scope) -> list[tuple[bytes, bytes]]:
    headers = [(b"content-language", language.encode()), (b"vary", b"Cookie")]
    if asked:
        secure = "; Secure" if scope.get("scheme") == "https" else ""
        cookie = f"{NAME}={asked}; Path=/; Max-Age={_A_YEAR}; SameSite=Lax; HttpOnly{secure}"
        headers.append((b"set-cookie", cookie.encode()))
    return headers
