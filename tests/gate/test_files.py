"""Getting a file's bytes."""

from pathlib import Path

import pytest

from hiveledger.errors import GateError
from hiveledger.gate import files, read_bytes


def test_a_file_is_given_whole(tmp_path: Path) -> None:
    path = tmp_path / "线索.csv"
    path.write_bytes("公司\n".encode())
    assert read_bytes(path) == "公司\n".encode()


@pytest.mark.parametrize(
    "content", [b"", b"\r\n \n", b"\xef\xbb\xbf", bytes(512)], ids=["no bytes", "blank lines", "only a mark", "zeros"]
)
def test_a_file_that_says_nothing_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "线索.csv"
    path.write_bytes(content)
    with pytest.raises(GateError) as refusal:
        read_bytes(path)
    assert (refusal.value.code, refusal.value.params) == ("gate.empty", {"file": "线索.csv"})


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(GateError) as missing:
        read_bytes(tmp_path / "没有.csv")
    with pytest.raises(GateError) as folder:
        read_bytes(tmp_path)
    assert [missing.value.code, folder.value.code] == ["gate.missing", "gate.folder"]


@pytest.mark.parametrize("name", ["~$线索.xlsx", ".~线索.xlsx", ".~lock.线索.xlsx#"])
def test_what_a_program_leaves_beside_an_open_file_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"x")
    with pytest.raises(GateError) as refusal:
        read_bytes(path)
    assert refusal.value.code == "gate.owner_file"


def test_a_name_no_system_can_hold_is_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(GateError) as refusal:
        read_bytes(tmp_path / ("长" * 300))
    assert refusal.value.code == "gate.unreadable"


def test_a_file_larger_than_any_ledger_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "线索.csv"
    path.write_bytes(b"x" * 100)
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 99)
    with pytest.raises(GateError) as refusal:
        read_bytes(path)
    assert refusal.value.code == "gate.too_large"
