"""Words of the closed lists, as people write them."""

import pandas as pd
import pytest

from hiveledger.rules.choices import read_choices
from hiveledger.schema import LEADS
from hiveledger.text import Language


@pytest.mark.parametrize(
    ("column", "words", "code"),
    [
        (
            "decision_chain",
            ["清晰", "已明确", " 决策链 清楚 ", "老板直接拍板", "总经理说了算", "是", "Yes", "√"],
            "clear",
        ),
        ("decision_chain", ["部分清楚", "大致了解", "Partly clear", "影响者"], "partial"),
        ("decision_chain", ["不清楚", "还不太明确", "未明确", "模糊", "否", "No"], "unclear"),
        ("budget_status", ["明确", "已批复", "预算已落实", "有", "有预算", "Approved"], "clear"),
        ("budget_status", ["未定", "还没批", "审批中", "待立项", "Undecided"], "undecided"),
        ("budget_status", ["无预算", "没有", "none"], "none"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_usual_words_are_read(column: str, words: list[str], code: str) -> None:
    assert read_choices(pd.Series(words), column).to_list() == [code] * len(words)


@pytest.mark.parametrize("column", ["decision_chain", "budget_status"])
@pytest.mark.parametrize("language", [*Language])
def test_labels_and_codes_are_read(column: str, language: Language) -> None:
    codes = [word.value for word in LEADS[column].words or ()]
    labels = [LEADS[column].label(code, language) for code in codes]
    assert read_choices(pd.Series([*labels, *codes]), column).to_list() == [*codes, *codes]


@pytest.mark.parametrize(
    ("column", "text"),
    [
        pytest.param("decision_chain", "张示例", id="a decision maker's name is no state of the chain"),
        pytest.param("budget_status", "否", id="a no may deny the money or its certainty"),
        pytest.param("budget_status", "50万", id="an amount is no status"),
        pytest.param("decision_chain", None, id="a blank"),
    ],
)
def test_what_may_mean_anything_else_is_not_guessed(column: str, text: str | None) -> None:
    assert read_choices(pd.Series([text], dtype="str"), column).isna().all()
