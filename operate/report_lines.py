"""How a run went, in the lines that a person reads at its end."""

from operate.backfill import Backfilled
from operate.changes import Changes
from operate.exits import Exit
from operate.rebuild import Rebuilt
from operate.runner import RunResult
from operate.status import WHAT_TO_DO, check_line
from pipeline.progress import Progress


def report_lines(result: RunResult) -> list[str]:
    """Worst first: what ended the run, portals in trouble, then the counts."""
    lines = [result.reason] if result.reason else []
    lines += [check_line(check.as_row()) for check in result.checks if check.level != "ok"]
    if result.exit_code == Exit.SOURCE_FAILED:
        lines.append(WHAT_TO_DO)
    for source_id, counts in sorted(result.crawled.get("sources", {}).items()):
        lines.append(
            f"{source_id}: {counts.get('requests', 0)} requests, {counts.get('new', 0)} mới / new, "
            f"{counts.get('changed', 0)} đổi / changed, {counts.get('unchanged', 0)} như cũ / unchanged"
        )
    lines += report_lines_of_build(result.built)
    if result.told.sent:
        lines.append(f"{result.told.sent} tin báo đã gửi / alerts sent ({result.told.articles} bài / articles)")
    lines += [f"chưa gửi được, lần chạy sau gửi lại / alert not delivered: {why}" for why in result.told.failures]
    if result.alarms:
        lines.append(f"{result.alarms} báo động đã gửi / alarms told")
    lines += [f"báo động chưa gửi được, lần sau gửi lại / alarm not delivered: {why}" for why in result.undelivered]
    return lines


def report_lines_of_build(built: Progress | None) -> list[str]:
    """What a build counted; nothing where there was none."""
    lines = []
    if built:
        lines.append(
            f"{built.read} bài đã đọc / articles read, {built.new} mới / new, "
            f"{built.unreadable} không đọc được / unreadable, {built.pictures} ảnh / pictures"
        )
        if built.again or built.waiting:
            lines.append(
                f"{built.again} bản lưu cũ đọc lại / old captures read again by new rules, "
                f"{built.waiting} còn lại cho lượt sau / left for the next runs"
            )
        if built.starved:
            lines.append(
                f"{built.starved} bài máy chưa kịp đọc, lần dựng sau đọc lại / articles that the machine had no time "
                "for, read by the next build"
            )
        if built.agreement is not None:
            lines.append(
                f"{built.cross_checked} bài đối chiếu với trafilatura / cross-checked, "
                f"giống nhau / agreement {built.agreement:.2f}"
            )
        if built.decisions_lost:
            lines.append(
                f"{built.decisions_lost} quyết định không còn chỗ dựa trong bài, xem bảng decisions / decisions whose "
                "evidence is gone: table decisions, state 'evidence gone'"
            )
    return lines


def change_lines(done: Rebuilt) -> list[str]:
    """What a rebuild changed."""
    return ["không có gì đổi / nothing changed"] if done.same else lines_of_changes(done.changes)


def lines_of_changes(changed: Changes) -> list[str]:
    """Names and dates by kind with examples, then rows by table; nothing where nothing differs."""
    lines = []
    for change in changed.names:
        lines.append(f"{change.kind} {change.what}: {change.number}")
        lines += [f"    {example}" for example in change.examples]
        if change.number > len(change.examples):
            lines.append("    …")
    if changed.tables:
        lines.append("dòng / rows:")
    lines += [f"  {table.table}: -{table.only_old} +{table.only_new}" for table in changed.tables]
    return lines


def backfill_lines(done: Backfilled, dry_run: bool) -> list[str]:
    """How a backfill went, or what the archive offers."""
    lines = [done.reason] if done.reason else []
    counts = done.counts
    if dry_run:
        lines += [f"{offer.year}: {offer.articles} bài / articles in {offer.captures} bản lưu / captures, "
                  f"{offer.media} ảnh và tệp / pictures and files" for offer in done.offers]  # fmt: skip
    elif counts:
        lines.append(f"{done.archive}: {counts['captured']} bản lưu / captures, {counts['unchanged']} có sẵn / known, "
                     f"{counts['left_out']} bỏ qua / left out, {counts['failed']} hỏng / failed, "
                     f"{done.waiting} còn chờ / waiting")  # fmt: skip
    if counts:
        lines.append(f"{counts['index_rows']} dòng chỉ mục / index rows, {counts['foreign_rows']} của cơ quan khác "
                     "/ of other bodies")  # fmt: skip
    return [*lines, *report_lines_of_build(done.built)]
