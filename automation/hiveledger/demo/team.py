"""The demo's fictional team of twelve, with customers, a register of companies and some history."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

import pandas as pd

from hiveledger.demo.enquiries import Enquiry, enquiries, vocabulary
from hiveledger.schema import TABLES
from hiveledger.schema.frames import typed
from hiveledger.schema.words import Role, Status

__all__ = ["team_tables"]

# staff number, name, role, unit, industries, regions, leads of grade A a month, cap
_PEOPLE: Final = (
    ("A001", "销售示例甲", Role.AM, "装备组", "汽车零部件", "", 12, 40),
    ("A002", "销售示例乙", Role.AM, "装备组", "汽车零部件;精密机械", "江苏省", 12, 40),
    ("A003", "销售示例丙", Role.AM, "装备组", "精密机械", "", 10, 30),
    ("A004", "销售示例丁", Role.AM, "民生组", "医疗器械", "", 12, 40),
    ("A005", "销售示例戊", Role.AM, "民生组", "食品饮料", "", 12, 40),
    ("A006", "销售示例己", Role.AM, "民生组", "医疗器械;食品饮料", "上海市;浙江省", 10, 30),
    ("A007", "销售示例庚", Role.AM, "电子组", "电子制造", "", 12, 40),
    ("S001", "售前示例甲", Role.SE, "售前支持", "汽车零部件;精密机械", "", 0, None),
    ("S002", "售前示例乙", Role.SE, "售前支持", "", "", 0, None),
    ("O001", "运营示例甲", Role.SO, "销售运营", "", "", 0, None),
    ("C001", "售后示例甲", Role.CS, "售后", "", "", 0, None),
    ("M001", "经理示例甲", Role.MANAGER, "管理", "", "", 0, None),
)
_COLUMNS: Final = ("staff_no", "name", "role", "unit", "industries", "regions", "quota_a", "cap")
_AMS: Final = tuple(person[0] for person in _PEOPLE if person[2] is Role.AM)
_PAST: Final = (Status.CONFIRMED, Status.FOLLOWING, Status.FOLLOWING, Status.WON, Status.LOST)


def team_tables(now: datetime) -> dict[str, pd.DataFrame]:
    """Give the tables that the team's ledger holds before the week's enquiries come in."""
    past = enquiries(60, 11, now - timedelta(days=10))
    words = vocabulary()
    people = pd.DataFrame(_PEOPLE, columns=list(_COLUMNS)).replace("", None)
    people.loc[people["staff_no"] == "A003", ["leave_from", "leave_to"]] = [now.date(), now.date() + timedelta(days=3)]
    segments = [{"industry": name, "keywords": ";".join(trades)} for name, trades in words["industries"].items()]
    blocked = [{"blocked_id": "X000001", "company": past[0].company, "reason": "虚构的失信客户"}]
    rows = {
        "people": people,
        "leads": pd.DataFrame(_history(past[1:41], now)),
        "customers": pd.DataFrame(_customers(past[41:])),
        "industries": pd.DataFrame(segments),
        "directory": pd.DataFrame(_directory(enquiries(360, _WEEK, now)[::5])),
        "blocked": pd.DataFrame(blocked),
    }
    return {name: typed(TABLES[name], frame) for name, frame in rows.items()}


_WEEK: Final = 20260302  # the seed of the week's enquiries: the register knows some of their companies


def _history(past: list[Enquiry], now: datetime) -> list[dict[str, object]]:
    """Give last month's leads, with owners and outcomes."""
    names = {person[0]: (person[1], person[3]) for person in _PEOPLE}
    chance = Random(3)  # noqa: S311 - a sample, not a secret
    rows: list[dict[str, object]] = []
    for number, row in enumerate(past, start=1):
        owner, status = chance.choice(_AMS), chance.choice(_PAST)
        lead, at = f"L{number:06d}", min(row.at, now - timedelta(days=9))
        rows.append(
            {
                "lead_id": lead,
                "account_id": lead,
                "received_at": at,
                "imported_at": at,
                "source": "去年客户名单",
                "company": row.company,
                "contact": row.contact,
                "mobile": row.mobile,
                "industry": row.industry or None,
                "need": row.need,
                "grade": "A",
                "first_grade": "A",
                "status": status.value,
                "owner": owner,
                "owner_name": names[owner][0],
                "unit": names[owner][1],
                "assigned_at": at,
                "first_assigned_at": at,
                "delivered_at": at,
                "confirm_due": at + timedelta(hours=2),
                "confirmed_at": at + timedelta(minutes=40),
                "cleaned_at": at,
            }
        )
    return rows


def _customers(past: list[Enquiry]) -> list[dict[str, object]]:
    return [
        {
            "customer_id": f"C{number:06d}",
            "company": row.company,
            "phone": row.phone or row.mobile,
            "industry": row.industry or None,
            "owner": _AMS[number % len(_AMS)],
        }
        for number, row in enumerate({row.company: row for row in past}.values(), start=1)
    ]


def _directory(known: list[Enquiry]) -> list[dict[str, object]]:
    sizes = ("20-99人", "100-499人", "500人以上")
    return [
        {
            "directory_id": f"R{number:06d}",
            "company": row.company,
            "industry": row.industry or None,
            "size": sizes[number % len(sizes)],
            "region": row.city,
        }
        for number, row in enumerate({row.company: row for row in known}.values(), start=1)
    ]
