"""NOTES.md of a release: what it is, and what is otherwise than in the one before."""

from collections.abc import Mapping
from typing import Any

from operate.changes import Changes
from operate.report_lines import lines_of_changes


def notes(about: Mapping[str, Any], changed: Changes, before: str | None) -> str:
    """Markdown, Vietnamese and English."""
    lines = [
        f"# Bản phát hành {about['id']} · Data release {about['id']}",
        "",
        f"* {about['articles']} bài · articles; mới nhất · newest: {about['newest'] or '—'}",
        f"* mã nguồn · code: {about['commit'] or 'unknown'}",
        f"* SHA-256 dữ liệu · of the data: {about['data_sha256']}",
        f"* SHA-256 archive.db: {about['archive_sha256']}",
    ]
    if accepted := about["accepted"]:
        told = f"{accepted['gates']}. {accepted['why']}"
        lines.append(f"* Có người chấp nhận mất mát · A loss was accepted by a person: {told}")
    title = f"## Thay đổi so với {before} · Changes since {before}" if before else "## Bản đầu tiên · First release"
    lines += ["", title, ""]
    if before:
        lines += ["```", *(lines_of_changes(changed) or ["không có gì đổi / nothing changed"]), "```"]
    return "\n".join(lines).rstrip() + "\n"
