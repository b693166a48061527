"""What may be done on a requisition, and where each person on its list stands.

Asks the policy and the state tables so that a page offers no dead button; the commands check again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from governance.lifecycle import CANDIDATE, ENGAGEMENT, REQUISITION
from governance.reading import CandidateRecord, EngagementRecord, RequisitionCase, StageEvent
from review_ui.web import words
from review_ui.web.views.classification import STANDINGS
from review_ui.web.views.extensions import ExtensionShown, may_ask
from review_ui.web.views.names import called

May = Callable[[str], bool]

# requisition move -> the permission it takes (see governance.access.PERMISSIONS)
_MOVES = {
    "edit": "requisition.write",
    "submit": "requisition.write",
    "cancel": "requisition.write",
    "approve": "requisition.approve",
    "deny": "requisition.approve",
    "freeze": "shortlist.freeze",
    "decide": "review.decide",
    "finish": "review.decide",
    "reopen": "review.decide",
    "approve_selection": "selection.approve",
    "override": "selection.change",
    "send_back": "selection.change",
    "deny_selection": "selection.approve",
    "classify": "classification.assess",
    "start": "engagement.manage",
}
# After everybody on the list: who was taken off it.
_LAST = 10**6
# move that answers a step -> the kind of route it is a step of
_ANSWERS = {
    "approve": "requisition",
    "deny": "requisition",
    "approve_selection": "selection",
    "deny_selection": "selection",
}
_CONTACTABLE = ("approved_to_engage", "onboarding", "active")

STEPS = (
    ("draft", "Draft"),
    ("submitted", "Request approved"),
    ("approved", "Ranked"),
    ("in_review", "Reviewed"),
    ("selected", "Selection approved"),
    ("approved_to_engage", "Engaged"),
    ("active", "Completed"),
)
_STEP_OF = {"sourcing": "approved", "onboarding": "active", "completed": None, "terminated": None}


@dataclass(frozen=True, slots=True)
class ActionsFor:
    """Moves this person may make now, by name, and why not where separation of duties stands in the way."""

    moves: frozenset[str]
    why_not: str | None
    move_candidates: bool
    manage_engagement: bool
    record_outcome: bool

    def may(self, move: str) -> bool:
        return move in self.moves


@dataclass(frozen=True, slots=True)
class StagePerson:
    """One person on the frozen list: the decision, the way since, the engagement."""

    person_id: str
    called: str
    place: int | None
    rank: int | None
    fit: str
    stage: str
    stage_name: str
    version: int
    decision: str | None
    reason: str | None
    note: str | None
    decided_by: str | None
    selected_position: int | None
    moves: frozenset[str]
    events: tuple[StageEvent, ...]
    engagement: EngagementRecord | None
    engagement_moves: frozenset[str]
    may_engage: bool
    waits_for: str | None
    restricted: str | None
    extensions: tuple[ExtensionShown, ...]
    may_extend: bool


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """Anyone on the current list, for choosing from."""

    person_id: str
    called: str
    rank: int | None
    decision: str | None
    selected: bool


@dataclass(frozen=True, slots=True)
class RankedWith:
    """What the frozen list was made with; `ranked` False: by lot, with no model."""

    id: str
    ranked: bool
    sha256: str
    created_at: datetime
    model: str
    pool: Mapping[str, int]
    basis: str


def actions_for(case: RequisitionCase, may: May, why_not: str | None) -> ActionsFor:
    state = case.summary.state
    possible = frozenset(
        m
        for m in REQUISITION.get(state, {})
        if m in _MOVES and may(_MOVES[m]) and (m not in _ANSWERS or _ANSWERS[m] in case.answers)
    )
    return ActionsFor(
        moves=possible,
        why_not=why_not,
        move_candidates=may("candidate.move") and state in _CONTACTABLE,
        manage_engagement=may("engagement.manage"),
        record_outcome=may("outcome.record"),
    )


def steps_of(state: str) -> tuple[tuple[str, str], ...]:
    """The whole way as (done | now | later, label)."""
    at = _STEP_OF.get(state, state)
    names = [name for name, _ in STEPS]
    position = names.index(at) if at in names else len(names) if state in ("completed", "terminated") else -1
    return tuple(
        ("done" if i < position else "now" if i == position else "later", label)
        for i, (_, label) in enumerate(STEPS)
    )


def people_of(
    case: RequisitionCase,
    names: Mapping[str, str],
    reasons: Mapping[str, Any],
    fits: Mapping[str, str],
    actions: ActionsFor,
    extended: Mapping[str, tuple[ExtensionShown, ...]],
) -> tuple[StagePerson, ...]:
    """Everyone on the list with a decision, the selected first in their order. `extended`: what was asked of each engagement."""
    people = [
        _person(c, case, names, reasons, fits, actions, extended) for c in case.candidates if _standing(c)
    ]
    return tuple(
        sorted(
            people, key=lambda p: (p.selected_position is None, p.selected_position or 0, p.place or _LAST)
        )
    )


def differences(people: tuple[StagePerson, ...], costs: Mapping[str, str | None]) -> tuple[str, ...]:
    """Where the selection parts from the machine's order and from the budget, one sentence each.

    A machine's order that is withheld is parted from by nobody.
    """
    chosen = [p for p in people if p.selected_position is not None]
    ranks = {p.rank for p in chosen if p.rank is not None}
    passed = {
        p.rank: p
        for p in people
        if p.rank is not None and p.rank < max(ranks, default=0) and p.rank not in ranks
    }
    silent = [r for r in range(1, max(ranks, default=0)) if r not in ranks | passed.keys()]
    said = [
        f"The machine's {words.ordinal(rank)}, {p.called}: {(p.decision or 'passed over').lower()}, because: "
        f"{(p.reason or 'no reason').lower()}."
        for rank, p in sorted(passed.items())
    ]
    if silent:
        said.append(f"The machine's {words.listed(words.ordinal(r) for r in silent)}: decided by nobody.")
    said += [f"{p.called}: {costs[p.person_id]}." for p in chosen if costs.get(p.person_id)]
    return tuple(said)


def listed_people(case: RequisitionCase, names: Mapping[str, str]) -> tuple[ListedPerson, ...]:
    return tuple(
        ListedPerson(
            c.person_id,
            called(c.person_id, c, names),
            c.rank,
            words.decision_name(c.decision.decision) if c.decision else None,
            c.selected_position is not None,
        )
        for c in case.candidates
    )


def _standing(candidate: CandidateRecord) -> bool:
    return candidate.decision is not None or candidate.selected_position is not None


def _waits_for(case: RequisitionCase) -> str | None:
    """What the classification of the work still keeps from starting, as a sentence."""
    standing = case.classification.standing if case.classification else "none"
    return None if standing == "open" else STANDINGS[standing]


def _person(
    candidate: CandidateRecord,
    case: RequisitionCase,
    names: Mapping[str, str],
    reasons: Mapping[str, Any],
    fits: Mapping[str, str],
    actions: ActionsFor,
    extended: Mapping[str, tuple[ExtensionShown, ...]],
) -> StagePerson:
    engagement = next((e for e in reversed(case.engagements) if e.person_id == candidate.person_id), None)
    decision = candidate.decision
    selected = candidate.selected_position is not None
    reason = reasons.get(decision.reason_code) if decision else None
    ready = engagement is None and candidate.stage == "accepted" and actions.may("start")
    waits_for = _waits_for(case) if ready else None
    open_moves = actions.move_candidates and selected and engagement is None
    asked = extended.get(engagement.id, ()) if engagement else ()
    return StagePerson(
        person_id=candidate.person_id,
        called=called(candidate.person_id, candidate, names),
        place=candidate.place,
        rank=candidate.rank,
        fit=words.FITS.get(fits.get(candidate.person_id, ""), ""),
        stage=candidate.stage,
        stage_name=words.stage_name(candidate.stage),
        version=candidate.version,
        decision=words.decision_name(decision.decision) if decision else None,
        reason=getattr(reason, "label", None) or (words.plain(decision.reason_code) if decision else None),
        note=decision.note if decision else None,
        decided_by=decision.decided_by.name if decision else None,
        selected_position=candidate.selected_position,
        moves=frozenset(CANDIDATE.get(candidate.stage, {})) if open_moves else frozenset(),
        events=tuple(e for e in case.stage_events if e.person_id == candidate.person_id),
        engagement=engagement,
        engagement_moves=frozenset(ENGAGEMENT.get(engagement.state, {}))
        if engagement and actions.manage_engagement
        else frozenset(),
        may_engage=ready and waits_for is None,
        waits_for=waits_for,
        restricted=candidate.restricted,
        extensions=asked,
        may_extend=engagement is not None
        and actions.manage_engagement
        and not candidate.restricted
        and may_ask(engagement.state, asked),
    )
