"""What would become of the grades under other rules: the verb `what-if`. Nothing is written."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

import pandas as pd

from hiveledger.book.base import Book, Snapshot, setting_texts
from hiveledger.errors import SettingsError
from hiveledger.findings import Finding, Level, Reason
from hiveledger.flows.answer import Answer
from hiveledger.flows.desk import subjects
from hiveledger.rules.grade import SETTINGS_READ, find_moves, grade_leads, is_to_grade
from hiveledger.rules.grade_reasons import explain_grades
from hiveledger.schema.words import Status
from hiveledger.settings import Settings, allowed, read_settings
from hiveledger.text import Language, say

__all__ = ["ask_what_if"]

_OUT: Final = (Status.INVALID, Status.BLOCKED, Status.MERGED)
_SIGN: Final = "="
_BLANK: Final = "-"  # a rule without a value is refused: in 规则 it would be the default
_NO_GRADE: Final = Reason("what_if.no_grade")


def ask_what_if(book: Book, now: datetime, language: Language, rules: Sequence[str]) -> Answer:
    """Tell which leads of the whole ledger would get another letter if these rules stood in 规则, and why.

    A rule is given as `name=value`, the value as in a cell of 规则.
    Raises: SettingsError for a rule that grading does not go by, or a value that it cannot have.
    """
    state = book.read()
    settings = _changed(state, rules)
    leads = state.frame("leads").sort_index()
    leads = leads[~leads["status"].isin(_OUT)]
    by_person, at = ~state.machines("leads", "grade").loc[leads.index], pd.Timestamp(now)
    before = grade_leads(leads, by_person, state.settings, at)
    after = grade_leads(leads, by_person, settings, at)
    moves = find_moves(before, after)
    moving = leads.loc[moves.index]
    why = explain_grades(moving, after.loc[moves.index], settings)
    moves = moves.assign(again=is_to_grade(moving), company=subjects(moving), why=why)
    moves = moves.sort_values("again", ascending=False, kind="stable")  # first those who will really move
    told = say("what_if.told", language, rules=" ".join(rules), count=len(leads), moved=len(moves))
    typed = int((before["by_person"] & before["by_facts"].fillna("").ne(after["by_facts"].fillna(""))).sum())
    lines = [told, *_table(moves, language)]
    if typed:
        lines.append(say("what_if.by_person", language, count=typed))
    facts = moves.assign(why=[reason.text(language) for reason in moves["why"]]).reset_index().to_dict("records")
    data = {"rules": list(rules), "leads": len(leads), "by_person": typed, "moves": facts}
    return Answer(tuple(lines), data, tuple(_findings(moves)))


def _changed(state: Snapshot, rules: Sequence[str]) -> Settings:
    """Give the team's settings with the rules in their place, read as the cells of 规则 are."""
    names = ", ".join(f"{name}={getattr(state.settings, name):g}" for name in SETTINGS_READ)
    if not rules:
        raise SettingsError("what_if.nothing", example=f"{SETTINGS_READ[0]}{_SIGN}300000", names=names)
    given = {}
    for rule in rules:
        name, _, found = (part.strip() for part in rule.replace("＝", _SIGN).partition(_SIGN))
        if name not in SETTINGS_READ:
            raise SettingsError("what_if.unknown", name=name, names=names)
        try:
            read_settings({name: found or _BLANK})
        except SettingsError:
            raise SettingsError("what_if.bad", name=name, found=found, allowed=allowed(name)) from None
        given[name] = found
    return read_settings(setting_texts(state.frame("settings")) | given)


def _table(moves: pd.DataFrame, language: Language) -> Iterator[str]:
    for (before, after), rows in moves.groupby(["before", "after"]):
        again = int(rows["again"].sum())
        params = {"before": before or _NO_GRADE.text(language), "after": after or _NO_GRADE.text(language)}
        yield say("what_if.moves", language, count=len(rows), again=again, held=len(rows) - again, **params)


def _findings(moves: pd.DataFrame) -> Iterator[Finding]:
    columns = (moves.index, moves["company"], moves["before"], moves["after"], moves["why"])
    for lead, company, before, after, why in zip(*columns, strict=True):
        params = {"company": company, "before": before or _NO_GRADE, "after": after or _NO_GRADE, "why": why}
        yield Finding("what_if.lead", "leads", lead, "grade", params, Level.INFO)
