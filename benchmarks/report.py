"""Time the weekly report beside the script a person would write: bench report [LEADS…], 10k.

The report is made as its command makes it, starting Python included: workbook and journal are read, all figures
counted and frozen, the PDF, its first page and the workbook of figures put down. The script reads the sheet with pandas
and openpyxl, counts eight of those figures by AM and source, and writes them as a table. It knows no journal, so no
handover but the last; it draws nothing and can be traced to nothing.
"""

import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pandas as pd

from benchmarks._measure import Taken, measure
from hiveledger.book.file import FileBook
from hiveledger.changes import Group, Plan, diff
from hiveledger.demo.team import team_tables
from hiveledger.flows.verbs import VERBS
from hiveledger.schema import TABLES
from hiveledger.schema.frames import typed
from hiveledger.text import Language

_SIZES: Final = (10_000,)
_MONDAY: Final = datetime(2026, 3, 2, 9)
_WEEK: Final = "2026-W10"
_STATUSES: Final = ("cleaned", "assigned", "confirmed", "following", "won", "lost", "pooled")
_PEER: Final = """
import sys
import pandas as pd
sheet = pd.read_excel(sys.argv[1], sheet_name="客户台账", dtype=str, engine="openpyxl")
times = {name: pd.to_datetime(sheet[name]) for name in ("接收时间", "清洗时间", "清洗截止", "确认时间", "确认截止")}
sheet = sheet.assign(**times)
sheet["清洗按时"] = sheet["清洗时间"] <= sheet["清洗截止"]
sheet["确认按时"] = sheet["确认时间"] <= sheet["确认截止"]
sheet["赢"] = sheet["状态"] == "赢单"
sheet["丢"] = sheet["状态"] == "丢单"
tables = [
    sheet.groupby(by).agg({"线索编号": "size", "清洗按时": "mean", "确认按时": "mean", "赢": "sum", "丢": "sum"})
    for by in ("来源渠道", "客户经理工号")
]
pd.concat(tables).to_excel(sys.argv[2])
"""


def make_book(folder: Path, count: int) -> Path:
    """Give a ledger of so many leads of two months, at every step of their life, with the team of the demo."""
    path = folder / f"{count}.xlsx"
    VERBS["new"].function()(path, Language.ZH)
    book = FileBook(path)
    start = dict(book.read().tables)
    team = team_tables(_MONDAY)
    people = team["people"]
    owners = people.index[people["role"] == "AM"].to_list()
    leads = typed(TABLES["leads"], pd.DataFrame([_lead(number, owners) for number in range(count)]))
    wanted = start | {"people": people, "leads": leads}
    book.write(Plan("import", _MONDAY, (Group("", diff(start, wanted)),)), "bench")
    return path


def _lead(number: int, owners: list[str]) -> dict[str, object]:
    at = _MONDAY - timedelta(days=50) + timedelta(minutes=number * 79_000 % 80_611)  # spread over eight weeks
    status = _STATUSES[number % len(_STATUSES)]
    lead: dict[str, object] = {
        "lead_id": f"L{number + 1:06d}",
        "company": f"示例{number}有限公司",
        "source": ("官网表单", "展会", "转介绍")[number % 3],
        "grade": "ABC"[number % 3],
        "status": status,
        "occurred_at": at - timedelta(hours=number % 30),
        "received_at": at,
        "cleaned_at": at + timedelta(hours=number % 30),
        "clean_due": at + timedelta(hours=24),
    }
    if status not in {"cleaned", "pooled"}:
        given = at + timedelta(hours=number % 30 + 1)
        times = ("assigned_at", "delivered_at", "first_assigned_at")
        lead |= {"owner": owners[number % len(owners)], **dict.fromkeys(times, given)}
        lead |= {"confirm_due": given + timedelta(hours=2), "confirmed_at": given + timedelta(minutes=number % 150)}
    return lead


def main(sizes: tuple[int, ...]) -> None:
    """Print what the report took and what the script took, each in a process of its own."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            path = make_book(folder, size)
            peer = folder / "peer.py"
            peer.write_text(_PEER, "utf-8")
            command = ("-m", "hiveledger.cli", "report", path, "--week", _WEEK, "--now", "2026-03-09T09:00")
            ours = measure(sys.executable, *command, "--to", folder / "out")
            again = measure(sys.executable, *command, "--to", folder / "out")
            script = measure(sys.executable, peer, path, folder / "script.xlsx")
        print(f"\n{f'{size:,} leads':<32}{'seconds':>9}{'CPU':>9}{'MB':>8}")
        for said, taken in (("report", ours), ("report, frozen before", again), ("the script", script)):
            _print(said, taken)
        print(f"  ours to the script: {ours.seconds / script.seconds:.2f}")


def _print(said: str, taken: Taken) -> None:
    print(f"  {said:<30}{taken.seconds:>9.2f}{taken.cpu_seconds:>9.2f}{taken.mb:>8.0f}")


if __name__ == "__main__":
    main(tuple(int(word.lower().replace("k", "000")) for word in sys.argv[1:]) or _SIZES)
