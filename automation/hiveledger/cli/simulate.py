"""The command that lets a team live through some weeks on a virtual clock. No decisions."""

import tempfile
from pathlib import Path
from typing import Final

import click

from hiveledger.cli import show
from hiveledger.cli.watch import lang_option
from hiveledger.text import Language, say

__all__ = ["simulate_command"]

_WEEKS: Final = 12
_BROKEN: Final = 1


def simulate_command(language: Language) -> click.Command:
    """Give the command, its help in one language."""
    number = click.IntRange(min=1)
    return click.Command(
        "simulate",
        callback=_simulate,
        help=say("simulation.about", language),
        params=[
            click.Option(
                ["--weeks"], type=number, default=_WEEKS, show_default=True, help=say("simulation.weeks", language)
            ),
            click.Option(["--seed"], type=int, default=1, show_default=True, help=say("simulation.seed", language)),
            click.Option(["--to"], default="", help=say("simulation.to", language)),
            click.Option(["--json", "as_json"], is_flag=True, help=say("argument.json", language)),
            lang_option(language),
        ],
    )


def _simulate(*, weeks: int, seed: int, to: str, as_json: bool, lang: str) -> int:
    from hiveledger.simulation.report import facts, lines  # noqa: PLC0415 - pandas comes with it
    from hiveledger.simulation.run import leave_ledger, simulate  # noqa: PLC0415 - pandas comes with it

    language = Language(lang)
    with tempfile.TemporaryDirectory() as folder:
        told = simulate(weeks, seed, Path(folder))
    if as_json:
        show.print_json(facts(told))
    else:
        for line in lines(told, language):
            show.tell(line)
    if to:
        path = leave_ledger(told, Path(to))
        click.echo(say("simulation.saved", language, path=path), err=as_json)
    return _BROKEN if told.broken else 0
