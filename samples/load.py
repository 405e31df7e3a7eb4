"""The load portal: any number of generated articles, each made when it is asked for, the same every time."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from samples.model import Expected, SampleArticle
from samples.portal import Portal
from samples.site import Item, Site

SECTION = "nong-thon-moi"
_FIRST, _LAST = datetime(2018, 6, 1, 7, 30), datetime(2026, 9, 30, 16, 0)
_COMMUNES = (
    ("Lộc An", "huyện Long Thành"), ("Bình An", "huyện Long Thành"), ("Cẩm Đường", "huyện Long Thành"),
    ("Phú Lý", "huyện Vĩnh Cửu"), ("La Ngà", "huyện Định Quán"), ("Phú Vinh", "huyện Định Quán"),
    ("Suối Cao", "huyện Xuân Lộc"), ("Xuân Tâm", "huyện Xuân Lộc"), ("Sông Ray", "huyện Cẩm Mỹ"),
    ("Đại Phước", "huyện Nhơn Trạch"), ("Nam Cát Tiên", "huyện Tân Phú"), ("Gia Kiệm", "huyện Thống Nhất"),
)  # fmt: skip
_FIELDS = ("Nông nghiệp", "Dịch vụ Nông nghiệp", "Thương mại - Dịch vụ", "Sản xuất Nông nghiệp", "Nông nghiệp hữu cơ")
_NAMES = (
    "Đồng Xanh",
    "Thành Công",
    "Đoàn Kết",
    "Minh Tâm",
    "Tân Phát",
    "Bình Minh",
    "Hòa Thuận",
    "Lộc Phát",
    "An Khang",
)
_PRODUCTS = ("bưởi da xanh", "sầu riêng", "mật ong", "hạt điều rang", "tiêu sọ", "bột ca cao", "xoài sấy", "nấm rơm",
             "rau ăn lá", "trà lá sen", "cà phê rang xay", "chuối sấy")  # fmt: skip
_WORK = (
    "Đoàn công tác đã xem xét hồ sơ, kiểm tra bao bì, tem truy xuất nguồn gốc và điều kiện sản xuất tại cơ sở.",
    "Các chủ thể được hướng dẫn hoàn thiện câu chuyện sản phẩm, đăng ký mã vạch và bán hàng trên sàn điện tử.",
    "Theo Quyết định số 148/QĐ-TTg ngày 24/02/2023, sản phẩm được chấm theo ba phần, tối đa 100 điểm.",
    "Giấy chứng nhận có thời hạn 36 tháng, sau đó chủ thể phải đăng ký đánh giá lại.",
    "Nhiều hộ cho biết giá bán tăng nhẹ sau khi sản phẩm được gắn sao, đầu ra ổn định hơn trước.",
    "Thời gian tới, địa phương ưu tiên hỗ trợ máy sấy, kho lạnh và chi phí kiểm nghiệm cho các tổ hợp tác.",
)


class LoadSite(Site):
    """`number` articles with ids 1 to `number`, newest first; nothing is kept but what a small cache holds."""

    def __init__(self, like: Portal, number: int) -> None:
        portal = replace(
            like, name="tai", host="tai", title="[MẪU] Cổng thử tải", sections={SECTION: "Nông thôn mới"}, per_page=20,
            strays=(), feed_newest=30, heavy=True,
            licence='Ghi rõ nguồn "Cổng thử tải" khi phát hành lại thông tin từ website này.', traps=(),
        )  # fmt: skip
        super().__init__(portal)
        self.number = number

    def article(self, number: str) -> SampleArticle | None:
        edited = self.articles.get(number)
        inside = number.isdigit() and 1 <= int(number) <= self.number
        return edited or (generated(int(number), self.number) if inside else None)

    def ids(self) -> list[str]:
        return [str(number) for number in range(self.number, 0, -1)]

    def count(self, section: str | None) -> int:  # noqa: ARG002
        return 0 if self.emptied else self.number

    def window(self, section: str | None, start: int, stop: int) -> list[Item]:  # noqa: ARG002
        if self.emptied:
            return []
        return [generated(self.number - place, self.number) for place in range(start, min(stop, self.number))]

    def related(self, article: SampleArticle, number: int = 4) -> list[SampleArticle]:
        start = int(article.id)
        return [generated(other, self.number) for other in range(max(1, start - number), start)]

    def file_title(self, name: str) -> str | None:
        return name if name.startswith("tai-") else None


@lru_cache(maxsize=4096)
def generated(number: int, of: int) -> SampleArticle:
    """Article `number` of a load portal with `of` articles."""
    dice = random.Random(number)
    moment = (_FIRST + (_LAST - _FIRST) * (number / max(1, of))).replace(second=0, microsecond=0)
    commune, district = dice.choice(_COMMUNES)
    product, stars = dice.choice(_PRODUCTS), dice.choice((3, 3, 3, 4))
    name = f"{dice.choice(_FIELDS)} {dice.choice(_NAMES)}"
    plan = f"{dice.randint(20, 400)}/KH-UBND"
    title = f"Sản phẩm {product} của xã {commune} được đánh giá {stars} sao OCOP, hồ sơ số {number}"
    paragraphs = [
        f"Thực hiện Kế hoạch số {plan} của UBND {district}, ngày {moment.day}/{moment.month}/{moment.year}, Hội đồng "
        f"đánh giá đã làm việc với HTX {name} tại xã {commune}, {district} về sản phẩm {product}.",
        *(f"{dice.choice(_WORK)} {dice.choice(_WORK)} HTX {name} hiện có {dice.randint(9, 80)} thành viên, liên kết "
          f"với {dice.randint(20, 300)} hộ trên địa bàn để sản xuất {dice.choice(_PRODUCTS)}." for _ in range(9)),
    ]  # fmt: skip
    paragraphs.insert(3, f"![centred] tai-{number}.jpg |  | Sản phẩm {product} của HTX {name}, xã {commune}")
    published = f"{moment:%Y-%m-%dT%H:%M}"
    documents = (plan, "148/QĐ-TTg") if any("148/QĐ-TTg" in text for text in paragraphs) else (plan,)
    return SampleArticle(
        portal="tai", id=str(number), title=title, lead=paragraphs[0], body="\n\n".join(paragraphs[1:]),
        sections=(SECTION,), published=published, listed=published,
        edited=f"{moment + timedelta(hours=5):%Y-%m-%dT%H:%M}",
        shown=None, author="", source="", traps=(),
        expect=Expected(title, published, "label", documents, (name,), (f"xã {commune}, {district}",), 1, 0, True),
    )  # fmt: skip
