"""The loop once more, as simply as it can be said: who may do what next to one request, and what it comes to.

Written from the rules as people state them, not from the program: no table of states is shared with it. One method a
command says whether it may happen (`may_`), one what then holds (`do_`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

LISTED = ("P-1001", "P-1002", "P-1003", "P-1004")
EVERYBODY = (*LISTED, "P-1005")
LIMIT = 100_000  # what procurement may approve, in USD
COST = 27_000  # of one engagement

ASKS = {"rita", "mona", "hana"}
MANAGES = {"mona", "hana"}
PROCURES = {"paul", "petra", "hana"}
LEGAL = {"cora"}
# Whose business unit it is not, and whose role reads no requests: for them nothing is there.
SEES_NOTHING = {"otto", "dan"}
STAFF = ("rita", "mona", "hana", "paul", "petra", "otto", "cora", "dan", "audrey")

BEFORE_ENGAGEMENT = (
    "draft",
    "submitted",
    "approved",
    "sourcing",
    "in_review",
    "selected",
    "approved_to_engage",
)
SINCE_APPROVAL = (
    "approved",
    "sourcing",
    "in_review",
    "selected",
    "approved_to_engage",
    "onboarding",
    "active",
)
TALKED_WITH = ("in_review", "selected", "approved_to_engage", "onboarding", "active")
ENGAGING = ("approved_to_engage", "onboarding", "active")
UNDECIDED_OF = ("not_reached", "set_aside", "shortlisted", "contacted", "screened")
STILL_IN = ("shortlisted", "contacted", "screened", "offered", "accepted")
KEPT_ON_A_NEW_LIST = ("contacted", "screened", "declined", "withdrawn")


@dataclass
class Classified:
    risk: str
    version: int
    by: str
    decision: str | None = None
    decided_by: str | None = None


@dataclass
class Engaged:
    person: str
    state: str = "onboarding"
    judged: bool = False


@dataclass
class Case:
    """One request. `selection` holds (person, who selected, who handed it in).

    `blind`: the list in force is rated before it opens, `opened` to whom; `shown`: somebody saw an earlier list openly.
    """

    requested_by: str
    budget: int
    positions: int
    state: str = "draft"
    version: int = 1
    authors: set[str] = field(default_factory=set)
    stages: list[dict[str, str]] = field(default_factory=list)
    blind: bool = False
    opened: set[str] = field(default_factory=set)
    shown: bool = False
    decisions: dict[str, tuple[str, str]] = field(default_factory=dict)
    selection: list[tuple[str, str, str]] = field(default_factory=list)
    approved: bool = False
    waits_for: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    classified: Classified | None = None
    high_versions: set[int] = field(default_factory=set)
    engagements: dict[str, Engaged] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.authors.add(self.requested_by)

    # What several commands ask.

    @property
    def stage(self) -> dict[str, str]:
        return self.stages[-1] if self.stages else {}

    @property
    def offers_out(self) -> int:
        return sum(stage in ("offered", "accepted") for stages in self.stages for stage in stages.values())

    @property
    def standing(self) -> tuple[Any, ...]:
        """How far it has come: equal before and after a move that changes nothing people wait for."""
        work = [(one.state, one.judged) for one in self.engagements.values()]
        classified = self.classified and (self.classified.risk, self.classified.decision)
        opened = sorted(self.opened)
        return self.state, dict(self.stage), opened, self.chosen, sorted(self.waits_for), classified, work

    @property
    def selectors(self) -> set[str]:
        return {who for _, chose, handed in self.selection for who in (chose, handed)}

    @property
    def chosen(self) -> list[str]:
        return [person for person, _, _ in self.selection]

    def another_within_limit(self, who: str) -> bool:
        return who not in self.authors and self.budget <= LIMIT

    def engaged(self, person: str) -> bool:
        return any(one.person == person for one in self.engagements.values())

    def forget_choice(self) -> None:
        self.selection, self.approved = [], False
        self.waits_for, self.answered = set(), set()

    def ask_for_yes(self) -> None:
        """Procurement says yes to everybody who is engaged, and legal as well where the risk is known to be high."""
        high = self.classified is not None and self.classified.risk == "high"
        self.waits_for, self.answered = {"procurement", *(["legal"] if high else [])}, set()

    def turn_of(self, who: str) -> str | None:
        """The answer that waits for them, whatever its limit."""
        role = "procurement" if who in PROCURES else "legal" if who in LEGAL else ""
        return role if role in self.waits_for and who not in self.answered else None

    # Asking.

    def may_submit(self, who: str) -> bool:
        return who in ASKS and self.state == "draft"

    def do_submit(self, who: str) -> None:
        self.state = "submitted"

    def may_edit(self, who: str) -> bool:
        return who in ASKS and self.state in BEFORE_ENGAGEMENT and not self.offers_out

    def do_edit(self, who: str) -> None:
        self.state, self.version = "draft", self.version + 1
        self.authors.add(who)
        self.forget_choice()
        self.classified = None

    def may_approve(self, who: str) -> bool:
        return who in PROCURES and self.state == "submitted" and self.another_within_limit(who)

    def do_approve(self, who: str) -> None:
        self.state = "approved"

    def may_deny(self, who: str) -> bool:
        return who in PROCURES and self.state == "submitted"

    def do_deny(self, who: str) -> None:
        self.state = "denied"

    def may_cancel(self, who: str) -> bool:
        return who in ASKS and self.state in BEFORE_ENGAGEMENT and not self.offers_out

    def do_cancel(self, who: str) -> None:
        self.state = "cancelled"
        self.forget_choice()

    # Choosing.

    def may_freeze(self, who: str) -> bool:
        return who in ASKS and self.state in ("approved", "sourcing", "in_review")

    def do_freeze(self, who: str) -> None:
        self.shown |= bool(self.stages) and (not self.blind or bool(self.opened))
        high = self.classified is not None and self.classified.risk == "high"
        self.blind, self.opened = high and not self.shown, set()
        far = {
            person: stage
            for stages in self.stages
            for person, stage in stages.items()
            if stage in KEPT_ON_A_NEW_LIST
        }
        self.stages.append({person: far.get(person, "not_reached") for person in LISTED})
        self.decisions = {}
        self.state = "in_review"

    def open_to(self, who: str) -> bool:
        return not self.blind or who in self.opened

    def may_rate_blind(self, who: str) -> bool:
        return who in MANAGES and self.state == "in_review" and not self.open_to(who)

    def do_rate_blind(self, who: str) -> None:
        self.opened.add(who)

    def _reviews(self, who: str) -> bool:
        return who in MANAGES and self.state == "in_review" and self.open_to(who)

    def may_decide(self, who: str, person: str, decision: str) -> bool:
        return self._reviews(who) and self.stage.get(person) in UNDECIDED_OF

    def do_decide(self, who: str, person: str, decision: str) -> None:
        self.decisions[person] = (decision, who)
        if decision in ("reject", "not_now"):
            self.stage[person] = "set_aside"
        elif self.stage[person] in ("not_reached", "set_aside"):
            self.stage[person] = "shortlisted"

    def may_undo(self, who: str, person: str) -> bool:
        return (
            self._reviews(who)
            and person in self.decisions
            and self.stage.get(person) in ("set_aside", "shortlisted")
        )

    def do_undo(self, who: str, person: str) -> None:
        del self.decisions[person]
        self.stage[person] = "not_reached"

    def _selectable(self) -> list[tuple[str, str]]:
        return [
            (person, self.decisions[person][1])
            for person in LISTED
            if self.decisions.get(person, ("", ""))[0] == "select"
            and self.stage[person] not in ("declined", "withdrawn")
        ]

    def may_finish(self, who: str) -> bool:
        return self._reviews(who) and bool(self._selectable())

    def do_finish(self, who: str) -> None:
        self.selection = [(person, by, who) for person, by in self._selectable()]
        self.state = "selected"
        self.ask_for_yes()

    def may_reopen(self, who: str) -> bool:
        return who in MANAGES and self.state in ("selected", "approved_to_engage") and not self.offers_out

    def do_reopen(self, who: str) -> None:
        self.state = "in_review"
        self.forget_choice()

    # Answering the choice.

    def may_approve_selection(self, who: str) -> bool:
        return (
            self.state == "selected"
            and self.turn_of(who) is not None
            and who not in self.authors
            and who not in self.selectors
            and (who in LEGAL or self.budget <= LIMIT)
        )

    def do_approve_selection(self, who: str) -> None:
        self.waits_for.discard(self.turn_of(who) or "")
        self.answered.add(who)
        if not self.waits_for:
            self.state, self.approved = "approved_to_engage", True

    def may_override(self, who: str, person: str) -> bool:
        return (
            who in PROCURES
            and self.state == "selected"
            and who not in self.authors
            and who not in self.selectors
            and self.chosen != [person]
            and self.stage.get(person, "declined") not in ("declined", "withdrawn")
        )

    def do_override(self, who: str, person: str) -> None:
        self.selection = [(person, who, who)]
        if self.stage[person] in ("not_reached", "set_aside"):
            self.stage[person] = "shortlisted"
        self.ask_for_yes()

    def may_send_back(self, who: str) -> bool:
        return who in PROCURES and self.state == "selected"

    def do_send_back(self, who: str) -> None:
        self.state = "in_review"
        self.forget_choice()

    def may_deny_selection(self, who: str) -> bool:
        return self.state == "selected" and self.turn_of(who) is not None

    def do_deny_selection(self, who: str) -> None:
        self.state = "denied"
        self.forget_choice()

    # Talking with a candidate.

    def _talks(self, who: str) -> bool:
        return who in MANAGES | PROCURES and self.state in TALKED_WITH

    def may_contact(self, who: str, person: str) -> bool:
        return self._talks(who) and self.stage.get(person) == "shortlisted"

    def do_contact(self, who: str, person: str) -> None:
        self.stage[person] = "contacted"

    def may_screen(self, who: str, person: str) -> bool:
        return self._talks(who) and self.stage.get(person) in ("contacted", "screened")

    def do_screen(self, who: str, person: str) -> None:
        self.stage[person] = "screened"

    def may_offer(self, who: str, person: str) -> bool:
        return (
            self._talks(who)
            and self.state in ENGAGING
            and self.approved
            and person in self.chosen
            and self.offers_out < self.positions
            and self.stage.get(person) == "screened"
        )

    def do_offer(self, who: str, person: str) -> None:
        self.stage[person] = "offered"

    def may_accept(self, who: str, person: str) -> bool:
        return self._talks(who) and self.stage.get(person) == "offered"

    def do_accept(self, who: str, person: str) -> None:
        self.stage[person] = "accepted"

    def may_decline(self, who: str, person: str) -> bool:
        return self._talks(who) and self.stage.get(person) in STILL_IN and not self.engaged(person)

    def do_decline(self, who: str, person: str) -> None:
        self.stage[person] = "declined"

    def may_withdraw(self, who: str, person: str) -> bool:
        return self.may_decline(who, person)

    def do_withdraw(self, who: str, person: str) -> None:
        self.stage[person] = "withdrawn"

    # Classifying.

    def may_classify(self, who: str, risk: str) -> bool:
        return (
            who in MANAGES | PROCURES
            and self.state in SINCE_APPROVAL
            and self.version not in self.high_versions
        )

    def do_classify(self, who: str, risk: str) -> None:
        self.classified = Classified(risk, self.version, who)
        if risk == "high":
            self.high_versions.add(self.version)

    def may_settle(self, who: str, decision: str) -> bool:
        return (
            who in LEGAL
            and self.state in SINCE_APPROVAL
            and self.classified is not None
            and self.classified.risk == "high"
            and self.classified.decision is None
        )

    def do_settle(self, who: str, decision: str) -> None:
        assert self.classified is not None
        self.classified.decision, self.classified.decided_by = decision, who

    # Working.

    def _fit_for_a_freelancer(self) -> bool:
        return self.classified is not None and (
            self.classified.risk != "high" or self.classified.decision == "cleared"
        )

    def may_start(self, who: str, person: str) -> bool:
        running = sum(one.state != "terminated" for one in self.engagements.values())
        return (
            who in MANAGES | PROCURES
            and self.state in ENGAGING
            and self.approved
            and person in self.chosen
            and self.stage.get(person) == "accepted"
            and not self.engaged(person)
            and self._fit_for_a_freelancer()
            and (running + 1) * COST <= self.budget
        )

    def do_start(self, who: str, person: str, engagement: str = "") -> None:
        self.engagements[engagement] = Engaged(person)
        if self.state == "approved_to_engage":
            self.state = "onboarding"

    def may_activate(self, who: str, engagement: str) -> bool:
        return who in MANAGES | PROCURES and self.engagements[engagement].state == "onboarding"

    def do_activate(self, who: str, engagement: str) -> None:
        self.engagements[engagement].state = self.state = "active"

    def may_complete(self, who: str, engagement: str) -> bool:
        return who in MANAGES | PROCURES and self.engagements[engagement].state == "active"

    def do_complete(self, who: str, engagement: str) -> None:
        self.engagements[engagement].state = "completed"
        self._close()

    def may_terminate(self, who: str, engagement: str) -> bool:
        return who in MANAGES | PROCURES and self.engagements[engagement].state in ("onboarding", "active")

    def do_terminate(self, who: str, engagement: str) -> None:
        self.engagements[engagement].state = "terminated"
        self._close()

    def _close(self) -> None:
        states = [one.state for one in self.engagements.values()]
        waiting = {
            person
            for stages in self.stages
            for person, stage in stages.items()
            if stage in ("offered", "accepted") and not self.engaged(person)
        }
        if waiting or "onboarding" in states or "active" in states:
            return
        self.state = "completed" if "completed" in states else "terminated"

    def may_judge(self, who: str, engagement: str) -> bool:
        one = self.engagements[engagement]
        return who in MANAGES and one.state in ("completed", "terminated") and not one.judged

    def do_judge(self, who: str, engagement: str) -> None:
        self.engagements[engagement].judged = True

    # All of it.

    def arguments(self, command: str) -> list[tuple[Any, ...]]:
        """Everything the command could be given besides who gives it."""
        if command == "decide":
            return [
                (p, decision) for p in EVERYBODY for decision in ("select", "shortlist", "not_now", "reject")
            ]
        if command in OF_A_PERSON:
            return [(person,) for person in EVERYBODY]
        if command in OF_AN_ENGAGEMENT:
            return [(engagement,) for engagement in self.engagements]
        return [(choice,) for choice in CHOICES[command]] if command in CHOICES else [()]

    def may(self, command: str, who: str, *arguments: Any) -> bool:
        asked: Callable[..., bool] = getattr(self, f"may_{command}")
        return asked(who, *arguments)

    def do(self, command: str, who: str, *arguments: Any) -> None:
        getattr(self, f"do_{command}")(who, *arguments)


OF_A_PERSON = {"undo", "override", "contact", "screen", "offer", "accept", "decline", "withdraw", "start"}
OF_SEVERAL_STEPS = {"rate_blind"}
OF_AN_ENGAGEMENT = {"activate", "complete", "terminate", "judge"}
CHOICES = {"classify": ("low", "high"), "settle": ("cleared", "refused")}
COMMANDS = tuple(name.removeprefix("may_") for name in vars(Case) if name.startswith("may_"))
ENDS_OR_UNDOES = {
    "edit", "deny", "cancel", "undo", "reopen", "send_back", "deny_selection", "decline", "withdraw", "terminate"
}  # fmt: skip
