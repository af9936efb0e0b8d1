"""Worksheet functions as a cell meets them: one cell or a range, blank and broken cells, ranges with headers."""

import ast
import re
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiveledger.schema import Column, Table
from hiveledger.text import Language
from hiveledger_addin.functions import FUNCTIONS
from hiveledger_addin.functions.cells import Fault, Given, Result
from hiveledger_addin.functions.registry import Argument, Function, Results
from tests.strategies import cell, texts

# Names that VBA takes for itself; a function or argument of that name would not compile.
_RESERVED: Final = """
    and as boolean byref byte byval call case class const currency date debug dim do double each else elseif empty end
    enum eqv erase error event exit false for friend function get global gosub goto if imp implements in input integer
    is let lib like long loop lset me mod name new next not nothing null object on open option optional or output
    paramarray preserve print private property public put raiseevent redim rem resume return rset seek select set
    single static step stop string sub then time to true type typeof until variant wend while with withevents write xor
""".split()  # noqa: SIM905 - read as a text

_CELL: Final[st.SearchStrategy[object]] = st.one_of(
    st.none(), st.booleans(), st.floats(allow_nan=False), texts(), st.datetimes(datetime(1900, 3, 1))
)


def _one(name: str, *given: Given, language: Language = Language.ZH) -> Result:
    return FUNCTIONS[name].call(*given, language=language)[0][0]


def test_names_are_ones_that_vba_and_both_programs_take() -> None:
    for function in FUNCTIONS.values():
        for name in (function.name, *(argument.name for argument in function.arguments)):
            assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,31}", name)
            assert name.lower() not in _RESERVED
        assert not re.fullmatch(r"[A-Z]{1,3}\d+", function.name), "Excel would take it for a cell"


def test_arguments_that_may_be_left_out_come_last() -> None:
    for function in FUNCTIONS.values():
        optional = [argument.is_optional for argument in function.arguments]
        assert optional == sorted(optional), function.name


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=list(FUNCTIONS))
@pytest.mark.parametrize("language", Language)
def test_each_is_described_in_both_languages_within_what_excel_shows(function: Function, language: Language) -> None:
    assert 0 < len(function.told(language)) <= 255
    assert all(0 < len(argument.told(language)) <= 255 for argument in function.arguments)


@pytest.mark.parametrize(
    "name",
    [
        "LEAD_GRADE",
        "LEAD_GRADE_WHY",
        "CLEAN_COMPANY",
        "CLEAN_MOBILE",
        "VALID_USCC",
        "MOBILE_CITY",
        "SLA_DUE",
        "WORKDAYS_LATER",
        "MASK",
    ],
)
def test_a_range_answers_as_its_cells_do_one_by_one(name: str) -> None:
    function = FUNCTIONS[name]
    first, *more = function.example
    other = {
        "LEAD_GRADE": 0.0,
        "LEAD_GRADE_WHY": 0.0,
        "SLA_DUE": datetime(2026, 3, 7),
        "WORKDAYS_LATER": datetime(2026, 2, 14),
    }
    cells = [first, other.get(name, "示例精密 13900000002"), None]
    assert function.call([[cell] for cell in cells], *more) == [function.call(cell, *more)[0] for cell in cells]
    across = function.call([cells[:2]], *more)
    assert across == [[function.call(cell, *more)[0][0] for cell in cells[:2]]]


def test_a_blank_cell_gives_a_blank() -> None:
    for name in (
        "CLEAN_COMPANY",
        "CLEAN_MOBILE",
        "VALID_USCC",
        "MOBILE_CITY",
        "GUESS_INDUSTRY",
        "SLA_DUE",
        "WORKDAYS_LATER",
        "MASK",
    ):
        assert _one(name, None) == ""
        assert _one(name, "") == ""
    assert FUNCTIONS["SAME_CUSTOMER"].call("", "苏州云帆") == [["", ""]]


def test_a_lead_of_which_nothing_is_known_is_to_be_verified() -> None:
    assert _one("LEAD_GRADE", None) == _one("LEAD_GRADE", [[""]]) == "待核实"


@pytest.mark.parametrize(
    ("name", "cells", "found"),
    [
        pytest.param("CLEAN_COMPANY", ("个人",), Fault.NOT_AVAILABLE, id="what is no company"),
        pytest.param("CLEAN_MOBILE", ("1380000",), Fault.NOT_AVAILABLE, id="what is no number"),
        pytest.param("CLEAN_MOBILE", (13800001111.0,), "13800001111", id="a mobile that was typed as a number"),
        pytest.param("CLEAN_MOBILE", ("0512-65551234",), "", id="a landline is no mobile"),
        pytest.param("LEAD_GRADE", ("many",), Fault.VALUE, id="a budget that is no number"),
        pytest.param("LEAD_GRADE", (None, "maybe"), Fault.VALUE, id="a word that the list does not have"),
        pytest.param(
            "LEAD_GRADE",
            (None, None, None, None, 46083.0),
            "有计划采购日期时要填 now，如 NOW()。",
            id="a day and no time",
        ),
        pytest.param("SLA_DUE", (46083.5, "随便"), Fault.VALUE, id="a deadline that there is not"),
        pytest.param("SLA_DUE", ("昨天",), Fault.VALUE, id="a time that is none"),
        pytest.param("WORKDAYS_LATER", (46083.0, 1.5), Fault.NUMBER, id="half a day"),
        pytest.param("WORKDAYS_LATER", (46083.0, -1.0), Fault.NUMBER, id="days back"),
        pytest.param("WORKDAYS_LATER", (46083.0, 1e6), "", id="beyond the calendar"),
        pytest.param(
            "NEXT_OWNER",
            (None, 46083.0, "汽车"),
            "缺少参数 roster。请选好区域（连表头）。",
            id="nobody to choose from",
        ),
    ],
)
def test_what_cannot_be_answered_is_said_in_the_cell(name: str, cells: tuple[Given, ...], found: Result) -> None:
    answer = _one(name, *cells)
    assert (answer, type(answer)) == (found, type(found))


@pytest.mark.parametrize(
    ("settings_range", "said"),
    [
        pytest.param([["规则名", "取值"], ["grade_a_budget_cny", "600000"]], "B", id="a rule of the team is gone by"),
        pytest.param([["Key", "Value"], ["language", "en"]], "A", id="headers may be English"),
        pytest.param(
            [["规则名", "取值"], ["grade_a_budget_cny", "much"]],
            "settings：grade_a_budget_cny 填的是“much”",
            id="a bad rule is named",
        ),
        pytest.param([["x", "y"]], "settings：所选区域里没有认得的表头", id="a range without header"),
        pytest.param(
            [["规则名", "取值"], ["language", "zh"], ["language", "en"]],
            "settings：“language”出现了两次",
            id="a rule that comes twice",
        ),
    ],
)
def test_the_teams_rules_are_gone_by(settings_range: list[list[object]], said: str) -> None:
    assert str(_one("LEAD_GRADE", 500_000.0, None, "clear", None, None, None, settings_range)).startswith(said)


def test_days_off_may_be_a_list_or_the_sheet() -> None:
    friday = datetime(2026, 3, 6)
    sheet = [["日期", "到", "休或班"], [datetime(2026, 3, 9), datetime(2026, 3, 10), "休"], ["", "", ""]]
    assert _one("WORKDAYS_LATER", friday, 1.0) == datetime(2026, 3, 9)
    assert _one("WORKDAYS_LATER", friday, 1.0, [[46090.0], [46091.0]]) == datetime(2026, 3, 11)
    assert _one("WORKDAYS_LATER", friday, 1.0, sheet) == datetime(2026, 3, 11)
    assert _one("WORKDAYS_LATER", friday, 1.0, [["节后"]]) == "holidays：“日期”一列里的“节后”读不懂。请改正后再算。"
    backwards = [["日期", "到", "休或班"], [datetime(2026, 3, 9), datetime(2026, 3, 1), "休"]]
    assert "2026-03-09" in str(_one("WORKDAYS_LATER", friday, 1.0, backwards))


def test_the_owners_leave_puts_a_due_time_off() -> None:
    roster = [["工号", "休假开始", "休假结束"], ["A1", 46083.0, 46084.0], ["A2", None, None]]
    monday = datetime(2026, 3, 2, 10)
    dues = FUNCTIONS["SLA_DUE"].call([[monday], [monday]], None, [["A1"], ["A2"]], roster)
    assert dues == [[datetime(2026, 3, 4, 11)], [datetime(2026, 3, 2, 12)]]


def test_each_deadline_has_its_own_time() -> None:
    friday, words = datetime(2026, 3, 6, 17), ["confirm", "清洗", "first contact A", "B级首联", "首联"]
    dues = [_one("SLA_DUE", friday, word) for word in words]
    assert dues[0] == datetime(2026, 3, 9, 10)  # two working hours
    assert dues[1] == datetime(2026, 3, 9, 18)  # a day, and that is no working day
    assert dues[2] == datetime(2026, 3, 9, 12)  # four working hours
    assert dues[3] == datetime(2026, 3, 9, 18)
    assert dues[4] is Fault.VALUE


def test_people_may_be_named() -> None:
    roster = [
        ["工号", "姓名", "角色", "负责行业", "休假开始"],
        ["A1", "王小明", "AM", "汽车", 46083.0],
        ["A2", "李小红", "AM", "汽车", None],
    ]
    monday = datetime(2026, 3, 2, 10)
    assert _one("SLA_DUE", monday, None, "李小红", roster) == datetime(2026, 3, 2, 12)
    assert _one("SLA_DUE", monday, None, "王小明", roster) == ""  # away, nobody knows until when
    ledger = [["等级", "状态", "客户经理工号", "分配时间"], ["A", "已分配", "李小红", datetime(2026, 3, 1)]]
    told = FUNCTIONS["NEXT_OWNER"].call(roster, monday, "汽车", None, None, ledger)
    assert "A2 负载 1/20→2/20" in str(told[0][1])


def test_ranges_of_different_sizes_are_refused() -> None:
    said = _one("CLEAN_MOBILE", [["1"], ["2"]], [["1"], ["2"], ["3"]])
    assert said == "各区域大小不一样（2×1, 3×1）。请选同样多的行和列。"
    assert _one("SAME_CUSTOMER", [["甲", "乙"]], "丙", language=Language.EN) == (
        "The result takes two columns, so select cells of one column only."
    )


def test_loads_are_counted_from_the_ledger() -> None:
    roster = [["工号", "角色", "负责行业"], ["A1", "AM", "汽车"], ["A2", "AM", "汽车"]]
    ledger = [["等级", "状态", "客户经理工号", "分配时间"], ["A", "已分配", "A1", datetime(2026, 3, 1)]]
    at = datetime(2026, 3, 2, 9)
    assert _one("NEXT_OWNER", roster, at, "汽车") == "A1"
    assert _one("NEXT_OWNER", roster, at, "汽车", None, None, ledger) == "A2"
    nobody = FUNCTIONS["NEXT_OWNER"].call(roster, at, "食品")
    assert nobody[0][0] == ""
    assert "2 人不负责该行业（A1 A2）" in str(nobody[0][1])


def test_numbers_of_groups_stand_beside_their_rows() -> None:
    rows = [
        ["华东组 2026", ""],
        ["公司名称", "手机"],
        ["无锡海鼎机械有限公司", "13900000002"],
        ["苏州云帆科技有限公司", "13800000001"],
        ["", ""],
        ["苏州云帆科技", "138 0000 0001"],
        ["无锡海鼎机械", "13900000002"],
    ]
    numbers: Results = FUNCTIONS["FIND_DUPLICATES"].call(rows)
    assert [row[0] for row in numbers] == ["", "组号", 1.0, 2.0, "", 2.0, 1.0]
    assert FUNCTIONS["FIND_DUPLICATES"].call([["公司名称"]]) == [["组号"]]


@st.composite
def _sheets(draw: st.DrawFn, table: Table) -> list[list[object]]:
    """Give ranges with headers, most of whose cells fit their columns."""
    columns = draw(st.lists(st.sampled_from(table.columns), min_size=1, max_size=6, unique=True))
    rows = draw(st.lists(st.tuples(*(cell(column) | _CELL for column in columns)), max_size=4))
    language = draw(st.sampled_from(list(Language)))
    return [[column.header(language) for column in columns], *map(list, rows)]


def _given(argument: Argument) -> st.SearchStrategy[object]:
    reads, grids = argument.reads, st.lists(st.lists(_CELL, min_size=2, max_size=2), min_size=1, max_size=3)
    return st.none() | (cell(reads) | _CELL if isinstance(reads, Column) else _sheets(reads) | grids)


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=list(FUNCTIONS))
def test_whatever_stands_in_the_cells_there_is_an_answer(function: Function) -> None:
    @settings(max_examples=10)
    @given(st.tuples(*map(_given, function.arguments)))
    def answers(told: tuple[Given, ...]) -> None:
        for row in function.call(*told):
            assert all(isinstance(found, str | float | bool | datetime) for found in row)

    answers()


def test_a_function_reaches_nothing_but_its_arguments() -> None:
    outside = {"os", "pathlib", "time", "socket", "urllib", "subprocess", "openpyxl", "xlwings", "xlwings_calc", "uno"}
    rules = Path(str(files("hiveledger_addin"))) / "functions"
    for name in ("cells", "facts", "grading", "matching", "owners", "ranges", "registry", "times"):
        tree = ast.parse((rules / f"{name}.py").read_text("utf-8"))
        imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        asked = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert {module.partition(".")[0] for module in imported} & outside == set(), name
        assert asked & {"now", "today", "open", "read_text", "read_bytes"} == set(), name
