"""Which rows name one company: by credit code, else by a name that agrees in place, brand, trade and branch."""

from typing import Final

import pandas as pd

from hiveledger.rules.normalise.codes import normalise_codes
from hiveledger.rules.normalise.companies import normalise_companies
from hiveledger.rules.normalise.company_parts import split_companies
from hiveledger.rules.normalise.regions import normalise_regions

__all__ = ["join_firms", "read_firms", "read_names"]

_OLD_CODE: Final = 15  # digits of a registration number of before 2015: unique only together with a name


def read_firms(rows: pd.DataFrame) -> pd.DataFrame:
    """Tell which rows name one company: they have the same `firm`.

    A name without a place takes the row's region. One that still has none is not compared where companies of that
    name are known in several places. A branch (分公司) is not its parent, another place or trade is another company;
    legal form, script, blanks and 市 do not matter. Two names with one credit code are one company, one name with
    two codes is two.

    Reads: company, uscc, region (cell texts, cleaned or not).
    Returns: same index; firm (missing where nothing tells the company), core (the name less its place), place, uscc.

    >>> rows = table(\'\'\'
    ...     lead_id | company                     | uscc | region
    ...     L1      | 苏州市云帆科技有限公司         |      |
    ...     L2      | 雲帆科技                     |      | 江苏 苏州
    ...     L3      | 苏州云帆科技有限公司昆山分公司   |      |
    ... \'\'\')
    >>> read_firms(rows)["firm"].to_list()
    ['云帆科技 江苏省苏州市', '云帆科技 江苏省苏州市', '云帆科技/昆山分公司 江苏省苏州市']
    """
    names = read_names(rows)
    return names.assign(firm=join_firms(names))


def read_names(rows: pd.DataFrame) -> pd.DataFrame:
    """Take each row's company apart, whatever the other rows say.

    Reads: company, uscc, region. Returns: same index; core (the name less its place), place, uscc.

    >>> rows = table('''
    ...     lead_id | company | uscc | region
    ...     L1      | 苏州云帆科技有限公司昆山分公司 | |
    ... ''')
    >>> read_names(rows).loc["L1"].to_list()
    ['云帆科技/昆山分公司', '江苏省苏州市', nan]
    """
    parts = split_companies(normalise_companies(rows["company"])["value"])
    named = parts["brand"].str.cat(parts["trade"], na_rep="").str.cat("/" + parts["branch"], na_rep="")
    core = named.where(parts["key"].notna())
    place = _places(parts["region"]).fillna(_cities(rows["region"])).where(core.notna())
    codes = normalise_codes(rows["uscc"])["value"]
    return pd.DataFrame({"core": core, "place": place, "uscc": codes.where(codes.str.len() != _OLD_CODE)})


def join_firms(names: pd.DataFrame) -> pd.Series:
    """Give one key per company: its credit code where one row has it, else its name and place.

    Reads: core, place, uscc. Returns: same index; missing where nothing tells the company, or its name is known in
    several places and the row has none.

    >>> names = table('''
    ...     lead_id | core     | place  | uscc
    ...     L1      | 云帆科技 | 苏州市 | 91350100M000100Y43
    ...     L2      | 云帆科技 | 苏州市 |
    ...     L3      | 云帆科技 | 无锡市 |
    ...     L4      | 云帆科技 |        |
    ... ''')
    >>> join_firms(names).to_list()
    ['91350100M000100Y43', '91350100M000100Y43', '云帆科技 无锡市', nan]
    """
    core, place, uscc = names["core"], names["place"], names["uscc"]
    is_open = place.isna() & (place.groupby(core).transform("nunique") > 1)
    name = core.str.cat(place, sep=" ", na_rep="").where(core.notna() & ~is_open)
    known = pd.DataFrame({"name": name, "uscc": uscc}).dropna().drop_duplicates()
    code_of = known.drop_duplicates("name", keep=False).set_index("name")["uscc"]
    return uscc.fillna(name.map(code_of).astype("str")).fillna(name)


def _places(regions: pd.Series) -> pd.Series:
    """Give the official name of the place in a company's name, as far down as the name says."""
    return normalise_regions(regions)["value"].fillna(regions)


def _cities(regions: pd.Series) -> pd.Series:
    """Give the place that a company of a region puts into its name: the city, or a county or county-level city."""
    found = normalise_regions(regions)
    is_ward = found["district"].str.endswith("区", na=False)
    city = found["province"].str.cat(found["city"], na_rep="").where(found["city"].notna(), found["province"])
    return found["value"].where(~is_ward, city)
