"""One requisition from its form to its outcome, and the lists made for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from governance.classification.rules import Question
from governance.reading import EngagementRecord, RequisitionCase, RequisitionSummary
from governance.routing.delegation import StandIn
from governance.templates import Template
from review_ui.web.contexts.base import PageContext
from review_ui.web.views.blind import BlindOutcome
from review_ui.web.views.classification import ClassificationView
from review_ui.web.views.facts import RoleText
from review_ui.web.views.keeping import StopShown
from review_ui.web.views.looks import Mark, SinceLook
from review_ui.web.views.people import ActionsFor, ListedPerson, RankedWith, StagePerson
from review_ui.web.views.problems import Refused
from review_ui.web.views.proof import ListMade, ReplayView, Safeguards
from review_ui.web.views.timeline import TimelineLine


@dataclass(frozen=True, slots=True)
class TemplateRow:
    id: str
    title: str
    version: int
    must_have: str


@dataclass(frozen=True)
class RequisitionsPage(PageContext):
    """`marks`: what is new of each since the reader last looked, by its id."""

    template = "requisitions.html"
    requisitions: tuple[RequisitionSummary, ...]
    may_create: bool
    state: str
    states: tuple[tuple[str, int], ...]
    marks: Mapping[str, Mark]


@dataclass(frozen=True)
class RequisitionForm(PageContext):
    """A new requisition, or one being edited; `values` are the fields as typed."""

    template = "requisition_form.html"
    requisition: RequisitionSummary | None
    templates: tuple[Template, ...]
    units: tuple[str, ...]
    values: Mapping[str, str]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class CasePage(PageContext):
    """One requisition on one screen; what may be done here is in `actions`, and for whom, where not for oneself, in `on_behalf_of`.

    `stand_ins`: who may answer for another what waits now. `stops`: those in force that cover it.
    `new`: what others did since the reader last looked. `refused`: the form that came back.
    """

    template = "case.html"
    fragment = "_case.html"
    case: RequisitionCase
    role: RoleText
    actions: ActionsFor
    classification: ClassificationView
    asked: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str], ...]
    people: tuple[StagePerson, ...]
    candidates: tuple[ListedPerson, ...]
    undecided: int
    differs: tuple[str, ...]
    asks: Mapping[str, str | None]
    channels: tuple[str, ...]
    on_behalf_of: str | None
    stand_ins: tuple[StandIn, ...]
    ranked: RankedWith | None
    stops: tuple[StopShown, ...]
    safeguards: Safeguards
    blind: BlindOutcome | None
    timeline: tuple[TimelineLine, ...]
    new: SinceLook | None
    names: Mapping[str, str]
    override_reasons: Mapping[str, str]
    refusal_reasons: Mapping[str, str]
    decline_reasons: Mapping[str, str]
    termination_reasons: Mapping[str, str]
    criteria: Mapping[str, str]
    refused: Refused


@dataclass(frozen=True)
class ClassificationForm(PageContext):
    """The questions by dimension; `values` are `choice-Q` and `quote-Q` as sent.

    `action`: where they are sent, with the `version` that was read; `planned`: how long the work is to be, as a sentence.
    """

    template = "classification_form.html"
    requisition: RequisitionSummary
    action: str
    version: int
    planned: str | None
    groups: tuple[tuple[str, tuple[Question, ...]], ...]
    not_legal_advice: str
    answered_by: str
    values: Mapping[str, str]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class EngagementForm(PageContext):
    template = "engagement_form.html"
    requisition: RequisitionSummary
    person_id: str
    called: str
    asks: str | None
    values: Mapping[str, str]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class ExtensionForm(PageContext):
    template = "extension_form.html"
    requisition: RequisitionSummary
    engagement: EngagementRecord
    called: str
    values: Mapping[str, str]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class OutcomeForm(PageContext):
    template = "outcome_form.html"
    requisition: RequisitionSummary
    engagement_id: str
    called: str
    criteria: tuple[str, ...]
    refused: Refused


@dataclass(frozen=True)
class ShortlistsPage(PageContext):
    template = "shortlists.html"
    requisition: RequisitionSummary
    lists: tuple[ListMade, ...]
    may_replay: bool


@dataclass(frozen=True)
class ReplayPage(PageContext):
    """`lists`: how many the case has."""

    template = "replay.html"
    requisition: RequisitionSummary
    made: ListMade
    replay: ReplayView
    now: datetime
    lists: int
