"""Calc with the ledgers that a test opens in it."""

from collections.abc import Iterator

import pytest
import xlwings as xw

from tests.live_books import Opened


@pytest.fixture
def opened(calc: xw.App) -> Iterator[Opened]:
    """Open ledgers in Calc, and close them when the test ends."""
    found = Opened(calc)
    yield found
    found.close()
