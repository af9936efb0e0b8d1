"""What the kept lead takes over from those that merge into it, so that nothing is lost. Source: M1, M8.

Blanks are filled from the merged leads, the oldest first. Where two leads say different things, what stands in the
kept one goes on, unless the team prefers the newest, the oldest or the fullest for that fact; a person's cell goes on
in any case. What then still differs goes beside it: another person, number or address becomes a further contact
(联系人), any other fact a line of the note.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeAlias

import pandas as pd

from hiveledger.changes import Value, values
from hiveledger.rules.match.cards import read_people
from hiveledger.rules.normalise.characters import comparison_key
from hiveledger.rules.normalise.phones import normalise_phones
from hiveledger.rules.normalise.regions import normalise_regions
from hiveledger.schema.leads import FACT_BLOCKS, PERSON_FACTS, TAKEN_OVER, Prefer

__all__ = ["Merger", "merge_leads", "read_forms"]

_Row: TypeAlias = dict[str, Value]
_Fullness: TypeAlias = tuple[int, int]

_REACH: Final = ("contact", "mobile", "phone", "email", "wechat")
_NOTHING_PREFERRED: Final[Mapping[str, Prefer]] = {}


@dataclass(frozen=True)
class Merger:
    """What becomes of one kept lead."""

    cells: _Row = field(default_factory=dict)  # what it takes over
    taken: dict[str, tuple[str, Prefer]] = field(default_factory=dict)  # by column: of which lead, and by which wish
    contacts: list[_Row] = field(default_factory=list)  # rows for 联系人
    beside: list[tuple[str, str, Value]] = field(default_factory=list)  # of which lead, which column, what it says


def merge_leads(
    leads: pd.DataFrame,
    into: pd.Series,
    contacts: pd.DataFrame,
    locked: Collection[tuple[str, str]],
    prefer: Mapping[str, Prefer] = _NOTHING_PREFERRED,
) -> dict[str, Merger]:
    """Say what each kept lead takes over.

    A merged lead that speaks of the same person fills the kept one's blanks; one of another person is a further
    contact as a whole, so that no number ends up with a wrong name.

    `into`: the kept lead, by lead that merges into it. `locked`: cells (lead, column) of kept leads that are a
    person's, blank ones too: they stay as they are. `prefer`: which value a column gets where leads differ.
    Reads: leads the columns of `TAKEN_OVER`, received_at, firm (see `join_firms`); contacts lead_id and those of them
    that speak of a person.

    >>> leads = table('''
    ...     lead_id | company | contact | mobile      | phone | region | firm | received_at:datetime64[us]
    ...     L1      |         | 王明    |             |       | 苏州   |      | 2026-03-01
    ...     L2      |         | 王总    | 13800000001 |       | 无锡   |      | 2026-03-02
    ... ''').reindex(columns=[*TAKEN_OVER, "received_at", "firm"])
    >>> contacts = table("contact_id | lead_id | contact | title | mobile | phone | email | wechat")
    >>> merger = merge_leads(leads, pd.Series({"L2": "L1"}), contacts, ())["L1"]
    >>> merger.cells, merger.contacts, merger.beside
    ({'mobile': '13800000001'}, [], [('L2', 'region', '无锡')])
    >>> merge_leads(leads, pd.Series({"L2": "L1"}), contacts, (), {"region": Prefer.NEWEST})["L1"].beside
    [('L1', 'region', '苏州')]
    """
    mine = leads[leads.index.isin({*into.index, *into})]
    rows = _rows(mine, (*TAKEN_OVER, "received_at"))
    forms = _rows(read_forms(mine), (*TAKEN_OVER, "name", "surname"))
    known = _known(contacts, into)
    donors = leads.loc[into.index, ["received_at"]].assign(lead=into.index, survivor=into)
    merging = donors.sort_values(["survivor", "received_at", "lead"])
    kept = {lead: _Kept(lead, rows[lead], forms[lead], known.get(lead, []), locked) for lead in sorted(set(into))}
    for donor, survivor in zip(merging["lead"], merging["survivor"], strict=True):
        kept[survivor].take(donor, rows[donor], forms[donor], prefer)
    return {lead: one.merger for lead, one in kept.items()}


class _Kept:
    """A kept lead while others merge into it."""

    def __init__(
        self, lead: str, row: _Row, forms: _Row, known: list[_Row], locked: Collection[tuple[str, str]]
    ) -> None:
        self.merger = Merger()
        self._lead, self._row, self._forms = lead, dict(row), dict(forms)
        self._known = list(known)
        self._locked = {column for column in TAKEN_OVER if (lead, column) in locked}
        self._came: _Row = dict.fromkeys(TAKEN_OVER, row["received_at"])

    def take(self, donor: str, row: _Row, forms: _Row, prefer: Mapping[str, Prefer]) -> None:
        """Take over what a merged lead says."""
        self._take_person(donor, row, forms, prefer)
        for block in FACT_BLOCKS:
            self._take_facts(donor, block, row, forms, prefer)

    def _take_person(self, donor: str, row: _Row, forms: _Row, prefer: Mapping[str, Prefer]) -> None:
        left = {column: row[column] for column in PERSON_FACTS if row[column] is not None}
        if self._is_same_person(forms):
            left = {column: said for column, said in left.items() if not self._fills(donor, column, row, forms)}
            if "contact" not in left:
                left = {column: self._outdone(donor, column, row, forms, prefer) for column in left}
        if "contact" in left:  # another name: with all that was said of it
            self._add_contact({column: row[column] for column in PERSON_FACTS}, row)
        elif set(left) & set(_REACH):
            self._add_contact({"contact": row["contact"], **left}, row)
        elif left:
            self.merger.beside.append((donor if left["title"] == row["title"] else self._lead, "title", left["title"]))

    def _outdone(self, donor: str, column: str, row: _Row, forms: _Row, prefer: Mapping[str, Prefer]) -> Value:
        """Give the one of two values that the kept lead does not have in the end."""
        stood = self._row[column]
        if not self._prefers((column,), row, prefer):
            return row[column]
        self._put(donor, column, row, forms, prefer[column])
        return stood

    def _prefers(self, block: tuple[str, ...], row: _Row, prefer: Mapping[str, Prefer]) -> bool:
        """Tell whether the team would rather have what a merged lead says; a person's cell is not given up for it."""
        wish = next((prefer[column] for column in block if column in prefer), Prefer.KEPT)
        if wish is Prefer.KEPT or not self._locked.isdisjoint(block):
            return False
        if wish is Prefer.FULLEST:
            return _fullness(row, block) > _fullness(self._row, block)
        came, stood = row["received_at"], [at for column in block if isinstance(at := self._came[column], datetime)]
        if not isinstance(came, datetime) or not stood:
            return False
        return came > max(stood) if wish is Prefer.NEWEST else came < min(stood)

    def _put(self, donor: str, column: str, row: _Row, forms: _Row, wish: Prefer) -> None:
        self._row[column] = self.merger.cells[column] = row[column]
        self._forms[column] = forms[column]
        self._came[column] = row["received_at"]
        self.merger.taken[column] = (donor, wish)

    def _is_same_person(self, forms: _Row) -> bool:
        mine = self._forms
        if all(mine[column] is None for column in _REACH):
            return True
        if any(mine[number] is not None and mine[number] == forms[number] for number in ("mobile", "email")):
            return True
        called = mine["surname"] is not None and mine["surname"] == forms["surname"]
        return called and not (mine["name"] and forms["name"] and mine["name"] != forms["name"])

    def _fills(self, donor: str, column: str, row: _Row, forms: _Row) -> bool:
        """Put a fact where nothing stands yet. Tells whether the lead says it now, in these or other words."""
        if self._row[column] is None and column not in self._locked:
            self._put(donor, column, row, forms, Prefer.KEPT)
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

    def _take_facts(
        self, donor: str, block: tuple[str, ...], row: _Row, forms: _Row, prefer: Mapping[str, Prefer]
    ) -> None:
        said = [column for column in block if row[column] is not None]
        agrees = all(self._row[column] is None or self._forms[column] == forms[column] for column in said)
        if not agrees and self._prefers(block, row, prefer):
            wish = next(prefer[column] for column in block if column in prefer)
            for column in block:
                stood = self._row[column]
                if stood is not None and self._forms[column] != forms[column]:
                    self.merger.beside.append((self._teller(column), column, stood))
                if stood is not None or row[column] is not None:
                    self._put(donor, column, row, forms, wish)
            return
        for column in said:
            if not (agrees and self._fills(donor, column, row, forms)) and self._forms[column] != forms[column]:
                self.merger.beside.append((donor, column, row[column]))

    def _teller(self, column: str) -> str:
        """Name the lead whose word stands in a column."""
        return self.merger.taken[column][0] if column in self.merger.taken else self._lead


def _fullness(row: _Row, block: tuple[str, ...]) -> _Fullness:
    said = [str(row[column]) for column in block if row[column] is not None]
    return len(said), sum(map(len, said))


def _rows(frame: pd.DataFrame, columns: Collection[str]) -> dict[str, _Row]:
    cells = [values(frame[column]) for column in columns]
    return {lead: dict(zip(columns, row, strict=True)) for lead, *row in zip(frame.index, *cells, strict=True)}


def read_forms(leads: pd.DataFrame) -> pd.DataFrame:
    r"""Give what the cells say, however it is written: what says the same is the same here.

    Reads: the columns of `TAKEN_OVER`, firm (see `join_firms`).
    Returns: same index; these columns, and name and surname of the contact (see `read_people`).

    >>> leads = table("lead_id | contact | mobile | region | firm\nL1 | 王明 | 138 0000 0001 | 苏州 |")
    >>> forms = read_forms(leads.reindex(columns=[*TAKEN_OVER, "firm"]).astype("str"))
    >>> forms.loc["L1", ["mobile", "region", "surname"]].to_list()
    ['13800000001', '江苏省苏州市', '王']
    """
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
    for lead, row in zip(mine["lead_id"], _rows(mine, PERSON_FACTS).values(), strict=True):
        known.setdefault(lead, []).append(row)
    return known
