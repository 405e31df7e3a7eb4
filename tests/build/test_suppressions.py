"""Take-downs are text lines with a reason; a half-written one stops the build instead of being half applied."""

from pathlib import Path

import pytest

from pipeline.decisions.suppressions import DecisionError, Suppression, add_suppression, read_suppressions


def test_written_and_read_back(tmp_path: Path) -> None:
    decision = Suppression("mau/la/bai-1", "http://la.localhost/bai-1", "2026-11-02", "theo đề nghị, có dấu phẩy")
    assert add_suppression(tmp_path, decision) is True
    assert add_suppression(tmp_path, decision) is False
    assert read_suppressions(tmp_path) == {"mau/la/bai-1": decision}


def test_no_file_is_no_decision(tmp_path: Path) -> None:
    assert read_suppressions(tmp_path) == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("article_id,url,since\nx,y,2026-11-02\n", "first line must be"),
        ("article_id,url,since,why\nx,y,2026-11-02,\n", "line 2"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "suppress.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DecisionError, match=says):
        read_suppressions(tmp_path)
