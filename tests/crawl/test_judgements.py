"""Pure judgements: relevance, traps, challenges, soft 404, log lines."""

import logging
import unicodedata
from dataclasses import replace

import pytest

from crawler.blocks import challenge, same_page, template_of
from crawler.logs import OneLine, printable
from crawler.portals.source import Section, Source
from crawler.relevance import folded, judge, sampled, words_of_url
from crawler.traps import trap_in

SOURCE = Source("thu/xa", "Cổng", "Portal", "commune", "1-0", ("xa.vn",), "nukeviet", "http://xa.vn/")
MIXED = Section("http://xa.vn/tin/", "Tin")


@pytest.mark.parametrize(
    "title",
    [
        "Xã Lộc An có thêm sản phẩm OCOP", "CHƯƠNG TRÌNH MỖI XÃ MỘT SẢN PHẨM", "HTX Nông nghiệp Xanh mở rộng",
        "Hop tac xa Song Nhan ban sau rieng", "Hai sản phẩm đạt 4 sao cấp tỉnh", "Bưởi da xanh được công nhận bốn sao",
        "Đoàn kiểm tra nông thôn mới nâng cao", "Kết quả đánh giá, phân hạng năm 2024", "Làng nghề gốm Tân Hạnh",
        "Sản phẩm đặc trưng của huyện", "Họp Tổ hợp tác trồng nấm", "Các chủ thể tham gia hội chợ",
    ],
)  # fmt: skip
def test_kept_with_the_word_that_kept_it(title: str) -> None:
    verdict = judge(title, MIXED, SOURCE)
    assert verdict.kept
    assert verdict.reason.rpartition(": ")[2] in folded(title)


@pytest.mark.parametrize(
    "title", ["Lịch làm việc tuần 12", "Thông báo cúp điện", "Đại hội chi bộ khu phố 3", "Vì sao cần tiêm phòng dại"]
)
def test_refused_with_a_reason(title: str) -> None:
    verdict = judge(title, MIXED, SOURCE)
    assert not verdict.kept and verdict.reason


def test_sections_sources_and_nfd_count() -> None:
    assert judge("Lịch tiếp công dân", Section("u", "OCOP", about="ocop"), SOURCE).kept
    assert judge("Ha\u0323t đie\u0302\u0300u", MIXED, SOURCE).kept is False
    own = replace(SOURCE, relevant_words=("hạt điều",))
    assert judge("Ha\u0323t đie\u0302\u0300u", MIXED, own).kept
    assert judge(words_of_url("http://xa.vn/tin/ke-hoach-ocop-2024-1234.html"), MIXED, SOURCE).kept
    assert words_of_url("http://xa.vn/tin/lich-hop-99.html") == "lich hop"


def test_the_sample_is_a_hundredth_and_the_same_everywhere() -> None:
    drawn = [key for key in map(str, range(20_000)) if sampled("thu/xa", key)]
    assert 150 <= len(drawn) <= 250
    assert drawn[:3] == [key for key in map(str, range(20_000)) if sampled("thu/xa", key)][:3]


@pytest.mark.parametrize(
    ("url", "pattern"),
    [
        ("http://x.vn/" + "a" * 2_000, "characters"), ("http://x.vn" + "/s".join(map(str, range(22))), "segments"),
        ("http://x.vn/vi/en/vi/en/vi/tin.html", "'vi' 3 times"), ("http://x.vn/a;jsessionid=AB12CD34/b", "path"),
        ("http://x.vn/(S(lit3py55t21z5v55vlm25s55))/a.aspx", "path"),
        ("http://x.vn/lich?Thang=12&nam=2031", "calendar in parameters 'Thang' and 'nam'"),
        ("http://x.vn/a?PHPSESSID=3a8f5b1c9d2e4f60718293a4b5c6d7e8", "PHPSESSID"),
    ],
)  # fmt: skip
def test_traps_are_named(url: str, pattern: str) -> None:
    assert pattern in (trap_in(url) or "")


@pytest.mark.parametrize(
    "url",
    [
        "http://x.vn/vi/news/tin-tuc/bai-1.html",
        "http://x.vn/Pages/newsdetail.aspx?NewsId=1&CatId=2",
        "http://x.vn/?sid=12",
        "http://x.vn/tin?nam=2024&id=12",
        "http://x.vn/Pages/tin.aspx?month=&year=&page=2",
    ],
)
def test_honest_addresses_are_no_traps(url: str) -> None:
    assert trap_in(url) is None


CHALLENGES = {
    "cookie stub": '<html><script>document.cookie="D1N=7f1e"+";path=/";window.location.reload(true);</script></html>',
    "captcha": '<html><title>Xác minh bạn là người</title><body><div class="g-recaptcha"></div></body></html>',
    "browser check": "<title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x.js'></script>",
    "login": "<title>Đăng nhập</title><body><p>Mời</p><form><input name=u><input type='password'></form></body>",
    "F5": "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with "
    "your administrator.<br>Your support ID is: 8311473924759</body></html>",
    "FortiWeb": "<title>Web Page Blocked!</title><body><h1>Web Page Blocked!</h1><p>Attack ID: 20000051</p></body>",
    "Sucuri": "<title>Firewall</title><body><h1>Access Denied - Sucuri Website Firewall</h1><p>Event</p></body>",
    "Akamai": "<TITLE>Access Denied</TITLE><BODY><H1>Access Denied</H1>You don't have permission to access this server."
    "<P>Reference #18.2f1a</P></BODY>",
    "Cloudflare": "<title>Attention Required!</title><body><h1>Sorry, you have been blocked</h1><p>Ray ID</p></body>",
    "Turnstile": '<title>Cổng thông tin</title><body><div class="cf-turnstile"></div></body>',
    "DDoS-Guard": "<title>DDOS-GUARD</title><body><h1>Checking your browser before accessing</h1><p>Wait</p></body>",
    "Vietnamese check": "<title>Vui lòng chờ</title><body><h1>Vui lòng chờ</h1><p>Hệ thống đang kiểm tra trình duyệt.</p></body>",
    "Vietnamese firewall": "<title>Lỗi</title><body><p>Yêu cầu của bạn đã bị từ chối. Mã: 1233</p></body>",
    "decomposed words": "<title>Lỗi</title><body><p>"
    + unicodedata.normalize("NFD", "Truy cập bị chặn")
    + "</p></body>",
    "picture captcha": '<title>Xác thực</title><body><h1>Nhập mã xác nhận</h1><p>Trong hình</p><img src="/captcha.ashx"></body>',
    "cookie script": '<script src="/aes.js"></script><script>document.cookie="__test=1";location.href="/?i=1"</script>',
    "refresh alone": '<html><head><meta http-equiv="refresh" content="0;url=/?ck=1"></head><body></body></html>',
    "script redirect": "<html><script>window.location.href='/vi/?c=1'</script></html>",
}


@pytest.mark.parametrize("kind", CHALLENGES)
def test_challenges_are_seen(kind: str) -> None:
    assert challenge(CHALLENGES[kind].encode())


def test_articles_are_no_challenges() -> None:
    article = (
        "<html><title>Mã OTP và captcha: cảnh báo lừa đảo</title><body><h1>Cảnh báo</h1>" + "<p>Nội dung bài.</p>" * 200
    )
    assert challenge(article.encode()) is None
    with_login = (
        "<html><title>OCOP xã</title><body><form><input type=password></form><h1>Tin</h1><p>Bài.</p></body></html>"
    )
    assert challenge(with_login.encode()) is None
    menu = "<ul>" + "".join(f"<li><a href='/m{n}'>Chuyên mục số {n} của cổng</a></li>" for n in range(40)) + "</ul>"
    warning = (
        f"<title>Cảnh báo</title><body>{menu}<h1>Cảnh báo</h1><p>Kẻ gian bảo nạn nhân nhập mã xác nhận.</p></body>"
    )
    assert challenge(warning.encode()) is None
    assert (
        challenge("<title>Tin</title><body><h1>Xã họp</h1><p>Đơn bị từ chối vì thiếu giấy.</p></body>".encode()) is None
    )
    assert challenge(b"<html><body><script>document.cookie='a=1'</script><p>Mot bai ngan.</p></body></html>") is None


def test_the_page_for_nothing_is_recognised_with_another_url_in_it() -> None:
    chrome = " ".join(f"mục {n}" for n in range(200))
    one = template_of(f"<title>Cổng</title><p>{chrome}</p><p>Không có /abc.html</p>".encode())
    two = template_of(f"<title>Cổng</title><p>{chrome}</p><p>Không có /xyz.html</p><script>var t=9</script>".encode())
    article = template_of(f"<title>Bài</title><p>{chrome}</p><p>{'Nội dung thật sự của bài viết. ' * 10}</p>".encode())
    assert same_page(one, two)
    assert not same_page(one, article)


def test_unclosed_markup_costs_no_more_than_its_length() -> None:
    assert template_of(b"<script" * 80_000).shingles == frozenset()
    assert challenge(b"<title>" * 4_000) is None


def test_log_lines_are_single_printable_and_short() -> None:
    record = logging.LogRecord("x", logging.INFO, "f", 1, "a\r\nb\x1b[31m\u202ec\u2028d %s", ("é" * 9_000,), None)
    line = OneLine("%(message)s").format(record)
    assert line.isprintable() and "\n" not in line
    assert len(line) < 2_300 and "é" in line
    assert printable("Tiếng Việt có dấu") == "Tiếng Việt có dấu"
