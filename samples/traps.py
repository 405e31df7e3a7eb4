"""The traps of the sample portals (samples/traps.yml): their names stand in `traps` of articles and portals too."""

from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Trap:
    """One oddity of real portals, present on at least one sample page."""

    what: str
    portal: str
    page: str
    """A path, or `article <id>`."""
    shows: str
    """Regular expression that the page (UTF-8, undecodable bytes replaced) contains."""
    status: int = 200


def _load() -> dict[str, Trap]:
    text = Path(__file__).with_name("traps.yml").read_text(encoding="utf-8")
    return {name: Trap(**data) for name, data in yaml.load(text, Loader=yaml.CSafeLoader).items()}


TRAPS = _load()
"""Name -> what it is and where it shows."""
