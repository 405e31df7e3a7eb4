"""`ocop decide reject|add|relink|date|irrelevant|merge|split`: options are the keys of the decision files."""

import json
from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any, get_args

import click

from operate.commands.call import Call, told
from operate.decide import decide
from operate.home import open_home
from pipeline.decisions.values import KINDS, Decided, EntityKind, MentionKind

_HELP = {
    "why": "The reason, as the public table shows it.",
    "by": "Who decides; stays in the home.",
    "article": "The article's id, as in /bai/<id>.",
    "kind": "What is named.",
    "surface": "The words as they stand in the article.",
    "quote": "A passage that holds the words, where they stand in several places and only one is meant.",
    "name": "How it is called in the tables, without its head word. Default: the words.",
    "place": "Gazetteer id of the place (table places).",
    "stars": "Stars that the article announces for the product.",
    "to": "Gazetteer id of the place that is meant (table places).",
    "published": "2019, 2019-11, 2019-11-15 or 2019-11-15T09:05, local time of Vietnam.",
    "ids": "An id; repeat it.",
    "into": "The id that stays; the others lead to it.",
    "id": "The id that covers two things.",
    "articles": "An article that names the other thing; repeat it.",
    "label": "Ends the new id: <id>~<label>; small letters, digits, hyphens.",
}
_CHOICES = {"reject": MentionKind, "add": MentionKind, "relink": MentionKind, "merge": EntityKind, "split": EntityKind}
_NAMES = {"ids": "id", "articles": "article"}
"""An option that is given several times is called in the singular."""


def _decide_group() -> click.Group:
    """The group."""
    group = click.Group("decide", help=_group_help())
    for word, kind in KINDS.items():
        group.add_command(
            click.Command(word, params=_options(word, kind), callback=told(_run(word)), help=kind.__doc__)
        )
    return group


def _group_help() -> str:
    return (
        "Correct what was read, with a reason: kept in the home's decisions/, applied at every build.\n\n"
        "A decision names its evidence by its words, so it survives new captures and new rules; where the words are "
        "gone, the next build says so (table decisions)."
    )


def _options(word: str, kind: type[Decided]) -> list[click.Parameter]:
    return [_option(word, field) for field in fields(kind) if field.name != "on"]


def _option(word: str, field: Any) -> click.Option:
    several = field.name in _NAMES
    choices = get_args(_CHOICES[word]) if field.name == "kind" else ()
    return click.Option(
        [f"--{_NAMES.get(field.name, field.name)}", field.name],
        required=field.default is MISSING,
        multiple=several,
        type=click.Choice(choices) if choices else click.IntRange(1, 5) if field.name == "stars" else str,
        help=_HELP[field.name],
    )


def _run(word: str) -> Callable[..., None]:
    @click.pass_obj
    def run(call: Call, /, **said: object) -> None:
        noted = decide(open_home(call.home, call.sources), word, said, call.clock)
        if call.as_json:
            click.echo(json.dumps({"file": str(noted.path), "warning": noted.warning}, ensure_ascii=False))
            return
        click.echo(f"{noted.path}:\n{noted.entry.rstrip()}")
        if noted.warning:
            click.echo(f"lưu ý / note: {noted.warning}", err=True)
        click.echo("Áp dụng khi dựng lại: / applied by: ocop build", err=True)

    return run


decide_group = _decide_group()
