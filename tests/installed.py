"""HiveLedger as a user has it installed in LibreOffice: configuration, and the extension in a profile."""

import os
import sys
from pathlib import Path

from hiveledger import __version__
from hiveledger.text import Language
from hiveledger_addin.calc import build
from hiveledger_addin.install.configuration import Configuration, text
from hiveledger_addin.install.extension import add_extension
from hiveledger_addin.install.put import EXTENSION_ID

__all__ = ["install", "surroundings"]


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
    """Put our extension into a profile, as the installer does."""
    file = folder / "hiveledger.oxt"
    build(file, language)
    add_extension(profile, file, EXTENSION_ID, language)
