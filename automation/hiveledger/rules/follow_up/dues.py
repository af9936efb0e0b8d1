"""What is due on a held lead: first contact, the next one, the SE's answer, and when it is taken back. Source: M13."""

from typing import TYPE_CHECKING, Final

import pandas as pd

from hiveledger.rules.calendar import Hours
from hiveledger.schema.words import OPEN, Grade, Roll, Stage, Status
from hiveledger.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ADVANCED", "DUES", "SETTINGS_READ", "WORKED", "find_dues", "find_late", "is_stale", "since", "stale_dues"]

DUES: Final = ("first_touch_due", "next_touch_at", "se_due", "recall_due")
SETTINGS_READ: Final = (
    *("first_touch_a_hours", "first_touch_b_hours", "touch_a_days", "touch_b_days", "touch_c_days", "agreed_days"),
    *("se_reply_hours", "recall_a_days", "recall_b_days", "recall_warn_days"),
)
WORKED: Final = frozenset({Status.CONFIRMED, Status.FOLLOWING})  # somebody said that they work on it
ADVANCED: Final = frozenset(
    {Stage.QUOTATION, Stage.NEGOTIATION, Stage.CONTRACT, Stage.DELIVERY, Stage.SERVICE, Stage.RENEWAL}
)  # too far along to be taken away
_ALMOST_A_DAY: Final = pd.Timedelta(days=1) - pd.Timedelta(seconds=1)


def find_dues(leads: pd.DataFrame, contacts: pd.DataFrame, hours: Hours, settings: Settings) -> pd.DataFrame:
    """Give what is due on each lead, blank where nothing is.

    Reads: leads status, grade, stage, owner, cc_se, delivered_at, confirmed_at, protect_until; contacts as `sum_up`
    gives them. A lead without grade has no first contact due and the rhythm of a C.
    Returns: the columns of `DUES` per lead. A first contact stays due after it was made, so that one sees whether it
    was in time.

    >>> leads = table('''
    ...     lead_id | status    | grade | stage | owner | cc_se | delivered_at     | confirmed_at     | protect_until
    ...     L1      | following | A     |       | A1    | S1    | 2026-03-02 09:00 | 2026-03-02 10:00 |
    ... ''')
    >>> records = ["first_touch_at", "last_touch_at", "se_replied_at", "agreed_at", "agreed_on"]
    >>> contacts = pd.DataFrame(pd.NaT, leads.index, records, dtype="datetime64[us]")
    >>> contacts.loc["L1", ["first_touch_at", "last_touch_at"]] = pd.Timestamp("2026-03-02 11:00")
    >>> from hiveledger.rules.calendar import Holidays, read_hours
    >>> units = table("unit | work_hours | work_week | long_week")
    >>> hours = read_hours(Settings(), Holidays(()), units, table("staff_no | unit | leave_from | leave_to"))
    >>> find_dues(leads, contacts, hours, Settings()).astype(str).loc["L1"].to_list()
    ['2026-03-02 14:30:00', '2026-03-05', '2026-03-03 09:00:00', '2026-03-09 11:00:00']
    """
    held = leads["status"].isin(OPEN)
    is_a = held & leads["grade"].eq(Grade.A)
    is_b = held & leads["grade"].eq(Grade.B)
    delivered, owner = leads["delivered_at"], leads["owner"]
    first_a = hours.add_working(owner[is_a], delivered[is_a], settings.first_touch_a_hours * 60)
    first_b = _rolled(owner[is_b], delivered[is_b] + _hours(settings.first_touch_b_hours), hours, settings)
    first = pd.concat([first_a, first_b]).reindex(leads.index).astype("datetime64[us]")
    with_se = is_a & leads["cc_se"].notna()
    se = _rolled(leads["cc_se"][with_se], delivered[with_se] + _hours(settings.se_reply_hours), hours, settings)
    return pd.DataFrame(
        {
            "first_touch_due": first,
            "next_touch_at": _next_touch(leads, contacts, first, hours, settings),
            "se_due": se.reindex(leads.index).astype("datetime64[us]"),
            "recall_due": stale_dues(
                leads, since(leads, contacts["last_touch_at"]), _agreed(contacts, settings), hours, settings
            ),
        }
    )


def since(leads: pd.DataFrame, last_touch_at: pd.Series) -> pd.Series:
    """Give from when each lead lies untouched: its last contact, or when its owner took it if that was later."""
    taken = leads["confirmed_at"].fillna(leads["delivered_at"])
    return last_touch_at.where(last_touch_at > taken, taken.fillna(last_touch_at))


def stale_dues(leads: pd.DataFrame, since: pd.Series, agreed: pd.Series, hours: Hours, settings: Settings) -> pd.Series:
    """Give until when each lead may lie untouched from `since` on: after that it goes back to SO.

    Whose customer wants to be called on a day that is `agreed` has that day too: nobody loses a lead by keeping to it.

    A customer whom an AM found is theirs until 保护至, whatever the grade, and no longer: the hard end. From then on
    it is a lead like any other, one without A or B as a B.

    Reads: status, grade, stage, owner, protect_until. Returns: per lead, blank where it is not taken back.
    """
    protected = leads["protect_until"]
    letter = leads["grade"].where(leads["grade"].isin([Grade.A, Grade.B]) | protected.isna(), Grade.B.value)
    days = letter.map({Grade.A.value: settings.recall_a_days, Grade.B.value: settings.recall_b_days})
    is_free = leads["status"].isin(WORKED) & ~leads["stage"].isin(ADVANCED) & days.notna() & since.notna()
    due = since[is_free] + pd.to_timedelta(days[is_free].astype("float64"), unit="D")
    due = _rolled(leads["owner"][is_free], due, hours, settings)
    for end in (protected[is_free], agreed[is_free]):
        end = end.mask(end == end.dt.normalize(), end + _ALMOST_A_DAY)  # noqa: PLW2901 - to a date: all of that day
        due = due.where(~(end > due), end)
    return due.reindex(leads.index).astype("datetime64[us]")


def find_late(records: pd.DataFrame, leads: pd.DataFrame, hours: Hours, settings: Settings) -> pd.Series:
    """Give, per lead, when it should have gone back although somebody made contact after that.

    So a record that comes too late, seen by a run that came later still, changes nothing.

    Reads: records lead_id, at, next_at, counts, is_new (bool: no run has seen it yet); leads as
    `stale_dues`, and confirmed_at, delivered_at. Returns: the due that was missed, for such leads only.

    >>> from hiveledger.rules.calendar import Holidays, read_hours
    >>> units = table("unit | work_hours | work_week | long_week")
    >>> hours = read_hours(Settings(), Holidays(()), units, table("staff_no | unit | leave_from | leave_to"))
    >>> leads = table('''
    ...     lead_id | status    | grade | stage | owner | delivered_at     | confirmed_at     | protect_until
    ...     L1      | confirmed | A     |       | A1    | 2026-03-02 09:00 | 2026-03-02 10:00 |
    ... ''')
    >>> records = table('''
    ...     touch_id | lead_id | at:datetime64[us] | next_at | counts | is_new
    ...     T1       | L1      | 2026-03-09 10:01  |         | True   | True
    ... ''')
    >>> find_late(records, leads, hours, Settings()).to_dict()
    {'L1': Timestamp('2026-03-09 10:00:00')}
    """
    known = records[records["counts"]].sort_values(["lead_id", "at"], kind="stable")
    fresh = known["lead_id"].isin(known.loc[known["is_new"], "lead_id"])
    known = known[fresh]
    known = known.assign(agreed_at=known["next_at"], agreed_on=known["at"])
    known["agreed_at"] = _agreed(known, settings)
    before = known.groupby("lead_id")[["at", "agreed_at"]].shift()
    rows = leads.loc[known["lead_id"]].set_axis(known.index)
    missed = stale_dues(rows, since(rows, before["at"]), before["agreed_at"], hours, settings)
    late = known["is_new"] & (known["at"] > missed) & ~(known["at"] < rows["delivered_at"])
    earliest: pd.Series = missed[late].groupby(known.loc[late, "lead_id"]).min()
    return earliest


def is_stale(dues: pd.DataFrame, late: pd.Series, now: pd.Timestamp) -> pd.Series:
    """Tell which leads go back to SO now. At exactly the due time a lead is not stale yet.

    Reads: recall_due; `late` as `find_late` gives it. Returns: bool per lead.

    >>> dues = table('''
    ...     lead_id | recall_due
    ...     L1      | 2026-03-09 10:00
    ...     L2      | 2026-03-09 10:01
    ... ''')
    >>> is_stale(dues, pd.Series(dtype="datetime64[us]"), pd.Timestamp("2026-03-09 10:01")).to_dict()
    {'L1': True, 'L2': False}
    """
    return (dues["recall_due"] < now) | dues.index.isin(late.index)


def _next_touch(
    leads: pd.DataFrame, contacts: pd.DataFrame, first: pd.Series, hours: Hours, settings: Settings
) -> pd.Series:
    """Give the next day of contact: what was agreed with the customer, if it is not too far off; else by the grade."""
    rhythm: Mapping[str, int] = {Grade.A.value: settings.touch_a_days, Grade.B.value: settings.touch_b_days}
    days = leads["grade"].map(rhythm).fillna(settings.touch_c_days)
    base = since(leads, contacts["last_touch_at"])
    is_due = leads["status"].isin(WORKED) & base.notna() & (contacts["first_touch_at"].notna() | first.isna())
    regular = base[is_due].dt.normalize() + pd.to_timedelta(days[is_due].astype("float64"), unit="D")
    regular = hours.roll(leads["owner"][is_due], regular).dt.normalize()
    agreed = _agreed(contacts, settings)
    # one that is behind the last contact was kept by it
    stands = is_due & ((agreed > base.dt.normalize()) | (agreed.notna() & (contacts["agreed_on"] >= base)))
    return agreed.where(stands, regular.reindex(leads.index)).astype("datetime64[us]")


def _agreed(contacts: pd.DataFrame, settings: Settings) -> pd.Series:
    """Give the day that was agreed with the customer, unless it is too far off, or was over when it was noted."""
    day, on = contacts["agreed_at"].dt.normalize(), contacts["agreed_on"].dt.normalize()
    stands: pd.Series = day.where((day >= on) & (day <= on + pd.Timedelta(days=settings.agreed_days)))
    return stands


def _rolled(owner: pd.Series, dues: pd.Series, hours: Hours, settings: Settings) -> pd.Series:
    return hours.roll(owner, dues) if settings.deadlines_roll is Roll.NEXT else dues


def _hours(hours: float) -> pd.Timedelta:
    return pd.Timedelta(hours=hours)
