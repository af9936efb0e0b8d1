"""A file that others use too: whose turn it is to write it, who has it open, and how a new version takes its place."""
