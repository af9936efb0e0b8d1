"""Regions: one place, one name; where there is more than one place, a person is asked."""

import csv
import json
from pathlib import Path
from typing import Final

import pandas as pd
import pytest

from hiveledger.rules.normalise.places import called, lineage, names
from hiveledger.rules.normalise.regions import normalise_regions
from tests.rules.normalise.cases import cases, read_one

READ: Final = r"""
    a city by its short name | 苏州 | 江苏省苏州市
    a city by its name | 苏州市 | 江苏省苏州市
    province and city | 江苏省苏州市 | 江苏省苏州市
    both short | 江苏苏州 | 江苏省苏州市
    with a hyphen | 江苏-苏州 | 江苏省苏州市
    with a blank | 江苏省 苏州市 | 江苏省苏州市
    with a slash | 江苏/苏州 | 江苏省苏州市
    with a comma | 江苏省，苏州市 | 江苏省苏州市
    with brackets | 江苏（苏州） | 江苏省苏州市
    on two lines | 江苏\n苏州 | 江苏省苏州市
    with the country | 中国江苏苏州 | 江苏省苏州市
    in traditional characters | 江蘇省蘇州市 | 江苏省苏州市
    a province | 江苏 | 江苏省
    a county-level city | 昆山 | 江苏省苏州市昆山市
    a county-level city after its province | 江苏昆山 | 江苏省苏州市昆山市
    all three levels | 江苏省苏州市昆山市 | 江苏省苏州市昆山市
    a district that only one city has | 海淀 | 北京市海淀区
    a district after its city | 深圳南山 | 广东省深圳市南山区
    a shared district after its city | 北京朝阳区 | 北京市朝阳区
    a shared district after another city | 南京鼓楼区 | 江苏省南京市鼓楼区
    a municipality | 上海 | 上海市
    a municipality with 市辖区 | 北京市市辖区朝阳区 | 北京市朝阳区
    a new area | 浦东 | 上海市浦东新区
    a development zone | 苏州市工业园区 | 江苏省苏州市苏州工业园区
    雄安新区 | 雄安新区 | 河北省雄安新区
    an autonomous region | 内蒙 | 内蒙古自治区
    an autonomous region and city | 广西南宁 | 广西壮族自治区南宁市
    an autonomous prefecture | 恩施州 | 湖北省恩施土家族苗族自治州
    a county under no city | 济源 | 河南省济源市
    a special region | 香港 | 香港特别行政区
    a city and not its county | 长沙 | 湖南省长沙市
    a county and not its city | 长沙县 | 湖南省长沙市长沙县
    a city and not a district elsewhere | 大同 | 山西省大同市
    a province and not a district elsewhere | 海南 | 海南省
    a city and not a district of another | 中山 | 广东省中山市
    吉林 the province by its ending | 吉林省 | 吉林省
    吉林 the city by its ending | 吉林市 | 吉林省吉林市
    吉林 the city by its province | 吉林吉林 | 吉林省吉林市
    朝阳 by its province | 辽宁朝阳 | 辽宁省朝阳市
    a city that became a district | 吴江市 | 江苏省苏州市吴江区
    the surroundings | 苏州周边 | 江苏省苏州市
    a district whose name looks like a street | 唐山路南区 | 河北省唐山市路南区
"""

REFUSED: Final = r"""
    a district of two cities | 朝阳区 | clean.region_ambiguous
    a name of city and district | 朝阳 | clean.region_ambiguous
    a district of several cities | 鼓楼区 | clean.region_ambiguous
    a district of several cities by its short name | 南山 | clean.region_ambiguous
    a name of province and city | 吉林 | clean.region_ambiguous
    a former city that two cities have as a district | 通州 | clean.region_ambiguous
    several cities | 苏州、无锡、常州 | clean.region_several
    two cities and a slash | 苏州/无锡 | clean.region_several
    two cities and nothing between | 苏州无锡 | clean.region_several
    a part of the country | 华东 | clean.region_broad
    a part of the country with 地区 | 华东地区 | clean.region_broad
    the whole country | 全国 | clean.region_broad
    the country | 中国 | clean.region_broad
    another country | 美国 | clean.region_unknown
    a street named after a city | 中山路88号 | clean.region_unknown
    a zone that many cities have | 高新区 | clean.region_unknown
    pinyin | Suzhou | clean.region_unknown
"""

ADDRESSES: Final = r"""
    a street | 苏州市吴中大道1368号 | 江苏省苏州市 | 吴中大道1368号
    a street named after another city | 上海市南京东路100号 | 上海市 | 南京东路100号
    a town | 东莞长安镇 | 广东省东莞市 | 长安镇
    a street after a district | 江苏省苏州市工业园区星湖街328号 | 江苏省苏州市苏州工业园区 | 星湖街328号
    a zone that the table does not hold | 苏州高新区 | 江苏省苏州市 | 高新区
"""


@pytest.mark.parametrize(("cell", "expected"), cases(READ))
def test_a_place_is_read(cell: str, expected: tuple[str, ...]) -> None:
    assert read_one(normalise_regions(pd.Series([cell])), "value", "code", "rest") == (*expected, "", "")


@pytest.mark.parametrize(("cell", "expected"), cases(REFUSED))
def test_no_place_is_guessed_at(cell: str, expected: tuple[str, ...]) -> None:
    assert read_one(normalise_regions(pd.Series([cell])), "value", "code", "rest") == ("", *expected, "")


@pytest.mark.parametrize(("cell", "expected"), cases(ADDRESSES))
def test_an_address_is_parted_from_its_place(cell: str, expected: tuple[str, ...]) -> None:
    value, rest = expected
    found = normalise_regions(pd.Series([cell]))
    assert read_one(found, "value", "code", "rest") == (value, "clean.region_address", rest)


def test_each_level_has_its_column() -> None:
    found = normalise_regions(pd.Series(["苏州昆山", "北京朝阳", "江苏"]))
    assert found[["province", "city", "district"]].fillna("").to_numpy().tolist() == [
        ["江苏省", "苏州市", "昆山市"],
        ["北京市", "", "朝阳区"],
        ["江苏省", "", ""],
    ]


def test_every_place_of_the_table_is_read_by_its_full_name() -> None:
    full = pd.Series(["".join(filter(None, lineage(code))) for code in names()])
    found = normalise_regions(full)
    assert full[found["value"].ne(full) | found["code"].notna()].to_list() == []


def test_every_name_of_a_place_is_told_apart_from_a_single_character() -> None:
    assert min(map(len, called())) > 1


def test_the_table_is_the_given_one(data: Path) -> None:
    """Municipalities' 市辖区 and the like, and districts named as their city, stand for no place of their own."""
    folder = data / "reference"
    provinces = {one["code"]: one["name"] for one in json.loads((folder / "pca-code.json").read_text("utf-8"))}
    cities = {one["code"]: one["name"] for one in json.loads((folder / "cities.json").read_text("utf-8"))}
    with (folder / "areas.csv").open(encoding="utf-8", newline="") as source:
        districts = {row["code"]: row["name"] for row in csv.DictReader(source)}
    named = {code: name for code, name in cities.items() if name not in {"市辖区", "县"} and "直辖县级" not in name}
    proper = {code: name for code, name in districts.items() if cities[code[:4]] != name}
    ours = {"71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区", "1331": "雄安新区"}
    assert names() == provinces | named | proper | ours
