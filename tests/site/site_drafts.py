"""What the site's tests are shown: places, portals, cooperatives, documents and articles of our own wording."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

LOC_AN, LONG_THANH, DONG_NAI = "26392-0", "740-0", "75-0"
XUAN_DONG, CAM_MY = "26359-0", "739-0"
PHUONG_LONG_THANH, TP_DONG_NAI = "26368-20260430", "75-20260430"
PLACES = {
    LOC_AN: ("xã", "Lộc An", LONG_THANH, None, "2025-06-30"),
    LONG_THANH: ("huyện", "Long Thành", DONG_NAI, None, "2025-06-30"),
    DONG_NAI: ("tỉnh", "Đồng Nai", None, None, "2025-06-30"),
    XUAN_DONG: ("xã", "Xuân Đông", CAM_MY, None, "2025-06-30"),
    CAM_MY: ("huyện", "Cẩm Mỹ", DONG_NAI, None, "2025-06-30"),
    PHUONG_LONG_THANH: ("phường", "Long Thành", TP_DONG_NAI, "2026-04-30", None),
    TP_DONG_NAI: ("thành phố", "Đồng Nai", None, "2026-04-30", None),
}
POINTS = {LOC_AN: (10.80, 107.00), XUAN_DONG: (10.75, 107.35), PHUONG_LONG_THANH: (10.78, 106.98)}
"""(latitude, longitude) of communes, near where such communes are."""
NOW = {
    LOC_AN: PHUONG_LONG_THANH,
    LONG_THANH: PHUONG_LONG_THANH,
    DONG_NAI: TP_DONG_NAI,
    XUAN_DONG: TP_DONG_NAI,
    CAM_MY: TP_DONG_NAI,
}

COOPERATIVES = {
    "cooperative-xanh_740-0": ("cooperative", "Nông nghiệp Xanh", LOC_AN),
    "cooperative-nhan-xuan-dong_739-0": ("cooperative", "Nhãn Xuân Đông", XUAN_DONG),
    "group-bo-sua_26392-0": ("group", "Bò sữa Lộc An", LOC_AN),
}
DOCUMENTS = {
    "10946.KH-UBND_2019_75-0": (
        "10946",
        "KH-UBND",
        "kế hoạch",
        "10946/KH-UBND",
        "UBND tỉnh Đồng Nai",
        DONG_NAI,
        "2019-09-24",
    ),
    "148.QD-UBND-d_2021_740-0": (
        "148",
        "QĐ-UBND",
        "quyết định",
        "148/QĐ-UBND",
        "UBND huyện Long Thành",
        LONG_THANH,
        "2021-01-15",
    ),
    "46-CT.TU_2015-2020": ("46", "CT/TU", "chỉ thị", "46-CT/TU", "Ban Thường vụ Tỉnh ủy", DONG_NAI, None),
}

SOURCES: tuple[dict[str, Any], ...] = (
    {
        "id": "dong-nai/long-thanh",
        "name": "Trang thông tin điện tử huyện Long Thành",
        "name_en": "Long Thành district portal",
        "level": "district",
        "place_id": LONG_THANH,
        "valid_to": "2025-06-30",
        "successor": "dong-nai/phuong-long-thanh",
    },
    {
        "id": "dong-nai/tinh",
        "name": "Cổng thông tin điện tử tỉnh Đồng Nai",
        "name_en": "Đồng Nai province portal",
        "level": "province",
        "place_id": DONG_NAI,
    },
    {
        "id": "dong-nai/phuong-long-thanh",
        "name": "Trang thông tin điện tử phường Long Thành",
        "name_en": "Long Thành ward portal",
        "level": "commune",
        "place_id": PHUONG_LONG_THANH,
        "valid_from": "2025-07-01",
        "predecessor": "dong-nai/long-thanh",
    },
    {
        "id": "bao/mien-dong",
        "name": "Báo Miền Đông (ví dụ)",
        "name_en": "A newspaper",
        "level": "newspaper",
        "place_id": DONG_NAI,
        "republish": "facts",
    },
)


@dataclass(frozen=True)
class Rated:
    """A product that articles rate: (article, stars, potential, day)."""

    id: str
    name: str
    producer: str
    place_id: str
    events: tuple[tuple[str, int, bool, str], ...]


PRODUCTS = (
    Rated(
        "nhan-tuoi-xuan-dong",
        "Nhãn tươi Xuân Đông",
        "Công ty Nông sản Cẩm Mỹ",
        XUAN_DONG,
        (("bao/mien-dong/77", 3, False, "2019-08-02"), ("dong-nai/tinh/6664", 4, False, "2024-11-15")),
    ),
    Rated(
        "sua-bo-loc-an",
        "Sữa bò Lộc An",
        "tổ hợp tác Bò sữa Lộc An",
        LOC_AN,
        (("dong-nai/tinh/6664", 5, True, "2024-11-15"),),
    ),
)
PRODUCER = ("nong-san-cam-my", "company", "Công ty Nông sản Cẩm Mỹ")


@dataclass
class Draft:
    """An article as a test writes it down."""

    id: str
    source_id: str
    title: str
    lead: str = ""
    blocks: Sequence[tuple[str, str, str]] = ()
    """(kind, text, src)"""
    published: str | None = None
    basis: str | None = "label"
    date_from: str | None = None
    date_to: str | None = None
    date_shown: str | None = None
    problems: str | None = None
    gone_since: str | None = None
    names: Sequence[str] = field(default_factory=lambda: (*COOPERATIVES, *DOCUMENTS, *PLACES))


def label(place_id: str) -> str:
    """`xã Lộc An, huyện Long Thành, tỉnh Đồng Nai`"""
    kind, name, parent, *_ = PLACES[place_id]
    return f"{kind} {name}" + (f", {label(parent)}" if parent else "")


def lineage(place_id: str) -> list[str]:
    parent = PLACES[place_id][2]
    return [place_id, *(lineage(parent) if parent else [])]


SEED = Draft(
    "dong-nai/long-thanh/3903",
    "dong-nai/long-thanh",
    "Huyện Long Thành phân công các đơn vị triển khai Chương trình mỗi xã một sản phẩm",
    "Mỗi đơn vị nhận một phần việc cụ thể và báo cáo kết quả hằng quý.",
    (
        (
            "paragraph",
            "Thực hiện Kế hoạch số 10946/KH-UBND của UBND tỉnh và Chỉ thị 46-CT/TU, UBND huyện giao phòng Kinh tế "
            "làm đầu mối, các xã rà soát sản phẩm có thể tham gia xếp hạng.",
            "",
        ),
        ("heading", "Việc của từng xã", ""),
        ("list_item", "Xã Lộc An chọn rau ăn lá và sữa bò.", ""),
        ("list_item", "Các xã còn lại đăng ký trước ngày 30 hằng tháng.", ""),
        ("image", "", "https://longthanh.example/anh/3903.jpg"),
        ("caption", "HTX Nông nghiệp Xanh, xã Lộc An, trong vụ thu hoạch rau", ""),
        ("table", "Nội dung | Số lượng\nHợp tác xã | 24\nTổ hợp tác | 38", ""),
        ("attachment", "Phụ lục phân công (PDF)", "https://longthanh.example/tep/phu-luc.pdf"),
        ("signature", "Phòng Văn hóa và Thông tin", ""),
    ),
    date_from="2019-09-24",
    date_to="2020-12-31",
    date_shown="2016-02-26",
    basis=None,
)

DRAFTS: tuple[Draft, ...] = (
    SEED,
    Draft(
        "dong-nai/tinh/6664",
        "dong-nai/tinh",
        "Đồng Nai công nhận thêm sản phẩm OCOP trong năm 2024",
        "Hội đồng của tỉnh họp hai ngày, chấm từng hồ sơ theo bộ tiêu chí.",
        (
            (
                "paragraph",
                "Hợp tác xã Nông nghiệp Xanh ở xã Lộc An có hai sản phẩm đạt 3 sao; hợp tác xã Nhãn Xuân Đông có "
                "một sản phẩm đạt 4 sao.",
                "",
            ),
            ("image", "", "https://dongnai.example/anh/hop.jpg"),
            ("caption", "Hội đồng xem mẫu nhãn tươi của HTX Nhãn Xuân Đông", ""),
            ("paragraph", "Các chủ thể được hướng dẫn làm lại bao bì và truy xuất nguồn gốc.", ""),
        ),
        published="2024-11-15T09:05",
    ),
    Draft(
        "dong-nai/long-thanh/148",
        "dong-nai/long-thanh",
        "UBND huyện ban hành Quyết định 148/QĐ-UBND về xếp hạng sản phẩm",
        "Quyết định có hiệu lực từ ngày ký.",
        (
            (
                "paragraph",
                "Theo Quyết định 148/QĐ-UBND, tổ hợp tác Bò sữa Lộc An được hỗ trợ kinh phí làm nhãn hàng.",
                "",
            ),
        ),
        published="2021-01-18",
        gone_since="2025-08-01T02:00:00Z",
    ),
    Draft(
        "dong-nai/phuong-long-thanh/12",
        "dong-nai/phuong-long-thanh",
        "Phường Long Thành mở điểm bán hàng OCOP đầu tiên",
        "Điểm bán đặt ngay chợ trung tâm.",
        (
            (
                "paragraph",
                "Hàng của HTX Nông nghiệp Xanh được bày ở gian đầu. Phường Long Thành cho biết sẽ mở thêm hai điểm.",
                "",
            ),
        ),
        published="2026-05-20",
        basis="listing",
    ),
    Draft(
        "bao/mien-dong/77",
        "bao/mien-dong",
        "Người trồng nhãn Xuân Đông và câu chuyện làm hàng OCOP",
        "Mười năm trước chưa ai nghĩ quả nhãn có thể lên kệ siêu thị.",
        (("paragraph", "Giám đốc hợp tác xã Nhãn Xuân Đông kể rằng năm đầu chỉ có bảy hộ tham gia.", ""),),
        published="2023-08-02",
    ),
    Draft(
        "dong-nai/tinh/vo-danh",
        "dong-nai/tinh",
        "Khuyến nông hướng dẫn ghi nhật ký sản xuất",
        "Bài không ghi ngày.",
        (("paragraph", "Nhà nông ở phía nam của tỉnh ghi lại từng lần bón phân.", ""),),
        basis=None,
    ),
    Draft(
        "dong-nai/tinh/che",
        "dong-nai/tinh",
        "Danh sách đầu mối liên hệ của các chủ thể OCOP",
        "Liên hệ để đặt hàng.",
        (
            ("paragraph", "Hợp tác xã Nông nghiệp Xanh: điện thoại •••••••••••.", ""),
            ("image", "", "https://dongnai.example/anh/danh-thiep.jpg"),
        ),
        published="2022-03-03",
        problems="masked",
    ),
)

_TOPICS = (
    ("Tập huấn đóng gói cho {who}", "Lớp học kéo dài ba buổi, học viên làm trên hàng của chính mình."),
    ("{where} chấm điểm sản phẩm OCOP đợt {k}", "Tổ giúp việc xem hồ sơ trước, hội đồng chấm sau."),
    ("{who} đưa hàng lên sàn thương mại điện tử", "Đơn đầu tiên đến sau bốn ngày mở gian hàng."),
    ("{where} rà soát kế hoạch nông thôn mới năm {year}", "Mỗi thôn cử một người theo dõi tiến độ."),
)
_WHO = ("HTX Nông nghiệp Xanh", "HTX Nhãn Xuân Đông", "tổ hợp tác Bò sữa Lộc An")
_WHERE = ("Huyện Long Thành", "Huyện Cẩm Mỹ", "Xã Lộc An", "Xã Xuân Đông")


def more_drafts(count: int = 24) -> Iterable[Draft]:
    """Plain articles from 2018 to 2026, one topic after the other."""
    for k in range(count):
        year = 2018 + k % 9
        title, lead = _TOPICS[k % len(_TOPICS)]
        words = {"who": _WHO[k % 3], "where": _WHERE[k % 4], "k": k, "year": year}
        source = "dong-nai/phuong-long-thanh" if year == 2026 else ("dong-nai/long-thanh", "dong-nai/tinh")[k % 2]
        body = (
            f"{words['where']} cùng {words['who']} bàn việc làm hàng OCOP trong năm {year}. Theo Kế hoạch 10946/KH-UBND, "
            "sản phẩm phải có câu chuyện riêng và sổ ghi chép rõ ràng. Nông dân nêu ba khó khăn: vốn, đất và người kế nghiệp."
        )
        yield Draft(
            f"{source}/{100 + k}",
            source,
            title.format(**words),
            lead,
            (("paragraph", body, ""),),
            published=f"{year}-{k % 5 + 1 if year == 2026 else k % 12 + 1:02d}-{k % 27 + 1:02d}",
        )
