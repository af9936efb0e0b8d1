"""The pool of leads that nobody owns, and what people claimed of it. Source: M10."""

from typing import Final

from hiveledger.schema.columns import Column, Dtype, Filler, Presence, Table
from hiveledger.schema.words import ClaimAnswer, ClaimResult

__all__ = ["CLAIMS", "POOL"]

_NUMBER, _TIME, _CHOICE, _PERSON_NO = Dtype.NUMBER, Dtype.TIME, Dtype.CHOICE, Dtype.PERSON
_MACHINE, _PERSON = Filler.MACHINE, Filler.PERSON

POOL: Final = Table(
    "pool",
    "线索池",
    "Pool",
    "lead_id",
    Presence.START,
    (
        Column("lead_id", "线索编号", "Lead ID", by=_MACHINE),
        Column("company", "公司名称", "Company", by=_MACHINE),
        Column("region", "地区", "Region", by=_MACHINE),
        Column("industry", "行业", "Industry", by=_MACHINE),
        Column("size", "规模", "Size", by=_MACHINE),
        Column("need", "需求", "Need", by=_MACHINE),
        Column("pooled_at", "入池时间", "Pooled at", _TIME, _MACHINE),
        Column("window", "第几轮", "Window", _NUMBER, _MACHINE, unit="轮"),
        Column("opens_at", "开抢时间", "Opens at", _TIME, _MACHINE),
        Column("closes_at", "截止时间", "Closes at", _TIME, _MACHINE),
        Column("winner", "抢到人工号", "Winner", _PERSON_NO, _MACHINE),
        Column("outcome", "结果", "Outcome", by=_MACHINE),
        Column("left_at", "出池时间", "Left at", _TIME, _MACHINE),
    ),
)

CLAIMS: Final = Table(
    "claims",
    "抢单登记",
    "Claims",
    "claim_id",
    Presence.FIRST_USE,
    (
        Column("claim_id", "抢单编号", "Claim ID", by=_MACHINE),
        Column("lead_id", "线索编号", "Lead ID", by=_PERSON),
        Column("staff_no", "抢单人工号", "Staff no.", _PERSON_NO, _PERSON),
        Column("answer", "抢/不抢", "Answer", _CHOICE, _PERSON, words=ClaimAnswer),
        Column("claimed_at", "抢单时间", "Claimed at", _TIME, _PERSON),
        Column("recorded_at", "记录时间", "Recorded at", _TIME, _MACHINE),
        Column("source", "方式", "Way", by=_MACHINE),
        Column("window", "第几轮", "Window", _NUMBER, _MACHINE, unit="轮"),
        Column("speed_score", "响应分", "Speed score", _NUMBER, _MACHINE, unit="分"),
        Column("past_score", "业绩分", "Past score", _NUMBER, _MACHINE, unit="分"),
        Column("total_score", "总分", "Total score", _NUMBER, _MACHINE, unit="分"),
        Column("result", "结果", "Result", _CHOICE, _MACHINE, words=ClaimResult),
        Column("reason", "理由", "Reason", by=_MACHINE),
    ),
    id_prefix="Q",
)
