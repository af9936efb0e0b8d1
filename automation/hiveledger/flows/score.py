"""The verb `score`: an advisory chance for each open lead, by the team's own won and lost ones."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import pandas as pd

from hiveledger.book.base import Book
from hiveledger.changes import Plan
from hiveledger.findings import Finding, Level
from hiveledger.flows.draft import Draft
from hiveledger.rules.drift import DECIDED
from hiveledger.rules.score.leaks import find_leaks
from hiveledger.rules.score.measures import auc, auc_error
from hiveledger.rules.score.model import cross_validate, fit
from hiveledger.rules.score.reasons import explain_scores
from hiveledger.schema import LEADS, Filler
from hiveledger.schema.words import Status
from hiveledger.settings import Settings
from hiveledger.text import Language

__all__ = ["plan_score"]

# What people know of a lead. Its grade is not among them, so that the score is a second opinion.
_FACTS: Final = tuple(column.key for column in LEADS if column.by is not Filler.MACHINE and column.key != "grade")
_READS: Final = {"leads": ("status", *_FACTS)}
_SETTINGS: Final = ("score_outcomes", "score_leak_auc")
_CLOSED: Final = (*DECIDED, Status.INVALID, Status.BLOCKED, Status.MERGED)
_OF_EACH: Final = 20  # won leads, and lost ones, without which nothing is learnt
_SURE: Final = 1.96  # standard errors, 95 %


def plan_score(book: Book, now: datetime) -> Plan:
    """Score the leads that are still open, where the decided ones tell enough; else take scores back."""
    draft = Draft("score", now, book.read(), _READS, _SETTINGS)
    leads, settings = draft.frame("leads"), draft.state.settings
    won = leads["status"].eq(Status.WON).astype("boolean").where(leads["status"].isin(DECIDED))
    still_open = leads.index[~leads["status"].isin(_CLOSED)]
    facts = _as_read(leads, settings.language)
    told, names = _learnable(facts, won, settings)
    draft.find(*told)
    if not names:
        blank = pd.DataFrame(
            {"score": float("nan"), "score_reason": pd.Series(None, still_open, dtype="str")}, still_open
        )
        draft.fill("leads", blank)
        return draft.plan()
    decided = won.dropna().astype("bool")
    model = fit(facts.loc[decided.index, names], decided)
    headers = {name: LEADS[name].header(settings.language) for name in names}
    scored = explain_scores(model, facts.loc[still_open, names], headers)
    texts = pd.Series([why.text(settings.language) for why in scored["why"]], still_open, dtype="str")
    draft.fill(
        "leads",
        pd.DataFrame({"score": scored["score"], "score_reason": texts}),
        why=dict(zip(still_open, scored["why"], strict=True)),
    )
    return draft.plan()


def _as_read(leads: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Give the facts with the words of closed lists as the book shows them."""
    labels = {
        name: {str(word): LEADS[name].label(word, language) for word in words}
        for name in _FACTS
        if (words := LEADS[name].words) is not None
    }
    return leads[[*_FACTS]].assign(**{name: leads[name].map(words).astype("str") for name, words in labels.items()})


def _learnable(facts: pd.DataFrame, won: pd.Series, settings: Settings) -> tuple[Sequence[Finding], list[str]]:
    """Give what is to be told of the team's history, and the columns to learn from: none where it tells nothing."""
    decided = won.dropna().astype("bool")
    wins, losses = int(decided.sum()), int((~decided).sum())
    if len(decided) < settings.score_outcomes:
        return [_info("score.too_few", count=len(decided), needed=settings.score_outcomes)], []
    if min(wins, losses) < _OF_EACH:
        return [_info("score.one_sided", won=wins, lost=losses, needed=_OF_EACH)], []
    leaks = find_leaks(facts, won, settings.score_leak_auc)
    told = [
        Finding("score.left_out", "leads", column=leak.column, params={"why": leak.why}, level=Level.INFO)
        for leak in leaks
    ]
    names = [name for name in _FACTS if name not in {leak.column for leak in leaks}]
    area = auc(decided, cross_validate(facts.loc[decided.index, names], decided)["chance"])
    if area - _SURE * auc_error(area, wins, losses) <= 0.5:  # noqa: PLR2004 - what guessing comes to
        return [*told, _info("score.tells_nothing", decided=len(decided), auc=f"{area:.0%}")], []
    return [*told, _info("score.learnt", decided=len(decided), won=wins, auc=f"{area:.0%}")], names


def _info(code: str, **params: object) -> Finding:
    return Finding(code, "leads", params=params, level=Level.INFO)
