"""Who gets which lead (M9, M1, M5): first whose customer it is, then the fairest and best-fitting placement.

A flow counts the team from the ledger, asks `find_account_owner` for all leads, counts again with what that gave,
places the A leads that nobody has a claim on, asks `find_account_owner` once more, so that B and C leads follow the
A lead of their company, and tells SO what `find_obstacles` says of the rest.
"""

from hiveledger.rules.assign.cc import choose_se
from hiveledger.rules.assign.cover import Obstacle
from hiveledger.rules.assign.known import explain_account_owner, find_account_owner
from hiveledger.rules.assign.obstacles import explain_obstacles, find_obstacles, is_round_over
from hiveledger.rules.assign.place import place
from hiveledger.rules.assign.reasons import explain_placed
from hiveledger.rules.assign.team import count_team

__all__ = [
    "Obstacle",
    "choose_se",
    "count_team",
    "explain_account_owner",
    "explain_obstacles",
    "explain_placed",
    "find_account_owner",
    "find_obstacles",
    "is_round_over",
    "place",
]
