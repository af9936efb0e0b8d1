"""Weeks of a team's life on a virtual clock, and what has to hold at every moment of them."""
