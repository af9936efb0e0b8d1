"""The demo: a fictional team's week, from messy files to a clean, graded and distributed ledger."""
