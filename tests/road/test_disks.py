"""Disks that fill up or refuse in the middle of a run: an exit code, the next step, and nothing lost."""

import contextlib
import errno
import os
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.captures.reader import CaptureReader
from crawler.captures.store import CaptureStore
from rigs import shim
from rigs.shim import Call
from samples.server import SampleServer

from .conftest import Road, road_to

pytestmark = pytest.mark.road

SOURCE = "mau/dong-nai"


def without_moment(road: Road) -> dict[str, list[str]]:
    """What the archive says, without what the port and the number of a capture decide."""
    asked = {
        "articles": "id, title, published, places_then, documents, cooperatives, images, n",
        "mentions": "article_id, position, field, start, surface, kind, entity_id",
        "dates": "article_id, position, value, basis, accepted",
        "considered": "source_id, key, title, reason",
    }
    return {
        table: sorted(str(tuple(row.values())) for row in road.rows(f"SELECT {columns} FROM {table}"))
        for table, columns in asked.items()
    }


def every_byte_has_its_row(home: Path) -> None:
    CaptureStore(home).close()
    with CaptureReader(home) as reader:
        for capture in reader.captures():
            reader.payload(capture)
        sizes = {row["name"]: row["bytes"] for row in reader.warc_files()}
    assert {path.name: path.stat().st_size for path in (home / "captures").glob("*.warc.gz")} == sizes


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What a run on a good disk makes of the portal."""
    with SampleServer() as server:
        calm = road_to(tmp_path_factory.mktemp("yen"), server)
        calm.ocop("run", SOURCE, code=None)
        return without_moment(calm)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a file system of its own that is soon full."""
    folder = tmp_path / "home"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a file system of a fixed size needs the right to mount one")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("where", ["captures", "home"])
def test_a_disk_that_fills_up_ends_the_run_with_3_and_the_next_run_ends_it(
    tmp_path: Path, small_disk: Path, undisturbed: dict[str, list[str]], where: str
) -> None:
    with SampleServer() as server:
        road = road_to(tmp_path / "road", server)
        if where == "home":
            road.home = small_disk
        else:
            (road.home / "captures").symlink_to(small_disk)
        (road.home / "ocop.toml").write_text("minimum_free_gb = 0\n", encoding="utf-8")
        full = road.ocop("run", SOURCE, code=3)
        assert "no space left" in full["reason"] or "is full" in full["reason"]
        assert "Make room, then run again" in full["reason"]
        assert road.ocop("status")["last_run"], "that it did not end well, or not at all"
        if where == "home":
            fill(small_disk / "rest")
            assert "Make room" in road.ocop("verify", code=3)
            (small_disk / "rest").unlink()
        subprocess.run(["mount", "-o", "remount,size=200m", str(small_disk)], check=True)
        goes_on(road, undisturbed)


def fill(file: Path) -> None:
    """Write until nothing fits any more."""
    with file.open("wb", buffering=0) as stream, contextlib.suppress(OSError):
        while True:
            stream.write(bytes(512))


def ended_with_4(done: "subprocess.CompletedProcess[str]") -> None:
    assert done.returncode == 4, done.stdout + done.stderr
    assert "Check the disk" in done.stdout and "run again" in done.stdout
    assert "Traceback" not in done.stderr


def goes_on(road: Road, undisturbed: dict[str, list[str]]) -> None:
    """What was kept is whole, and the next run on a good disk ends as a run that nothing disturbed."""
    every_byte_has_its_row(road.home)
    road.ocop("run", SOURCE, code=None)
    every_byte_has_its_row(road.home)
    assert without_moment(road) == undisturbed


def test_a_disk_that_refuses_to_write_ends_the_run_with_4(tmp_path: Path, undisturbed: dict[str, list[str]]) -> None:
    """The kernel refuses to let any file grow beyond a size: an error of writing that is not "full"."""
    with SampleServer() as server:
        road = road_to(tmp_path, server)
        (road.home / "captures").mkdir()

        def no_large_files() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (250_000, resource.RLIM_INFINITY))

        done = subprocess.run(
            road.command("run", SOURCE), capture_output=True, text=True, timeout=120, preexec_fn=no_large_files
        )
        ended_with_4(done)
        goes_on(road, undisturbed)


@pytest.mark.parametrize("call", [Call.WRITE, Call.SYNC])
def test_a_disk_that_answers_with_an_io_error_ends_the_run_with_4(
    tmp_path: Path, undisturbed: dict[str, list[str]], call: Call
) -> None:
    """EIO from the thirtieth write or fsync below captures/ on, in whichever process makes it."""
    if reason := shim.missing():
        pytest.skip(reason)
    with SampleServer() as server, shim.compiled() as library:
        road = road_to(tmp_path, server)
        (road.home / "captures").mkdir()
        broken = {
            "LD_PRELOAD": str(library),
            "RIG_FOLDER": str((road.home / "captures").resolve()),
            "RIG_ARM": f"{int(shim.Action.FAIL_EVER)} 30 {errno.EIO} {int(call)}",
        }
        done = subprocess.run(
            road.command("run", SOURCE), capture_output=True, text=True, timeout=120, env={**os.environ, **broken}
        )
        ended_with_4(done)
        goes_on(road, undisturbed)
