"""The audit log. Signatures first; bodies follow."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BadEntry:
    seq: int
    fault: str


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """`root` is the RFC 6962 root over `size` leaves, hex."""

    ok: bool
    size: int
    root: str
    first_bad: BadEntry | None
    guards: tuple[str, ...]
    tail: str


def verify(database: object) -> VerificationReport:
    """`verify(database)`: recompute every leaf, look for gaps, compare guards, fold the root."""
    raise NotImplementedError
