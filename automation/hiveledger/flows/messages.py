"""The verb `send`: what somebody is to be told is put down first, sent then, and marked last, so nothing is lost."""

import contextlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import pandas as pd

from hiveledger.book.base import Snapshot
from hiveledger.book.file import FileBook
from hiveledger.errors import BusyError
from hiveledger.findings import Finding
from hiveledger.flows.answer import Answer
from hiveledger.flows.hours import hours
from hiveledger.flows.letters import Words, write_case, write_group_words, write_words
from hiveledger.flows.nurture import plan_mailed
from hiveledger.flows.weekly import report_file
from hiveledger.journal import SCHEDULER
from hiveledger.notify import Bundle, Letter, Outbox, Post, Route, Secrets, Senders, deliver, is_mail, message_id
from hiveledger.report.periods import read_period
from hiveledger.rules.confirm import judge_replies
from hiveledger.rules.messages import (
    About,
    as_notices,
    find_news,
    find_reminders,
    find_report,
    find_rounds,
    keys_of,
    next_reminder,
    next_round,
    so_of,
)
from hiveledger.text import Language, say

__all__ = ["ask_holder", "find_notices", "next_notice", "send_messages"]

_TABLES: Final = ("leads", "claims", "desk", "people", "units", "mailings")
_ALONE: Final = (About.CASE, About.REPORT)  # go by themselves
_GROUP: Final = "group"  # begins whom a letter to a group is for


def send_messages(book: FileBook, senders: Senders, now: datetime, language: Language) -> Iterator[Answer]:
    """Tell people what is new, and what is due: one message to each, at most twice, and then by the same id.

    Letters are made of what stands in the saved book. One whose reason no longer holds when its turn comes is not sent.
    Where another machine is just sending, it is left to that one. A team without any address is told nothing.

    Raises: LedgerError where the book cannot be read, or the outbox not be written.
    """
    state, outbox = book.read(), Outbox(book.state_dir, book.machine)
    if not _has_addresses(state):
        return
    since = outbox.begin(now)
    notices = find_notices(state, _copied(outbox), since, now)
    made = notices[["about", "subject", "to", "due"]].itertuples(index=False)
    outbox.put([Letter(about, subject, to, due.to_pydatetime()) for about, subject, to, due in made], now)
    waiting, gone = _parted(outbox.waiting(now), set(keys_of(notices)))
    outbox.mark_void([letter.key for letter in gone], "gone", now)
    ready = [letter for letter in waiting if letter.rule != About.REPORT or report_file(book.state_dir, letter.subject)]
    bundles, lacking = _bundles(ready, book, state, senders, now)
    outbox.mark_void([letter.key for letter in lacking], "no_address", now)
    done = deliver(outbox, senders, bundles, now)
    _note_mailed(book, outbox, now)
    counts = {
        "sent": sum(len(bundle.keys) for bundle in done.sent),
        "void": len(gone),
        "waiting": len(outbox.waiting(now)),
    }
    counts["failed"] = sum(len(bundle.keys) for bundle in bundles) - counts["sent"]
    lines = (say("messages.summary", language, **counts),) if any(counts.values()) else ()
    yield Answer(lines, counts, (*_without_address(lacking), *done.findings))


def find_notices(state: Snapshot, copied: pd.DataFrame, since: datetime, now: datetime) -> pd.DataFrame:
    """Give all that somebody is to be told of as the book stands: about, subject, to, due.

    `copied` are the notices to SEs that were sent, `since` when this ledger's messages began.
    """
    tables = {name: state.frame(name) for name in _TABLES}
    settings, people = state.settings, tables["people"]
    day = pd.Series([pd.Timestamp(now)])
    told = [*so_of(people, now), *([f"{_GROUP}:{settings.group_address}"] if settings.group_address else [])]
    rounds = find_rounds(settings, told, lambda _: bool(hours(state, now).team.is_worked(day).iloc[0]), now)
    reports = find_report(settings, people, lambda at: read_period("", at).name, now)
    parts = [
        find_reminders(tables["leads"], _answers(state), settings, now),
        find_news(tables, settings, copied, since, now),
        rounds[rounds["due"] >= since],
        reports[reports["due"] >= since],
    ]
    return pd.concat(parts, ignore_index=True)


def ask_holder(book: FileBook, who: str, since: datetime, now: datetime) -> None:
    """Put down that whoever has the workbook open, by the name that their program gave, is to be asked to close it.

    Where nobody in 团队 has that name, SO is asked. Raises: LedgerError where the book cannot be read.
    """
    people = book.read().frame("people")
    named = people.index[people["name"].eq(who)].to_list() or so_of(people, now)
    Outbox(book.state_dir, book.machine).put([Letter(About.HELD, who, to, since) for to in named], now)


def next_notice(state: Snapshot, now: datetime) -> datetime:
    """Give the next moment at which somebody is to be told of something, if nobody touches the book."""
    reminder = next_reminder(state.frame("leads"), _answers(state), state.settings, now)
    rounds = next_round(state.settings, now)
    return rounds if pd.isna(reminder) else min(rounds, reminder.to_pydatetime())


def _answers(state: Snapshot) -> pd.Series:
    leads = state.frame("leads")
    replied_at = pd.Series(state.replied_at, dtype="datetime64[us]").reindex(leads.index)
    return judge_replies(leads, replied_at, state.settings.grace_minutes)


def _has_addresses(state: Snapshot) -> bool:
    people = state.frame("people")
    return bool(state.settings.group_address) or bool(people[["mail", "message_to"]].notna().to_numpy().any())


def _copied(outbox: Outbox) -> pd.DataFrame:
    sent = [letter for letter in outbox.letters(About.COPIED) if letter.sent_at]
    subjects, who, dues = zip(*((one.subject, one.to, one.due) for one in sent), strict=True) if sent else ((), (), ())
    return as_notices(About.COPIED, subjects, who, dues)


def _parted(letters: Sequence[Letter], holds: Collection[str]) -> tuple[list[Letter], list[Letter]]:
    """Part the letters whose reason still holds from those whose reason is gone."""
    waiting, gone = list[Letter](), list[Letter]()
    for letter in letters:
        [key] = keys_of(as_notices(About(letter.rule), [letter.subject], [letter.to], [letter.due]))
        (waiting if key in holds or letter.rule == About.HELD else gone).append(letter)
    return waiting, gone


def _bundles(
    letters: Sequence[Letter], book: FileBook, state: Snapshot, senders: Senders, now: datetime
) -> tuple[list[Bundle], list[Letter]]:
    """Put together what goes to one person in one message: cases one by one, and what was tried before as it was.

    The second are the letters of whom the book has no address.
    """
    together: defaultdict[tuple[str, ...], list[Letter]] = defaultdict(list)
    for letter in letters:
        alone = letter.subject if letter.rule in _ALONE else ""
        together[letter.message_id, letter.to, alone].append(letter)
    bundles, lacking = list[Bundle](), list[Letter]()
    for (tried, *_), found in together.items():
        keys, route = tuple(letter.key for letter in found), _route(found[0], state, senders.secrets)
        if route.cell:
            words = _words(found, state, now, is_group=route.is_group)
            told = (words.subject, words.body, (route.cell,), route.mentions)
            bundles.append(Bundle(keys, Post(tried or message_id(keys), *told, files=_files(found[0], book, route))))
        else:
            lacking += found
    return bundles, lacking


def _files(letter: Letter, book: FileBook, route: Route) -> tuple[Path, ...]:
    """Give what goes with a letter: the report to a manager, never to a group through which one is reached."""
    file = report_file(book.state_dir, letter.subject) if letter.rule == About.REPORT and not route.is_group else None
    return (file,) if file else ()


def _without_address(letters: Sequence[Letter]) -> Iterator[Finding]:
    for who, count in sorted(Counter(letter.to for letter in letters).items()):
        yield Finding("messages.no_address", "people", who, "mail", {"who": who, "count": count})


def _route(letter: Letter, state: Snapshot, secrets: Secrets) -> Route:
    """Give how whom a letter is for is reached, by what stands in the book; a person through a group, if need be."""
    if letter.to.startswith(f"{_GROUP}:"):
        return Route(letter.to.partition(":")[2], is_group=True)
    if letter.rule == About.CASE:
        mail = _text(state.frame("leads")["email"].get(letter.to))
        return Route(mail if is_mail(mail) else "")  # what a customer typed is never the name of an address of ours
    people, units = state.frame("people"), state.frame("units")
    message_to, mail, unit = (_text(people[column].get(letter.to)) for column in ("message_to", "mail", "unit"))
    group = _text(units["group_address"].get(unit)) or state.settings.group_address
    return secrets.route(message_to, mail, group)


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


def _words(letters: Sequence[Letter], state: Snapshot, now: datetime, *, is_group: bool) -> Words:
    told = [(About(letter.rule), letter.subject, letter.due) for letter in letters]
    if letters[0].rule == About.CASE:
        return write_case(letters[0].subject, state)
    return write_group_words(told, state, now) if is_group else write_words(told, state, now)


def _note_mailed(book: FileBook, outbox: Outbox, now: datetime) -> None:
    """Write down in the book which cases the mail server took; what cannot be written now is with the next messages."""
    sent = {letter.subject: letter.sent_at for letter in outbox.letters(About.CASE) if letter.sent_at}
    plan = plan_mailed(book, now, sent)
    if plan.groups:
        with contextlib.suppress(BusyError):
            book.write(plan, SCHEDULER)
