"""The journal's files: safe before the book is touched, readable after a fall, one per machine."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

from hiveledger.changes import Append, Set
from hiveledger.findings import Reason
from hiveledger.journal import OBSERVED, Intent, Journal, Opening, Run, observed_id, run_id

NOW: Final = datetime(2026, 3, 2, 10)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / ".book.hive"


def intent(number: int) -> Intent:
    changes = (Set("leads", "L1", "grade", None, "A", Reason("core.rows", {"count": number})),)
    return Intent(Run(run_id(NOW, number), "grade", "SO", NOW, {"a": "b"}, changes), "hash before", "hash after")


def done(journal: Journal, number: int) -> str:
    run = intent(number)
    journal.intend(run)
    journal.finish(run.run.run_id)
    return run.run.run_id


def test_a_finished_run_is_read_back_whole(folder: Path) -> None:
    done(Journal(folder, "here"), 1)
    (run,) = Journal(folder, "here").runs()
    wanted = intent(1).run
    assert (run.run_id, run.verb, run.who, run.at, run.args) == (
        "R20260302-100000-0001",
        "grade",
        "SO",
        NOW,
        {"a": "b"},
    )
    assert tuple(run.changes) == tuple(wanted.changes)


def test_a_book_without_a_journal_has_no_runs(folder: Path) -> None:
    journal = Journal(folder, "here")
    assert (journal.runs(), journal.unsettled(), journal.next_number(), journal.torn()) == ((), (), 1, ())
    assert not folder.exists()


def test_an_intent_is_no_run_until_it_is_finished(folder: Path) -> None:
    journal = Journal(folder, "here")
    journal.intend(intent(1))
    assert journal.runs() == ()
    assert [(waiting.run.run_id, waiting.before, waiting.after) for waiting in journal.unsettled()] == [
        ("R20260302-100000-0001", "hash before", "hash after")
    ]


def test_a_dropped_intent_is_settled_and_its_number_is_not_used_again(folder: Path) -> None:
    journal = Journal(folder, "here")
    journal.intend(intent(1))
    journal.drop(intent(1).run.run_id)
    assert (journal.runs(), journal.unsettled(), journal.next_number()) == ((), (), 2)


def test_the_runs_of_all_machines_are_one_row_in_the_order_of_their_numbers(folder: Path) -> None:
    done(Journal(folder, "b"), 1)
    done(Journal(folder, "a"), 2)
    done(Journal(folder, "b"), 3)
    journal = Journal(folder, "a")
    assert [run.number for run in journal.runs()] == [1, 2, 3]
    assert journal.next_number() == 4


def test_what_another_process_added_is_seen_without_opening_anew(folder: Path) -> None:
    journal = Journal(folder, "here")
    assert journal.runs() == ()
    done(Journal(folder, "here"), 1)
    assert len(journal.runs()) == 1


def test_a_torn_last_line_is_told_of_and_swallows_nothing(folder: Path) -> None:
    done(Journal(folder, "here"), 1)
    with (folder / "here.jsonl").open("ab") as file:
        file.write(b'{"intent":"R2026')
    journal = Journal(folder, "here")
    assert (len(journal.runs()), journal.torn()) == (1, ("here.jsonl",))
    done(journal, 2)
    assert [run.number for run in Journal(folder, "here").runs()] == [1, 2]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"\x00\x00\x00", id="zeros after a power cut"),
        pytest.param(b'{"intent": "R1"}', id="half a record"),
        pytest.param(b"[1, 2]", id="something else"),
    ],
)
def test_a_damaged_line_in_the_middle_costs_only_itself(folder: Path, line: bytes) -> None:
    done(Journal(folder, "here"), 1)
    with (folder / "here.jsonl").open("ab") as file:
        file.write(line + b"\n")
    done(Journal(folder, "here"), 2)
    assert [run.number for run in Journal(folder, "here").runs()] == [1, 2]


def test_a_record_of_a_newer_program_is_passed_over(folder: Path) -> None:
    done(Journal(folder, "here"), 1)
    with (folder / "here.jsonl").open("ab") as file:
        file.write(b'{"leased":"R1","by":"x"}\n')
    journal = Journal(folder, "here")
    assert (len(journal.runs()), journal.torn()) == (1, ())


def test_a_reply_keeps_the_time_it_was_first_seen_until_it_changes(folder: Path) -> None:
    Journal(folder, "a").see({"L1": "accept", "L2": "accept"}, NOW)
    journal = Journal(folder, "b")
    later = datetime(2026, 3, 2, 11)
    journal.see({"L2": ""}, later)
    assert journal.seen() == {("leads", "L1"): ("accept", NOW), ("leads", "L2"): ("", later)}


def test_a_row_is_known_by_what_it_says_under_whatever_name_it_stood(folder: Path) -> None:
    journal = Journal(folder, "a")
    journal.see({"~m#1": "m"}, NOW, "touches")
    assert journal.seen() == {("touches", "~m#1"): ("m", NOW)}
    assert (journal.seen_before("touches", "", "m"), journal.seen_before("claims", "", "m")) == (NOW, None)


def test_a_large_import_is_a_few_long_lists(folder: Path) -> None:
    rows = tuple(Append("leads", f"L{number:06d}", {"company": "示例", "received_at": NOW}) for number in range(2000))
    run = Intent(Run(run_id(NOW, 1), "import", "SO", NOW, {}, rows), "", "")
    journal = Journal(folder, "here")
    journal.intend(run)
    journal.finish(run.run.run_id)
    assert (folder / "here.jsonl").stat().st_size < 60 * len(rows)
    assert tuple(Journal(folder, "here").runs()[0].changes) == rows


def test_what_people_did_stands_after_the_run_that_it_followed(folder: Path) -> None:
    journal = Journal(folder, "here")
    first, second = done(journal, 1), done(journal, 2)
    people = Run(observed_id(NOW, 1), OBSERVED, "", NOW, {"since": "x"}, intent(1).run.changes)
    journal.observe(people)
    runs = Journal(folder, "there").runs()
    assert [run.run_id for run in runs] == [first, people.run_id, second]
    assert (runs[1].args, list(runs[1].changes), runs[1].is_observed) == (people.args, list(people.changes), True)


def test_what_was_noted_twice_of_people_counts_once(folder: Path) -> None:
    people = Run(observed_id(NOW, 0), OBSERVED, "", NOW, {}, intent(1).run.changes)
    Journal(folder, "here").observe(people)
    Journal(folder, "there").observe(people)
    assert len(Journal(folder, "here").runs()) == 1


def test_a_run_that_left_no_id_in_the_book_is_not_looked_for_there(folder: Path) -> None:
    journal = Journal(folder, "here")
    unmarked = Intent(intent(2).run, "before", "after", is_marked=False)
    marked = done(journal, 1)
    journal.intend(unmarked)
    journal.finish(unmarked.run.run_id)
    assert [run.run_id for run in journal.marked()] == [marked]
    assert len(journal.runs()) == 2


HERE: Final = Opening("LibreOffice", "王示例", "pc", 7, "boot/7/1", ".~lock.book.xlsx#")


def test_a_run_in_an_open_workbook_is_applied_and_then_done_with_its_save(folder: Path) -> None:
    journal, name = Journal(folder, "here"), run_id(NOW, 1)
    journal.intend(replace(intent(1), after="", opening=HERE))
    (begun,) = Journal(folder, "here").unsettled()
    assert (begun.opening, begun.is_applied) == (HERE, False)
    journal.apply(name, HERE)
    (applied,) = Journal(folder, "here").unsettled()
    assert (applied.opening, applied.is_applied) == (HERE, True)
    journal.finish(name, NOW)
    assert [(run.run_id, at) for run, at in Journal(folder, "here").saved()] == [(name, NOW)]
    assert Journal(folder, "here").unsettled() == ()


@pytest.mark.parametrize("first", ["a", "z"])
def test_what_a_saved_version_holds_is_done_whichever_machine_gave_it_up(folder: Path, first: str) -> None:
    Journal(folder, "m").intend(replace(intent(1), after="", opening=HERE))
    Journal(folder, "m").apply(run_id(NOW, 1), HERE)
    Journal(folder, first).drop(run_id(NOW, 1))
    assert [one.run.run_id for one in Journal(folder, "m").discarded()] == [run_id(NOW, 1)]
    Journal(folder, "m").finish(run_id(NOW, 1), NOW)
    assert [run.run_id for run in Journal(folder, "other").runs()] == [run_id(NOW, 1)]
    assert Journal(folder, "other").discarded() == ()


def test_what_was_given_up_and_stands_in_a_workbook_again_waits_for_its_save_again(folder: Path) -> None:
    journal, name = Journal(folder, "here"), run_id(NOW, 1)
    journal.intend(replace(intent(1), after="", opening=HERE))
    journal.apply(name, HERE)
    journal.drop(name)
    assert journal.unsettled() == ()
    journal.apply(name, replace(HERE, pid=8))
    assert [one.opening for one in journal.unsettled()] == [replace(HERE, pid=8)]
