"""The command that edits any workbook without loss. No decisions."""

from pathlib import Path
from typing import Any

import click

from hiveledger.cli import show
from hiveledger.opening import state_folder
from hiveledger.text import Language, say

__all__ = ["patch_command"]


def patch_command(language: Language) -> click.Command:
    """Give the command, its help in one language."""
    return click.Command(
        "patch",
        callback=_patch,
        help=say("patch.about", language),
        params=[
            click.Argument(["book"]),
            click.Option(["--edits"], required=True, help=say("patch.edits", language)),
            click.Option(["--out"], required=True, help=say("patch.out", language)),
            click.Option(
                ["--lang"], type=click.Choice([choice.value for choice in Language]), default=language.value,
                help=say("argument.lang", language),
            ),
            click.Option(["--json", "as_json"], is_flag=True, help=say("argument.json", language)),
        ],
    )  # fmt: skip


def _patch(*, book: str, edits: str, out: str, lang: str, as_json: bool) -> int:
    from hiveledger.book.xlsx import patch, read_edits  # noqa: PLC0415 - help answers without what reads workbooks

    cache = state_folder() / "blocks"
    done = patch(Path(book), read_edits(Path(edits)), Path(out), cache=cache)
    if as_json:
        facts: dict[str, Any] = {"cells": done.cells, "changed": done.changed, "dropped": done.dropped}
        show.print_json(facts)
    else:
        click.echo(say("patch.done", Language(lang), cells=done.cells, out=out))
    return 0
