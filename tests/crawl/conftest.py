"""Homes for crawls."""

from pathlib import Path

import pytest

from .runs import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home."""
    return Home(tmp_path)
