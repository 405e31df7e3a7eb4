"""The deploy recipe, started and abused: nginx before the two processes, on one release."""

import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
from conftest import ROOT

from rigs.abuse import BROKEN, COSTLY_SQL
from rigs.public_site import NGINX, PublicSite, public_site


def answer(address: str, method: str = "GET") -> int:
    try:
        request = urllib.request.Request(address, method=method)
        with urllib.request.build_opener().open(request, timeout=60) as found:
            found.read()
            return int(found.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.fixture(scope="module")
def public(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublicSite]:
    """The recipe on a release of the sample library."""
    if NGINX is None:
        pytest.skip("no nginx on this machine: apt-get install nginx-light")
    folder = tmp_path_factory.mktemp("deploy")
    work = folder / "home"
    shutil.copytree(home, work)
    publish = [sys.executable, "-m", "ocop", "--home", str(work), "publish", str(folder / "out"), "--no-tables"]
    subprocess.run(publish, check=True, capture_output=True, cwd=ROOT)
    with public_site(folder / "out" / "current", folder) as site:
        yield site


def test_each_door_leads_where_the_recipe_says(public: PublicSite) -> None:
    address = public.address
    assert answer(address + "/") == answer(address + "/archive/articles") == 200
    assert answer(address + "/archive/articles?_where=1=1") in (400, 403)
    assert answer(address + "/", "POST") == 405
    assert answer(address + "/-/settings.json") == 404 and answer(address + "/%5Cevil.example/") == 400


def test_pages_answer_while_the_archive_is_abused(public: PublicSite) -> None:
    address = public.address
    hostile = [f"{address}/archive.json?sql={quote(sql)}" for sql in COSTLY_SQL * 4]
    hostile += [address + door for door in BROKEN * 3]
    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(answer, one) for one in hostile]
        pages = [answer(address + path) for path in ("/", "/tim-kiem?q=htx", "/bai/dong-nai/long-thanh/3903") * 4]
        found = [one.result() for one in answers]
    assert set(pages) == {200}
    assert 500 not in found and all(code < 500 or code == 503 for code in found)
    assert max(public.most_memory_mb().values()) < 300


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for unit in ("ocop-site@.service", "ocop-run.service", "ocop-run.timer"):
        text = (ROOT / "deploy" / unit).read_text("utf-8").replace("/opt/ocop/.venv/bin/ocop", "/bin/true")
        (tmp_path / unit.replace("@.", "@browse.")).write_text(text, encoding="utf-8")
    units = sorted(str(path) for path in tmp_path.iterdir())
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not [line for line in done.stderr.splitlines() if "ocop" in line], done.stderr
