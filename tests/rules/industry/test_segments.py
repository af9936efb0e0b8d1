"""What registers call industries, as a team calls them."""

from typing import Final

import pandas as pd
import pytest

from hiveledger.rules.industry import to_segments
from tests.tables import table

TEAM: Final = table(
    "industry | keywords\n机械制造 | 设备制造;轴承\n软件 | 信息技术;软件\n信息安全 | 信息技术安全\n医药 |"
)


@pytest.mark.parametrize(
    ("listed", "own"),
    [
        ("机械制造", "机械制造"),
        ("专用设备制造业", "机械制造"),
        ("制造业；通用设备制造业", "机械制造"),
        ("制造业 > 医药制造业", "医药"),
        ("信息技术安全服务", "信息安全"),
        ("医疗器械", "医药"),
        ("住宿业", "住宿业"),
        ("服务业；住宿业", "住宿业"),
        ("医药软件", "医药软件"),
    ],
    ids=[
        "the team's own",
        "by a keyword",
        "the finest level first",
        "by its name",
        "the longest keyword",
        "by a general word of the trade",
        "none of the team's",
        "none of the team's, finest level",
        "two of the team's",
    ],
)
def test_an_industry_of_a_register_is_the_teams_where_it_means_only_one(listed: str, own: str) -> None:
    assert to_segments(pd.Series([listed]), TEAM).to_list() == [own]


def test_without_a_list_of_industries_they_stay_as_the_register_has_them() -> None:
    said = pd.Series(["专用设备制造业", None], dtype="str")
    assert to_segments(said, TEAM.iloc[:0]).to_list()[:1] == ["专用设备制造业"]
    assert to_segments(said, TEAM.iloc[:0]).isna().to_list() == [False, True]
