"""What a person has to do next on each of their leads. Source: M12, M13."""

from enum import StrEnum

import pandas as pd

from hiveledger.rules.follow_up.dues import WORKED
from hiveledger.schema.words import OPEN, Status

__all__ = ["Step", "next_steps"]


class Step(StrEnum):
    """The next thing to do on a lead."""

    CONFIRM = "confirm"
    FIRST_TOUCH = "first_touch"
    NEXT_TOUCH = "next_touch"
    SE_REPLY = "se_reply"
    RECALL = "recall"  # nothing else is due before it goes back
    NONE = "none"


def next_steps(leads: pd.DataFrame, by: str) -> pd.DataFrame:
    """Give the next step on each lead that a person holds or, as its SE, still has to answer; the earliest due first.

    Reads: status, owner, cc_se, confirm_due, first_touch_due, first_touch_at, next_touch_at, se_due, se_replied_at,
    recall_due. Returns: by lead: step, due (missing where none is); ties by lead, those without a due last.

    >>> leads = table('''
    ...     lead_id | status    | owner | cc_se | confirm_due      | next_touch_at | recall_due
    ...     L1      | following | A1    |       |                  | 2026-03-09    | 2026-03-12
    ...     L2      | assigned  | A1    |       | 2026-03-02 12:00 |               |
    ... ''').assign(first_touch_due=pd.NaT, first_touch_at=pd.NaT, se_due=pd.NaT, se_replied_at=pd.NaT)
    >>> next_steps(leads, "A1")["step"].to_dict()
    {'L2': 'confirm', 'L1': 'next_touch'}
    """
    own = leads["owner"].eq(by) & leads["status"].isin(OPEN)
    answers = (
        leads["cc_se"].eq(by) & leads["status"].isin(OPEN) & leads["se_due"].notna() & leads["se_replied_at"].isna()
    )
    worked = own & leads["status"].isin(WORKED)
    untouched = leads["first_touch_at"].isna()
    dues = pd.DataFrame(
        {
            Step.CONFIRM: leads["confirm_due"].where(own & leads["status"].eq(Status.ASSIGNED)),
            Step.FIRST_TOUCH: leads["first_touch_due"].where(worked & untouched),
            Step.NEXT_TOUCH: leads["next_touch_at"].where(worked),
            Step.SE_REPLY: leads["se_due"].where(answers),
            Step.RECALL: leads["recall_due"].where(worked),
        }
    )[own | answers]
    due = dues.min(axis=1).astype("datetime64[us]")
    step = pd.Series(Step.NONE.value, index=due.index, dtype="str")
    for one in reversed(list(dues.columns)):
        step = step.mask(dues[one].eq(due), str(one))
    found = pd.DataFrame({"step": step, "due": due}).sort_index()
    return found.sort_values("due", kind="stable", na_position="last")
