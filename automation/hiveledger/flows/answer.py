"""What a verb that only tells gives back: the same facts for people and for programs."""

from dataclasses import dataclass

from hiveledger.findings import Finding

__all__ = ["Answer"]


@dataclass(frozen=True)
class Answer:
    """Lines for a person to read, and the facts as JSON can hold them."""

    lines: tuple[str, ...]
    data: object
    findings: tuple[Finding, ...] = ()
