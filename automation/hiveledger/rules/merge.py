"""What the kept lead takes over from those that merge into it, so that nothing is lost. Source: M1, M8.

Blanks are filled from the merged leads, the oldest first; nothing that stands is written over. What then still
differs goes beside it: another person, number or address becomes a further contact (联系人), any other fact a line
of the note.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import pandas as pd

from hiveledger.changes import Value, values
from hiveledger.rules.match.cards import read_people
from hiveledger.rules.normalise.characters import comparison_key
from hiveledger.rules.normalise.phones import normalise_phones
from hiveledger.rules.normalise.regions import normalise_regions

__all__ = ["TAKEN_OVER", "Merger", "merge_leads"]

_Row: TypeAlias = dict[str, Value]

_REACH: Final = ("contact", "mobile", "phone", "email", "wechat")
_PERSON: Final = (*_REACH, "title")
# Facts that make sense together only are filled together, or not at all.
_FACTS: Final = (
    ("company",),
    ("uscc",),
    ("region",),
    ("address",),
    ("industry",),
    ("size",),
    ("need",),
    ("budget_cny", "budget_status"),
    ("decision_chain",),
    ("purchase_by",),
    ("source",),
    ("origin_am",),
    ("stage", "amount_cny", "lost_reason"),
    ("note",),
)
TAKEN_OVER: Final = (*_PERSON, *(column for block in _FACTS for column in block))


@dataclass(frozen=True)
class Merger:
    """What becomes of one kept lead."""

    cells: _Row = field(default_factory=dict)  # its blanks, filled
    contacts: list[_Row] = field(default_factory=list)  # rows for 联系人
    beside: list[tuple[str, str, Value]] = field(default_factory=list)  # of which lead, which column, what it says


def merge_leads(
    leads: pd.DataFrame, into: pd.Series, contacts: pd.DataFrame, taken: Collection[tuple[str, str]]
) -> dict[str, Merger]:
    """Say what each kept lead takes over.

    A merged lead that speaks of the same person fills the kept one's blanks; one of another person is a further
    contact as a whole, so that no number ends up with a wrong name.

    `into`: the kept lead, by lead that merges into it. `taken`: blank cells (lead, column) that stay blank, because a
    person cleared them.
    Reads: leads the columns of `TAKEN_OVER`, received_at, firm (see `join_firms`); contacts lead_id and those of them
    that speak of a person.

    >>> leads = table('''
    ...     lead_id | company | contact | mobile      | phone | region | firm | received_at
    ...     L1      |         | 王明    |             |       | 苏州   |      | 2026-03-01
    ...     L2      |         | 王总    | 13800000001 |       | 无锡   |      | 2026-03-02
    ... ''').reindex(columns=[*TAKEN_OVER, "received_at", "firm"])
    >>> contacts = table("contact_id | lead_id | contact | title | mobile | phone | email | wechat")
    >>> merger = merge_leads(leads, pd.Series({"L2": "L1"}), contacts, ())["L1"]
    >>> merger.cells, merger.contacts, merger.beside
    ({'mobile': '13800000001'}, [], [('L2', 'region', '无锡')])
    """
    mine = leads[leads.index.isin({*into.index, *into})]
    rows = _rows(mine, TAKEN_OVER)
    forms = _rows(_forms(mine), (*TAKEN_OVER, "name", "surname"))
    known = _known(contacts, into)
    donors = leads.loc[into.index, ["received_at"]].assign(lead=into.index, survivor=into)
    merging = donors.sort_values(["survivor", "received_at", "lead"])
    kept = {lead: _Kept(lead, rows[lead], forms[lead], known.get(lead, []), taken) for lead in sorted(set(into))}
    for donor, survivor in zip(merging["lead"], merging["survivor"], strict=True):
        kept[survivor].take(donor, rows[donor], forms[donor])
    return {lead: one.merger for lead, one in kept.items()}


class _Kept:
    """A kept lead while others merge into it."""

    def __init__(
        self, lead: str, row: _Row, forms: _Row, known: list[_Row], taken: Collection[tuple[str, str]]
    ) -> None:
        self.merger = Merger()
        self._row, self._forms = dict(row), dict(forms)
        self._known = list(known)
        self._stays_blank = {column for column in TAKEN_OVER if (lead, column) in taken}

    def take(self, donor: str, row: _Row, forms: _Row) -> None:
        """Take over what a merged lead says."""
        self._take_person(donor, row, forms)
        for block in _FACTS:
            self._take_facts(donor, block, row, forms)

    def _take_person(self, donor: str, row: _Row, forms: _Row) -> None:
        left = {column: row[column] for column in _PERSON if row[column] is not None}
        if self._is_same_person(forms):
            left = {column: said for column, said in left.items() if not self._fills(column, row, forms)}
        if "contact" in left:  # another name: with all that was said of it
            self._add_contact({column: row[column] for column in _PERSON}, row)
        elif set(left) & set(_REACH):
            self._add_contact({"contact": row["contact"], **left}, row)
        elif left:
            self.merger.beside.append((donor, "title", row["title"]))

    def _is_same_person(self, forms: _Row) -> bool:
        mine = self._forms
        if all(mine[column] is None for column in _REACH):
            return True
        if any(mine[number] is not None and mine[number] == forms[number] for number in ("mobile", "email")):
            return True
        called = mine["surname"] is not None and mine["surname"] == forms["surname"]
        return called and not (mine["name"] and forms["name"] and mine["name"] != forms["name"])

    def _fills(self, column: str, row: _Row, forms: _Row) -> bool:
        """Put a fact where nothing stands yet. Tells whether the lead says it now, in these or other words."""
        if self._row[column] is None and column not in self._stays_blank:
            self._row[column] = self.merger.cells[column] = row[column]
            self._forms[column] = forms[column]
            if column == "contact":
                self._forms |= {"name": forms["name"], "surname": forms["surname"]}
        if column == "contact" and forms["name"] is None and forms["surname"] == self._forms["surname"]:
            return True  # 王总 says no more than 王明
        return self._forms[column] == forms[column]

    def _add_contact(self, said: _Row, row: _Row) -> None:
        person: _Row = {column: cell for column, cell in said.items() if cell is not None}
        told = any(person.items() <= known.items() for known in self._known)
        if not told:
            self._known.append(person)
            self.merger.contacts.append({**person, "company": row["company"], "source": row["source"]})

    def _take_facts(self, donor: str, block: tuple[str, ...], row: _Row, forms: _Row) -> None:
        said = [column for column in block if row[column] is not None]
        agrees = all(self._row[column] is None or self._forms[column] == forms[column] for column in said)
        for column in said:
            if not (agrees and self._fills(column, row, forms)) and self._forms[column] != forms[column]:
                self.merger.beside.append((donor, column, row[column]))


def _rows(frame: pd.DataFrame, columns: Collection[str]) -> dict[str, _Row]:
    cells = [values(frame[column]) for column in columns]
    return {lead: dict(zip(columns, row, strict=True)) for lead, *row in zip(frame.index, *cells, strict=True)}


def _forms(leads: pd.DataFrame) -> pd.DataFrame:
    """Give what the cells say, however it is written."""
    texts = [column for column in TAKEN_OVER if leads[column].dtype == "str"]
    forms = leads.assign(**{column: comparison_key(leads[column]) for column in texts})
    numbers = normalise_phones(leads["mobile"], leads["phone"])
    written = {column: numbers[column].fillna(forms[column]) for column in ("mobile", "phone")}
    written["company"] = leads["firm"].fillna(forms["company"])
    written["region"] = normalise_regions(leads["region"])["value"].fillna(forms["region"])
    return forms.assign(**written).join(read_people(leads["contact"]))


def _known(contacts: pd.DataFrame, into: pd.Series) -> Mapping[str, list[_Row]]:
    mine = contacts[contacts["lead_id"].isin(into)]
    known: dict[str, list[_Row]] = {}
    for lead, row in zip(mine["lead_id"], _rows(mine, _PERSON).values(), strict=True):
        known.setdefault(lead, []).append(row)
    return known
