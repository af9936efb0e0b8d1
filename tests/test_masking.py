"""What a screen or a log may show of people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiveledger.text.masking import mask


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("13800001111", "138****1111"),
        ("手机13800001111。", "手机138****1111。"),
        ("Tel13800001111.", "Tel138****1111."),
        ("138 0000 1111", "138****1111"),
        ("138-0000-1111", "138****1111"),
        ("138－0000－1111", "138****1111"),
        ("1380 000 1111", "138****1111"),
        ("１３８００００１１１１", "138****1111"),
        ("+86 13800001111", "+86 138****1111"),
        ("008613800001111", "0086138****1111"),
        ("＋８６－138 0000 1111", "+86-138****1111"),
        ("013800001111", "0138****1111"),
        ("13800001111/13900002222", "138****1111/139****2222"),
        ("0512-65551234", "0512-6555****"),
        ("(0512) 65551234", "(0512) 6555****"),
        ("（０５１２）６５５５１２３４", "(0512)6555****"),
        ("010-65551234-801", "010-6555****-801"),
        ("02165551234", "0216555****"),
        ("0512 6555123", "0512 655****"),
        ("+86-512-65551234", "+86-512-6555****"),
        ("wang@example.com", "w****@example.com"),
        ("a@example.com", "a****@example.com"),
        ("邮箱wang.x+1@mail.example.com.cn,", "邮箱w****@mail.example.com.cn,"),
        ("wang＠example．com", "w****@example.com"),
        ("320501199003071234", "320****1234"),
        ("身份证32050119900307123X", "身份证320****123X"),
        ("320501 19900307 1234", "320****1234"),
        ("320501900307123", "320****123"),
    ],
    ids=str,
)
def test_a_person_is_not_shown_whole(text: str, shown: str) -> None:
    assert mask(text) == shown
    assert mask(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "L000002",
        "L13800001",
        "R20260302-100000-0007",
        "import-20260302-103000.csv",
        "2026-03-02 09:30:00",
        "2026-03-02T10:30:00-2026-03-03",
        "1,380,000,111.50",
        "13800001111.00 元",
        "50万",
        "91320500MA1MKR1N4X",
        "913101207394857261",
        "91310000138000011112",
        "400-820-8820",
        "S001 示例甲",
        "“名单.csv”第 13800 行",
        "7927b2df-8bba-4d29-b9a2-b6e0beafe620",
        "客户台账!D2",
        "@example.com",
        "",
    ],
    ids=str,
)
def test_what_is_nobodys_stays(text: str) -> None:
    assert mask(text) == text


@given(st.text(alphabet="0123456789１＋+-－ .@aX王()（）\n*", max_size=40))
def test_masking_twice_equals_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.from_regex(r"1[3-9]\d{9}", fullmatch=True), st.sampled_from(["", "手机", "联系 ", "(", "+86"]))
def test_no_mobile_gets_through(mobile: str, before: str) -> None:
    assert mobile[3:7] not in mask(f"{before}{mobile}，").replace(mobile[:3], "", 1).replace(mobile[7:], "", 1)
