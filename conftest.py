"""What tests and docstring examples share: the given data, LibreOffice, golden files, names for the examples."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

import hypothesis
import pandas as pd
import pytest

from tests.office import HOW_TO_INSTALL, Office, find_office
from tests.tables import table

_ROOT: Final = Path(__file__).parent
_IN_CI: Final = "CI" in os.environ

os.environ["TZ"] = "Asia/Shanghai"  # where a new ledger's team is; a machine elsewhere has its times told wrong
if hasattr(time, "tzset"):
    time.tzset()

hypothesis.settings.register_profile("local", deadline=None)  # two busy cores make any deadline flaky
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if _IN_CI else "local")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let golden files be renewed."""
    parser.addoption("--golden-update", action="store_true", help="renew the golden files; read the diff in review")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with the outside things it needs, so that `-m 'not office'` leaves them out."""
    for item in items:
        for need in {"data", "office"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(need)


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
