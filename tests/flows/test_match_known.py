"""What was matched before is remembered: later files are compared with it, and its groups stay."""

import csv
from pathlib import Path

import pytest

from hiveledger.errors import GateError, SchemaError
from hiveledger.flows.match import match_file, read_asked
from hiveledger.text import Language

_HEADER = ["公司", "电话", "城市"]
_KNOWN = [
    ["苏州云帆科技有限公司", "0512-65551234", "苏州"],
    ["蘇州雲帆科技", "(0512) 65551234", "苏州"],
    ["杭州澄海软件有限公司", "0571-81110000", "杭州"],
    ["南京木禾机械设备有限公司", "", "南京"],
]
_NEW = [
    ["杭州澄海软件", "0571-81110000", ""],
    ["成都青禾餐饮管理有限公司", "028-61234567", "成都"],
    ["成都青禾餐饮管理公司", "028-61234567", "成都"],
    ["苏州云帆科技有限公司昆山分公司", "", "苏州"],
]


def _matched(
    folder: Path, name: str, rows: list[list[str]], fields: str = "company=公司,phone=电话,city=城市"
) -> list[dict[str, str]]:
    source, out = folder / name, folder / f"out-{name}"
    with source.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([_HEADER, *rows])
    match_file(source, read_asked(fields), out, Language.ZH, folder / "known")
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_new_row_joins_the_group_of_a_known_one_and_says_in_which_file_it_stands(tmp_path: Path) -> None:
    known = _matched(tmp_path, "first.csv", _KNOWN)
    new = _matched(tmp_path, "second.csv", _NEW)
    assert new[0]["cluster_id"] == known[2]["cluster_id"]
    assert "4（first.csv）" in new[0]["why"]
    assert new[1]["cluster_id"] == new[2]["cluster_id"]
    assert new[1]["cluster_id"] not in {row["cluster_id"] for row in known}
    assert new[3]["cluster_id"] not in {row["cluster_id"] for row in (*known, *new[:3])}
    assert new[3]["related_id"]


def test_rows_of_every_file_are_known_from_then_on(tmp_path: Path) -> None:
    _matched(tmp_path, "first.csv", _KNOWN)
    second = _matched(tmp_path, "second.csv", _NEW)
    third = _matched(tmp_path, "third.csv", [["成都青禾餐饮管理有限公司", "028-61234567", ""], _KNOWN[0]])
    assert third[0]["cluster_id"] == second[1]["cluster_id"]
    assert third[1]["cluster_id"] == "0"


def test_a_file_that_says_nothing_is_remembered_too(tmp_path: Path) -> None:
    assert _matched(tmp_path, "blank.csv", [["", "", "苏州"], ["无", "", ""]])
    assert len(_matched(tmp_path, "second.csv", _NEW)) == len(_NEW)


def test_other_fields_and_another_folder_are_refused(tmp_path: Path) -> None:
    _matched(tmp_path, "first.csv", _KNOWN)
    with pytest.raises(SchemaError, match=r"match\.other_fields"):
        _matched(tmp_path, "second.csv", _NEW, "company=公司")
    assert not (tmp_path / "out-second.csv").exists()
    (tmp_path / "known" / "known.json").unlink()
    with pytest.raises(GateError, match=r"match\.not_known"):
        _matched(tmp_path, "second.csv", _NEW)


def test_a_run_that_was_stopped_leaves_what_was_known(tmp_path: Path) -> None:
    _matched(tmp_path, "first.csv", _KNOWN)
    (tmp_path / "known" / "1").mkdir()
    (tmp_path / "known" / "1" / "rows.npy").write_bytes(b"half")
    assert _matched(tmp_path, "second.csv", _NEW)[0]["cluster_id"] == "1"
