"""Pasted messages as incoming rows, and what SO has to check of them: whatever is read out of free text is a guess."""

from collections.abc import Iterator, Mapping
from typing import Final

import pandas as pd

from hiveledger.findings import Reason
from hiveledger.flows.arrivals import Arrivals
from hiveledger.flows.desk import DeskItem, open_rows, subjects
from hiveledger.flows.draft import Draft
from hiveledger.flows.incoming import Incoming
from hiveledger.rules.importing import FILLED, is_named, text_marks
from hiveledger.schema import LEADS, TABLES
from hiveledger.schema.words import DeskKind, Status
from hiveledger.text import Language, say

__all__ = ["FROM_MESSAGE", "as_incoming", "checks", "still_open"]

FROM_MESSAGE: Final = "message"  # marks our desk rows of a kind that `clean` raises too
_OVER: Final = (Status.MERGED, Status.INVALID, Status.BLOCKED)
_BESIDE: Final[Mapping[Language, str]] = {Language.ZH: "；", Language.EN: "; "}


def as_incoming(told: pd.DataFrame, language: Language, inbox: Mapping[int, str] | None = None) -> Incoming:
    """Give messages as rows: what was read out of them, with the whole message as the note.

    Reads: what `read_messages` gives. `inbox` names the inbox row of each, where they come from there.
    """
    pasted = say("import.pasted", language)
    known = [key for key in FILLED if key in told.columns]
    sent_by = say("import.sent_by", language)
    texts = told[known].assign(occurred_at=told["sent_at"], note=told["message"])
    return Incoming(
        name=TABLES["inbox"].sheet(language) if inbox else pasted,
        source=pasted,
        texts=texts,
        is_usable=is_named(texts),
        marks=dict(zip(told.index, text_marks(told["message"].str.cat(told["sent_at"], na_rep="")), strict=True)),
        others=told[["sent_by"]].set_axis([sent_by], axis=1),
        headers={key: LEADS[key].header(language) for key in FILLED},
        places={row: Reason("import.in_inbox", {"key": key}) for row, key in (inbox or {}).items()},
    )


def checks(told: pd.DataFrame, arrivals: Arrivals, language: Language) -> Iterator[DeskItem]:
    """Give one item per new lead of a message: all that was guessed out of it."""
    new = told.loc[list(arrivals.new)]
    rows = zip(arrivals.new.values(), subjects(new), new["extracted"], new.to_dict("records"), strict=True)
    for lead, subject, extracted, facts in rows:
        keys = extracted.split()
        listed = _BESIDE[language].join(f"{LEADS[key].header(language)} {facts[key]}" for key in keys)
        detail = Reason("import.check", {"facts": listed}).text(language)
        yield DeskItem(DeskKind.CHECK, lead, subject, detail, other_id=FROM_MESSAGE, column=";".join(keys))


def still_open(draft: Draft) -> Iterator[DeskItem]:
    """Give the items raised before that nobody has ticked off, of leads that are still there."""
    rows = open_rows(draft.frame("desk"), [DeskKind.CHECK])
    rows = rows[rows["other_id"].eq(FROM_MESSAGE) & rows["verdict"].isna()]
    status = draft.frame("leads")["status"].reindex(rows["lead_id"]).set_axis(rows.index)
    there = rows[~status.isin([over.value for over in _OVER])]
    cells = (there[name].fillna("") for name in ("lead_id", "subject", "detail", "column"))
    for lead, subject, detail, column in zip(*cells, strict=True):
        yield DeskItem(DeskKind.CHECK, lead, subject, detail, other_id=FROM_MESSAGE, column=column)
