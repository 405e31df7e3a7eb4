"""A page after a redesign, where no selector of its family finds anything: its words alone must do."""

import time

from article_pages import FIRST, NUKEVIET, SECOND, TITLE, URL, nukeviet, paragraph, unknown

from pipeline.article.html import read_html

OTHERS = (
    '<div class="q"><h4>Tin liên quan</h4><ul>'
    '<li><a href="/bai/3">Ra mắt điểm bán hàng OCOP ở chợ xã Xuân Hòa</a></li>'
    '<li><a href="/bai/4">Tập huấn ghi nhật ký sản xuất cho các tổ hợp tác</a> (02/05/2025)</li>'
    '<li><a href="/bai/5">Gặp người đưa mật ong rừng lên kệ siêu thị huyện bên</a></li></ul></div>'
)


def test_a_list_of_other_articles_among_the_paragraphs_is_left_out() -> None:
    article = read_html(unknown(OTHERS), URL, NUKEVIET)
    assert article.body.split("\n") == [FIRST, SECOND]
    last = paragraph("Xã niêm yết điểm chấm tại nhà văn hóa trong bảy ngày.")
    short = read_html(unknown(OTHERS).replace(paragraph(SECOND), last), URL, NUKEVIET)
    assert short.body.split("\n") == [FIRST, "Xã niêm yết điểm chấm tại nhà văn hóa trong bảy ngày."]


def test_a_sentence_with_a_link_behind_such_a_list_stays() -> None:
    told = "Các chủ thể có ba mươi ngày để bổ sung hồ sơ; mẫu phiếu đăng ở "
    page = nukeviet(OTHERS + f'<p>{told}<a href="/mau-phieu">trang thủ tục của xã</a>.</p>')
    assert read_html(page, URL, NUKEVIET).body.split("\n") == [FIRST, SECOND, f"{told}trang thủ tục của xã."]


def test_a_summary_below_such_a_headline_goes_with_it() -> None:
    listed = OTHERS.replace("(02/05/2025)", "Lớp học mở ba buổi, mỗi tổ cử hai người ghi chép giỏi nhất đi học.")
    assert read_html(nukeviet(listed), URL, NUKEVIET).body.split("\n") == [FIRST, SECOND]


def test_an_announcement_may_be_a_picture() -> None:
    page = unknown().replace(paragraph(FIRST) + paragraph(SECOND), '<p><img src="/anh/thu-moi.jpg" alt=""></p>')
    page = page.replace("Ngày đăng: 9/5/2025 | Lượt xem: 318", "")
    article = read_html(page, URL, NUKEVIET)
    assert (article.title, article.lead, article.body) == (TITLE, "", "")
    assert [image.src for image in article.images] == ["https://xuanhoa.example.vn/anh/thu-moi.jpg"]
    assert "layout unknown" in article.problems


def test_a_choice_of_links_is_no_sentence() -> None:
    options = "".join(f"<option>{name}</option>" for name in ("Chính phủ", "UBND tỉnh Đồng Nai", "Báo địa phương"))
    article = read_html(
        unknown(f"<div><select><option>-- Chọn liên kết --</option>{options}</select></div>"), URL, NUKEVIET
    )
    assert article.body.split("\n") == [FIRST, SECOND]


def test_the_menu_does_not_lend_its_words_to_the_title() -> None:
    menu = '<nav><ul><li><a href="/muc/1">Nông nghiệp - Nông thôn</a></li></ul></nav>'
    page = unknown().replace('<h2 class="ten-bai">', '<h3 class="a">').replace("</h2>", "</h3>")
    page = page.replace(f"<title>{TITLE} | Website xã Xuân Hòa", "<title>Nông nghiệp - Nông thôn - Website xã Xuân Hòa")
    assert read_html(page.replace('<div class="tren">', f'{menu}<div class="tren">'), URL, NUKEVIET).title == TITLE


def test_a_title_without_heading_behind_the_portals_name() -> None:
    page = (
        unknown()
        .replace('<h2 class="ten-bai">', "<div>Cổng thông tin điện tử xã Xuân Hòa - ")
        .replace("</h2>", "</div>")
    )
    page = page.replace(f"<title>{TITLE} | ", "<title>")
    assert read_html(page, URL, NUKEVIET).title == TITLE


def test_a_stamp_for_machines_is_no_printed_date() -> None:
    page = unknown().replace('<div class="luc">', '<span class="x">2026-03-30T17:00:00+07:00</span><div class="luc">')
    dates = {(raw.basis, raw.text) for raw in read_html(page, URL, NUKEVIET).raw_dates}
    assert ("modified", "2026-03-30T17:00:00+07:00") in dates
    assert ("label", "Ngày đăng: 9/5/2025 | Lượt xem: 318") in dates


def test_a_page_without_text_names_nobody_who_found_it() -> None:
    assert read_html("<html><body></body></html>", URL, NUKEVIET).body_basis == "none"


def test_a_page_nested_deeply_costs_no_more_for_it() -> None:
    page = f"<body>{'<div>' * 900}{paragraph(FIRST) * 3000}{'</div>' * 900}</body>"
    start = time.process_time()
    article = read_html(page, URL, NUKEVIET)
    assert article.body.startswith(FIRST)
    assert time.process_time() - start < 5
