"""Pages of our own wording in the layouts of SharePoint (Đồng Nai skin) and NukeViet, and in one that nobody knows."""

from crawler.portals.families.base import FieldSelectors

URL = "https://xuanhoa.example.vn/vi/news/kinh-te/hop-cham-diem-118.html"

NUKEVIET = FieldSelectors(
    title=("h1[itemprop='headline']",),
    date_label=("span.h5",),
    date_meta=("[itemprop='datePublished']::text",),
    date_meta_is="modified",
    lead=("div.hometext",),
    body=("#news-bodyhtml",),
    author=("p.h5.text-right",),
    section=(".breadcrumb li:last-child",),
    attachments=(".news-download-file a[href]",),
    noise=("ul.detail-related",),
)
SHAREPOINT = FieldSelectors(
    title=(".news-title",),
    page_clock=("#clock",),
    body=("div[class^='ExternalClass']",),
    noise=("[class*='hitcounter']", "[class*='poll']"),
)

FIRST = (
    "Hội đồng đánh giá của xã Xuân Hòa đã họp trong hai buổi để chấm mười hai hồ sơ do các chủ thể gửi tới, phần lớn "
    "là nông sản chế biến và đồ uống. Mỗi hồ sơ được ba thành viên đọc trước, ghi nhận xét rồi mới thảo luận chung."
)
SECOND = (
    "Sau khi chấm, bảy sản phẩm đủ điểm để đề nghị hạng ba sao, hai sản phẩm đạt bốn sao, ba hồ sơ được trả về để "
    "bổ sung giấy kiểm nghiệm và nhãn hàng hóa. Các chủ thể có ba mươi ngày để hoàn thiện trước đợt họp kế tiếp."
)
TITLE = "Xã Xuân Hòa chấm điểm mười hai sản phẩm OCOP"
LEAD = "Mười hai hồ sơ sản phẩm của mười chủ thể được xem xét trong đợt chấm điểm đầu tiên của xã sau khi sắp xếp."
LICENCE = '® Ghi rõ nguồn "UBND xã Xuân Hòa" khi phát hành lại thông tin từ trang này.'


def paragraph(text: str) -> str:
    return f'<p style="text-align: justify;"><span>{text}</span></p>'


def nukeviet(body: str = "", *, after: str = "", label: str = "Thứ năm - 08/05/2025 23:07", lead: str = LEAD) -> str:
    """A NukeViet article page; `body` follows the two standing paragraphs, `after` the body block."""
    return f"""<!DOCTYPE html><html><head><title>{TITLE} - Kinh tế - Cổng thông tin điện tử xã Xuân Hòa</title>
<meta name="generator" content="NukeViet v4.5"><meta property="og:title" content="{TITLE}"></head><body>
<header><div class="current-time">Chủ nhật, 05/07/2026 08:14</div><a href="/">Trang chủ</a></header>
<ol class="breadcrumb"><li>Tin tức</li><li>Kinh tế</li></ol>
<div class="news_column" itemscope><h1 class="title" itemprop="headline">{TITLE}</h1>
<span class="hidden d-none" itemprop="datePublished">2025-06-30T17:00:00+07:00</span>
<span class="h5">{label}</span><ul class="list-inline"><li><a href="/print/118">In bài viết</a></li></ul>
<div class="hometext">{lead}</div>
<div id="news-bodyhtml" class="bodytext">{paragraph(FIRST)}{paragraph(SECOND)}{body}</div>
{after}
<p class="h5 text-right"><strong>Tác giả:</strong> Minh Thư</p>
<ul class="detail-related"><li><a href="/vi/news/x-1.html">Trao chứng nhận tám sản phẩm mới</a> (02/05/2025)</li></ul>
</div><footer><p>Cơ quan chủ quản: UBND xã Xuân Hòa<br>
Chịu trách nhiệm chính: Chủ tịch UBND xã</p><p>{LICENCE}</p></footer>
</body></html>"""


def sharepoint(body: str = "", *, title: str = TITLE) -> str:
    """An article page of the old Đồng Nai platform: banner, article and foot in blocks of one class."""
    return f"""<html><head><title>Chi tiết tin</title></head><body><form id="aspnetForm">
<div id="header"><span id="clock">Thứ 6 - 26/02/2016</span></div>
<div class="ExternalClassA0A0"><p>Đảng bộ, chính quyền và nhân dân xã phấn đấu xây dựng nông thôn mới!</p></div>
<div id="ctl00_g_1"><h3 class="news-title">{title}</h3>
<div class="ExternalClassB1B1">{paragraph(FIRST)}{body}{paragraph(SECOND)}
<p style="text-align:right"><strong>NH-VH&amp;TT</strong></p></div></div>
<div class="hitcounter" title="Số lượt truy cập"><img src="/Style%20Library/images/6.png">
<img src="/Style Library/images/1.png"></div>
<div class="poll"><h4>Thăm dò ý kiến</h4><p>Ông bà thấy trang này thế nào?</p></div>
<div class="ExternalClassC2C2"><p>TRANG THÔNG TIN ĐIỆN TỬ XÃ XUÂN HÒA</p><p>Cơ quan chủ quản: UBND xã Xuân Hòa</p>
<p>Chịu trách nhiệm chính: Ông Chủ tịch xã</p><p>Địa chỉ: Phước Tân. Điện thoại: 0251.3844298</p><p>{LICENCE}</p></div>
</form></body></html>"""


def unknown(body: str = "") -> str:
    """A layout that no family describes."""
    menu = "".join(f'<li><a href="/muc/{n}">Chuyên mục thứ {n}</a></li>' for n in range(12))
    return f"""<html><head><title>{TITLE} | Website xã Xuân Hòa</title></head><body>
<div class="tren"><b>Website xã Xuân Hòa</b><span>Thứ ba, 07/07/2026</span></div>
<div class="trai"><ul>{menu}</ul></div>
<div class="giua"><h2 class="ten-bai">{TITLE}</h2><div class="luc">Ngày đăng: 9/5/2025 | Lượt xem: 318</div>
<div class="ruot">{paragraph(FIRST)}{body}{paragraph(SECOND)}</div>
<div class="duoi"><b>Các tin khác</b><ul><li><a href="/bai/3">Ra mắt điểm bán hàng OCOP ở chợ xã</a></li>
<li><a href="/bai/4">Tập huấn ghi nhật ký sản xuất cho tổ hợp tác</a></li></ul></div></div>
<div class="day">Bản quyền thuộc UBND xã Xuân Hòa. {LICENCE}</div></body></html>"""
