"""Sheet 周报: how the ledger stands at this moment, counted and drawn by the workbook itself."""

from hiveledger_templates.dashboard.places import Places, template_places
from hiveledger_templates.dashboard.sheet import add_dashboard

__all__ = ["Places", "add_dashboard", "template_places"]
