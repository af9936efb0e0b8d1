"""Regions: one place, one name; where there is more than one place, a person is asked."""

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pandas as pd
import pytest

from hiveledger.rules.normalise.places import called, lineage, names
from hiveledger.rules.normalise.regions import normalise_regions
from tests.rules.normalise.cases import cases, read_one

_SUFFIX: Final = re.compile(r"(?:(?:壮族|回族|维吾尔)?自治区|省|市|新区|区|县|旗|盟|地区)$")
_NO_CITY: Final = re.compile("市辖区|^县$|直辖县级")

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
    with the level that stands for no city | 重庆市/县/城口县 | 重庆市城口县
    under a prefecture of no name | 新疆维吾尔自治区/自治区直辖县级行政区划/石河子市 | 新疆维吾尔自治区石河子市
    a municipality twice, as exports write it | 北京市北京市朝阳区 | 北京市朝阳区
    a province twice | 江苏省江苏省苏州市 | 江苏省苏州市
    from the lowest level up | 昆山市 苏州市 江苏省 | 江苏省苏州市昆山市
    the city behind in brackets | 朝阳区（北京） | 北京市朝阳区
    the city behind after a comma | 鼓楼区，南京 | 江苏省南京市鼓楼区
    in both scripts | 上海市浦東新區 | 上海市浦东新区
    a character that is simplified elsewhere | 乾安县 松原市 | 吉林省松原市乾安县
    in full-width forms | 江苏　苏州／昆山 | 江苏省苏州市昆山市
    with a zero-width space | 江苏\u200b苏州 | 江苏省苏州市
    雄安 | 雄安 | 河北省雄安新区
    a county of 雄安 by the city it is run by | 雄安新区容城县 | 河北省保定市容城县
    a county of 雄安 by the city of its code | 保定雄县 | 河北省保定市雄县
    one character | 沪 | 上海市
    one character before a city | 粤深圳 | 广东省深圳市
    one character and a stroke | 鄂/武汉 | 湖北省武汉市
    a county of one character is none of those | 云县 临沧市 云南省 | 云南省临沧市云县
    a former name | 襄樊市 | 湖北省襄阳市
    a former name after its province | 湖北襄樊 | 湖北省襄阳市
    a county that became a district of another name | 户县 | 陕西省西安市鄠邑区
    a prefecture as people say it | 新疆巴州 | 新疆维吾尔自治区巴音郭楞蒙古自治州
    a forest district as people say it | 湖北神农架 | 湖北省神农架林区
    a prefecture that became a city | 哈密地区 | 新疆维吾尔自治区哈密市
    a zone of the table by its short name | 合肥高新区 | 安徽省合肥市合肥高新技术产业开发区
    a zone of the table after its city | 合肥市经开区 | 安徽省合肥市合肥经济技术开发区
    a zone without its city | 苏州园区 | 江苏省苏州市苏州工业园区
    pinyin with its province | Suzhou, Jiangsu, China | 江苏省苏州市
    pinyin from the highest level down | Jiangsu Suzhou Kunshan | 江苏省苏州市昆山市
    pinyin with words for the levels | Chaoyang District, Beijing | 北京市朝阳区
    pinyin with a word for the level | Jilin Province | 吉林省
    pinyin in capitals | SHANGHAI | 上海市
    pinyin in syllables | Su Zhou, Jiang Su | 江苏省苏州市
    pinyin with tones | Běijīng | 北京市
    pinyin with an apostrophe | Xi'an | 陕西省西安市
    pinyin of a character with two readings | Chongqing | 重庆市
    an English name | Inner Mongolia | 内蒙古自治区
    陕西 in its own spelling | Shaanxi | 陕西省
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
    a zone of Tianjin or of a county in Jiangsu | 滨海经济开发区 | clean.region_ambiguous
    a place in Hong Kong and a county | 九龙 | clean.region_ambiguous
    a name of prefecture and district | 巴州 | clean.region_ambiguous
    one character for three places | 宁 | clean.region_ambiguous
    pinyin of two cities | Suzhou | clean.region_ambiguous
    pinyin of two provinces | Shanxi | clean.region_ambiguous
    pinyin of a name that stays ambiguous | Chaoyang | clean.region_ambiguous
    pinyin that does not agree | Suzhou, Guangdong | clean.region_unknown
    pinyin of no place | Paris | clean.region_unknown
    pinyin of a company | Suzhou Yunfan Ltd | clean.region_unknown
    a district that is not in the province | 江苏朝阳区 | clean.region_several
    a city that is not in the province | 江苏省杭州市 | clean.region_several
    a district's short name in another name | 金山软件园 | clean.region_unknown
    a town that is called as a district elsewhere | 东区街道 | clean.region_unknown
    a number, which may be a code or a postcode | 310000 | clean.region_unknown
"""

ADDRESSES: Final = r"""
    a street | 苏州市吴中大道1368号 | 江苏省苏州市 | 吴中大道1368号
    a street named after another city | 上海市南京东路100号 | 上海市 | 南京东路100号
    a town | 东莞长安镇 | 广东省东莞市 | 长安镇
    a street after a district | 江苏省苏州市工业园区星湖街328号 | 江苏省苏州市苏州工业园区 | 星湖街328号
    a zone that is a district too | 苏州高新区 | 江苏省苏州市虎丘区 | 高新区
    a zone that is a district too after its city | 苏州市高新区 | 江苏省苏州市虎丘区 | 高新区
    a zone that the lists do not hold | 南宁高新区 | 广西壮族自治区南宁市 | 高新区
    a zone that everybody knows | 张江高科 | 上海市浦东新区 | 张江高科
    a zone after its city | 北京亦庄 | 北京市大兴区 | 亦庄
    a zone and what lies in it | 中关村创业大街 | 北京市海淀区 | 中关村创业大街
    a zone of a city whose name starts as a district's | 东湖高新区 | 湖北省武汉市 | 东湖高新区
    a zone of several districts | 光谷 | 湖北省武汉市 | 光谷
    a zone of two cities gives no more than the province | 天府新区 | 四川省 | 天府新区
    the same of one city | 成都天府新区 | 四川省成都市 | 天府新区
    a town that has grown into a zone | 松山湖 | 广东省东莞市 | 松山湖
    a district that was taken in | 崇文区 | 北京市东城区 | 崇文区
    a district that was taken in, after its city | 天津塘沽 | 天津市滨海新区 | 塘沽
    a city of Taiwan | 台北市 | 台湾省 | 台北市
    a short district and a street | 海淀学院路37号 | 北京市海淀区 | 学院路37号
    a county-level city and a town | 昆山花桥 | 江苏省苏州市昆山市 | 花桥
    a postcode behind | 江苏省苏州市 215000 | 江苏省苏州市 | 215000
    traditional characters and a street | 臺灣省中正路1號 | 台湾省 | 中正路1號
    an address in English | 328 Xinghu Street, Suzhou, Jiangsu | 江苏省苏州市 | 328 Xinghu Street
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


@pytest.mark.parametrize(
    ("cell", "among"),
    [
        pytest.param(
            "朝阳", "辽宁省朝阳市 / 北京市朝阳区 / 辽宁省朝阳市朝阳县 / 吉林省长春市朝阳区", id="places of any level"
        ),
        pytest.param("青", "青海省 / 山东省青岛市", id="of one character"),
        pytest.param("Suzhou", "江苏省苏州市 / 安徽省宿州市", id="of a spelling"),
        pytest.param("苏州", "", id="of a name that means one place"),
    ],
)
def test_the_places_that_a_name_can_mean_are_named(cell: str, among: str) -> None:
    assert read_one(normalise_regions(pd.Series([cell])), "among") == (among,)


def test_a_name_of_many_places_names_some() -> None:
    (among,) = read_one(normalise_regions(pd.Series(["城区"])), "among")
    assert among.count(" / ") <= 6


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


def _ways(province: str, city: str, district: str) -> Iterator[str]:
    """Write one place in the ways that people and exports write it."""
    parts = [part for part in (province, city, district) if part]
    above, short = city or province, _SUFFIX.sub("", city or province)
    yield "".join(parts)
    yield " ".join(parts)
    yield "/".join((province, city or "市辖区", district or "市辖区"))
    yield "-".join(_SUFFIX.sub("", part) if len(part) > len("郊区") else part for part in parts)
    yield from (above + district, short + district, province + district, district or city)
    yield from (" ".join(reversed(parts)), f"{district or city}（{above}）", province + above + district)
    yield from ("".join(parts) + "人民路100号3楼", f"{above}{district}解放大道与中山路交叉口")


def test_places_written_in_many_ways_come_back_right_or_not_at_all(
    data: Path, record_property: Callable[[str, object], None]
) -> None:
    """Every second path of the given tree, in fourteen ways; a place around the right one is not wrong."""
    tree = json.loads((data / "reference" / "pca-code.json").read_text("utf-8"))
    paths = [
        ("".join((one["name"], city, place["name"])), text)
        for one in tree
        for two in one["children"]
        for place in two["children"][::2]
        for city in ["" if _NO_CITY.search(two["name"]) else two["name"]]
        for text in _ways(one["name"], city, place["name"])
    ]
    wanted, texts = (pd.Series(column, dtype="str") for column in zip(*paths, strict=True))
    found = normalise_regions(texts)
    is_right = found["value"].eq(wanted)
    is_around = pd.Series([str(want).startswith(str(got)) for want, got in zip(wanted, found["value"], strict=True)])
    wrong = texts[found["value"].notna() & ~is_around]
    record_property("right", f"{is_right.mean():.1%} of {len(texts)}")
    record_property("left to a person", f"{found['value'].isna().mean():.1%}")
    assert wrong.to_list() == []
    assert is_right.mean() > 0.95


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
