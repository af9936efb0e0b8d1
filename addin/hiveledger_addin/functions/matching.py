"""SAME_CUSTOMER and FIND_DUPLICATES: who is one customer, judged as the verb dedupe judges. Source: M1, M8."""

from datetime import datetime
from typing import Final

import pandas as pd

from hiveledger.book.memory import MemoryBook
from hiveledger.changes import Group, Plan, Set
from hiveledger.flows.dedupe import plan_dedupe
from hiveledger.rules.match.groups import Fate
from hiveledger.rules.match.leads import match_each
from hiveledger.schema import LEADS, SETTINGS
from hiveledger.schema.frames import empty
from hiveledger.text import say
from hiveledger_addin.functions.ranges import label
from hiveledger_addin.functions.registry import Asked

__all__ = ["OTHER", "SIDE", "find_duplicates", "same_customer"]

SIDE: Final = ("company", "contact", "mobile", "phone", "email")
OTHER: Final = "other_"
_ANY_TIME: Final = datetime(2026, 1, 1)  # of a ledger that nobody sees
_UNASKED: Final = ("uscc", "region")


def same_customer(asked: Asked) -> pd.DataFrame:
    """Give the points for and against, and the verdict."""
    rows, language = asked.rows, asked.settings.language
    blank = dict.fromkeys(_UNASKED, pd.Series(None, rows.index, dtype="str"))
    left = rows[list(SIDE)].assign(**blank)
    right = rows[[OTHER + name for name in SIDE]].set_axis(SIDE, axis=1).assign(**blank)
    told = match_each(left, right)
    is_same, is_open = told["fate"].eq(Fate.JOINED), told["fate"].notna() & told["fate"].ne(Fate.APART)
    verdict = pd.Series(say("function.verdict.different", language), rows.index, dtype="str")
    verdict = verdict.mask(is_open, say("function.verdict.open", language))
    verdict = verdict.mask(is_same, say("function.verdict.same", language))
    is_blank = left.isna().all(axis=1) | right.isna().all(axis=1)
    found = pd.DataFrame({"points": told["points"].astype("object"), "verdict": verdict})
    answered: pd.DataFrame = found.where(~is_blank, "")
    return answered


def find_duplicates(asked: Asked) -> pd.DataFrame:
    """Number the groups of rows that are one customer from 1 on, by their first rows; rows alone stay blank."""
    leads = asked.tables["rows"]
    into = _merged(leads, asked.tables.get(SETTINGS.name, empty(SETTINGS)))
    kept = into.fillna(leads.index.to_series())
    grouped = kept[kept.isin(into.dropna())]
    number = (grouped.groupby(grouped).transform(lambda rows: rows.index.min()).rank(method="dense")).astype("object")
    head = pd.Series({label(_above(leads)): say("function.group", asked.settings.language)}, dtype="object")
    column: pd.Series = pd.concat([head, number.reindex(leads.index)])
    return column.to_frame()


def _merged(leads: pd.DataFrame, rules: pd.DataFrame) -> pd.Series:
    """Give the lead that each one merges into when a ledger of them, whose statuses the program set, is deduped."""
    told = leads["status"].dropna()
    unset = leads.assign(status=pd.Series(None, leads.index, dtype="str"))
    book = MemoryBook({LEADS.name: unset, SETTINGS.name: rules})
    sets = tuple(Set(LEADS.name, str(lead), "status", None, status) for lead, status in told.items())
    book.write(Plan("grade", _ANY_TIME, (Group("", sets),)), who="")
    changes = [change for group in plan_dedupe(book, _ANY_TIME).groups for change in group.changes]
    into = {
        change.key: change.after for change in changes if isinstance(change, Set) and change.column == "duplicate_of"
    }
    return pd.Series(into, dtype="str").reindex(leads.index)


def _above(leads: pd.DataFrame) -> int:
    return max(int(leads.index.min()) - 1, 0) if len(leads) else 0
