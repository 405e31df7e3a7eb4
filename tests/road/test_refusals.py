"""What `ocop run` must not do, and how it says so."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from samples.server import SampleServer
from samples.sources import sources_for

from .conftest import Road


def ocop(home: Path, *words: str, code: int) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "ocop", "--home", str(home), *words], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def test_nothing_live_is_asked_before_a_contact_is_set(tmp_path: Path) -> None:
    home = tmp_path / "home"
    ocop(tmp_path, "init", str(home), code=0)
    assert "contact" in ocop(home, "run", "dong-nai/tinh", code=2)
    assert not (home / "captures").exists()


def test_a_body_that_ended_is_not_crawled_and_its_successor_is_named(tmp_path: Path) -> None:
    home = tmp_path / "home"
    ocop(tmp_path, "init", str(home), code=0)
    (home / "ocop.toml").write_text('contact = "archive@example.org"\n', encoding="utf-8")
    said = ocop(home, "run", "dong-nai/long-thanh", code=2)
    assert "2025-06-30" in said
    assert "dong-nai/phuong-long-thanh" in said
    assert "ocop build" in said


def test_a_home_that_holds_samples_refuses_live_portals(built: Road) -> None:
    result = built.ocop("run", "dong-nai/tinh", code=2)
    assert "DỮ LIỆU MẪU" in json.dumps(result, ensure_ascii=False)


def test_a_home_of_samples_whose_settings_name_live_portals_says_so(built: Road) -> None:
    (built.home / "ocop.toml").write_text('sources = ["dong-nai/tinh"]\n', encoding="utf-8")
    said = json.dumps(built.ocop("run", code=2), ensure_ascii=False)
    (built.home / "ocop.toml").unlink()
    assert "dữ liệu mẫu" in said and "ocop sample --clear" in said


def test_an_unknown_portal_names_the_nearest(tmp_path: Path) -> None:
    assert "dong-nai/tinh" in ocop(tmp_path, "run", "dong-nai/tnh", code=2)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('contatc = "a@b.c"', "did you mean 'contact'"),
        ("contact = ", "not readable as TOML"),
        ('media = "some"', "media"),
    ],
)
def test_a_wrong_ocop_toml_is_one_clear_message(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "ocop.toml").write_text(text, encoding="utf-8")
    said = ocop(tmp_path, "status", code=2)
    assert says in said
    assert "Traceback" not in said


def test_too_little_disk_stops_before_any_request(tmp_path: Path) -> None:
    (tmp_path / "ocop.toml").write_text('contact = "a@example.org"\nminimum_free_gb = 1e9\n', encoding="utf-8")
    assert "free" in ocop(tmp_path, "run", "dong-nai/tinh", code=3)


def test_build_without_captures_says_what_to_do(tmp_path: Path) -> None:
    assert "ocop sample --crawl" in ocop(tmp_path, "build", code=2)


def test_serve_without_archive_says_make_run(tmp_path: Path) -> None:
    assert "make run" in ocop(tmp_path, "serve", code=2)


def test_when_nobody_answers_it_is_the_network(tmp_path: Path) -> None:
    with SampleServer() as server:
        port = server.port
    sources_for(port, tmp_path / "sources")
    home = tmp_path / "home"
    home.mkdir()
    said = ocop(home, "--sources", str(tmp_path / "sources"), "run", "mau/xuan-loc", "mau/la", code=8)
    assert "look at this machine's network" in said


def test_a_home_of_samples_is_emptied_by_command_and_no_other(road: Road, tmp_path: Path) -> None:
    road.ocop("run", "mau/xuan-loc", code=None)
    assert (road.home / "archive.db").exists()
    road.ocop("sample", "--clear")
    assert not (road.home / "archive.db").exists()
    assert not (road.home / "captures").exists()
    other = tmp_path / "other"
    other.mkdir()
    (other / "captures").mkdir()
    assert "nothing was removed" in ocop(other, "sample", "--clear", code=2)
    assert (other / "captures").exists()
