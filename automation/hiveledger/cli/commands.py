"""The commands, one for each verb of the list, and `preview` over all verbs that write."""

import gc
import getpass
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from hiveledger import __version__
from hiveledger.cli import show
from hiveledger.cli.addin import addin_command
from hiveledger.cli.books import find_book
from hiveledger.cli.match import match_command
from hiveledger.cli.patch import patch_command
from hiveledger.cli.secret import secret_command
from hiveledger.cli.service import service_command
from hiveledger.cli.simulate import simulate_command
from hiveledger.cli.watch import status_command, watch_command
from hiveledger.errors import SchemaError
from hiveledger.findings import Level
from hiveledger.flows.verbs import VERBS, Argument, Does, Form, Verb
from hiveledger.opening import open_book, open_queue
from hiveledger.scheduler.find import is_book
from hiveledger.text import Language, say

if TYPE_CHECKING:
    from hiveledger.book.base import Ledger
    from hiveledger.book.file import FileBook
    from hiveledger.changes import Plan
    from hiveledger.flows.answer import Answer
    from hiveledger.flows.requests import Step

__all__ = ["command_line"]

_FOUND: Final = 1  # the exit code when a finding waits for a person
_WORDS: Final = (Form.WORD, Form.WORDS, Form.FILES)


class _InOrder(click.Group):
    """Lists its commands in the order in which a team uses them, each with its first sentence, also in Chinese."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        first, stop, _ = (cmd.help or "").partition("。")  # click knows the full stop of English alone
        if stop:
            cmd.short_help = first
        super().add_command(cmd, name)


def command_line(language: Language) -> click.Group:
    """Give the whole command line, its help in one language."""
    group = _InOrder("hiveledger", help=say("cli.about", language), context_settings={"max_content_width": 100})
    group.params.append(click.Option(["--version"], is_flag=True, callback=_version, expose_value=False, is_eager=True))
    for verb in VERBS.values():
        group.add_command(_command(verb, language, _CALLS[verb.does]))
    preview = _InOrder("preview", help=say("verb.preview", language))
    for verb in VERBS.values():
        if verb.does is Does.PLAN:
            preview.add_command(_command(verb, language, _preview, _option("out", language)))
    group.add_command(preview)
    group.add_command(match_command(language))
    group.add_command(patch_command(language))
    group.add_command(secret_command(language))
    group.add_command(watch_command(language))
    group.add_command(status_command(language))
    group.add_command(service_command(language))
    group.add_command(addin_command(language))
    group.add_command(simulate_command(language))
    return group


def _version(context: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001 - click's signature
    if asked:
        click.echo(__version__)
        context.exit()


def _option(name: str, language: Language, **more: Any) -> click.Option:  # noqa: ANN401 - click's own
    flag = "--" + name.replace("_", "-")
    return click.Option([flag, name], help=say(f"argument.{name}", language), **{"default": ""} | more)


def _command(verb: Verb, language: Language, call: Callable[..., int], *more: click.Option) -> click.Command:
    words = [argument for argument in verb.arguments if argument.form in _WORDS]
    metavar = " ".join(("[BOOK]", *(_metavar(argument) for argument in words)))
    options = [
        _option(argument.name, language, **{"is_flag": True, "default": False} if argument.form is Form.FLAG else {})
        for argument in verb.arguments
        if argument.form not in _WORDS
    ]
    common = [
        _option("book", language),
        _option(
            "now", language, type=click.DateTime(("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d")), default=None
        ),
        _option("who", language),
        _option("lang", language, type=click.Choice([choice.value for choice in Language]), default=language.value),
        _option("json", language, is_flag=True, default=False),
    ]

    def run(words: tuple[str, ...], **given: Any) -> int:  # noqa: ANN401 - what click parsed
        return call(verb, words, given)

    return click.Command(
        verb.name,
        callback=run,
        help=say(f"verb.{verb.name}", language),
        params=[click.Argument(["words"], nargs=-1, metavar=metavar), *options, *more, *common],
    )


def _metavar(argument: Argument) -> str:
    name = argument.name.upper()
    return name if argument.required else f"[{name}{'' if argument.form is Form.WORD else '…'}]"


def _split(verb: Verb, words: tuple[str, ...], given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Part the words of a command into the book (first, if it is named like one) and the verb's arguments."""
    named = given.pop("book")
    if not named and words and is_book(words[0]):
        named, words = words[0], words[1:]
    if not named and any(argument.form is Form.FILES for argument in verb.arguments):
        # The files may be workbooks too, so the ledger is never guessed here.
        raise click.UsageError(say("cli.argument_missing", Language(given["lang"]), name="BOOK"))
    arguments: dict[str, Any] = {}
    for argument in verb.arguments:
        if argument.form is Form.WORD:
            arguments[argument.name], words = (words[0], words[1:]) if words else ("", ())
            if argument.required and not arguments[argument.name]:
                raise click.UsageError(say("cli.argument_missing", Language(given["lang"]), name=argument.name.upper()))
        elif argument.form in _WORDS:
            arguments[argument.name], words = words, ()
        else:
            arguments[argument.name] = given.pop(argument.name)
    if words:
        raise click.UsageError(say("cli.too_many", Language(given["lang"]), words=" ".join(words)))
    return named, arguments


def _write(verb: Verb, words: tuple[str, ...], given: dict[str, Any]) -> int:
    from hiveledger.flows.requests import run_verb  # noqa: PLC0415 - pandas comes with it

    named, arguments = _split(verb, words, given)
    closed = open_book(find_book(named))
    book = _in_hand(closed) or closed
    who, now = given["who"] or getpass.getuser(), given["now"] or _clock()
    return _carry_out(run_verb(book, open_queue(book), verb, arguments, who=who, now=now), book, given)


def _in_hand(closed: "FileBook") -> "Ledger | None":
    """Give the ledger in the program of this machine that has it open, if any does."""
    from hiveledger.book.disk.holders import holders  # noqa: PLC0415 - pandas comes with the ledger

    if not (closed.path.exists() and holders(closed.path)):
        return None
    from hiveledger.scheduler.reach import reach  # noqa: PLC0415 - most books are closed

    return reach(closed)


def _tend(verb: Verb, words: tuple[str, ...], given: dict[str, Any]) -> int:
    named, arguments = _split(verb, words, given)
    book = open_book(find_book(named))
    now, language = given["now"] or _clock(), Language(given["lang"])
    return _carry_out(verb.function()(book, open_queue(book), now, language, **arguments), book, given)


def _send(verb: Verb, words: tuple[str, ...], given: dict[str, Any]) -> int:
    from hiveledger.notify import Secrets, Senders  # noqa: PLC0415 - --help must not wait for it

    named, arguments = _split(verb, words, given)
    book = open_book(find_book(named))
    now, language = given["now"] or _clock(), Language(given["lang"])
    return _carry_out(verb.function()(book, Senders(Secrets(os.environ)), now, language, **arguments), book, given)


def _mend(verb: Verb, words: tuple[str, ...], given: dict[str, Any]) -> int:
    named, arguments = _split(verb, words, given)
    book = open_book(find_book(named))
    now, who, language = given["now"] or _clock(), given["who"] or getpass.getuser(), Language(given["lang"])
    return _carry_out(verb.function()(book, now, who, language, **arguments), book, given)


def _carry_out(steps: "Iterator[Step | Answer]", book: "Ledger", given: dict[str, Any]) -> int:
    from hiveledger.cli.steps import print_steps, print_steps_json  # noqa: PLC0415 - pandas comes with it

    language = Language(given["lang"])
    show.step("cli.working", language, book=book.path.name)
    # A plan is hundreds of thousands of small records that all live until the command ends: looking through them
    # for garbage, again and again, takes as long as making them.
    gc.disable()
    return (print_steps_json if given["json"] else print_steps)(steps, book, language)


def _preview(verb: Verb, words: tuple[str, ...], given: dict[str, Any]) -> int:
    from hiveledger.cli.steps import HINTS  # noqa: PLC0415 - pandas comes with it
    from hiveledger.flows.telling import tell_plan  # noqa: PLC0415 - pandas comes with it

    language = Language(given["lang"])
    named, arguments = _split(verb, words, given)
    book = open_book(find_book(named))
    show.step("cli.working", language, book=book.path.name)
    gc.disable()  # as in _carry_out
    plan: Plan = verb.function()(book, given["now"] or _clock(), **arguments)
    if given["out"]:
        book.write_copy(plan, Path(given["out"]))
    if given["json"]:
        show.print_json(show.run_facts(plan, None, language))
    else:
        show.print_lines(tell_plan(plan, language, HINTS))
    return _FOUND if any(finding.level is Level.PERSON for finding in plan.findings) else 0


def _tell(verb: Verb, words: tuple[str, ...], given: dict[str, Any]) -> int:
    language = Language(given["lang"])
    named, arguments = _split(verb, words, given)
    return _answer(verb.function()(open_book(find_book(named)), language, **arguments), given)


def _ask(verb: Verb, words: tuple[str, ...], given: dict[str, Any]) -> int:
    language = Language(given["lang"])
    named, arguments = _split(verb, words, given)
    gc.disable()  # as in _carry_out
    return _answer(verb.function()(open_book(find_book(named)), given["now"] or _clock(), language, **arguments), given)


def _survey(verb: Verb, words: tuple[str, ...], given: dict[str, Any]) -> int:
    language = Language(given["lang"])
    paths = [Path(word) for word in ((given.pop("book"), *words) if given.get("book") else words)]
    given.pop("book", None)
    _, arguments = _split(verb, (), given | {"book": "-"})
    if not paths:
        raise click.UsageError(say("cli.argument_missing", language, name="BOOK"))
    if arguments.pop("yes", False):
        return _agree(verb, paths, given)
    return _answer(verb.function()(paths, language, **arguments), given)


def _agree(verb: Verb, paths: list[Path], given: dict[str, Any]) -> int:
    """Do what a survey told of, now that a person has agreed to it."""
    if len(paths) > 1:
        raise SchemaError("adopt.one_book")
    book = open_book(find_book(str(paths[0])))
    who, now = given["who"] or getpass.getuser(), given["now"] or _clock()
    return _carry_out(verb.agreed_function()(book, now, Language(given["lang"]), who=who), book, given)


def _answer(answer: "Answer", given: dict[str, Any]) -> int:
    from hiveledger.cli.steps import HINTS  # noqa: PLC0415 - pandas comes with it
    from hiveledger.flows.telling import tell_findings  # noqa: PLC0415 - pandas comes with it

    language = Language(given["lang"])
    if given["json"]:
        show.print_json(answer.data)
    else:
        for line in answer.lines:
            show.tell(line)
        show.print_lines(tell_findings(answer.findings, language, HINTS))
    return _FOUND if any(finding.level is Level.PERSON for finding in answer.findings) else 0


def _make(verb: Verb, words: tuple[str, ...], given: dict[str, Any]) -> int:
    language = Language(given["lang"])
    named, _ = _split(verb, words, given)
    if not named:
        raise click.UsageError(say("cli.argument_missing", language, name="BOOK"))
    verb.function()(Path(named), language)
    click.echo(say("cli.made", language, path=named))
    return 0


def _clock() -> datetime:
    """Read the clock, once for a command: everything below takes `now` as it is given."""
    return datetime.now().replace(microsecond=0)


_CALLS: Final = {
    Does.PLAN: _write,
    Does.TELL: _tell,
    Does.ASK: _ask,
    Does.SURVEY: _survey,
    Does.MAKE: _make,
    Does.SEND: _send,
    Does.TEND: _tend,
    Does.MEND: _mend,
}
