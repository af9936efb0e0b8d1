"""Reading an old .xls in a process of its own."""

import pytest

from hiveledger.errors import GateError
from hiveledger.intake import apart
from hiveledger.intake.apart import read_xls_apart
from hiveledger.intake.workbook import read_xls
from tests.workbooks import biff

_XLS = biff([["公司", "代码"], ["示例精密有限公司", 110101199003071234.0]], "线索")


def test_a_sheet_comes_through_as_it_was_read() -> None:
    assert read_xls_apart(_XLS, "线索.xls") == read_xls(_XLS, "线索.xls")


def test_a_refusal_comes_through_as_it_was_raised() -> None:
    with pytest.raises(GateError) as refusal:
        read_xls_apart(b"no workbook", "线索.xls")
    assert (refusal.value.code, refusal.value.params["why"]) == ("gate.broken_workbook", "Cannot detect file format")


def test_a_crash_of_the_reader_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_PROGRAM", "import os; os.abort()")
    with pytest.raises(GateError) as refusal:
        read_xls_apart(_XLS, "线索.xls")
    assert refusal.value.code == "gate.broken_workbook"


def test_a_reader_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_PROGRAM", "import time; time.sleep(60)")
    monkeypatch.setattr(apart, "_SECONDS", 0.2)
    with pytest.raises(GateError) as refusal:
        read_xls_apart(_XLS, "线索.xls")
    assert refusal.value.code == "gate.too_slow"
