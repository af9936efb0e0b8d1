"""Who covers which leads, and how well: by industry, then region and size. Source: M2, M9.

Leads that the same people may take equally well form a class, so that 100,000 leads are a few hundred rows.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from hiveledger.rules.assign.team import has_left, is_on_leave
from hiveledger.schema.words import Role

__all__ = ["FREE", "Cover", "Obstacle", "cover", "industry_levels", "segments"]

_Levels = npt.NDArray[np.int8]


class Obstacle(StrEnum):
    """What keeps a person from a lead, in the order in which it is asked."""

    ROLE = "role"  # no AM
    LEFT = "left"
    LEAVE = "leave"
    INDUSTRY = "industry"
    REGION = "region"
    SIZE = "size"
    LAPSED = "lapsed"  # let it lapse in this round (M12)
    QUOTA = "quota"  # takes no lead of this grade
    CAP = "cap"  # no room: the only one that depends on what else is placed


FREE: Final = len(Obstacle)  # place in Obstacle of "nothing stands in the way"


class Cover(NamedTuple):
    """Leads in classes, and what each class is to each person."""

    of_lead: npt.NDArray[np.int64]  # the class of each lead
    first: _Levels  # class x person: place in Obstacle of the first one, CAP never; FREE if none
    fit: _Levels  # class x person: exact industry 4, exact region 2, exact size 1, added up; general adds nothing


def cover(leads: pd.DataFrame, team: pd.DataFrame, now: pd.Timestamp) -> Cover:
    """Put leads into classes and find, per class and person, the first obstacle and the fit.

    A list with nothing in it, or with "*", covers everything; a named segment fits better. A lead without industry
    goes only to who covers every industry. An unknown region or size keeps nobody away.
    A region is covered by the name of any part of it (江苏 and 苏州 cover 江苏省苏州市) or of a greater one (华东).

    Reads: leads industry, region, size, lapsed_by; team role, left_at, leave_from, leave_to, industries, regions,
    sizes, quota.
    Returns: one entry per lead, columns as the rows of the team.
    """
    sides = (
        _side(leads["industry"], lambda names: industry_levels(names, team)),
        _side(leads["region"], lambda names: _levels(names, team["regions"], unknown=1, lies_in=_lies_in)),
        _side(leads["size"], lambda names: _levels(names, team["sizes"], unknown=1)),
        _side(leads["lapsed_by"], lambda names: _lapsed(names, team.index)),
    )
    codes = np.column_stack([code for code, _ in sides])
    classes, of_lead = np.unique(codes, axis=0, return_inverse=True)
    industry, region, size, lapsed = (levels[code] for code, (_, levels) in zip(classes.T, sides, strict=True))
    checks: dict[Obstacle, npt.NDArray[np.bool_]] = {
        Obstacle.ROLE: team["role"].ne(Role.AM).to_numpy(),
        Obstacle.LEFT: has_left(team, now).to_numpy(),
        Obstacle.LEAVE: is_on_leave(team, now).to_numpy(),
        Obstacle.INDUSTRY: industry == 0,
        Obstacle.REGION: region == 0,
        Obstacle.SIZE: size == 0,
        Obstacle.LAPSED: lapsed > 0,
        Obstacle.QUOTA: ~(team["quota"] > 0).to_numpy(),
    }
    first = np.full(industry.shape, FREE, dtype=np.int8)
    for place, obstacle in reversed(list(enumerate(checks))):
        first[np.broadcast_to(checks[obstacle], first.shape)] = place
    fit = 4 * (industry == 2) + 2 * (region == 2) + (size == 2)  # noqa: PLR2004 - levels: 0 no, 1 general, 2 exact
    return Cover(of_lead.reshape(-1), first, fit.astype(np.int8))


def industry_levels(names: pd.Index, team: pd.DataFrame) -> _Levels:
    """Tell how each person covers each industry: 0 not at all, 1 as every industry, 2 by name.

    Reads: team industries. Returns: industry x person; a blank industry is covered only as every industry.
    """
    return _levels(names, team["industries"], unknown=0)


def _side(cells: pd.Series, levels_of: Callable[[pd.Index], _Levels]) -> tuple[npt.NDArray[np.int64], _Levels]:
    """Give each lead a code for one of its sides; values that mean the same to everybody share a code."""
    codes, names = pd.factorize(cells.fillna(""))
    levels, alike = np.unique(levels_of(pd.Index(names)), axis=0, return_inverse=True)
    return alike.reshape(-1)[codes], levels


_CUTS: Final = (re.compile(r"[;；\n]"), re.compile(r"[;；\n,，、]"))  # 电力、热力 may be one segment or two
_ANY: Final = frozenset({"*", "全部", "不限", "通用", "全国", "all"})


def segments(cell: object) -> frozenset[str]:
    """Read a list cell: its segments, folded for comparison.

    >>> sorted(segments("汽车零部件; Retail"))
    ['retail', '汽车零部件']
    """
    text = cell if isinstance(cell, str) else ""
    return frozenset(piece.strip().casefold() for cut in _CUTS for piece in cut.split(text)) - {""}


def _levels(
    names: pd.Index, lists: pd.Series, *, unknown: int, lies_in: Callable[[str, str], bool] = str.__eq__
) -> _Levels:
    """Tell how each list covers each name: 0 not at all, 1 as everything, 2 by name; blank names at least `unknown`."""
    wanted = [segments(cell) for cell in lists]
    general = np.array([not mine or bool(mine & _ANY) for mine in wanted], dtype=np.int8)
    known = sorted(frozenset[str]().union(*wanted) - _ANY)
    whose = np.zeros((len(known), len(wanted)), dtype=np.bool_)
    for row, segment in enumerate(known):
        whose[row] = [segment in mine for mine in wanted]
    levels = np.tile(general, (len(names), 1))
    for row, name in enumerate(names):
        if name:
            key = name.strip().casefold()
            hits = [place for place, segment in enumerate(known) if lies_in(segment, key)]
            levels[row, whose[hits].any(axis=0)] = 2
        else:
            levels[row] = np.maximum(general, unknown)
    return levels


_NORTH_EAST: Final = ("辽宁", "吉林", "黑龙江")
_GREATER: Final = {
    "华东": ("上海", "江苏", "浙江", "安徽", "福建", "江西", "山东"),
    "华北": ("北京", "天津", "河北", "山西", "内蒙古"),
    "华中": ("河南", "湖北", "湖南"),
    "华南": ("广东", "广西", "海南"),
    "西南": ("重庆", "四川", "贵州", "云南", "西藏"),
    "西北": ("陕西", "甘肃", "青海", "宁夏", "新疆"),
    "东北": _NORTH_EAST,
    "东三省": _NORTH_EAST,
    "长三角": ("上海", "江苏", "浙江", "安徽"),
    "江浙沪": ("上海", "江苏", "浙江"),
    "珠三角": ("广东",),
    "大湾区": ("广东", "香港", "澳门"),
    "京津冀": ("北京", "天津", "河北"),
    "川渝": ("四川", "重庆"),
    "云贵川": ("云南", "贵州", "四川"),
}
_KIND: Final = re.compile(r"(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区|(?<=^..)(?:地区|大区|区域|区))$")


def _lies_in(segment: str, region: str) -> bool:
    """Tell whether a region, such as 江苏省苏州市 or "Bavaria, Germany", lies in the one that a person covers."""
    if segment.isascii():
        return segment in {part.strip() for part in region.split(",")}
    return any(name in region for name in _short_names(segment))


@cache
def _short_names(segment: str) -> tuple[str, ...]:
    name = _KIND.sub("", segment)
    return _GREATER.get(name, (name,))


def _lapsed(names: pd.Index, staff: pd.Index) -> _Levels:
    place = {number.casefold(): column for column, number in enumerate(staff)}
    lapsed = np.zeros((len(names), len(staff)), dtype=np.int8)
    for row, cell in enumerate(names):
        lapsed[row, [place[number] for number in segments(cell) if number in place]] = 1
    return lapsed
