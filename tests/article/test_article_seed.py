"""The page the project began with, as plain lines: design.md 5, line by line."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.article.plain_text import read_text
from pipeline.dates import decide
from pipeline.entities.documents import find_documents
from pipeline.entities.known_documents import known_date
from pipeline.model import Article, Attachment

SEED = Path(__file__).parents[3] / "shared" / "seed" / "long-thanh-ocop.txt"
needs_seed = pytest.mark.skipif(not SEED.exists(), reason="the seed page is not beside this checkout")


@pytest.fixture(scope="module")
def article() -> Article:
    return read_text(SEED.read_text("utf-8"))


@needs_seed
def test_title_is_below_the_slogans(article: Article) -> None:
    assert article.title == (
        "Tăng cường công tác lãnh đạo triển khai thực hiện Chương trình Quốc gia mỗi xã một sản phẩm"
    )


@needs_seed
def test_pictures_and_captions(article: Article) -> None:
    assert [(image.src, image.caption, image.caption_basis) for image in article.images] == [
        ("3903.jpg", "Sản phẩm nấm rơm sạch của HTX Nông nghiệp Xanh xã Lộc An, Long Thành", "next paragraph"),
        ("3903-5.jpg", "Hộ gia đình địa phương trồng rau sạch an toàn", "next paragraph"),
        ("3903-10.jpg", "Sản phẩm trái cây Vietgap tại địa phương xã Bình An, Long Thành", "next paragraph"),
    ]
    assert ".jpg" not in article.body + article.captions


@needs_seed
def test_body_ends_before_sign_off_and_foot(article: Article) -> None:
    assert article.author == "NH-VH&TT"
    assert len(article.body.split("\n")) == 6
    assert article.body.endswith("kế hoạch chung của tỉnh và huyện đã đề ra.")
    assert "lợi thếnguồn gốc" in article.body
    assert article.licence == (
        '® Ghi rõ nguồn " UBND huyện Long Thành " khi bạn phát hành lại thông tin từ website này.'
    )
    assert article.publisher == "UBND huyện Long Thành"
    assert article.attachments == tuple[Attachment]()
    assert article.problems == ()


@needs_seed
def test_date_by_the_text_alone(article: Article) -> None:
    decision = decide(article)
    assert (decision.shown, decision.published) == ("2016-02-26", None)
    assert (decision.date_from, decision.date_to) == ("2019-01-01", "2020-12-31")
    clock = decision.candidates[0]
    assert (clock.basis, clock.accepted) == ("page clock", False)


@needs_seed
def test_date_with_the_documents_it_names(article: Article) -> None:
    decision = decide(
        article, documents=find_documents(article), captured=date(2026, 11, 20), document_dates=known_date
    )
    assert (decision.published, decision.date_from, decision.date_to) == (None, "2019-09-24", "2020-12-31")
    assert "document bound" in {candidate.basis for candidate in decision.candidates}


def test_plain_lines_with_a_date_below_the_title() -> None:
    article = read_text(
        "Cổng thông tin điện tử xã Xuân Hòa\nXã Xuân Hòa ra mắt điểm bán hàng OCOP\nNgày đăng: 12/5/2025\n"
        "Điểm bán hàng được mở trong khuôn viên chợ xã.\n- Mật ong\n- Trái cây sấy\nCác tin khác\nMột tin nào đó"
    )
    assert article.title == "Xã Xuân Hòa ra mắt điểm bán hàng OCOP"
    assert [block.kind for block in article.blocks] == ["paragraph", "list_item", "list_item"]
    assert decide(article).published == "2025-05-12"
