"""The shared ledger itself: one row is a lead and, later, a customer. Source: M1."""

from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import Final

from hiveledger.schema.columns import Column, Dtype, Filler, Presence, Show, Table
from hiveledger.schema.synonyms import synonyms_of
from hiveledger.schema.words import BudgetStatus, DecisionChain, Grade, Reply, Stage, Status

__all__ = ["FACT_BLOCKS", "LEADS", "PERSON_FACTS", "TAKEN_OVER", "Prefer"]

_NUMBER, _DATE, _TIME, _CHOICE, _PERSON_NO = Dtype.NUMBER, Dtype.DATE, Dtype.TIME, Dtype.CHOICE, Dtype.PERSON
_MACHINE, _PERSON = Filler.MACHINE, Filler.PERSON
_more = partial(Column, show=Show.GROUPED)  # outside the dozen columns that an AM works with


def _with_synonyms(*columns: Column) -> tuple[Column, ...]:
    return tuple(replace(column, synonyms=synonyms_of(column.key)) for column in columns)


LEADS: Final = Table(
    "leads",
    "客户台账",
    "Leads",
    "lead_id",
    Presence.START,
    _with_synonyms(
        Column("lead_id", "线索编号", "Lead ID", by=_MACHINE),
        _more("account_id", "客户编号", "Account ID", by=_MACHINE),
        _more("occurred_at", "留资时间", "Occurred at", _TIME),
        _more("received_at", "接收时间", "Received at", _TIME),
        _more("imported_at", "录入时间", "Imported at", _TIME, _MACHINE),
        _more("source", "来源渠道", "Source"),
        _more("origin_am", "带来人", "Origin AM", _PERSON_NO),
        Column("company", "公司名称", "Company"),
        _more("uscc", "统一社会信用代码", "USCC"),
        Column("contact", "联系人", "Contact"),
        _more("title", "职务", "Title"),
        Column("mobile", "手机", "Mobile"),
        _more("phone", "电话", "Phone"),
        _more("email", "邮箱", "Email"),
        _more("wechat", "微信", "WeChat"),
        Column("region", "地区", "Region"),
        _more("address", "地址", "Address"),
        Column("industry", "行业", "Industry"),
        _more("size", "规模", "Size"),
        Column("need", "需求", "Need"),
        _more("budget_cny", "预算", "Budget", _NUMBER, unit="元"),
        _more("budget_status", "预算状态", "Budget status", _CHOICE, words=BudgetStatus),
        _more("decision_chain", "决策链", "Decision chain", _CHOICE, words=DecisionChain),
        _more("purchase_by", "计划采购日期", "Purchase by", _DATE),
        Column("grade", "等级", "Grade", _CHOICE, words=Grade),
        _more("first_grade", "首次等级", "First grade", _CHOICE, _MACHINE, words=Grade),
        _more("grade_reason", "评级理由", "Grade reason", by=_MACHINE),
        _more("score", "参考分", "Advisory score", _NUMBER, _MACHINE, unit="分"),
        _more("score_reason", "参考理由", "Score reason", by=_MACHINE),
        Column("status", "状态", "Status", _CHOICE, _MACHINE, words=Status),
        _more("owner", "客户经理工号", "Owner", _PERSON_NO, _MACHINE),
        Column("owner_name", "客户经理", "Owner name", by=_MACHINE),
        _more("cc_se", "抄送售前", "Cc SE", _PERSON_NO, _MACHINE),
        _more("unit", "小组/条线", "Unit", by=_MACHINE),
        _more("assigned_at", "分配时间", "Assigned at", _TIME, _MACHINE),
        _more("assign_reason", "分配理由", "Assign reason", by=_MACHINE),
        _more("first_assigned_at", "首次分配时间", "First assigned at", _TIME, _MACHINE),
        _more("delivered_at", "送达时间", "Delivered at", _TIME, _MACHINE),
        Column("confirm_due", "确认截止", "Confirm due", _TIME, _MACHINE),
        Column("reply", "接单/退单", "Reply", _CHOICE, _PERSON, words=Reply),
        _more("confirmed_at", "确认时间", "Confirmed at", _TIME, _MACHINE),
        _more("lapsed_by", "超时未接工号", "Lapsed by", by=_MACHINE),
        _more("last_owner", "上任客户经理工号", "Last owner", _PERSON_NO, _MACHINE),
        _more("last_owner_until", "上任截止时间", "Last owner until", _TIME, _MACHINE),
        _more("returns", "退回次数", "Returns", _NUMBER, _MACHINE, unit="次"),
        _more("clean_due", "清洗截止", "Clean due", _TIME, _MACHINE),
        _more("cleaned_at", "清洗时间", "Cleaned at", _TIME, _MACHINE),
        _more("first_touch_due", "首联截止", "First touch due", _TIME, _MACHINE),
        _more("first_touch_at", "首次联系", "First touch at", _TIME, _MACHINE),
        _more("last_touch_at", "最近联系", "Last touch at", _TIME, _MACHINE),
        _more("next_touch_at", "下次联系", "Next touch at", _TIME),
        _more("se_due", "售前响应截止", "SE due", _TIME, _MACHINE),
        _more("se_replied_at", "售前响应时间", "SE replied at", _TIME, _MACHINE),
        _more("recall_due", "回收时间", "Recall due", _TIME, _MACHINE),
        _more("protect_until", "保护至", "Protect until", _TIME, _MACHINE),
        _more("stage", "商机阶段", "Stage", _CHOICE, words=Stage),
        _more("amount_cny", "成交金额", "Amount", _NUMBER, unit="元"),
        _more("lost_reason", "丢单原因", "Lost reason", by=_PERSON),
        _more("again_at", "再次留资时间", "Again at", _TIME, _MACHINE),
        _more("duplicate_of", "并入线索", "Duplicate of", by=_MACHINE),
        Column("note", "备注", "Note"),
    ),
    id_prefix="L",
)

PERSON_FACTS: Final = ("contact", "mobile", "phone", "email", "wechat", "title")
# Facts that make sense together only are filled together, or not at all.
FACT_BLOCKS: Final = (
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
TAKEN_OVER: Final = (*PERSON_FACTS, *(column for block in FACT_BLOCKS for column in block))
"""The facts that a lead takes over from those that merge into it."""


class Prefer(StrEnum):
    """Which value a fact gets where merging leads say different things."""

    KEPT = "kept"  # what stands in the lead that is kept
    NEWEST = "newest"
    OLDEST = "oldest"
    FULLEST = "fullest"  # the longest text
