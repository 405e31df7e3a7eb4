"""Vietnamese first, English by one click: on the same addresses, remembered, what was crawled untouched."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Site, visible

from pipeline.text import has_marks

SEED = "/bai/dong-nai/long-thanh/3903"
_SPOKEN_ONLY_VIETNAMESE = re.compile(
    r"<(?:a|em) lang=\"vi\".*?</(?:a|em)>|<code>[^<]*</code>|<pre.*?</pre>|placeholder=\"[^\"]*\"|<script.*?</script>",
    re.S,
)


def test_a_page_is_english_by_one_click_and_stays_so(site: Site) -> None:
    switch = re.search(r'<a class="language" href="([^"]*)"[^>]*hreflang="en"[^>]*>English<', site.get(SEED).text)
    assert switch and switch[1] == f"{SEED}?lang=en"
    english = site.get(switch[1])
    cookie = english.headers["set-cookie"]
    assert cookie.startswith("lang=en; Path=/;") and "HttpOnly" in cookie and "SameSite=Lax" in cookie
    remembered = site.get_with_cookie("/tim-kiem?q=htx", "lang=en")
    assert '<html lang="en">' in remembered.text and "set-cookie" not in remembered.headers
    back = re.search(r'<a class="language" href="([^"]*)"[^>]*hreflang="vi"[^>]*>Tiếng Việt<', remembered.text)
    assert back and back[1].replace("&amp;", "&") == "/tim-kiem?q=htx&lang=vi"
    again = site.get_with_cookie(back[1].replace("&amp;", "&"), "lang=en")
    assert '<html lang="vi">' in again.text and again.headers["set-cookie"].startswith("lang=vi;")
    assert '<html lang="vi">' in site.get("/").text


def test_what_was_crawled_stays_vietnamese(site: Site) -> None:
    vietnamese, english = site.get(SEED).text, site.get(SEED, lang="en").text
    body = re.compile(r'<div class="body">.*?</div>', re.S)
    assert [visible(found) for found in body.findall(english)] == [visible(found) for found in body.findall(vietnamese)]
    assert '<article lang="vi"' in english and "Evidence" in visible(english) and "Bằng chứng" not in visible(english)
    hits = re.findall(r'<h2><a href="[^"]*" lang="(..)">', site.get("/tim-kiem", q="htx", lang="en").text)
    assert set(hits) == {"vi"}


def test_kinds_of_things_and_a_question_that_is_too_long_are_said_in_the_readers_language(site: Site) -> None:
    assert '<a href="/noi">huyện</a>' in site.get("/noi/740-0").text
    assert '<a href="/noi">former district</a>' in site.get("/noi/740-0", lang="en").text
    assert '<a href="/van-ban">official document</a>' in site.get("/van-ban/10946.KH-UBND_2019_75-0", lang="en").text
    endless = "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c"
    for language, said in (("vi", "Câu SQL chạy quá lâu"), ("en", "The query took too long")):
        answer = site.get("/archive", sql=endless, lang=language)
        assert answer.status_code == 400 and said in answer.text and "SQL Interrupted" not in answer.text


def test_dates_and_numbers_follow_the_language(site: Site) -> None:
    assert "24/09/2019" in site.text("/van-ban/10946.KH-UBND_2019_75-0")
    assert "2019-09-24" in site.text("/van-ban/10946.KH-UBND_2019_75-0", lang="en")
    assert "không rõ ngày, khoảng 09/2019–12/2020" in site.text(SEED)
    assert "undated, about 2019-09 to 2020-12" in site.text(SEED, lang="en")


@pytest.mark.parametrize("cookie", ["lang=fr", "lang=", "lang", "=;;", "lang=en\x00", "a=b; lang=<script>"])
def test_any_other_cookie_is_no_language(site: Site, cookie: str) -> None:
    answer = site.get_with_cookie("/", cookie)
    assert answer.status_code == 200 and '<html lang="vi">' in answer.text


def test_a_table_is_not_filtered_by_the_language(site: Site) -> None:
    answer = site.get("/archive/articles.json?_shape=array&_size=2&lang=en")
    assert answer.status_code == 200 and len(answer.json()) == 2


def _spoken_alone() -> Iterator[tuple[str, str]]:
    for template in sorted((ROOT / "templates").glob("*.html")):
        source = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", template.read_text(encoding="utf-8"), flags=re.S)
        for line in _SPOKEN_ONLY_VIETNAMESE.sub("", source).splitlines():
            if has_marks(line):
                yield template.name, line.strip()


def test_no_template_speaks_vietnamese_alone() -> None:
    assert Path(ROOT / "templates" / "search.html").exists() and [*_spoken_alone()] == []
