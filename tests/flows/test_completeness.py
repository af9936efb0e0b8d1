"""How complete the leads are, told to people and to programs."""

from typing import Final

import pandas as pd

from hiveledger.flows.completeness import tell_completeness
from hiveledger.rules.completeness import NEEDED, measure_completeness
from hiveledger.text import Language
from tests.books import machine_book
from tests.tables import table

LEADS: Final = table("""
    lead_id | source | received_at:datetime64[us] | status    | company  | mobile      | phone        | industry | size
    L1      | 展会   | 2026-03-02 00:00 | new       | 示例甲   | 13800000001 |              | 软件     | 50-99人
    L2      | 展会   | 2026-03-08 23:59 | following | 示例乙   |             | 051260000000 | 软件     |
    L3      | 展会   | 2026-03-03 10:00 | pooled    | 示例丙   | 13800000003 |              |          |
    L4      | 展会   | 2026-03-03 10:00 | won       | 示例丁   |             |              | 软件     |
    L5      | 展会   | 2026-03-05 10:00 | new       | 示例戊   | 13800000005 |              | 软件     |
    L6      | 展会   | 2026-03-09 00:00 | new       | 示例己   | 13800000006 |              |          |
    L7      |        | 2026-03-04 10:00 | new       |          | 13800000007 |              |          |
    L8      | 展会   | 2026-03-04 10:00 | merged    | 示例庚   |             |              |          |
    L9      | 展会   |                  | new       | 示例辛   |             |              |          |
""")


def _measured(fewest: int = 5) -> pd.DataFrame:
    wanted = ["source", "received_at", "status", "phone", *NEEDED]
    return measure_completeness(LEADS.reindex(columns=wanted), fewest)


def _of_fair(found: pd.DataFrame, column: str) -> dict[str, object]:
    """Give the row of a column for the five leads of the fair in the first week."""
    (row,) = found[found["week"].eq("2026-03-02") & found["source"].eq("展会") & found["column"].eq(column)].to_dict(
        "records"
    )
    return {str(name): item for name, item in row.items()}


def test_a_week_runs_from_monday_to_sunday_and_each_source_counts_for_itself() -> None:
    found = _measured()
    of_company = found[found["column"] == "company"]
    assert list(
        zip(of_company["week"].dt.strftime("%m-%d"), of_company["source"], of_company["total"], strict=True)
    ) == [
        ("03-09", "展会", 1),
        ("03-02", "", 1),
        ("03-02", "展会", 5),
    ]


def test_a_fact_is_counted_where_it_is_known_and_any_number_reaches_the_customer() -> None:
    filled = {column: _of_fair(_measured(), column)["filled"] for column in ("company", "mobile", "industry", "size")}
    assert filled == {"company": 5, "mobile": 4, "industry": 4, "size": 1}
    assert _of_fair(_measured(), "mobile")["share"] == 0.8
    assert _of_fair(_measured(), "need")["share"] == 0


def test_of_few_leads_no_percentage_is_given() -> None:
    found = _measured()
    assert found["share"].isna().equals(found["total"] < 5)
    assert _measured(fewest=1)["share"].notna().all()


def test_people_read_a_line_per_week_and_source_and_programs_all_of_it() -> None:
    answer = tell_completeness(machine_book(leads=LEADS), Language.ZH)
    assert answer.lines[0].startswith("2026-03-09 起一周 · 展会：1 条。公司名称 1 条，联系人 0 条，手机 1 条，")
    assert answer.lines[1].startswith("2026-03-02 起一周 · 没有写来源：1 条。公司名称 0 条，")
    assert "公司名称 100%（5 条），联系人 0%（0 条），手机 80%（4 条）" in answer.lines[2]
    assert answer.lines[3:] == ("不足 5 条的不算百分比。",)
    assert isinstance(answer.data, list)
    assert {
        "source": "展会",
        "week": "2026-03-02",
        "column": "size",
        "total": 5,
        "filled": 1,
        "share": 0.2,
    } in answer.data


def test_a_ledger_without_leads_has_nothing_to_measure() -> None:
    assert tell_completeness(machine_book(), Language.EN).lines == (
        "No lead has a time of receipt yet, so there is nothing to measure.",
    )
