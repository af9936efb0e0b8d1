"""What tells a lead's industry, size or region: registers, rows of its account, its words, its mobile. Source: M8.

Each function gives evidence: a row for each value that something tells, with the columns

| column | is |
|---|---|
| lead_id, column | the blank cell that it is for |
| value | what should stand there |
| source | what tells it, a code of the catalogue under `complete.` |
| told | the row, words or number that it was read from |
"""

from functools import cache
from typing import TYPE_CHECKING, Final

import pandas as pd

from hiveledger.rules.normalise.characters import comparison_key
from hiveledger.rules.normalise.codes import normalise_codes
from hiveledger.rules.normalise.company_parts import company_key, split_companies
from hiveledger.rules.normalise.regions import normalise_regions

if TYPE_CHECKING:
    from phone import Phone

__all__ = ["EVIDENCE", "FACTS", "blank_cells", "find_by_account", "find_by_mobile", "find_by_words", "find_in_register"]

FACTS: Final = ("industry", "size", "region")
EVIDENCE: Final = ["lead_id", "column", "value", "source", "told"]

_CODE_LENGTH: Final = 18
_APART: Final = r"[;；,，、\n]+"


def _evidence(rows: pd.DataFrame, source: str) -> pd.DataFrame:
    """Give rows as evidence, in an order that does not depend on that of any sheet."""
    evidence = rows.assign(source=source)[EVIDENCE].astype("str")
    return evidence.reset_index(drop=True).sort_values(EVIDENCE, ignore_index=True)


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    """Give every filled cell of the facts as a row: told (whose it is), column, value; places by official names."""
    region = normalise_regions(rows["region"])["value"].fillna(rows["region"])
    facts = rows[list(FACTS)].assign(region=region, told=rows.index.astype("str"))
    return facts.melt("told", var_name="column").dropna(subset="value").astype("str")


def blank_cells(leads: pd.DataFrame) -> pd.DataFrame:
    """Give every blank cell of the facts as a row: lead_id, column.

    Reads: industry, size, region.

    >>> leads = table('''
    ...     lead_id | industry | size | region
    ...     L1      | 软件     |      | 苏州
    ... ''')
    >>> blank_cells(leads).to_numpy().tolist()
    [['L1', 'size']]
    """
    blank = leads[list(FACTS)].isna().assign(lead_id=leads.index.astype("str")).melt("lead_id", var_name="column")
    return blank.loc[blank["value"].astype("bool"), ["lead_id", "column"]].astype("str")


def find_in_register(leads: pd.DataFrame, register: pd.DataFrame, name: str) -> pd.DataFrame:
    """Look companies up in a list that people keep: by credit code, else by the same company name.

    A name does not count where credit codes or legal forms differ: 有限 is not 股份. Nor does a name without a place
    where the cities of the two rows differ. A branch is not its parent.
    Reads: leads company, uscc, industry, size, region; register the same.
    Returns: evidence with source `<name>_uscc` or `<name>_company`; told is the register's row.

    >>> leads = table('''
    ...     lead_id | company     | uscc | industry | size | region
    ...     L1      | 示例云帆科技 |      |          |      | 江苏
    ... ''')
    >>> directory = table('''
    ...     directory_id | company             | uscc | industry | size | region
    ...     R1           | 示例云帆科技有限公司 |      | 软件     |      | 苏州
    ... ''')
    >>> find_in_register(leads, directory, "directory").to_numpy().tolist()
    [['L1', 'industry', '软件', 'directory_company', 'R1']]
    """
    blank = blank_cells(leads)
    if blank.empty or register.empty:
        return pd.DataFrame(columns=EVIDENCE, dtype="str")
    theirs = _named(leads.loc[leads.index.isin(blank["lead_id"])], "lead_id")
    listed = _named(register, "told")
    by_code = theirs.dropna(subset="uscc").merge(listed.dropna(subset="uscc"), on="uscc", validate="many_to_many")
    nameless = theirs[theirs["key"].notna() & ~theirs["lead_id"].isin(by_code["lead_id"])]
    by_name = nameless.merge(listed.dropna(subset="key"), on="key", validate="many_to_many")
    by_name = by_name[
        _fits(by_name["uscc_x"], by_name["uscc_y"])
        & _fits(by_name["legal_x"], by_name["legal_y"])
        & _fits(by_name["city_x"], by_name["city_y"])
    ]
    facts = _told(register)
    return pd.concat(
        [
            _evidence(
                blank.merge(found[["lead_id", "told"]], on="lead_id", validate="many_to_many").merge(
                    facts, on=["told", "column"], validate="many_to_one"
                ),
                f"{name}_{source}",
            )
            for found, source in ((by_code, "uscc"), (by_name, "company"))
        ],
        ignore_index=True,
    )


def _named(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Give what rows are compared by: credit code, company key, legal form, the city where the name tells no place."""
    codes, parts = normalise_codes(rows["uscc"])["value"], split_companies(rows["company"])
    found = {
        "uscc": codes.where(codes.str.len() == _CODE_LENGTH),
        "key": company_key(rows["company"]),
        "legal": parts["legal"],
        "city": normalise_regions(rows["region"])["city"].where(parts["region"].isna()),
    }
    return pd.DataFrame(found, rows.index).rename_axis(name).reset_index()


def _fits(one: pd.Series, other: pd.Series) -> pd.Series:
    return one.isna() | other.isna() | (one == other)


def find_by_account(leads: pd.DataFrame, registered: pd.DataFrame) -> pd.DataFrame:
    """Give each blank cell what other rows of its account hold, or what a register tells of them.

    Reads: account_id (blank: an account of its own), industry, size, region; `registered` is evidence.
    Returns: evidence with source `account`, one row a value; told is the first lead that has it.

    >>> leads = table('''
    ...     lead_id | account_id | industry | size    | region
    ...     L1      | L1         | 软件     |         | 苏州
    ...     L2      | L1         | 软件     | 50-99人 |
    ...     L3      | L1         |          |         | 苏州
    ... ''')
    >>> find_by_account(leads, pd.DataFrame(columns=EVIDENCE, dtype="str")).to_numpy().tolist()[:2]
    [['L1', 'size', '50-99人', 'account', 'L2'], ['L2', 'region', '江苏省苏州市', 'account', 'L1']]
    """
    account = leads["account_id"].fillna(leads.index.to_series())
    known = pd.concat([_told(leads), registered.drop(columns="told").rename(columns={"lead_id": "told"})])
    known = known.assign(account=known["told"].map(account)).sort_values("told")
    values = known.drop_duplicates(["account", "column", "value"])[["account", "column", "value", "told"]]
    blank = blank_cells(leads)
    blank = blank.assign(account=blank["lead_id"].map(account))
    found = blank.merge(values, on=["account", "column"], validate="many_to_many")
    return _evidence(found, "account")


def find_by_words(leads: pd.DataFrame, industries: pd.DataFrame) -> pd.DataFrame:
    """Guess a blank industry from its keywords: in the company's name, else in the need.

    An industry's own name is a keyword too; where keywords overlap, the longest counts.
    Reads: leads company, need, industry; industries keywords (separated by ; , or 、), keyed by industry.
    Returns: evidence with source `words_company` or `words_need`, one row per industry that fits; told is the keyword.

    >>> leads = table('''
    ...     lead_id | company           | need    | industry
    ...     L1      | 示例云帆精密机械厂 | 上 MES  |
    ... ''')
    >>> industries = table('''
    ...     industry | keywords
    ...     机械制造 | 机械; 精密机械; 机床
    ...     软件     | 软件; MES
    ... ''')
    >>> find_by_words(leads, industries).to_numpy().tolist()
    [['L1', 'industry', '机械制造', 'words_company', '精密机械']]
    """
    blank = leads[leads["industry"].isna()]
    keywords = _keywords(industries)
    by_name = _scan(blank["company"], keywords)
    silent = blank.loc[~blank.index.isin(by_name["lead_id"]), "need"]
    return pd.concat(
        [_evidence(by_name, "words_company"), _evidence(_scan(silent, keywords), "words_need")], ignore_index=True
    )


_Keywords = dict[str, list[tuple[str, str]]]
"""Keywords with their industry, longest first, by their first character."""


def _keywords(industries: pd.DataFrame) -> _Keywords:
    names = industries.index.to_series().astype("str")
    words = (names + ";" + industries["keywords"].fillna("")).str.split(_APART, regex=True).explode()
    pairs = sorted({(key, name) for name, key in comparison_key(words).dropna().items()})
    found: _Keywords = {}
    for key, name in sorted(pairs, key=lambda pair: -len(pair[0])):
        found.setdefault(key[0], []).append((key, str(name)))
    return found


def _scan(texts: pd.Series, keywords: _Keywords) -> pd.DataFrame:
    """Give the industries whose keywords stand in each text: lead_id, column, value, told."""
    keys = comparison_key(texts).dropna()
    rows = [(lead, industry, word) for lead, key in keys.items() for industry, word in _hits(key, keywords).items()]
    return pd.DataFrame(rows, columns=["lead_id", "value", "told"], dtype="str").assign(column="industry")


def _hits(text: str, keywords: _Keywords) -> dict[str, str]:
    found: dict[str, str] = {}
    place = 0
    while place < len(text):
        step = 1
        for word, industry in keywords.get(text[place], ()):
            if len(word) >= step and text.startswith(word, place):
                found.setdefault(industry, word)
                step = max(step, len(word))
        place += step
    return found


def find_by_mobile(leads: pd.DataFrame) -> pd.DataFrame:
    """Guess a blank region from the city in which the mobile's number was given out; people move, numbers too.

    Reads: mobile, region. Returns: evidence with source `mobile`; told is the number's first seven digits.

    >>> leads = table('''
    ...     lead_id | mobile      | region
    ...     L1      | 13800100000 |
    ...     L2      | 1380010     |
    ... ''')
    >>> find_by_mobile(leads).to_numpy().tolist()
    [['L1', 'region', '北京市', 'mobile', '1380010']]
    """
    starts = leads.loc[leads["region"].isna(), "mobile"].str.extract(r"^(1\d{6})\d{4}$", expand=False).dropna()
    cities = pd.Series({start: _city(start) for start in starts.unique()}, dtype="str")
    found = pd.DataFrame(
        {"lead_id": starts.index, "value": starts.map(normalise_regions(cities)["value"]), "told": starts}
    )
    return _evidence(found.dropna(subset="value").assign(column="region"), "mobile")


@cache
def _numbers() -> "Phone":
    from phone import Phone  # noqa: PLC0415 - reads 4 MB: only where a region is missing

    return Phone()


def _city(start: str) -> str | None:
    found = _numbers().find(start)
    if not found:
        return None
    province, city = found["province"], found["city"]
    return f"{province}{city}" if province != city else f"{city}市"
