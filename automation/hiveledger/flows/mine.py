"""The verb `mine`: an AM's own leads with what is due next, the most urgent first. Source: M12, M13."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import pandas as pd

from hiveledger.book.base import Book
from hiveledger.changes import value
from hiveledger.errors import SchemaError
from hiveledger.flows.answer import Answer
from hiveledger.flows.desk import subjects
from hiveledger.rules.follow_up import next_steps
from hiveledger.text import Language, say

__all__ = ["ask_mine"]

_FACTS: Final = ("status", "grade", "stage", "need", "recall_due")


def ask_mine(book: Book, now: datetime, language: Language, by: str = "") -> Answer:
    """Give the leads that a person holds, each with its next step and by when.

    Raises: SchemaError where it is not said who asks, or the team has nobody of that number.
    """
    state = book.read()
    leads, people = state.frame("leads"), state.frame("people")
    if not by:
        raise SchemaError("follow_up.by_missing")
    if by not in people.index:
        raise SchemaError("follow_up.nobody", by=by)
    steps = next_steps(leads, by)
    told = [*_told(leads, steps, pd.Timestamp(now))]
    lines = tuple(_line(facts, language) for facts in told) or (say("follow_up.none_held", language, by=by),)
    return Answer(lines, told)


def _told(leads: pd.DataFrame, steps: pd.DataFrame, now: pd.Timestamp) -> Iterator[dict[str, object]]:
    names = subjects(leads.loc[steps.index])
    for lead, step, due in steps.itertuples():
        facts = {fact: value(leads[fact][lead]) for fact in _FACTS}
        is_late = pd.notna(due) and due < (now.normalize() if due == due.normalize() else now)
        yield {"lead": lead, "subject": names[lead], "step": step, "due": value(due), "late": bool(is_late), **facts}


def _line(facts: dict[str, object], language: Language) -> str:
    due = facts["due"]
    if isinstance(due, datetime):
        at = f"{due:%m-%d}" if due == datetime.combine(due.date(), datetime.min.time()) else f"{due:%m-%d %H:%M}"
        said = say("follow_up.step_late" if facts["late"] else "follow_up.step_due", language, due=at)
    else:
        said = say("follow_up.step_open", language)
    step = say(f"follow_up.step.{facts['step']}", language)
    grade = facts["grade"] or "-"
    return say(
        "follow_up.step_line", language, due=said, step=step, lead=facts["lead"], grade=grade, subject=facts["subject"]
    )
