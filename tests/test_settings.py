"""A team's wishes are read in its own words, and told of where they mean nothing."""

import pytest

from hiveledger.errors import SettingsError
from hiveledger.schema.leads import Prefer
from hiveledger.schema.words import Survivor
from hiveledger.settings import Settings, read_settings, setting_rows
from hiveledger.text import Language


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


@pytest.mark.parametrize(
    "text", ["09:00-12:00 13:30-18:00", "9:00～12:00、13：30至18:00", "09:00 - 12:00, 13:30 - 18:00"]
)
def test_working_hours_are_read_as_people_write_them(text: str) -> None:
    assert read_settings({"work_hours": text}).work_hours == ((540, 720), (810, 1080))


@pytest.mark.parametrize(
    "text", ["18:00-09:00", "09:00-12:00 11:00-18:00", "22:00-02:00", "九点", "09:00", "09:00-24:30"]
)
def test_hours_that_overlap_or_run_backwards_are_told_of(text: str) -> None:
    with pytest.raises(SettingsError):
        read_settings({"work_hours": text})


@pytest.mark.parametrize(("text", "is_on"), [("是", True), ("Yes", True), ("否", False), ("no", False)])
def test_yes_and_no_are_read_in_either_language(text: str, is_on: bool) -> None:  # noqa: FBT001 - what is expected
    assert read_settings({"redistribute": text}).redistribute is is_on


def test_a_time_zone_that_nobody_knows_is_told_of() -> None:
    with pytest.raises(SettingsError):
        read_settings({"time_zone": "Mars/Olympus"})
    assert read_settings({"time_zone": "Europe/Berlin"}).time_zone == "Europe/Berlin"


@pytest.mark.parametrize("language", Language)
def test_what_a_new_ledger_shows_reads_back_as_the_defaults(language: Language) -> None:
    rows = {row["key"]: row["value"] for row in setting_rows(language)}
    assert read_settings(rows) == Settings(language=language)
