"""What OCR has read of attachments, kept in the home beside the captures: dear to make, so a rebuild only reads it."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = "ocr"


@dataclass(frozen=True)
class Recognised:
    """Pages of one file as a recogniser read them."""

    sha256: str
    by: str
    """Name and version: `tesseract 5.3.0 vie`."""
    read_at: str
    pages: tuple[str, ...]


def recognised_path(home: Path, sha256: str) -> Path:
    """Where the reading of a file stands."""
    return home / FOLDER / f"{sha256}.json"


def load_recognised(home: Path, sha256: str) -> Recognised | None:
    """The reading of a file, or None. Raises ValueError on a file that is not one; the message names it."""
    path = recognised_path(home, sha256)
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Recognised(kept["sha256"], kept["by"], kept["read_at"], tuple(map(str, kept["pages"])))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path} is no OCR reading ({error}); delete it and run `ocop ocr` again") from error


def save_recognised(home: Path, reading: Recognised) -> None:
    """Whole or not at all."""
    path = recognised_path(home, reading.sha256)
    path.parent.mkdir(exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(json.dumps(asdict(reading), ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(path)
