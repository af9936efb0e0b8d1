"""The tables beside the ledger: desk, rules, and the lists that verbs look things up in."""

from typing import Final

from hiveledger.schema.columns import Column, Dtype, Filler, Presence, Show, Table
from hiveledger.schema.synonyms import synonyms_of
from hiveledger.schema.words import DeskKind, Order, Verdict

__all__ = [
    "BLOCKED",
    "CONTACTS",
    "CUSTOMERS",
    "DESK",
    "DIRECTORY",
    "INBOX",
    "INDUSTRIES",
    "LOG",
    "MERGED",
    "SETTINGS",
]

_NUMBER, _DATE, _TIME, _CHOICE, _PERSON_NO = Dtype.NUMBER, Dtype.DATE, Dtype.TIME, Dtype.CHOICE, Dtype.PERSON
_MACHINE, _PERSON = Filler.MACHINE, Filler.PERSON

DESK: Final = Table(
    "desk",
    "SO工作台",
    "Desk",
    "desk_id",
    Presence.START,
    (
        Column("desk_id", "待办编号", "Desk ID", by=_MACHINE),
        Column("kind", "事项", "Kind", _CHOICE, _MACHINE, words=DeskKind),
        Column("lead_id", "线索编号", "Lead ID", by=_MACHINE),
        Column("other_id", "相关编号", "Other ID", by=_MACHINE, show=Show.GROUPED),
        Column("subject", "客户", "Subject", by=_MACHINE),
        Column("detail", "说明", "Detail", by=_MACHINE),
        Column("column", "涉及列", "Column", by=_MACHINE, show=Show.GROUPED),
        Column("old_value", "原值", "Old value", by=_MACHINE),
        Column("new_value", "建议值", "New value", by=_MACHINE),
        Column("due", "截止", "Due", _TIME, _MACHINE),
        Column("verdict", "SO处理", "Verdict", _CHOICE, _PERSON, words=Verdict),
        Column("order", "指令", "Order", _CHOICE, _PERSON, words=Order),
        Column("raised_at", "提出时间", "Raised at", _TIME, _MACHINE, show=Show.GROUPED),
        Column("closed_at", "关闭时间", "Closed at", _TIME, _MACHINE, show=Show.GROUPED),
    ),
    id_prefix="D",
)

SETTINGS: Final = Table(
    "settings",
    "规则",
    "Settings",
    "key",
    Presence.START,
    (
        Column("key", "规则名", "Key", by=_MACHINE),
        Column("value", "取值", "Value", by=_PERSON),
        Column("unit", "单位", "Unit", by=_MACHINE),
        Column("allowed", "允许范围", "Allowed", by=_MACHINE),
        Column("meaning", "说明", "Meaning", by=_MACHINE),
    ),
)

CONTACTS: Final = Table(
    "contacts",
    "联系人",
    "Contacts",
    "contact_id",
    Presence.FIRST_USE,
    (
        Column("contact_id", "联系人编号", "Contact ID", by=_MACHINE),
        Column("lead_id", "线索编号", "Lead ID"),
        Column("company", "公司名称", "Company"),
        Column("contact", "联系人", "Contact"),
        Column("title", "职务", "Title"),
        Column("mobile", "手机", "Mobile"),
        Column("phone", "电话", "Phone"),
        Column("email", "邮箱", "Email"),
        Column("wechat", "微信", "WeChat"),
        Column("source", "来源渠道", "Source"),
        Column("added_at", "加入时间", "Added at", _TIME, _MACHINE),
    ),
    id_prefix="P",
)

CUSTOMERS: Final = Table(
    "customers",
    "存量客户",
    "Customers",
    "customer_id",
    Presence.FIRST_USE,
    (
        Column("customer_id", "存量客户编号", "Customer ID"),
        Column("company", "公司名称", "Company", by=_PERSON),
        Column("uscc", "统一社会信用代码", "USCC", by=_PERSON),
        Column("phone", "电话", "Phone", by=_PERSON),
        Column("email", "邮箱", "Email", by=_PERSON),
        Column("industry", "行业", "Industry", by=_PERSON),
        Column("size", "规模", "Size", by=_PERSON),
        Column("owner", "客户经理工号", "Owner", _PERSON_NO, _PERSON),
        Column("protect_until", "保护至", "Protect until", _DATE, _PERSON),
        Column("note", "备注", "Note", by=_PERSON),
    ),
    id_prefix="C",
)

BLOCKED: Final = Table(
    "blocked",
    "黑名单",
    "Blocked",
    "blocked_id",
    Presence.FIRST_USE,
    (
        Column("blocked_id", "黑名单编号", "Blocked ID", by=_MACHINE),
        Column("company", "公司名称", "Company", by=_PERSON),
        Column("phone", "电话或手机", "Phone", by=_PERSON),
        Column("email", "邮箱或域名", "Email", by=_PERSON),
        Column("reason", "原因", "Reason", by=_PERSON),
    ),
    id_prefix="X",
)

INBOX: Final = Table(
    "inbox",
    "粘贴区",
    "Inbox",
    "message_id",
    Presence.FIRST_USE,
    (
        Column("message_id", "消息编号", "Message ID", by=_MACHINE),
        Column("message", "粘贴的消息", "Message", by=_PERSON),
        Column("source", "来源渠道", "Source", by=_PERSON),
        Column("pasted_by", "粘贴人工号", "Pasted by", _PERSON_NO, _PERSON),
        Column("read_at", "读取时间", "Read at", _TIME, _MACHINE),
        Column("lead_id", "线索编号", "Lead ID", by=_MACHINE),
    ),
    id_prefix="M",
)

INDUSTRIES: Final = Table(
    "industries",
    "行业",
    "Industries",
    "industry",
    Presence.FIRST_USE,
    (
        Column("industry", "行业", "Industry", by=_PERSON),
        Column("keywords", "关键词", "Keywords", by=_PERSON),
        Column("note", "备注", "Note", by=_PERSON),
    ),
)

DIRECTORY: Final = Table(
    "directory",
    "企业名录",
    "Directory",
    "directory_id",
    Presence.FIRST_USE,
    (
        Column("directory_id", "名录编号", "Directory ID", by=_MACHINE),
        Column("company", "公司名称", "Company", by=_PERSON, synonyms=synonyms_of("company")),
        Column("uscc", "统一社会信用代码", "USCC", by=_PERSON, synonyms=synonyms_of("uscc")),
        Column("industry", "行业", "Industry", by=_PERSON, synonyms=synonyms_of("industry")),
        Column("size", "规模", "Size", by=_PERSON, synonyms=synonyms_of("size")),
        Column("region", "地区", "Region", by=_PERSON, synonyms=synonyms_of("region")),
        Column("phone", "电话", "Phone", by=_PERSON, synonyms=synonyms_of("phone")),
        Column("source", "名录来源", "Source", by=_PERSON),
        Column("as_of", "名录日期", "As of", _DATE, _PERSON),
    ),
    id_prefix="R",
)

MERGED: Final = Table(
    "merged",
    "合并归档",
    "Merged",
    "lead_id",
    Presence.FIRST_USE,
    (
        Column("lead_id", "线索编号", "Lead ID", by=_MACHINE),
        Column("merged_into", "并入线索", "Merged into", by=_MACHINE),
        Column("merged_at", "合并时间", "Merged at", _TIME, _MACHINE),
        Column("why", "合并依据", "Why", by=_MACHINE),
        Column("image", "合并前整行", "Row before", by=_MACHINE),
    ),
)

LOG: Final = Table(
    "log",
    "操作日志",
    "Log",
    "run_id",
    Presence.START,
    (
        Column("run_id", "操作编号", "Run ID", by=_MACHINE),
        Column("run_at", "时间", "At", _TIME, _MACHINE),
        Column("who", "操作人", "Who", by=_MACHINE),
        Column("verb", "操作", "Verb", by=_MACHINE),
        Column("cells", "改动单元格", "Cells", _NUMBER, _MACHINE, unit="个"),
        Column("rows", "新增行", "New rows", _NUMBER, _MACHINE, unit="行"),
        Column("findings", "待人处理", "Findings", _NUMBER, _MACHINE, unit="条"),
        Column("summary", "摘要", "Summary", by=_MACHINE),
    ),
)
