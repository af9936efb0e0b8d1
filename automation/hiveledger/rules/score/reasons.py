"""The facts that raise and lower a lead's score, each with how often such leads were won."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from hiveledger.findings import Reason
from hiveledger.rules.score.model import Floats, Model

__all__ = ["explain_scores"]

_SHOWN: Final = 3  # facts up, and as many down
_FELT: Final = 0.05  # of log-odds: what adds less is not worth a word


def explain_scores(model: Model, facts: pd.DataFrame, headers: Mapping[str, str]) -> pd.DataFrame:
    """Give each lead a score from 0 to 100, the percentage of its chance to be won, and why.

    `headers` says what people call a column.
    Returns: score, why (a Reason), same index.

    >>> from hiveledger.rules.score.model import fit
    >>> history = pd.DataFrame({"source": pd.Series(["展会", "官网"] * 50, dtype="str")})
    >>> model = fit(history, pd.Series([True, False] * 45 + [False, True] * 5))
    >>> told = explain_scores(model, history.head(1), {"source": "来源渠道"}).iloc[0]
    >>> told["why"].text()
    '赢单机会约 81%，平均 50%。加分：来源渠道是“展会”（50 条赢 45 条）。减分：无'
    """
    levels = model.place(facts)
    adds = model.contribute(levels)
    score, average = (model.chance(adds) * 100).round(), f"{model.average:.0%}"
    named = [
        [_fact(model, name, level, headers[name]) for level in range(scale.size)]
        for name, scale in model.scales.items()
    ]
    rows = zip(score.to_list(), adds.to_numpy(), levels.to_numpy(), strict=True)
    why = [
        _why(f"{chance:.0f}%", average, row, [said[place] for said, place in zip(named, places, strict=True)])
        for chance, row, places in rows
    ]
    return pd.DataFrame({"score": score, "why": pd.Series(why, facts.index, dtype="object")})


def _fact(model: Model, name: str, level: int, header: str) -> Reason:
    counts = {"won": int(model.won[name][level]), "decided": int(model.decided[name][level])}
    return Reason("score.fact", {"column": header, "word": model.scales[name].said(level), **counts})


def _why(chance: str, average: str, adds: Floats, facts: list[Reason]) -> Reason:
    order = np.argsort(-adds, kind="stable")
    up = [facts[place] for place in order[:_SHOWN] if adds[place] > _FELT]
    down = [facts[place] for place in order[::-1][:_SHOWN] if adds[place] < -_FELT]
    return Reason("score.why", {"chance": chance, "average": average, "up": _listed(up), "down": _listed(down)})


def _listed(facts: list[Reason]) -> Reason:
    return Reason(f"score.facts_{len(facts)}", dict(zip("abc", facts, strict=False)))
