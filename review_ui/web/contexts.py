"""What each template gets: one frozen context a page, made of plain values.

A test holds every template to exactly its context's names (plus `shell`, see `layout.py`). How they are made from the
record is `views/`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from governance.audit import VerificationReport
from governance.classification.rules import Question
from governance.oversight.by_reviewer import ViewRecord
from governance.reading import QueueItem, RequisitionCase, RequisitionSummary
from governance.routing.simulation import SimulatedRoute
from governance.templates import Template
from models.renderings.sections import Section
from review_ui.web.views.blind import BlindDesk, BlindOutcome
from review_ui.web.views.change import ChangeView
from review_ui.web.views.classification import ClassificationView
from review_ui.web.views.compare import SideBySide
from review_ui.web.views.facts import RoleText
from review_ui.web.views.identity import PairInDoubt
from review_ui.web.views.listing import ListChangeLine, ListedRow
from review_ui.web.views.models import MetricChart, ModelCard, ModelRow
from review_ui.web.views.oversight import Chart, Notice, PersonRow, Reasons
from review_ui.web.views.people import ActionsFor, ListedPerson, RankedWith, StagePerson
from review_ui.web.views.shortlist import Desk, ExcludedPerson, RecordFact, RecordField
from review_ui.web.views.timeline import TimelineLine


@dataclass(frozen=True)
class PageContext:
    """`template` is the full page, `fragment` the partial of it that htmx swaps."""

    template: ClassVar[str]
    fragment: ClassVar[str | None] = None


@dataclass(frozen=True, slots=True)
class DemoAccount:
    name: str
    display_name: str
    roles: str


@dataclass(frozen=True, slots=True)
class TemplateRow:
    id: str
    title: str
    version: int
    must_have: str


@dataclass(frozen=True)
class LoginPage(PageContext):
    template = "login.html"
    next: str
    problem: str | None
    kept: str | None
    name: str
    demo_accounts: tuple[DemoAccount, ...]
    demo_password: str | None
    sign_on: str | None


@dataclass(frozen=True)
class ProblemPage(PageContext):
    """`changes`: the last that happened to what has changed. `kept`: what was typed, by field, to be copied."""

    template = "problem.html"
    fragment = "_problem.html"
    status: int
    title: str
    message: str
    hint: str | None
    faults: tuple[str, ...]
    back: str
    reload: str | None
    changes: tuple[TimelineLine, ...]
    kept: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class HomePage(PageContext):
    template = "home.html"
    queue: tuple[QueueItem, ...]
    proposed: tuple[ModelRow, ...]
    to_decide: tuple[RequisitionSummary, ...]
    running: tuple[RequisitionSummary, ...]
    done: tuple[RequisitionSummary, ...]
    may_create: bool
    reads_requisitions: bool


@dataclass(frozen=True)
class RequisitionsPage(PageContext):
    template = "requisitions.html"
    requisitions: tuple[RequisitionSummary, ...]
    may_create: bool
    state: str
    states: tuple[tuple[str, int], ...]


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
    """One requisition on one screen; what may be done here is in `actions`."""

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
    ranked: RankedWith | None
    blind: BlindOutcome | None
    timeline: tuple[TimelineLine, ...]
    names: Mapping[str, str]
    override_reasons: Mapping[str, str]
    refusal_reasons: Mapping[str, str]
    decline_reasons: Mapping[str, str]
    termination_reasons: Mapping[str, str]
    criteria: Mapping[str, str]


@dataclass(frozen=True)
class ShortlistPage(PageContext):
    template = "shortlist.html"
    fragment = "_desk.html"
    requisition: RequisitionSummary
    asked: tuple[tuple[str, str], ...]
    desk: Desk


@dataclass(frozen=True)
class ListPage(PageContext):
    """`typed` and `added`: what the two forms were sent or opened with; `kept_out`: what left out whoever is to be added."""

    template = "list.html"
    requisition: RequisitionSummary
    rows: tuple[ListedRow, ...]
    changes: tuple[ListChangeLine, ...]
    open_now: bool
    may_change: bool
    may_add: bool
    acts: Mapping[str, str]
    reasons: Mapping[str, str]
    typed: Mapping[str, str]
    added: Mapping[str, str]
    kept_out: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class BlindPage(PageContext):
    """The blind stage. `why`: what the policy says, where it asks for it."""

    template = "blind.html"
    fragment = "_blind.html"
    requisition: RequisitionSummary
    asked: tuple[tuple[str, str], ...]
    desk: BlindDesk
    why: tuple[str, ...]


@dataclass(frozen=True)
class ComparePage(PageContext):
    """`shortlist` is the id of an earlier list, empty for the current one."""

    template = "compare.html"
    requisition: RequisitionSummary
    shown: SideBySide
    shortlist: str


@dataclass(frozen=True)
class ChangePage(PageContext):
    template = "change.html"
    fragment = "_change.html"
    requisition: RequisitionSummary
    called: str
    back: str
    change: ChangeView


@dataclass(frozen=True)
class ExplanationPage(PageContext):
    """Sections as they are; `text` is the address of the same as plain text."""

    template = "explanation.html"
    requisition: RequisitionSummary
    called: str
    back: str
    reader: str
    text: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class MessagePage(PageContext):
    """`may_be_sent`: the selection they are part of is approved."""

    template = "message.html"
    requisition: RequisitionSummary
    called: str
    back: str
    text: str
    may_be_sent: bool


@dataclass(frozen=True)
class ExcludedPage(PageContext):
    """`listed`: who stands on the list in force by now, added by hand."""

    template = "excluded.html"
    requisition: RequisitionSummary
    counts: tuple[tuple[str, int], ...]
    people: tuple[ExcludedPerson, ...]
    unrankable: tuple[ExcludedPerson, ...]
    gate: str
    total: int
    listed_in_full: bool
    may_add: bool
    listed: frozenset[str]
    more: str | None


@dataclass(frozen=True)
class RecordPage(PageContext):
    template = "record.html"
    requisition: RequisitionSummary
    called: str
    back: str
    platform: str | None
    seen: str | None
    stale: bool
    facts: tuple[RecordFact, ...]
    record: tuple[RecordField, ...]


@dataclass(frozen=True)
class ClassificationForm(PageContext):
    """The questions by dimension; `values` are `choice-Q` and `quote-Q` as sent; `planned` is how long the request says."""

    template = "classification_form.html"
    requisition: RequisitionSummary
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
class OutcomeForm(PageContext):
    template = "outcome_form.html"
    requisition: RequisitionSummary
    engagement_id: str
    called: str
    criteria: tuple[str, ...]


@dataclass(frozen=True)
class ApprovalsPage(PageContext):
    template = "approvals.html"
    queue: tuple[QueueItem, ...]
    now: datetime


@dataclass(frozen=True)
class DuplicatesPage(PageContext):
    template = "duplicates.html"
    pairs: tuple[PairInDoubt, ...]


@dataclass(frozen=True)
class TemplatesPage(PageContext):
    template = "templates.html"
    templates: tuple[TemplateRow, ...]
    may_create: bool


@dataclass(frozen=True)
class TemplatePage(PageContext):
    template = "template.html"
    row: TemplateRow
    role: RoleText
    asked: tuple[tuple[str, str], ...]
    may_create: bool


@dataclass(frozen=True)
class ModelsPage(PageContext):
    template = "models.html"
    champion: ModelRow | None
    others: tuple[ModelRow, ...]
    may_train: bool


@dataclass(frozen=True)
class ModelPage(PageContext):
    template = "model.html"
    model: ModelRow
    card: ModelCard
    charts: tuple[MetricChart, ...]
    refusal_reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a request would need: its routes, and why its list would be rated blind first, where it would."""

    routes: tuple[SimulatedRoute, ...]
    blind: tuple[str, ...]


@dataclass(frozen=True)
class PolicyPage(PageContext):
    """`asked` is what was typed; `foreseen` None: nothing was asked yet, or not so that it can be answered."""

    template = "policy.html"
    version: str
    sha256: str
    asked: Mapping[str, str]
    units: tuple[str, ...]
    choices: Mapping[str, tuple[str, ...]]
    foreseen: Foreseen | None
    problems: tuple[str, ...]


@dataclass(frozen=True)
class OversightPage(PageContext):
    """`units`: those with a figure; `unit`: whose months are shown. `withheld`: units with too few cases or reviewers."""

    template = "oversight.html"
    year: int
    years: tuple[int, ...]
    months: str
    recent: str
    notices: tuple[Notice, ...]
    charts: tuple[Chart, ...]
    reasons: tuple[Reasons, ...]
    unit: str
    units: tuple[str, ...]
    withheld: tuple[str, ...]
    trends: tuple[Chart, ...]
    views: tuple[ViewRecord, ...]
    may_end: bool
    fewest_cases: int
    fewest_reviewers: int
    rules: tuple[str, ...]
    usual_day: date
    latest_day: date


@dataclass(frozen=True)
class OversightPeoplePage(PageContext):
    """Under one approved view: a row a reviewer, a cell a measure."""

    template = "oversight_people.html"
    unit: str
    view: str
    months: str
    measures: tuple[str, ...]
    people: tuple[PersonRow, ...]
    fewest: int


@dataclass(frozen=True)
class AuditPage(PageContext):
    """`search` is what was typed, `people` and `about` what may be chosen, `later` the address of what follows."""

    template = "audit.html"
    search: Mapping[str, str]
    people: tuple[tuple[str, str], ...]
    about: Mapping[str, str]
    lines: tuple[TimelineLine, ...]
    report: VerificationReport | None
    later: str | None
