"""`ocop --help`: every command once, in the order of somebody's work, without loading what it does not need."""

import subprocess
import sys

import click
import pytest

from ocop import main
from operate.commands.front import SECTIONS

NAMES = [name for section in SECTIONS.values() for name in section]


@pytest.mark.parametrize("name", NAMES)
def test_every_line_of_the_list_is_a_command_that_explains_itself(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command and command.help
    assert isinstance(command, click.Group) or command.callback


def test_the_list_is_grouped_and_none_of_its_lines_is_cut() -> None:
    told = _ocop("--help")
    assert told.index("Bắt đầu / Start:") < told.index("  init ") < told.index("Trông coi / Keep watch:")
    assert "..." not in told.partition("Bắt đầu")[2]


def test_a_word_that_is_no_command_is_named_beside_its_neighbour() -> None:
    done = subprocess.run([sys.executable, "-m", "ocop", "statsu"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "'statsu' is no command; did you mean 'status'?" in done.stderr


def test_looking_at_the_list_loads_neither_the_crawler_nor_the_readers() -> None:
    code = "import sys, ocop; print(sorted({'scrapy', 'twisted', 'trafilatura', 'datasette'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


def _ocop(*words: str) -> str:
    return subprocess.run([sys.executable, "-m", "ocop", *words], capture_output=True, text=True, check=True).stdout
