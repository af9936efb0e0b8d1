"""How well the advisory score tells won leads from lost ones, on the given leads: bench score.

Each figure is by five folds, every lead foreseen by models that have not seen it. The peers are what a data analyst
would write with scikit-learn: words one-hot and numbers scaled into a logistic regression, and boosted trees, which do
not explain themselves. Nobody was tuned to these files. Columns that are known to be filled after the outcome are named
here and nowhere in the product, which looks for such columns itself.
"""

import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

from hiveledger.rules.score.leaks import find_leaks
from hiveledger.rules.score.measures import FOLDS, auc, auc_error, deal_folds, reliability
from hiveledger.rules.score.model import cross_validate
from hiveledger.settings import Settings

_AFTERWARDS: Final = "Tags|Lead Quality|Last Activity|Last Notable Activity|Asymmetrique"
_MAYBE: Final = "TotalVisits|Total Time|Page Views|Lead Profile"  # may be counted or set after the lead came in, too

_Forecast = Callable[[pd.DataFrame, pd.Series], pd.Series]


def _ours(facts: pd.DataFrame, won: pd.Series) -> pd.Series:
    return cross_validate(facts, won)["chance"]


def _peer(classifier: Callable[[], Any], words: Callable[[], Any], facts: pd.DataFrame, won: pd.Series) -> pd.Series:
    texts = [name for name in facts if not pd.api.types.is_numeric_dtype(facts[name])]
    numbers = [name for name in facts if name not in texts]
    inputs = facts.assign(**{str(name): facts[name].astype("object").where(facts[name].notna(), "-") for name in texts})
    fold, chance = deal_folds(won), pd.Series(np.nan, won.index)
    for number in range(FOLDS):
        held = fold == number
        scaled = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
        coded = ColumnTransformer([("words", words(), texts), ("numbers", scaled, numbers)])
        learnt = make_pipeline(coded, classifier()).fit(inputs[~held], won[~held])
        chance[held] = learnt.predict_proba(inputs[held])[:, 1]
    return chance


_FORECASTS: Final[dict[str, _Forecast]] = {
    "ours": _ours,
    "one-hot regression": partial(
        _peer, partial(LogisticRegression, max_iter=2000), partial(OneHotEncoder, handle_unknown="ignore")
    ),
    "boosted trees": partial(
        _peer,
        partial(HistGradientBoostingClassifier, random_state=0),
        partial(OrdinalEncoder, handle_unknown="use_encoded_value", unknown_value=-1),
    ),
}


def _compare(title: str, facts: pd.DataFrame, won: pd.Series) -> pd.Series:
    """Print each forecast's AUC per fold, over all, its log loss and seconds; give ours."""
    print(f"\n{title}: {len(facts.columns)} columns, {len(won):,} leads, {won.mean():.1%} won")
    folds = "".join(f"{f'fold {number + 1}':>8}" for number in range(FOLDS))
    print(f"  {'':<20}{folds}{'mean':>8}{'log loss':>10}{'seconds':>9}")
    fold, ours = deal_folds(won), pd.Series(dtype="float64")
    for name, forecast in _FORECASTS.items():
        started = time.perf_counter()
        chance = forecast(facts, won)
        seconds = time.perf_counter() - started
        areas = [auc(won[fold == number], chance[fold == number]) for number in range(FOLDS)]
        loss = -np.log(chance.where(won, 1 - chance).clip(lower=1e-9)).mean()
        figures = "".join(f"{area:>8.3f}" for area in [*areas, np.mean(areas)])
        print(f"  {name:<20}{figures}{loss:>10.4f}{seconds:>9.1f}")
        ours = chance if ours.empty else ours
    return ours


def _print_reliability(won: pd.Series, chance: pd.Series) -> None:
    print(f"  {'chance':<12}{'predicted':>11}{'observed':>11}{'n':>8}")
    for place, row in reliability(won, chance).iterrows():
        low = int(str(place)) * 10
        print(f"  {f'{low}-{low + 10} %':<12}{row['predicted']:>11.3f}{row['observed']:>11.3f}{row['count']:>8.0f}")


def _leaking(facts: pd.DataFrame, won: pd.Series) -> list[str]:
    leaks = find_leaks(facts, won, Settings().score_leak_auc)
    print("  left out by the product: " + ("; ".join(f"{leak.column} ({leak.why.text()})" for leak in leaks) or "none"))
    return [leak.column for leak in leaks]


def _education(folder: Path) -> None:
    rows = pd.read_csv(folder / "x_education_leads.csv")
    won = rows["Converted"].astype("bool")
    facts = rows.drop(columns="Converted").dropna(axis=1, how="all")
    known = facts.columns.str.match(_AFTERWARDS)
    print("x_education_leads.csv")
    found = _leaking(facts, won.astype("boolean"))
    print(f"  known to be filled afterwards: {', '.join(facts.columns[known])}")
    intake = facts.loc[:, ~known].drop(columns="Prospect ID")
    chance = _compare("Intake columns", intake, won)
    _print_reliability(won, chance)
    _compare("Intake columns that are beyond doubt", intake.loc[:, ~intake.columns.str.match(_MAYBE)], won)
    _compare("What the product would score by", facts.drop(columns=[*found, "Prospect ID"]), won)
    for count in (200, 500, 1000):
        some = intake.iloc[:: len(intake) // count][:count]
        _compare("A young team's history", some, won[some.index])


def _pipeline(folder: Path) -> None:
    rows = pd.read_csv(folder / "sales_pipeline.csv", parse_dates=["engage_date", "close_date"], date_format="%m/%d/%Y")
    won = rows["deal_stage"].map({"Won": True, "Lost": False}).astype("boolean")
    facts = rows.drop(columns=["opportunity_id", "deal_stage"])
    print("\nsales_pipeline.csv")
    found = _leaking(facts, won)
    decided = won.dropna().astype("bool")
    chance = _compare("What the product would score by", facts.loc[decided.index].drop(columns=found), decided)
    # A day as a word is learnt by heart from others of that very day; no open lead can be foreseen by it.
    _compare("The same without the day", facts.loc[decided.index].drop(columns=[*found, "engage_date"]), decided)
    error = auc_error(auc(decided, chance), int(decided.sum()), int((~decided).sum()))
    print(f"  the product scores only where its AUC is over 0.5 by 1.96 standard errors; one is {error:.4f} here")


if __name__ == "__main__":
    given = os.environ.get("HIVELEDGER_DATA", "")  # noqa: TID251 - a face
    leads = (Path(given) if given else Path(__file__).parents[2] / "shared" / "data") / "leads"
    _education(leads)
    _pipeline(leads)
