"""metadata.yml, the schema and docs/fields.md say the same."""

import subprocess
import sys

from conftest import ROOT


def test_metadata_schema_and_docs_agree() -> None:
    checked = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "fields.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


def test_a_column_without_a_sentence_is_named(tmp_path_factory: object) -> None:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        import fields
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    tables = {
        "t": {"title": "Bảng · Table", "description": "Một · One", "columns": {"a": "chỉ tiếng Việt", "gone": "x · y"}}
    }
    problems = fields.differences(tables, {"t": [("a", "TEXT"), ("b", "TEXT")], "u": []})
    assert problems == [
        "metadata.yml describes t.gone, which is no column",
        "metadata.yml lacks t.b",
        "metadata.yml lacks table u",
        "t.a: not in two languages",
    ]
