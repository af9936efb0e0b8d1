"""What the ledger knows of a lead's budget, deciders and need, each as one word of a closed list. Source: M9 to M11."""

import re
from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from hiveledger.rules.normalise.cells import is_nothing, read_texts
from hiveledger.rules.normalise.characters import comparison_key
from hiveledger.schema.words import BudgetStatus
from hiveledger.settings import Settings

__all__ = ["Budget", "Chain", "Need", "read_signs"]


class Budget(StrEnum):
    """What is known of the budget."""

    CLEAR = "clear"
    LOW = "low"  # clear, but below what the team asks of an A
    UNDECIDED = "undecided"
    NONE = "none"
    UNKNOWN = "unknown"


class Chain(StrEnum):
    """What is known of who decides."""

    CLEAR = "clear"
    PARTIAL = "partial"
    UNCLEAR = "unclear"
    UNKNOWN = "unknown"


class Need(StrEnum):
    """What is known of the need: how it presses, or that it sleeps."""

    URGENT = "urgent"
    YES = "yes"
    LATENT = "latent"
    UNKNOWN = "unknown"


# All are read on comparison keys: simplified, lower case, no spaces.
_NO_HURRY: Final = re.compile(r"(?:不|没|无需)(?:是|那么|这么|怎么|太|很|算|用|必|特别)*着?急|not(?:very|so)?urgent")
_HURRY: Final = re.compile(
    r"急需|急用|着急|急着|[加特很挺太较更]急|非常急|十分急|尽快|尽早|马上|立即|立刻|越快越好"
    r"|(?<![日成样资版文])本[周月]|这个?[周月]|月底前|asap|urgent"  # 成本月报 is no hurry
)
_SLEEPS: Final = re.compile(
    r"了解(?:一下|下(?!单)|了解)|(?:先|随便|只是)(?:了解|看看|看下|看一下|问问|问一下|咨询)|看看再说"
    r"|(?:暂无|暂没有?|尚无|目前无|(?<!有)没有?)(?:明确的?|具体的?)?(?:采购|购买|上线)?(?:计划|打算|需求)"
    r"|暂时?不(?:需要|考虑|采购|购买|买|上)|(?:以后|将来|过段时间|[明后]年)再(?:说|看|联系|考虑)"
    r"|等有需要|还没(?:想好|打算|计划)|justlooking|justbrowsing|noplans?|notyet|maybelater|nextyear"
)


class _Words(NamedTuple):
    need: str
    said: str | None = None


def _read_words(text: str) -> _Words:
    if is_nothing(text):
        return _Words(Need.UNKNOWN.value)
    hurry = _HURRY.search(_NO_HURRY.sub("", text))
    if hurry:
        return _Words(Need.URGENT.value, hurry[0])
    sleeps = _SLEEPS.search(text)
    return _Words(Need.LATENT.value, sleeps[0]) if sleeps else _Words(Need.YES.value)


def read_signs(leads: pd.DataFrame, settings: Settings, now: pd.Timestamp) -> pd.DataFrame:
    """Tell what is known of each lead's budget, deciders and need; what nobody filled in is unknown, never "no".

    A typed budget status goes before a figure; a figure of 0 says nothing. A planned purchase that is still to come
    goes before words in the need: it is urgent within `urgent_days`, latent beyond `latent_days`, a need between.

    Reads: budget_cny, budget_status, decision_chain, need, purchase_by.
    Returns: budget, chain, need (words of the lists above); said (the words that show hurry or sleep, in the form they
    are compared in) and planned (the day, where it decided the need), both missing where they told nothing.

    >>> leads = table('''
    ...     lead_id | budget_cny | budget_status | decision_chain | need              | purchase_by
    ...     L1      | 500000     |               | partial        | 上 MES            | 2026-05-01
    ...     L2      |            | undecided     |                | 先了解一下,不急  |
    ... ''')
    >>> read_signs(leads, Settings(), pd.Timestamp("2026-03-02")).iloc[:, :4].to_numpy().tolist()
    [['clear', 'partial', 'urgent', nan], ['undecided', 'unknown', 'latent', '先了解']]
    """
    need = _read_need(leads, settings, now)
    return pd.DataFrame(
        {
            "budget": _read_budget(leads, settings.grade_a_budget_cny),
            "chain": leads["decision_chain"].fillna(Chain.UNKNOWN.value),
            **need,
        }
    )


def _read_budget(leads: pd.DataFrame, floor: float) -> pd.Series:
    typed, figure = leads["budget_status"], leads["budget_cny"]
    clear = typed.eq(BudgetStatus.CLEAR) | (typed.isna() & (figure > 0))
    low = clear & (figure > 0) & (figure < floor)
    said = typed.mask(clear, Budget.CLEAR.value).mask(low, Budget.LOW.value)
    return said.fillna(Budget.UNKNOWN.value)


def _read_need(leads: pd.DataFrame, settings: Settings, now: pd.Timestamp) -> dict[str, pd.Series]:
    words = read_texts(comparison_key(leads["need"]), _read_words, {"need": "str", "said": "str"})
    day = leads["purchase_by"].dt.normalize()
    days = (day - now.normalize()).dt.days
    near = [days <= settings.urgent_days, days <= settings.latent_days]
    by_day = np.select(near, [Need.URGENT.value, Need.YES.value], Need.LATENT.value)
    to_come = days >= 0
    return {
        "need": words["need"].mask(to_come, pd.Series(by_day, leads.index, dtype="str")).fillna(Need.UNKNOWN.value),
        "said": words["said"].mask(to_come),
        "planned": day.where(to_come),
    }
