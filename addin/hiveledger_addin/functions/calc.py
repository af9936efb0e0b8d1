"""What Calc's extension holds for the worksheet functions, drawn from their list."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from hiveledger import __version__
from hiveledger.text import Language, say
from hiveledger_addin.functions import FUNCTIONS
from hiveledger_addin.functions.registry import Function

__all__ = ["MANIFEST", "method", "parts"]

_SERVICE: Final = "org.hiveledger.Functions"
_REBIND: Final = "org.hiveledger.Rebind"
_JOB: Final = "HiveLedgerRebind"
_FOLDER: Final = "functions"
_CONFIGURATION: Final = "application/vnd.sun.star.configuration-data"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACES: Final = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
_RANGE: Final = "sequence< sequence< any > >"
_LOCALES: Final = {Language.EN: "en", Language.ZH: "zh-CN"}  # help is in the language of the office

MANIFEST: Final = {
    f"{_FOLDER}/HiveFunctions.idl": "application/vnd.sun.star.uno-typelibrary;type=RDB",
    f"{_FOLDER}/functions.components": "application/vnd.sun.star.uno-components",
    f"{_FOLDER}/CalcAddIns.xcu": _CONFIGURATION,
    f"{_FOLDER}/Jobs.xcu": _CONFIGURATION,
}
"""The parts that the office has to read, and what each is."""


def parts(language: Language) -> dict[str, str]:
    """Give all parts by their place in the extension."""
    package = files("hiveledger_addin")
    inside = package / "calc" / "inside"
    return {
        f"{_FOLDER}/HiveFunctions.idl": _interface(),
        f"{_FOLDER}/functions.components": _components(),
        f"{_FOLDER}/CalcAddIns.xcu": _descriptions(),
        f"{_FOLDER}/Jobs.xcu": _jobs(),
        f"{_FOLDER}/functions.json": _told(language),
        f"{_FOLDER}/hiveledger_functions.py": (inside / "hiveledger_functions.py").read_text("utf-8"),
        f"{_FOLDER}/pythonpath/hiveledger_child.py": (inside / "hiveledger_child.py").read_text("utf-8"),
        f"{_FOLDER}/pythonpath/hiveledger_configuration.py": (package / "install/configuration.py").read_text("utf-8"),
    }


def method(name: str) -> str:
    """Give the name that UNO has for a function or an argument: it allows no strokes.

    >>> method("LEAD_GRADE_WHY"), method("budget_cny")
    ('leadGradeWhy', 'budgetCny')
    """
    first, *others = name.lower().split("_")
    return first + "".join(map(str.capitalize, others))


def _interface() -> str:
    """Declare each function for UNO. Its types go in as plain text: the office itself compiles them."""
    lines = [
        f"    {_RANGE if function.is_array else 'any'} {method(function.name)}({_declared(function)});"
        for function in FUNCTIONS.values()
    ]
    body = "\n".join(lines)
    opened = "interface XHiveFunctions : com::sun::star::uno::XInterface"
    return f"module org {{ module hiveledger {{\n{opened}\n{{\n{body}\n}};\n}}; }};\n"


def _declared(function: Function) -> str:
    return ", ".join(f"[in] any {method(one.name)}" for one in function.arguments)


def _components() -> str:
    made = "".join(
        f"<implementation name={quoteattr(name)}><service name={quoteattr(service)}/><service name={quoteattr(name)}/>"
        "</implementation>"
        for name, service in ((_SERVICE, "com.sun.star.sheet.AddIn"), (_REBIND, "com.sun.star.task.Job"))
    )
    loaded = f'<component loader="com.sun.star.loader.Python" uri="./hiveledger_functions.py">{made}</component>'
    return f'{_HEAD}<components xmlns="http://openoffice.org/2010/uno-components">{loaded}</components>\n'


def _descriptions() -> str:
    """Describe functions and arguments for the function wizard, in both languages."""
    described = "".join(_described(function) for function in FUNCTIONS.values())
    added = _node("AddInInfo", _added(_SERVICE, _node("AddInFunctions", described)))
    return _registry("CalcAddIns", "org.openoffice.Office", added)


def _described(function: Function) -> str:
    arguments = "".join(
        _added(
            method(one.name),
            _value("DisplayName", dict.fromkeys(Language, one.name))
            + _value("Description", {language: one.told(language) for language in Language}),
        )
        for one in function.arguments
    )
    return _added(
        method(function.name),
        _value("DisplayName", dict.fromkeys(Language, function.name))
        + _value("CompatibilityName", dict.fromkeys(Language, function.name))
        + _value("Description", {language: function.told(language) for language in Language})
        + '<prop oor:name="Category"><value>Add-In</value></prop>'
        + _node("Parameters", arguments),
    )


def _jobs() -> str:
    """Have formulas bound again in each book that is loaded."""
    job = _node("Jobs", _added(_JOB, f'<prop oor:name="Service"><value>{_REBIND}</value></prop>'))
    event = _node("Events", _added("OnLoad", _node("JobList", _added(_JOB, ""))))
    return _registry("Jobs", "org.openoffice.Office", job + event)


def _told(language: Language) -> str:
    """Give what the component says and calls by itself."""
    told = {
        "version": __version__,
        "methods": {method(name): name for name in FUNCTIONS},
        "arrays": [function.name for function in FUNCTIONS.values() if function.is_array],
        "install": say("function.install", language),
        "dead": say("function.dead", language),
        "late": say("function.late", language),
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def _registry(name: str, package: str, body: str) -> str:
    named = f"oor:name={quoteattr(name)} oor:package={quoteattr(package)}"
    return f"{_HEAD}<oor:component-data {_SPACES} {named}>{body}</oor:component-data>\n"


def _node(name: str, body: str) -> str:
    return f"<node oor:name={quoteattr(name)}>{body}</node>"


def _added(name: str, body: str) -> str:
    return f'<node oor:name={quoteattr(name)} oor:op="replace">{body}</node>'


def _value(name: str, texts: Mapping[Language, str]) -> str:
    said = "".join(f"<value xml:lang={quoteattr(_LOCALES[one])}>{escape(text)}</value>" for one, text in texts.items())
    return f"<prop oor:name={quoteattr(name)}>{said}</prop>"
