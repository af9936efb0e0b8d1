"""Company cells: one way to write a name, remarks beside it, and what is no company."""

from typing import Final

import pandas as pd
import pytest

from hiveledger.rules.normalise.companies import is_test_word, normalise_companies
from tests.rules.normalise.cases import cases, read_one

NAMES: Final = r"""
    a plain name | 苏州云帆精密有限公司 | 苏州云帆精密有限公司 |
    blanks between characters go | 苏州 云帆 精密　有限公司 | 苏州云帆精密有限公司 |
    a line break goes | 苏州云帆精密\n有限公司 | 苏州云帆精密有限公司 |
    narrow brackets become wide | 云帆科技(深圳)有限公司 | 云帆科技（深圳）有限公司 |
    square brackets become round | 云帆科技【深圳】有限公司 | 云帆科技（深圳）有限公司 |
    blanks around brackets go | 云帆科技 ( 深圳 ) 有限公司 | 云帆科技（深圳）有限公司 |
    a partnership keeps its brackets | 云帆投资合伙企业（有限合伙） | 云帆投资合伙企业（有限合伙） |
    a closing full stop goes | 苏州云帆精密有限公司。 | 苏州云帆精密有限公司 |
    closing strokes go | 苏州云帆精密有限公司-- | 苏州云帆精密有限公司 |
    quotes go | “苏州云帆精密有限公司” | 苏州云帆精密有限公司 |
    a label goes | 公司名称：苏州云帆精密有限公司 | 苏州云帆精密有限公司 |
    a remark in brackets moves | 苏州云帆精密有限公司（已注销） | 苏州云帆精密有限公司 | 已注销
    a remark about the customer moves | 苏州云帆精密有限公司(老客户) | 苏州云帆精密有限公司 | 老客户
    a department after a stroke moves | 苏州云帆精密有限公司-采购部 | 苏州云帆精密有限公司 | 采购部
    a department after a slash moves | 苏州云帆精密有限公司/采购部 | 苏州云帆精密有限公司 | 采购部
    a number behind moves | 苏州云帆精密有限公司 13800001111 | 苏州云帆精密有限公司 | 13800001111
    a word for its end moves | 苏州云帆精密有限公司（注销） | 苏州云帆精密有限公司 | 注销
    what cannot be seen goes | 苏州\u200b云帆\u202e精密有限公司 | 苏州云帆精密有限公司 |
    traditional characters stay | 蘇州雲帆科技有限公司 | 蘇州雲帆科技有限公司 |
    Latin letters inside a Chinese name | 苏州ＡＢＣ 科技有限公司 | 苏州ABC科技有限公司 |
    a Latin name keeps its blanks | ACME  Co., Ltd. | ACME Co., Ltd. |
    a Latin name keeps its narrow brackets | Acme （China） Ltd | Acme (China) Ltd |
    a short name is a name | 云帆 | 云帆 |
    无 inside a name | 无锡云帆有限公司 | 无锡云帆有限公司 |
    测试 inside a name | 云帆测试设备有限公司 | 云帆测试设备有限公司 |
    个人 inside a name | 云帆个人护理用品有限公司 | 云帆个人护理用品有限公司 |
    同行 inside a name | 云帆同行旅行社 | 云帆同行旅行社 |
    a branch stays | 云帆科技有限公司佛山分公司 | 云帆科技有限公司佛山分公司 |
"""

NO_NAMES: Final = r"""
    a private person | 个人 | clean.company_person
    a private customer in brackets | （个人客户） | clean.company_person
    a trial | 测试 | clean.company_test
    a trial company | 测试公司 | clean.company_test
    a trial in English | TEST 123 | clean.company_test
    keys hit at random | asdfgh | clean.company_test
    one key held down | aaaa | clean.company_test
    a dead number | 空号 | clean.company_no_name
    a peer | 同行 | clean.company_no_name
    a telephone number | 13800001111 | clean.company_no_name
    only a legal form | 有限公司 | clean.company_no_name
    a name left out | 某某科技有限公司 | clean.company_no_name
    a name crossed out | XX公司 | clean.company_no_name
    only a city | 苏州市 | clean.company_no_name
    only a province | 江苏 | clean.company_no_name
    two companies | 苏州云帆有限公司、苏州云舟有限公司 | clean.company_several
    two companies on two lines | 云帆集团\n云舟集团 | clean.company_several
    two companies and & | 苏州云帆有限公司&苏州云舟有限公司 | clean.company_several
    the row above | 同上 | clean.company_no_name
    a web address | https://example.com | clean.company_no_name
    an error of a formula | #REF! | clean.text_excel_error
    garbled characters | 锟斤拷有限公司 | clean.text_garbled
    what pandas writes for nothing | nan |
    what Excel writes for nothing | #N/A |
    nothing | 无 |
    a stroke | — |
"""


@pytest.mark.parametrize(("cell", "expected"), cases(NAMES))
def test_a_name_is_stored(cell: str, expected: tuple[str, ...]) -> None:
    value, rest = expected
    assert read_one(normalise_companies(pd.Series([cell])), "value", "code", "rest") == (value, "", rest)


@pytest.mark.parametrize(("cell", "expected"), cases(NO_NAMES))
def test_no_company_is_made_up(cell: str, expected: tuple[str, ...]) -> None:
    assert read_one(normalise_companies(pd.Series([cell])), "value", "code", "rest") == ("", *expected, "")


@pytest.mark.parametrize("text", ["测试设备", "测试工程师", "testo", "abc", "11", "智测"])
def test_words_like_a_trial_are_none(text: str) -> None:
    assert not is_test_word(text)
