"""One company however it is written; another branch, place or trade is another company."""

import pandas as pd
import pytest

from hiveledger.changes import Value, values
from hiveledger.rules.match.firms import read_firms

_CODE, _OTHER_CODE = "91350100M000100Y43", "91320500MA0000000W"


def _firms(*rows: tuple[str | None, ...]) -> list[Value]:
    frame = pd.DataFrame(rows, columns=["company", "region", "uscc"][: len(rows[0])], dtype="str")
    return values(read_firms(frame.reindex(columns=["company", "region", "uscc"]).astype("str"))["firm"])


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param("苏州云帆科技有限公司", "苏州云帆科技股份公司", id="another legal form"),
        pytest.param("苏州云帆科技有限公司", "蘇州雲帆科技", id="another script"),
        pytest.param("苏州市云帆科技有限公司", " 苏州云帆 科技有限公司", id="市 and blanks"),
        pytest.param("苏州云帆科技有限公司昆山分公司", "苏州云帆科技公司昆山分公司", id="the same branch"),
    ],
)
def test_one_company_is_recognised(left: str, right: str) -> None:
    assert len(set(_firms((left,), (right,)))) == 1


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param("苏州云帆科技有限公司", "无锡云帆科技有限公司", id="another place"),
        pytest.param("苏州云帆科技有限公司", "苏州云帆食品有限公司", id="another trade"),
        pytest.param("苏州云帆科技有限公司", "苏州云帆科技有限公司昆山分公司", id="a branch and its parent"),
        pytest.param("苏州云帆科技有限公司昆山分公司", "苏州云帆科技有限公司常熟分公司", id="two branches"),
        pytest.param("苏州云帆科技有限公司", "昆山云帆科技有限公司", id="a city and a town in it"),
    ],
)
def test_two_companies_stay_two(left: str, right: str) -> None:
    assert len(set(_firms((left,), (right,)))) == 2


def test_a_name_without_a_place_takes_the_row_s_city() -> None:
    first, second, third = _firms(("云帆科技", "江苏-苏州"), ("苏州云帆科技", None), ("云帆科技", "苏州工业园区"))
    assert first == second == third


def test_a_name_known_in_two_places_tells_no_company_where_the_place_is_missing() -> None:
    *_, placeless = _firms(("苏州云帆科技", None), ("无锡云帆科技", None), ("云帆科技", None))
    assert placeless is None


def test_one_credit_code_joins_two_names_and_two_codes_part_one_name() -> None:
    renamed = _firms(("苏州旧名科技", None, _CODE), ("苏州新名科技", None, _CODE), ("苏州新名科技", None, None))
    assert len(set(renamed)) == 1
    assert len(set(_firms(("苏州云帆科技", None, _CODE), ("苏州云帆科技", None, _OTHER_CODE)))) == 2


@pytest.mark.parametrize("cell", ["个人", "测试公司", "无", None])
def test_a_cell_without_a_company_tells_none(cell: str | None) -> None:
    assert _firms((cell,)) == [None]
