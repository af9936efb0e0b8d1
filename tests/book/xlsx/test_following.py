"""Areas in formulas are found, however long a formula is."""

import pytest

from hiveledger.book.xlsx.following import reworded
from tests.hang import must_end


@pytest.mark.parametrize("formula", ["x" * 40_000, "'" + "x" * 40_000, "x!" * 20_000, "''" * 20_000, "S!A1:A" * 7000])
def test_no_formula_holds_anybody_up(formula: str) -> None:
    with must_end():
        assert list(reworded(formula.encode(), 0, len(formula), lambda found: found[0])) == []
