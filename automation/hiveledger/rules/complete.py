"""Which blank industries, sizes and regions can be filled, suggested, or have to be asked for. Source: M8.

A register that people keep and the rows of one account are certain, as long as all that they tell agrees. Words and
mobiles only suggest, and never a size.
"""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from hiveledger.rules.evidence import (
    EVIDENCE,
    blank_cells,
    find_by_account,
    find_by_mobile,
    find_by_words,
    find_in_register,
)
from hiveledger.rules.industry import guess_industry
from hiveledger.schema.words import OPEN, WAITING, Status

__all__ = ["complete_facts", "is_to_complete", "suggest_by_name"]

_UNHELD: Final = WAITING | {Status.POOLED, Status.NURTURING}
_TELL_NOTHING: Final = frozenset({Status.INVALID, Status.BLOCKED, Status.MERGED})
_CELL: Final = ["lead_id", "column"]
_VALUE: Final = [*_CELL, "value"]


def is_to_complete(leads: pd.DataFrame, asked: pd.Index) -> pd.Series:
    """Tell which leads are completed: those that nobody holds, and held ones that SO was asked about before.

    `asked` are ids of leads that have an open desk row of this verb.
    Reads: status. Returns: bool per lead.

    >>> leads = pd.DataFrame({"status": ["new", "pooled", "assigned", "assigned", "merged"]}, index=list("abcde"))
    >>> is_to_complete(leads, pd.Index(["d", "e"])).to_list()
    [True, True, False, True, False]
    """
    held = leads["status"].isin(OPEN)
    return leads["status"].isin(_UNHELD) | (held & leads.index.isin(asked))


def complete_facts(
    leads: pd.DataFrame,
    is_due: pd.Series,
    registers: Mapping[str, pd.DataFrame],
    industries: pd.DataFrame,
    refused: pd.DataFrame,
) -> pd.DataFrame:
    """Give every blank industry, size and region of the leads that are due, with what should stand there, if anything.

    `is_due` is bool per lead; `registers` are lists of companies by name; `refused` are values that SO turned down:
    lead_id, column, value.
    Reads: leads all that `rules.evidence` reads, and status.
    Returns: a row per blank cell: lead_id, column; value (missing where nothing tells it, or what tells it does not
    agree); is_certain (bool: may be filled, not just suggested); source and told (the strongest evidence for the
    value, see `rules.evidence`); rivals (the values between which a person has to choose, joined by " / ").

    >>> leads = table('''
    ...     lead_id | account_id | company       | uscc | mobile | need | industry | size    | region | status
    ...     L1      | L1         | 示例云帆机床厂 |      |        |      |          |         | 苏州   | new
    ...     L2      | L1         | 示例云帆机床厂 |      |        |      |          | 50-99人 | 苏州   | assigned
    ... ''')
    >>> industries = pd.DataFrame({"keywords": ["机床"]}, index=["机械制造"])
    >>> refused = pd.DataFrame(columns=["lead_id", "column", "value"], dtype="str")
    >>> found = complete_facts(leads, leads["status"].eq("new"), {}, industries, refused)
    >>> found[["column", "value", "is_certain", "source", "told"]].to_numpy().tolist()
    [['industry', '机械制造', False, 'words_company', '机床'], ['size', '50-99人', True, 'account', 'L2']]
    """
    cells = blank_cells(leads[is_due])
    certain, hints = _evidence(leads, is_due, registers, industries)
    best = pd.concat([_best(hints, refused).assign(is_certain=False), _best(certain, refused).assign(is_certain=True)])
    best = best.drop_duplicates(_CELL, keep="last")
    found = cells.merge(best, on=_CELL, how="left", validate="one_to_one").sort_values(_CELL, ignore_index=True)
    return found.assign(is_certain=found["is_certain"].eq(True))  # noqa: FBT003 - missing is no


def suggest_by_name(
    found: pd.DataFrame, companies: pd.Series, known: pd.DataFrame, precision: float, refused: pd.DataFrame
) -> pd.DataFrame:
    """Suggest an industry from the company's name where nothing else tells one; never certain.

    `found` is what `complete_facts` gives, `companies` are the leads' names, `known` companies with their industry.
    Returns: `found`, with the columns held, agree and sure of `guess_industry` where that is what the value rests on;
    the source is then `name`, or `name_kin`
    where only names with other words of that trade are known.

    >>> found = pd.DataFrame({"lead_id": ["L1"], "column": ["industry"], "value": [None], "rivals": [None],
    ...                       "source": [None], "told": [None]}, dtype="str")
    >>> known, none = pd.DataFrame(columns=["company", "industry"], dtype="str"), pd.DataFrame(columns=_VALUE)
    >>> suggest_by_name(found, pd.Series({"L1": "示例云帆机床厂"}), known, 0.85, none)["value"].to_list()
    [nan]
    """
    open_ = found[found["column"].eq("industry") & found["value"].isna() & found["rivals"].isna()]
    asked = open_["lead_id"].map(companies).astype("str")
    guess = guess_industry(asked, known, precision)
    told = pd.MultiIndex.from_arrays([open_["lead_id"], open_["column"], guess["industry"]])
    guess = guess[guess["industry"].notna() & ~told.isin(pd.MultiIndex.from_frame(refused[_VALUE].astype("str")))]
    columns = {"industry": "value", "word": "told", "confidence": "sure"}
    by = guess["is_kin"].map({True: "name_kin", False: "name"})
    more = guess.drop(columns="is_kin").rename(columns=columns).assign(source=by)
    return more.combine_first(found).astype(dict.fromkeys(["value", "source", "told", "rivals"], "str"))


def _evidence(
    leads: pd.DataFrame, is_due: pd.Series, registers: Mapping[str, pd.DataFrame], industries: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give what is certain, strongest first, and what only hints."""
    witnesses = leads[~leads["status"].isin(_TELL_NOTHING)]
    none = pd.DataFrame(columns=EVIDENCE, dtype="str")
    registered = pd.concat([none, *(find_in_register(witnesses, rows, name) for name, rows in registers.items())])
    certain = pd.concat([registered, find_by_account(witnesses, registered)], ignore_index=True)
    due = leads[is_due]
    return certain, pd.concat([find_by_words(due, industries), find_by_mobile(due)], ignore_index=True)


def _best(evidence: pd.DataFrame, refused: pd.DataFrame) -> pd.DataFrame:
    """Give each cell its value and the strongest evidence for it, or the rivals where the evidence does not agree."""
    told = pd.MultiIndex.from_frame(evidence[_VALUE])
    open_ = evidence[~told.isin(pd.MultiIndex.from_frame(refused[_VALUE]))]
    values = open_.drop_duplicates(_VALUE).sort_values("value")
    differ = values[values.duplicated(_CELL, keep=False)]
    rivals = differ.groupby(_CELL, as_index=False).agg(rivals=("value", " / ".join))
    first = open_.drop_duplicates(_CELL).merge(rivals, on=_CELL, how="left", validate="one_to_one")
    return first.assign(**{name: first[name].mask(first["rivals"].notna()) for name in ("value", "source", "told")})
