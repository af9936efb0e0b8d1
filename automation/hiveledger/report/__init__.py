"""The weekly report: figures with one definition each, frozen at their cut-off, and the pages that show them."""
