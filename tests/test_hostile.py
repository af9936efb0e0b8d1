"""However a file is broken, it is read or refused with a reason, soon, and takes nothing down."""

import zipfile
from collections import Counter
from pathlib import Path

import pytest

from hiveledger.cli import main
from hiveledger.text import catalogue
from tests.ledgers import new_ledger
from tests.mutants import SLOW_SECONDS, fates, mutant


@pytest.mark.parametrize(("kind", "count"), [("workbook", 300), ("text", 300), ("table", 100)])
def test_broken_files_are_read_or_refused(tmp_path: Path, kind: str, count: int) -> None:
    told = list(fates(kind, range(count), tmp_path))
    assert [fate for fate in told if fate.fault] == []
    assert [fate.number for fate in told] == list(range(count))
    outcomes = Counter(outcome for fate in told for outcome in fate.outcome.split())
    assert set(outcomes) - {"read"} <= set(catalogue())
    assert outcomes["read"] > count / 10  # they are broken here and there, not beyond recognition
    assert sum(outcomes.values()) - outcomes["read"] > count / 10


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize(("kind", "name"), [("workbook", "名单.xlsx"), ("text", "名单.csv")])
def test_the_command_meets_a_broken_file_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, name: str, number: int
) -> None:
    book = new_ledger(tmp_path).path
    (tmp_path / name).write_bytes(mutant(kind, number))
    for verb in (["import", str(book), str(tmp_path / name)], ["adopt", str(tmp_path / name)]):
        with pytest.raises(SystemExit) as left:
            main(verb)
        assert left.value.code in {0, 1, 2}
        printed = capsys.readouterr()
        assert printed.out + printed.err
        assert "Traceback" not in printed.out + printed.err


def test_given_workbooks_broken_are_read_or_refused(data: Path, tmp_path: Path) -> None:
    seeds: list[Path] = []
    with zipfile.ZipFile(data / "workbooks" / "closedxml.zip") as given:
        for name in sorted(given.namelist())[::40]:
            if zipfile.is_zipfile(given.open(name)):
                seeds.append(tmp_path / f"{len(seeds)}.xlsx")
                seeds[-1].write_bytes(given.read(name))
    told = list(fates("workbook", range(1000, 1100), tmp_path, seeds))
    assert [fate for fate in told if fate.fault or fate.seconds > SLOW_SECONDS] == []
