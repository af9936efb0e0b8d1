"""What stands in Excel's ribbon: a tab of the buttons, grouped by whose work they are."""

from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import quoteattr

from hiveledger.text import Language, say
from hiveledger_addin.buttons import Button, grouped

__all__ = ["NAMESPACES", "ribbon"]

NAMESPACES: Final = {  # part of the add-in: what it is written in. Excel 2007 and programs like it read the older one
    "customUI/customUI.xml": "http://schemas.microsoft.com/office/2006/01/customui",
    "customUI/customUI14.xml": "http://schemas.microsoft.com/office/2009/07/customui",
}


def ribbon(namespace: str, language: Language) -> str:
    """Give the XML of the tab. Each button calls the same macro, which sees by its tag which it is."""
    groups = "\n".join(_groups(language))
    title = quoteattr(say("excel.title", language))
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<customUI xmlns="{namespace}" onLoad="HiveOnLoad">\n<ribbon><tabs>\n'
        f'<tab id="hive" label={title} insertAfterMso="TabHome">\n{groups}\n</tab>\n'
        f"</tabs></ribbon>\n</customUI>\n"
    )


def _groups(language: Language) -> Iterator[str]:
    for role, buttons in grouped():
        inside = "\n".join(_button(button, language) for button in buttons)
        yield f'<group id="hive_{role}" label={quoteattr(role.label(language))}>\n{inside}\n</group>'


def _button(button: Button, language: Language) -> str:
    attributes = {
        "id": f"hive_{button.name}",
        "tag": button.name,
        "label": button.label(language),
        "screentip": button.label(language),
        "supertip": _tip(button, language),
        "imageMso": button.picture,
        "size": "large",
        "onAction": "HiveOnAction",
        "getEnabled": "HiveGetEnabled",
    }
    return f"<button {' '.join(f'{name}={quoteattr(value)}' for name, value in attributes.items())}/>"


def _tip(button: Button, language: Language) -> str:
    """Say what the button does, in the words of its verb."""
    if not button.verb:
        return say("excel.help_tip", language)
    meaning = say(f"verb.{button.verb}", language)
    return f"{say('verb.preview', language)}\n{meaning}" if button.previews else meaning
