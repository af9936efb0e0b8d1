"""The verb `import`: rows of files and pasted messages become leads; what comes again adds nothing. Source: M8."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import pandas as pd

from hiveledger.book.base import Book
from hiveledger.changes import Plan
from hiveledger.findings import Reason
from hiveledger.flows.arrivals import add_leads
from hiveledger.flows.desk import DeskItem, keep_desk
from hiveledger.flows.draft import Draft
from hiveledger.flows.hours import CLEAN_SETTINGS
from hiveledger.flows.incoming import read_incoming
from hiveledger.flows.known import IMPORT, KnownRows
from hiveledger.flows.pasted import FROM_MESSAGE, as_incoming, checks, still_open
from hiveledger.intake.messages import read_messages
from hiveledger.schema.words import DeskKind

__all__ = ["plan_import"]

_READS: Final = {"inbox": ("message", "source", "read_at"), "desk": ("verdict",)}
_SETTINGS: Final = CLEAN_SETTINGS


def plan_import(book: Book, now: datetime, files: Sequence[str] = (), text: str = "", source: str = "") -> Plan:
    """Import files, a pasted text, and the messages of the inbox that were not read yet.

    A row becomes a lead unless it names nobody or came before. Facts out of messages are guesses, which the desk gets
    to check. What a cell says and its column cannot hold goes into the note.

    Raises: GateError where a file cannot be read; then nothing is imported.
    """
    draft = Draft(IMPORT, now, book.read(), _READS, _SETTINGS)
    language = draft.state.settings.language
    known = KnownRows(book.runs(), draft.frame("leads").index)
    for name in files:
        rows, findings = read_incoming(Path(name), language)
        draft.find(*findings)
        for incoming in rows:
            add_leads(draft, incoming, known, source)
    items, groups = [*still_open(draft)], dict[str, str]()
    if text:
        told = read_messages(text)
        items += checks(told, add_leads(draft, as_incoming(told, language), known, source), language)
    items += _read_inbox(draft, known, source, groups)
    is_ours = draft.frame("desk")["other_id"].eq(FROM_MESSAGE)
    keep_desk(draft, [DeskKind.CHECK], items, groups, looked_after=is_ours)
    return draft.plan({"files": " ".join(Path(name).name for name in files), "source": source})


def _read_inbox(draft: Draft, known: KnownRows, source: str, groups: dict[str, str]) -> list[DeskItem]:
    """Read the messages that stand unread in the inbox, and note beside each which leads it became.

    All leads of an inbox row land together with that note: `groups` takes in which ones they are.
    """
    inbox = draft.frame("inbox")
    waiting = inbox[inbox["read_at"].isna() & inbox["message"].notna()]
    if waiting.empty:
        return []
    messages = zip(waiting.index, waiting["message"], strict=True)
    told = pd.concat([read_messages(text).assign(inbox=key) for key, text in messages], ignore_index=True)
    told.index += 1
    told["source"] = told["inbox"].map(waiting["source"]).fillna(told["source"])
    row_of = dict(enumerate(told["inbox"], 1))
    language = draft.state.settings.language
    arrivals = add_leads(draft, as_incoming(told, language, row_of), known, source, row_of)
    became: dict[str, list[str]] = {key: [] for key in waiting.index}
    for at, lead in sorted((arrivals.new | arrivals.known).items()):
        became[row_of[at]].append(lead)
    leads = pd.Series([";".join(ids) or None for ids in became.values()], index=waiting.index, dtype="str")
    read = pd.DataFrame({"read_at": pd.Timestamp(draft.now), "lead_id": leads})
    draft.obey("inbox", read, why=Reason("import.read"))
    groups.update((lead, row_of[at]) for at, lead in arrivals.new.items())
    return list(checks(told, arrivals, language))
