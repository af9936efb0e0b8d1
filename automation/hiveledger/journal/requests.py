"""What somebody asked for while the book could not be written: what, who and when, never what it would have come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias
from uuid import uuid4

from hiveledger.findings import Reason
from hiveledger.journal.codec import decode_reason, encode_reason

__all__ = ["REQUEST", "Argument", "Request", "request_id"]

REQUEST: Final = "request"  # under this name a run says, among what it was told, which request it carried out

Argument: TypeAlias = str | bool | tuple[str, ...]
"""What a verb is told: a text, a flag, or several texts."""


@dataclass(frozen=True)
class Request:
    """One verb that waits for its book, with all that it was told. `why` says what it waits for, once it does."""

    request_id: str
    verb: str
    arguments: Mapping[str, Argument]
    who: str
    asked_at: datetime
    why: Reason | None = None

    @property
    def waited(self) -> bool:
        """Tell whether the book could not be written when this was asked."""
        return self.why is not None

    def as_record(self) -> dict[str, Any]:
        """Give the request as JSON holds it."""
        return {
            "asked": self.request_id,
            "verb": self.verb,
            "arguments": dict(self.arguments),
            "who": self.who,
            "at": self.asked_at.isoformat(),
            "why": self.why and encode_reason(self.why),
        }

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> "Request":
        """Give the request that JSON held. Raises: KeyError, TypeError or ValueError where it held none."""
        arguments = {name: _argument(item) for name, item in record["arguments"].items()}
        asked_at = datetime.fromisoformat(record["at"])
        why = record["why"] and decode_reason(record["why"])
        return cls(record["asked"], record["verb"], arguments, record["who"], asked_at, why)


def request_id(asked_at: datetime) -> str:
    """Name a request so that a person can type it; two people who ask in one second get different names.

    >>> request_id(datetime(2026, 3, 2, 10))[:-6]
    'Q20260302-100000-'
    """
    return f"Q{asked_at:%Y%m%d-%H%M%S}-{uuid4().hex[:6]}"


def _argument(item: Any) -> Argument:  # noqa: ANN401 - what JSON held
    return tuple(item) if isinstance(item, list) else item
