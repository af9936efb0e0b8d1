"""Who gets a lead of the pool: speed of response and past performance, within a short window. Source: M10.

`windows` says when a lead may be claimed, `answers` what each row amounts to, `layout` which window it belongs to,
`past` and `team` who people are, `contest` who wins a lead, and `decide` goes through all that is over.
"""

from hiveledger.rules.claim.contest import Claim, Limits, Settled
from hiveledger.rules.claim.decide import Decided, decide
from hiveledger.rules.claim.layout import Span, Window, lay_out
from hiveledger.rules.claim.past import past_scores
from hiveledger.rules.claim.team import Team
from hiveledger.rules.claim.windows import by_lead, is_open, next_due

__all__ = [
    "Claim",
    "Decided",
    "Limits",
    "Settled",
    "Span",
    "Team",
    "Window",
    "by_lead",
    "decide",
    "is_open",
    "lay_out",
    "next_due",
    "past_scores",
]
