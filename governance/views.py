"""The values pages are given: frozen, complete, with people's names beside their ids. `reading.py` fills
them.

Times are aware UTC, money is `Money`. A note is None when there was none or its person is erased.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from governance.money import Money


@dataclass(frozen=True, slots=True)
class Person:
    """Who acted: account id and the name to show."""

    id: str
    name: str

    @classmethod
    def of(cls, account_id: str, names: Mapping[str, str]) -> "Person":
        """`names`: account id -> the name to show; an account without one is shown by its id."""
        return cls(account_id, names.get(account_id, account_id))


@dataclass(frozen=True, slots=True)
class RequisitionSummary:
    id: str
    title: str
    business_unit: str
    state: str
    budget: Money
    positions: int
    needed_by: date | None
    template_id: str | None
    role_version: int
    version: int
    requested_by: Person
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class ShortlistRecord:
    """`ranked` False: nobody was scored, the order was drawn, and there is no model."""

    id: str
    business_unit: str
    created_at: datetime
    created_by: Person
    ranked: bool
    model_hash: str
    snapshot_hash: str
    sha256: str
    size: int
    current: bool


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    id: str
    shortlist_id: str
    person_id: str
    decision: str
    reason_code: str
    note: str | None
    decided_by: Person
    decided_at: datetime
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class CandidateRecord:
    """Someone on the current shortlist. `version` is what `decide` and the stage commands expect.

    `place` is where people read them, None once taken off; `rank` the machine's, None where it did not rank them;
    `marks` what people changed: `added`, `moved`, `pinned`, `excluded`. All three are kept from whoever may not see fit.
    """

    person_id: str
    place: int | None
    rank: int | None
    marks: tuple[str, ...]
    stage: str
    version: int
    decision: DecisionRecord | None
    selected_position: int | None
    restricted: str | None  # block, opt_out, erased


@dataclass(frozen=True, slots=True)
class OverrideRecord:
    """One change that somebody made to a list: `before` and `after` are the whole order."""

    id: str
    shortlist_id: str
    number: int
    action: str  # reorder, pin, exclude, add
    person_id: str
    place: int | None
    before: tuple[str, ...]
    after: tuple[str, ...]
    reason_code: str
    note: str | None
    made_by: Person
    made_at: datetime


@dataclass(frozen=True, slots=True)
class ApprovalRecord:
    id: str
    kind: str  # requisition, selection, bundle
    decision: str  # approved, denied, sent_back, overridden
    reason_code: str | None
    note: str | None
    before: tuple[str, ...]
    after: tuple[str, ...]
    decided_by: Person
    decided_at: datetime
    voided_at: datetime | None


@dataclass(frozen=True, slots=True)
class StageEvent:
    person_id: str
    stage: str
    at: datetime
    by: Person
    scorecard: Mapping[str, int] | None
    reason_code: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class OutcomeRecord:
    id: str
    accepted: bool
    rework: str
    on_budget: bool
    on_time: bool
    would_reengage: bool
    rating: int
    note: str | None
    recorded_by: Person
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class EngagementRecord:
    """`end_reason` and `end_note` of one that was ended early; the note goes with the person's words."""

    id: str
    person_id: str
    state: str
    version: int
    rate: Money
    hours: int
    start: date
    end: date
    deliverables: tuple[str, ...]
    started_by: Person
    ended_at: datetime | None
    end_reason: str | None
    end_note: str | None
    outcome: OutcomeRecord | None


@dataclass(frozen=True, slots=True)
class ExtensionRecord:
    """What an engagement would become: the terms whole, and what was answered."""

    id: str
    engagement_id: str
    state: str  # asked, approved, denied, withdrawn
    version: int
    end: date
    hours: int
    deliverables: tuple[str, ...]
    reason: str | None
    asked_by: Person
    asked_at: datetime
    reason_code: str | None
    note: str | None
    decided_by: Person | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """`quote` is None once the requisition's words are erased."""

    question: str
    choice: str
    points: int
    quote: str | None


@dataclass(frozen=True, slots=True)
class LegalDecision:
    id: str
    decision: str  # cleared, refused
    reason: str | None
    decided_by: Person
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class ClassificationRecord:
    """Of the request, or with `extension_id` of what an extension would make of it."""

    id: str
    role_version: int
    extension_id: str | None
    rules_version: str
    rules_sha256: str
    answered_by: str | None
    answers: tuple[GivenAnswer, ...]
    dimensions: Mapping[str, int]
    stakes: Mapping[str, int]
    likelihood: str
    impact: str
    risk: str
    up_to_weeks: int | None
    assessed_by: Person
    assessed_at: datetime
    voided_at: datetime | None
    legal: LegalDecision | None

    @property
    def standing(self) -> str:
        """`void`; else what it means for an engagement: `open`, `waits` for legal, or `refused` by legal."""
        if self.voided_at is not None:
            return "void"
        if self.risk != "high":
            return "open"
        if self.legal is None:
            return "waits"
        return "open" if self.legal.decision == "cleared" else "refused"


@dataclass(frozen=True, slots=True)
class IntakeRecord:
    """What the newest version says. `missing`: what `submit` still asks for, as field -> words."""

    budget_owner: Person | None
    cost_centre: str | None
    scope: str | None
    deliverables: tuple[str, ...]
    duration_weeks: int | None
    starts_on: date | None
    security_class: str | None
    sensitive_data: str | None
    jurisdiction: str
    missing: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StepRecord:
    """`state`: later, open, escalated, approved, denied. `roles` may answer it now; `rules` asked for it."""

    id: str
    stage: int
    roles: tuple[str, ...]
    within_limit: bool
    rules: tuple[str, ...]
    state: str
    due_at: datetime | None
    answered_by: Person | None
    on_behalf_of: Person | None
    answered_at: datetime | None
    note: str | None


@dataclass(frozen=True, slots=True)
class RouteRecord:
    """Who must say yes, in order, under which policy. `voided_at`: the request or the choice was changed since."""

    id: str
    kind: str  # requisition, selection
    role_version: int
    policy_version: str
    policy_sha256: str
    steps: tuple[StepRecord, ...]
    made_at: datetime
    voided_at: datetime | None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry. `token`: that of the actor which acted, and not the person themselves."""

    seq: int
    at: datetime
    actor: Person
    action: str
    subject_kind: str
    subject_id: str
    business_unit: str
    facts: Mapping[str, Any]
    leaf_hash: str
    token: str | None


@dataclass(frozen=True, slots=True)
class BlindPlaceRecord:
    """`propensity`: the probability with which the lot put this person here. `person_id` None: not told yet."""

    position: int
    person_id: str | None
    propensity: float


@dataclass(frozen=True, slots=True)
class BlindReadingRecord:
    """`version` is what `rate` expects."""

    position: int
    opened_at: datetime
    rating: int | None
    rated_at: datetime | None
    version: int

    @property
    def took(self) -> timedelta | None:
        """From opening to the rating that stands."""
        return self.rated_at - self.opened_at if self.rated_at else None


@dataclass(frozen=True, slots=True)
class BlindReviewRecord:
    """What one reviewer did. `ended_at` None: the list is still closed to them. `reason`: why they opened it before rating all."""

    reviewer: Person
    readings: tuple[BlindReadingRecord, ...]
    ended_at: datetime | None
    reason: str | None

    @property
    def took(self) -> timedelta:
        """What the stage cost: the time on everybody they rated."""
        return sum((one.took for one in self.readings if one.took is not None), timedelta())

    def reading(self, position: int) -> BlindReadingRecord | None:
        return next((one for one in self.readings if one.position == position), None)


@dataclass(frozen=True, slots=True)
class BlindRecord:
    """The blind stage of a list. `readable`: the places whose people can still be rated."""

    shortlist_id: str
    required: bool
    rules: tuple[str, ...]
    seed: str
    drawn_at: datetime
    places: tuple[BlindPlaceRecord, ...]
    readable: tuple[int, ...]
    reviewed: tuple[BlindReviewRecord, ...]

    def by(self, account_id: str) -> BlindReviewRecord | None:
        return next((one for one in self.reviewed if one.reviewer.id == account_id), None)


@dataclass(frozen=True, slots=True)
class RequisitionCase:
    """`routes`: every one, the oldest first. `answers`: kind of answer -> why this reader may not give it now, None where
    they may; a kind that no open step asks of them is not there. `waits_for`: whose answers it waits for, in words.
    `outdated`: why a choice that waits for approval must be made again on a new ranking, in words. `withheld`: what of the
    ranking this reader may not see. `blind`: the blind stage of the list in force."""

    summary: RequisitionSummary
    role: Mapping[str, Any]
    intake: IntakeRecord
    routes: tuple[RouteRecord, ...]
    answers: Mapping[str, str | None]
    waits_for: str | None
    shortlists: tuple[ShortlistRecord, ...]
    candidates: tuple[CandidateRecord, ...]
    overrides: tuple[OverrideRecord, ...]
    decisions: tuple[DecisionRecord, ...]
    selected: tuple[str, ...]
    approvals: tuple[ApprovalRecord, ...]
    stage_events: tuple[StageEvent, ...]
    classifications: tuple[ClassificationRecord, ...]
    engagements: tuple[EngagementRecord, ...]
    extensions: tuple[ExtensionRecord, ...]
    timeline: tuple[AuditLine, ...]
    blind: BlindRecord | None = None
    outdated: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()

    @property
    def closed(self) -> bool:
        """Whether a blind stage still hides the list from this reader."""
        return "people" in self.withheld

    @property
    def classification(self) -> ClassificationRecord | None:
        """The request's own that is in force."""
        return self.classification_of(None)

    def classification_of(self, extension_id: str | None) -> ClassificationRecord | None:
        """The one in force of an extension; None: of the request itself."""
        found = (one for one in reversed(self.classifications) if one.extension_id == extension_id)
        return next((one for one in found if one.voided_at is None), None)


@dataclass(frozen=True, slots=True)
class QueueItem:
    """Something that waits for an answer. `why_not` says why this actor may not give it.

    `on_behalf_of`: the name of the person they would answer for. `waits_for`: roles, stage by stage, in words. `alone`: why
    it is not answered together with others, each the rest of a sentence about it.
    """

    kind: str  # requisition, selection, classification, extension
    requisition: RequisitionSummary
    waiting_since: datetime
    why_not: str | None
    due_at: datetime | None = None
    on_behalf_of: str | None = None
    waits_for: str | None = None
    alone: tuple[str, ...] = ()

    @property
    def goes_together(self) -> bool:
        """Whether one yes may answer it with others."""
        return self.kind in ("requisition", "selection") and not self.alone
