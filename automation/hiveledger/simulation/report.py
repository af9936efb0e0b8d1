"""What a simulation tells a person: what happened in those weeks, and whether all held that has to."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from hiveledger.schema import LEADS
from hiveledger.simulation.run import Simulated
from hiveledger.text import Language, say

__all__ = ["facts", "lines"]

_SHOWN: Final = 20
_TOLD: Final = {
    "simulation.verb_import": "verb import",
    "simulation.verb_distribute": "verb distribute",
    "simulation.confirm_in_time": "confirm.in_time",
    "simulation.confirm_lapsed": "confirm.lapsed",
    "simulation.claims": "claims",
    "simulation.touches": "touches",
    "simulation.edits": "edits",
    "simulation.leaves": "leaves",
    "simulation.undone": "undone",
    "simulation.holds": "holds",
    "simulation.put_off": "put off",
    "simulation.stale_copies": "stale copies",
    "simulation.crashes": "crashes",
}


def lines(told: Simulated, language: Language) -> Iterator[str]:
    """Say what happened, in words; the same for the same seed."""
    leads = Counter(told.tables["leads"]["status"])
    yield say("simulation.head", language, weeks=told.weeks, seed=told.seed, leads=leads.total(), runs=len(told.runs))
    for code, name in _TOLD.items():
        yield "  " + say(code, language, count=told.counts[name])
    for status, count in sorted(leads.items()):
        yield "  " + say("simulation.status", language, status=LEADS["status"].label(status, language), count=count)
    if told.broken:
        yield say("simulation.broken", language, count=len(told.broken), checks=told.checks, seed=told.seed)
        yield from (f"  ! {line}" for line in told.broken[:_SHOWN])
    else:
        yield say("simulation.all_hold", language, checks=told.checks)


def facts(told: Simulated) -> Mapping[str, object]:
    """Give the same for programs."""
    return {
        "weeks": told.weeks,
        "seed": told.seed,
        "counts": dict(sorted(told.counts.items())),
        "statuses": dict(sorted(Counter(told.tables["leads"]["status"]).items())),
        "checks": told.checks,
        "broken": list(told.broken),
    }
