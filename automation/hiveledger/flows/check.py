"""May I call this one? The verb `check` answers an AM, and gives away nothing else of the ledger. Source: M1."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import pandas as pd

from hiveledger.book.base import Book
from hiveledger.errors import SchemaError
from hiveledger.findings import Finding
from hiveledger.flows.answer import Answer
from hiveledger.rules.claims import find_claims
from hiveledger.rules.match.asked import read_questions
from hiveledger.rules.protect import Answer as May
from hiveledger.rules.protect import settle_claims
from hiveledger.text import Language, say

__all__ = ["CLAIMING", "ask_check"]

CLAIMING: Final = ("leads", "contacts", "customers", "blocked", "people")  # the tables that say whose a customer is


def ask_check(book: Book, now: datetime, language: Language, customers: Sequence[str], by: str = "") -> Answer:
    """Answer for each company, number or address whether it may be called, `by` whom if that is said.

    What it gives is one of three answers, the end of a protection, and the ids of the person's own leads.

    Raises: SchemaError where nothing is asked, or the team has nobody of that number.
    """
    if not customers:
        raise SchemaError("check.nothing_asked")
    state = book.read()
    tables = {name: state.frame(name) for name in CLAIMING}
    if by and by not in tables["people"].index:
        raise SchemaError("check.nobody", by=by)
    asked = read_questions(pd.Series(list(customers), dtype="str"))
    readable = asked[asked.notna().any(axis=1)]
    told = settle_claims(find_claims(readable, tables, by, pd.Timestamp(now))).reindex(readable.index)
    answers = [_facts(customers[at], *row) for at, *row in told.itertuples()]
    unread = [Finding("check.unreadable", params={"asked": customers[at]}) for at in asked.index.difference(told.index)]
    return Answer(tuple(_line(facts, language) for facts in answers), answers, tuple(unread))


def _facts(asked: str, answer: object, until: pd.Timestamp, yours: object) -> dict[str, object]:
    """Give what one question is answered with; of whom nothing is known is free."""
    own = yours.split() if isinstance(yours, str) else []
    end = None if pd.isna(until) else until.to_pydatetime()
    return {"asked": asked, "answer": answer if isinstance(answer, str) else May.FREE.value, "until": end, "yours": own}


def _line(facts: dict[str, object], language: Language) -> str:
    answer, until, asked = facts["answer"], facts["until"], facts["asked"]
    if answer == May.PROTECTED and isinstance(until, datetime):
        is_day = until == datetime.combine(until.date(), datetime.min.time())
        end = f"{until:%Y-%m-%d}" if is_day else f"{until:%Y-%m-%d %H:%M}"
        return say("check.protected_until", language, asked=asked, until=end)
    yours = facts["yours"]
    return say(f"check.{answer}", language, asked=asked, yours=" ".join(yours) if isinstance(yours, list) else "")
