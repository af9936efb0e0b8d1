"""A new ledger is the template of its language."""

from pathlib import Path

import pytest

from hiveledger.flows.verbs import VERBS
from hiveledger.text import Language
from hiveledger_templates import template


@pytest.mark.parametrize("language", list(Language))
def test_a_new_ledger_is_the_template(language: Language, tmp_path: Path) -> None:
    book = tmp_path / "ledger.xlsx"
    VERBS["new"].function()(book, language)
    assert book.read_bytes() == template(language)
