"""Sheet 周报: how the ledger stands at this moment, counted and drawn by the workbook itself."""

from hiveledger_templates.dashboard.places import NEEDED, Places, places_of, template_places
from hiveledger_templates.dashboard.sheet import add_dashboard

__all__ = ["NEEDED", "Places", "add_dashboard", "places_of", "template_places"]
