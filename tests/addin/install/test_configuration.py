"""The file that tells a user's add-ins which Python to start."""

from pathlib import Path

import pytest

from hiveledger.text import Language
from hiveledger_addin.install.configuration import Configuration, read, text
from hiveledger_addin.install.machine import LINUX, MACOS, WINDOWS, Machine

ODD = "C:\\用户\\王 %u738B 100%\\𠮷\\=;#\\Scripts\\python.exe"


@pytest.mark.parametrize("language", Language)
def test_what_was_written_is_read_as_it_was_and_holds_ascii_alone(tmp_path: Path, language: Language) -> None:
    meant = Configuration(Path(ODD), language, "1.2", "/状态 folder")
    file = tmp_path / "hiveledger.ini"
    file.write_text(text(meant), "ascii")
    assert read(file) == meant


def test_what_vba_does_with_a_value_gives_it_back(tmp_path: Path) -> None:
    del tmp_path
    line = next(line for line in text(Configuration(Path(ODD), Language.ZH, "1")).splitlines() if line[:6] == "python")
    first, *parts = line.partition("=")[2].split("%u")
    units = first + "".join(chr(int(part[:4], 16)) + part[4:] for part in parts)
    assert units.encode("utf-16", "surrogatepass").decode("utf-16") == ODD


@pytest.mark.parametrize(
    "content", [None, b"", b"\xff\xfe\x00", b"python\nlanguage=fr\n"], ids=["gone", "empty", "not ASCII", "not ours"]
)
def test_a_file_that_says_nothing_is_no_fault(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "hiveledger.ini"
    if content is not None:
        file.write_bytes(content)
    found = read(file)
    assert found is None or (found.language, found.version) == (Language.ZH, "")


def test_it_lies_where_each_system_keeps_what_is_this_users_on_this_machine(tmp_path: Path) -> None:
    home, local = tmp_path / "王", tmp_path / "Local"
    windows = Machine(WINDOWS, home, Path("python"), {"LOCALAPPDATA": str(local)})
    mac = Machine(MACOS, home, Path("python"), {})
    linux = Machine(LINUX, home, Path("python"), {})
    own = Machine(LINUX, home, Path("python"), {"XDG_CONFIG_HOME": str(local)})
    assert windows.configuration == windows.excel_configuration == local / "hiveledger/hiveledger.ini"
    assert mac.configuration == home / "Library/Application Support/hiveledger/hiveledger.ini"
    assert mac.excel_configuration == home / "Library/Containers/com.microsoft.Excel/Data/hiveledger.ini"
    assert linux.configuration == home / ".config/hiveledger/hiveledger.ini"
    assert own.configuration == local / "hiveledger/hiveledger.ini"
