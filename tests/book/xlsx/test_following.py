"""Areas in formulas are found, however long a formula is."""

import time

import pytest

from hiveledger.book.xlsx.following import reworded


@pytest.mark.parametrize("formula", ["x" * 40_000, "'" + "x" * 40_000, "x!" * 20_000, "''" * 20_000, "S!A1:A" * 7000])
def test_no_formula_holds_anybody_up(formula: str) -> None:
    start = time.monotonic()
    assert list(reworded(formula.encode(), 0, len(formula), lambda found: found[0])) == []
    assert time.monotonic() - start < 5
