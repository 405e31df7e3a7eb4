"""The list of commands, by what a person wants; a command's code is loaded when it is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module

import click


@dataclass(frozen=True)
class Entry:
    """One command of the list."""

    code: str
    """Module of operate.commands and the command in it, as `running:run`."""
    summary: str
    """Its line in the list: Vietnamese, then English."""


SECTIONS: Mapping[str, Mapping[str, Entry]] = {
    "Bắt đầu / Start": {
        "init": Entry("starting:init", "Tạo nhà cho kho lưu trữ / make a home, with a commented ocop.toml"),
        "sample": Entry("samples:sample", "Cổng mẫu trên máy này / sample portals on this machine"),
        "serve": Entry("starting:serve", "Mở trang web của kho / show the archive as a web site"),
    },
    "Cổng thông tin / Portals": {
        "sources": Entry("sources:sources", "Danh bạ các cổng / list, show, check, add portals"),
        "estimate": Entry("sources:estimate", "Ước tính lần thu thập đầu / what a first crawl would take"),
    },
    "Thu thập và đọc / Collect and read": {
        "run": Entry("running:run", "Thu thập rồi dựng: lệnh cho lịch chạy / crawl what is due and build: for cron"),
        "crawl": Entry("running:crawl", "Chỉ thu thập / fetch and keep, the first half of run"),
        "build": Entry("running:build", "Chỉ đọc vào archive.db / read into archive.db, the second half"),
        "rebuild": Entry("rebuilding:rebuild", "Dựng lại từ đầu, kể thay đổi / all again, and what changed"),
        "extract": Entry("reading:extract", "Đọc thử một trang / what is read out of one page"),
        "ocr": Entry("reading:ocr", "Nhận dạng bản quét / read scanned attachments"),
        "backfill": Entry("past:backfill", "Lấy lại từ kho web / bring back what a web archive holds"),
        "import": Entry("imports:import_", "Nhận WARC, WACZ, HTML của người khác / take over others' captures"),
    },
    "Trông coi / Keep watch": {
        "status": Entry("watch:status", "Tình trạng lúc này / health now"),
        "check": Entry("watch:check", "Còn ai trông không? / does anybody still keep watch?"),
        "report": Entry("watch:report_month", "Việc cần người trong tháng / what needs a person this month"),
        "ack": Entry("watch:ack", "Đã biết lỗi này / a known fault, until a day"),
        "pause": Entry("watch:pause", "Tạm nghỉ một cổng / leave a portal alone, until a day"),
    },
    "Bằng chứng / Evidence": {
        "explain": Entry("evidence:explain", "Mọi việc của một địa chỉ / every event of one address"),
        "verify": Entry("evidence:verify", "Còn nguyên như lúc nhận? / is what is kept still what was received?"),
        "recover": Entry("evidence:recover", "Dọn sau sự cố / put in order what a crash left"),
        "audit": Entry("audit:audit", "Mẫu ngẫu nhiên để chấm / a random sample for a person to judge"),
    },
    "Sửa và gỡ / Correct": {
        "decide": Entry("decide:decide_group", "Sửa điều đã đọc, có lý do / correct what was read, with a reason"),
        "suppress": Entry("past:suppress", "Gỡ một bài / take an article down"),
    },
    "Trao lại / Hand on": {
        "export": Entry("export:export_command", "WACZ, CSV, Parquet, XLSX / captures and tables as files"),
        "publish": Entry("publish:publish_command", "Bản phát hành dữ liệu / the next data release"),
    },
}

_ENTRIES = {name: entry for section in SECTIONS.values() for name, entry in section.items()}


class Front(click.Group):
    """A group that knows its commands by SECTIONS: `ocop status` starts without Scrapy, `--help` without either."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_ENTRIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the same
        if cmd_name not in _ENTRIES:
            return None
        module, _, name = _ENTRIES[cmd_name].code.partition(":")
        command = getattr(import_module(f"operate.commands.{module}"), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if (near := get_close_matches(args[0], _ENTRIES, 1)) and near[0] != args[0]:
            ctx.fail(f"{args[0]!r} is no command; did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - the same
        for section, entries in SECTIONS.items():
            with formatter.section(section):
                formatter.write_dl([(name, entry.summary) for name, entry in entries.items()])
