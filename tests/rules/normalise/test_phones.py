"""Telephone cells: every way a number is written, and what is no number to call."""

from typing import Final

import pandas as pd
import pytest

from hiveledger.rules.normalise.phone_number import Kind, read_number
from hiveledger.rules.normalise.phones import normalise_phones
from tests.rules.normalise.cases import cases, read_one

MOBILES: Final = r"""
    plain | 13800001111 | 13800001111
    in groups of 3 4 4 | 138 0000 1111 | 13800001111
    with hyphens | 138-0000-1111 | 13800001111
    with dots | 138.0000.1111 | 13800001111
    with an odd grouping | 1380000-1111 | 13800001111
    digit by digit | 1 3 8 0 0 0 0 1 1 1 1 | 13800001111
    with +86 and hyphens | +86-138-0000-1111 | 13800001111
    with +86 and a blank | +86 13800001111 | 13800001111
    with +86 in brackets | （+86）13800001111 | 13800001111
    with 0086 | 008613800001111 | 13800001111
    with 86 | 8613800001111 | 13800001111
    with a trunk zero | 013800001111 | 13800001111
    as a float | 13800001111.0 | 13800001111
    as a float with +86 | +8613800001111.0 | 13800001111
    as a power of ten | 1.3800001111E10 | 13800001111
    as a power of ten with a sign | 1.3800001111e+10 | 13800001111
    in full-width digits | １３８００００１１１１ | 13800001111
    with a zero-width space | 138\u200b00001111 | 13800001111
    with a text apostrophe | '13800001111 | 13800001111
    in quotes | “13800001111” | 13800001111
    with a full stop | 13800001111。 | 13800001111
    with a label | 手机：13800001111 | 13800001111
    with an English label | Mobile: 13800001111 | 13800001111
    with 86 and a hyphen | 86-13800001111 | 13800001111
    with the one full-width digit | 1380000111１ | 13800001111
    with marks that turn the writing round | \u202e13800001111\u202c | 13800001111
    of a younger series | 19900001111 | 19900001111
    that is WeChat too | 13800001111（微信同号） | 13800001111
    that is WeChat too, without brackets | 13800001111 微信同号 | 13800001111
    marked as a WeChat number | 微信13800001111 | 13800001111
    twice the same | 13800001111,138 0000 1111 | 13800001111
"""

LANDLINES: Final = r"""
    with a hyphen | 0512-65551234 | 0512-65551234
    with brackets | (0512)65551234 | 0512-65551234
    with full-width brackets | （０５１２）６５５５１２３４ | 0512-65551234
    in one run | 051265551234 | 0512-65551234
    in groups | 0512 6555 1234 | 0512-65551234
    with a long dash | 0512—65551234 | 0512-65551234
    of Beijing in one run | 01065551234 | 010-65551234
    of Shanghai | 021-65551234 | 021-65551234
    with seven digits | 0899-6555123 | 0899-6555123
    with +86 instead of 0 | +86 512 6555 1234 | 0512-65551234
    with 86 and no 0 | 86-512-65551234 | 0512-65551234
    with +86 and 0 | +86-0512-65551234 | 0512-65551234
    with 86, blanks and no 0 | 86 10 6555 1234 | 010-65551234
    whose first zero is gone | 755-65551234 | 0755-65551234
    whose first zero is gone, with an extension | 512-65551234-801 | 0512-65551234-801
    with (0) | +86 (0)512 6555 1234 | 0512-65551234
    with 转 | 0512-65551234转801 | 0512-65551234-801
    with 分机 | 0512-65551234 分机:801 | 0512-65551234-801
    with ext. | 0512-65551234 ext. 801 | 0512-65551234-801
    with an extension after a hyphen | 0512-65551234-801 | 0512-65551234-801
    with an extension in brackets | 0512-65551234(转801) | 0512-65551234-801
    of a service | 400-820-1234 | 400-820-1234
    of a service in one run | 4008201234 | 400-820-1234
    of a service, grouped 4 3 3 | 4008-201-234 | 400-820-1234
    of a service with an extension | 400 820 1234 转 8 | 400-820-1234-8
    of a service with +86 | +86 400 820 1234 | 400-820-1234
    of a service free of charge | 800-820-1234 | 800-820-1234
    of a hotline | 95588 | 95588
    of a hotline with an extension | 95588转1 | 95588-1
    that is the fax too | 电话/传真：0512-65551234 | 0512-65551234
    of the United States | +1 (650) 253-0000 | +16502530000
    of the United States with an extension | +1 650-253-0000 ext 12 | +16502530000#12
    of Hong Kong | 00852-21234567 | +85221234567
    of Hong Kong without a plus | 852-21234567 | +85221234567
    of Macau | +853 2857 1234 | +85328571234
    of Taiwan without a plus | 886-2-23456789 | +886223456789
    of Japan | +81 3-1234-5678 | +81312345678
    of Britain | +44 20 7946 0958 | +442079460958
"""

SEVERAL: Final = r"""
    two mobiles and a slash | 13800001111/13900002222 | 13800001111 | | 13900002222 |
    two mobiles and a blank | 138 0000 1111 139 0000 2222 | 13800001111 | | 13900002222 |
    two mobiles and a line break | 13800001111\n13900002222 | 13800001111 | | 13900002222 |
    two mobiles and 或 | 13800001111或13900002222 | 13800001111 | | 13900002222 |
    a mobile and a landline | 13800001111、0512-65551234 | 13800001111 | 0512-65551234 | |
    a landline first | 0512-65551234转801;13800001111 | 13800001111 | 0512-65551234-801 | |
    with labels | 手机：13800001111，座机：0512-65551234 | 13800001111 | 0512-65551234 | |
    with one-letter labels | T: 0512-65551234 M: 13800001111 | 13800001111 | 0512-65551234 | |
    numbered with dots | 1.13800001111 2.13900002222 | 13800001111 | | 13900002222 |
    numbered with 、 | 1、13800001111 2、13900002222 | 13800001111 | | 13900002222 |
    numbered with circles | ①13800001111②13900002222 | 13800001111 | | 13900002222 |
    a fax is kept aside | 电话0512-65551234 传真0512-65551235 | | 0512-65551234 | 传真0512-65551235 |
    a QQ number is kept aside | QQ12345678 手机13800001111 | 13800001111 | | QQ12345678 |
    a QQ number that looks like a mobile | QQ:13900002222，13800001111 | 13800001111 | | QQ:13900002222 |
    a name before | 王总13800001111 | 13800001111 | | 王总 |
    a name behind in brackets | 13800001111（李经理） | 13800001111 | | 李经理 |
    an e-mail address | wang@example.com 13800001111 | 13800001111 | | wang@example.com |
    two mobiles and a hyphen | 13800001111-13900002222 | 13800001111 | | 13900002222 |
    a mobile with an extension | 13800001111转801 | 13800001111 | | 转801 |
    a mobile with an extension in brackets | 13800001111（转8001） | 13800001111 | | 转8001 |
    a mobile with an extension after a hyphen | 138-0000-1111-801 | 13800001111 | | 转801 |
    a mobile with +86 and an extension | +8613800001111-801 | 13800001111 | | 转801 |
    two landlines and a hyphen | 0512-65551234-65551235 | | 0512-65551234 | 65551235 |
    a number of Hong Kong and words | 香港 +852 2123 4567 | | +85221234567 | 香港 |
    no area code but an extension | 65551234转801 | | 65551234-801 | | clean.phone_no_area
    a shortened second number | 0512-65551234/35 | | 0512-65551234 | 35 | clean.phone_part_unread
    a second number with digits missing | 13800001111 1380000 | 13800001111 | | 1380000 | clean.phone_part_unread
    no area code | 6555-1234 | | 65551234 | | clean.phone_no_area
"""

REFUSED: Final = r"""
    ten digits | 1380000111 | clean.mobile_invalid
    ten digits in groups | 138 0000 111 | clean.mobile_invalid
    twelve digits | 138000011112 | clean.mobile_invalid
    a prefix that no mobile has | 12345678901 | clean.mobile_invalid
    letter O for zero is not guessed at | 138OOOO1111 | clean.mobile_invalid
    letter l for one is not guessed at | l3800001111 | clean.mobile_invalid
    digits masked | 138****1111 | clean.phone_masked
    digits cut off by Excel | 1.38E+10 | clean.phone_damaged
    a leading zero cut off by Excel | 51265551234.0 | clean.phone_invalid
    a Beijing number of seven digits | 010-6555123 | clean.phone_invalid
    a Shanghai number of seven digits | 0216555123 | clean.phone_invalid
    a country that does not exist | +999 12345678 | clean.phone_invalid
    a service number with a digit too many | 400-88888888 | clean.phone_invalid
    seven digits whose area code lost its zero | 899-6555123 | clean.phone_invalid
    numerals in Chinese | 一三八零零零零一一一一 | clean.phone_none
    only a fax | 传真:0512-65551234 | clean.phone_none
    only a QQ number | QQ:12345678 | clean.phone_none
    only words | 空号 | clean.phone_none
    only an e-mail address | wang@example.com | clean.phone_none
"""


@pytest.mark.parametrize(("cell", "expected"), cases(MOBILES))
def test_a_mobile_is_read(cell: str, expected: tuple[str, ...]) -> None:
    found = normalise_phones(pd.Series([cell]))
    assert read_one(found, "mobile", "phone", "extra", "code") == (*expected, "", "", "")


@pytest.mark.parametrize(("cell", "expected"), cases(LANDLINES))
def test_a_line_is_read(cell: str, expected: tuple[str, ...]) -> None:
    found = normalise_phones(pd.Series([cell]))
    assert read_one(found, "mobile", "phone", "extra", "code") == ("", *expected, "", "")


@pytest.mark.parametrize(("cell", "expected"), cases(SEVERAL))
def test_of_several_numbers_the_first_of_each_kind_is_taken(cell: str, expected: tuple[str, ...]) -> None:
    assert read_one(normalise_phones(pd.Series([cell])), "mobile", "phone", "extra", "code") == expected


@pytest.mark.parametrize(("cell", "expected"), cases(REFUSED))
def test_no_number_is_made_up(cell: str, expected: tuple[str, ...]) -> None:
    found = normalise_phones(pd.Series([cell]))
    assert read_one(found, "mobile", "phone", "extra", "code") == ("", "", "", *expected)


@pytest.mark.parametrize("cell", ["NA", "nan", "#N/A", "无手机", "没有电话", "暂无", "/"])
def test_no_number_is_no_problem(cell: str) -> None:
    assert read_one(normalise_phones(pd.Series([cell])), "mobile", "phone", "extra", "code") == ("", "", "", "")


def test_numbers_in_the_wrong_column_change_places() -> None:
    mobiles = pd.Series(["0512-65551234", None, "13800001111"], dtype="str")
    phones = pd.Series(["138 0000 1111", "13800001111", None], dtype="str")
    found = normalise_phones(mobiles, phones)
    assert found["mobile"].to_list() == ["13800001111"] * 3
    assert found["phone"].dropna().to_list() == ["0512-65551234"]


def test_a_row_blank_in_both_columns_says_nothing() -> None:
    blank = pd.Series([None], dtype="str")
    assert read_one(normalise_phones(blank, blank), "mobile", "phone", "extra", "code") == ("", "", "", "")


def test_numbers_are_text() -> None:
    found = normalise_phones(pd.Series(["13800001111.0", "007"]))
    assert set(found.dtypes.astype(str)) == {"str"}


def test_one_number_says_what_kind_it_is() -> None:
    kinds = [read_number(text).kind for text in ("13800001111", "400-820-1234", "65551234", "x")]
    assert kinds == [Kind.MOBILE, Kind.PHONE, Kind.LOCAL, Kind.UNREADABLE]
