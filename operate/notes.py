"""Small notes of a home in .ocop/: JSON, written whole or not at all."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from operate.home import HomeError


def read_note(file: Path, lost: str) -> dict[str, Any]:
    """What a note says; empty where there is none. `lost`: what deleting it costs, told where it cannot be read.
    Raises HomeError."""
    if not file.exists():
        return {}
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise HomeError(f"{file}: {error}. Delete it: {lost}") from error
    if not isinstance(known, dict):
        raise HomeError(f"{file}: không phải tệp của kho / {file} is no note of ours. Delete it: {lost}")
    return known


def write_note(file: Path, value: Mapping[str, Any]) -> None:
    """Whole or not at all: a torn note would forget what was told to whom."""
    file.parent.mkdir(exist_ok=True)
    part = file.with_suffix(".part")
    with part.open("w", encoding="utf-8") as stream:
        json.dump(value, stream, ensure_ascii=False, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(file)
