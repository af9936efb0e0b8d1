"""The colours say what they mean: each signal's formula, worked out by an office program on small tables."""

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from hiveledger.schema import LEADS, TABLES
from hiveledger.text import Language
from hiveledger_templates.signals import SIGNALS, formula
from tests.office import Office

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_SEEN = {"mobile": "13800000001", "industry": "电子", "size": "50-200人"}
_HELD = {**_SEEN, "lead_id": "L1", "status": "assigned"}

_Row = Mapping[str, str | float | datetime]
_Case = tuple[str, _Row, set[str]]


def _cases(now: datetime) -> list[_Case]:
    """Give rows, each with the signals that hold for it at that time."""
    today = now.replace(hour=0, minute=0, second=0)
    return [
        ("leads", {}, set()),
        ("leads", {"lead_id": "L1", "status": "new", "company": "示例公司"}, set()),
        ("leads", {"lead_id": "L1", "status": "new"}, {"missing"}),
        ("leads", {"lead_id": "L1", "status": "cleaned", "mobile": "13800000001"}, {"missing"}),
        ("leads", {**_HELD, "confirm_due": now - _HOUR}, {"late", "soon", "answer"}),
        ("leads", {**_HELD, "confirm_due": now + _HOUR / 4}, {"soon", "answer"}),
        ("leads", {**_HELD, "confirm_due": now + _HOUR}, {"answer"}),
        ("leads", {**_HELD, "confirm_due": now - _HOUR, "reply": "accept"}, {"late", "soon"}),
        ("leads", {**_HELD, "status": "confirmed", "confirm_due": now - _HOUR, "confirmed_at": now}, {"in_hand"}),
        ("leads", {**_HELD, "status": "merged", "duplicate_of": "L2"}, {"over"}),
        ("leads", {**_HELD, "status": "invalid"}, {"over"}),
        ("leads", {**_HELD, "status": "pooled", "grade": "B"}, {"shelved", "grade_b"}),
        ("leads", {**_HELD, "status": "nurturing", "grade": "C"}, {"shelved", "grade_c"}),
        ("leads", {**_HELD, "status": "returned", "grade": "A"}, {"so_turn", "grade_a"}),
        ("desk", {"desk_id": "D1", "kind": "missing"}, {"answer"}),
        ("desk", {"desk_id": "D1", "kind": "clash", "due": now - _HOUR, "verdict": "done"}, {"so_turn", "late"}),
        ("desk", {"desk_id": "D1", "kind": "missing", "verdict": "done", "closed_at": now}, {"over"}),
        ("decisions", {"pair_id": "J1", "likelihood": "high", "kind": "duplicate"}, {"answer", "likely"}),
        ("decisions", {"pair_id": "J1", "kind": "clash", "verdict": "merge"}, {"so_turn", "decided"}),
        ("decisions", {"pair_id": "J1", "verdict": "different", "closed_at": now}, {"over", "decided"}),
        (
            "decisions",
            {"pair_id": "J1", "agree": "联系人 Contact", "differ": "公司名称 Company"},
            {"answer", "agrees", "differs"},
        ),
        ("pool", {"lead_id": "L1"}, set()),
        ("pool", {"lead_id": "L1", "left_at": now}, {"over"}),
        ("touches", {"touch_id": "T1", "next_at": today}, {"soon"}),
        ("touches", {"touch_id": "T1", "next_at": today + _DAY}, set()),
        ("people", {"staff_no": "S1", "leave_from": today}, {"away"}),
        ("people", {"staff_no": "S1", "leave_from": today - 2 * _DAY, "leave_to": today - _DAY}, set()),
        ("people", {"staff_no": "S1", "left_at": today}, {"over"}),
        ("people", {"staff_no": "S1", "left_at": today + _DAY}, set()),
        ("log", {"run_id": "R1", "findings": 3}, {"so_turn"}),
        ("log", {"run_id": "R1", "findings": 0}, set()),
        ("customers", {"customer_id": "C1", "protect_until": today}, {"in_hand"}),
        ("customers", {"customer_id": "C1"}, set()),
        ("inbox", {"message_id": "M1", "read_at": now}, {"over"}),
        ("nurture", {"lead_id": "L1", "next_case_at": today}, {"soon"}),
        ("nurture", {"lead_id": "L1", "next_case_at": today + _DAY}, set()),
        ("nurture", {"lead_id": "L1", "left_at": now}, {"over"}),
    ]


def _write(path: Path, language: Language, cases: Sequence[_Case]) -> None:
    """Write each case's row, and after it "name:TRUE" for each signal of its table that holds."""
    book = Workbook()
    sheet = book.worksheets[0]
    for number, (name, row, _) in enumerate(cases, start=1):
        table = TABLES[name]
        cells = {key: f"${get_column_letter(place)}{number}" for place, key in enumerate(table.keys, start=1)}
        for key, item in row.items():
            is_code = table[key].words is not None
            sheet[cells[key].lstrip("$")] = table[key].label(str(item), language) if is_code else item
        place = len(LEADS.keys) + 1
        for signal in SIGNALS[name]:
            for painted in signal.columns or (table.key,):
                own = {"": cells[painted], "#": f'"{table[painted].header(language)}"'}
                when = formula(signal, table, {**cells, **own}, language)
                sheet.cell(number, place).value = f'="{signal.name}:"&IF({when},"yes","no")'
                place += 1
    book.save(path)


@pytest.mark.parametrize("language", list(Language))
def test_each_signal_holds_for_the_rows_it_is_about(language: Language, office: Office, tmp_path: Path) -> None:
    book, cases = tmp_path / "signals.xlsx", _cases(datetime.now().replace(microsecond=0))  # formulas ask the clock
    _write(book, language, cases)
    seen = office.convert(book, "csv:Text - txt - csv (StarCalc):44,34,76", tmp_path)  # comma, quote, UTF-8
    lines = csv.reader(seen.read_text("utf-8").splitlines())
    told = [{cell.partition(":")[0] for cell in line if cell.endswith(":yes")} for line in lines]
    assert told == [expected for _, _, expected in cases]


def test_every_signal_is_about_a_row_of_the_cases() -> None:
    proven = {(name, signal) for name, _, signals in _cases(datetime(2026, 3, 2)) for signal in signals}
    assert {(name, signal.name) for name, signals in SIGNALS.items() for signal in signals} == proven


def test_what_a_signal_paints_is_in_its_table() -> None:
    assert all(key in TABLES[name] for name, signals in SIGNALS.items() for one in signals for key in one.columns)
