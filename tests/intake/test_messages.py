"""Pasted messages, cut apart and read."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiveledger.intake.messages import FACTS, read_message_cells, read_messages
from hiveledger.schema import LEADS


def _texts(pasted: str) -> list[str]:
    return read_messages(pasted)["message"].tolist()


@pytest.mark.parametrize(
    ("pasted", "messages"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("\n \n", [], id="blank lines"),
        pytest.param("王总 13800000001", ["王总 13800000001"], id="one message"),
        pytest.param("甲方要MES\n急\n\n\n乙方要ERP", ["甲方要MES\n急", "乙方要ERP"], id="blank lines between"),
        pytest.param(
            "1. 王总 13800000001\n2、李总 13900000002\n要仓库系统",
            ["王总 13800000001", "李总 13900000002\n要仓库系统"],
            id="a number in several lines",
        ),
        pytest.param(
            "姓名:王五\n\n电话:0512-60000001\n\n姓名:赵示例\n\n电话:13800000002",
            ["姓名:王五\n电话:0512-60000001", "姓名:赵示例\n电话:13800000002"],
            id="a form with blank lines in it",
        ),
        pytest.param(
            "姓名:王五\n手机:13800000001\n备用电话:13900000002",
            ["姓名:王五\n手机:13800000001\n备用电话:13900000002"],
            id="a form",
        ),
    ],
)
def test_messages_are_cut_apart(pasted: str, messages: list[str]) -> None:
    assert _texts(pasted) == messages


@pytest.mark.parametrize(
    ("line", "who", "when"),
    [
        ("示例甲 2026-03-02 10:05:12", "示例甲", "2026-03-02 10:05:12"),
        ("示例甲 2026/3/2 10:05", "示例甲", "2026/3/2 10:05"),
        ("示例甲 3月2日 下午 2:05", "示例甲", "3月2日 下午 2:05"),
        ("示例甲 昨天 10:05", "示例甲", "昨天 10:05"),
        ("示例甲(销售一部) 10:05", "示例甲(销售一部)", "10:05"),
        ("[2026/3/2 11:00] 示例甲:", "示例甲", "2026/3/2 11:00"),
        ("Ann Sample 10:05 AM", "Ann Sample", "10:05 AM"),
    ],
)
def test_chat_lines_say_who_wrote_and_when(line: str, who: str, when: str) -> None:
    found = read_messages(f"{line}\n王总 13800000001\n想上MES\n示例乙 10:09\n收到")
    assert found["message"].tolist() == ["王总 13800000001\n想上MES", "收到"]
    assert (found.loc[1, "sent_by"], found.loc[1, "sent_at"]) == (who, when)


def test_a_time_inside_a_message_is_no_chat_line() -> None:
    assert _texts("王总明天10:30来访,电话13800000001") == ["王总明天10:30来访,电话13800000001"]


def test_labelled_lines_are_read_as_they_say() -> None:
    found = read_messages(
        "【新线索提醒】\n客户姓名:张三\n公司:示例精密\n电话:13800000001\n意向产品:CRM,还有OA\n来源:官网\n城市:苏州\n预算(万元):50\n"
        "传真:0512-60000009\n年收入:5000万"
    )
    facts = found.loc[1, list(FACTS)].dropna().to_dict()
    assert facts == {
        "contact": "张三",
        "company": "示例精密",
        "mobile": "13800000001",
        "need": "CRM,还有OA",
        "source": "官网",
        "region": "苏州",
        "budget_cny": "50万元",
    }


def test_labels_may_stand_in_one_line() -> None:
    found = read_messages("客户名称:示例精密有限公司 联系人:王五 联系方式:0512-60000001 需求:MES")
    assert found.loc[1, list(FACTS)].dropna().to_dict() == {
        "company": "示例精密有限公司",
        "contact": "王五",
        "phone": "0512-60000001",
        "need": "MES",
    }


def test_a_label_is_surer_than_a_guess() -> None:
    found = read_messages("联系人:王五\n李总 13800000001 介绍的")
    assert found.loc[1, "contact"] == "王五"


def test_every_fact_is_listed_for_a_check() -> None:
    found = read_messages("王总 13800000001 苏州示例精密 想上MES 预算50万\n\n好的")
    for _, row in found.iterrows():
        listed = row["extracted"].split() if isinstance(row["extracted"], str) else []
        assert listed == [key for key in FACTS if isinstance(row[key], str)]
    assert found["extracted"].isna().tolist() == [False, True]


def test_facts_are_columns_of_a_lead() -> None:
    assert set(FACTS) <= set(LEADS.keys)
    found = read_messages("王总 13800000001")
    assert {str(dtype) for dtype in found.dtypes} == {"str"}


def test_cells_keep_their_index_and_blank_ones_say_nothing() -> None:
    cells = pd.Series(["王总 13800000001", None], index=["M1", "M2"], dtype="str")
    found = read_message_cells(cells)
    assert found.index.tolist() == ["M1", "M2"]
    assert found.loc["M2"].isna().all()


@given(st.text(max_size=200))
def test_any_text_can_be_pasted(text: str) -> None:
    found = read_messages(text)
    assert (found["message"].str.len() > 0).all()
