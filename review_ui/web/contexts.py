"""What each template gets: one frozen context a page, made of plain values.

A test holds every template to exactly its context's names (plus `shell`, see `layout.py`). How they are made from the
record is `views/`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from governance.audit import VerificationReport
from governance.classification.rules import Question
from governance.erasures import ErasureAhead
from governance.oversight.by_reviewer import ViewRecord
from governance.reading import QueueItem, RequisitionCase, RequisitionSummary
from governance.retention import Expired
from governance.routing.delegation import StandIn
from governance.routing.simulation import SimulatedRoute
from governance.sessions import SessionRecord
from governance.templates import Template
from models.renderings.sections import Section
from review_ui.web.views.access import (
    DelegationLine,
    GrantLine,
    MappingLine,
    PersonLine,
    PlanView,
    TokenLine,
    WaitingLine,
)
from review_ui.web.views.blind import BlindDesk, BlindOutcome
from review_ui.web.views.change import ChangeView
from review_ui.web.views.classification import ClassificationView
from review_ui.web.views.compare import SideBySide
from review_ui.web.views.facts import RoleText
from review_ui.web.views.identity import PairInDoubt
from review_ui.web.views.keeping import HoldShown, KindShown, StopShown
from review_ui.web.views.listing import ListChangeLine, ListedRow
from review_ui.web.views.models import MetricChart, ModelCard, ModelRow
from review_ui.web.views.oversight import Chart, Notice, PersonRow, Reasons
from review_ui.web.views.people import ActionsFor, ListedPerson, RankedWith, StagePerson
from review_ui.web.views.proof import ListMade, ReplayView, Safeguards
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
    grants: tuple[WaitingLine, ...]
    more_grants: int
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
    """One requisition on one screen; what may be done here is in `actions`, and for whom, where not for oneself, in `on_behalf_of`.

    `stand_ins`: who may answer for another what waits now. `stops`: those in force that cover it.
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
    stops: tuple[StopShown, ...]
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
    person_id: str
    may_hold: bool
    may_erase: bool


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
    """`given` and `received`: who answers for the reader today, and for whom they do."""

    template = "approvals.html"
    queue: tuple[QueueItem, ...]
    at_most: int
    given: tuple[DelegationLine, ...]
    received: tuple[DelegationLine, ...]
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
class AccessPage(PageContext):
    """`reads`: whether the reader sees accounts, or only what waits; `alone`: one administrator is left. `later`: the query of what follows."""

    template = "access.html"
    waiting: tuple[WaitingLine, ...]
    more_waiting: int
    reads: bool
    people: tuple[PersonLine, ...]
    total: int
    closed: int
    search: Mapping[str, str]
    units: tuple[str, ...]
    later: str | None
    mappings: tuple[MappingLine, ...]
    alone: bool
    may_manage: bool
    values: Mapping[str, str]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class AccessPersonPage(PageContext):
    """One account. `ends`: what closing it would end; `leaves_one`: and leave one administrator. `tried`: the form refused."""

    template = "access_person.html"
    person: PersonLine
    at: str
    added_at: datetime
    has_password: bool
    yours: bool
    waiting: tuple[WaitingLine, ...]
    past: tuple[GrantLine, ...]
    tokens: tuple[TokenLine, ...]
    sessions: int
    ends: tuple[str, ...]
    leaves_one: bool
    may_manage: bool
    may_close: bool
    roles: tuple[tuple[str, str, str], ...]
    units: tuple[str, ...]
    values: Mapping[str, str]
    tried: str
    problems: tuple[str, ...]


@dataclass(frozen=True)
class GrantListPage(PageContext):
    """`plan` None: nothing was looked at yet, or it cannot be read."""

    template = "grant_list.html"
    columns: str
    text: str
    plan: PlanView | None
    problems: tuple[str, ...]


@dataclass(frozen=True)
class AccountPage(PageContext):
    """One's own. `issued`: a token just made, told here and nowhere again. `tried`: the form that was refused, if one was."""

    template = "account.html"
    name: str
    grants: tuple[GrantLine, ...]
    given: tuple[DelegationLine, ...]
    received: tuple[DelegationLine, ...]
    may_delegate: bool
    delegable: tuple[str, ...]
    roles: tuple[tuple[str, str, str], ...]
    sessions: tuple[SessionRecord, ...]
    tokens: tuple[TokenLine, ...]
    issued: str | None
    may_issue: bool
    scopes: tuple[tuple[str, str], ...]
    first_day: date
    usual_day: date
    latest_day: date
    has_password: bool
    tried: str
    values: Mapping[str, Any]
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
class StopsPage(PageContext):
    """`units` and `families`: what the reader may stop, each with what it is called."""

    template = "stops.html"
    in_force: tuple[StopShown, ...]
    past: tuple[StopShown, ...]
    units: tuple[tuple[str, str], ...]
    families: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class HoldsPage(PageContext):
    """`kind` and `subject`: what the form for a new hold is about already."""

    template = "holds.html"
    in_force: tuple[HoldShown, ...]
    past: tuple[HoldShown, ...]
    may_hold: bool
    kinds: tuple[str, ...]
    kind: str
    subject: str


@dataclass(frozen=True)
class RetentionPage(PageContext):
    """`version` None: only licences are for this reader. `act`: what they may do now, `said` what goes then."""

    template = "retention.html"
    on: date
    version: str | None
    sha256: str
    not_legal_advice: str
    kinds: tuple[KindShown, ...]
    sources: tuple[Expired, ...]
    act: str | None
    goes: bool
    records: int
    people: int
    said: str
    may_erase: bool


@dataclass(frozen=True)
class ErasurePage(PageContext):
    """`ahead` None: nobody was named yet."""

    template = "erasure.html"
    ahead: ErasureAhead | None
    reads_holds: bool


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
