"""What checking a log can find: an entry that does not hold, and a log that parts from a head kept elsewhere.

Decides by what was recomputed; recomputes nothing. Knows no database.
"""

from dataclasses import dataclass

from governance.audit.heads import TreeHead
from governance.signing import key_id


@dataclass(frozen=True, slots=True)
class BadEntry:
    """The first entry that does not verify, and what is wrong with it."""

    seq: int
    fault: str

    def in_words(self) -> str:
        return f"the first entry that does not hold is {self.seq}: {self.fault}"


@dataclass(frozen=True, slots=True)
class AnchorReport:
    """A log beside a head kept elsewhere. `faults` holds `truncated`, `rewritten`, `other_key`, or nothing;
    `words` says each. `new` entries came after the head, and it does not cover them."""

    size: int
    root: str
    at: str
    key_id: str
    new: int
    faults: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.faults


def compare(anchor: TreeHead, *, size: int, root_then: str | None, key_now: str | None) -> AnchorReport:
    """A log of `size` entries beside the anchor; `root_then` is the root over its first `anchor.size`, if so many."""
    found = {
        "truncated": _truncated(anchor, size),
        "rewritten": _rewritten(anchor, root_then),
        "other_key": _other_key(anchor, key_now),
    }
    faults = {code: words for code, words in found.items() if words}
    return AnchorReport(
        size=anchor.size,
        root=anchor.root,
        at=anchor.at,
        key_id=anchor.key_id,
        new=max(0, size - anchor.size),
        faults=tuple(faults),
        words=tuple(faults.values()),
    )


def _truncated(anchor: TreeHead, size: int) -> str | None:
    if size >= anchor.size:
        return None
    return (
        f"the log was truncated: the head kept elsewhere counts {anchor.size} entries, found {size}; "
        f"the last {anchor.size - size} are gone"
    )


def _rewritten(anchor: TreeHead, root_then: str | None) -> str | None:
    if root_then is None or root_then == anchor.root:
        return None
    return (
        f"the log was rewritten: its first {anchor.size} entries hash to {root_then}, "
        f"and to {anchor.root} when the head kept elsewhere was signed"
    )


def _other_key(anchor: TreeHead, key_now: str | None) -> str | None:
    if key_now == anchor.public_key:
        return None
    now = f"is now signed with key {key_id(key_now)}" if key_now else "has no signing key now"
    return f"the signing key was replaced: the head kept elsewhere is signed with key {anchor.key_id}, this log {now}"
