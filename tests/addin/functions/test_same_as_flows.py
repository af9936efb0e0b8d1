"""A function says of a cell what the verb makes of the row: random ledgers through both."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final

import pandas as pd
import pytest

from hiveledger.book.memory import MemoryBook
from hiveledger.changes import values
from hiveledger.flows.clean import plan_clean
from hiveledger.flows.complete import plan_complete
from hiveledger.flows.dedupe import plan_dedupe
from hiveledger.flows.distribute import plan_distribute
from hiveledger.flows.follow_up import plan_follow_up
from hiveledger.flows.grade import plan_grade
from hiveledger.rules.match.leads import Said, match_leads
from hiveledger.schema import LEADS, TABLES, Table
from hiveledger.schema.frames import empty, typed
from hiveledger.text import Language
from hiveledger_addin.functions import FUNCTIONS
from hiveledger_addin.functions.cells import Given
from tests.books import machine_book
from tests.tables import table

_NOW: Final = datetime(2026, 3, 2, 10)
_ROWS: Final = 60
_CHOICES: Final[dict[str, Sequence[object]]] = {
    "company": (
        "苏州云帆科技有限公司",
        "蘇州雲帆科技",
        "云帆科技",
        "无锡海鼎机床厂",
        "个人",
        "测试",
        "(苏州)示例精密 ",
        None,
    ),
    "contact": ("王明", "王总", "李青", "Jack Wang", None),
    "mobile": (
        "13800100000",
        "+86 139-0000-0002",
        "13800000001",
        "0512-65551234",
        "1380000",
        "138****1111",
        None,
        None,
    ),
    "phone": ("13900000002", "(0512)65551234#801", None, None),
    "uscc": ("91350100M000100Y43", "91350100M000100Y44", "9135", None, None),
    "need": ("上 MES", "急需 20 台", "先了解一下", None),
    "budget_cny": (500_000.0, 20_000.0, 0.0, None),
    "budget_status": ("clear", "undecided", "none", None),
    "decision_chain": ("clear", "partial", "unclear", None),
    "purchase_by": (datetime(2026, 4, 1), datetime(2026, 9, 1), datetime(2028, 1, 1), datetime(2026, 1, 1), None),
}
_INDUSTRIES: Final = table("industry | keywords\n机械制造 | 机床;精密\n软件 | 软件;MES")
_PEOPLE: Final = table("""
    staff_no | name   | role | industries | regions | quota_a | cap | leave_from | leave_to
    A001     | 示例甲 | AM   | 汽车       |         | 10      | 5   |            |
    A002     | 示例乙 | AM   | 汽车;医疗  | 江苏    | 10      | 9   |            |
    A003     | 示例丙 | AM   | *          |         | 10      | 5   | 2026-03-01 | 2026-03-09
    S001     | 示例丁 | SE   | 售前       |         | 0       |     |            |
""")


def _leads(seed: int, **more: Sequence[object]) -> pd.DataFrame:
    draw = Random(seed)  # noqa: S311 - made-up rows
    choices = _CHOICES | more
    rows = [{key: draw.choice(cells) for key, cells in choices.items()} for _ in range(_ROWS)]
    at = [_NOW - timedelta(hours=_ROWS - row) for row in range(_ROWS)]
    index = [f"L{row:03d}" for row in range(_ROWS)]
    return typed(LEADS, pd.DataFrame(rows, index=index).assign(status="new", received_at=at))


def _run(book: MemoryBook, *verbs: object) -> pd.DataFrame:
    for verb in verbs:
        assert callable(verb)
        book.write(verb(book, _NOW), who="SO")
    return book.read().frame("leads")


def _column(leads: pd.DataFrame, key: str) -> list[list[object]]:
    return [[cell] for cell in values(leads[key])]


def _sheet(name: Table, frame: pd.DataFrame) -> list[list[object]]:
    """Give a table as it stands on its sheet."""
    keys = [name.key, *frame.columns]
    rows = zip(frame.index, *(values(frame[key]) for key in frame.columns), strict=True)
    return [[name[key].header(Language.ZH) for key in keys], *map(list, rows)]


def _asked(name: str, *given: Given) -> list[object]:
    return [row[0] for row in FUNCTIONS[name].call(*given)]


def _shown(cells: pd.Series) -> list[object]:
    return ["" if cell is None else cell for cell in values(cells)]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_letter_and_its_reason_are_those_of_grade(seed: int) -> None:
    leads = _leads(seed).assign(status="cleaned")
    graded = _run(machine_book(leads=leads), plan_grade)
    facts = [_column(leads, key) for key in ("budget_cny", "budget_status", "decision_chain", "need", "purchase_by")]
    assert _asked("LEAD_GRADE", *facts, _NOW) == _shown(graded["grade"].fillna("待核实"))
    assert _asked("LEAD_GRADE_WHY", *facts, _NOW) == _shown(graded["grade_reason"])
    assert {"A", "B", "C"} <= set(graded["grade"])


def test_cells_are_cleaned_as_clean_leaves_them() -> None:
    leads = _leads(3)
    cleaned = _run(machine_book(leads=leads), plan_clean)
    for name, given, key in (
        ("CLEAN_COMPANY", [_column(leads, "company")], "company"),
        ("CLEAN_MOBILE", [_column(leads, "mobile"), _column(leads, "phone")], "mobile"),
    ):
        said = _asked(name, *given)
        kept = [raw if cell == "#N/A" else cell for cell, raw in zip(said, _shown(leads[key]), strict=True)]
        assert kept == _shown(cleaned[key])
        assert "#N/A" in said


def test_a_valid_code_is_one_that_clean_does_not_ask_about() -> None:
    leads = _leads(4, company=("苏州云帆科技有限公司",))
    book = machine_book(leads=leads)
    leads = leads[_run(book, plan_clean)["status"].eq("cleaned")]
    desk = book.read().frame("desk")
    asked = set(desk["lead_id"][desk["column"].str.contains("uscc", na=False)])
    told = zip(leads.index, leads["uscc"], _asked("VALID_USCC", _column(leads, "uscc")), strict=True)
    assert asked
    assert all(is_valid is (lead not in asked) if pd.notna(code) else is_valid == "" for lead, code, is_valid in told)


def test_industry_and_city_are_those_that_complete_proposes() -> None:
    leads = _run(machine_book(leads=_leads(5)), plan_clean)
    book = machine_book(leads=leads.assign(account_id=None), industries=_INDUSTRIES)
    _run(book, plan_complete)
    desk = book.read().frame("desk")
    proposed = desk[desk["kind"].eq("proposal") & desk["closed_at"].isna()]
    guesses = {column: rows.set_index("lead_id")["new_value"] for column, rows in proposed.groupby("column")}
    playing = leads[leads["status"].eq("cleaned")]
    said = _asked("MOBILE_CITY", _column(playing, "mobile"))
    assert said == _shown(guesses["region"].reindex(playing.index))
    industries = _sheet(TABLES["industries"], _INDUSTRIES)
    said = _asked("GUESS_INDUSTRY", _column(playing, "company"), _column(playing, "need"), industries)
    assert said == _shown(guesses["industry"].reindex(playing.index))


def test_an_industry_is_learned_from_known_companies_as_complete_learns_it() -> None:
    brands = [f"{one}{two}" for one in "云山海长风林" for two in "帆川岳河谷原野舟桥峰潮星辰虹霞溪涧"]
    firms = [
        (f"{brand}{trade}有限公司", segment)
        for trade, segment in (("轴承", "机械"), ("软件", "信息"))
        for brand in brands
    ]
    asked = ["示例精工轴承有限公司", "示例软件有限公司", "示例贸易有限公司"]
    rows = [*firms, *((company, None) for company in asked)]
    leads = typed(LEADS, pd.DataFrame(rows, [f"L{at:03d}" for at in range(len(rows))], ["company", "industry"]))
    book = machine_book(leads=leads.assign(status="cleaned"))
    _run(book, plan_complete)
    desk = book.read().frame("desk")
    proposed = desk[desk["kind"].eq("proposal") & desk["column"].eq("industry")].set_index("lead_id")["new_value"]
    known = [["公司名称", "行业"], *map(list, firms)]
    said = _asked("GUESS_INDUSTRY", [[company] for company in asked], None, None, known)
    assert said == _shown(proposed.reindex(leads.index[-len(asked) :]))
    assert said[:2] == ["机械", "信息"]


@pytest.mark.parametrize("seed", [6, 7])
def test_groups_are_the_rows_that_dedupe_merges(seed: int) -> None:
    leads = _leads(seed).head(25)
    merged = _run(machine_book(leads=leads), plan_dedupe)
    root = merged["duplicate_of"].fillna(pd.Series(merged.index, merged.index))
    root = root.map(root)
    groups = FUNCTIONS["FIND_DUPLICATES"].call(_sheet(LEADS, leads))
    numbers = pd.Series([row[0] for row in groups[1:]], leads.index)
    assert {tuple(rows) for _, rows in leads.groupby(numbers.replace("", None).dropna()).groups.items()} == {
        tuple(rows) for _, rows in leads.groupby(root).groups.items() if len(rows) > 1
    }


def test_two_records_are_judged_as_in_a_ledger_of_the_two() -> None:
    leads, draw = _leads(8), Random(3)  # noqa: S311 - made-up rows
    said = FUNCTIONS["SAME_CUSTOMER"]
    seen = set()
    for _ in range(10):
        pair = leads.loc[draw.sample(list(leads.index), 2)].sort_index()
        sides = [cell for key in ("company", "contact", "mobile", "phone") for cell in values(pair[key])]
        ((_, verdict),) = said.call(*sides)
        blank = pair[["company", "contact", "mobile", "phone"]].isna().all(axis=1).any()
        found = match_leads(pair.assign(uscc=None, region=None, email=None), empty(TABLES["contacts"]), Said())
        expected = (
            "同一客户" if len(found.into) else "可能是同一客户，请人工判断" if len(found.to_judge) else "不是同一客户"
        )
        assert verdict == ("" if blank else expected), pair
        seen.add(verdict)
    assert len(seen - {""}) == 3


def test_dues_are_those_that_the_verbs_set() -> None:
    holidays = table("holiday_id | day | until | kind\nH1 | 2026-03-03 | 2026-03-04 | off")
    leads = _leads(9, company=("苏州云帆科技有限公司",)).head(1)
    book = machine_book(leads=leads, holidays=holidays, people=_PEOPLE)
    cleaned = _run(book, plan_clean)
    days = _sheet(TABLES["holidays"], holidays)
    assert _asked("SLA_DUE", leads["received_at"].iloc[0], "清洗", None, None, days) == _shown(cleaned["clean_due"])
    book = machine_book(
        leads=leads.assign(grade="A", status="cleaned", industry="汽车"), holidays=holidays, people=_PEOPLE
    )
    given = _run(book, plan_distribute)
    owner, roster = given["owner"].iloc[0], _sheet(TABLES["people"], _PEOPLE)
    assert _asked("SLA_DUE", _NOW, None, owner, roster, days) == _shown(given["confirm_due"])
    held = _run(book, plan_follow_up)
    assert _asked("SLA_DUE", _NOW, "A级首联", owner, roster, days) == _shown(held["first_touch_due"])


def test_next_owners_are_those_whom_distribute_gives_the_leads() -> None:
    leads = _leads(
        10, industry=("汽车", "医疗", "食品", None), region=("江苏省苏州市", "广东省", None), company=(None,)
    )
    leads = leads.assign(grade="A", status="cleaned").head(12)
    given = _run(machine_book(leads=leads, people=_PEOPLE), plan_distribute)
    roster = _sheet(TABLES["people"], _PEOPLE)
    facts = [_column(leads, key) for key in ("industry", "region", "size")]
    said = FUNCTIONS["NEXT_OWNER"].call(roster, _NOW, *facts)
    assert [row[0] for row in said] == _shown(given["owner"])
    placed = given["owner"].notna().to_list()
    assert 0 < sum(placed) < len(placed)
    told = [reason for (_, reason), is_placed in zip(said, placed, strict=True) if is_placed]
    assert told == _shown(given["assign_reason"].dropna())
