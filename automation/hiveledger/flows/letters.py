"""What a person is told, in words: one message for all that waits for them, most urgent first. Source: M9 to M13."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import pandas as pd

from hiveledger.book.base import Snapshot
from hiveledger.rules.messages import About, count_figures
from hiveledger.text import say

__all__ = ["Words", "write_case", "write_group_words", "write_words"]

_MOST_LINES: Final = 30  # of one letter; the rest stands in the workbook
_DAYS: Final[Mapping[About, int]] = {About.MORNING: 1, About.WEEKLY: 7}


@dataclass(frozen=True)
class Words:
    """What a message says."""

    subject: str
    body: str


def write_words(told: Sequence[tuple[About, str, datetime]], state: Snapshot, now: datetime) -> Words:
    """Put into words what one person is told: of each thing what it is about, its subject, and when it fell due.

    Only here do facts of customers come in: from the ledger as it is now, never from what was kept for sending.
    """
    language, order = state.settings.language, list(About)
    ranked = sorted(told, key=lambda one: (order.index(one[0]), one[2], one[1]))
    lines = [line for about, subject, due in ranked for line in _lines(about, subject, due, state, now)]
    shown = lines[:_MOST_LINES]
    if len(lines) > len(shown):
        shown.append(say("messages.more", language, count=len(lines) - len(shown)))
    first = say(f"messages.about.{ranked[0][0]}", language)
    return Words(say("messages.title", language, count=len(told), first=first), "\n".join(shown))


def write_group_words(told: Sequence[tuple[About, str, datetime]], state: Snapshot, now: datetime) -> Words:
    """Put into words what a group, or one person through a group, is told: figures, and ids of leads.

    No customer is named there.
    """
    language = state.settings.language
    figures = [
        line for about in sorted({one[0] for one in told} & _DAYS.keys()) for line in _figures(_DAYS[about], state, now)
    ]
    counts = Counter((about, subject) for about, subject, _ in told if about not in _DAYS)
    lines = [
        say("messages.masked", language, about=say(f"messages.about.{about}", language), lead=subject)
        for about, subject in sorted(counts)
    ]
    shown = lines[:_MOST_LINES]
    if len(lines) > len(shown):
        shown.append(say("messages.more", language, count=len(lines) - len(shown)))
    return Words(say("messages.title_group", language), "\n".join([*figures, *shown]))


def write_case(mailing: str, state: Snapshot) -> Words:
    """Give a customer the words of a case as they stand on 培育清单."""
    row = state.frame("mailings").loc[mailing]
    title = state.frame("cases")["title"].get(str(row["case_id"]))
    subject = title if isinstance(title, str) else say("messages.about.case", state.settings.language)
    return Words(subject, row["text"] if isinstance(row["text"], str) else subject)


def _lines(about: About, subject: str, due: datetime, state: Snapshot, now: datetime) -> Sequence[str]:
    language = state.settings.language
    if about in _DAYS:
        return _figures(_DAYS[about], state, now)
    if about is About.LAPSES:
        name = state.frame("people")["name"].get(subject)
        return [say("messages.line.lapses", language, who=name if isinstance(name, str) else subject)]
    if about is About.HELD:
        return [say("messages.line.held", language, who=subject, since=f"{due:%m-%d %H:%M}")]
    if about is About.REPORT:
        return [say("messages.line.report", language, week=subject)]
    facts = _facts(subject, state)
    at = f"{due:%m-%d %H:%M}"
    told = [say(f"messages.line.{about}", language, lead=subject, due=at, **facts)]
    if about in {About.ASSIGNED, About.COPIED, About.CLAIM_WON}:
        told.append(say("messages.contact", language, **facts))
    return told


def _facts(lead: str, state: Snapshot) -> Mapping[str, str]:
    """Give what a letter may say of a lead."""
    leads, language = state.frame("leads"), state.settings.language
    columns = ("company", "contact", "mobile", "phone", "email", "region", "industry", "need", "owner_name")
    blank = say("core.blank", language)
    if lead not in leads.index:
        return dict.fromkeys((*columns, "confirm_due"), blank)
    row = leads.loc[lead]
    due = row["confirm_due"]
    facts = {column: blank if pd.isna(row[column]) else str(row[column]) for column in columns}
    return facts | {"confirm_due": blank if pd.isna(due) else f"{due:%m-%d %H:%M}"}


def _figures(days: int, state: Snapshot, now: datetime) -> list[str]:
    midnight = datetime.combine(now, datetime.min.time())
    found = count_figures(
        {name: state.frame(name) for name in ("leads", "desk")}, midnight - timedelta(days=days), midnight
    )
    log = state.frame("log")["run_at"].max()
    last = say("core.blank", state.settings.language) if pd.isna(log) else f"{log:%m-%d %H:%M}"
    return [say("messages.figures", state.settings.language, days=days, last=last, **vars(found))]
