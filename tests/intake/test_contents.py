"""What cells look like, whatever their header says."""

import pytest

from hiveledger.intake.contents import Kind, Profile, kinds_of, profiles
from tests.hang import must_end

K = Kind


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("138 0000 0000", K.MOBILE),
        ("+86-13800000000", K.MOBILE),
        ("13800000000.0", K.MOBILE),
        ("'13800000000", K.MOBILE),
        ("13800000000\t", K.MOBILE),
        ('="13800000000"', K.MOBILE),
        ("13800000000/0512-60000000", K.MOBILE),
        ("0512-60000000 转 801", K.PHONE),
        ("4008001234", K.PHONE),
        ("+1 415 555 0100", K.PHONE),
        ("60000000", K.LOCAL),
        ("1234567890", K.NUMBER),
        ("215000", K.NUMBER),
        ("3.5", K.NUMBER),
        ("info@example.com", K.EMAIL),
        ("www.example.com", K.URL),
        ("91320500MA1WXXXX01", K.CODE),
        ("110101199003071234", K.PERSON_ID),
        ("2026-03-02", K.DATE),
        ("2026年3月2日 10:00", K.DATE),
        ("3/2/2026", K.DATE),
        ("20260302", K.DATE),
        ("50万", K.MONEY),
        ("30-50万元", K.MONEY),
        ("50-100人", K.HEADS),
        ("A级", K.GRADE),
        ("未定", K.FLAG),
        ("示例精密有限公司", K.COMPANY),
        ("Example Co., Ltd.", K.COMPANY),
        ("王五", K.PERSON),
        ("欧阳示例", K.PERSON),
        ("李总", K.PERSON),
        ("Ann Sample", K.PERSON),
        ("Wu Wei", K.PERSON),
        ("青", K.TEXT),
        ("江苏省苏州市", K.REGION),
        ("华东", K.REGION),
        ("苏州市示例路1号", K.ADDRESS),
        ("想上MES", K.TEXT),
        ("采购总监", K.TEXT),
        ("暂无", None),
        ("--", None),
        ("", None),
    ],
)
def test_a_cell_is_told_by_what_reads_it(cell: str, kind: Kind | None) -> None:
    assert kinds_of([cell]) == [kind]


def test_shares_count_only_cells_that_say_something() -> None:
    (found,) = profiles([["13800000000", "", "无", "0512-60000000"]])
    assert found == Profile(2, {K.MOBILE: 0.5, K.PHONE: 0.5})


def test_a_long_column_is_sampled_over_its_whole_length() -> None:
    (found,) = profiles([["13800000000"] * 5000 + [""] * 5000 + ["0512-60000000"] * 5000])
    assert 200 < found.count < 700
    assert found.share([K.MOBILE]) == pytest.approx(0.5, abs=0.01)


def test_an_empty_column_looks_like_nothing() -> None:
    assert profiles([[], ["", " "]]) == [Profile(), Profile()]


def test_a_whole_file_in_one_cell_holds_nobody_up() -> None:
    with must_end():
        kinds_of(["13800001111, " * 100_000] * 10)
