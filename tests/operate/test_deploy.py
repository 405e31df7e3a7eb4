"""What deploy/ offers is well formed, and calls commands that there are."""

import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from ocop import main

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_units_are_what_systemd_takes(tmp_path: Path) -> None:
    program = tmp_path / ".venv" / "bin" / "ocop"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/opt/ocop", str(tmp_path)).replace("User=ocop", "User=root")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / unit.name) for unit in UNITS)], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr.strip()) == (0, "")


def test_every_command_called_exists() -> None:
    texts = [file.read_text(encoding="utf-8") for file in (ROOT / "deploy").rglob("*") if file.is_file()]
    found = {match for text in texts for match in re.findall(r"(?:--home \S+|\$OCOP) (\w+(?: --[\w-]+)?)", text)}
    assert {"run", "verify --slice", "check --max-age", "report"} <= found
    for words in map(str.split, found):
        command = main.get_command(click.Context(main), words[0])
        assert command, words
        options = {name for option in command.params for name in option.opts}
        assert set(words[1:]) <= options
