"""Verbs on ledgers that somebody has open: what waits, in which order and for which time it is carried out."""

import errno
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from hiveledger.book.base import Outcome
from hiveledger.book.file import FileBook
from hiveledger.changes import Plan
from hiveledger.errors import BusyError, GateError, SchemaError
from hiveledger.findings import Finding
from hiveledger.flows.requests import Done, Failed, Kept, Step, Told, catch_up, run_verb
from hiveledger.flows.verbs import VERBS, Does
from hiveledger.journal import REQUEST, Request
from tests.ledgers import type_into
from tests.source import ROOT
from tests.tables import table
from tests.waiting import book_at, filled, opened, queue_of, run

TEN: Final = datetime(2026, 3, 2, 10)
NOON: Final = datetime(2026, 3, 2, 12)
EVENING: Final = datetime(2026, 3, 2, 18)

PEOPLE: Final = """
    staff_no | name   | role | industries | quota_a | cap
    A001     | 示例甲 | AM   | 汽车       | 10      | 5
"""


@pytest.fixture
def book(tmp_path: Path) -> FileBook:
    leads = table("""
        lead_id | company    | contact | mobile      | industry | grade | status   | received_at | owner | assigned_at      | delivered_at     | confirm_due
        L000001 | 示例甲公司 | 甲示例  | 13800000001 | 汽车     | A     | assigned | 2026-03-01  | A001  | 2026-03-02 09:00 | 2026-03-02 09:00 | 2026-03-02 11:00
        L000002 | 示例乙公司 | 乙示例  | 13800000002 | 汽车     | A     | cleaned  | 2026-03-01  |       |                  |                  |
    """)  # noqa: E501 - a row is a line
    return filled(tmp_path, leads=leads, people=table(PEOPLE))


def source(folder: Path) -> Path:
    path = folder / "官网.csv"
    path.write_text("公司名称,联系人,手机\n苏州示例丙机械有限公司,丙示例,13800000003\n", "utf-8")
    return path


def keep(book: FileBook, verb: str, now: datetime, **told: str | tuple[str, ...]) -> Request:
    """Ask for a verb while somebody has the ledger open."""
    with opened(book):
        (kept,) = run(book, verb, now, **told)
    assert isinstance(kept, Kept)
    return kept.request


def cell(book: FileBook, lead: str, column: str) -> object:
    return book.read().frame("leads").loc[lead, column]


def verbs(steps: list[Step]) -> list[str]:
    """Name the verbs that were carried out and wrote something."""
    return [step.plan.verb for step in steps if isinstance(step, Done) and step.outcome and step.outcome.run_id]


def test_a_verb_on_an_open_book_waits_and_the_holder_is_named(book: FileBook) -> None:
    before = book.path.read_bytes()
    with opened(book, "王示例"):
        (kept,) = run(book, "distribute", TEN)
    assert isinstance(kept, Kept)
    assert (kept.told.code, kept.told.params["who"], kept.told.params["program"]) == (
        "queue.kept_open",
        "王示例",
        "LibreOffice",
    )
    assert kept.request.request_id in kept.told.text()
    assert book.path.read_bytes() == before
    assert queue_of(book).waiting() == (kept.request,)


def test_the_next_verb_carries_out_what_waits_in_its_order_and_then_itself(book: FileBook, tmp_path: Path) -> None:
    keep(book, "import", TEN, files=(str(source(tmp_path)),))
    keep(book, "clean", TEN)
    steps = run(book, "grade", NOON)
    assert verbs(steps) == ["import", "clean", "grade"]
    assert cell(book, "L000003", "status") == "to_verify"  # as a lead that was cleaned and graded
    assert queue_of(book).waiting() == ()


def test_an_import_survives_the_file_that_it_named(book: FileBook, tmp_path: Path) -> None:
    file = source(tmp_path)
    keep(book, "import", TEN, files=(str(file),), source="展会")
    file.unlink()
    assert verbs(list(catch_up(book, queue_of(book), NOON))) == ["import"]
    assert [cell(book, "L000003", column) for column in ("company", "source")] == ["苏州示例丙机械有限公司", "展会"]
    assert list((tmp_path / "state" / "files").iterdir()) == []


def test_a_pasted_message_waits_as_it_was_pasted(book: FileBook) -> None:
    keep(book, "import", TEN, text="苏州示例丁公司 丁女士 13800000004\n想看排产系统")
    assert verbs(list(catch_up(book, queue_of(book), NOON))) == ["import"]
    assert cell(book, "L000003", "mobile") == "13800000004"


def test_what_was_brought_counts_from_when_it_was_asked(book: FileBook, tmp_path: Path) -> None:
    keep(book, "import", TEN, files=(str(source(tmp_path)),))
    list(catch_up(book, queue_of(book), EVENING))
    assert cell(book, "L000003", "received_at") == TEN


def test_a_confirmation_is_in_time_however_late_it_is_carried_out(book: FileBook) -> None:
    keep(book, "confirm", TEN, leads=("L000001",), by="A001")
    steps = run(book, "return", EVENING)
    assert verbs(steps) == ["confirm"]
    assert [cell(book, "L000001", column) for column in ("status", "confirmed_at")] == ["confirmed", TEN]


def test_a_distribution_is_planned_for_the_time_at_which_it_is_carried_out(book: FileBook) -> None:
    keep(book, "distribute", TEN)
    list(catch_up(book, queue_of(book), EVENING))
    times = [cell(book, "L000002", column) for column in ("assigned_at", "delivered_at", "confirm_due")]
    assert times == [EVENING, EVENING, datetime(2026, 3, 3, 11)]  # two hours of the next morning


def test_a_return_is_planned_for_the_time_at_which_it_is_carried_out(book: FileBook) -> None:
    keep(book, "return", TEN)
    list(catch_up(book, queue_of(book), NOON))
    assert cell(book, "L000001", "status") == "returned"


def test_reading_the_replies_in_the_book_is_not_dated_back(book: FileBook) -> None:
    """What people wrote after the verb was asked was not there then."""
    assert VERBS["confirm"].keeps_time == ("leads",)
    keep(book, "confirm", TEN)
    (done,) = catch_up(book, queue_of(book), NOON)
    assert isinstance(done, Done)
    assert done.plan.now == NOON


def test_the_time_of_a_verb_is_kept_by_arguments_that_it_has() -> None:
    for verb in VERBS.values():
        assert set(verb.keeps_time) <= {told.name for told in verb.arguments}
        assert verb.does is Does.PLAN or not verb.keeps_time


def test_a_request_that_is_refused_waits_on_and_holds_up_no_other(book: FileBook, tmp_path: Path) -> None:
    refused = keep(book, "assign", TEN, lead="L000003", person="A001")
    keep(book, "import", TEN, files=(str(source(tmp_path)),))
    keep(book, "clean", TEN)
    failed, *others = catch_up(book, queue_of(book), NOON)
    assert isinstance(failed, Failed)
    assert (failed.request.request_id, failed.told.code) == (refused.request_id, "queue.failed")
    assert verbs(others) == ["import", "clean"]
    (waiting,) = queue_of(book).waiting()
    assert waiting.request_id == refused.request_id
    assert waiting.why != refused.why
    list(catch_up(book, queue_of(book), NOON))
    assert (cell(book, "L000003", "owner"), queue_of(book).waiting()) == ("A001", ())


def test_a_request_whose_file_can_never_be_read_is_given_up(book: FileBook, tmp_path: Path) -> None:
    file = tmp_path / "坏的.xlsx"
    file.write_bytes(b"PK\x03\x04 broken")
    keep(book, "import", TEN, files=(str(file),))
    (failed,) = catch_up(book, queue_of(book), NOON)
    assert isinstance(failed, Failed)
    assert failed.told.code == "queue.given_up"
    assert "坏的.xlsx" in failed.told.text()
    assert queue_of(book).waiting() == ()


def test_a_file_that_is_missing_is_told_of_at_once(book: FileBook, tmp_path: Path) -> None:
    with opened(book), pytest.raises(GateError):
        run(book, "import", TEN, files=(str(tmp_path / "没有.csv"),))
    assert queue_of(book).waiting() == ()


def test_a_verb_that_is_refused_for_what_it_asks_does_not_wait(book: FileBook) -> None:
    with pytest.raises(SchemaError):
        run(book, "assign", TEN, lead="L999999", person="A001")
    assert queue_of(book).waiting() == ()


def test_an_undo_means_the_run_that_was_newest_when_it_was_asked(book: FileBook, tmp_path: Path) -> None:
    run(book, "distribute", TEN)
    assert cell(book, "L000002", "status") == "assigned"
    keep(book, "import", TEN, files=(str(source(tmp_path)),))
    keep(book, "undo", TEN)
    list(catch_up(book, queue_of(book), NOON))
    assert cell(book, "L000002", "status") == "cleaned"
    assert cell(book, "L000003", "company") == "苏州示例丙机械有限公司"


def test_an_undo_does_not_take_back_what_waited_before_it(book: FileBook, tmp_path: Path) -> None:
    run(book, "distribute", TEN)
    keep(book, "import", TEN, files=(str(source(tmp_path)),))
    run(book, "undo", NOON)
    assert cell(book, "L000002", "status") == "cleaned"
    assert cell(book, "L000003", "company") == "苏州示例丙机械有限公司"


def test_a_request_that_is_cut_off_after_its_run_is_not_carried_out_twice(book: FileBook) -> None:
    keep(book, "import", TEN, text="苏州示例丁公司 丁女士 13800000004 想看排产系统")
    program = """
import os, pathlib, sys
from datetime import datetime
from hiveledger.flows.requests import catch_up
from hiveledger.journal import Queue
from tests.waiting import book_at, queue_of
Queue.close = lambda *_: os._exit(9)
book = book_at(pathlib.Path(sys.argv[1]))
list(catch_up(book, queue_of(book), datetime(2026, 3, 2, 12)))
"""
    cut = subprocess.run([sys.executable, "-c", program, str(book.path)], cwd=ROOT, check=False)
    assert cut.returncode == 9
    again = book_at(book.path)
    assert len(queue_of(again).waiting()) == 1
    leads = len(again.read().frame("leads"))
    assert list(catch_up(again, queue_of(again), NOON)) == []
    assert (len(again.read().frame("leads")), queue_of(again).waiting()) == (leads, ())


def test_two_programs_that_carry_out_what_waits_do_each_request_once(book: FileBook) -> None:
    returned = keep(book, "return", TEN, lead="L000001", reason="重来")
    assigned = keep(book, "assign", TEN, lead="L000001", person="A001")
    program = """
import pathlib, sys
from datetime import datetime
from hiveledger.flows.requests import catch_up
from tests.waiting import book_at, queue_of
book = book_at(pathlib.Path(sys.argv[1]))
list(catch_up(book, queue_of(book), datetime(2026, 3, 2, 12)))
"""
    words = [sys.executable, "-c", program, str(book.path)]
    running = [subprocess.Popen(words, cwd=ROOT) for _ in range(2)]
    assert [process.wait() for process in running] == [0, 0]
    assert [run.args[REQUEST] for run in book.runs() if REQUEST in run.args] == [
        returned.request_id,
        assigned.request_id,
    ]


class _Shared(FileBook):
    """A ledger on which, right after a plan was made, other people save: `edits` are theirs, one for each write."""

    edits: tuple[tuple[str, str], ...] = ()

    def write(self, plan: Plan, who: str) -> Outcome:
        if self.edits:
            (address, typed), *rest = self.edits
            self.edits = tuple(rest)
            type_into(self.path, address, typed)
        return super().write(plan, who)


def shared(book: FileBook, *edits: str) -> _Shared:
    """Let people choose these statuses for the second lead, one before each write."""
    found = _Shared(book.path, machine="here")
    found.edits = tuple((book.address("leads", "L000002", "status"), typed) for typed in edits)
    return found


def test_a_plan_that_somebody_saved_under_is_made_again(book: FileBook) -> None:
    other = shared(book, "待核实")
    steps = run(other, "assign", TEN, lead="L000002", person="A001")
    assert verbs(steps) == ["assign"]
    assert cell(book, "L000002", "owner") == "A001"


def test_a_plan_that_somebody_saves_under_each_time_is_told_of_after_the_third(book: FileBook) -> None:
    other = shared(book, "待核实", "已清洗", "待核实", "已清洗")
    *_, done = run(other, "assign", TEN, lead="L000002", person="A001")
    assert isinstance(done, Done)
    assert done.outcome
    assert (done.outcome.run_id, len(done.outcome.conflicts), len(other.edits)) == ("", 1, 1)


class _Raced(FileBook):
    """A ledger that somebody saves in the very moment in which it is replaced, `times` times."""

    times = 0

    def write(self, plan: Plan, who: str) -> Outcome:
        if self.times:
            self.times -= 1
            raise BusyError("book.changed_meanwhile", file=self.path.name)
        return super().write(plan, who)


@pytest.mark.parametrize(("times", "end"), [(2, Done), (3, Kept)], ids=["twice", "three times"])
def test_a_book_that_is_saved_in_the_moment_of_writing_is_planned_for_again(
    book: FileBook, times: int, end: type[Step]
) -> None:
    other = _Raced(book.path, machine="here")
    other.times = times
    (step,) = run(other, "distribute", TEN)
    assert isinstance(step, end)
    assert len(queue_of(book).waiting()) == (end is Kept)


def test_a_folder_that_takes_no_journal_costs_a_sentence_and_no_request(book: FileBook) -> None:
    folder = book.state_dir
    away = folder.rename(folder.with_name("away"))
    folder.write_text("in the way", "utf-8")
    (kept,) = run(book_at(book.path), "distribute", TEN)
    assert isinstance(kept, Kept)
    assert kept.told.code == "queue.kept"
    assert len(queue_of(book).waiting()) == 1
    folder.unlink()
    away.rename(folder)
    assert verbs(list(catch_up(book, queue_of(book), NOON))) == ["distribute"]


class _Dropped(FileBook):
    """A ledger whose share drops, or which is away for a moment, after the turn to write it was taken."""

    away: Path | None = None

    def sync(self) -> tuple[Finding, ...]:
        if self.away is None:
            raise OSError(errno.ESTALE, "stale file handle", str(self.path))
        self.path.rename(self.away)
        return super().sync()


@pytest.mark.parametrize("away", [None, "away.xlsx"], ids=["the share drops", "the book is gone for a moment"])
def test_a_verb_waits_for_a_book_that_is_out_of_reach(book: FileBook, away: str | None) -> None:
    dropped = _Dropped(book.path, machine="here")
    dropped.away = book.path.with_name(away) if away else None
    (kept,) = run(dropped, "distribute", TEN)
    assert isinstance(kept, Kept)
    assert book.path.name in kept.told.text()
    if dropped.away:
        dropped.away.rename(book.path)
    assert verbs(list(catch_up(book, queue_of(book), NOON))) == ["distribute"]


def test_a_state_folder_that_cannot_be_used_holds_no_verb_up(book: FileBook, tmp_path: Path) -> None:
    (tmp_path / "state").rename(tmp_path / "away")
    (tmp_path / "state").write_text("in the way", "utf-8")
    plain = FileBook(book.path, machine="here")
    told, done = run_verb(plain, queue_of(plain), VERBS["distribute"], {}, who="SO", now=TEN)
    assert isinstance(told, Told)
    assert [finding.code for finding in told.findings] == ["queue.no_place"]
    assert isinstance(done, Done)
    with opened(book), pytest.raises(BusyError):
        list(run_verb(plain, queue_of(plain), VERBS["distribute"], {}, who="SO", now=TEN))


def test_a_request_of_a_newer_program_waits_for_it(book: FileBook) -> None:
    asked = keep(book, "distribute", TEN)
    queue_of(book).close(asked.request_id)
    queue_of(book).ask(replace(asked, verb="teleport"))
    (failed,) = catch_up(book, queue_of(book), NOON)
    assert isinstance(failed, Failed)
    assert "teleport" in failed.told.text()
    assert [waiting.verb for waiting in queue_of(book).waiting()] == ["teleport"]


def test_what_is_asked_twice_in_a_row_was_asked_the_first_time(book: FileBook) -> None:
    first = keep(book, "confirm", TEN, leads=("L000001",), by="A001")
    assert keep(book, "confirm", NOON, leads=("L000001",), by="A001") == first
    assert queue_of(book).waiting() == (first,)


def test_jobs_that_ask_all_day_wait_once_each_and_in_their_order(book: FileBook) -> None:
    for hour in range(8):
        for verb in ("return", "clean", "distribute"):
            keep(book, verb, TEN + timedelta(hours=hour))
    assert [waiting.verb for waiting in queue_of(book).waiting()] == ["return", "clean", "distribute"]


def test_the_same_decision_counts_again_after_another(book: FileBook) -> None:
    for person in ("A001", "A002", "A001"):
        keep(book, "assign", TEN, lead="L000002", person=person)
    assert [waiting.arguments["person"] for waiting in queue_of(book).waiting()] == ["A001", "A002", "A001"]


def test_what_still_waits_when_the_book_is_opened_again_waits_on(book: FileBook) -> None:
    keep(book, "distribute", TEN)
    with opened(book), pytest.raises(BusyError):
        list(catch_up(book, queue_of(book), NOON))
    assert len(queue_of(book).waiting()) == 1
