"""The extension for Calc, built of the list of buttons: the same bytes for the same version."""

import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from hiveledger import __version__
from hiveledger.text import Language, say
from hiveledger_addin.buttons import BUTTONS, Button, grouped
from hiveledger_addin.functions import calc as functions

__all__ = ["build"]

_IDENTIFIER: Final = "org.hiveledger.calc"
_SERVICE: Final = "org.hiveledger.Toolbar"
_TOOLBAR: Final = "org.hiveledger.toolbar"
_MENU: Final = "org.hiveledger.menu"
_CALC: Final = "com.sun.star.sheet.SpreadsheetDocument"
_FOLDER: Final = "toolbar"
_CONFIGURATION: Final = "application/vnd.sun.star.configuration-data"
_COMPONENTS: Final = "application/vnd.sun.star.uno-components"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACES: Final = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
_DAY_ONE: Final = (1980, 1, 1, 0, 0, 0)


def build(out: Path, language: Language) -> None:
    """Write the extension. What stands on its buttons is in one language, as all that they say."""
    parts = {
        f"{_FOLDER}/Addons.xcu": _addons(language),
        f"{_FOLDER}/CalcWindowState.xcu": _window_state(language),
        f"{_FOLDER}/Jobs.xcu": _jobs(),
        f"{_FOLDER}/toolbar.components": _components(),
    }
    kinds = {
        name: _COMPONENTS if name.endswith(".components") else _CONFIGURATION for name in parts
    } | functions.MANIFEST
    package = files("hiveledger_addin")
    parts |= functions.parts(language) | {
        f"{_FOLDER}/words.json": _words(language),
        f"{_FOLDER}/hiveledger_toolbar.py": (package / "calc/inside/hiveledger_toolbar.py").read_text("utf-8"),
        f"{_FOLDER}/pythonpath/hiveledger_configuration.py": (package / "install/configuration.py").read_text("utf-8"),
        "description.xml": _description(language),
        "META-INF/manifest.xml": _manifest(kinds),
    }
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, text in sorted(parts.items()):
            file.writestr(ZipInfo(name, _DAY_ONE), text.encode(), ZIP_DEFLATED)


def _addons(language: Language) -> str:
    """Draw the toolbar, a line between two roles, and the menu, a menu for each role."""
    shown = [_button(button, language) for button in BUTTONS.values()]
    starts = {buttons[0].name for _, buttons in grouped()} - {next(iter(BUTTONS))}
    line = _value("URL", "private:separator")
    bar: list[str] = []
    for button, item in zip(BUTTONS.values(), shown, strict=True):
        bar += [line, item] if button.name in starts else [item]
    menus = [
        _value("Title", role.label(language)) + _node("Submenu", _numbered(_button(one, language) for one in buttons))
        for role, buttons in grouped()
    ]
    title = _value("Title", say("guide.title", language)) + _value("Context", _CALC)
    menu = _added(_MENU, title + _node("Submenu", _numbered(menus)))
    body = _node("OfficeMenuBar", menu) + _node("OfficeToolBar", _added(_TOOLBAR, _numbered(bar)))
    return _registry("Addons", "org.openoffice.Office", _node("AddonUI", body))


def _button(button: Button, language: Language) -> str:
    url = f"service:{_SERVICE}?{button.name}"
    return "".join(
        _value(name, text)
        for name, text in (
            ("URL", url),
            ("Title", button.label(language)),
            ("Target", "_self"),
            ("Context", _CALC),
        )
    )


def _window_state(language: Language) -> str:
    body = "".join(
        _value(name, text)
        for name, text in (
            ("UIName", say("guide.title", language)),
            ("ContextSensitive", "false"),
            ("Visible", "true"),
            ("Docked", "true"),
            ("DockPos", "0,5"),
        )
    )
    state = _added(f"private:resource/toolbar/addon_{_TOOLBAR}", body)
    return _registry("CalcWindowState", "org.openoffice.Office.UI", _node("UIElements", _node("States", state)))


def _jobs() -> str:
    """Have the door opened when the first window is there, so that the watcher finds a book that is open."""
    job = _node("Jobs", _added("HiveLedgerDoor", _value("Service", _SERVICE)))
    event = _added("onFirstVisibleTask", _node("JobList", _added("HiveLedgerDoor", "")))
    return _registry("Jobs", "org.openoffice.Office", job + _node("Events", event))


def _components() -> str:
    services = "".join(f"<service name={quoteattr(name)}/>" for name in ("com.sun.star.task.Job", _SERVICE))
    made = f"<implementation name={quoteattr(_SERVICE)}>{services}</implementation>"
    loaded = f'<component loader="com.sun.star.loader.Python" uri="./hiveledger_toolbar.py">{made}</component>'
    return f'{_HEAD}<components xmlns="http://openoffice.org/2010/uno-components">{loaded}</components>\n'


def _description(language: Language) -> str:
    return (
        f'{_HEAD}<description xmlns="http://openoffice.org/extensions/description/2006">'
        f'<identifier value="{_IDENTIFIER}"/><version value="{__version__}"/>'
        f'<display-name><name lang="{language}">{escape(say("guide.title", language))}</name></display-name>'
        "</description>\n"
    )


def _manifest(kinds: Mapping[str, str]) -> str:
    entries = "".join(
        f"<manifest:file-entry manifest:full-path={quoteattr(name)} manifest:media-type={quoteattr(kind)}/>"
        for name, kind in kinds.items()
    )
    space = 'xmlns:manifest="http://openoffice.org/2001/manifest"'
    return f"{_HEAD}<manifest:manifest {space}>{entries}</manifest:manifest>\n"


def _words(language: Language) -> str:
    """Give what the extension says by itself: all else is said by our own Python."""
    working = {
        button.name: say("click.working", language, button=button.label(language)) for button in BUTTONS.values()
    }
    words = {
        "version": __version__,
        "title": say("guide.title", language),
        "working": working,
        "install": say("click.install", language),
        "failed": say("click.failed", language, log="{log}"),
    }
    return json.dumps(words, ensure_ascii=False, indent=1)


def _registry(name: str, package: str, body: str) -> str:
    named = f"oor:name={quoteattr(name)} oor:package={quoteattr(package)}"
    return f"{_HEAD}<oor:component-data {_SPACES} {named}>{body}</oor:component-data>\n"


def _numbered(items: Iterable[str]) -> str:
    """Give each item a node of its own: LibreOffice orders them by their names."""
    return "".join(_added(f"N{number:02d}", item) for number, item in enumerate(items, 1))


def _node(name: str, body: str) -> str:
    return f"<node oor:name={quoteattr(name)}>{body}</node>"


def _added(name: str, body: str) -> str:
    return f'<node oor:name={quoteattr(name)} oor:op="replace">{body}</node>'


def _value(name: str, text: str) -> str:
    return f"<prop oor:name={quoteattr(name)}><value>{escape(text)}</value></prop>"
