"""The rows of archive.db that a draft article stands for, as the pipeline would write them."""

import json
import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from site_drafts import (
    CAM_MY,
    COOPERATIVES,
    DOCUMENTS,
    LOC_AN,
    LONG_THANH,
    NOW,
    PHUONG_LONG_THANH,
    PLACES,
    POINTS,
    PRODUCER,
    PRODUCTS,
    SEED,
    SOURCES,
    XUAN_DONG,
    Draft,
    label,
    lineage,
)
from sqlite_utils import Database

from pipeline.archive.compact import insert
from pipeline.archive.texts import write_texts


def write_world(db: Database) -> None:
    """Places, portals, health, entities, and the small tables."""
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
                "lat": POINTS.get(place_id, (None, None))[0],
                "lon": POINTS.get(place_id, (None, None))[1],
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
                "names": json.dumps(
                    {f"HTX {name}": 3, f"{'tổ hợp tác' if kind == 'group' else 'hợp tác xã'} {name}": 1},
                    ensure_ascii=False,
                ),
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
        level = {"level": 3} if kind == "heading" else {}
        blocks.append({"kind": kind, **level, **({name: [start, end]} if name else {"src": src})})
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


def write_article(db: Database, n: int, draft: Draft, capture: Any) -> None:
    """One article with everything around it."""
    source = next(source for source in SOURCES if source["id"] == draft.source_id)
    facts_only = source.get("republish") == "facts"
    fields, blocks = _fields(draft)
    mentions, quoted = _mentions(db, draft, fields, facts_only)
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
    body = {name: "" if facts_only else fields[name] for name in ("captions", "attachments", "body")}
    body["blocks"] = "[]" if facts_only else json.dumps(blocks, ensure_ascii=False)
    write_texts(db, n, fields, body)
    insert(db, "mentions", quoted)
    entities = {key: text for named in mentions for key, text in _entities(*named).items()}
    insert(
        db,
        "article_entities",
        [{"article_id": draft.id, "kind": k, "entity_id": e, "label": text} for (k, e), text in entities.items()],
    )
    _write_around(db, draft, capture)


def _mentions(
    db: Database, draft: Draft, fields: dict[str, str], facts_only: bool
) -> tuple[list[tuple[str, str]], list[dict[str, Any]]]:
    """What is named, as (kind of article_entities, id), and the rows of `mentions`."""
    found: list[tuple[str, str]] = []
    quoted: list[dict[str, Any]] = []
    for name, text in fields.items():
        for pattern, kind, entity_id, listed_as in _surfaces():
            for match in re.finditer(pattern, text):
                quote = text[max(0, match.start() - 60) : match.end() + 60]
                start = quote.index(match[0]) if facts_only else match.start()
                quoted.append(
                    {
                        "article_id": draft.id,
                        "position": len(quoted),
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
                found.append((listed_as, entity_id))
                if listed_as == "document":
                    db.table("citations").insert(
                        {
                            "article_id": draft.id,
                            "document_id": entity_id,
                            "role": "announces" if "ban hành" in quote else "cites",
                            "link": "certain",
                            "surface": match[0],
                            "date_claimed": "2021-01-16" if name == "title" else None,
                            "field": name,
                            "start": match.start(),
                        }
                    )
    return found, quoted


def _entities(kind: str, entity_id: str) -> dict[tuple[str, str], str]:
    """(kind, id) of what an article names that names this, with labels."""
    named = [(kind, entity_id)]
    if kind == "place_then":
        named = [("place_then", unit) for unit in lineage(entity_id)]
        named += [("place_now", unit) for unit in lineage(NOW.get(entity_id, entity_id))]
    text = {**{key: row[1] for key, row in COOPERATIVES.items()}, **{key: row[3] for key, row in DOCUMENTS.items()}}
    return {(listed_as, listed): text.get(listed) or label(listed) for listed_as, listed in named}


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
                "masked": int("masked" in (draft.problems or "")),
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
        insert(
            db,
            "dates",
            [
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
            ],
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
        insert(
            db,
            "figures",
            [
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
            ],
        )


def write_products(db: Database) -> None:
    """Products, their producer and the ratings that articles announce, where those articles are."""
    held = {row["id"] for row in db.query("SELECT id FROM articles")}
    maker, kind, company = PRODUCER
    for rated in PRODUCTS:
        events = [event for event in rated.events if event[0] in held]
        firm = [stars for _, stars, potential, _ in events if not potential]
        db.table("products").insert(
            {
                "id": rated.id,
                "name": rated.name,
                "names": json.dumps({rated.name: len(events)}, ensure_ascii=False),
                "producer": rated.producer,
                "place_id": rated.place_id,
                "place": label(rated.place_id),
                "stars_announced": firm[-1] if firm else None,
                "first_seen": events[0][3] if events else None,
                "last_seen": events[-1][3] if events else None,
                "articles": len({event[0] for event in events}),
            }
        )
        for position, (article_id, stars, potential, day) in enumerate(events):
            quote = f"{rated.name} của {rated.producer} {'tiềm năng ' if potential else 'đạt '}{stars} sao"
            db.table("rating_events").insert(
                {
                    "product_id": rated.id,
                    "article_id": article_id,
                    "stars": stars,
                    "potential": int(potential),
                    "state": "announced",
                    "announced": day,
                    "expires": f"{int(day[:4]) + 3}{day[4:]}",
                    "quote": quote,
                    "position": position,
                }
            )
            named = [("product", rated.id, rated.name)]
            if rated.producer == company:
                named.append(("producer", maker, company))
            for at, (of, entity_id, name) in enumerate(named):
                entity = {"article_id": article_id, "kind": of, "entity_id": entity_id, "label": name}
                insert(db, "article_entities", [entity])
                insert(
                    db,
                    "mentions",
                    [
                        {
                            "article_id": article_id,
                            "position": 900 + at + 10 * PRODUCTS.index(rated),
                            "field": "quote",
                            "surface": name,
                            "kind": of,
                            "name": name,
                            "rule": "R1",
                            "entity_id": entity_id,
                            "quote": quote,
                        }
                    ],
                )
    db.table("producers").insert(
        {
            "id": maker,
            "kind": kind,
            "name": company,
            "names": json.dumps({company: 2}, ensure_ascii=False),
            "first_seen": "2019-08-02",
            "last_seen": "2024-11-15",
            "articles": len({event[0] for event in PRODUCTS[0].events} & held),
        }
    )


def write_suppressed(db: Database) -> None:
    """One article that was taken down."""
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
    db.table("articles").insert(
        {
            "id": "dong-nai/tinh/ngoai",
            "n": -2,
            "source_id": "dong-nai/tinh",
            "title": "Lịch thu gom rác",
            "state": "irrelevant",
            "sample": 1,
        }
    )
    db.table("decisions").insert(
        {
            "id": "0123456789ab",
            "do": "irrelevant",
            "article_id": "dong-nai/tinh/ngoai",
            "why": "Lịch thu gom rác, không nói về sản phẩm.",
            "decided_on": "2026-11-20",
            "state": "applied",
        }
    )
    db.table("entity_redirects").insert(
        {
            "old_id": "cooperative-xanh_75-0",
            "kind": "cooperative",
            "new_id": "cooperative-xanh_740-0",
            "why": "một hợp tác xã",
        }
    )
