"""判重记录: each question whether two leads are one customer, and what a person decided. It is the memory of that."""

from typing import Final

from hiveledger.schema.columns import Column, Dtype, Filler, Presence, Show, Table
from hiveledger.schema.leads import LEADS
from hiveledger.schema.words import DeskKind, Judgement, Likelihood

__all__ = ["COMPARED", "DECISIONS", "fact_of"]

_TIME, _CHOICE = Dtype.TIME, Dtype.CHOICE
_MACHINE = Filler.MACHINE

COMPARED: Final = (
    "company",
    "contact",
    "mobile",
    "email",
    "region",
    "phone",
    "owner_name",
    "status",
    "received",
    "need",
    "source",
)
"""Facts of the two leads that stand one above the other in one cell: text, whatever they are in 客户台账."""

_SOURCE: Final = {"received": "received_at"}  # all others are named as in 客户台账

_TOLD_AT_ONCE: Final = 5  # of them before the explanation


def fact_of(key: str) -> str:
    """Give the column of 客户台账 that a compared column copies.

    >>> fact_of("received"), fact_of("company")
    ('received_at', 'company')
    """
    return _SOURCE.get(key, key)


def _copied(key: str) -> Column:
    fact = LEADS[fact_of(key)]
    return Column(key, fact.zh, fact.en, by=_MACHINE)


DECISIONS: Final = Table(
    "decisions",
    "判重记录",
    "Decisions",
    "pair_id",
    Presence.FIRST_USE,
    (
        Column("pair_id", "判重编号", "Pair ID", by=_MACHINE),
        Column("verdict", "判定", "Verdict", _CHOICE, Filler.PERSON, words=Judgement),
        Column("likelihood", "像不像", "Likelihood", _CHOICE, _MACHINE, words=Likelihood),
        *map(_copied, COMPARED[:_TOLD_AT_ONCE]),
        Column("why", "为什么问", "Why", by=_MACHINE),
        Column("outcome", "合并后", "If merged", by=_MACHINE),
        *map(_copied, COMPARED[_TOLD_AT_ONCE:]),
        Column("lead_id", "保留编号", "Kept ID", by=_MACHINE),
        Column("other_id", "另一编号", "Other ID", by=_MACHINE),
        Column("kind", "事项", "Kind", _CHOICE, _MACHINE, words=DeskKind),
        Column("agree", "一致", "Agree", by=_MACHINE, show=Show.GROUPED),
        Column("differ", "不一致", "Differ", by=_MACHINE, show=Show.GROUPED),
        Column("raised_at", "提出时间", "Raised at", _TIME, _MACHINE, show=Show.GROUPED),
        Column("closed_at", "关闭时间", "Closed at", _TIME, _MACHINE, show=Show.GROUPED),
    ),
    id_prefix="J",
)
