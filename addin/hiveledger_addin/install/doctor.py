"""What keeps an add-in from working on this machine, each with what mends it: `hiveledger addin doctor`."""

from collections.abc import Iterator
from pathlib import Path

from hiveledger import __version__
from hiveledger.findings import Finding, Level
from hiveledger.text import Language
from hiveledger_addin.install.configuration import read
from hiveledger_addin.install.extension import extension_version
from hiveledger_addin.install.machine import MACOS, WINDOWS, Machine
from hiveledger_addin.install.on_macos import find_on_macos
from hiveledger_addin.install.on_windows import find_on_windows
from hiveledger_addin.install.put import ADDIN, EXTENSION_ID, built_addin

__all__ = ["find_blocks"]


def find_blocks(machine: Machine, language: Language) -> Iterator[Finding]:
    """Tell all that stands in the way, the Python first, then Excel, then Calc."""
    if machine.is_of_the_store:
        yield Finding("addin.store_python", params={"python": str(machine.base)})
    addin, extension = machine.excel_start / ADDIN, extension_version(machine.calc_profile, EXTENSION_ID)
    has_excel = machine.system in {WINDOWS, MACOS} and (addin.exists() or not extension)  # else Calc alone was wished
    yield from _python(machine)
    if has_excel:
        yield from _addin(addin)
        on_this = find_on_windows if machine.system == WINDOWS else find_on_macos
        yield from on_this(machine, addin)
    if extension or not has_excel:
        yield from _extension(extension, language)


def _python(machine: Machine) -> Iterator[Finding]:
    """Tell whether the Python that add-ins are to start is there and is the one that was installed."""
    told = read(machine.configuration)
    if told is None:
        yield Finding("addin.not_installed")
        return
    if not Path(told.python).exists():
        yield Finding("addin.python_gone", params={"python": told.python})
    elif told.version != __version__:
        yield Finding("addin.other_version", params={"theirs": told.version, "ours": __version__})
    elif Path(told.python) != machine.python:
        yield Finding(
            "addin.other_python", params={"theirs": told.python, "ours": str(machine.python)}, level=Level.INFO
        )
    service = next((name for name, folder in machine.synced if Path(told.python).is_relative_to(folder)), "")
    if service:
        yield Finding("addin.python_synced", params={"python": told.python, "service": service})


def _addin(addin: Path) -> Iterator[Finding]:
    if not addin.exists():
        yield Finding("addin.no_addin", params={"file": str(addin)})
    elif addin.read_bytes() not in [built_addin(language) for language in Language]:
        yield Finding("addin.other_addin", params={"file": str(addin)})


def _extension(version: str, language: Language) -> Iterator[Finding]:
    """Tell whether LibreOffice has our extension, and whether this Python can speak with it."""
    from xlwings_calc.bridge import find_program, load_uno  # noqa: PLC0415 - help answers without it
    from xlwings_calc.errors import EngineError  # noqa: PLC0415 - as above

    if not version:
        yield Finding("addin.no_extension")
    elif version != __version__:
        yield Finding("addin.other_version", params={"theirs": version, "ours": __version__})
    try:
        program = find_program()
        load_uno()
    except EngineError as problem:
        yield Finding("addin.calc_said", params={"why": problem.sentence(language.value)})
        return
    if "snap" in program.parts or "flatpak" in program.parts:
        yield Finding("addin.calc_shut", params={"program": str(program)})
