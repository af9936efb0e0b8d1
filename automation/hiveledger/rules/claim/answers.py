"""What each row of a window amounts to, where one person put several. Source: M10."""

import pandas as pd

from hiveledger.schema.words import ClaimAnswer, ClaimResult

__all__ = ["judge_answers"]


def judge_answers(rows: pd.DataFrame) -> pd.Series:
    """Tell which rows count as claims, by the times at which they were recorded.

    Of several claims of one person for one lead the first counts. Who passes afterwards has taken it back; who claims
    after a pass claims from then.

    Reads: lead_id, staff_no, answer (blank: a claim), recorded_at. Rows of one window for each lead.
    Returns: blank for a row that counts, else `passed` or `again`; same index.

    >>> rows = table('''
    ...     claim_id | lead_id | staff_no | answer | recorded_at
    ...     Q1       | L1      | A1       |        | 2026-03-02 10:01
    ...     Q2       | L1      | A1       |        | 2026-03-02 10:02
    ...     Q3       | L1      | A2       |        | 2026-03-02 10:03
    ...     Q4       | L1      | A2       | pass   | 2026-03-02 10:04
    ... ''')
    >>> judge_answers(rows).to_dict()
    {'Q1': nan, 'Q2': 'again', 'Q3': 'passed', 'Q4': 'passed'}
    """
    told = rows.assign(claim=rows.index, is_pass=rows["answer"].eq(ClaimAnswer.PASS)).sort_values(
        ["lead_id", "staff_no", "recorded_at", "claim"]
    )
    backwards = told[::-1]
    is_back = backwards.groupby(["lead_id", "staff_no"], dropna=False)["is_pass"].cummax()[::-1].astype("bool")
    counts = told[~is_back]
    again = counts.index[counts.duplicated(["lead_id", "staff_no"])]
    found = pd.Series(None, index=told.index, dtype="str").mask(is_back, ClaimResult.PASSED.value)
    found[again] = ClaimResult.AGAIN.value
    return found.reindex(rows.index)
