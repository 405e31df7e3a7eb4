"""A portal in a skin that its family does not know is added with YAML alone, led by what `ocop sources check` says."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desk import DAY, ROOT
from sqlite_utils import Database
from variant_portal import ARTICLES, VariantPortal, title

BARE = """\
name: Trang thông tin điện tử xã Mẫu
name_en: Sample commune portal
level: commune
unit: "26425-20250701"
hosts: ["bienthe.localhost:{port}"]
family: tang-tuong-phan
home_url: http://bienthe.localhost:{port}/
valid_from: 2025-07-01
allow_addresses: ["127.0.0.0/8"]
delay: 0.01
sections:
  - {{url: /tin-xa/, label: Tin xã}}
"""
OVERRIDES = """\
noise: [".doc-them"]
layouts:
  - fields:
      title: ["p.ten-lon"]
      date_label: ["p.luc"]
      lead: ["p.doan-mo"]
      body: ["div.trong"]
      pictures: ["div.hinh-dau"]
      caption: ["div.ghi"]
    listing:
      item: ["section.o-tin"]
      title: ["q"]
      date: ["u"]
      next_url: "?so={page}"
"""


@pytest.fixture(scope="module")
def portal() -> Iterator[VariantPortal]:
    with VariantPortal() as portal:
        yield portal


def _home(folder: Path, portal: VariantPortal, more: str = "") -> Path:
    (folder / "sources" / "moi").mkdir(parents=True)
    (folder / "ocop.toml").write_text('contact = "kho@mau.vn"\n', encoding="utf-8")
    (folder / "sources" / "moi" / "bien-the.yml").write_text(BARE.format(port=portal.port) + more, encoding="utf-8")
    return folder


def _ocop(home: Path, *words: str, code: int | None = 0) -> Any:
    command = [sys.executable, "-m", "ocop", "--home", str(home), "--json", "--now", DAY, *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, cwd=ROOT)
    assert code is None or done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return json.loads(done.stdout.splitlines()[-1])


def _findings(verdict: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {finding["check"]: finding for finding in verdict["findings"]}


def test_what_the_family_does_not_know_is_told_with_the_line_to_write(portal: VariantPortal, tmp_path: Path) -> None:
    found = _findings(_ocop(_home(tmp_path, portal), "sources", "check", "moi/bien-the", code=6)[0])
    assert found["listing"]["level"] == "fail" and "layouts: [{listing: {item:" in found["listing"]["says"]
    path = tmp_path / "sources" / "moi" / "bien-the.yml"
    path.write_text(path.read_text("utf-8") + 'layouts: [{listing: {item: ["section.o-tin"]}}]\n', encoding="utf-8")
    found = _findings(_ocop(tmp_path, "sources", "check", "moi/bien-the", code=None)[0])
    assert found["listing"]["level"] == "ok"
    assert "next_url" in found["paging"]["says"]
    assert "div.trong" in found["layout"]["says"]


def test_with_the_overrides_everything_is_read(portal: VariantPortal, tmp_path: Path) -> None:
    home = _home(tmp_path, portal, OVERRIDES)
    (verdict,) = _ocop(home, "sources", "check", "moi/bien-the", code=6)
    assert [f["check"] for f in verdict["findings"] if f["level"] == "fail"] == ["expectation"]
    expectation = home / "expectations" / "moi" / "bien-the.yml"
    told = expectation.read_text("utf-8")
    assert f"title: {title(ARTICLES)}" in told
    expectation.write_text(told.replace("reviewed: false", "reviewed: true"), encoding="utf-8")
    (verdict,) = _ocop(home, "sources", "check", "moi/bien-the")
    assert verdict["verdict"] == "passes"
    _ocop(home, "run", "moi/bien-the", code=None)
    db = Database(home / "archive.db")
    rows = {
        row["title"]: row
        for row in db.query("SELECT a.*, t.lead, t.body FROM articles a JOIN article_texts t USING (n)")
    }
    assert set(rows) == {title(number) for number in range(1, ARTICLES + 1)}
    row = rows[title(5)]
    assert row["published"].startswith("2026-03-05")
    assert row["lead"] == "Hội đồng xã vừa họp phiên xét hồ sơ thứ 5 của năm nay."
    assert row["body"].startswith("Đoạn 1:") and "Đọc thêm" not in row["body"]
    pictures = list(db.query("SELECT src, caption FROM article_images WHERE article_id = ? ORDER BY src", [row["id"]]))
    assert [(p["src"].rpartition("/")[2], p["caption"]) for p in pictures] == [
        ("5.gif", "Gian hàng số 5 của hợp tác xã."), ("dau-5.gif", None),
    ]  # fmt: skip
