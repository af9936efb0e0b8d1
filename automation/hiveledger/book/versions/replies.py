"""When the replies that stand in a book were given: as somebody first saved them, not when they were looked at."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from hiveledger.book.reading import Reading
from hiveledger.changes import Append, Set, values
from hiveledger.journal import Journal

__all__ = ["replied_at"]


def replied_at(journal: Journal, reading: Reading, saved_at: datetime) -> Mapping[str, datetime]:
    """Tell when each reply was first seen saved, and remember those that are new.

    One that was there before, and that an undo or a restore put back, counts from when it was seen then.
    """
    leads = reading.tables["leads"]
    replies = values(leads["reply"]) if "reply" in leads.columns else []
    stands = {lead: str(reply) for lead, reply in zip(leads.index, replies, strict=False) if reply is not None}
    seen = journal.seen()
    at = {lead: seen[lead][1] for lead, reply in stands.items() if seen.get(lead, ("", None))[0] == reply}
    new = {lead: reply for lead, reply in stands.items() if lead not in at}
    known = _put_back(journal, new) if new else {}
    at |= dict.fromkeys(new, saved_at) | known
    taken_back = {lead: "" for lead, (reply, _) in seen.items() if reply and lead not in stands}
    with contextlib.suppress(OSError):  # a folder that only others may write to can still be read
        for lead, when in known.items():
            journal.see({lead: new.pop(lead)}, when)
        if new or taken_back:
            journal.see(new | taken_back, saved_at)
    return at


def _put_back(journal: Journal, new: Mapping[str, str]) -> dict[str, datetime]:
    """Give those that a run of ours put back after they had been seen, and when they had been seen."""
    newest: dict[str, tuple[str, bool]] = {}
    for run in reversed(journal.runs()):
        if run.is_observed or run.undoes or run.restores is not None:
            for lead, reply in _replies(run.changes):
                newest.setdefault(lead, (reply, run.is_observed))
    seen = {lead: journal.seen_before(lead, reply) for lead, reply in new.items() if newest.get(lead) == (reply, False)}
    return {lead: when for lead, when in seen.items() if when is not None}


def _replies(changes: Sequence[object]) -> Iterator[tuple[str, str]]:
    """Give the replies that changes leave behind, the last of a lead first."""
    for change in reversed(changes):
        match change:
            case Set("leads", lead, "reply", _, str(reply)):
                yield lead, reply
            case Append("leads", lead, row) if isinstance(row.get("reply"), str):
                yield lead, str(row["reply"])
            case _:
                pass
