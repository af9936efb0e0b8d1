"""The ledger in a real window of Calc: people click, the book is saved, and a reader of another's make looks at it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
import xlwings as xw

import xlwings_calc
from hiveledger.opening import open_doors
from tests.calc_window import Seat, install, surroundings
from tests.clicking import morning_ledger
from tests.desktop import desktop, wait_for
from tests.hang import must_end
from tests.office import Office
from tests.own_books import cells_of

_PICTURES: Final = Path(__file__).parents[2] / "docs" / "pictures"
_SHOWN: Final = (0, 0, 900, 540)
_LEADS: Final = "客户台账"
_OURS: Final = ("操作日志", "_hiveledger")  # where every run leaves its line
_COUNTED: Final = "周报"  # whose formulas count the others
_WAITING: Final = ("L000004", "L000005", "L000006", "L000007")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a user."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def seat(office: Office, home: Path) -> Iterator[Seat]:  # noqa: ARG001 - what it stands for is needed
    """A person at a Calc that has our extension."""
    with pytest.MonkeyPatch.context() as patch, desktop(home) as desk:
        for name, value in surroundings(home).items():
            patch.setenv(name, value)
        install(home / "profile", home)
        patch.setenv("DISPLAY", desk.display)
        patch.setenv("SAL_USE_VCLPLUGIN", "gen")
        with xlwings_calc.start(visible=True, profile=home / "profile") as app:
            yield Seat(app, desk)


@pytest.fixture
def keep(seat: Seat, pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Keep a picture for the docs, where the tests were asked for pictures."""

    def take(name: str) -> None:
        if pytestconfig.getoption("--pictures"):
            seat.picture(_PICTURES / f"{name}.png", _SHOWN)

    return take


def _statuses(book: xw.Book) -> dict[str, str]:
    rows = book.sheets[_LEADS].used_range.value
    return {row[0]: row[rows[0].index("状态")] for row in rows[1:]}


def test_only_who_may_read_the_secret_comes_in(seat: Seat, home: Path) -> None:
    seat.app.books.add().close()  # the door is opened with the first window
    ((pipe, secret),) = wait_for("a door", lambda: tuple(open_doors()))
    assert (home / "state" / "calc" / pipe).stat().st_mode & 0o077 == 0
    with pytest.raises(xlwings_calc.EngineError):
        xlwings_calc.attach(pipe)
    come_in = xlwings_calc.attach(pipe, secret)
    assert come_in.impl.is_there()
    come_in.quit()


def test_a_morning_of_clicks(seat: Seat, keep: Callable[[str], None], home: Path) -> None:
    with must_end():
        _click_through(seat, keep, home)


def _click_through(seat: Seat, keep: Callable[[str], None], home: Path) -> None:
    closed = morning_ledger(home, datetime.now().replace(microsecond=0))
    before = cells_of(closed.path)
    book = seat.app.books.open(str(closed.path))
    leads = book.sheets[_LEADS]
    leads.activate()
    seat.sit_down()
    keep("toolbar")

    seat.press("预览")
    assert "会改动 4 条线索" in seat.read("预览分配")
    keep("preview")
    seat.put_away()
    (beside,) = (one for one in seat.app.books if one.name != book.name)
    assert [row[0] for row in beside.sheets[0].used_range.value[1:]] == [*_WAITING]
    beside.close()

    seat.press("分配")
    assert "已清洗 → 已分配：4 条" in seat.read("分配：完成")
    keep("distribute")
    seat.put_away()
    assert [_statuses(book)[lead] for lead in _WAITING] == ["已分配"] * 4

    leads.range("A5").select()
    seat.press("为什么")
    assert "行业“医疗器械”匹配" in seat.read("L000004")
    keep("explain")
    seat.put_away()

    seat.press("撤销")
    assert "分配" in seat.read("撤销哪一次操作").splitlines()[1]
    keep("undo")
    seat.put_away()
    seat.read("撤销：完成")
    seat.put_away()
    assert [_statuses(book)[lead] for lead in _WAITING] == ["已清洗"] * 4

    leads.range("A2").select()
    seat.press("确认接单")
    seat.read("你是谁")
    seat.answer("A004")
    seat.read("销售示例丁（A004）")
    seat.put_away("Yes")
    assert "已分配 → 已接单：1 条" in seat.read("确认：完成")
    seat.put_away()

    book.save()
    after = cells_of(closed.path)
    changed = {
        (sheet, place)
        for sheet in before.keys() | after.keys()
        for place in before.get(sheet, {}).keys() | after.get(sheet, {}).keys()
        if before.get(sheet, {}).get(place) != after.get(sheet, {}).get(place)
    }
    header = {place[1]: name for place, name in before[_LEADS].items() if place[0] == 1}
    confirmed = {(row, header[column]) for sheet, (row, column) in changed if sheet == _LEADS}
    assert confirmed == {(2, "状态"), (2, "确认时间"), (2, "接单/退单")}
    assert {sheet for sheet, _ in changed} - {_COUNTED} == {_LEADS, *_OURS}
