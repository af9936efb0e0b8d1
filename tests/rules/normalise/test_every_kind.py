"""What every normaliser promises, whatever it reads."""

import ast
import re
from collections.abc import Callable
from typing import Final

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiveledger.rules.normalise.codes import normalise_codes
from hiveledger.rules.normalise.companies import normalise_companies
from hiveledger.rules.normalise.dates import normalise_dates
from hiveledger.rules.normalise.deadlines import normalise_deadlines
from hiveledger.rules.normalise.emails import normalise_emails
from hiveledger.rules.normalise.money import normalise_money
from hiveledger.rules.normalise.people import normalise_people
from hiveledger.rules.normalise.phones import normalise_phones
from hiveledger.rules.normalise.regions import normalise_regions
from hiveledger.rules.normalise.texts import normalise_text
from hiveledger.text import Language, catalogue, say
from tests.rules.normalise.cases import every_cell
from tests.source import modules

KINDS: Final[dict[str, Callable[[pd.Series], pd.DataFrame]]] = {
    "code": normalise_codes,
    "company": normalise_companies,
    "date": normalise_dates,
    "deadline": lambda texts: normalise_deadlines(texts, pd.Series(pd.Timestamp("2026-03-04"), texts.index)),
    "email": normalise_emails,
    "money": lambda texts: normalise_money(texts, unit_cny=1),  # what is stored is in yuan
    "person": normalise_people,
    "phone": normalise_phones,
    "region": normalise_regions,
    "text": normalise_text,
}
VALUES: Final = ["value", "mobile", "phone"]

# Pieces of what people write, put together in any order: far more telling than random characters alone.
PIECES: Final = [
    *(" ", "\n", "\u200b", "\u3000", *"/、;|-()（）@。.,年月日万亿元¥$约零百十市区路无王①…“０ＡXxe10'Z#*转至ü"),
    *(
        "\u202e",
        "\x00",
        "\ufeff",
        "_x000D_",
        "NA",
        "#N/A",
        "待定",
        "蘇州",
        "沪",
        "Suzhou",
        "Jiangsu",
        "China",
        "高新区",
        "雄安",
    ),
    *(
        "13800001111.0",
        "1.38E+10",
        "86 ",
        "852-21234567",
        "@hotmial.com",
        "，com",
        "1.2M",
        "不到",
        "26.1.5",
        "46027",
        "Q2",
    ),
    *("138 0000 1111", "13900002222", "0512-65551234", "转801", "400-820-1234", "+86", "+1-650-253-0000"),
    *("传真", "QQ", "手机:", "微信同号", "wang@example.com", ".com", "mailto:", "91350100M000100Y43", "9.1E+17"),
    *(
        "2026-01-05",
        "2026年1月5日",
        "05/06/2026",
        "9:30",
        "下午3点",
        "50",
        "80",
        "左右",
        "以内",
        "五十",
        "苏州",
        "江苏省",
        "朝阳区",
        "吉林",
    ),
    *("云帆", "科技", "有限公司", "佛山分公司", "集团", "测试", "个人", "张三", "经理", "先生", "采购部", "已注销"),
]
TEXTS: Final = st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(max_size=20)

every_kind = pytest.mark.parametrize("normalise", [pytest.param(read, id=kind) for kind, read in KINDS.items()])


def _values(found: pd.DataFrame) -> pd.DataFrame:
    return found[[name for name in VALUES if name in found]]


@every_kind
@given(texts=st.lists(TEXTS, max_size=8))
def test_normalising_a_value_again_gives_the_value(
    normalise: Callable[[pd.Series], pd.DataFrame], texts: list[str]
) -> None:
    found = normalise(pd.Series(texts, dtype="str"))
    for name, values in _values(found).items():
        again = normalise(values.astype("str"))
        pd.testing.assert_series_equal(again[name], values)


@every_kind
def test_every_cell_of_the_tables_is_read_the_same_twice(normalise: Callable[[pd.Series], pd.DataFrame]) -> None:
    for name, values in _values(normalise(pd.Series(every_cell()))).items():
        pd.testing.assert_series_equal(normalise(values.astype("str"))[name], values)


def test_every_code_is_shown_by_a_cell_of_the_tables() -> None:
    """A code that no cell of any table leads to is one that nobody has looked at."""
    codes = {code for normalise in KINDS.values() for code in normalise(pd.Series(every_cell()))["code"].dropna()}
    codes |= set(normalise_emails(pd.Series(["wang@example", "wang@hotmial.com"]))["code"])
    codes |= set(normalise_money(pd.Series(["50"]))["code"])
    spoken = {
        node.value
        for path, tree in modules()
        if "rules/normalise/" in path
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and re.fullmatch(r"clean\.\w+", str(node.value))
    }
    assert codes == spoken


def test_what_a_person_has_to_read_says_where_it_stands_and_what_to_do() -> None:
    read = pd.concat([normalise(pd.Series(every_cell())) for normalise in KINDS.values()])
    value = read.reindex(columns=VALUES).isna().all(axis=1)
    for code in read.loc[value, "code"].dropna().unique():
        for language, step in ((Language.ZH, "请"), (Language.EN, ". ")):
            said = say(code, language, key="L7", value="示例值", among="甲 / 乙")
            assert "L7" in said
            assert "示例值" in said
            assert step in said


@every_kind
@given(texts=st.lists(TEXTS | st.none(), min_size=1, max_size=6), order=st.permutations(range(6)))
def test_the_order_of_rows_never_matters(
    normalise: Callable[[pd.Series], pd.DataFrame], texts: list[str | None], order: list[int]
) -> None:
    column = pd.Series(texts, dtype="str", index=[f"L{place}" for place in range(len(texts))])
    places = [place for place in order if place < len(texts)]
    pd.testing.assert_frame_equal(normalise(column.iloc[places]), normalise(column).iloc[places])


@every_kind
@given(texts=st.lists(TEXTS, max_size=6))
def test_what_is_not_read_is_told_in_words_of_the_catalogue(
    normalise: Callable[[pd.Series], pd.DataFrame], texts: list[str]
) -> None:
    codes = set(normalise(pd.Series(texts, dtype="str"))["code"].dropna())
    assert codes <= set(catalogue())


@every_kind
def test_rows_keep_their_index_and_blanks_stay_blank(normalise: Callable[[pd.Series], pd.DataFrame]) -> None:
    column = pd.Series([None, "", "  ", "\u200b\n"], index=["L9", "L1", "L5", "L3"], dtype="str")
    before = column.copy()
    found = normalise(column)
    assert found.index.to_list() == ["L9", "L1", "L5", "L3"]
    assert found.isna().all(axis=None)
    pd.testing.assert_series_equal(column, before)


@every_kind
def test_an_empty_column_keeps_its_dtypes(normalise: Callable[[pd.Series], pd.DataFrame]) -> None:
    empty = normalise(pd.Series([], dtype="str"))
    assert empty.empty
    pd.testing.assert_series_equal(empty.dtypes, normalise(pd.Series(["x"])).dtypes)
