"""The verbs one after the other on data that nobody made for them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import pandas as pd
import pytest

from hiveledger.book.base import Book
from hiveledger.book.file import FileBook
from hiveledger.book.memory import MemoryBook
from hiveledger.changes import Group, Plan, diff
from hiveledger.flows.clean import plan_clean
from hiveledger.flows.complete import plan_complete
from hiveledger.flows.confirm import plan_return
from hiveledger.flows.dedupe import plan_dedupe
from hiveledger.flows.distribute import plan_distribute
from hiveledger.flows.grade import plan_grade
from hiveledger.flows.importing import plan_import
from hiveledger.flows.new import make_new
from hiveledger.schema import LEADS, TABLES
from hiveledger.schema.frames import typed
from hiveledger.schema.words import OWNED, Status
from hiveledger.text import Language
from tests.books import machine_book
from tests.opportunities import opportunities
from tests.tables import table

NOW: Final = datetime(2026, 3, 2, 10)
CAP: Final = 1500
TEAM: Final = """
    staff_no | role | name   | industries                       | cap
    A1       | AM   | 示例甲 | software;technolgy               | 1500
    A2       | AM   | 示例乙 | medical;retail                   | 1500
    A3       | AM   | 示例丙 | retail;marketing                 | 1500
    A4       | AM   | 示例丁 | finance;employment               | 1500
    A5       | AM   | 示例戊 | entertainment;telecommunications | 1500
    A6       | AM   | 示例己 | software;medical;finance         | 1500
    S1       | SE   | 示例庚 |                                  |
"""

_Verb = Callable[[Book, datetime], Plan]


def _run(book: MemoryBook, *verbs: _Verb, now: datetime = NOW) -> pd.DataFrame:
    """Carry out verbs in turn; each of them has nothing left to do when it is asked again."""
    for verb in verbs:
        plan = verb(book, now)
        assert book.write(plan, who="test").conflicts == ()
        assert verb(book, now).groups == ()
    return book.read().frame("leads")


def _counts(plan: Plan) -> dict[str, int]:
    told = next(finding.params for finding in plan.findings if finding.code == "import.counts")
    return {name: int(str(count)) for name, count in told.items() if name != "name"}


def test_all_web_leads_come_in_once_and_most_wait_to_be_verified(data: Path) -> None:
    """Nearly no column of this file says anything that a grade could rest on, so hardly a lead gets a letter."""
    book, file = machine_book(), (str(data / "leads" / "x_education_leads.csv"),)
    plan = plan_import(book, NOW, file)
    assert book.write(plan, who="test").conflicts == ()
    counts = _counts(plan)
    assert plan_import(book, NOW, file).groups == ()
    assert counts["total"] == counts["added"] == len(book.read().frame("leads")) == 9240
    leads = _run(book, plan_clean, plan_dedupe, plan_complete, plan_grade, plan_distribute)
    status = leads["status"].value_counts()
    assert status.sum() == 9240
    assert set(status.index) <= {Status.TO_VERIFY, Status.MERGED, Status.INVALID, Status.CLEANED, Status.NURTURING}
    assert status[Status.TO_VERIFY] > 0.9 * 9240


@pytest.fixture(scope="module")
def distributed(data: Path) -> MemoryBook:
    """The opportunities graded and distributed: an account's leads are one company's."""
    leads = opportunities(data).assign(status="new", received_at=pd.Timestamp(NOW))
    first = leads.dropna(subset="company").groupby("company")["lead_id"].transform("min")
    book = machine_book(leads=leads.assign(account_id=first), people=table(TEAM))
    _run(book, plan_clean, plan_grade, plan_distribute)
    return book


def test_every_lead_has_one_place_that_its_grade_and_company_allow(distributed: MemoryBook) -> None:
    leads = distributed.read().frame("leads")
    assert len(leads) == 8800
    assert leads["owner"].notna().equals(leads["status"].isin(OWNED))
    assert (leads["status"].isin([Status.POOLED]) <= leads["grade"].eq("B")).all()
    assert (leads["status"].isin([Status.NURTURING]) <= leads["grade"].eq("C")).all()
    assert leads["status"].value_counts()[[Status.ASSIGNED, Status.POOLED, Status.TO_VERIFY]].gt(0).all()
    assert leads.dropna(subset="owner").groupby("company")["owner"].nunique().max() == 1


def test_an_a_lead_goes_to_who_covers_its_industry_or_to_so_with_the_reason(distributed: MemoryBook) -> None:
    leads, desk = distributed.read().frame("leads"), distributed.read().frame("desk")
    first = leads[leads["grade"].eq("A")]
    covers = table(TEAM)["industries"].fillna("").to_dict()
    held = first.dropna(subset="owner")
    assert all(row.industry in covers[str(row.owner)].split(";") for row in held.itertuples())
    told = desk[desk["kind"].eq("unassigned")]
    assert set(first.index[first["owner"].isna()]) <= set(told["lead_id"])
    assert told["detail"].notna().all()
    assert held["cc_se"].eq("S1").all()


def test_no_cap_is_passed(distributed: MemoryBook) -> None:
    held = distributed.read().frame("leads")["owner"].value_counts()
    assert held.max() <= CAP
    assert len(held) == 6


def test_what_nobody_confirms_comes_back_whole(distributed: MemoryBook) -> None:
    book = machine_book(**distributed.read().tables)
    before = book.read().frame("leads")["status"].eq(Status.ASSIGNED).sum()
    leads = _run(book, plan_return, now=NOW + timedelta(hours=3))
    assert leads["status"].eq(Status.RETURNED).sum() == before
    assert leads["owner"].isna().all()


def test_real_company_names_reconcile_when_they_are_merged(data: Path, tmp_path: Path) -> None:
    names = pd.read_csv(data / "matching" / "cn_companies_dev.csv", dtype="str")
    file = tmp_path / "企业.csv"
    names[["name", "city"]].set_axis(["公司名称", "地区"], axis=1).to_csv(file, index=False)
    book = machine_book()
    plan = plan_import(book, NOW, (str(file),))
    book.write(plan, who="test")
    counts = _counts(plan)
    leads = _run(book, plan_clean, plan_dedupe)
    live = leads["status"].ne(Status.MERGED)
    assert counts["total"] == len(names) == live.sum() + (~live).sum() + counts["rejected"] + counts["known"]
    assert leads.loc[~live, "duplicate_of"].isin(leads.index[live]).all()
    assert set(book.read().frame("merged").index) == set(leads.index[~live])
    true = names["true"].set_axis(leads.index)
    wrong = true[~live].to_numpy() != true[leads.loc[~live, "duplicate_of"]].to_numpy()
    assert wrong.mean() <= 0.008


def test_a_workbook_comes_to_the_same_as_a_book_in_memory(data: Path, tmp_path: Path) -> None:
    make_new(tmp_path / "台账.xlsx", Language.ZH)
    in_file = FileBook(tmp_path / "台账.xlsx")
    team = {"people": typed(TABLES["people"], table(TEAM))}
    in_file.write(Plan("import", NOW, (Group("", diff(in_file.read().tables, team)),)), "test")
    in_memory = machine_book(**in_file.read().tables)
    headers = {key: LEADS[key].zh for key in LEADS.keys}
    sample = opportunities(data).iloc[::8].drop(columns=["lead_id", "status"])
    sample.rename(columns=headers).to_csv(tmp_path / "商机.csv", index=False)
    come_in = partial(plan_import, files=(str(tmp_path / "商机.csv"),))
    verbs: list[_Verb] = [come_in, plan_clean, plan_dedupe, plan_complete, plan_grade, plan_distribute, plan_return]
    for verb, now in zip(verbs, [*[NOW] * 6, NOW + timedelta(hours=3)], strict=True):
        plan = verb(in_file, now)
        assert plan == verb(in_memory, now)
        assert in_file.write(plan, "test").written == in_memory.write(plan, "test").written
        assert verb(in_file, now).groups == ()
    read = FileBook(in_file.path).read().frame("leads")
    pd.testing.assert_frame_equal(read, in_memory.read().frame("leads"))
    assert {Status.RETURNED, Status.POOLED, Status.NURTURING, Status.TO_VERIFY} <= set(read["status"])
