"""跟进记录: each contact with a customer. Source: M13."""

from typing import Final

from hiveledger.schema.columns import Column, Dtype, Filler, Presence, Table
from hiveledger.schema.words import Stage

__all__ = ["TOUCHES"]

_DATE, _TIME, _CHOICE, _PERSON_NO = Dtype.DATE, Dtype.TIME, Dtype.CHOICE, Dtype.PERSON
_MACHINE, _PERSON = Filler.MACHINE, Filler.PERSON

TOUCHES: Final = Table(
    "touches",
    "跟进记录",
    "Touches",
    "touch_id",
    Presence.START,
    (
        Column("touch_id", "记录编号", "Touch ID", by=_MACHINE),
        Column("lead_id", "线索编号", "Lead ID", by=_PERSON),
        Column("staff_no", "跟进人工号", "Staff no.", _PERSON_NO, _PERSON),
        Column("line", "一句话记录", "In one line", by=_PERSON),
        Column("touched_at", "联系时间", "Touched at", _TIME, _PERSON),
        Column("how", "联系方式", "How", by=_PERSON),
        Column("need", "客户需求", "Need", by=_PERSON),
        Column("promised", "承诺事项", "Promised", by=_PERSON),
        Column("next_at", "下次联系", "Next at", _DATE, _PERSON),
        Column("stage", "商机阶段", "Stage", _CHOICE, _PERSON, words=Stage),
        Column("ask", "还缺什么", "Still missing", by=_MACHINE),
        Column("recorded_at", "记录时间", "Recorded at", _TIME, _MACHINE),
    ),
    id_prefix="T",
)
