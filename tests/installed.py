"""HiveLedger as a user has it installed in LibreOffice: configuration, and the extension in a profile."""

import os
import sys
from pathlib import Path
from typing import Any, Final

import xlwings_calc
from hiveledger import __version__
from hiveledger.text import Language
from hiveledger_addin.calc import build
from hiveledger_addin.install.configuration import Configuration, text
from xlwings_calc.bridge import load_uno

__all__ = ["install", "surroundings"]

_MANAGER: Final = "/singletons/com.sun.star.deployment.ExtensionManager"


def surroundings(folder: Path, language: Language = Language.ZH) -> dict[str, str]:
    """Give an environment in which this user has HiveLedger installed; all of it is in the folder."""
    config, state = folder / "config", folder / "state"
    told = Configuration(str(_python(folder)), language, __version__, str(state))
    state.mkdir()
    file = config / "hiveledger" / "hiveledger.ini"
    file.parent.mkdir(parents=True)
    file.write_text(text(told), "ascii")
    return {"XDG_CONFIG_HOME": str(config), "HIVELEDGER_STATE": told.state, "HOME": str(folder)}


def _python(folder: Path) -> Path:
    """Give a Python that has the very code that is tested, wherever that was imported from."""
    program = folder / "python"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{os.pathsep.join(sys.path)}" exec "{sys.executable}" "$@"\n')
    program.chmod(0o700)
    return program


def install(profile: Path, folder: Path, language: Language = Language.ZH) -> None:
    """Put our extension into a profile, as LibreOffice's own window for extensions does."""
    file = folder / "hiveledger.oxt"
    build(file, language)
    with xlwings_calc.start(profile=profile) as app:
        manager = app.impl.context.getValueByName(_MANAGER)
        manager.addExtension(file.as_uri(), (), "user", None, _agreeing())


def _agreeing() -> Any:  # noqa: ANN401 - an object of LibreOffice
    """Give somebody who agrees to whatever is asked."""
    uno = load_uno()
    agreed = uno.getTypeByName("com.sun.star.task.XInteractionApprove")

    def handle(_: object, request: Any) -> None:  # noqa: ANN401 - an object of LibreOffice
        for answer in request.getContinuations():
            if answer.queryInterface(agreed):
                answer.select()

    services = ("ucb.XCommandEnvironment", "task.XInteractionHandler", "ucb.XProgressHandler")
    kinds = tuple(uno.getClass(f"com.sun.star.{service}") for service in services)
    says = {
        "getInteractionHandler": lambda self: self,
        "getProgressHandler": lambda self: self,
        "handle": handle,
        "push": lambda *_: None,
        "update": lambda *_: None,
        "pop": lambda *_: None,
    }
    return type("Agreeing", (sys.modules["unohelper"].Base, *kinds), says)()
