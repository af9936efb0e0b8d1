"""Puts the add-ins of this user in their places and takes them out again; what they have worked on stays as it is.

Everything is this user's own, so nobody has to be an administrator. Done twice it comes to the same as done once.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Final

from hiveledger import __version__
from hiveledger.errors import BusyError, StorageError
from hiveledger.findings import Finding, Level
from hiveledger.text import Language
from hiveledger_addin.install.configuration import Configuration, text
from hiveledger_addin.install.extension import add_extension, extension_version, remove_extension
from hiveledger_addin.install.machine import MACOS, WINDOWS, Machine

__all__ = ["ADDIN", "EXTENSION_ID", "SCRIPT", "built_addin", "put_into_calc", "put_into_excel", "take_out"]

ADDIN: Final = "hiveledger.xlam"
EXTENSION_ID: Final = "org.hiveledger.calc"
SCRIPT: Final = "hiveledger.applescript"
_EXTENSION: Final = "hiveledger.oxt"


def put_into_excel(machine: Machine, language: Language, state: Path) -> Iterator[Finding]:
    """Give Excel its add-in, on macOS with the script through which it starts Python, and tell what was put where.

    Raises: StorageError, BusyError where Excel holds the add-in.
    """
    _refuse(machine)
    if machine.system not in {WINDOWS, MACOS}:
        raise StorageError("addin.no_excel_here")
    if machine.system == MACOS and not machine.excel_configuration.parent.is_dir():
        raise StorageError("addin.never_started")
    yield from _configured(machine, language, state, {machine.configuration, machine.excel_configuration})
    if machine.system == MACOS:
        yield _put(machine.excel_scripts / SCRIPT, (files("hiveledger_addin") / "vba" / SCRIPT).read_bytes())
    yield _put(machine.excel_start / ADDIN, built_addin(language))
    yield Finding("addin.excel_next", level=Level.INFO)


def put_into_calc(machine: Machine, language: Language, state: Path) -> Iterator[Finding]:
    """Give LibreOffice its extension, and tell what was put where. Raises: StorageError, BusyError."""
    from hiveledger_addin import calc  # noqa: PLC0415 - help answers without it

    _refuse(machine)
    yield from _configured(machine, language, state, {machine.configuration})
    with tempfile.TemporaryDirectory(prefix="hiveledger-") as folder:
        file = Path(folder) / _EXTENSION
        calc.build(file, language)
        add_extension(machine.calc_profile, file, EXTENSION_ID, language)
    yield Finding("addin.put", params={"file": _EXTENSION, "folder": str(machine.calc_profile)}, level=Level.INFO)
    yield Finding("addin.calc_next", level=Level.INFO)


def take_out(machine: Machine, language: Language, state: Path) -> Iterator[Finding]:
    """Take out all that was put, and tell of it; ledgers, what waits for them and their past stay.

    Raises: StorageError, BusyError.
    """
    if extension_version(machine.calc_profile, EXTENSION_ID):
        remove_extension(machine.calc_profile, EXTENSION_ID, language)
        yield _taken(machine.calc_profile / _EXTENSION)
    for file in (
        machine.excel_start / ADDIN,
        *([machine.excel_scripts / SCRIPT] if machine.system == MACOS else []),
        *sorted({machine.configuration, machine.excel_configuration}),
    ):
        if file.exists():
            _guarded(file, file.unlink)
            yield _taken(file)
    yield Finding("addin.kept", params={"state": str(state)}, level=Level.INFO)


def built_addin(language: Language) -> bytes:
    """Give the add-in that this version builds."""
    from hiveledger_addin import xlam  # noqa: PLC0415 - help answers without it

    with tempfile.TemporaryDirectory(prefix="hiveledger-") as folder:
        file = Path(folder) / ADDIN
        xlam.build(file, language)
        return file.read_bytes()


def _refuse(machine: Machine) -> None:
    if machine.is_of_the_store:
        raise StorageError("addin.store_python", python=str(machine.base))


def _configured(machine: Machine, language: Language, state: Path, places: set[Path]) -> Iterator[Finding]:
    told = Configuration(str(machine.python), str(language), __version__, str(state.absolute()))
    for file in sorted(places):
        yield _put(file, text(told).encode("ascii"))


def _put(file: Path, content: bytes) -> Finding:
    """Put a file in its place. One that is there already as it should be is left alone, so an open one is no hurdle."""

    def write() -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    with suppress(OSError):
        if file.read_bytes() == content:
            return Finding("addin.stands", params={"file": str(file)}, level=Level.INFO)
    _guarded(file, write)
    return Finding("addin.put", params={"file": file.name, "folder": str(file.parent)}, level=Level.INFO)


def _taken(file: Path) -> Finding:
    return Finding("addin.taken", params={"file": str(file)}, level=Level.INFO)


def _guarded(file: Path, change: Callable[[], None]) -> None:
    try:
        change()
    except PermissionError as problem:
        raise BusyError("addin.in_use", file=str(file)) from problem
    except OSError as problem:
        raise StorageError("addin.not_written", file=str(file), why=problem.strerror) from problem
