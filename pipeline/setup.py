"""Which home a build reads, with which sources."""

from dataclasses import dataclass
from pathlib import Path

from crawler.portals.media_policy import Media


@dataclass(frozen=True)
class Setup:
    """What every child needs to know; sent once, when it starts."""

    home: Path
    source_folders: tuple[Path, ...]
    contact: str = ""
    """E-mail or web address at which readers report mistakes; every page of the site shows it."""
    media: Media = "full"
