"""Which rows name one company: by credit code, else by a name that agrees in place, brand, trade and branch."""

from typing import Final

import numpy as np
import pandas as pd

from hiveledger.rules.match.companies import Likeness, join_names, judge_pairs, propose_pairs, read_companies
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
    return join_firms(names).join(names["uscc"])


def read_names(rows: pd.DataFrame) -> pd.DataFrame:
    """Take each row's company apart, whatever the other rows say.

    Reads: company, uscc, region. Returns: same index; company (the name as it is stored), core_said (the name less
    its place), place_said, uscc.

    >>> rows = table('''
    ...     lead_id | company | uscc | region
    ...     L1      | 苏州云帆科技有限公司昆山分公司 | |
    ... ''')
    >>> read_names(rows).loc["L1"].to_list()
    ['苏州云帆科技有限公司昆山分公司', '云帆科技/昆山分公司', '江苏省苏州市', nan]
    """
    company = normalise_companies(rows["company"])["value"]
    parts = split_companies(company)
    named = parts["brand"].str.cat(parts["trade"], na_rep="").str.cat("/" + parts["branch"], na_rep="")
    core = named.where(parts["key"].notna())
    place = _places(parts["region"]).fillna(_cities(rows["region"])).where(core.notna())
    codes = normalise_codes(rows["uscc"])["value"]
    uscc = codes.where(codes.str.len() != _OLD_CODE)
    return pd.DataFrame({"company": company, "core_said": core, "place_said": place, "uscc": uscc})


def join_firms(names: pd.DataFrame) -> pd.DataFrame:
    """Give one key per company: its credit code where one row has it, else its name and place.

    Names that certainly mean one company (see `companies`) have the name and place of the fullest of them.

    Reads: company, core_said, place_said, uscc. Returns: same index; firm (missing where nothing tells the company, or
    its name is known in several places and the row has none), core, place, kin (names that may be one company have
    the same: a person or another fact decides).

    >>> rows = table('''
    ...     lead_id | company      | region | uscc
    ...     L1      | 苏州云帆科技 |        | 91350100M000100Y43
    ...     L2      | 苏洲云帆科技 | 苏州   |
    ...     L3      | 无锡云帆科技 |        |
    ...     L4      | 云帆科技     |        |
    ... ''')
    >>> join_firms(read_names(rows))["firm"].to_list()
    ['91350100M000100Y43', '91350100M000100Y43', '云帆科技 江苏省无锡市', nan]
    """
    said = names[["company", "core_said", "place_said"]]
    known = said[said["core_said"].notna()].drop_duplicates().sort_values(list(said.columns), ignore_index=True)
    told = said.merge(known.join(_groups(known)), how="left", on=list(said.columns), validate="many_to_one")
    joined = told[["core", "place", "kin"]].set_axis(names.index)
    core, place, uscc = joined["core"], joined["place"], names["uscc"]
    # A short name of several is nobody's, and so is one known in several places.
    is_open = place.isna() & (
        place.groupby(core).transform("nunique").gt(1) | place.groupby(joined["kin"]).transform("count").gt(0)
    )
    name = core.str.cat(place, sep=" ", na_rep="").where(core.notna() & ~is_open)
    coded = pd.DataFrame({"name": name, "uscc": uscc}).dropna().drop_duplicates()
    code_of = coded.drop_duplicates("name", keep=False).set_index("name")["uscc"]
    return joined.assign(firm=uscc.fillna(name.map(code_of).astype("str")).fillna(name))


def _groups(known: pd.DataFrame) -> pd.DataFrame:
    """Give for distinct names the core and place of the company that each is of, and its kin."""
    companies = read_companies(known["company"], known["place_said"])
    keys = known.groupby(["core_said", "place_said"], dropna=False, sort=False).ngroup().to_numpy()
    order = np.argsort(keys, kind="stable")
    alike = np.flatnonzero(np.diff(keys[order]) == 0)
    found = propose_pairs(companies)
    first, second = (np.concatenate(ends) for ends in zip(found, (order[alike], order[alike + 1]), strict=True))
    likeness = judge_pairs(companies, first, second)["likeness"].to_numpy()
    # What is written the same but for its legal form is one, unless the judge knows of a group or a subsidiary.
    is_written = (keys[first] == keys[second]) & (likeness != Likeness.OTHER) & (likeness != Likeness.RELATED)
    likeness = np.where(is_written, np.int8(Likeness.SAME), likeness)
    one, kin = (join_names(len(known), (first, second), likeness, least) for least in (Likeness.SAME, Likeness.MAYBE))
    # The fullest name is that with a place, and then the one that most spellings have, and then the longest.
    spellings = known.groupby([one, known["core_said"]])["company"].transform("size")
    ranked = known.assign(
        one=one, bare=known["place_said"].isna(), rare=-spellings, short=-known["core_said"].str.len()
    )
    ranked = ranked.sort_values(["bare", "rare", "short", "core_said", "place_said"])
    fullest = ranked.drop_duplicates("one").set_index("one")
    # A group and the company it is named after have one name and place: the shorter name has them to itself.
    clash = fullest.assign(length=fullest["company"].str.len()).sort_values(["length", "company"])
    again = clash.duplicated(["core_said", "place_said"]).reindex(fullest.index)
    core = fullest["core_said"].where(~again, fullest["core_said"] + "/" + fullest["company"])
    columns = {"core": core.reindex(one), "place": fullest["place_said"].reindex(one), "kin": pd.Series(kin)}
    return pd.DataFrame({name: column.to_numpy() for name, column in columns.items()}, index=known.index)


def _places(regions: pd.Series) -> pd.Series:
    """Give the official name of the place in a company's name, as far down as the name says."""
    return normalise_regions(regions)["value"].fillna(regions)


def _cities(regions: pd.Series) -> pd.Series:
    """Give the place that a company of a region puts into its name: the city, or a county or county-level city."""
    found = normalise_regions(regions)
    is_ward = found["district"].str.endswith("区", na=False)
    city = found["province"].str.cat(found["city"], na_rep="").where(found["city"].notna(), found["province"])
    return found["value"].where(~is_ward, city)
