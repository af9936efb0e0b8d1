"""The process that watches every ledger and runs, when it is time, the verbs that a team would have to remember."""
