"""What proves HiveLedger: one file of claims per module, and the helpers they share."""
