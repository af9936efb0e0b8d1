"""What an AM says of a customer they report, read as an import is; what cannot be used is refused in a sentence."""

from collections.abc import Mapping
from typing import Final, NamedTuple

import pandas as pd

from hiveledger.errors import SchemaError
from hiveledger.findings import Reason
from hiveledger.flows.draft import Draft
from hiveledger.flows.notes import kept_words
from hiveledger.intake.messages import FACTS, read_messages
from hiveledger.rules.clean import CLEANED, clean_cells
from hiveledger.rules.importing import is_named, read_facts
from hiveledger.rules.invalid import screen_leads
from hiveledger.schema import LEADS

__all__ = ["Report", "read_report"]

_HAS_TO_BE_READ: Final = ("company", "mobile", "phone", "email")  # by which one customer is told from another
_OURS: Final = ("source", "origin_am")  # said by who reports, not by what they say


class Report(NamedTuple):
    """One report.

    `cells`: a row with the columns that an import fills. `told`: the pasted message, if anything was read out of it.
    """

    cells: pd.DataFrame
    told: pd.DataFrame


def read_report(draft: Draft, text: str, said: Mapping[str, str]) -> Report:
    """Read a report out of a line of text and what is said beside it, which goes before the text.

    Raises: SchemaError where it names nobody or several, cannot be read, or is no customer's.
    """
    language = draft.state.settings.language
    told = read_messages(text)
    if len(told) > 1:
        raise SchemaError("report.several", count=len(told))
    texts = _texts(told, said)
    if not is_named(texts).all():
        raise SchemaError("report.names_nobody")
    facts = read_facts(texts, draft.frame("people"))
    cleaned = clean_cells(facts.cells[[*CLEANED]])
    for column, code, value in cleaned.problems[["column", "code", "value"]].itertuples(index=False):
        if column in _HAS_TO_BE_READ:
            raise SchemaError(
                "report.unreadable", why=Reason(code, {"key": LEADS[column].header(language), "value": value})
            )
    if screen_leads(facts.cells).notna().any():
        raise SchemaError("report.no_customer")
    beyond = facts.extras.combine_first(cleaned.extras).rename(columns=lambda key: LEADS[key].header(language))
    note = facts.cells["note"].str.cat(kept_words(beyond, language), sep="\n", na_rep="").str.strip()
    blank = {column: pd.Series(None, index=texts.index, dtype="str") for column in _OURS}
    cells = facts.cells.drop(columns=list(CLEANED)).join(cleaned.cells).assign(note=note.mask(note == ""))
    return Report(cells.assign(**blank), told.dropna(subset=["extracted"]))


def _texts(told: pd.DataFrame, said: Mapping[str, str]) -> pd.DataFrame:
    """Give the one row of texts; a blank one where nothing is said."""
    texts = pd.DataFrame(index=pd.RangeIndex(1, 2)).join(told[[*FACTS, "message"]])
    texts = texts.rename(columns={"message": "note"}).drop(columns=list(_OURS), errors="ignore")
    given = {column: item.strip() for column, item in said.items() if item.strip()}
    return texts.assign(**given).astype("str")
