"""What `dedupe` says in words: which facts agree and differ, what a person had best look at, what a merge would do."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Final

from hiveledger.changes import Value
from hiveledger.findings import Reason
from hiveledger.rules.match.groups import Fate
from hiveledger.rules.merge import Merger
from hiveledger.schema import LEADS
from hiveledger.schema.leads import Prefer
from hiveledger.text import Language, say

__all__ = ["beside_in_words", "evidence_in_words", "facts_in_words", "hint", "outcome_in_words", "taken_over"]

_HINTS: Final = {
    Fate.COMPANIES: "dedupe.two_companies",
    Fate.PERSONS: "dedupe.persons_row",
    Fate.UNDONE: "dedupe.was_undone",
    Fate.CROWD: "dedupe.crowd",
    Fate.CLASH: "dedupe.clash",
}
_OPEN: Final = frozenset({Fate.UNCERTAIN, Fate.COMPANIES})
_TAKEN: Final = {
    Prefer.KEPT: "dedupe.taken_over",
    Prefer.NEWEST: "dedupe.taken_newest",
    Prefer.OLDEST: "dedupe.taken_oldest",
    Prefer.FULLEST: "dedupe.taken_fullest",
}
_OUTCOME: Final = {
    Prefer.KEPT: "dedupe.outcome_filled",
    Prefer.NEWEST: "dedupe.outcome_newest",
    Prefer.OLDEST: "dedupe.outcome_oldest",
    Prefer.FULLEST: "dedupe.outcome_fullest",
}
_LONGEST: Final = 40  # signs of a fact within a sentence


def evidence_in_words(same: str, other: str, language: Language) -> str:
    """Say which facts agree and which differ; each is a list joined by blanks.

    >>> evidence_in_words("contact mobile", "company", Language.ZH)
    '联系人、手机一致；公司名称不一致'
    """
    params = {"same": facts_in_words(same, language), "other": facts_in_words(other, language)}
    return say("dedupe.same_and_other" if other else "dedupe.same", language, **params)


def facts_in_words(facts: str, language: Language) -> str:
    """Name the facts of a list joined by blanks.

    >>> facts_in_words("near mobile", Language.ZH)
    '公司名称（相近）、手机'
    """
    near = {"near": say("dedupe.near", language)}
    return _listed([near.get(fact) or LEADS[fact].header(language) for fact in facts.split()], language)


def _listed(items: Iterable[str], language: Language) -> str:
    return say("dedupe.comma", language).join(items)


def hint(fate: str, same: Collection[str], other: Collection[str], *, related: bool) -> str:
    """Give the code of what a person had best look at, from why the pair is asked and what agrees and differs.

    `related`: the one company is by its name a branch or the like of the other.

    >>> hint("uncertain", ["contact", "mobile"], ["company"], related=False)
    'dedupe.ask_number'
    """
    if related and fate in _OPEN:
        return "dedupe.ask_house"
    if fate != Fate.UNCERTAIN:
        return _HINTS[Fate(fate)]
    has_number = "mobile" in same or "email" in same
    cases = (
        ("near" in same, "dedupe.ask_company"),
        (has_number and "company" in other, "dedupe.ask_number"),
        (has_number, "dedupe.ask_who"),
        ("company" in same and "mobile" in other, "dedupe.ask_mobile"),
        ("company" in same, "dedupe.ask_person"),
    )
    return next((code for holds, code in cases if holds), "dedupe.ask_line")


def taken_over(lead: str, wish: Prefer) -> Reason:
    """Say why the kept lead's cell gets the value of a lead that merges into it."""
    return Reason(_TAKEN[wish], {"lead": lead})


def beside_in_words(kept: str, beside: Iterable[tuple[str, str, Value]], language: Language) -> str:
    """Say in a line for each lead what it says differently from what the kept one says in the end."""
    facts: dict[str, list[str]] = {}
    for lead, column, said in beside:
        name, shown = LEADS[column].header(language), _shown(column, said, language)
        facts.setdefault(lead, []).append(say("dedupe.fact", language, name=name, said=shown))
    return "\n".join(
        say("dedupe.former" if lead == kept else "dedupe.beside", language, lead=lead, facts=_listed(said, language))
        for lead, said in facts.items()
    )


def _shown(column: str, said: Value, language: Language) -> str:
    if isinstance(said, datetime):
        return f"{said:%Y-%m-%d}"
    if isinstance(said, float):
        return f"{said:.15g}"
    return LEADS[column].label(said, language) if said and LEADS[column].words else str(said)


def outcome_in_words(merger: Merger, locked: Collection[str], language: Language) -> str:
    """Say what a merge would make of each fact that changes or differs, in a line for each thing that is done."""
    return "\n".join(_outcomes(merger, locked, language)) or say("dedupe.outcome_nothing", language)


def _outcomes(merger: Merger, locked: Collection[str], language: Language) -> Iterator[str]:
    for wish, code in _OUTCOME.items():
        taken = [(column, merger.cells[column]) for column, (_, by) in merger.taken.items() if by is wish]
        if taken:
            yield say(code, language, facts=_facts(taken, language))
    noted = [(column, said) for _, column, said in merger.beside]
    for code, facts in (
        ("dedupe.outcome_persons", [fact for fact in noted if fact[0] in locked]),
        ("dedupe.outcome_noted", [fact for fact in noted if fact[0] not in locked]),
    ):
        if facts:
            yield say(code, language, facts=_facts(facts, language))
    for person in merger.contacts:
        known = [str(person[column]) for column in ("contact", "mobile", "phone", "email") if person.get(column)]
        yield say("dedupe.outcome_contact", language, person=" ".join(known))


def _facts(facts: Iterable[tuple[str, Value]], language: Language) -> str:
    said = ((LEADS[column].header(language), _shown(column, item, language)) for column, item in facts)
    shown = (f"{name} {text[:_LONGEST]}{'…' if len(text) > _LONGEST else ''}" for name, text in said)
    return _listed((" ".join(text.split()) for text in shown), language)
