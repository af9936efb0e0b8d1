"""The given opportunities of a sales team, taken for leads."""

from pathlib import Path

import pandas as pd

__all__ = ["opportunities"]


def opportunities(data: Path) -> pd.DataFrame:
    """Take 8,800 real opportunities for leads: sector as industry, value as budget, stage as what is known."""
    deals = pd.read_csv(data / "leads" / "sales_pipeline.csv").merge(
        pd.read_csv(data / "leads" / "accounts.csv"), on="account", how="left", validate="many_to_one"
    )
    stage = deals["deal_stage"]
    won_or_lost = {"Won": "clear", "Lost": "unclear"}
    return pd.DataFrame(
        {
            "lead_id": deals["opportunity_id"],
            "company": deals["account"],
            "industry": deals["sector"],
            "need": deals["product"],
            "budget_cny": deals["close_value"].where(stage == "Won"),
            "budget_status": stage.map({"Lost": "none", "Engaging": "undecided"}),
            "decision_chain": stage.map(won_or_lost | {"Engaging": "partial"}),
            "status": "cleaned",
        }
    )
