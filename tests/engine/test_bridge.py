"""What is missing for a way to LibreOffice is told before anything is started."""

from pathlib import Path

import pytest

from xlwings_calc import EngineError, bridge


@pytest.fixture(autouse=True)
def _found_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let LibreOffice be looked for again, in no other places than those of a test."""
    monkeypatch.setattr(bridge, "_HOMES", {})
    monkeypatch.setattr(bridge, "find_program", bridge.find_program.__wrapped__)


def test_a_computer_without_libreoffice_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError) as caught:
        bridge.find_program()
    assert caught.value.code == "office-missing"


def _program(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    program = folder / "program" / "soffice"
    program.parent.mkdir()
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    return program


def test_an_interface_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = _program(tmp_path, monkeypatch)
    with pytest.raises(EngineError, match="python3-uno") as caught:
        bridge.find_library()
    assert (caught.value.code, caught.value.params) == ("bridge-missing", {"folder": program.parent})


@pytest.mark.parametrize(
    ("name", "content", "theirs"),
    [
        ("libpyuno.so", b"\0libpython3.8.so.1.0\0", "3.8"),
        ("pyuno.pyd", b"\0python310.dll\0", "3.10"),
    ],
    ids=["Linux", "Windows"],
)
def test_an_interface_for_another_python_is_not_loaded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, content: bytes, theirs: str
) -> None:
    _program(tmp_path, monkeypatch).with_name(name).write_bytes(content)
    with pytest.raises(EngineError, match=f"is for Python {theirs}") as caught:
        bridge.find_library()
    assert caught.value.code == "python-differs"
