"""How a run is named."""

from datetime import datetime
from typing import Final

from hiveledger.journal import run_id

NOW: Final = datetime(2026, 3, 2, 10)


def test_run_ids_sort_by_time_and_then_by_order() -> None:
    later = datetime(2026, 3, 2, 10, 0, 1)
    assert run_id(NOW, 9) < run_id(NOW, 10) < run_id(later, 1)
