"""What is shown of each step of a command that writes, and the exit code it comes to. No decisions."""

from collections.abc import Iterator
from typing import Any, Final, assert_never

from hiveledger.book.base import Ledger
from hiveledger.cli import show
from hiveledger.errors import LedgerError
from hiveledger.flows.answer import Answer
from hiveledger.flows.pending import request_facts
from hiveledger.flows.rejects import write_rejects
from hiveledger.flows.requests import Done, Failed, Kept, Step, Told
from hiveledger.flows.telling import Hints, needs_person, tell_step
from hiveledger.text import Language
from hiveledger.text.masking import mask

__all__ = ["HINTS", "print_steps", "print_steps_json"]

HINTS: Final = Hints(undo="cli.undo_hint", more="cli.more")
"""What to do next, on the command line."""

_FOUND: Final = 1  # a finding waits for a person
_REFUSED: Final = 2


def print_steps(steps: Iterator[Step | Answer], book: Ledger, language: Language) -> int:
    """Print each step as soon as it is done. Returns: the exit code."""
    code = 0
    for step in steps:
        show.print_lines(tell_step(step, book, language, HINTS))
        code = max(code, _code(step))
    return code


def print_steps_json(steps: Iterator[Step | Answer], book: Ledger, language: Language) -> int:
    """Print the last step, which is what was asked for, and all that was done before it. Returns: the exit code.

    Where what was asked for is refused, what was done before it is printed all the same.
    """
    done: list[tuple[dict[str, Any], int]] = []
    try:
        done.extend((_facts(step, book, language), _code(step)) for step in steps)
    except LedgerError:
        if done:
            show.print_json({"before": [facts for facts, _ in done]})
        raise
    *before, asked = [facts for facts, _ in done]
    show.print_json(asked | {"before": before})
    return max(code for _, code in done)


def _facts(step: Step | Answer, book: Ledger, language: Language) -> dict[str, Any]:
    """Give a step as JSON holds it."""
    match step:
        case Told(findings):
            return {"findings": [show.finding_facts(finding, language) for finding in findings]}
        case Done(request, plan, outcome):
            facts = show.run_facts(plan, outcome, language)
            if request.waited:
                facts["request"] = request_facts(request, language)
            refused = write_rejects(plan, book.state_dir, language)
            return facts | ({"rejects": str(refused)} if refused else {})
        case Failed(request, told):
            return {"request": request_facts(request, language), "failed": mask(told.text(language))}
        case Kept(request, told):
            return {"request": request_facts(request, language), "kept": mask(told.text(language))}
        case Answer(_, data):
            assert isinstance(data, dict)  # noqa: S101 - what is told of a book's requests has names
            return data
        case _:
            assert_never(step)


def _code(step: Step | Answer) -> int:
    return _REFUSED if isinstance(step, Kept) else _FOUND if needs_person(step) else 0
