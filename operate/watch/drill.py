"""The fire drill of every run: a portal that fell silent is put before the watch, which must cry out."""

from datetime import UTC, datetime

from crawler.captures.rows import Visit
from crawler.portals.source import Section, Source
from operate.watch.alarms import telling
from operate.watch.memory import after_run
from operate.watch.quiet import Quiets
from pipeline.archive.health import checks_of

_URL = "https://dien-tap.invalid/tin"
_SOURCE = Source(
    id="dien-tap/im-lang", name="Diễn tập", name_en="Fire drill", level="district", unit="",
    hosts=("dien-tap.invalid",), family="generic", home_url=_URL, sections=(Section(_URL, "Tin"),),
)  # fmt: skip
_AT = "2026-01-05T00:00:00Z"
_SUMMARY = {
    "requests": 1, "captured": 1, "outcomes": {"ok": 1},
    "sections": {_URL: {"pages": 1, "first_page_items": 0, "items_seen": 0}},
}  # fmt: skip


def fire_drill() -> str:
    """Why the watch can not be trusted; empty where it cries out as it must."""
    checks = list(checks_of(Visit(0, _SOURCE.id, _AT, _SUMMARY), _SOURCE))
    if not any(check.level == "fail" for check in checks):
        return (
            "diễn tập báo cháy không kêu, lỗi của phần mềm / the fire drill was not reported, a bug: a list without "
            "articles passed as healthy"
        )
    troubles = after_run({}, checks, {_SOURCE.id}, _AT)
    if not telling(troubles, Quiets(), 1, datetime(2026, 1, 5, tzinfo=UTC)).new:
        return (
            "diễn tập báo cháy không được báo, lỗi của phần mềm / the fire drill was not told, a bug: a failing portal "
            "would alarm nobody"
        )
    return ""
