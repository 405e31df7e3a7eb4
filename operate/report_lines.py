"""How a run went, in the lines that a person reads at its end."""

from operate.rebuild import Rebuilt
from operate.runner import RunResult


def report_lines(result: RunResult) -> list[str]:
    """Worst first: failing portals, the reason, then the counts."""
    lines = [f"{check.level:<5} {check.source_id}: {check.says}" for check in result.checks if check.level != "ok"]
    if result.reason:
        lines.append(result.reason)
    for source_id, counts in sorted(result.crawled.get("sources", {}).items()):
        lines.append(
            f"{source_id}: {counts.get('requests', 0)} requests, {counts.get('new', 0)} mới / new, "
            f"{counts.get('changed', 0)} đổi / changed, {counts.get('unchanged', 0)} như cũ / unchanged"
        )
    if result.built:
        built = result.built
        lines.append(
            f"{built.read} bài đã đọc / articles read, {built.new} mới / new, "
            f"{built.unreadable} không đọc được / unreadable, {built.pictures} ảnh / pictures"
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
    """What a rebuild changed: names and dates by kind with examples, then rows by table."""
    if done.same:
        return ["không có gì đổi / nothing changed"]
    lines = []
    for change in done.changes.names:
        lines.append(f"{change.kind} {change.what}: {change.number}")
        lines += [f"    {example}" for example in change.examples]
        if change.number > len(change.examples):
            lines.append("    …")
    lines.append("dòng / rows:")
    lines += [f"  {table.table}: -{table.only_old} +{table.only_new}" for table in done.changes.tables]
    return lines
