"""Industries: those that a company's name suggests, and a team's own for what others call them. Source: M8."""

from hiveledger.rules.industry.guess import guess_industry
from hiveledger.rules.industry.segments import to_segments

__all__ = ["guess_industry", "to_segments"]
