"""The sample portals on loopback, and the home that is filled from them."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from operate.choose import holds
from operate.home import ROOT, Home, HomeError
from pipeline.linking.ids import IDS_FILE

PORT = 8400
START_SECONDS = 20


@contextmanager
def sample_portals(home: Home, port: int = PORT) -> Iterator[Home]:
    """Serve the sample portals in a process of their own while the block runs; `home` with sources that name their
    port. Raises HomeError when they do not come up, with what they said (a busy port names itself)."""
    with tempfile.TemporaryDirectory() as folder:
        ready, sources = Path(folder) / "ready", Path(folder) / "sources"
        command = [
            sys.executable, "-m", "samples", "serve", "--port", str(port), "--ready-file", str(ready),
            "--sources", str(sources),
        ]  # fmt: skip
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        try:
            _wait_until_ready(process, ready)
            yield home if port == PORT else replace(home, sources_override=sources)
        finally:
            process.terminate()
            process.communicate()


def _wait_until_ready(process: subprocess.Popen[str], ready: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready.exists():
        if process.poll() is not None:
            assert process.stderr
            raise HomeError(process.stderr.read().strip() or "The sample portals ended at once.")
        if time.monotonic() > deadline:
            raise HomeError(f"Cổng mẫu không trả lời / The sample portals did not answer within {START_SECONDS} s.")
        time.sleep(0.05)


def clear_samples(home: Home) -> list[Path]:
    """Empty a home whose every capture is a sample; returns what was removed. Raises HomeError for any other home."""
    if holds(home) != "samples":
        raise HomeError(f"{home.path} không phải kho mẫu / {home.path} does not hold samples; nothing was removed.")
    removed = []
    for path in (home.captures, home.media):
        if path.is_dir():
            shutil.rmtree(path)
            removed.append(path)
    ids = home.decisions / IDS_FILE
    for path in [*home.path.glob("archive.db*"), *([ids] if ids.exists() else [])]:
        path.unlink()
        removed.append(path)
    return removed
