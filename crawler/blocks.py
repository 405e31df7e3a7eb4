"""Answers with status 200 that are no page: challenges, captchas, logins, and "not found" pages. Pure functions."""

import html
import re
import unicodedata
from dataclasses import dataclass

_SMALL = 32 * 1024
"""A challenge page is small; an article that merely speaks of captchas is not looked at."""
_STUB = 4 * 1024
_REFUSAL, _FEW_WORDS = 12 * 1024, 800
"""Bytes of a firewall's own page, and characters a reader sees of it: an article has its portal around it."""

_SETS_COOKIE = re.compile(rb"(?i)document\.cookie\s*=")
_GOES_ON = re.compile(rb"(?i)location(?:\.href|\.replace|\.reload)?\s*[=(]|http-equiv\s*=\s*[\"']?refresh")
_CHALLENGE = re.compile(
    rb"(?i)cf-challenge|challenge-platform|cf_chl_|__cf_bm|g-recaptcha|h-captcha|hcaptcha\.com|recaptcha/api"
    rb"|cf-turnstile|challenges\.cloudflare\.com|_incapsula_resource|txtcaptcha|/captcha\.(?:ashx|aspx|php)"
    rb"|<title>\s*just a moment|name=[\"']?captcha|id=[\"']?captcha|ddos[- ]protection|request unsuccessful\. incapsula"
)
_REFUSED = re.compile(
    r"the requested url was rejected|your support id is|web page blocked|attack id:|application blocked"
    r"|website firewall|reference #[\w.]+|you don.t have permission to access|you have been blocked|attention required"
    r"|checking (?:your browser|if the site connection is secure)|enable javascript and cookies|ddos-guard"
    r"|incapsula incident id|(?:yêu cầu|truy cập)(?: của bạn)?(?: đã)? bị (?:từ chối|chặn)"
    r"|đang kiểm tra (?:trình duyệt|kết nối)|nhập (?:mã xác nhận|mã captcha|ký tự trong hình)"
    r"|xác minh bạn (?:không phải )?là "
)
"""What firewalls and browser checks say, lower case: F5, FortiWeb, Sucuri, Akamai, Cloudflare, DDoS-Guard, Imperva, and
those that speak Vietnamese."""
_PASSWORD = re.compile(rb"(?i)<input[^>]{0,300}type\s*=\s*[\"']?password")
_TITLE = re.compile(rb"(?is)<title[^>]{0,200}>(.{0,500}?)</title")
_LOGIN_TITLE = re.compile(r"(?i)đăng nhập|login|log in|sign in|xác thực")
_CAPTCHA_TITLE = re.compile(
    r"(?i)captcha|mã xác nhận|xác minh bạn|kiểm tra trình duyệt|attention required|access denied"
)
_ANY_ARTICLE = re.compile(rb"(?i)<p[\s>]|<article|<h1")

_HIDDEN = {"<!--": "-->", "<script": "</script", "<style": "</style"}
_HIDDEN_START = re.compile("|".join(_HIDDEN))
_TAGS = re.compile(r"<[^<>]*>")
_WORDS = re.compile(r"\w+")
_SHINGLE = 4
_SAME_TITLE, _ANY_TITLE = 0.9, 0.97
_COMPARED = 512 * 1024


def challenge(body: bytes) -> str | None:
    """What makes `body` (HTML, content-encoding undone) a challenge, captcha or login page; None for any other page."""
    if len(body) > _SMALL:
        return None
    if len(body) <= _STUB and _SETS_COOKIE.search(body) and not _ANY_ARTICLE.search(body):
        return "a stub that sets a cookie by script"
    title = _title(body)
    bare = not _ANY_ARTICLE.search(body)
    if _CHALLENGE.search(body) and (bare or len(body) <= _STUB or _CAPTCHA_TITLE.search(title)):
        return "a captcha or browser check"
    if _CAPTCHA_TITLE.search(title) and bare:
        return f"titled {title[:60]!r}"
    if _PASSWORD.search(body) and _LOGIN_TITLE.search(title):
        return "a login page"
    if len(body) > _REFUSAL:
        return None
    said = _said(body)
    if len(said) <= _FEW_WORDS and (found := _REFUSED.search(said)):
        return f"a firewall or browser check: {found[0]!r}"
    if len(body) <= _STUB and _GOES_ON.search(body) and bare and (b"<script" in body.lower() or not said):
        return "a stub that sends the reader on"
    return None


def _said(body: bytes) -> str:
    """What a reader sees of a page, its title first; lower case, NFC, one line."""
    shown = html.unescape(_TAGS.sub(" ", _shown(body.decode("utf-8", "replace").lower())))
    return " ".join(unicodedata.normalize("NFC", shown).split())


def _title(body: bytes) -> str:
    found = _TITLE.search(body)
    return " ".join(html.unescape(found[1].decode("utf-8", "replace")).split()) if found else ""


@dataclass(frozen=True)
class Template:
    """A page that stands for "there is no such page" on a host, ready to be compared."""

    title: str
    shingles: frozenset[tuple[str, ...]]


def template_of(body: bytes) -> Template:
    """What of `body` (HTML bytes, content-encoding undone) is compared: title and runs of words, first 512 KiB."""
    words = _WORDS.findall(_TAGS.sub(" ", _shown(body[:_COMPARED].decode("utf-8", "replace").lower())))
    runs = zip(*(words[start:] for start in range(_SHINGLE)), strict=False)
    return Template(_title(body[:_COMPARED]).lower(), frozenset(runs))


def _shown(text: str) -> str:
    """Lower-case markup without scripts, styles and comments; linear, whatever is left open."""
    kept, at = [], 0
    while start := _HIDDEN_START.search(text, at):
        kept.append(text[at : start.start()])
        at = text.find(_HIDDEN[start[0]], start.end())
        if at < 0:
            return " ".join(kept)
    return " ".join([*kept, text[at:]])


def same_page(one: Template, other: Template) -> bool:
    """Whether two pages say the same but for a few words (an echoed URL, a counter)."""
    union = len(one.shingles | other.shingles)
    alike = len(one.shingles & other.shingles) / union if union else 1.0
    return alike >= (_SAME_TITLE if one.title == other.title else _ANY_TITLE)
