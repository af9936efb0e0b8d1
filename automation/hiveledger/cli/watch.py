"""The commands about the process that watches: start it, ask how it does. No decisions."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from hiveledger.cli import show
from hiveledger.errors import SchemaError
from hiveledger.opening import open_book, open_queue, state_folder
from hiveledger.scheduler.find import is_book
from hiveledger.text import Language, say

if TYPE_CHECKING:
    from hiveledger.book.file import FileBook
    from hiveledger.journal import Queue

__all__ = ["every_option", "lang_option", "refuse_no_place", "status_command", "watch_command", "watch_folder"]

_FOLDER: Final = "watch"
_EVERY: Final = 30
_FOUND: Final = 1


def watch_command(language: Language) -> click.Command:
    """Give the command that watches, its help in one language."""
    places = click.Argument(["places"], nargs=-1, required=True, metavar="FOLDER|BOOK…")
    options = [every_option(language), lang_option(language)]
    return click.Command("watch", callback=_watch, help=say("watch.about", language), params=[places, *options])


def status_command(language: Language) -> click.Command:
    """Give the command that tells how the watcher does, its help in one language."""
    as_json = click.Option(["--json", "as_json"], is_flag=True, help=say("argument.json", language))
    options: list[click.Parameter] = [as_json, lang_option(language)]
    return click.Command("status", callback=_status, help=say("watch.status", language), params=options)


def every_option(language: Language) -> click.Option:
    """Give the option that says how often to look."""
    kind, said = click.IntRange(min=1), say("watch.every", language)
    return click.Option(["--every"], type=kind, default=_EVERY, show_default=True, help=said)


def lang_option(language: Language) -> click.Option:
    """Give the option that says in which language."""
    choices = click.Choice([choice.value for choice in Language])
    return click.Option(["--lang"], type=choices, default=language.value, help=say("argument.lang", language))


def watch_folder() -> Path:
    """Give the folder in which the watcher keeps what it remembers."""
    return state_folder() / _FOLDER


def refuse_no_place(places: tuple[str, ...]) -> None:
    """Refuse what is neither a folder nor a ledger. Raises: SchemaError."""
    for place in places:
        if not (Path(place).is_dir() or is_book(place)):
            raise SchemaError("watch.no_place", place=place)


def _status(*, as_json: bool, lang: str) -> int:
    from hiveledger.scheduler.status import is_well, tell_status  # noqa: PLC0415 - pandas comes with it

    answer = tell_status(watch_folder(), _opened, datetime.now(), Language(lang))
    if as_json:
        show.print_json(answer.data)
    else:
        for line in answer.lines:
            show.tell(line)
    return 0 if is_well(answer) else _FOUND


def _watch(*, places: tuple[str, ...], every: int, lang: str) -> int:
    from hiveledger.scheduler.log import log_file  # noqa: PLC0415 - help answers at once
    from hiveledger.scheduler.process import watch  # noqa: PLC0415 - pandas comes with it
    from hiveledger.scheduler.reach import reach  # noqa: PLC0415 - as above

    refuse_no_place(places)
    folder, language = watch_folder(), Language(lang)
    click.echo(say("watch.telling", language, log=log_file(folder)))
    watch(map(Path, places), folder, _opened, every, language, reach=reach)
    return 0


def _opened(path: Path) -> "tuple[FileBook, Queue]":
    book = open_book(path)
    return book, open_queue(book)
