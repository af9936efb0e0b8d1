"""The command that finds duplicates in any CSV. No decisions."""

import gc
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from hiveledger.cli import show
from hiveledger.errors import SchemaError
from hiveledger.text import Language, say

__all__ = ["match_command"]


def match_command(language: Language) -> click.Command:
    """Give the command, its help in one language."""
    return click.Command(
        "match",
        callback=_match,
        help=say("match.about", language),
        params=[
            click.Argument(["csv"]),
            click.Option(["--fields"], required=True, help=say("match.fields", language)),
            click.Option(["--out"], required=True, help=say("match.out", language)),
            click.Option(["--known"], default="", help=say("match.known", language)),
            click.Option(
                ["--lang"], type=click.Choice([choice.value for choice in Language]), default=language.value,
                help=say("argument.lang", language),
            ),
            click.Option(["--json", "as_json"], is_flag=True, help=say("argument.json", language)),
        ],
    )  # fmt: skip


def _match(*, csv: str, fields: str, out: str, **given: Any) -> int:  # noqa: ANN401 - what click parsed
    from hiveledger.flows.match import match_file, read_asked  # noqa: PLC0415 - help answers without pandas

    language = Language(given["lang"])
    try:
        asked = read_asked(fields)
    except SchemaError as problem:
        raise click.UsageError(say(problem.code, language, **problem.params)) from problem
    show.step("cli.working", language, book=Path(csv).name)
    gc.disable()  # millions of texts live until the command ends
    told = match_file(Path(csv), asked, Path(out), language, Path(given["known"]) if given["known"] else None)
    if given["as_json"]:
        show.print_json(asdict(told) | {"out": out})
    else:
        show.tell(say("match.done", language, **asdict(told), out=out))
    return 0
