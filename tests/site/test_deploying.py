"""The deploy recipe, started and abused: nginx before the two processes, on one release."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
from conftest import ROOT

from operate.home import open_home
from operate.serve import Profile, serve_command

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
HOSTILE = [
    "select length(hex(zeroblob(400000000)))",
    "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c",
    "select instr((select group_concat(body) from article_texts), 'zzz')",
    "select count(*) from mentions a, mentions b, mentions c, mentions d",
    "attach database '/etc/passwd' as x",
]
DOORS = ["//evil.example/", "/%5Cevil.example/", "/-/databases.json", "/archive/articles?_trace=1", "/archive?sql=" + "x" * 9000,
         "/bai/../../etc/passwd", "/archive/articles?_searchmode=raw&_search=%22", "/tim-kiem?q=" + "%22" * 400]  # fmt: skip


def answer(address: str, method: str = "GET") -> int:
    try:
        request = urllib.request.Request(address, method=method)
        with urllib.request.build_opener().open(request, timeout=60) as found:
            found.read()
            return int(found.status)
    except urllib.error.HTTPError as error:
        return error.code


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def resident_mb(process: subprocess.Popen[bytes]) -> float:
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


@pytest.fixture(scope="module")
def public(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of the proxy, and the two processes behind it."""
    if NGINX is None:
        pytest.skip("no nginx on this machine: apt-get install nginx-light")
    folder = tmp_path_factory.mktemp("deploy")
    work = folder / "home"
    shutil.copytree(home, work)
    publish = [sys.executable, "-m", "ocop", "--home", str(work), "publish", str(folder / "out"), "--no-tables"]
    subprocess.run(publish, check=True, capture_output=True, cwd=ROOT)
    ports = [free_port() for _ in range(3)]
    config = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    for old, new in zip(("listen 8080", "127.0.0.1:8001", "127.0.0.1:8002"), ports, strict=True):
        assert config.count(old) == 1
        config = config.replace(old, old.replace("8080", str(new)).replace("8001", str(new)).replace("8002", str(new)))
    (folder / "nginx.conf").write_text(config.replace("/tmp/ocop-nginx", f"{folder}/nginx"), encoding="utf-8")
    running: list[subprocess.Popen[bytes]] = []
    release = open_home(folder / "out" / "current")
    profiles: tuple[Profile, ...] = ("browse", "sql")
    for port, profile in zip(ports[1:], profiles, strict=True):
        command = serve_command(release, port, profile=profile)
        program = Path(sys.executable).with_name(command[0])
        running.append(subprocess.Popen([program, *command[1:]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    running.append(subprocess.Popen([NGINX, "-e", "stderr", "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]))
    address = f"http://127.0.0.1:{ports[0]}"
    try:
        for path in ("/", "/archive.json?sql=select+1"):
            for _ in range(200):
                try:
                    if answer(address + path) == 200:
                        break
                except (urllib.error.URLError, ConnectionError):
                    pass
                time.sleep(0.2)
        yield address, running[:2]
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait()


def test_each_door_leads_where_the_recipe_says(public: tuple[str, list[subprocess.Popen[bytes]]]) -> None:
    address, _ = public
    assert answer(address + "/") == answer(address + "/archive/articles") == 200
    assert answer(address + "/archive/articles?_where=1=1") in (400, 403)
    assert answer(address + "/", "POST") == 405
    assert answer(address + "/-/settings.json") == 404 and answer(address + "/%5Cevil.example/") == 400


def test_pages_answer_while_the_archive_is_abused(public: tuple[str, list[subprocess.Popen[bytes]]]) -> None:
    address, processes = public
    hostile = [f"{address}/archive.json?sql={quote(sql)}" for sql in HOSTILE * 4] + [
        address + door for door in DOORS * 3
    ]
    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(answer, one) for one in hostile]
        pages = [answer(address + path) for path in ("/", "/tim-kiem?q=htx", "/bai/dong-nai/long-thanh/3903") * 4]
        found = [one.result() for one in answers]
    assert set(pages) == {200}
    assert 500 not in found and all(code < 500 or code == 503 for code in found)
    assert max(map(resident_mb, processes)) < 300


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for unit in ("ocop-site@.service", "ocop-run.service", "ocop-run.timer"):
        text = (ROOT / "deploy" / unit).read_text("utf-8").replace("/opt/ocop/.venv/bin/ocop", "/bin/true")
        (tmp_path / unit.replace("@.", "@browse.")).write_text(text, encoding="utf-8")
    units = sorted(str(path) for path in tmp_path.iterdir())
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not [line for line in done.stderr.splitlines() if "ocop" in line], done.stderr
