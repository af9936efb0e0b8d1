"""What tests and docstring examples share: the given data, LibreOffice, golden files, names for the examples."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import hypothesis
import pandas as pd
import pytest

import xlwings_calc
from tests.office import HOW_TO_INSTALL, Office, find_office
from tests.tables import table

if TYPE_CHECKING:
    import xlwings as xw

_ROOT: Final = Path(__file__).parent
_IN_CI: Final = "CI" in os.environ

collect_ignore = ["addin/hiveledger_addin/calc/inside"]  # imports what LibreOffice alone has

xlwings_calc.keep_pro_out()
os.environ["TZ"] = "Asia/Shanghai"  # where a new ledger's team is; a machine elsewhere has its times told wrong
if hasattr(time, "tzset"):
    time.tzset()

hypothesis.settings.register_profile("local", deadline=None)  # two busy cores make any deadline flaky
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if _IN_CI else "local")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let golden files and pictures be renewed, and the tests of an engine run on Excel."""
    parser.addoption("--golden-update", action="store_true", help="renew the golden files; read the diff in review")
    parser.addoption("--pictures", action="store_true", help="renew the pictures in docs; look at them in review")
    parser.addoption("--engine", choices=["calc", "excel"], default="calc", help="what `-m engine` is run on")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark each test with the outside things it needs, so that `-m 'not office'` leaves them out."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        for need in {"data", "office"} & fixtures:
            item.add_marker(need)
        if "app" in fixtures:
            item.add_marker("engine")
        if "calc" in fixtures or ("app" in fixtures and config.getoption("--engine") == "calc"):
            item.add_marker("office")


@pytest.fixture(autouse=True, scope="session")
def _names_in_examples(doctest_namespace: dict[str, object]) -> None:
    doctest_namespace.update(pd=pd, table=table)


@pytest.fixture(autouse=True, scope="session")
def _own_state(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what tests ask for out of the state folder of whoever runs them."""
    os.environ["HIVELEDGER_STATE"] = str(tmp_path_factory.mktemp("state"))


def _do_without(reason: str) -> NoReturn:
    if _IN_CI:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def do_without() -> Callable[[str], NoReturn]:
    """Tell why a test cannot run here: locally it is skipped, in CI that is a failure."""
    return _do_without


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of given data."""
    folder = Path(os.environ.get("HIVELEDGER_DATA", _ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        _do_without(f"no given data in {folder}; type: export HIVELEDGER_DATA=FOLDER")
    return folder


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A LibreOffice with a profile of its own."""
    found = find_office(tmp_path_factory.mktemp("office-profile"))
    if found is None:
        _do_without(HOW_TO_INSTALL)
    return found


@pytest.fixture(scope="session")
def calc(office: Office) -> Iterator["xw.App"]:  # noqa: ARG001 - tells that there is none
    """A Calc without windows that the tests of one process share. Each closes the books it opened."""
    with xlwings_calc.start() as app:
        yield app


@pytest.fixture(scope="session")
def app(request: pytest.FixtureRequest) -> "xw.App":
    """The program that xlwings drives: Calc, or with `--engine excel` the Excel of this machine."""
    if request.config.getoption("--engine") == "calc":
        shared: xw.App = request.getfixturevalue("calc")
        return shared
    import xlwings  # noqa: PLC0415 - takes half a second

    excel = xlwings.App(visible=False, add_book=False)
    request.addfinalizer(excel.quit)  # noqa: PT021 - Calc has its own
    return excel


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the file of that name in tests/golden, or renew the file under --golden-update."""

    def compare(name: str, text: str) -> None:
        path = _ROOT / "tests" / "golden" / name
        if request.config.getoption("--golden-update"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
        assert text == path.read_text("utf-8")

    return compare
