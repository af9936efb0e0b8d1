"""Who works here: people, the units they belong to, and the days on which they do not work. Source: M2, M3, M4."""

from typing import Final

from hiveledger.schema.columns import Column, Dtype, Filler, Presence, Table
from hiveledger.schema.words import DayKind, Role, Week

__all__ = ["HOLIDAYS", "PEOPLE", "UNITS"]

_NUMBER, _DATE, _CHOICE, _PERSON_NO = Dtype.NUMBER, Dtype.DATE, Dtype.CHOICE, Dtype.PERSON
_MACHINE, _PERSON = Filler.MACHINE, Filler.PERSON

PEOPLE: Final = Table(
    "people",
    "团队",
    "People",
    "staff_no",
    Presence.START,
    (
        Column("staff_no", "工号", "Staff no.", by=_PERSON),
        Column("name", "姓名", "Name", by=_PERSON),
        Column("role", "角色", "Role", _CHOICE, _PERSON, words=Role),
        Column("unit", "小组/条线", "Unit", by=_PERSON),
        Column("industries", "负责行业", "Industries", by=_PERSON),
        Column("regions", "负责地区", "Regions", by=_PERSON),
        Column("sizes", "负责规模", "Sizes", by=_PERSON),
        Column("quota_a", "A级月额度", "Quota A", _NUMBER, _PERSON, unit="条"),
        Column("quota_b", "B级月额度", "Quota B", _NUMBER, _PERSON, unit="条"),
        Column("cap", "在手上限", "Cap", _NUMBER, _PERSON, unit="条"),
        Column("leave_from", "休假开始", "Leave from", _DATE, _PERSON),
        Column("leave_to", "休假结束", "Leave to", _DATE, _PERSON),
        Column("left_at", "离职日期", "Left at", _DATE, _PERSON),
        Column("mail", "邮箱", "Mail", by=_PERSON),
        Column("message_to", "消息地址", "Message to", by=_PERSON),
    ),
)

UNITS: Final = Table(
    "units",
    "小组与条线",
    "Units",
    "unit",
    Presence.START,
    (
        Column("unit", "小组/条线", "Unit", by=_PERSON),
        Column("leader", "组长工号", "Leader", _PERSON_NO, _PERSON),
        Column("work_hours", "上班时间", "Working hours", by=_PERSON),
        Column("work_week", "工作周", "Working week", _CHOICE, _PERSON, words=Week),
        Column("long_week", "大周日期", "Long week", _DATE, _PERSON),
        Column("group_address", "群地址名", "Group address", by=_PERSON),
    ),
)

HOLIDAYS: Final = Table(
    "holidays",
    "节假日",
    "Holidays",
    "holiday_id",
    Presence.START,
    (
        Column("holiday_id", "节假日编号", "Holiday ID", by=_MACHINE),
        Column("day", "日期", "Day", _DATE, _PERSON),
        Column("until", "到", "Until", _DATE, _PERSON),
        Column("kind", "休或班", "Off or work", _CHOICE, _PERSON, words=DayKind),
        Column("note", "备注", "Note", by=_PERSON),
    ),
    id_prefix="H",
)
