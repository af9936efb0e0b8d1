"""Time the verbs from clean to distribute beside the script a person would write: bench flow [LEADS…], 1k 10k 100k.

Each verb runs as its command does: the workbook is read, the plan made, the plan written; starting Python is not in
it. The script reads the sheet with pandas and openpyxl once, strips and drops duplicates, maps industries, grades by
two columns, deals leads out in turn, and writes the sheet anew once. It merges nothing, asks and explains nothing,
keeps no formats, and cannot undo.
"""

import gc
import sys
import tempfile
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random  # noqa: TID251 - makes a sample; nobody is given a lead by it
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from hiveledger.book.file import FileBook
from hiveledger.changes import Group, Plan, diff
from hiveledger.demo.enquiries import Enquiry, enquiries, misspelt, vocabulary
from hiveledger.demo.team import team_tables
from hiveledger.flows.verbs import VERBS
from hiveledger.schema import TABLES
from hiveledger.schema.frames import typed
from hiveledger.text import Language

_SIZES: Final = (1_000, 10_000)
_NOW: Final = datetime(2026, 3, 2, 9)
_VERBS: Final = ("clean", "dedupe", "complete", "grade", "distribute")
_BRAND: Final = "天地玄黄宇宙洪荒日月"
_NAMES: Final = ("", "", "brackets", "traditional", "short", "invisible")
_NUMBERS: Final = ("", "", "full_width", "spaces", "country", "float")


class _Taken(NamedTuple):
    """Seconds of one verb, and how much it changed."""

    read: float
    plan: float
    write: float
    changes: int


def _leads(count: int) -> pd.DataFrame:
    """Make messy leads; one in seven asks a second time."""
    chance = Random(count)  # noqa: S311 - a sample, not a secret
    rows = [
        {
            "lead_id": f"L{number:06d}",
            "source": "bench",
            "company": misspelt(row.company, chance, _NAMES),
            "contact": row.contact,
            "mobile": misspelt(row.mobile, chance, _NUMBERS),
            "region": row.city,
            "industry": row.industry or None,
            "need": row.need,
            "budget_status": "clear" if row.budget_wan else "undecided",
            "decision_chain": "clear" if row.chain == "清晰" else None,
            "status": "new",
            "received_at": row.at,
        }
        for number, row in enumerate(map(_spread, enquiries(count, 5, _NOW)), start=1001)
    ]
    return typed(TABLES["leads"], pd.DataFrame(rows))


def _spread(row: Enquiry) -> Enquiry:
    """Give a number and a company of its own to each of more enquiries than the sample has names for.

    Who asks twice keeps both; three numbers in a row share a company.
    """
    serial = int(row.mobile[len("1380000") :])
    brand = "".join(_BRAND[int(digit)] for digit in f"{serial // 3:05d}")
    head = len(row.city.removesuffix("市"))
    company = f"{row.company[:head]}{brand}{row.company[head:]}"
    return replace(row, company=company, mobile=f"{row.mobile[:3]}{serial:08d}")


def make_book(folder: Path, count: int) -> FileBook:
    """Give a ledger of messy leads, with a team that has work already."""
    path = folder / f"{count}.xlsx"
    VERBS["new"].function()(path, Language.ZH)
    book = FileBook(path)
    start = dict(book.read().tables)
    team = team_tables(_NOW)
    wanted = start | team | {"leads": pd.concat([team["leads"], _leads(count)])}
    book.write(Plan("import", _NOW, (Group("", diff(start, wanted)),)), "bench")
    return book


def _ours(path: Path) -> dict[str, _Taken]:
    """Run each verb on the workbook as its command would, and give what it took."""
    taken = {}
    for verb in _VERBS:
        gc.collect()
        gc.disable()  # as the command does
        started = time.perf_counter()
        book = FileBook(path)
        book.read()
        read = time.perf_counter()
        plan = VERBS[verb].function()(book, _NOW)
        planned = time.perf_counter()
        book.write(plan, "bench")
        written = time.perf_counter()
        gc.enable()
        taken[verb] = _Taken(read - started, planned - read, written - planned, len(plan.changes))
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
            path = make_book(Path(folder), size).path
            script = _peer(path, Path(folder) / "script.xlsx")
            ours = _ours(path)
        _print(size, ours, script)


def _print(size: int, ours: dict[str, _Taken], script: dict[str, float]) -> None:
    print(f"\n{f'{size:,} leads, seconds':<26}{'read':>8}{'plan':>8}{'write':>8}{'changes':>12}{'the script':>12}")
    print(f"  {'read':<24}{'':>36}{script['read']:>12.2f}")
    for verb, taken in ours.items():
        seconds = "".join(f"{second:>8.2f}" for second in taken[:3])
        print(f"  {verb:<24}{seconds}{taken.changes:>12,}{script[verb]:>12.2f}")
    print(f"  {'write':<24}{'':>36}{script['write']:>12.2f}")
    read, plan, write = (sum(taken[place] for taken in ours.values()) for place in range(3))
    whole = sum(script.values())
    print(f"  {'all':<24}{read:>8.2f}{plan:>8.2f}{write:>8.2f}{'':>12}{whole:>12.2f}")
    ratios = (read + plan + write) / whole, plan / whole
    print(f"  ours, five commands, to the script: {ratios[0]:.2f}; planning alone: {ratios[1]:.2f}")


if __name__ == "__main__":
    main(tuple(int(word.lower().replace("k", "000")) for word in sys.argv[1:]) or _SIZES)
