"""The worksheet functions, each once: Excel, Calc and docs/functions.md are all drawn from this list.

They are the rules that the verbs go by, asked from a cell; no function decides anything by itself. None reads the
workbook, a file, the network or the clock: all that it goes by are its arguments.
"""

import datetime as dt
from typing import Final

from hiveledger.schema import LEADS, SETTINGS, TABLES, Column, Dtype
from hiveledger_addin.functions import facts, grading, matching, owners, times
from hiveledger_addin.functions.registry import Argument, Function

__all__ = ["FUNCTIONS", "Argument", "Function"]

_RULES: Final = Argument("settings", SETTINGS)
_HOLIDAYS: Final = Argument("holidays", TABLES["holidays"])
_ROSTER: Final = Argument("roster", TABLES["people"])
_NOW: Final = Argument("now", Column("now", "时间", "Now", Dtype.TIME))
_MORNING: Final = dt.datetime(2026, 3, 2, 9)  # a Monday


def _needed(key: str) -> Argument:
    return Argument(key, LEADS[key], is_optional=False)


def _of_lead(key: str) -> Argument:
    return Argument(key, LEADS[key])


_FACTS: Final = (*map(_of_lead, ("budget_cny", "budget_status", "decision_chain", "need", "purchase_by")), _NOW, _RULES)
_TWO_LEADS: Final = [
    Argument(side + key, LEADS[key], is_optional=key != "company")
    for key in matching.SIDE
    for side in ("", matching.OTHER)
]
_TEAM: Final = [
    ["工号", "姓名", "角色", "负责行业", "A级月额度", "休假开始", "休假结束"],
    ["A1", "王小明", "AM", "汽车;电子", 20.0, None, None],
    ["A2", "李小红", "AM", "*", 20.0, None, None],
    ["A3", "张小军", "AM", "汽车", 20.0, dt.datetime(2026, 3, 2), dt.datetime(2026, 3, 6)],
]
_LIST: Final = [
    ["公司名称", "联系人", "手机"],
    ["苏州云帆科技有限公司", "王明", "13800000001"],
    ["无锡海鼎机械有限公司", "李青", "13900000002"],
    ["蘇州雲帆科技", "王总", "+86 138 0000 0001"],
]

FUNCTIONS: Final = {
    function.name: function
    for function in (
        Function("LEAD_GRADE", grading.lead_grade, _FACTS, (500000.0, None, "清晰", "上 MES")),
        Function(
            "LEAD_GRADE_WHY",
            grading.lead_grade_why,
            _FACTS,
            (500000.0, None, "partial", None, dt.datetime(2026, 9, 1), _MORNING),
        ),
        Function("CLEAN_COMPANY", facts.clean_company, (_needed("company"),), ("苏州云帆(精密) 有限公司（老客户）",)),
        Function(
            "CLEAN_MOBILE",
            facts.clean_mobile,
            (_needed("mobile"), _of_lead("phone")),
            ("王总138 0000 1111 / 0512-65551234转801",),
        ),
        Function(
            "SAME_CUSTOMER",
            matching.same_customer,
            tuple(_TWO_LEADS),
            ("苏州云帆科技有限公司", "蘇州雲帆科技", "王明", "王总", "13800000001", "138-0000-0001"),
            width=2,
        ),
        Function(
            "FIND_DUPLICATES",
            matching.find_duplicates,
            (Argument("rows", LEADS, is_optional=False), _RULES),
            (_LIST,),
        ),
        Function("VALID_USCC", facts.valid_uscc, (_needed("uscc"),), ("91350100M000100Y43",)),
        Function("MOBILE_CITY", facts.mobile_city, (_needed("mobile"),), ("138 0010 0000",)),
        Function(
            "GUESS_INDUSTRY",
            facts.guess_industry,
            (
                _needed("company"),
                _of_lead("need"),
                Argument("industries", TABLES["industries"]),
                Argument("known", LEADS),
                _RULES,
            ),
            ("示例云帆精密机械厂", None, [["行业", "关键词"], ["机械制造", "机械;机床"], ["软件", "软件;MES"]]),
        ),
        Function(
            "SLA_DUE",
            times.sla_due,
            (
                Argument("since", Column("since", "起算时间", "Since", Dtype.TIME), is_optional=False),
                Argument("deadline", Column("deadline", "时限", "Deadline")),
                Argument("owner", LEADS["owner"]),
                _ROSTER,
                _HOLIDAYS,
                _RULES,
            ),
            (dt.datetime(2026, 3, 6, 17), "确认", None, None, [[dt.datetime(2026, 3, 9)], [dt.datetime(2026, 3, 10)]]),
        ),
        Function(
            "WORKDAYS_LATER",
            times.workdays_later,
            (
                Argument("start", Column("start", "起始日期", "Start", Dtype.DATE), is_optional=False),
                Argument("days", Column("days", "工作日数", "Days", Dtype.NUMBER), is_optional=False),
                _HOLIDAYS,
                _RULES,
            ),
            (dt.datetime(2026, 9, 30), 3.0),
        ),
        Function(
            "NEXT_OWNER",
            owners.next_owner,
            (
                Argument("roster", TABLES["people"], is_optional=False),
                Argument("now", _NOW.reads, is_optional=False),
                _needed("industry"),
                _of_lead("region"),
                _of_lead("size"),
                Argument("leads", LEADS),
                _RULES,
            ),
            (_TEAM, _MORNING, "汽车"),
            width=2,
        ),
        Function(
            "MASK",
            facts.mask_text,
            (Argument("text", Column("text", "文字", "Text"), is_optional=False),),
            ("请回电 138-0000-1111，或发到 wang@example.com",),
        ),
    )
}
