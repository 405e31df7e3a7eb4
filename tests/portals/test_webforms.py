"""ASP.NET WebForms with postback paging."""

import pytest
from parsel import Selector

from crawler.portals.families import FAMILIES
from crawler.portals.families.base import PageRequest

FAMILY = FAMILIES["webforms"]
LISTING = "https://khanhhoa.gov.vn/vi/tin-hoat-dong-so-nganh-dia-phuong"
# Our own wording; the state fields and the calls are those of ASP.NET.
PAGE = """<html><body><form method="post" action="./tin-hoat-dong-so-nganh-dia-phuong">
<input type="hidden" name="__VIEWSTATE" value="dW1s+/=" /><input type="hidden" name="__VIEWSTATEGENERATOR" value="CA0B" />
<input type="hidden" name="__EVENTVALIDATION" value="Zm9v" /><input type="hidden" name="__EVENTTARGET" value="" />
<input type="hidden" name="__EVENTARGUMENT" value="" /><input type="text" name="ctl00$tim" value="OCOP" />
<a href="javascript:__doPostBack('ctl00$btnTim','')">Tìm kiếm</a>
<div><a href="/vi/tin-hoat-dong-so-nganh-dia-phuong/lang-chai-lam-muoi-ot">Làng chài làm muối ớt</a> <span>(05/11/2025)</span></div>
<div><a href="/vi/tin-hoat-dong-so-nganh-dia-phuong/rong-nho-vao-sieu-thi/">Rong nho vào siêu thị</a></div>
<div class="phantrang">PAGER</div></form></body></html>"""


@pytest.mark.parametrize(
    ("url", "key"),
    [
        (f"{LISTING}/lang-chai-lam-muoi-ot", "lang-chai-lam-muoi-ot"),
        (f"{LISTING}/lang-chai-lam-muoi-ot/?utm_source=zalo", "lang-chai-lam-muoi-ot"),
        ("https://khanhhoa.gov.vn/vi/kinh-te/lang-chai-lam-muoi-ot", "lang-chai-lam-muoi-ot"),
        (
            "https://khanhhoa.gov.vn/en/economy/fishing-village-makes-chilli-salt",
            "en-fishing-village-makes-chilli-salt",
        ),
        (LISTING, None),
        ("https://khanhhoa.gov.vn/", None),
        ("https://khanhhoa.gov.vn/vi", None),
        ("https://khanhhoa.gov.vn/vi/tin-tuc/kinh-te", None),
        ("https://khanhhoa.gov.vn/vi/vi/tin-tuc/lang-chai-lam-muoi-ot", None),
        ("https://khanhhoa.gov.vn/vi/tin-tuc/rss.aspx", None),
    ],
)
def test_articles_are_known_by_their_slug(url: str, key: str | None) -> None:
    assert FAMILY.article_key(url) == key


def test_the_canonical_address_has_no_tail() -> None:
    assert FAMILY.canonical_url(f"{LISTING}/a-b-c-d/?x=1") == f"{LISTING}/a-b-c-d"


def test_a_listing_announces_articles() -> None:
    items = FAMILY.listing_items(Selector(PAGE), LISTING)
    assert [(item.title, item.date_shown) for item in items] == [
        ("Làng chài làm muối ớt", "(05/11/2025)".strip("()")),
        ("Rong nho vào siêu thị", None),
    ]


def pager(*links: tuple[str, str]) -> Selector:
    calls = "".join(f"<a href=\"javascript:__doPostBack('{target}','')\">{label}</a> " for label, target in links)
    return Selector(PAGE.replace("PAGER", calls))


def test_the_next_page_is_asked_for_with_the_state_of_this_one() -> None:
    following = FAMILY.next_page(pager(("2", "dp$ctl01"), ("3", "dp$ctl02")), PageRequest(LISTING))
    assert following is not None
    assert (following.url, following.page) == (LISTING, 2)
    assert dict(following.form or ()) == {
        "__VIEWSTATE": "dW1s+/=",
        "__VIEWSTATEGENERATOR": "CA0B",
        "__EVENTVALIDATION": "Zm9v",
        "__EVENTTARGET": "dp$ctl01",
        "__EVENTARGUMENT": "",
    }


def test_only_numbers_in_view_are_followed_and_dots_lead_on() -> None:
    page = pager(("...", "dp$ctl00"), ("4", "dp$ctl01"), ("5", "dp$ctl02"), ("...", "dp$ctl03"))
    at_five, at_six = PageRequest(LISTING, (("a", "b"),), 4), PageRequest(LISTING, (("a", "b"),), 5)
    first, second = FAMILY.next_page(page, at_five), FAMILY.next_page(page, at_six)
    assert first and dict(first.form or ())["__EVENTTARGET"] == "dp$ctl02"
    assert second and dict(second.form or ())["__EVENTTARGET"] == "dp$ctl03"


def test_the_last_page_leads_nowhere() -> None:
    assert FAMILY.next_page(pager(("1", "dp$ctl00")), PageRequest(LISTING, (("a", "b"),), 2)) is None
