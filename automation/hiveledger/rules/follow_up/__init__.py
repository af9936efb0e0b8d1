"""Following a lead up: what a line says, what is due when, what is stale. Source: M13."""

from hiveledger.rules.follow_up.lines import Facts, read_facts
from hiveledger.rules.follow_up.naming import Names, gather_names

__all__ = ["Facts", "Names", "gather_names", "read_facts"]
