"""How a frozen list fared when it was replayed, and what may be proved or kept of a case, as pages show it.

Ranks nothing: that is `review_ui/replaying.py`. The words for stops and holds are `keeping.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from governance.holds import HoldRecord
from governance.reading import ShortlistRecord
from review_ui.replaying import Again, Difference, Replayed
from review_ui.web.views.names import short_model

Tone = Literal["good", "warn", "bad"]
_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a replay found: `tone` is its shape, `title` says it, `more` explains it."""

    tone: Tone
    title: str
    more: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody at another place, or with another score, than frozen."""

    person_id: str
    frozen: str
    now: str


@dataclass(frozen=True, slots=True)
class ReplayView:
    """`unshown`: how many more differ than are listed."""

    findings: tuple[Finding, ...]
    facts: tuple[tuple[str, str, str], ...]
    moved: tuple[Moved, ...]
    unshown: int


@dataclass(frozen=True, slots=True)
class ListMade:
    """One frozen list of a case; `model` None: drawn by lot."""

    id: str
    current: bool
    made_at: datetime
    made_by: str
    model: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Safeguards:
    """What this reader may prove or hold of a case; `holds` are those in force, by the id of what they are on."""

    lists: int
    may_replay: bool
    may_pack: bool
    may_hold: bool
    holds: dict[str, tuple[HoldRecord, ...]]

    @property
    def offered(self) -> bool:
        return bool(self.lists or self.may_pack or self.may_hold or self.holds)


def lists_of(shortlists: Iterable[ShortlistRecord]) -> tuple[ListMade, ...]:
    return tuple(
        ListMade(
            one.id,
            one.current,
            one.created_at,
            one.created_by.name,
            short_model(one.model_hash) if one.ranked else None,
            one.sha256,
        )
        for one in shortlists
    )


def holds_of(holds: Iterable[HoldRecord]) -> dict[str, tuple[HoldRecord, ...]]:
    """The holds by the requisition or the engagement that each is on."""
    found: dict[str, tuple[HoldRecord, ...]] = {}
    for hold in holds:
        found[hold.subject] = (*found.get(hold.subject, ()), hold)
    return found


def replay_view(replayed: Replayed) -> ReplayView:
    differences = replayed.again.differences if replayed.again else ()
    return ReplayView(
        findings=(_bytes(replayed), _again(replayed)),
        facts=(
            ("List", "as frozen", replayed.proof.sha256),
            ("Model", _kept(replayed.origin.model_hash, replayed.model_kept), replayed.origin.model_hash),
            ("Snapshot of the pool", _kept("s", replayed.snapshot_kept), replayed.origin.snapshot_hash),
        ),
        moved=tuple(map(_moved, differences[:_AT_MOST])),
        unshown=max(0, len(differences) - _AT_MOST),
    )


def _bytes(replayed: Replayed) -> Finding:
    proof = replayed.proof
    if proof.unproven:
        places = ", ".join(proof.unproven)
        return Finding(
            "bad",
            "Not what the audit log says was frozen",
            f"These parts do not match their commitment: {places}. Verify the log, and keep a copy of the record as it is.",
        )
    if proof.intact:
        return Finding(
            "good",
            "The same bytes as frozen",
            "Its hash is the one that the audit log has kept since the list was made.",
        )
    gone = [
        f"{why}: {', '.join(people)}"
        for why, people in (("erased", proof.erased), ("let go by licence or schedule", proof.expired))
        if people
    ]
    return Finding(
        "warn",
        "Parts are gone since; all that is left is as frozen",
        f"{_sentence('; '.join(gone))} Every other part is proved by its own commitment in the log.",
    )


def _again(replayed: Replayed) -> Finding:
    again = replayed.again
    if again is None:
        return Finding(
            "warn",
            "It could not be ranked again",
            f"{_sentence(replayed.why_not or '')} This says nothing against the list: its bytes are proved without it.",
        )
    if again.same_order and not replayed.origin.model_hash:
        return Finding(
            "good", "Drawn again: the same order", "Ranking was stopped then, so the order was drawn by lot."
        )
    if again.same_order and again.same_scores:
        return Finding(
            "good", "Ranked again: the same order and the same scores", f"{_compared(again)} {_AS_THEN}"
        )
    return Finding(
        "bad",
        f"Ranked again: {len(again.differences):,} differ from what was frozen",
        f"{_compared(again)} {_AS_THEN} On another kind of processor the last digits may differ.",
    )


_AS_THEN = "Same model, snapshot, role, day and options as then; the same people kept out."


def _compared(again: Again) -> str:
    people = "the score of 1 person" if again.compared == 1 else f"the scores of {again.compared:,} people"
    return f"Compared exactly: {people}."


def _kept(digest: str, kept: bool) -> str:
    if not digest:
        return "none: drawn by lot"
    return "still kept" if kept else "no longer kept"


def _moved(one: Difference) -> Moved:
    return Moved(one.id, _place(one.frozen_rank, one.frozen_score), _place(one.rank, one.score))


def _place(rank: int | None, score: float | None) -> str:
    if rank is None:
        return "not listed"
    return f"place {rank}" if score is None else f"place {rank}, score {score:.12g}"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
