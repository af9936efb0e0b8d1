"""Typed lines as salespeople write them: which lead, how, what is needed, what was promised, when next."""

from datetime import date
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiveledger.rules.follow_up import Facts, gather_names, read_facts
from hiveledger.rules.follow_up.days import find_days
from hiveledger.rules.normalise.characters import plain, tidy
from tests.tables import table

TOLD: Final = date(2026, 11, 25)  # a Wednesday

LINES: Final = """
    电话 要报价 下周三 | phone | 要报价 |  | 12-02 |
    电话，要报价，下周三 | phone | 要报价 |  | 12-02 |
    电话　要报价　下周三 | phone | 要报价 |  | 12-02 |
    电话要报价下周三 | phone | 要报价 |  | 12-02 |
    电话:要报价;下周三 | phone | 要报价 |  | 12-02 |
    电话 要报价 下周三 14:00 | phone | 要报价 |  | 12-02 |
    电话 需要 MES 系统 报价 下周三下午3点 | phone | 需要 MES 系统 报价 |  | 12-02 |
    打电话，要报价，答应周五发报价，下周三再联系 | phone | 要报价 | 周五发报价 | 12-02 |
    电话 要报价 答应周五发报价 | phone | 要报价 | 周五发报价 | 11-27 |
    给王总打了电话 要报价 明天 | phone | 要报价 |  | 11-26 |
    打了个电话，说要报价 | phone | 说要报价 |  |  |
    电话 王总 要报价 下周三 | phone | 要报价 |  | 12-02 |
    13800001111 电话 要报价 下周三 | phone | 要报价 |  | 12-02 |
    电话没人接 明天再打 | phone | 没人接 |  | 11-26 |
    电话 没接 | phone | 没接 |  |  |
    来电 询价 答应今天下午回复 | phone | 询价 | 今天下午回复 | 11-25 |
    电话沟通，客户想上MES，预算50万，12月5日回访 | phone | 客户想上MES,预算50万 |  | 12-05 |
    电话 要报价12.5万 下周三 | phone | 要报价12.5万 |  | 12-02 |
    电话 要报价 5/12 | phone | 要报价 |  | 27-05-12 |
    电话 要报价 2.30 | phone | 要报价 |  |  |
    电话 报价已发 等回复 下下周一 | phone | 报价已发 等回复 |  | 12-07 |
    电话 客户下周三开会讨论 12.10联系 | phone | 客户下周三开会讨论 |  | 12-10 |
    电话 客户说年底前要上线 下周一给方案 | phone | 客户说年底前要上线 | 下周一给方案 | 11-30 |
    电话 要报价 没承诺 下周三 | phone | 要报价 | 无 | 12-02 |
    电话 要报价 承诺无 明天 | phone | 要报价 | 无 | 11-26 |
    电话 暂时不考虑 明年再说 | phone | 暂时不考虑 明年再说 |  |  |
    昨天电话 要样品 后天寄样品 | phone | 要样品 | 后天寄样品 | 11-27 |
    电话、微信 要合同模板 周一 | phone wechat | 要合同模板 |  | 11-30 |
    微信聊了下 想看演示 12.5 | wechat | 想看演示 |  | 12-05 |
    微信 等审批 两周后 | wechat | 等审批 |  | 12-09 |
    和李工微信沟通 接口文档 周五给 | wechat | 接口文档 | 周五给 | 11-27 |
    通过微信联系了客户 想要试用 周末 | wechat | 想要试用 |  | 11-28 |
    拜访 客户嫌贵 承诺给9折 月底 | visit | 客户嫌贵 | 给9折 | 11-30 |
    上门拜访了王总 要三套方案 下周五再拜访 | visit | 要三套方案 |  | 12-04 |
    约了下周三上门 电话 | phone |  |  | 12-02 |
    邮件 已发报价 3天后跟进 | email | 已发报价 |  | 11-28 |
    视频会议 讨论方案 答应下周二前给修改稿 | meeting | 讨论方案 | 下周二前给修改稿 | 12-01 |
    短信 无回复 过三天再试 | text_message | 无回复 |  | 11-28 |
    钉钉 催合同 明早9点 | chat | 催合同 |  | 11-26 |
    吃饭 聊得不错 下月初 | meal | 聊得不错 |  | 12-10 |
    要报价 |  | 要报价 |  |  |
    下周三 |  |  |  | 12-02 |
    客户要电话系统 下周三联系 |  | 客户要电话系统 |  | 12-02 |
    要月底上线 电话 周五发方案 | phone | 要月底上线 | 周五发方案 | 11-27 |
    方式:微信 需求:报价 承诺:周五发 下次:下周三 | wechat | 报价 | 周五发 | 12-02 |
    需求：要报价；下次联系：2026-12-08 |  | 要报价 |  | 12-08 |
    阶段:报价 电话 价格没问题 下周三 | phone | 价格没问题 |  | 12-02 | quotation
    已进入谈判阶段，拜访，要求降5个点，周五答复 | visit | 要求降5个点 |  | 11-27 | negotiation
    call wants quote next Wed | phone | wants quote |  | 12-02 |
    called, wants quote, promised to send it Friday, call back next Wed | phone | wants quote | send it Friday | 12-02 |
    visited; needs demo; will send deck tomorrow | visit | needs demo | send deck tomorrow | 11-26 |
    email: asked for pricing. follow up in 3 days | email | asked for pricing |  | 11-28 |
    met customer, need MES integration, Dec 5 | visit | need MES integration |  | 12-05 |
    sms no answer tomorrow | text_message | no answer |  | 11-26 |
    zoom demo done, wants trial, next week | meeting | demo done,wants trial |  | 12-04 |
    tel wants price 5/12 | phone | wants price |  |  |
"""
CASES: Final = [[cell.strip() for cell in line.split("|")] for line in LINES.strip().splitlines()]

LEADS: Final = table("""
    lead_id   | status    | owner | company
    L000012   | confirmed | A001  | Acme Robotics Inc.
    L000042   | following | A001  | 苏州云帆科技有限公司
    L000043   | following | A001  | 云帆软件（上海）有限公司
    L000044   | confirmed | A001  | 长桥精密机械有限公司
    L000099   | confirmed | A002  | 青石食品有限公司
    L000100   | won       | A001  | 青石食品有限公司
    XS-2026-7 | won       | A001  |
""")

NAMES: Final = gather_names(LEADS, "A001")["A001"]


def _date(said: str) -> date | None:
    return date.fromisoformat(f"20{said}" if len(said) > len("12-02") else f"2026-{said}") if said else None


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_a_line_says_how_what_is_needed_what_was_promised_and_when_next(case: list[str]) -> None:
    line, how, need, promised, next_at, stage = case
    assert read_facts(plain(tidy(line)), TOLD) == Facts(how, need, promised, _date(next_at), stage)


@pytest.mark.parametrize(
    ("line", "leads"),
    [
        *(
            (f"{form} 电话 要报价", "L000042")
            for form in ("L-42", "L000042", "l42", "L 42", "42号", "#42", "42", "线索42")
        ),
        *(
            (f"{form} 电话", "L000042")
            for form in ("No.42", "线索编号:L-42,", "(L-42)", "云帆科技", "苏州云帆科技有限公司")
        ),
        ("L-42电话", "L000042"),
        ("电话 要报价 L-42", "L000042"),
        ("L-42 电话 和L-43一起", "L000042"),
        ("lead 42 call", "L000042"),
        ("雲帆軟件 电话", "L000043"),
        ("长桥 电话", "L000044"),
        ("长桥精密王总 电话", "L000044"),
        ("12号拜访长桥精密", "L000044"),
        ("给长桥打了电话", "L000044"),
        ("Acme called", "L000012"),
        ("青石食品 电话", "L000100"),
        ("xs-2026-7 电话", "XS-2026-7"),
        ("云帆 电话", "L000042 L000043"),
        ("L-42 L-43 电话", "L000042 L000043"),
        ("替换长桥设备 电话", ""),
        ("99号 电话", ""),
        ("13800001111 电话", ""),
        ("L-777 电话", ""),
        ("L-42 L-777 电话", ""),
        ("电话 要报价 下周三", ""),
    ],
)
def test_a_lead_is_told_by_its_number_or_by_the_company_of_ones_own_and_never_guessed(line: str, leads: str) -> None:
    assert " ".join(NAMES.find(line).leads) == leads


def test_an_id_that_no_lead_has_is_named() -> None:
    assert NAMES.find("L-777 电话").unknown == "L-777"


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("周三", "2026-12-02"),
        ("本周五下午3点", "2026-11-27"),
        ("大后天", "2026-11-28"),
        ("下周末", "2026-12-05"),
        ("半个月后", "2026-12-10"),
        ("3个工作日后", "2026-11-30"),
        ("十二月五号", "2026-12-05"),
        ("下个月5号", "2026-12-05"),
        ("三十号", "2026-11-30"),
        ("5号", "2026-12-05"),
        ("31号", "None"),
        ("2.30", "None"),
        ("25/12", "2026-12-25"),
        ("5/12", "None"),
        ("on Friday", "2026-11-27"),
        ("in a couple of weeks", "2026-12-09"),
        ("monday next week", "2026-11-30"),
        ("end of month", "2026-11-30"),
        ("the day after tomorrow", "2026-11-27"),
        ("Dec 5, 2026", "2026-12-05"),
    ],
)
def test_a_day_is_counted_from_when_it_was_said(said: str, day: str) -> None:
    assert [str(found.day) for found in find_days(said, TOLD, is_chinese=not said.isascii())] == [day]


@pytest.mark.parametrize("said", ["12.5万", "8.5折", "v2.0", "1号线", "第3号", "sunset", "￥12.5"])
def test_an_amount_is_no_day(said: str) -> None:
    assert find_days(said, TOLD) == []


PIECES: Final = [
    "L-42",
    "42号",
    "云帆",
    "电话",
    "微信",
    "call",
    "要报价",
    "答应",
    "周五",
    "发",
    "下周三",
    "12.5",
    "next",
    "wed",
]


@given(
    st.lists(st.sampled_from([*PIECES, " ", "，", ",", ":", "(", "3", "天后", "承诺", "阶段", "\ue000"]), max_size=12)
)
def test_any_line_is_read_and_nothing_is_invented(pieces: list[str]) -> None:
    line = plain(tidy("".join(pieces)))
    facts = read_facts(NAMES.find(line).rest, TOLD)
    for said in (facts.need, facts.promised):
        assert all(word in line or word == "无" for word in said.replace(",", " ").split())
