"""The file that tells a user's add-ins which Python to start."""

import ast
from pathlib import Path

import pytest

from hiveledger_addin.install import configuration
from hiveledger_addin.install.configuration import Configuration, read, text
from hiveledger_addin.install.machine import LINUX, MACOS, WINDOWS, Machine

ODD = "C:\\用户\\王 %u738B 100%\\𠮷\\=;#\\Scripts\\python.exe"


def test_what_was_written_is_read_as_it_was_and_holds_ascii_alone(tmp_path: Path) -> None:
    meant = Configuration(ODD, "zh", "1.2", "/状态 folder")
    file = tmp_path / "hiveledger.ini"
    file.write_text(text(meant), "ascii")
    assert read(file) == meant


def test_what_vba_does_with_a_value_gives_it_back() -> None:
    line = text(Configuration(ODD, "zh", "1", "")).splitlines()[1]
    first, *parts = line.partition("=")[2].split("%u")
    units = first + "".join(chr(int(part[:4], 16)) + part[4:] for part in parts)
    assert units.encode("utf-16", "surrogatepass").decode("utf-16") == ODD


@pytest.mark.parametrize(
    ("content", "found"),
    [(None, None), (b"\xff\xfe\x00", None), (b"python\nother=1\n", Configuration("", "", "", ""))],
    ids=["gone", "not ASCII", "not ours"],
)
def test_a_file_that_says_nothing_is_no_fault(
    tmp_path: Path, content: bytes | None, found: Configuration | None
) -> None:
    file = tmp_path / "hiveledger.ini"
    if content is not None:
        file.write_bytes(content)
    assert read(file) == found


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


def test_libreoffices_own_python_can_read_it_too() -> None:
    source = Path(configuration.__file__).read_text("utf-8")
    tree = ast.parse(source, feature_version=(3, 8))
    taken = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not [module for module in taken if (module or "").startswith("hiveledger")]
