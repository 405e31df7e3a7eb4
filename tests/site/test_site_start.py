"""Both ways to start the site: `datasette .` and the full command line that `ocop serve` uses."""

import json
import subprocess
from pathlib import Path

import pytest
from conftest import DATASETTE, ROOT, served


def get(command: list[str], path: str, cwd: Path) -> str:
    done = subprocess.run([*command, "--get", path], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def directory(tmp_path: Path, home: Path) -> Path:
    """The root of a checkout as Datasette sees it, with a built archive in it."""
    for name in ("plugins", "templates", "static", "metadata.yml", "settings.json"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "archive.db").symlink_to(home / "archive.db")
    return tmp_path


def test_as_a_configuration_directory(directory: Path) -> None:
    assert "DỮ LIỆU MẪU" in get([DATASETTE, "."], "/", directory)
    assert json.loads(get([DATASETTE, "."], "/archive/articles.json", directory))["suggested_facets"] == []


def test_with_every_flag(home: Path, tmp_path: Path) -> None:
    assert "mỗi xã một sản phẩm" in get(served(home), "/bai/dong-nai/long-thanh/3903", tmp_path)


def test_settings_are_ones_that_datasette_knows() -> None:
    from datasette.app import DEFAULT_SETTINGS

    assert set(json.loads((ROOT / "settings.json").read_text(encoding="utf-8"))) <= set(DEFAULT_SETTINGS)
