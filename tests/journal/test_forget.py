"""The journal's lines without a person: the run keeps its shape, and nothing it says of them can be read or guessed."""

import json
from datetime import datetime
from pathlib import Path
from typing import Final

from hiveledger.changes import Append, Change, Remove, Set
from hiveledger.changes.again import net
from hiveledger.changes.person import Person
from hiveledger.findings import Reason
from hiveledger.journal import Intent, Journal, Run, forget_in, run_id

NOW: Final = datetime(2026, 3, 2, 10)
PERSON: Final = Person(
    "L1", frozenset({("leads", "L1"), ("desk", "D1")}), frozenset({"钱示例", "13911112222"}), by="SO"
)
WHY: Final = Reason("dedupe.merged", {"kept": "L1", "same": Reason("core.accepted", {"desk": "手机 139 1111 2222"})})


def written(folder: Path, *changes: Change, **args: str) -> Path:
    run = Run(run_id(NOW, 1), "clean", "SO", NOW, args, changes)
    journal = Journal(folder, "here")
    journal.intend(Intent(run, "before", "after"))
    journal.finish(run.run_id)
    return folder / "here.jsonl"


def forgotten(file: Path) -> Run:
    file.write_bytes(forget_in(file.read_bytes(), PERSON))
    assert b"139" not in file.read_bytes()
    assert "钱示例".encode() not in file.read_bytes()
    (run,) = Journal(file.parent, "there").runs()
    return run


def test_cells_of_the_person_decode_to_blank_before_and_after(tmp_path: Path) -> None:
    file = written(
        tmp_path / "hive",
        Set("leads", "L1", "mobile", "139-1111-2222", "13911112222", WHY),
        Set("leads", "L1", "grade", None, "A", WHY),
        Set("leads", "L2", "mobile", None, "13800000002"),
    )
    mobile, grade, other = forgotten(file).changes
    silent = Reason(
        "dedupe.merged", {"kept": "L1", "same": Reason("core.accepted", {"desk": Reason("history.forgotten")})}
    )
    assert mobile == Set("leads", "L1", "mobile", None, None, silent)
    assert grade == Set("leads", "L1", "grade", None, "A", silent)
    assert other == Set("leads", "L2", "mobile", None, "13800000002")
    assert net([mobile]) == []  # nothing to undo, and nothing to do again


def test_rows_keep_what_is_no_persons(tmp_path: Path) -> None:
    desk = {"lead_id": "L1", "subject": "钱示例", "detail": "请核对", "kind": "check"}
    file = written(
        tmp_path / "hive",
        Append("leads", "L1", {"company": "示例公司", "contact": "钱示例", "need": "请回电"}),
        Append("leads", "L2", {"company": "示例公司", "need": "请回电"}),
        Remove("desk", "D1", desk),
    )
    first, second, third = forgotten(file).changes
    assert first == Append("leads", "L1", {"company": "示例公司"})
    assert second == Append("leads", "L2", {"company": "示例公司", "need": "请回电"})
    assert third == Remove("desk", "D1", {"lead_id": "L1", "detail": "请核对", "kind": "check"})


def test_what_a_run_was_told_and_a_line_that_was_cut_off_go_too(tmp_path: Path) -> None:
    file = written(tmp_path / "hive", Set("leads", "L2", "grade", None, "A"), reason="钱示例要求", lead="L2")
    with file.open("ab") as more:
        more.write('{"intent":"R-2","changes":[{"after":["钱示例'.encode())
    assert forgotten(file).args == {"reason": "", "lead": "L2"}


def test_lines_that_say_nothing_of_the_person_stay_byte_for_byte(tmp_path: Path) -> None:
    file = written(tmp_path / "hive", Set("leads", "L2", "contact", None, "孙示例"))
    content = json.dumps({"of": "a newer program"}, indent=None).encode() + b"\n" + file.read_bytes() + b"not JSON"
    assert forget_in(content, PERSON) == content


def test_whom_to_forget_is_known_until_it_is_done(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "here")
    journal.begin_to_forget(PERSON)
    assert Journal(tmp_path, "there").forgetting() == (PERSON,)
    file = tmp_path / "here.jsonl"
    file.write_bytes(forget_in(file.read_bytes(), PERSON))
    assert json.loads(file.read_bytes()) == {
        "forget": "L1", "by": "SO", "rows": [["desk", "D1"], ["leads", "L1"]],
    }  # fmt: skip
    assert journal.forgetting() == Journal(tmp_path, "there").forgetting() == ()


def test_a_program_that_runs_on_reads_a_file_anew_in_which_somebody_was_forgotten(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "here")
    first = Run(run_id(NOW, 1), "clean", "SO", NOW, {}, (Set("leads", "L1", "contact", None, "钱示例" * 200),))
    journal.intend(Intent(first, "before", "after"))
    journal.finish(first.run_id)
    assert len(journal.runs()) == 1
    file = tmp_path / "here.jsonl"
    file.write_bytes(forget_in(file.read_bytes(), PERSON))
    second = Run(run_id(NOW, 2), "clean", "SO", NOW, {}, (Set("leads", "L2", "grade", None, "A"),))
    Journal(tmp_path, "here").intend(Intent(second, "before", "after"))
    Journal(tmp_path, "here").finish(second.run_id)
    assert [tuple(run.changes) for run in journal.runs()] == [
        (Set("leads", "L1", "contact", None, None),),
        tuple(second.changes),
    ]
