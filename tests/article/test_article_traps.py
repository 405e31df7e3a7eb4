"""The traps of portals.md 2.4, one test each."""

import unicodedata

import pytest
from article_pages import FIRST, LEAD, NUKEVIET, SECOND, SHAREPOINT, TITLE, URL, nukeviet, paragraph, sharepoint

from pipeline.article.html import read_html
from pipeline.model import Article

HOST = "https://xuanhoa.example.vn"


def read(body: str = "", after: str = "") -> Article:
    return read_html(nukeviet(body, after=after), URL, NUKEVIET)


def added(body: str) -> list[str]:
    """Lines of the body beyond the two standing paragraphs."""
    return read(body).body.split("\n")[2:]


@pytest.mark.parametrize(
    "alt",
    ["3903.jpg", r"C:\Users\Administrator\Desktop\anh moi.jpg", "Hình ảnh_1.jpeg", "a1-4132.png", "IMG 2207"],
)
def test_alt_that_is_a_file_is_no_text(alt: str) -> None:
    article = read(f'<p><img src="/uploads/a.jpg" alt="{alt}"></p>')
    assert (article.captions, article.images[0].alt) == ("", None)


def test_alt_that_is_words_stands_as_caption_where_there_is_no_other() -> None:
    article = read(
        '<p><img src="/uploads/a.jpg" alt="Đóng gói mật ong ở xã Xuân Hòa"></p>' + paragraph(FIRST + " Thêm.")
    )
    assert (article.images[0].caption, article.images[0].caption_basis) == ("Đóng gói mật ong ở xã Xuân Hòa", "alt")


def test_an_address_that_breaks_over_two_lines_is_asked_for_as_a_browser_does() -> None:
    article = read('<p><img src="/uploads/news/\nhop-mat-ong.jpg"></p>')
    assert article.images[0].src == f"{HOST}/uploads/news/hop-mat-ong.jpg"


def test_caption_repeated_collapses() -> None:
    words = "Chấm điểm tại hội trường xã"
    article = read(f'<p><img src="/a.jpg" alt="{words}"></p><p align="center">{words}</p><p align="center">{words}</p>')
    assert article.captions == words
    assert article.images[0].caption_basis == "next paragraph"


def test_figcaption_and_credit() -> None:
    article = read('<figure><img src="/a.jpg"><figcaption>Vườn sầu riêng. Ảnh: Thanh Tâm</figcaption></figure>')
    image = article.images[0]
    assert (image.caption, image.caption_basis, image.credit) == ("Vườn sầu riêng", "figcaption", "Thanh Tâm")


@pytest.mark.parametrize("name", ["caption", "image-caption", "note"])
def test_caption_by_class(name: str) -> None:
    article = read(f'<div><img src="/a.jpg"></div><div class="{name}">Lò sấy mới của tổ hợp tác.</div>')
    assert (article.images[0].caption, article.images[0].caption_basis) == ("Lò sấy mới của tổ hợp tác.", "class")


def test_caption_in_the_same_layout_table() -> None:
    article = read("<table><tr><td><img src='/a.jpg'></td></tr><tr><td>Kho lạnh của hợp tác xã.</td></tr></table>")
    assert article.captions == "Kho lạnh của hợp tác xã."


def test_a_sentence_or_point_after_a_picture_is_no_caption() -> None:
    assert read('<img src="/a.jpg"><p>Buổi họp kết thúc lúc trưa.</p>').captions == ""
    assert read('<img src="/a.jpg"><p>2. Kết quả thực hiện</p>').captions == ""
    assert read('<img src="/a.jpg"><p><b>Kết quả thực hiện</b></p>').captions == ""


def test_counter_digits_icons_and_placeholders_are_no_pictures() -> None:
    body = (
        '<img src="/Style Library/images/6.png"><img src="data:image/gif;base64,R0"><img src="/images/no-image.png">'
        '<img src="/i/dot.png" width="12"><img src="/themes/x/images/icons/pdf.svg">'
    )
    assert read(body).images == ()


def test_lazy_picture() -> None:
    (image,) = read('<img src="/images/loading.gif" data-original="/uploads/that.jpg">').images
    assert image.src == f"{HOST}/uploads/that.jpg"


def test_thumbnail_and_its_original_are_one_picture() -> None:
    body = (
        '<img src="/assets/xh/news/2025_05/a.jpg"><div id="imgpreview"><img src="/uploads/xh/news/2025_05/a.jpg"></div>'
    )
    (image,) = read(body).images
    assert image.src == f"{HOST}/uploads/xh/news/2025_05/a.jpg"


@pytest.mark.parametrize(
    ("src", "address"),
    [
        ("/a/24-12-2023 (7).jpg", "/a/24-12-2023%20(7).jpg"),
        ("/a/Rừng Lá.JPG", "/a/R%E1%BB%ABng%20L%C3%A1.JPG"),
        ("/a/Rừng%20L%C3%A1.JPG", "/a/R%E1%BB%ABng%20L%C3%A1.JPG"),
    ],
)
def test_odd_picture_names_are_encoded_once(src: str, address: str) -> None:
    assert read(f'<img src="{src}">').images[0].src == HOST + address


@pytest.mark.parametrize(
    ("body", "after", "href", "text"),
    [
        ('<p>Tệp đính kèm: <a href="/f/ke%20hoach.pdf">Kế hoạch 112/KH-UBND</a></p>', "",
         "/f/ke%20hoach.pdf", "Kế hoạch 112/KH-UBND"),
        ('<iframe src="/viewer.html?file=/f/a.pdf"></iframe>', "", "/f/a.pdf", "a.pdf"),
        ('<embed src="/f/b.pdf" title="Phụ lục I">', "", "/f/b.pdf", "Phụ lục I"),
        ('<object data="/f/c.pdf"></object>', "", "/f/c.pdf", "c.pdf"),
        ("", '<div class="news-download-file"><a href="/vi/news/download/7/" download>Danh sách.docx</a></div>',
         "/vi/news/download/7/", "Danh sách.docx"),
    ],
    ids=["link", "viewer", "embed", "object", "download list"],
)  # fmt: skip
def test_attachments_of_the_five_places(body: str, after: str, href: str, text: str) -> None:
    article = read(body, after)
    assert [(file.href, file.text) for file in article.attachments] == [(HOST + href, text)]
    assert article.attachments_text == text
    assert article.body.split("\n") == [FIRST, SECOND]


@pytest.mark.parametrize("void", ['<embed src="/f/b.pdf">', "<wbr>", '<video><source src="/v.mp4"></video>'])
def test_text_after_an_element_that_nothing_closes_is_read(void: str) -> None:
    article = read(f"<p>Mời xem tiếp.</p>{void}<p>Danh sách có mười hai sản phẩm.</p>Hết <b>đợt</b> một.")
    assert article.body.split("\n")[2:] == ["Mời xem tiếp.", "Danh sách có mười hai sản phẩm.", "Hết đợt một."]


def test_a_file_linked_in_a_sentence_stays_in_the_sentence() -> None:
    article = read('<p>Mời xem <a href="/f/a.pdf">danh mục sản phẩm</a> kèm theo bài này.</p>')
    assert article.body.split("\n")[2:] == ["Mời xem danh mục sản phẩm kèm theo bài này."]
    assert article.attachments_text == "danh mục sản phẩm"


def test_link_and_viewer_of_one_file_are_one_attachment() -> None:
    article = read('<p><a href="/f/a.pdf">Tải về</a></p><p>Sổ tay hỏi đáp</p><iframe src="/v?file=/f/a.pdf"></iframe>')
    assert len(article.attachments) == 1


def test_related_headlines_inside_the_body() -> None:
    body = (
        '<p><a href="/vi/news/tin-2.html">Xã bên khai trương điểm bán hàng</a></p>'
        '<ul><li><a href="/x-3.html">Ngày hội trái cây năm nay mở sớm</a> (01/05/2025)</li></ul>'
    )
    assert added(body + "<p>Đoạn cuối của bài.</p>") == ["Đoạn cuối của bài."]


def test_link_that_names_a_document_stays() -> None:
    assert added('<p><a href="/van-ban/5">Quyết định số 919/QĐ-TTg về chương trình</a></p>')


@pytest.mark.parametrize(
    "line",
    ["Lượt xem: 4186", "In bài viết", "Tin liên quan", "Các tin khác:", "Thăm dò ý kiến", "Chia sẻ", "A  A",
     "Thứ 7, 21/10/2023 11:16", "Tổng số điểm của bài viết là: 5 trong 1 đánh giá", "Nghe đọc bài", "Số lượt truy cập"],
)  # fmt: skip
def test_furniture_lines_are_dropped(line: str) -> None:
    assert added(f"<p>{line}</p>") == []


@pytest.mark.parametrize(
    "line",
    ["Hôm nay 12 sản phẩm được trao giấy chứng nhận.", "Chia sẻ tại buổi lễ, ông An cho biết xưởng đã đủ vốn.",
     "Cơ quan chủ quản dự án là UBND xã, đơn vị thi công đã được chọn."],
)  # fmt: skip
def test_sentences_that_begin_like_furniture_stay(line: str) -> None:
    assert added(f"<p>{line}</p>") == [line]


@pytest.mark.parametrize("name", ["social-share", "rating", "relatedArticles", "detail-related", "poll", "audio"])
def test_furniture_boxes_are_dropped(name: str) -> None:
    assert added(f'<div class="{name}"><p>Một dòng chữ nào đó trong hộp.</p></div>') == []


def test_a_reskin_that_names_the_article_like_a_box_keeps_it() -> None:
    page = nukeviet().replace(
        '<div id="news-bodyhtml" class="bodytext">', '<div id="news-bodyhtml"><div class="print">'
    )
    assert read_html(page.replace("</div>\n\n<p class", "</div></div>\n<p class"), URL, NUKEVIET).body.startswith(FIRST)


def test_lead_printed_twice() -> None:
    page = nukeviet().replace('class="bodytext">', f'class="bodytext"><p><b>{LEAD}</b></p>')
    article = read_html(page, URL, NUKEVIET)
    assert article.lead == LEAD
    assert article.body.split("\n") == [FIRST, SECOND]


def test_paragraph_printed_twice_collapses() -> None:
    assert added(paragraph(SECOND) + "<p>Hết.</p>") == ["Hết."]


def test_description_is_a_lead_only_where_it_stands_in_the_page() -> None:
    meta = '<meta property="og:description" content="{}"></head>'
    plain = nukeviet(lead="")
    absent = read_html(plain.replace("</head>", meta.format("Trang tin của xã, nơi cập nhật mọi việc.")), URL, NUKEVIET)
    assert absent.lead == ""
    present = read_html(plain.replace("</head>", meta.format(FIRST)), URL, NUKEVIET)
    assert (present.lead, present.body) == (FIRST, SECOND)


def test_glued_words_stay_and_inline_tags_add_no_space() -> None:
    assert added("<p>có lợi <b>thế</b><i>nguồn</i> gốc, <span>H</span>TX</p>") == ["có lợi thếnguồn gốc, HTX"]


def test_invisible_and_wide_spaces() -> None:
    assert added("<p>ĐỒNG\u200b NAI&nbsp;&nbsp;có\u00a0 <span>&#8203;</span>xã&shy; mới</p>") == ["ĐỒNG NAI có xã mới"]


def test_eth_and_decomposed_letters() -> None:
    decomposed = unicodedata.normalize("NFD", "Sản phẩm của xã")
    assert added(f"<p>{decomposed} theo QÐ-UBND.</p>") == ["Sản phẩm của xã theo QĐ-UBND."]


def test_decomposed_title_comes_out_composed() -> None:
    page = sharepoint(title=unicodedata.normalize("NFD", TITLE))
    assert read_html(page, URL, SHAREPOINT).title == TITLE


@pytest.mark.parametrize(
    "wrong", ["null", "Thực đơn", "Chi tiết bài viết", "Cổng thông tin điện tử xã Xuân Hòa", "Thứ 6 - 26/02/2016"]
)
def test_names_that_are_no_title(wrong: str) -> None:
    page = nukeviet().replace(f'itemprop="headline">{TITLE}', f'itemprop="headline">{wrong}')
    assert read_html(page, URL, NUKEVIET).title == TITLE


@pytest.mark.parametrize(
    ("listed", "title"),
    [
        (["Xem tiếp", f"{TITLE[:25]}…", TITLE, ""], TITLE), ([f"{TITLE[:25]}..."], f"{TITLE[:25]}..."),
        ([f"null {TITLE} (08/05/2025)"], TITLE), (["Tin tức", "Thứ 6 - 26/02/2016"], ""),
    ],
)  # fmt: skip
def test_a_page_that_names_itself_nowhere_is_called_as_links_to_it(listed: list[str], title: str) -> None:
    page = nukeviet().replace(TITLE, "Thực đơn").replace("<title>Thực đơn - Kinh tế", "<title>Thực đơn")
    article = read_html(page, URL, NUKEVIET, listed=listed)
    assert article.title == title
    assert ("title by link" in article.problems) == bool(title)
    assert article.body == read_html(nukeviet(), URL, NUKEVIET).body


def test_a_link_finds_the_line_that_is_the_title() -> None:
    page = (
        nukeviet().replace(TITLE, "null").replace('<div class="hometext">', f'<h4>{TITLE}</h4><div class="hometext">')
    )
    for listed in ([TITLE], [TITLE.upper()], [f"{TITLE[:25]}…"]):
        article = read_html(page, URL, NUKEVIET, listed=listed)
        assert (article.title, "title by link" in article.problems) == (TITLE, False)


def test_what_the_page_calls_itself_goes_before_what_links_say() -> None:
    article = read_html(nukeviet(), URL, NUKEVIET, listed=["Mười hai sản phẩm OCOP được chấm điểm ở Xuân Hòa"])
    assert (article.title, article.problems) == (TITLE, ())


@pytest.mark.parametrize(
    "printed",
    [f"null {TITLE}", f"{TITLE} - Cổng thông tin điện tử - Tỉnh Đồng Nai", f"{TITLE} (08/05/2025)",
     f"Trang thông tin điện tử xã Xuân Hòa | {TITLE}", f"&amp;#x22;{TITLE}".replace("&amp;#x22;", "")],
)  # fmt: skip
def test_titles_are_freed_of_additions(printed: str) -> None:
    page = nukeviet().replace(f'itemprop="headline">{TITLE}', f'itemprop="headline">{printed}')
    assert read_html(page, URL, NUKEVIET).title == TITLE


def test_entities_escaped_twice() -> None:
    page = nukeviet().replace(f'itemprop="headline">{TITLE}', 'itemprop="headline">Xã họp&amp;#x3A; chấm OCOP')
    assert read_html(page, URL, NUKEVIET).title == "Xã họp: chấm OCOP"


def test_data_table_and_layout_table() -> None:
    rows = "<tr><th>TT</th><th>Sản phẩm</th></tr><tr><td>1</td><td>Mật <b>ong</b></td></tr><tr><td></td><td></td></tr>"
    article = read(f"<table>{rows}</table><table><tr><td><p>Một đoạn văn trong khung.</p></td></tr></table>")
    assert article.body.split("\n")[2:] == ["TT | Sản phẩm", "1 | Mật ong", "Một đoạn văn trong khung."]
    assert [block.kind for block in article.blocks][-2:] == ["table", "paragraph"]


def test_soft_breaks_join_a_sentence_and_part_lines() -> None:
    assert added("<p>Hội đồng xã<br>đã họp xong.<br>- Điểm một<br>- Điểm hai</p>") == [
        "Hội đồng xã đã họp xong.", "- Điểm một", "- Điểm hai",
    ]  # fmt: skip


def test_headings_and_list_items_are_body() -> None:
    article = read("<h3>Kết quả</h3><ul><li>Bảy sản phẩm ba sao</li><li><p>Hai sản phẩm bốn sao</p></li></ul>")
    kinds = [(block.kind, block.level, block.text) for block in article.blocks[2:]]
    assert kinds == [
        ("heading", 3, "Kết quả"), ("list_item", 0, "Bảy sản phẩm ba sao"), ("list_item", 0, "Hai sản phẩm bốn sao"),
    ]  # fmt: skip
    assert article.body.split("\n")[2:] == ["Kết quả", "Bảy sản phẩm ba sao", "Hai sản phẩm bốn sao"]


@pytest.mark.parametrize(
    ("line", "author"), [("NH-VH&amp;TT", "NH-VH&TT"), ("Tin, ảnh: Thu Hà", "Thu Hà"), ("H.L", "H.L")]
)
def test_sign_off_is_author_and_not_body(line: str, author: str) -> None:
    page = nukeviet(f'<p style="text-align:right">{line}</p>').replace("<strong>Tác giả:</strong> Minh Thư", "")
    article = read_html(page, URL, NUKEVIET)
    assert (article.author, article.body.split("\n")) == (author, [FIRST, SECOND])


def test_hidden_text_is_not_read() -> None:
    assert added('<div style="display: none"><p>Chữ không ai thấy.</p></div><p class="d-none">Cũng vậy.</p>') == []


def test_nested_deeper_than_python_may_call() -> None:
    assert added("<div>" * 900 + "<p>Ở tận đáy.</p>" + "</div>" * 900) == ["Ở tận đáy."]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "http://[broken", "vbscript:x"])
def test_hostile_references_are_no_addresses(link: str) -> None:
    article = read(f'<p><img src="{link}"></p><p>Xem <a href="{link}.pdf">tệp này</a> để biết thêm.</p>')
    assert (article.images, article.attachments) == ((), ())
