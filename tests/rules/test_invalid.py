"""Which leads are none by their own words, and which only sound so."""

from typing import Final

import pandas as pd
import pytest

from hiveledger.rules.invalid import screen_leads

CELLS: Final = ("company", "contact", "need", "note", "phone", "mobile")


def _lead(**cells: str) -> pd.DataFrame:
    return pd.DataFrame({key: pd.Series([cells.get(key)], index=["L1"], dtype="str") for key in CELLS})


def _code(**cells: str) -> str | None:
    code = screen_leads(_lead(**cells)).loc["L1"]
    return None if pd.isna(code) else str(code)


INVALID: Final = [
    ("test", "company", "测试公司"),
    ("test", "company", "TEST"),
    ("test", "contact", "测试"),
    ("test", "note", "这是测试数据，请忽略"),
    ("test", "note", "test"),
    ("dead_number", "note", "空号"),
    ("dead_number", "note", "打过去是空号"),
    ("dead_number", "note", "13800000001是空号"),
    ("dead_number", "note", "已联系；手机已停机"),
    ("dead_number", "note", "客户号码错误"),
    ("dead_number", "note", "Wrong number given"),
    ("dead_number", "note", "查无此人"),
    ("dead_number", "mobile", "空号"),
    ("dead_number", "mobile", "13800000001（停机）"),
    ("dead_number", "mobile", "13800000001空号"),
    ("dead_number", "contact", "空号"),
    ("job", "note", "求职者"),
    ("job", "note", "客户是来找工作的"),
    ("job", "note", "招聘"),
    ("job", "need", "想应聘"),
    ("job", "need", "咨询岗位"),
    ("seller", "note", "推销"),
    ("seller", "note", "对方是推销保险的"),
    ("seller", "need", "向我们推销软件，广告推销"),
    ("peer", "note", "同行"),
    ("peer", "note", "疑似同行套价"),
    ("peer", "note", "确认是竞争对手"),
    ("peer", "company", "同行"),
    ("repeat", "note", "重复线索"),
    ("repeat", "note", "系统里已存在"),
]

VALID: Final = [
    ("company", "云帆测试设备有限公司"),
    ("company", "无锡云帆有限公司"),
    ("company", "云帆同行旅行社"),
    ("contact", "王总"),
    ("need", "测试设备"),
    ("need", "测试"),
    ("need", "软件测试服务"),
    ("need", "招聘系统"),
    ("need", "招聘"),
    ("need", "想上招聘管理软件"),
    ("need", "空号检测接口"),
    ("need", "设备停机时间长，想上 MES"),
    ("need", "停机"),
    ("need", "同行业案例"),
    ("need", "重复精度 0.01"),
    ("note", "不是空号"),
    ("note", "产线停机，很急"),
    ("note", "同行推荐来的"),
    ("note", "竞争对手在用我们的系统"),
    ("note", "和同行比价格偏高"),
    ("note", "并非同行"),
    ("note", "反感推销，注意语气"),
    ("note", "客户在招聘，HR 系统有需求"),
    ("note", "重复购买客户"),
    ("note", "已发测试账号"),
    ("note", "test bench for batteries"),
    ("note", "关机，晚点再打"),
    ("mobile", "13800000001"),
]


@pytest.mark.parametrize(
    ("kind", "column", "text"), [pytest.param(*case, id=f"{case[1]}: {case[2]}") for case in INVALID]
)
def test_a_lead_that_says_it_is_none_is_invalid(kind: str, column: str, text: str) -> None:
    assert _code(**{column: text}) == f"clean.invalid_{kind}"


@pytest.mark.parametrize(("column", "text"), [pytest.param(*case, id=f"{case[0]}: {case[1]}") for case in VALID])
def test_a_lead_that_only_sounds_so_is_valid(column: str, text: str) -> None:
    assert _code(**{column: text}) is None


def test_a_dead_number_is_no_end_while_there_is_another() -> None:
    assert _code(note="手机空号", mobile="13800000001") == "clean.invalid_dead_number"
    assert _code(note="手机空号", mobile="13800000001", phone="0512-65550001") is None


def test_the_first_reason_is_told() -> None:
    assert _code(note="重复，同行，空号") == "clean.invalid_dead_number"


def test_a_long_clause_is_left_to_a_person() -> None:
    assert _code(note="手机号码" * 12 + "空号") is None


def test_rows_keep_their_index_and_an_empty_ledger_has_none() -> None:
    two = pd.concat([_lead(note="同行"), _lead().set_axis(["L0"])])
    assert screen_leads(two).fillna("").to_dict() == {"L1": "clean.invalid_peer", "L0": ""}
    assert screen_leads(two.iloc[:0]).empty
