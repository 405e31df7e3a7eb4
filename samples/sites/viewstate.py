"""The signed state of an ASP.NET form: a postback is answered only where it brings back what the page had given."""

import base64
import hashlib
import hmac
import json

_KEY = b"viewstate of the sample portals"


def sign(text: str) -> str:
    """The server's signature of a text."""
    return base64.b64encode(hmac.digest(_KEY, text.encode(), hashlib.sha256)).decode()


def viewstate(section: str, number: int) -> str:
    """`__VIEWSTATE` of page `number` of a section."""
    state = json.dumps({"cat": section, "page": number})
    return base64.b64encode(f"{state}|{sign(state)}".encode()).decode()


def validation(section: str, number: int) -> str:
    """`__EVENTVALIDATION` of that page."""
    return sign(f"{section} validation {number}")


def seen_page(section: str, form: dict[str, str]) -> int | None:
    """The page that a posted form came from; None for a foreign or altered state."""
    try:
        state, _, signature = base64.b64decode(form.get("__VIEWSTATE", ""), validate=True).decode().partition("|")
        seen = json.loads(state)
    except ValueError:
        return None
    if not hmac.compare_digest(signature, sign(state)) or seen["cat"] != section:
        return None
    page = int(seen["page"])
    return page if form.get("__EVENTVALIDATION") == validation(section, page) else None
