"""Which code this is."""

import subprocess

from operate.home import ROOT


def code_commit() -> str:
    """The git commit of this checkout, with `+` where files were changed since; a container says it in a file COMMIT.
    Empty where neither is there."""
    stated = ROOT / "COMMIT"
    if stated.is_file():
        return stated.read_text(encoding="utf-8").strip()
    commit = _git("rev-parse", "HEAD")
    return commit + "+" if commit and _git("status", "--porcelain", "--untracked-files=no") else commit


def _git(*words: str) -> str:
    try:
        done = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, timeout=20)
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
