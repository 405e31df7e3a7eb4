"""SIGTERM and SIGINT in the middle of reading: the code that a scheduler knows, nothing lost, the next build goes on."""

import signal
import subprocess

import pytest

from operate.lock import run_lock

from .conftest import Road

pytestmark = pytest.mark.road

NAME = "mau/phuong-long-thanh"


def stopped(road: Road, command: str, number: signal.Signals) -> tuple[int, str]:
    """Exit code and words of a command that gets a signal when it says that it reads."""
    process = subprocess.Popen(road.command(command), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout and process.stdout.readline().startswith("read:")
    process.send_signal(number)
    said, _ = process.communicate(timeout=40)
    return process.returncode, said


def test_reading_is_left_at_a_signal_and_gone_on_with(road: Road) -> None:
    road.ocop("crawl", NAME)
    for command, number, code in (("build", signal.SIGINT, 130), ("rebuild", signal.SIGTERM, 143)):
        ended, said = stopped(road, command, number)
        assert ended == code and "Dừng theo tín hiệu" in said, said
    road.ocop("build")
    with run_lock(road.home, "2026-11-02T02:00:00Z"):
        assert "another run holds this home" in road.ocop("rebuild", code=5)
    assert road.ocop("rebuild")["same"] is True
