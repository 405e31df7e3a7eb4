"""docs/adding-a-portal.md says what the program does: its commands, families, checks, messages and patterns."""

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from crawler.portals.families import FAMILIES
from crawler.portals.registry import load_registry
from crawler.portals.source import Assertions, Section, Source
from ocop import main
from operate.home import make_home

PAGE = (Path(__file__).parents[2] / "docs" / "adding-a-portal.md").read_text(encoding="utf-8")
COMMANDS = sorted({
    line.partition("#")[0].strip("` ").strip()
    for line in (*re.findall(r"(?m)^ocop [^:\n]*$", PAGE), *re.findall(r"`ocop [^`]+`", PAGE))
})  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_page_exists(command: str) -> None:
    words = shlex.split(command)[1:]
    found: click.Command = main
    while isinstance(found, click.Group):
        while words and words[0].startswith("--"):
            assert _has(found, words.pop(0)), command
        if not words:
            return
        below = found.get_command(click.Context(found), words.pop(0))
        assert below, command
        found = below
    for option in (word for word in words if word.startswith("--")):
        assert _has(found, option), command


def _has(command: click.Command, option: str) -> bool:
    return any(option in parameter.opts for parameter in command.params)


def test_every_family_is_told_how_to_know_it() -> None:
    table = PAGE[PAGE.index("| family | told by |") : PAGE.index("`generic` is no failure")]
    assert set(re.findall(r"(?m)^\| `([a-z-]+)` \|", table)) == set(FAMILIES)


def test_the_defaults_are_those_of_the_code() -> None:
    assert f"seconds between two requests to a host ({Source.delay:g})" in PAGE
    assert f"listing pages to walk at most ({Section.max_pages})" in PAGE
    assert f"shows when all is well ({Assertions.listing_items})" in PAGE


def test_a_misspelt_key_is_answered_as_the_page_shows(tmp_path: Path) -> None:
    make_home(tmp_path)
    path = tmp_path / "sources" / "dong-nai" / "mau.yml"
    path.parent.mkdir()
    example = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[0]
    path.write_text(example.replace("valid_from", "valid_form"), encoding="utf-8")
    told = CliRunner().invoke(main, ["--home", str(tmp_path), "sources", "check", "dong-nai/mau"])
    (shown,) = re.findall(r"(?m)^ocop: (sources/dong-nai/mau\.yml:\d+: valid_form.*)$", PAGE)
    assert told.exit_code == 2
    assert told.output.strip().endswith(shown)


@pytest.mark.parametrize(("address", "pattern"), re.findall(r"(?m)^\| `(/[^`]+)` \| `'([^`]+)'` \|$", PAGE))
def test_the_patterns_of_the_page_fit_their_addresses(address: str, pattern: str, tmp_path: Path) -> None:
    path = tmp_path / "mau" / "thu.yml"
    path.parent.mkdir()
    path.write_text(
        f"name: Mẫu\nname_en: Sample\nlevel: national\nunit: ''\nhosts: [mau.vn]\nfamily: generic\n"
        f"home_url: https://mau.vn/\narticle_pattern: '{pattern}'\n",
        encoding="utf-8",
    )
    registry = load_registry(tmp_path)
    assert registry.family_of(registry.get("mau/thu"), None).article_key(f"https://mau.vn{address}")
