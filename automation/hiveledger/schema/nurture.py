"""The leads that are nurtured, the cases they are sent, and what was sent to whom. Source: M11."""

from typing import Final

from hiveledger.schema.columns import Column, Dtype, Filler, Presence, Table
from hiveledger.schema.words import Channel, Sent, Stage

__all__ = ["CASES", "MAILINGS", "NURTURE"]

_DATE, _TIME, _CHOICE = Dtype.DATE, Dtype.TIME, Dtype.CHOICE
_MACHINE, _PERSON = Filler.MACHINE, Filler.PERSON

NURTURE: Final = Table(
    "nurture",
    "培育池",
    "Nurture",
    "lead_id",
    Presence.FIRST_USE,
    (
        Column("lead_id", "线索编号", "Lead ID", by=_MACHINE),
        Column("company", "公司名称", "Company", by=_MACHINE),
        Column("contact", "联系人", "Contact", by=_MACHINE),
        Column("industry", "行业", "Industry", by=_MACHINE),
        Column("nurtured_at", "入池时间", "Nurtured at", _TIME, _MACHINE),
        Column("last_case", "最近案例", "Last case"),
        Column("last_case_at", "最近发送", "Last case at", _TIME),
        Column("next_case_at", "下次发送", "Next case at", _DATE),
        Column("opt_out", "退订", "Opt out", by=_PERSON),
        Column("left_at", "出池时间", "Left at", _TIME, _MACHINE),
    ),
)

CASES: Final = Table(
    "cases",
    "案例库",
    "Cases",
    "case_id",
    Presence.FIRST_USE,
    (
        Column("case_id", "案例编号", "Case ID", by=_MACHINE),
        Column("industry", "行业", "Industry", by=_PERSON),
        Column("stage", "适用阶段", "For stage", _CHOICE, _PERSON, words=Stage),
        Column("title", "案例标题", "Title", by=_PERSON),
        Column("text", "案例摘要", "Text", by=_PERSON),
        Column("link", "链接", "Link", by=_PERSON),
        Column("used_until", "用到", "Used until", _DATE, _PERSON),
    ),
    id_prefix="K",
)

MAILINGS: Final = Table(
    "mailings",
    "培育清单",
    "Mailings",
    "mailing_id",
    Presence.FIRST_USE,
    (
        Column("mailing_id", "清单编号", "Mailing ID", by=_MACHINE),
        Column("day", "日期", "Day", _DATE, _MACHINE),
        Column("lead_id", "线索编号", "Lead ID", by=_MACHINE),
        Column("company", "公司名称", "Company", by=_MACHINE),
        Column("contact", "联系人", "Contact", by=_MACHINE),
        Column("case_id", "案例编号", "Case ID", by=_MACHINE),
        Column("text", "可复制的文字", "Text to copy", by=_MACHINE),
        Column("channel", "方式", "Way", _CHOICE, _MACHINE, words=Channel),
        Column("sent", "已发送", "Sent", _CHOICE, _PERSON, words=Sent),
        Column("sent_at", "发送时间", "Sent at", _TIME, _MACHINE),
        Column("reaction", "客户反应", "Reaction", by=_PERSON),
        Column("closed_at", "关闭时间", "Closed at", _TIME, _MACHINE),
    ),
    id_prefix="N",
)
