"""Ask each worksheet function for a whole column of cells at once: bench functions [CELLS]."""

import datetime as dt
import random  # noqa: TID251 - made-up cells
import sys
import time
from collections.abc import Sequence
from typing import Final

from hiveledger_addin.functions import FUNCTIONS, Function
from hiveledger_addin.functions.cells import Given

_CELLS: Final = 10_000
_TEAM: Final = 40
_BRANDS: Final = "云山海长风林星辰虹霞溪涧帆川岳河谷原野舟桥峰潮金石玉木水火土天地人和"
_TRADES: Final = ("科技", "机械", "软件", "贸易", "轴承", "物流", "新材料", "食品")
_CITIES: Final = ("苏州", "无锡", "杭州", "佛山", "成都", "武汉", "")


def _column(texts: Sequence[str | float | dt.datetime]) -> Given:
    return [[text] for text in texts]


def _arguments(count: int, draw: random.Random) -> dict[str, Sequence[Given]]:
    """Make up cells; of companies and mobiles a tenth comes twice, as in a real list."""
    companies = [
        f"{draw.choice(_CITIES)}{draw.choice(_BRANDS)}{draw.choice(_BRANDS)}{draw.choice(_TRADES)}有限公司"
        for _ in range(count)
    ]
    mobiles = [f"1{draw.choice('3589')}{draw.randrange(10**8, 10**9)}" for _ in range(count)]
    codes = [f"91350100M{draw.randrange(10**8, 10**9)}" for _ in range(count)]
    times = [dt.datetime(2026, 1, 1) + dt.timedelta(minutes=draw.randrange(500_000)) for _ in range(count)]
    budgets = [float(draw.randrange(100) * 10_000) for _ in range(count)]
    needs = [draw.choice(("上 MES", "先了解一下", "急需 20 台", "")) for _ in range(count)]
    for row in range(0, count - 1, 10):
        companies[row + 1], mobiles[row + 1] = companies[row], mobiles[row]
    shifted = (companies[1:] + companies[:1], mobiles[1:] + mobiles[:1])
    team = [["工号", "角色", "负责行业"], *([f"A{n}", "AM", draw.choice(_TRADES)] for n in range(_TEAM))]
    industries = [["行业", "关键词"], *([trade, trade] for trade in _TRADES)]
    grading = (_column(budgets), None, None, _column(needs), _column(times), times[0])
    return {
        "LEAD_GRADE": grading,
        "LEAD_GRADE_WHY": grading,
        "CLEAN_COMPANY": (_column(companies),),
        "CLEAN_MOBILE": (_column(mobiles),),
        "SAME_CUSTOMER": (_column(companies), _column(shifted[0]), None, None, _column(mobiles), _column(shifted[1])),
        "FIND_DUPLICATES": ([["公司名称", "手机"], *map(list, zip(companies, mobiles, strict=True))][: count // 2],),
        "VALID_USCC": (_column(codes),),
        "MOBILE_CITY": (_column(mobiles),),
        "GUESS_INDUSTRY": (_column(companies), _column(needs), industries),
        "SLA_DUE": (_column(times),),
        "WORKDAYS_LATER": (_column(times), 3.0),
        "NEXT_OWNER": (team, times[0], _column([draw.choice(_TRADES) for _ in range(count)])),
        "MASK": (_column([f"请回电 {mobile} 或 a{mobile}@example.com" for mobile in mobiles]),),
    }


def main(count: int = _CELLS) -> None:
    """Print what each takes, once it is warm: for all cells of a range in one call, and for one cell alone."""
    given = _arguments(count, random.Random(1))  # noqa: S311 - made-up cells
    print(f"{'':<18}{'cells':>9}{'seconds':>10}{'CPU':>8}{'one cell, ms':>14}")
    for name, function in FUNCTIONS.items():
        function.call(*function.example)
        one, _ = _timed(function, function.example)
        seconds, cpu = _timed(function, given[name])
        print(f"{name:<18}{count:>9,}{seconds:>10.2f}{cpu:>8.2f}{one * 1e3:>14.1f}")


def _timed(function: Function, given: Sequence[Given]) -> tuple[float, float]:
    start, cpu = time.perf_counter(), time.process_time()
    function.call(*given)
    return time.perf_counter() - start, time.process_time() - cpu


main(*map(int, sys.argv[1:2]))
