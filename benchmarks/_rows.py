"""Made-up customers, as many as are asked; some stand in the table two or three times, each time differently."""

import csv
from collections.abc import Callable
from pathlib import Path
from random import Random  # noqa: TID251 - makes a sample; nobody is given a lead by it
from typing import Final

__all__ = ["FIELDS", "write_rows"]

FIELDS: Final = "company=公司,city=城市,phone=电话,person=联系人"
_HEADER: Final = ("编号", "公司", "城市", "电话", "联系人", "true")
_CITIES: Final = (
    "北京", "上海", "广州", "深圳", "杭州", "南京", "苏州", "无锡", "常州", "宁波", "成都", "重庆", "武汉", "长沙",
    "郑州", "西安", "天津", "青岛", "济南", "合肥", "福州", "厦门", "南昌", "沈阳", "大连", "哈尔滨", "长春",
    "石家庄", "太原", "昆明", "贵阳", "南宁", "海口", "兰州", "东莞", "佛山", "温州", "嘉兴", "绍兴", "台州",
    "泉州", "烟台", "潍坊", "徐州",
)  # fmt: skip
_TRADES: Final = (
    "机械", "电子", "科技", "贸易", "物流", "食品", "服饰", "建材", "化工", "医疗器械", "网络科技", "信息技术",
    "环保科技", "新能源", "自动化设备", "精密机械", "汽车零部件", "生物科技", "智能科技", "供应链管理", "企业管理",
    "国际贸易", "文化传播", "广告", "装饰工程", "电气", "包装", "五金", "塑胶", "半导体",
)  # fmt: skip
_BRAND: Final = (
    "华盛中天恒瑞德隆兴泰和信诚达通利丰源鑫宏伟业嘉美佳康健安宁博雅智慧创新科锐联合众成金银玉宝龙凤海江河山林森木东南西北光"
    "明星辰宇航飞腾云翔鹏远景程鼎盟邦国民富强胜凯旋捷顺昌茂盈福祥吉庆荣耀辉煌晟睿哲思远帆羽萱一诺优品"
)
_FAMILIES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
)
_GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文斌宇浩子轩梓涵欣怡晨曦俊熙"
_TWICE, _THRICE = 0.15, 0.03  # share of the customers that stand there again, and once more


def write_rows(path: Path, count: int) -> None:
    """Write that many rows, in no order; the column `true` numbers the customers."""
    chance = Random(count)  # noqa: S311 - a sample, not a secret
    rows: list[tuple[str, ...]] = []
    number = 0
    while len(rows) < count:
        said = _customer(chance)
        again = (chance.random() < _TWICE) + (chance.random() < _THRICE)
        rows += [(*said, str(number)), *((*_again(said, chance), str(number)) for _ in range(again))]
        number += 1
    rows = rows[:count]
    chance.shuffle(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_HEADER)
        writer.writerows((place, *row) for place, row in enumerate(rows))


def _customer(chance: Random) -> tuple[str, str, str, str]:
    city = chance.choice(_CITIES)
    brand = "".join(chance.choices(_BRAND, k=chance.choice((2, 2, 3, 3, 3, 4))))
    form = chance.choice(("有限公司", "有限公司", "有限公司", "股份有限公司", "有限责任公司"))
    person = chance.choice(_FAMILIES) + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2))))
    phone = f"1{chance.choice('3456789')}{chance.randrange(10**9):09d}"
    return f"{city}{chance.choice(('', '市'))}{brand}{chance.choice(_TRADES)}{form}", city, phone, person


def _again(said: tuple[str, str, str, str], chance: Random) -> tuple[str, ...]:
    """Say the same once more, one to three things differently."""
    row = list(said)
    for change in chance.sample(_CHANGES, chance.choice((1, 1, 2, 3))):
        change(row, chance)
    return tuple(row)


def _formless(row: list[str], _: Random) -> None:
    for form in ("股份有限公司", "有限责任公司", "有限公司"):
        row[0] = row[0].removesuffix(form)


def _placeless(row: list[str], _: Random) -> None:
    row[0] = row[0].removeprefix(row[1]).removeprefix("市")


def _misspelt(row: list[str], chance: Random) -> None:
    at = chance.randrange(2, max(3, len(row[0]) - 4))
    row[0] = row[0][:at] + chance.choice(_BRAND) + row[0][at + 1 :]


def _spaced(row: list[str], _: Random) -> None:
    row[2] = f"+86 {row[2][:3]} {row[2][3:7]} {row[2][7:]}"


def _without_city(row: list[str], _: Random) -> None:
    row[1] = ""


def _without_number(row: list[str], _: Random) -> None:
    row[2] = ""


def _by_title(row: list[str], chance: Random) -> None:
    row[3] = row[3][0] + chance.choice(("总", "经理", "先生", "女士"))


_CHANGES: Final[tuple[Callable[[list[str], Random], None], ...]] = (
    _formless, _placeless, _misspelt, _spaced, _without_city, _without_number, _by_title,
)  # fmt: skip
