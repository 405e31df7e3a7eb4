"""Data files that ship with the software."""

from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where PyYAML was built with it: ten times as fast, and every process of a build reads these files."""


def read_yaml(path: Path) -> Any:
    """What a YAML file says, in plain Python values."""
    return yaml.load(path.read_text("utf-8"), Loader=_LOADER)
