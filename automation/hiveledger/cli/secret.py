"""The command that puts an address into the system's keyring. No decisions."""

import sys

import click

from hiveledger.text import Language, say

__all__ = ["secret_command"]


def secret_command(language: Language) -> click.Command:
    """Give the command, its help in one language."""
    return click.Command(
        "secret",
        callback=_secret,
        help=say("notify.about_secret", language),
        params=[
            click.Argument(["name"]),
            click.Option(
                ["--lang"], type=click.Choice([choice.value for choice in Language]), default=language.value,
                help=say("argument.lang", language),
            ),
        ],
    )  # fmt: skip


def _secret(*, name: str, lang: str) -> int:
    from hiveledger.notify import store_secret  # noqa: PLC0415 - help answers without it

    language = Language(lang)
    if sys.stdin.isatty():
        secret = click.prompt(say("notify.ask_secret", language, name=name), hide_input=True)
    else:
        secret = sys.stdin.readline()
    store_secret(name, secret.strip())
    click.echo(say("notify.stored", language, name=name))
    return 0
