"""Addresses of the site's pages. Ids are ASCII and stable, so are these."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit

CAPTURE_PATH = "/ban-luu"


def article(article_id: str) -> str:
    return f"/bai/{quote(article_id)}"


def cooperative(entity_id: str) -> str:
    return f"/htx/{quote(entity_id)}"


def product(entity_id: str) -> str:
    return f"/san-pham/{quote(entity_id)}"


def producer(entity_id: str) -> str:
    return f"/chu-the/{quote(entity_id)}"


def document(entity_id: str) -> str:
    return f"/van-ban/{quote(entity_id)}"


def place(place_id: str) -> str:
    return f"/noi/{quote(place_id)}"


def map_of(province_id: str = "") -> str:
    """The map of a province, or of the whole country."""
    return search({"tinh": province_id}, "/ban-do")


def portal(source_id: str) -> str:
    return f"/cong/{quote(source_id)}"


def story(story_id: str) -> str:
    """Page of a text that several articles carry."""
    return f"/chuyen/{quote(story_id)}"


def capture(capture_id: int) -> str:
    return f"{CAPTURE_PATH}/{capture_id}"


def evidence(article_id: str) -> str:
    """The captures of an article as a WACZ file."""
    return f"{article(article_id)}.wacz"


def wayback(url: str | None) -> str | None:
    """Where the Internet Archive lists its captures of a page."""
    return f"https://web.archive.org/web/*/{url}" if web(url) else None


def report(contact: str, about: str, address: str) -> str | None:
    """Where a reader reports a mistake or asks for a take-down: a prefilled mail, or the keeper's page."""
    if "@" not in contact:
        return web(contact)
    body = f"Trang / page: {address}\n\nĐiều sai, hoặc lý do đề nghị gỡ / what is wrong, or why it should go:\n"
    filled = urlencode({"subject": f"Kho lưu trữ OCOP: {about}", "body": body}, quote_via=quote)
    return f"mailto:{quote(contact, safe='@')}?{filled}"


def picture(sha256: str) -> str:
    return f"/anh/{quote(sha256)}.jpg"


_ENTITY_PAGES = {
    "cooperative": cooperative, "union": cooperative, "group": cooperative, "credit_fund": cooperative,
    "product": product, "producer": producer, "document": document,
    "commune": place, "district": place, "province": place, "place_then": place, "place_now": place,
}  # fmt: skip


def entity(kind: str | None, entity_id: str | None) -> str | None:
    """The page of what a mention or a row of `article_entities` names; None where it was linked to nothing."""
    page = _ENTITY_PAGES.get(kind or "")
    return page(entity_id) if page and entity_id else None


def search(parameters: Mapping[str, str], path: str = "/tim-kiem") -> str:
    """A search with these query-string parameters; empty ones are left out."""
    given = {name: value for name, value in parameters.items() if value}
    return f"{path}?{urlencode(given)}" if given else path


def web(url: str | None) -> str | None:
    """`url` where a browser may be sent there (http, https), else None: it came from a crawled page."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and parts.netloc else None
