"""Who covers which leads, and how well."""

import pandas as pd
import pytest

from hiveledger.rules.assign.cover import FREE, Obstacle, cover
from tests.rules.assign.frames import NOW, as_leads, as_team, leads, team


def judge(person: dict[str, object], lead: dict[str, object]) -> tuple[str, int]:
    """Give the first obstacle ("" for none) and the fit of one person and one lead."""
    people = as_team(pd.DataFrame([person], index=["A1"]))
    found = cover(as_leads(pd.DataFrame([lead], index=["L1"])), people, NOW)
    place = int(found.first[found.of_lead[0], 0])
    return "" if place == FREE else list(Obstacle)[place].value, int(found.fit[found.of_lead[0], 0])


@pytest.mark.parametrize(
    ("industries", "industry", "expected"),
    [
        pytest.param("电子;汽车零部件", "汽车零部件", ("", 4), id="a named segment"),
        pytest.param("电子；汽车零部件 ", " 汽车零部件", ("", 4), id="a Chinese semicolon and stray blanks"),
        pytest.param("Retail", "retail", ("", 4), id="another case"),
        pytest.param("电力、热力;食品", "电力、热力", ("", 4), id="a segment with a comma in its name"),
        pytest.param("电力、热力", "热力", ("", 4), id="a list cut by commas"),
        pytest.param("汽车零部件", "汽车", ("industry", 0), id="a segment is not its beginning"),
        pytest.param("", "电子", ("", 0), id="a blank list is for every industry"),
        pytest.param("*", "电子", ("", 0), id="an asterisk is for every industry"),
        pytest.param("*;电子", "电子", ("", 4), id="a named segment beside the asterisk"),
        pytest.param("电子", None, ("industry", 0), id="an unknown industry is not for a specialist"),
        pytest.param("不限", None, ("", 0), id="an unknown industry is for who takes all"),
    ],
)
def test_industries_are_covered_by_name_or_altogether(
    industries: str, industry: str | None, expected: tuple[str, int]
) -> None:
    assert judge({"industries": industries}, {"industry": industry}) == expected


@pytest.mark.parametrize(
    ("regions", "region", "expected"),
    [
        pytest.param("江苏", "江苏省苏州市", ("", 2), id="a province covers its cities"),
        pytest.param("江苏省", "江苏苏州", ("", 2), id="with or without the word province"),
        pytest.param("苏州市", "江苏省苏州市", ("", 2), id="a city"),
        pytest.param("华东", "江苏省苏州市", ("", 2), id="a greater region"),
        pytest.param("华东地区", "江苏省苏州市", ("", 2), id="a greater region with the word region"),
        pytest.param("江浙沪", "浙江省杭州市", ("", 2), id="a greater region by its parts"),
        pytest.param("华南;华东", "广西壮族自治区南宁市", ("", 2), id="one of two greater regions"),
        pytest.param("广西壮族自治区", "广西南宁", ("", 2), id="an autonomous region by its long name"),
        pytest.param("华东", "广东省深圳市", ("region", 0), id="another greater region"),
        pytest.param("江苏", None, ("", 0), id="an unknown region keeps nobody away"),
        pytest.param("", "江苏省苏州市", ("", 0), id="no list is for every region"),
        pytest.param("Germany", "Bavaria, Germany", ("", 2), id="a part of a foreign region"),
        pytest.param("Oman", "Romania", ("region", 0), id="a foreign name within another"),
    ],
)
def test_regions_are_covered_by_any_part_of_their_name(
    regions: str, region: str | None, expected: tuple[str, int]
) -> None:
    assert judge({"regions": regions}, {"region": region}) == expected


@pytest.mark.parametrize(
    ("sizes", "size", "expected"),
    [
        pytest.param("大型", "大型", ("", 1), id="a named size"),
        pytest.param("大型", "中型", ("size", 0), id="another size"),
        pytest.param("大型", None, ("", 0), id="an unknown size keeps nobody away"),
    ],
)
def test_sizes_are_covered_by_name(sizes: str, size: str | None, expected: tuple[str, int]) -> None:
    assert judge({"sizes": sizes}, {"size": size}) == expected


def test_an_exact_industry_outweighs_region_and_size_together() -> None:
    lead: dict[str, object] = {"industry": "电子", "region": "江苏", "size": "大型"}
    assert judge({"industries": "电子", "regions": "", "sizes": ""}, lead)[1] == 4
    assert judge({"industries": "", "regions": "江苏", "sizes": "大型"}, lead)[1] == 3


@pytest.mark.parametrize(
    ("person", "lead", "obstacle"),
    [
        pytest.param({"role": "SE"}, {}, "role", id="no AM"),
        pytest.param({"left_at": "2026-03-01"}, {}, "left", id="left the team"),
        pytest.param({"leave_from": "2026-03-01", "left_at": "2026-03-01"}, {}, "left", id="left before on leave"),
        pytest.param({"leave_from": "2026-03-01"}, {}, "leave", id="on leave"),
        pytest.param({"leave_from": "2026-03-01", "industries": "电子"}, {}, "leave", id="on leave before coverage"),
        pytest.param({}, {"lapsed_by": "A7;A1"}, "lapsed", id="let it lapse in this round"),
        pytest.param({}, {"lapsed_by": "A10"}, "", id="somebody with a longer number let it lapse"),
        pytest.param({"quota": 0}, {}, "quota", id="a quota of nothing"),
        pytest.param({"room": 0}, {}, "", id="room is not asked here"),
    ],
)
def test_the_first_obstacle_is_told(person: dict[str, object], lead: dict[str, object], obstacle: str) -> None:
    assert judge(person, lead)[0] == obstacle


def test_leads_that_mean_the_same_to_everybody_are_one_class() -> None:
    found = cover(
        leads("""
            lead_id | industry | region | size
            L1      | 电子     | 苏州   | 大型
            L2      | 食品     | 无锡   | 中型
            L3      | 汽车     | 无锡   | 中型
        """),
        team("""
            staff_no | industries
            A1       | 汽车
            A2       |
        """),
        NOW,
    )
    assert found.of_lead[0] == found.of_lead[1] != found.of_lead[2]
    assert found.first.shape == (2, 2)
