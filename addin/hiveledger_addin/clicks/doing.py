"""What a button does: its verb, in the open book, told from where people are."""

import getpass
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from hiveledger.book.live.program import answered
from hiveledger.errors import LedgerError
from hiveledger.flows.answer import Answer
from hiveledger.flows.requests import Step, run_verb
from hiveledger.flows.telling import Hints, tell_findings, tell_step
from hiveledger.flows.verbs import Does, Verb
from hiveledger.journal import UNDO
from hiveledger.opening import open_live, open_queue
from hiveledger.text import Language, say
from hiveledger_addin.buttons import Button
from hiveledger_addin.clicks.arguments import gather
from hiveledger_addin.clicks.asked import Asked
from hiveledger_addin.clicks.message import Message, refused
from hiveledger_addin.clicks.preview import of_plan
from hiveledger_addin.clicks.turn import Turn
from hiveledger_addin.clicks.why import shortened
from hiveledger_addin.clicks.window import Window

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["do"]

_HINTS: Final = Hints(undo="click.undo", more="click.more")
_HINTS_UNDONE: Final = Hints(undo="click.undone", more="click.more")  # an undo is no run that “Undo” offers


def do(button: Button, book: "xw.Book", window: Window, ours: Turn) -> Message:
    """Do what a button is for, and give what is to be told of it.

    Raises: WithdrawnError, LedgerError.
    """
    with answered(book.name):
        verb = button.does()
        return _guide(book, window) if verb is None else _do(verb, button, Asked(window, book, open_live(book)), ours)


def _do(verb: Verb, button: Button, asked: Asked, ours: Turn) -> Message:
    each = gather(button, verb, asked)
    now, language = datetime.now().replace(microsecond=0), asked.window.language
    if button.previews:
        plan = verb.function()(asked.ledger, now, **each[0])
        return of_plan(plan, asked.ledger.read().frame("leads"), language)
    if verb.does in (Does.TELL, Does.ASK):
        at = (now,) if verb.does is Does.ASK else ()
        return _answered(verb.function()(asked.ledger, *at, language, **each[0]), button, language)
    hints = _HINTS_UNDONE if verb.name == UNDO else _HINTS
    return _done(_steps(verb, asked, each, now), asked, ours, hints)


def _guide(book: "xw.Book", window: Window) -> Message:
    """Show the guide sheet. A workbook of the team's own has none."""
    guides = {say("guide.sheet", language) for language in Language}
    guide = next((sheet for sheet in book.sheets if sheet.name in guides), None)
    if guide is None:
        return Message((say("click.no_guide", window.language),))
    guide.activate()
    return Message(())


def _answered(answer: Answer, button: Button, language: Language) -> Message:
    found = tell_findings(answer.findings, language, _HINTS)
    said = shortened(answer, language) if button.verb == "explain" else answer.lines
    lines = (*said, *(line.text for line in found))
    return Message.of(lines, language, title=button.label(language))


def _steps(
    verb: Verb, asked: Asked, each: tuple[Mapping[str, Any], ...], now: datetime
) -> Iterator[Step | Answer | LedgerError]:
    """Carry the verb out, as often as it was told, after what waits for the book; one refusal does not stop others."""
    ledger, queue = asked.ledger, open_queue(asked.ledger)
    if verb.does is Does.TEND:
        yield from verb.function()(ledger, queue, now, asked.window.language)
        return
    for told in each:
        try:
            yield from run_verb(ledger, queue, verb, told, who=getpass.getuser(), now=now)
        except LedgerError as problem:
            yield problem


def _done(steps: Iterator[Step | Answer | LedgerError], asked: Asked, ours: Turn, hints: Hints) -> Message:
    """Let one step be done after the other, until somebody wants no more, and tell of all."""
    language, is_problem = asked.window.language, False
    said: dict[str, None] = {}  # each sentence once: the verb may be carried out for several leads
    for step in steps:
        if isinstance(step, LedgerError):
            said |= dict.fromkeys(refused(step, language))
            is_problem = True
        else:
            for line in tell_step(step, asked.ledger, language, hints):
                said[line.text], is_problem = None, is_problem or line.is_problem
                asked.window.progress(line.text)
        if ours.is_over:
            said[say("click.broken_off", language)] = None
            break
    return Message.of(tuple(said), language, is_problem=is_problem)
