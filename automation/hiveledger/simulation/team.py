"""The team that is simulated: who they are, how they work, and what comes in through which channel."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Final

import pandas as pd
from chinese_calendar import is_workday

from hiveledger.schema import TABLES
from hiveledger.schema.frames import empty, typed
from hiveledger.schema.words import Role
from hiveledger.settings import setting_rows
from hiveledger.text import Language

__all__ = ["AMS", "SO", "Arrival", "Habit", "arrivals", "habits", "is_worked", "team_tables", "write_export"]

# staff number, name, role, unit, industries, A leads a month, cap
_PEOPLE: Final = (
    ("A001", "销售示例甲", Role.AM, "装备组", "汽车零部件", 12, 14),
    ("A002", "销售示例乙", Role.AM, "装备组", "汽车零部件;精密机械", 12, 14),
    ("A003", "销售示例丙", Role.AM, "装备组", "精密机械", 10, 12),
    ("A004", "销售示例丁", Role.AM, "民生组", "医疗器械", 12, 14),
    ("A005", "销售示例戊", Role.AM, "民生组", "食品饮料;医疗器械", 12, 14),
    ("A006", "销售示例己", Role.AM, "民生组", "", 10, 10),
    ("S001", "售前示例甲", Role.SE, "售前支持", "", None, None),
    ("O001", "运营示例甲", Role.SO, "销售运营", "", None, None),
    ("B001", "组长示例甲", Role.LEADER, "装备组", "", None, None),
    ("M001", "经理示例甲", Role.MANAGER, "管理", "", None, None),
)
_COLUMNS: Final = ("staff_no", "name", "role", "unit", "industries", "quota_a", "cap")
AMS: Final = tuple(person[0] for person in _PEOPLE if person[2] is Role.AM)
SO: Final = "O001"
_SHEETS: Final = ("leads", "desk", "pool", "people", "settings", "touches", "claims")

_TRADES: Final = {
    "汽车零部件": "汽配",
    "精密机械": "数控",
    "医疗器械": "医疗器械",
    "食品饮料": "食品",
}
_CITIES: Final = ("苏州", "无锡", "上海", "杭州", "深圳", "青岛")
_BRANDS: Final = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月东西南北中春夏秋冬"
_FACTS: Final = (  # budget, decision chain, need: an A, a B, a C, and one of which too little is known
    ("50万", "清晰", "设备联网改造，要方案和报价"),
    ("120万", "清晰", "想上MES系统，请尽快联系"),
    ("未定", "部分清楚", "需要排产软件"),
    ("", "", "先了解一下，暂无计划"),
    ("80万", "", "质量追溯系统"),
)
_HEADERS: Final = (
    "提交时间",
    "公司名称",
    "联系人",
    "手机",
    "所在地区",
    "所属行业",
    "需求描述",
    "预算",
    "决策链",
    "备注",
)
_WEEKLY: Final = {"官网表单": 20, "转介绍": 8}
_FAIR_WEEKS: Final = (2, 7)
_FAIR_LEADS: Final = 20
_SHARE_AGAIN: Final = 0.12


@dataclass(frozen=True, slots=True)
class Habit:
    """How an AM works: shares of leads, and minutes until an answer."""

    minutes: float
    forgets: float
    declines: float
    sloppy: float  # types times that are not true


@dataclass(frozen=True, slots=True)
class Arrival:
    """One enquiry as it came; `mark` tells it from all others, whatever becomes of its row."""

    mark: str
    channel: str
    at: datetime
    company: str
    contact: str
    mobile: str
    city: str
    industry: str
    facts: tuple[str, str, str]


def is_worked(day: date) -> bool:
    """Tell whether the office works on a day: holidays and the Saturdays worked for them as the state says."""
    return bool(is_workday(day))


def team_tables(chance: Random) -> dict[str, pd.DataFrame]:
    """Give the tables of a new ledger with its team; one team in two passes returned leads on by itself."""
    people = pd.DataFrame(_PEOPLE, columns=list(_COLUMNS)).replace("", None)
    rows = pd.DataFrame(setting_rows(Language.ZH)).set_index("key")
    rows.loc["redistribute", "value"] = chance.choice(("是", "否"))
    filled = {"people": typed(TABLES["people"], people), "settings": typed(TABLES["settings"], rows)}
    return {name: empty(TABLES[name]) for name in _SHEETS} | filled


def habits(chance: Random) -> dict[str, Habit]:
    """Give each AM their ways."""
    return {
        am: Habit(
            minutes=chance.choice((15, 40, 75, 110)),
            forgets=chance.choice((0.02, 0.1, 0.3)),
            declines=chance.choice((0, 0.05, 0.12)),
            sloppy=chance.choice((0, 0.5)),
        )
        for am in AMS
    }


def arrivals(start: date, weeks: int, chance: Random) -> list[Arrival]:
    """Give what comes in: at any hour through the website, in office hours by referral, at fairs in bursts."""
    made: list[Arrival] = []
    for week in range(weeks):
        monday = start + timedelta(weeks=week)
        for channel, count in _WEEKLY.items():
            for _ in range(chance.randint(count - 2, count + 2)):
                made.append(_arrival(channel, _moment(channel, monday, chance), made, chance))
        if week in _FAIR_WEEKS:
            made += [_arrival("展会", _moment("展会", monday, chance), made, chance) for _ in range(_FAIR_LEADS)]
    return sorted(made, key=lambda one: (one.at, one.mark))


def _moment(channel: str, monday: date, chance: Random) -> datetime:
    if channel == "展会":
        return datetime.combine(monday + timedelta(days=2), time(chance.randrange(10, 17), chance.randrange(60)))
    if channel == "转介绍":
        return datetime.combine(
            monday + timedelta(days=chance.randrange(5)), time(chance.randrange(9, 18), chance.randrange(60))
        )
    return datetime.combine(monday, time(0)) + timedelta(minutes=chance.randrange(7 * 24 * 60))


def _arrival(channel: str, at: datetime, made: Sequence[Arrival], chance: Random) -> Arrival:
    mark = f"来单{len(made):04d}"
    if made and chance.random() < _SHARE_AGAIN:
        old = chance.choice(made)
        return Arrival(
            mark, channel, at, old.company, old.contact, old.mobile, old.city, old.industry, chance.choice(_FACTS)
        )
    industry, city = chance.choice(tuple(_TRADES)), chance.choice(_CITIES)
    brand = chance.choice(_BRANDS) + chance.choice(_BRANDS)
    return Arrival(
        mark=mark,
        channel=channel,
        at=at,
        company=f"{city}示例{brand}{_TRADES[industry]}有限公司",
        contact=chance.choice("赵钱孙李周吴郑王") + "示例" + chance.choice(_BRANDS),
        mobile=f"1380000{len(made):04d}",
        city=city,
        industry=industry,
        facts=chance.choices(_FACTS, (4, 3, 4, 2, 2))[0],
    )


def write_export(path: Path, rows: Sequence[Arrival]) -> Path:
    """Write what a channel exports, as a CSV file."""
    lines = [list(_HEADERS)]
    for one in rows:
        budget, chain, need = one.facts
        when = f"{one.at:%Y-%m-%d %H:%M}"
        lines.append(
            [when, one.company, one.contact, one.mobile, one.city, one.industry, need, budget, chain, one.mark]
        )
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    path.write_text(text.getvalue(), "utf-8-sig")
    return path
