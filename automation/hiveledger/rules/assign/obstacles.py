"""What keeps each person from a lead that nobody can take, so that SO sees what to change. Source: M9, M12."""

from typing import Final

import numpy as np
import pandas as pd

from hiveledger.findings import Reason
from hiveledger.rules.assign.cover import FREE, Obstacle, cover
from hiveledger.rules.assign.turns import company_of

__all__ = ["explain_obstacles", "find_obstacles", "is_round_over"]

_CAP: Final = list(Obstacle).index(Obstacle.CAP)
_LAPSED: Final = list(Obstacle).index(Obstacle.LAPSED)


def find_obstacles(leads: pd.DataFrame, team: pd.DataFrame, now: pd.Timestamp) -> pd.DataFrame:
    """List for each lead who is kept from it, by the first thing in their way.

    Leads of one company count as one: what keeps a person from any of them keeps them from all, and there has to be
    room for all. Asked of the leads that `place` left over, with the team as it then is, it names everybody.

    Reads: leads account_id, industry, region, size, lapsed_by; team as `place`.
    Returns: a column per Obstacle, in order; a cell holds staff numbers, ";" between them, missing if there are none.

    >>> team = table('''
    ...     staff_no | role | industries | quota:float64 | room:int64
    ...     A1       | AM   | 电子       | 20            | 5
    ...     A2       | AM   | *          | 20            | 0
    ... ''').assign(regions=None, sizes=None, left_at=pd.NaT, leave_from=pd.NaT, leave_to=pd.NaT)
    >>> leads = table('''
    ...     lead_id | account_id | industry | region | size | lapsed_by
    ...     L1      |            | 汽车     |        |      |
    ... ''')
    >>> find_obstacles(leads, team, pd.Timestamp("2026-03-02")).loc["L1"].dropna().to_dict()
    {'industry': 'A1', 'cap': 'A2'}
    """
    team = team.sort_index()
    classes = cover(leads, team, now)
    company = pd.factorize(company_of(leads))[0]
    together = np.bincount(company)[company]
    # Single leads of a class are one case, a company with several leads is a case of its own.
    kind = np.where(together > 1, len(classes.first) + company, classes.of_lead)
    case = pd.factorize(kind)[0]
    order = np.argsort(case, kind="stable")
    starts = np.flatnonzero(np.diff(case[order], prepend=-1))
    first = np.minimum.reduceat(classes.first[classes.of_lead[order]], starts) if len(leads) else classes.first
    short = team["room"].to_numpy() < together[order][starts][:, None]
    first = np.where((first == FREE) & short, _CAP, first)
    staff = team.index.to_numpy(dtype=object)
    names = {
        obstacle.value: np.array([";".join(staff[row == place]) for row in first], dtype=object)
        for place, obstacle in enumerate(Obstacle)
    }
    cells = {name: pd.Series(texts[case], leads.index, dtype="str") for name, texts in names.items()}
    found = pd.DataFrame(cells, index=leads.index)
    return found.mask(found == "")


def is_round_over(leads: pd.DataFrame, team: pd.DataFrame, now: pd.Timestamp) -> pd.Series:
    """Tell which leads every AM who covers them has let lapse: their round ends, and all may be asked again.

    An AM on leave counts as one who has still to be asked; who has left, or has no quota, does not.
    Reads: as `find_obstacles`, without account_id and room. Returns: bool per lead; False where nobody covers it.

    >>> team = table('''
    ...     staff_no | role | industries | quota:float64
    ...     A1       | AM   | 电子       | 20
    ...     A2       | AM   | 汽车       | 20
    ... ''').assign(regions=None, sizes=None, left_at=pd.NaT, leave_from=pd.NaT, leave_to=pd.NaT)
    >>> leads = table('''
    ...     lead_id | industry | region | size | lapsed_by
    ...     L1      | 电子     |        |      | A1
    ...     L2      | 汽车     |        |      | A1
    ... ''')
    >>> is_round_over(leads, team, pd.Timestamp("2026-03-02")).to_dict()
    {'L1': True, 'L2': False}
    """
    never = pd.Series(pd.NaT, team.index, dtype="datetime64[us]")
    classes = cover(leads, team.assign(leave_from=never, leave_to=never), now)
    over = (classes.first == _LAPSED).any(axis=1) & ~(classes.first == FREE).any(axis=1)
    return pd.Series(over[classes.of_lead], leads.index, dtype="bool")


def explain_obstacles(obstacles: pd.DataFrame) -> pd.Series:
    """Put into a reason why nobody could take a lead: how many people each obstacle removed, and whom.

    Who is no AM is left out unless there is nobody else to name.
    Reads: as `find_obstacles` gives. Returns: a Reason per lead.

    >>> obstacles = table('''
    ...     lead_id | role | left | leave | industry | region | size | lapsed | quota | cap:str
    ...     L1      | S1   |      | A1    | A2;A3    |        |      |        |       |
    ... ''')
    >>> explain_obstacles(obstacles)["L1"].params["why"].text()
    '1 人在休假（A1）；2 人不负责该行业（A2 A3）'
    """
    rows = list(obstacles.fillna("").itertuples(index=False, name=None))
    reasons = {row: _explain(row) for row in set(rows)}
    return pd.Series([reasons[row] for row in rows], obstacles.index, dtype="object")


def _explain(cells: tuple[str, ...]) -> Reason:
    removed = [
        Reason(f"assign.removed.{obstacle}", {"count": len(staff), "who": _some(staff)})
        for obstacle, cell in zip(Obstacle, cells, strict=True)
        if (staff := [number for number in cell.split(";") if number])
    ]
    removed = removed[1:] if len(removed) > 1 and removed[0].code.endswith(Obstacle.ROLE) else removed
    if not removed:
        return Reason("assign.no_team")
    why = removed[-1]
    for reason in reversed(removed[:-1]):
        why = Reason("assign.and", {"first": reason, "then": why})
    return Reason("assign.nobody", {"why": why})


_NAMED: Final = 3  # people named for each obstacle; the rest are only counted


def _some(staff: list[str]) -> str:
    return " ".join(staff[:_NAMED]) + (" …" if len(staff) > _NAMED else "")
