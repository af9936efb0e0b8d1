"""LibreOffice's own manager of extensions, asked in a LibreOffice without a window that has this user's profile.

Its command `unopkg` would do the same, but not for everybody: it refuses root.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hiveledger.errors import BusyError, StorageError
from hiveledger.text import Language

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlwings_calc.bridge import Uno

__all__ = ["add_extension", "extension_version", "remove_extension"]

_MANAGER: Final = "/singletons/com.sun.star.deployment.ExtensionManager"
_DESKTOP: Final = "/singletons/com.sun.star.frame.theDesktop"
_OURS: Final = "user"  # of the three shelves that the manager has, the one that needs no administrator
_END_SECONDS: Final = 20
_INTERFACES: Final = (
    "com.sun.star.ucb.XCommandEnvironment",
    "com.sun.star.task.XInteractionHandler",
    "com.sun.star.ucb.XProgressHandler",
)
_LOCK: Final = ".lock"
_LIST: Final = "user/uno_packages/cache/uno_packages.pmap"  # identifier, then fields: folder, title, kind, version


def add_extension(profile: Path, file: Path, identifier: str, language: Language) -> None:
    """Put an extension into a profile, in place of any of that identifier. Raises: BusyError, StorageError."""

    def add(manager: "Uno", environment: "Uno") -> None:
        _take_out(manager, environment, identifier)
        manager.addExtension(file.absolute().as_uri(), (), _OURS, None, environment)

    _ask(profile, language, add)


def remove_extension(profile: Path, identifier: str, language: Language) -> None:
    """Take an extension out of a profile. Raises: BusyError, StorageError."""
    _ask(profile, language, lambda manager, environment: _take_out(manager, environment, identifier))


def extension_version(profile: Path, identifier: str) -> str:
    """Give the version of an extension that a profile has, nothing where it has none. Nothing is started for that."""
    try:
        listed = (profile / _LIST).read_bytes()
    except OSError:
        return ""
    entry = re.search(rb"\xff?" + re.escape(identifier.encode()) + rb"\n" + rb"([^\xff]*)\xff" * 4, listed)
    return entry[4].decode("utf-8", "replace") if entry else ""


def _take_out(manager: "Uno", environment: "Uno", identifier: str) -> None:
    there = manager.getDeployedExtensions(_OURS, None, environment)
    if any(extension.getIdentifier().Value == identifier for extension in there):
        manager.removeExtension(identifier, "", _OURS, None, environment)


def _ask(profile: Path, language: Language, work: "Callable[[Uno, Uno], None]") -> None:
    """Start LibreOffice on a profile, let its manager do something, and see it ended."""
    from xlwings_calc.errors import EngineError  # noqa: PLC0415 - help answers without it
    from xlwings_calc.process import Process  # noqa: PLC0415 - as above

    lock = profile / _LOCK
    if lock.exists():  # a second LibreOffice on one profile hands all over to the first, and ends
        raise BusyError("addin.calc_open", file=str(lock))
    try:
        process = Process(visible=False, profile=profile)
        try:
            refused = _carried_out(process.connect(), work)
            process.end(grace=_END_SECONDS)
        finally:
            process.end()
    except EngineError as problem:
        raise StorageError("addin.calc_said", why=problem.sentence(language.value)) from problem
    if refused:
        raise StorageError("addin.calc_refused", why=refused)


def _carried_out(context: "Uno", work: "Callable[[Uno, Uno], None]") -> str:
    """Do the work and let LibreOffice end; give what it said where it refused."""
    from xlwings_calc.bridge import load_uno  # noqa: PLC0415 - as above

    refused = ""
    try:
        work(context.getValueByName(_MANAGER), _environment())
    except load_uno().getClass("com.sun.star.uno.Exception") as fault:
        refused = str(fault.Message) or type(fault).__name__
    context.getValueByName(_DESKTOP).terminate()
    return refused


def _environment() -> "Uno":
    """Give what agrees to whatever the manager asks on the way."""
    from xlwings_calc.bridge import load_uno  # noqa: PLC0415 - as above

    uno = load_uno()
    import unohelper  # noqa: PLC0415 - comes with uno

    class Environment(unohelper.Base, *map(uno.getClass, _INTERFACES)):  # type: ignore[misc]
        def getInteractionHandler(self) -> "Uno":  # noqa: N802
            return self

        def getProgressHandler(self) -> "Uno":  # noqa: N802
            return self

        def handle(self, request: "Uno") -> None:
            approve = uno.getTypeByName("com.sun.star.task.XInteractionApprove")
            for choice in request.getContinuations():
                if choice.queryInterface(approve):
                    choice.select()

        def push(self, status: "Uno") -> None: ...

        def update(self, status: "Uno") -> None: ...

        def pop(self) -> None: ...

    return Environment()
