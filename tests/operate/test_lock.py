"""One run at a time, and a dead run holds nothing."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from operate.lock import Locked, run_lock

HOLDER = """
import sys, time
from pathlib import Path
from operate.lock import run_lock
with run_lock(Path(sys.argv[1]), "2026-11-02T02:00:00Z"):
    print("held", flush=True)
    time.sleep(60)
"""


def hold(home: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(home)], stdout=subprocess.PIPE, text=True)
    assert process.stdout and process.stdout.readline() == "held\n"
    return process


def test_the_second_run_is_told_who_holds_the_home(tmp_path: Path) -> None:
    process = hold(tmp_path)
    with pytest.raises(Locked, match=rf"process {process.pid} since 2026-11-02T02:00:00Z"), run_lock(tmp_path, "later"):
        pass
    process.kill()
    process.communicate()


def test_a_killed_run_leaves_no_lock(tmp_path: Path) -> None:
    process = hold(tmp_path)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    with run_lock(tmp_path, "later"):
        pass


def test_of_twenty_starts_exactly_one_runs(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(20)
    ]
    losers = 0
    while losers < 19:
        for process in processes:
            if process.poll() is not None and process.stderr and (said := process.stderr.read()):
                assert "another run holds this home" in said
                losers += 1
    alive = [process for process in processes if process.poll() is None]
    assert len(alive) == 1
    alive[0].kill()
    for process in processes:
        process.communicate()
