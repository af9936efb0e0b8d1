"""The command that finds duplicates in any CSV. No decisions."""

import gc
from dataclasses import asdict
from pathlib import Path

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
            click.Option(
                ["--lang"], type=click.Choice([choice.value for choice in Language]), default=language.value,
                help=say("argument.lang", language),
            ),
            click.Option(["--json", "as_json"], is_flag=True, help=say("argument.json", language)),
        ],
    )  # fmt: skip


def _match(*, csv: str, fields: str, out: str, lang: str, as_json: bool) -> int:
    from hiveledger.flows.match import match_file, read_asked  # noqa: PLC0415 - help answers without pandas

    language = Language(lang)
    try:
        asked = read_asked(fields)
    except SchemaError as problem:
        raise click.UsageError(say(problem.code, language, **problem.params)) from problem
    show.step("cli.working", language, book=Path(csv).name)
    gc.disable()  # millions of texts live until the command ends
    told = match_file(Path(csv), asked, Path(out), language)
    if as_json:
        show.print_json(asdict(told) | {"out": out})
    else:
        show.tell(say("match.done", language, **asdict(told), out=out))
    return 0
