"""Who is to be told of what: derived from where the ledger stands, so that nothing depends on who looked when."""

from hiveledger.rules.messages.figures import Figures, count_figures
from hiveledger.rules.messages.news import find_news, so_of
from hiveledger.rules.messages.notices import About, as_notices, keys_of
from hiveledger.rules.messages.reminders import find_reminders, next_reminder
from hiveledger.rules.messages.rounds import find_report, find_rounds, next_round

__all__ = [
    "About",
    "Figures",
    "as_notices",
    "count_figures",
    "find_news",
    "find_reminders",
    "find_report",
    "find_rounds",
    "keys_of",
    "next_reminder",
    "next_round",
    "so_of",
]
