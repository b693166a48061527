"""The demo's own requisitions: a few cases in different states, played through the commands people use.

Some run before the first model is trained, so that an engagement and an outcome are there; the others after it, so that
their lists say which model made them. Who plays whom is `accounts.py`; what a manager would decide is `judgement.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from governance import approvals, candidates, engagements, outcomes, requisitions, review
from governance.blind import rating
from governance.blind.record import places_of
from governance.classification.commands import classify, decide
from governance.classification.scoring import Answer
from governance.money import Money
from governance.reading import requisition_case
from governance.templates import read_template
from review_ui.bootstrap import Workspace
from review_ui.demo.accounts import DIGITAL, OPERATIONS, STORES, Cast
from review_ui.demo.classification import INDEPENDENT, LIKE_STAFF
from review_ui.demo.judgement import Opinion, listed, opinions, ratings
from review_ui.demo.pace import take
from review_ui.services import make_shortlist


@dataclass(frozen=True)
class Request:
    """What is asked for, by whom, and for how much in US dollars."""

    template: str
    title: str
    business_unit: str
    manager: str
    budget: int
    hours: int
    needed_in_days: int = 21
    sensitive_data: str = "none"


COMPLETED = Request(
    "qa-automation-engineer", "Test automation for the payments release", DIGITAL, "mara", 24_000, 240
)
ACTIVE = Request(
    "customer-support-specialist", "Support for the winter peak", OPERATIONS, "tomas", 18_000, 480
)

IN_REVIEW = Request(
    "backend-engineer", "Backend engineer for the order service", DIGITAL, "mara", 58_000, 480
)
UNTOUCHED = Request("data-analyst", "Analyst for the returns report", OPERATIONS, "tomas", 21_000, 240)
SELECTED = Request("ux-ui-designer", "Redesign of the account pages", DIGITAL, "mara", 34_000, 320)
OVERRIDDEN = Request("project-manager", "Move of the Leeds warehouse", OPERATIONS, "tomas", 52_000, 480)
OFFERED = Request("accountant", "Help with the year-end close", OPERATIONS, "tomas", 26_000, 320)
SUBMITTED = Request(
    "content-producer", "Product films and texts for spring", OPERATIONS, "tomas", 19_000, 260
)
SUBMITTED_LARGE = Request(
    "cloud-engineer", "Second region for the shop", DIGITAL, "mara", 96_000, 800, sensitive_data="personal"
)
DENIED = Request(
    "digital-marketing-specialist", "Campaign for the loyalty card", DIGITAL, "mara", 40_000, 480
)
COST_CENTRES = {DIGITAL: "GB-4100", OPERATIONS: "GB-4200", STORES: "GB-4300"}
DRAFT = Request("engineering-spike", "Can tills read paper vouchers?", DIGITAL, "rene", 12_000, 80)


def play_before(workspace: Workspace, cast: Cast) -> None:
    """One engagement that is over and one that runs, both from lists of the model that ships with the software."""
    finished = Case(workspace, cast, COMPLETED).to_offer().classify(INDEPENDENT).to_engagement()
    finished.complete()
    Case(workspace, cast, ACTIVE).to_offer().classify(LIKE_STAFF).clear().to_engagement()


def play_today(workspace: Workspace, cast: Cast) -> None:
    """Cases that wait for somebody, from lists of the newly approved model."""
    Case(workspace, cast, IN_REVIEW).to_shortlist().decide(only_first=3)
    Case(workspace, cast, UNTOUCHED).to_shortlist(blind=True)
    Case(workspace, cast, SELECTED).to_selection()
    Case(workspace, cast, OVERRIDDEN).to_selection().override()
    Case(workspace, cast, OFFERED).to_offer().classify(LIKE_STAFF)
    Case(workspace, cast, SUBMITTED).submit()
    Case(workspace, cast, SUBMITTED_LARGE).submit()
    Case(workspace, cast, DENIED).submit().deny()
    Case(workspace, cast, DRAFT)


class Case:
    """One requisition from its draft on. Every step is a command by the person whose step it is."""

    def __init__(self, workspace: Workspace, cast: Cast, request: Request) -> None:
        self._workspace = workspace
        self._request = request
        self._manager = cast[request.manager]
        self._approver, self._second = cast["priya"], cast["viktor"]
        self._legal = cast["helene"]
        self._today: date = workspace.today()
        with workspace.command(self._manager) as work:
            self.id = requisitions.create_requisition(
                work,
                title=request.title,
                business_unit=request.business_unit,
                budget=Money.of(request.budget, "USD"),
                template_id=request.template,
                needed_by=self._today + timedelta(days=request.needed_in_days),
                intake={
                    "budget_owner": request.manager,
                    "cost_centre": COST_CENTRES[request.business_unit],
                    "security_class": "internal",
                    "sensitive_data": request.sensitive_data,
                    "jurisdiction": "GB",
                },
            )

    def submit(self) -> "Case":
        take(self._workspace, minutes=4)
        with self._workspace.command(self._manager) as work:
            requisitions.submit(work, self.id)
        return self

    def deny(self) -> "Case":
        with self._workspace.command(self._approver) as work:
            note = "The card starts in autumn; ask again when its budget is decided."
            requisitions.deny_requisition(work, self.id, reason_code="budget", note=note)
        return self

    def to_shortlist(self, *, blind: bool = False) -> "Case":
        self.submit()
        take(self._workspace, minutes=6)
        with self._workspace.command(self._approver) as work:
            requisitions.approve_requisition(work, self.id)
        self._shortlist = make_shortlist(self._workspace, self._manager, self.id, blind=blind)
        self._listed = listed(self._workspace, self._shortlist)
        return self

    def decide(self, *, only_first: int | None = None) -> "Case":
        """Say something of the first few, as a manager who stops reading would; `only_first` leaves the choice open."""
        for opinion in opinions(self._listed, chosen=only_first is None)[:only_first]:
            self._decide(opinion)
        return self

    def rate_blind(self, *, shortest: int = 40) -> "Case":
        """The manager rates everybody shown by what their work shows, in no less than `shortest` seconds each, then opens the list."""
        with self._workspace.database.read() as session:
            order = [place.person_id for place in places_of(session, self._shortlist)]
        marks = ratings(self._listed)
        with self._workspace.command(self._manager) as work:
            place = rating.open_next(work, self.id)
        while place is not None:
            take(self._workspace, seconds=shortest + 9 * place)
            with self._workspace.command(self._manager) as work:
                place = rating.rate(work, self.id, place, marks[order[place - 1]])
        with self._workspace.command(self._manager) as work:
            rating.open_list(work, self.id)
        return self

    def to_selection(self) -> "Case":
        return self.to_shortlist().to_choice()

    def to_choice(self) -> "Case":
        """The list is decided on and handed to procurement."""
        self.decide()
        with self._workspace.command(self._manager) as work:
            review.finish_review(work, self.id)
        return self

    def approve(self) -> "Case":
        take(self._workspace, minutes=3)
        with self._workspace.command(self._approver) as work:
            approvals.approve_selection(work, self.id, note="Within the framework rates.")
        return self

    def override(self) -> "Case":
        """Procurement puts the second choice first; another of them must then approve."""
        with self._workspace.database.read() as session:
            case = requisition_case(session, self._second, self.id)
        kept = [c.person_id for c in case.candidates if c.decision and c.decision.reason_code == "backup"]
        with self._workspace.command(self._second) as work:
            approvals.override_selection(
                work,
                self.id,
                kept,
                reason_code="preferred_supplier",
                note="The framework agreement asks for people under contract first.",
            )
        return self

    def classify(self, said: Mapping[str, Answer]) -> "Case":
        with self._workspace.command(self._manager) as work:
            classify(work, self.id, said, answered_by=self._manager.display_name)
        return self

    def clear(self) -> "Case":
        """Compliance lets a high risk pass, and says why."""
        with self._workspace.command(self._legal) as work:
            reason = "Ends with the season, and the rota is now theirs to swap. Not again after March."
            decide(work, self.id, "cleared", reason=reason)
        return self

    def to_offer(self) -> "Case":
        return self.to_selection().approve().offer()

    def offer(self) -> "Case":
        person = self._selected()
        take(self._workspace, minutes=5)
        with self._workspace.command(self._manager) as work:
            candidates.contact(work, self.id, person, note="Called; free from next week.")
        with self._workspace.command(self._manager) as work:
            scorecard = {"must-haves": 4, "communication": 4, "way of working": 5}
            candidates.screen(
                work, self.id, person, scorecard, note="Spoke for half an hour about similar work."
            )
        with self._workspace.command(self._manager) as work:
            candidates.offer(work, self.id, person)
        return self

    def accept(self) -> str:
        """The freelancer's yes; who said it."""
        person = self._selected()
        with self._workspace.command(self._manager) as work:
            candidates.accept(work, self.id, person)
        return person

    def to_engagement(self) -> "Case":
        person, end = self.accept(), self._today + timedelta(days=60)
        with self._workspace.command(self._approver) as work:
            rate = Money.of(self._request.budget * 9 // 10 // self._request.hours, "USD")
            self._engagement = engagements.start_engagement(
                work, self.id, person, rate, self._request.hours, self._today, end, self._deliverables()
            )
        with self._workspace.command(self._manager) as work:
            engagements.activate_engagement(work, self._engagement)
        return self

    def end(self) -> str:
        """The work is done, and how it went is still to be said; which engagement."""
        with self._workspace.command(self._manager) as work:
            engagements.complete_engagement(work, self._engagement)
        return self._engagement

    def complete(
        self,
        rating: int = 4,
        note: str = "Solid work; the first report came a day late and was then redone well.",
    ) -> "Case":
        """The work is done, and how it went is said; what was rated below 4 had to be redone in large part."""
        self.end()
        with self._workspace.command(self._manager) as work:
            outcomes.record_outcome(
                work,
                self._engagement,
                accepted=True,
                rework="minor" if rating > 3 else "major",
                on_budget=True,
                on_time=rating > 3,
                would_reengage=rating > 3,
                rating=rating,
                note=note,
            )
        return self

    def _decide(self, opinion: Opinion) -> None:
        take(self._workspace, seconds=35 + len(opinion.note or "") // 2)
        with self._workspace.command(self._manager) as work:
            review.decide(
                work, self.id, opinion.person_id, opinion.decision, opinion.reason_code, opinion.note
            )

    def _selected(self) -> str:
        with self._workspace.database.read() as session:
            return requisition_case(session, self._manager, self.id).selected[0]

    def _deliverables(self) -> list[str]:
        with self._workspace.database.read() as session:
            role = read_template(session, self._request.template).role
        return list(role.get("deliverables", ()))
