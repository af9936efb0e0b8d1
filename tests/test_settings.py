"""A team's wishes are read in its own words, and told of where they mean nothing."""

import pytest

from hiveledger.errors import SettingsError
from hiveledger.schema.leads import Prefer
from hiveledger.schema.words import Survivor
from hiveledger.settings import read_settings


@pytest.mark.parametrize("word", ["最早", "Earliest", "earliest"])
def test_a_choice_is_read_by_its_word_in_either_language(word: str) -> None:
    assert read_settings({"survivor": word}).survivor is Survivor.EARLIEST


@pytest.mark.parametrize("text", ["手机、预算状态", "Mobile, Budget status", "mobile budget_status"])
def test_columns_are_read_by_their_headers_in_either_language(text: str) -> None:
    assert read_settings({"prefer_newest": text}).prefer_newest == ("mobile", "budget_status")


def test_a_column_that_is_named_twice_has_the_first_wish() -> None:
    assert read_settings({"prefer_oldest": "手机", "prefer_newest": "手机"}).prefer == {"mobile": Prefer.NEWEST}


@pytest.mark.parametrize("text", ["联系人", "手机 状态"])
def test_a_column_that_no_merge_chooses_is_told_of(text: str) -> None:
    with pytest.raises(SettingsError) as told:
        read_settings({"prefer_newest": text})
    findings = told.value.params["findings"]
    assert isinstance(findings, tuple)
    assert "客户台账的列名" in findings[0].text()
