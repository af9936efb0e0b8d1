"""The list of buttons, against the list of verbs."""

import pytest

from hiveledger.flows.verbs import Form
from hiveledger_addin.buttons import BUTTONS, Button, Source

_SHAPES = {
    Form.WORDS: {Source.LEADS, Source.CUSTOMERS, Source.CONTACT},
    Form.FILES: {Source.FILES},
}


@pytest.mark.parametrize("button", BUTTONS.values(), ids=lambda button: button.name)
def test_a_button_tells_its_verb_what_the_verb_understands(button: Button) -> None:
    verb = button.does()
    arguments = {argument.name: argument for argument in verb.arguments} if verb else {}
    assert button.told.keys() <= arguments.keys()
    assert {name for name, argument in arguments.items() if argument.required} <= button.told.keys()
    several = set[Source]().union(*_SHAPES.values())
    for name, source in button.told.items():
        assert source in _SHAPES.get(arguments[name].form, set(Source) - several)


def test_every_source_has_a_button() -> None:
    assert {source for button in BUTTONS.values() for source in button.told.values()} == set(Source)
