"""`ocop export --bagit`: what cannot be made again, in a bag that a validator accepts which had no part in making it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .desk import Desk


@pytest.fixture(scope="module")
def bag(live: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bag") / "kho"
    told = live.ocop("export", "--bagit", folder)["bag"]
    payload = [file for file in (folder / "data").rglob("*") if file.is_file()]
    assert told["files"] == len(payload) and told["bytes"] == sum(file.stat().st_size for file in payload)
    return folder


@pytest.fixture
def harmed(bag: Path, tmp_path: Path) -> Path:
    """A copy of the bag, which the test may harm."""
    return Path(shutil.copytree(bag, tmp_path / "bag"))


def library(folder: Path) -> int:
    """What the Library of Congress's command says of a bag."""
    command = [sys.executable, "-m", "bagit", "--validate", str(folder)]
    return subprocess.run(command, capture_output=True, timeout=120).returncode


def coreutils(folder: Path) -> list[int]:
    """What sha256sum and sha512sum say of every manifest."""
    return [
        subprocess.run([f"{name}sum", "-c", "--strict", "--quiet", f"{kind}-{name}.txt"], cwd=folder, timeout=120,
                       capture_output=True).returncode
        for kind in ("manifest", "tagmanifest") for name in ("sha256", "sha512")
    ]  # fmt: skip


def test_others_find_the_bag_whole(bag: Path) -> None:
    assert library(bag) == 0 and coreutils(bag) == [0, 0, 0, 0]
    info = (bag / "bag-info.txt").read_text(encoding="utf-8")
    assert "DỮ LIỆU MẪU" in info and "Bagging-Date: 2026-11-02" in info


def test_others_see_what_is_changed_lost_or_added(harmed: Path) -> None:
    warc = next((harmed / "data" / "captures").glob("*.warc.gz"))
    whole = warc.read_bytes()
    warc.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert library(harmed) != 0 and coreutils(harmed) == [1, 1, 0, 0]
    warc.unlink()
    assert library(harmed) != 0
    warc.write_bytes(whole)
    assert library(harmed) == 0
    (harmed / "data" / "captures" / "la.warc.gz").write_bytes(b"")
    assert library(harmed) != 0


def test_it_holds_all_that_a_home_cannot_make_again(bag: Path, live: Desk, harmed: Path) -> None:
    at_home = {file.name for file in (live.home / "captures").glob("*.warc.gz")} | {"ledger.db", "ledger.db.sha256"}
    assert {file.name for file in (bag / "data" / "captures").iterdir()} == at_home
    assert (bag / "data" / "decisions" / "ids.csv").read_bytes() == (live.home / "decisions" / "ids.csv").read_bytes()
    assert len(list((bag / "data" / "sources" / "mau").glob("*.yml"))) == 4
    assert Desk(harmed / "data", live.sources).ocop("verify")["findings"] == []


def test_a_bag_of_harmed_captures_is_refused(bag: Path, live: Desk, harmed: Path) -> None:
    home = Desk(harmed / "data", live.sources)
    warc = next((home.home / "captures").glob("*.warc.gz"))
    warc.write_bytes(warc.read_bytes()[:-1])
    target = harmed.parent / "other"
    assert "not what was received" in home.ocop("export", "--bagit", target, code=2)
    assert not target.exists()
    assert "--force" in live.ocop("export", "--bagit", bag, code=2)
