"""A small archive of our own wording, with every table filled: what the site's tests and screenshots are shown on."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from sqlite_utils import Database

from crawler.captures.records import Exchange
from crawler.captures.store import CaptureStore
from crawler.clock import fixed_clock
from pipeline.archive.schema import prepare
from pipeline.archive.search_index import ensure_fold_version, index_article

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


def build(home: Path, drafts: Sequence[Draft] | None = None, holds: str = "samples", captures: bool = True) -> Path:
    """Write <home>/archive.db (and captures/, media/) and return its path."""
    path = home / "archive.db"
    db = Database(path)
    prepare(db)
    db.conn.execute("PRAGMA journal_mode=WAL")
    chosen = [*DRAFTS, *more_drafts()] if drafts is None else list(drafts)
    with db.atomic():
        _write_world(db)
        captured = _capture(home, chosen) if captures else {}
        for number, draft in enumerate(sorted(chosen, key=lambda d: d.published or d.date_to or "")):
            _write_article(db, number + 1, draft, captured.get(draft.id))
        _write_suppressed(db)
        _write_media(db, home)
        _count(db)
        for key, value in {
            "built_at": "2026-06-01T03:00:00Z",
            "holds": holds,
            "version": "0.1.0",
            "digest": "0" * 64,
        }.items():
            db.execute("INSERT OR REPLACE INTO archive_state VALUES (?, ?)", [key, value])
    ensure_fold_version(db)
    db.close()
    return path


def _capture(home: Path, drafts: Sequence[Draft]) -> dict[str, Any]:
    clock = fixed_clock(datetime(2025, 5, 6, 7, 8, 9, tzinfo=UTC))
    kept = {}
    with CaptureStore(home, clock) as store:
        run = store.open_run([source["id"] for source in SOURCES])
        for draft in drafts:
            page = (
                f"<html><head><title>{draft.title}</title><script>alert(1)</script></head>"
                f"<body><h1>{draft.title}</h1><p>{draft.lead}</p>"
                "<footer>Điện thoại: 0251.3844.000, thu@longthanh.example</footer></body></html>"
            )
            kept[draft.id] = store.append(
                run,
                Exchange(
                    source_id=draft.source_id,
                    role="article",
                    url=f"https://example.org/{draft.id}",
                    key=draft.id.removeprefix(f"{draft.source_id}/"),
                    outcome="ok",
                    status=200,
                    request_headers=(),
                    response_headers=((b"Content-Type", b"text/html; charset=utf-8"),),
                    body=page.encode(),
                ),
            )
        store.close_run(run, "done", 0, "")
    return kept


def _write_world(db: Database) -> None:
    for place_id, (kind, name, parent, valid_from, valid_to) in PLACES.items():
        province = PLACES[lineage(place_id)[-1]]
        db.table("places").insert(
            {
                "id": place_id,
                "code": place_id.split("-")[0],
                "kind": kind,
                "name": name,
                "label": f"{kind} {name}",
                "level": {"xã": "commune", "phường": "commune", "huyện": "district"}.get(kind, "province"),
                "parent_id": parent,
                "province": f"{province[0]} {province[1]}",
                "valid_from": valid_from,
                "valid_to": valid_to,
                "decree": "1662/NQ-UBTVQH15" if valid_to else "36/2026/QH16",
                "articles": 0,
            }
        )
    for old, new in NOW.items():
        db.table("place_changes").insert(
            {"old_id": old, "new_id": new, "part": "whole", "on_date": "2025-07-01", "decree": "1662/NQ-UBTVQH15"}
        )
    for source in SOURCES:
        db.table("sources").insert(
            {
                "host": f"{source['id'].split('/')[1]}.example",
                "family": "nukeviet",
                "republish": "full",
                "sample": 1,
                "home_url": f"https://{source['id'].split('/')[1]}.example/",
                "place": label(source["place_id"]),
                "licence": f"Ghi rõ nguồn “{source['name']}” khi phát hành lại.",
                "status": "passes on samples",
                "last_success": "2026-05-31T18:00:00Z",
                "articles": 0,
                "valid_from": None,
                "valid_to": None,
                "predecessor": None,
                "successor": None,
                **source,
            }
        )
        db.table("health").insert(
            {
                "run_id": 1,
                "source_id": source["id"],
                "check": "Z1",
                "level": "fail" if "tinh" in source["id"] else "ok",
                "value": "3",
                "limit": "5",
                "says": "danh sách tin chỉ còn 3 mục / listing shows 3 items",
            }
        )
    for entity_id, (kind, name, place_id) in COOPERATIVES.items():
        db.table("cooperatives").insert(
            {
                "id": entity_id,
                "kind": kind,
                "name": name,
                "own_name": name,
                "fields": '["nông nghiệp"]',
                "names": json.dumps({f"HTX {name}": 3, f"hợp tác xã {name}": 1}, ensure_ascii=False),
                "place_id": place_id,
                "place": label(place_id),
                "place_now": label(NOW[place_id]),
                "first_seen": "2018-01-01",
                "last_seen": "2026-05-20",
                "articles": 0,
            }
        )
    for entity_id, (number, symbol, kind, norm, issuer, place_id, day) in DOCUMENTS.items():
        db.table("documents").insert(
            {
                "id": entity_id,
                "number": number,
                "symbol": symbol,
                "type": kind,
                "norm": norm,
                "issuer": issuer,
                "issuer_place_id": place_id,
                "year": (day or "")[:4] or "2015-2020",
                "date": day,
                "title": None,
                "dates_claimed": json.dumps({day: 2} if day else {}),
                "first_seen": "2018-01-01",
                "last_seen": "2026-05-20",
                "articles": 0,
            }
        )
    db.table("rules").insert(
        {
            "id": "R1",
            "version": 1,
            "makes": "mentions",
            "does": "đọc tên",
            "does_en": "reads names",
            "precision": None,
            "measured_n": None,
            "measured_on": None,
        }
    )
    db.table("runs").insert(
        {
            "id": 1,
            "started_at": "2026-05-31T17:00:00Z",
            "ended_at": "2026-05-31T18:00:00Z",
            "state": "done",
            "exit_code": 0,
            "reason": "",
            "requests": 60,
            "captures": 40,
            "new_articles": 30,
            "changed_articles": 1,
        }
    )
    db.table("considered").insert(
        {
            "source_id": "dong-nai/tinh",
            "key": "999",
            "title": "Giải bóng đá thiếu niên",
            "date": "2024-02-02",
            "section": "Tin",
            "url": "https://dongnai.example/999",
            "reason": "không nhắc tới OCOP, hợp tác xã hay nông thôn mới",
            "found_at": "2025-05-06T07:08:09Z",
            "sampled": 0,
            "sampled_relevant": None,
        }
    )


def _fields(draft: Draft) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """The searchable fields, and the blocks with the slice each holds."""
    of_kind = {"caption": "captions", "attachment": "attachments", "image": None}
    fields = {"title": draft.title, "lead": draft.lead, "captions": "", "attachments": "", "body": ""}
    blocks = []
    for kind, text, src in draft.blocks:
        name = of_kind.get(kind, "body")
        start = end = None
        if name:
            fields[name] += ("\n" if fields[name] else "") + text
            end = len(fields[name])
            start = end - len(text)
        blocks.append(
            {
                "kind": kind,
                "text": text,
                "src": src,
                "level": 3 if kind == "heading" else 0,
                "field": name,
                "start": start,
                "end": end,
            }
        )
    return fields, blocks


def _surfaces() -> Iterable[tuple[str, str, str, str]]:
    """(pattern, kind of mention, entity id, kind of article_entities)"""
    for entity_id, (kind, name, _) in COOPERATIVES.items():
        yield rf"(?:HTX|[Hh]ợp tác xã|[Tt]ổ hợp tác) {name}", kind, entity_id, "cooperative"
    for entity_id, (_, _, _, norm, *_) in DOCUMENTS.items():
        yield re.escape(norm), "document", entity_id, "document"
    for place_id in (LOC_AN, LONG_THANH, XUAN_DONG, CAM_MY, PHUONG_LONG_THANH):
        kind, name, *_ = PLACES[place_id]
        level = "district" if kind == "huyện" else "commune"
        yield rf"(?i:{kind}) {name}", level, place_id, "place_then"


def _write_article(db: Database, n: int, draft: Draft, capture: Any) -> None:
    source = next(source for source in SOURCES if source["id"] == draft.source_id)
    facts_only = source.get("republish") == "facts"
    fields, blocks = _fields(draft)
    mentions = _mentions(db, draft, fields, facts_only)
    then = sorted({label(unit) for m in mentions if m[1] in PLACES for unit in lineage(m[1])})
    now = sorted({label(unit) for m in mentions if m[1] in NOW for unit in lineage(NOW[m[1]])})
    db.table("articles").insert(
        {
            "id": draft.id,
            "n": n,
            "source_id": draft.source_id,
            "url": f"https://example.org/{draft.id}",
            "title": draft.title,
            "lead": draft.lead,
            "section": "Nông thôn mới",
            "author": None,
            "published": draft.published,
            "published_basis": draft.basis if draft.published else None,
            "date_from": draft.date_from,
            "date_to": draft.date_to,
            "date_shown": draft.date_shown,
            "year": (draft.published or "")[:4] or None,
            "first_seen": "2025-05-06T07:08:09Z",
            "last_seen": "2026-05-31T17:30:00Z",
            "checked": "2026-05-31T17:30:00Z",
            "gone_since": draft.gone_since,
            "relevance": "tiêu đề nêu OCOP",
            "capture_id": capture.seq if capture else None,
            "licence": None,
            "places_then": json.dumps(then, ensure_ascii=False),
            "places_now": json.dumps(now, ensure_ascii=False),
            "cooperatives": json.dumps(
                sorted({COOPERATIVES[m[1]][1] for m in mentions if m[1] in COOPERATIVES}), ensure_ascii=False
            ),
            "documents": json.dumps(
                sorted({DOCUMENTS[m[1]][3] for m in mentions if m[1] in DOCUMENTS}), ensure_ascii=False
            ),
            "products": "[]",
            "images": sum(kind == "image" for kind, *_ in draft.blocks),
            "attachments": sum(kind == "attachment" for kind, *_ in draft.blocks),
            "body_basis": "family",
            "problems": draft.problems,
            "sample": 1,
            "state": "published",
        }
    )
    texts = {"n": n, "article_id": draft.id, **fields, "blocks": json.dumps(blocks, ensure_ascii=False)}
    if facts_only:
        texts |= {"captions": "", "attachments": "", "body": "", "blocks": "[]"}
    db.table("article_texts").insert(texts)
    index_article(db, n, texts)
    _write_around(db, draft, capture)


def _mentions(db: Database, draft: Draft, fields: dict[str, str], facts_only: bool) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    position = 0
    for name, text in fields.items():
        for pattern, kind, entity_id, listed_as in _surfaces():
            for match in re.finditer(pattern, text):
                quote = text[max(0, match.start() - 60) : match.end() + 60]
                start = quote.index(match[0]) if facts_only else match.start()
                db.table("mentions").insert(
                    {
                        "article_id": draft.id,
                        "position": position,
                        "field": "quote" if facts_only else name,
                        "start": start,
                        "end": start + len(match[0]),
                        "surface": match[0],
                        "kind": kind,
                        "name": match[0],
                        "norm": match[0],
                        "rule": "R1",
                        "entity_id": entity_id,
                        "place_id": None,
                        "candidates": None,
                        "date": None,
                        "quote": quote,
                    }
                )
                position += 1
                found.append((listed_as, entity_id))
                _write_entities(db, draft.id, listed_as, entity_id)
                if listed_as == "document":
                    db.table("citations").insert(
                        {
                            "article_id": draft.id,
                            "document_id": entity_id,
                            "role": "cites",
                            "surface": match[0],
                            "date_claimed": None,
                            "field": name,
                            "start": match.start(),
                        }
                    )
    return found


def _write_entities(db: Database, article_id: str, kind: str, entity_id: str) -> None:
    named = [(kind, entity_id)]
    if kind == "place_then":
        named = [("place_then", unit) for unit in lineage(entity_id)]
        named += [("place_now", unit) for unit in lineage(NOW.get(entity_id, entity_id))]
    for listed_as, listed in named:
        text = {**{key: row[1] for key, row in COOPERATIVES.items()}, **{key: row[3] for key, row in DOCUMENTS.items()}}
        row = {
            "article_id": article_id,
            "kind": listed_as,
            "entity_id": listed,
            "role": "names",
            "label": text.get(listed) or label(listed),
        }
        db.table("article_entities").insert(row, replace=True)


def _write_around(db: Database, draft: Draft, capture: Any) -> None:
    """Captures, versions, dates, addresses, pictures, files and a figure of one article."""
    if capture:
        db.table("captures").insert(
            {
                "id": capture.seq,
                "source_id": draft.source_id,
                "role": "article",
                "url": capture.url,
                "article_id": draft.id,
                "fetched_at": capture.fetched_at,
                "outcome": "ok",
                "status": 200,
                "content_type": "text/html; charset=utf-8",
                "sha256": capture.payload_sha256,
                "bytes": capture.payload_bytes,
                "warc_file": capture.warc_file,
                "warc_offset": capture.warc_offset,
                "warc_length": capture.warc_length,
                "parse_state": "parsed",
                "charset": "utf-8",
                "origin": "live",
            }
        )
    versions = [("2025-05-06T07:08:09Z", "")]
    if draft is SEED:
        versions.append(
            ("2025-06-01T01:00:00Z", "- Các xã đăng ký trước ngày 20.\n+ Các xã đăng ký trước ngày 30 hằng tháng.")
        )
    for number, (seen, diff) in enumerate(versions, start=1):
        db.table("article_versions").insert(
            {
                "article_id": draft.id,
                "version": number,
                "content_hash": str(number),
                "title": draft.title,
                "seen_from": seen,
                "seen_to": seen,
                "capture_id": None,
                "diff": diff,
            }
        )
    db.table("article_urls").insert(
        {
            "article_id": draft.id,
            "url": f"https://example.org/{draft.id}",
            "role": "fetched",
            "first_seen": "2025-05-06T07:08:09Z",
            "last_seen": "2026-05-31T17:30:00Z",
        }
    )
    dates = [(draft.published, "label", "thẻ ngày của bài", 1, None)] if draft.published else []
    if draft.date_shown:
        dates.append((draft.date_shown, "page clock", "đầu trang: Thứ 6 - 26/02/2016", 0, "Đây là đồng hồ của trang."))
        dates.append(("2019-09-24", "document bound", "10946/KH-UBND", 0, "Chỉ là giới hạn dưới."))
    for position, (value, basis, evidence, accepted, why_not) in enumerate(dates):
        db.table("dates").insert(
            {
                "article_id": draft.id,
                "position": position,
                "value": value,
                "precision": "day",
                "basis": basis,
                "evidence": evidence,
                "accepted": accepted,
                "why_not": why_not,
            }
        )
    captions = [text for kind, text, _ in draft.blocks if kind == "caption"]
    pictures = [src for kind, _, src in draft.blocks if kind == "image"]
    for position, src in enumerate(pictures):
        caption = captions[position] if position < len(captions) else None
        db.table("article_images").insert(
            {
                "article_id": draft.id,
                "position": position,
                "src": src,
                "caption": caption,
                "caption_basis": "next paragraph" if caption else None,
                "credit": None,
                "sha256": sha256(src.encode()).hexdigest(),
                "state": "ok",
            }
        )
    files = [(text, src) for kind, text, src in draft.blocks if kind == "attachment"]
    for position, (text, src) in enumerate(files):
        db.table("attachments").insert(
            {
                "article_id": draft.id,
                "position": position,
                "href": src,
                "label": text,
                "bytes": 2400,
                "type": "PDF",
                "pages": 2,
                "state": "ok",
            }
        )
    if draft is SEED:
        db.table("figures").insert(
            {
                "article_id": draft.id,
                "position": 0,
                "value": 24,
                "unit": "hợp tác xã",
                "place": "huyện Long Thành",
                "place_id": LONG_THANH,
                "as_of": "2019",
                "counting": "total",
                "aim": "result",
                "quote": "Hợp tác xã | 24",
                "field": "body",
                "start": 0,
                "end": 5,
                "rule": "R1",
            }
        )


def _write_suppressed(db: Database) -> None:
    db.table("articles").insert(
        {
            "id": "dong-nai/tinh/da-go",
            "n": 0,
            "source_id": "dong-nai/tinh",
            "title": "đã gỡ",
            "state": "suppressed",
            "sample": 1,
        }
    )
    db.table("suppressed").insert(
        {
            "article_id": "dong-nai/tinh/da-go",
            "source_id": "dong-nai/tinh",
            "since": "2026-05-01",
            "reason": "Người trong bài yêu cầu gỡ.",
        }
    )


def _write_media(db: Database, home: Path) -> None:
    (home / "media").mkdir(exist_ok=True)
    for row in list(db.query("SELECT DISTINCT sha256, src FROM article_images")):
        name = f"{row['sha256']}.jpg"
        picture = Image.new("RGB", (720, 480), (205, 221, 200))
        drawn = ImageDraw.Draw(picture)
        for k in range(9):
            drawn.rectangle((0, 260 + k * 26, 720, 272 + k * 26), fill=(70 + k * 9, 130 + k * 6, 80))
        picture.save(home / "media" / name, "JPEG", quality=82)
        db.table("images").insert(
            {
                "sha256": row["sha256"],
                "bytes": 40_000,
                "width": 1440,
                "height": 960,
                "format": "JPEG",
                "thumbnail": name,
                "state": "ok",
            }
        )


def _count(db: Database) -> None:
    for table, kinds in (
        ("cooperatives", "'cooperative'"),
        ("documents", "'document'"),
        ("places", "'place_then', 'place_now'"),
    ):
        db.execute(
            f"UPDATE {table} SET articles = (SELECT count(DISTINCT article_id) FROM article_entities e "
            f"WHERE e.kind IN ({kinds}) AND e.entity_id = {table}.id)"
        )
    db.execute(
        "UPDATE sources SET (articles, first_published, last_published) = (SELECT count(*), min(published), max(published) "
        "FROM articles a WHERE a.source_id = sources.id AND a.state = 'published')"
    )
    db.execute(
        "INSERT INTO coverage SELECT source_id, coalesce(substr(published, 1, 7), 'không rõ'), count(*) + 1, count(*) + (n % 7 = 0), "
        "count(*), 0, (n % 7 = 0) FROM articles WHERE state = 'published' GROUP BY 1, 2"
    )
