"""Time the verbs from clean to distribute beside the script a person would write: bench flow [LEADS…].

The peer reads the sheet with pandas and openpyxl, strips and drops duplicates, maps industries, grades by two
columns, deals leads out in turn, and writes the sheet anew. It merges nothing, explains nothing, and cannot undo.
"""

import gc
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from random import Random  # noqa: TID251 - makes a sample; nobody is given a lead by it
from typing import Final

import numpy as np
import pandas as pd

from hiveledger.book.file import FileBook
from hiveledger.changes import Group, Plan, diff
from hiveledger.demo.enquiries import enquiries, misspelt, vocabulary
from hiveledger.demo.team import team_tables
from hiveledger.flows.verbs import VERBS
from hiveledger.schema import TABLES
from hiveledger.schema.frames import typed
from hiveledger.text import Language

_SIZES: Final = (1_000, 10_000)
_NOW: Final = datetime(2026, 3, 2, 9)
_VERBS: Final = ("clean", "dedupe", "complete", "grade", "distribute")
_NAMES: Final = ("", "", "brackets", "traditional", "short", "invisible")
_NUMBERS: Final = ("", "", "full_width", "spaces", "country", "float")


def _leads(count: int) -> pd.DataFrame:
    """Make messy leads; one in seven asks a second time."""
    chance = Random(count)  # noqa: S311 - a sample, not a secret
    rows = [
        {
            "lead_id": f"L{number:06d}",
            "source": "bench",
            "company": misspelt(row.company, chance, _NAMES),
            "contact": row.contact,
            "mobile": misspelt(f"1{38_00000000 + _spread(row.mobile, number)}", chance, _NUMBERS),
            "region": row.city,
            "industry": row.industry or None,
            "need": row.need,
            "budget_status": "clear" if row.budget_wan else "undecided",
            "decision_chain": "clear" if row.chain == "清晰" else None,
            "status": "new",
            "received_at": row.at,
        }
        for number, row in enumerate(enquiries(count, 5, _NOW), start=1)
    ]
    return typed(TABLES["leads"], pd.DataFrame(rows))


def _spread(mobile: str, number: int) -> int:
    """Spread the sample's few thousand numbers over the range of real ones; who asks twice keeps the number."""
    return (int(mobile) * 7919 + number // 7 * 104_729) % 90_000_000


def _book(folder: Path, count: int) -> FileBook:
    path = folder / f"{count}.xlsx"
    VERBS["new"].function()(path, Language.ZH)
    book = FileBook(path)
    start = dict(book.read().tables)
    wanted = start | team_tables(_NOW) | {"leads": _leads(count)}
    book.write(Plan("import", _NOW, (Group("", diff(start, wanted)),)), "bench")
    return book


def _ours(book: FileBook) -> dict[str, tuple[float, float, int]]:
    """Give seconds to plan, seconds to write and the number of changes, per verb."""
    taken = {}
    for verb in _VERBS:
        gc.collect()
        started = time.perf_counter()
        plan = VERBS[verb].function()(book, _NOW)
        planned = time.perf_counter()
        if plan.groups:
            book.write(plan, "bench")
        taken[verb] = (planned - started, time.perf_counter() - planned, len(plan.changes))
    return taken


def _peer(path: Path, out: Path) -> dict[str, float]:
    """Do it as a script would, one read and one write for all steps, and give the seconds of each."""
    marks = [time.perf_counter()]
    sheet = pd.read_excel(path, sheet_name="客户台账", dtype="str", engine="openpyxl")
    marks.append(time.perf_counter())
    for column in ("公司名称", "联系人", "手机", "地区"):
        sheet[column] = sheet[column].str.strip().str.replace(" ", "", regex=False)
    marks.append(time.perf_counter())
    sheet = sheet.drop_duplicates(subset=["公司名称", "手机"])
    marks.append(time.perf_counter())
    words = {word: name for name, words in vocabulary()["industries"].items() for word in words}
    for word, name in words.items():
        sheet.loc[sheet["行业"].isna() & sheet["公司名称"].str.contains(word, na=False), "行业"] = name
    marks.append(time.perf_counter())
    sheet["等级"] = np.where(sheet["预算状态"] == "明确", np.where(sheet["决策链"] == "清晰", "A", "B"), "C")
    marks.append(time.perf_counter())
    sheet["客户经理工号"] = [f"A{number % 7 + 1:03d}" for number in range(len(sheet))]
    marks.append(time.perf_counter())
    sheet.to_excel(out, index=False)
    marks.append(time.perf_counter())
    return dict(zip(("read", *_VERBS, "write"), np.diff(marks).tolist(), strict=True))


def main(sizes: tuple[int, ...]) -> None:
    """Print, for each size, what every step took, and how the whole compares."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            book = _book(Path(folder), size)
            peer = _peer(book.path, Path(folder) / "peer.xlsx")
            ours = _ours(book)
        print(f"\n{size:,} leads            plan      write    changes   the script")
        print(f"  {'read':<12}{'':>10}{'':>11}{'':>11}{peer['read']:>11.2f} s")
        for verb, (plan, write, changes) in ours.items():
            print(f"  {verb:<12}{plan:>8.2f} s{write:>9.2f} s{changes:>11,}{peer[verb]:>11.2f} s")
        print(f"  {'write':<12}{'':>10}{'':>11}{'':>11}{peer['write']:>11.2f} s")
        planned, written = (sum(taken[place] for taken in ours.values()) for place in (0, 1))
        whole = sum(peer.values())
        print(
            f"  all five verbs: {planned + written:.1f} s, of which planning {planned:.1f} s; the script: {whole:.1f} s"
        )
        ratios = (planned + written) / whole, planned / whole
        print(f"  ratio of ours to the script: {ratios[0]:.2f}, of planning alone: {ratios[1]:.2f}")


if __name__ == "__main__":
    main(tuple(int(word.lower().replace("k", "000")) for word in sys.argv[1:]) or _SIZES)
