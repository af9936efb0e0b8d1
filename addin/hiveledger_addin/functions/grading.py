"""LEAD_GRADE and LEAD_GRADE_WHY: the letter that facts make, and why. Source: M8 to M11."""

from typing import Final

import pandas as pd

from hiveledger.rules.grade import grade_leads
from hiveledger.rules.grade_reasons import explain_grades
from hiveledger.schema import LEADS
from hiveledger.schema.words import Status
from hiveledger.text import say
from hiveledger_addin.functions.registry import Asked

__all__ = ["lead_grade", "lead_grade_why"]

_ANY_TIME: Final = pd.Timestamp(0)  # for leads without a day to buy by, whose letter no clock changes


def lead_grade(asked: Asked) -> pd.DataFrame:
    """Give the letter; 待核实 where an answer that nobody has could still change it."""
    language = asked.settings.language
    to_verify = LEADS["status"].label(Status.TO_VERIFY, language)
    return _timed(asked, _graded(asked)["grade"].fillna(to_verify))


def lead_grade_why(asked: Asked) -> pd.DataFrame:
    """Give the facts that the letter rests on, and what would lift it."""
    reasons = explain_grades(asked.rows, _graded(asked), asked.settings)
    return _timed(
        asked, pd.Series([why.text(asked.settings.language) for why in reasons], asked.rows.index, dtype="str")
    )


def _graded(asked: Asked) -> pd.DataFrame:
    rows = asked.rows.assign(grade=pd.Series(None, asked.rows.index, dtype="str"))
    nobodys = pd.Series(data=False, index=rows.index)
    moments = rows["now"].fillna(_ANY_TIME)
    parts = [
        grade_leads(part, nobodys[part.index], asked.settings, pd.Timestamp(at)) for at, part in rows.groupby(moments)
    ]
    return pd.concat(parts).reindex(rows.index)


def _timed(asked: Asked, found: pd.Series) -> pd.DataFrame:
    """Ask for the time where a day to buy by is near or far only by it."""
    rows = asked.rows
    timeless = rows["purchase_by"].notna() & rows["now"].isna()
    return found.mask(timeless, say("function.needs_now", asked.settings.language)).to_frame()
