"""E-mail cells: every way an address is written, and what is none."""

from typing import Final

import pandas as pd
import pytest

from hiveledger.rules.normalise.emails import is_public_domain, is_role_address, normalise_emails
from tests.rules.normalise.cases import cases, read_one

READ: Final = r"""
    plain | wang@example.com | wang@example.com | |
    the domain in lower case | Wang@Example.COM | Wang@example.com | |
    full-width | ｗａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ | wang@example.com | |
    a full-width @ | wang＠example.com | wang@example.com | |
    a Chinese full stop | wang@example。com | wang@example.com | |
    with mailto | mailto:wang@example.com | wang@example.com | |
    in angle brackets | <wang@example.com> | wang@example.com | |
    with a label | 邮箱：wang@example.com | wang@example.com | |
    with a label and no colon | 邮箱wang@example.com | wang@example.com | |
    with an English label | E-mail: wang@example.com | wang@example.com | |
    with blanks around the @ | wang @ example.com | wang@example.com | |
    with a closing stop | wang@example.com. | wang@example.com | |
    a plus and a subdomain | wang.w+crm@mail.example.com.cn | wang.w+crm@mail.example.com.cn | |
    a Chinese domain | wang@例子.公司 | wang@例子.公司 | |
    two addresses | wang@example.com;li@example.com | wang@example.com | li@example.com |
    two addresses and 、 | wang@example.com、li@example.com | wang@example.com | li@example.com |
    two addresses on two lines | wang@example.com\nli@example.com | wang@example.com | li@example.com |
    the same address twice | wang@example.com/wang@EXAMPLE.com | wang@example.com | |
    a name in front | 王三 <wang@example.com> | wang@example.com | 王三 |
    a name behind | wang@example.com王总 | wang@example.com | 王总 |
    a comma for the stop | wang@163,com | wang@163.com | |
    a Chinese comma for the stop | wang@example，com | wang@example.com | |
    a blank before the stop | wang@qq .com | wang@qq.com | |
    at in brackets | wang(at)example.com | wang@example.com | |
    a closing Chinese comma | wang@example.com， | wang@example.com | |
    a zero-width space | wang@example.com\u200b | wang@example.com | |
    a second one broken | wang@example.com, li@example | wang@example.com | li@example | clean.email_part_unread
"""


@pytest.mark.parametrize(("cell", "expected"), cases(READ))
def test_an_address_is_read(cell: str, expected: tuple[str, ...]) -> None:
    assert read_one(normalise_emails(pd.Series([cell])), "value", "extra", "code") == expected


@pytest.mark.parametrize(
    "cell",
    [
        "wang@example",
        "wang#example.com",
        "wang@@example.com",
        ".wang@example.com",
        "wang..w@example.com",
        "wang@-example.com",
        "wang@example..com",
        "@example.com",
        "13800001111",
        "没有邮箱吧",
        f"{'w' * 65}@example.com",
    ],
)
def test_what_is_no_address_is_refused(cell: str) -> None:
    assert read_one(normalise_emails(pd.Series([cell])), "value", "extra", "code") == ("", "", "clean.email_invalid")


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        pytest.param("wang@hotmial.com", "wang@hotmail.com", id="a free mail box"),
        pytest.param("wang@qq.con", "wang@qq.com", id="an ending that there is not"),
        pytest.param("Wang@Gmial.com", "Wang@gmail.com", id="in any case"),
        pytest.param("wang@hotmail.co.uk", "", id="a longer domain"),
        pytest.param("wang@mail.com", "", id="another provider with a name like one"),
        pytest.param("wang@example.co", "", id="another country's ending"),
    ],
)
def test_a_mistyped_domain_is_proposed_and_never_changed(cell: str, meant: str) -> None:
    value, code, among = read_one(normalise_emails(pd.Series([cell])), "value", "code", "among")
    assert (value.lower(), code, among) == (cell.lower(), "clean.email_domain" if meant else "", meant)


@pytest.mark.parametrize("cell", ["NA", "无邮箱", "没有邮箱", "暂无", "-"])
def test_no_address_is_no_problem(cell: str) -> None:
    assert read_one(normalise_emails(pd.Series([cell])), "value", "code") == ("", "")


def test_role_addresses_are_told_from_people() -> None:
    addresses = ["info@example.com", "Sales01@example.com", "wang@example.com", "hrwang@example.com", None]
    assert is_role_address(pd.Series(addresses, dtype="str")).to_list() == [True, True, False, False, False]


def test_public_mail_boxes_say_nothing_of_the_company() -> None:
    addresses = ["10001@qq.com", "w@VIP.163.com", "w@qq.com.example.com", None]
    assert is_public_domain(pd.Series(addresses, dtype="str")).to_list() == [True, True, False, False]
