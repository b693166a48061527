"""A guard that refuses for several reasons refuses for each of them alone: a lawful statement, and what makes it unlawful.

Here are the reasons that no other test meets by themselves; what never changes of a row is in `test_fixed_columns.py`. The lawful
statement must pass, so that nothing but the one reason can be what is refused.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from governance import accounts, approvals, promotion
from governance.holds import place_hold
from governance.oversight.by_reviewer import ask_view
from governance.people.erasures import request_erasure
from governance.people.same_person import link_profiles
from governance.sign_on.mapping import propose_mapping
from governance.stops import stop_ranking
from governance.storage import guards
from governance.storage.tables import Base
from tests.governance.answers import worst
from tests.governance.blind.stages import asked_for, begin
from tests.governance.routing.test_delegation import stand_in
from tests.governance.routing.test_policies import applied, apply
from tests.governance.test_extensions import active, ask
from tests.governance.test_promotion import propose
from tests.governance.test_sign_on import MAPPING
from tests.governance.world import UNIT, World


@dataclass(frozen=True)
class Statement:
    """`values` are SQL; in them a column is that of the row read."""

    head: str
    values: dict[str, str]
    tail: str = ""

    def __str__(self) -> str:
        if self.head.startswith("UPDATE"):
            return f"{self.head} SET {', '.join(f'{name} = {value}' for name, value in self.values.items())}"
        return f"{self.head} ({', '.join(self.values)}) SELECT {', '.join(self.values.values())} {self.tail}"

    def but(self, **values: str) -> "Statement":
        return replace(self, values=self.values | values)


def change(table: str, **values: str) -> Statement:
    return Statement(f"UPDATE {table}", values)


def again(table: str, **otherwise: str) -> Statement:
    """The first row of the table once more, but for what is otherwise."""
    columns = Base.metadata.tables[table].columns.keys()
    return new(table, table, **{name: name for name in columns} | otherwise)


def new(table: str, of: str, **values: str) -> Statement:
    """A row made of the first one of another table."""
    key = ", ".join(str(column) for column in Base.metadata.tables[of].primary_key)
    return Statement(f"INSERT INTO {table}", values, f"FROM {of} ORDER BY {key} LIMIT 1")


def account(name: str) -> str:
    return f"(SELECT id FROM account WHERE name = '{name}')"


def selection_approval(requisition_id: str) -> str:
    return (
        f"(SELECT id FROM approval WHERE requisition_id = '{requisition_id}' AND kind = 'selection' "
        "AND decision = 'approved')"
    )


def nothing(_: World) -> None:
    """The people of the record and their grants."""


def draft(world: World) -> None:
    world.draft()


def submitted(world: World) -> None:
    world.submitted()


def token(world: World) -> None:
    with world.as_("mona") as work:
        accounts.issue_token(work, "script", ["read"])


def mapping(world: World) -> None:
    with world.as_("ada") as work:
        propose_mapping(work, MAPPING, "mapping.yaml")


def drawn(world: World) -> None:
    asked_for(world)


def opened(world: World) -> None:
    begin(world, asked_for(world))


def bundle(world: World) -> None:
    propose(world, "b" * 64, author="dan", proposer="dora")
    with world.as_("cora") as work:
        promotion.approve_bundle(work, "b" * 64)


def classified_before(world: World) -> None:
    world.approved_to_engage()
    world.direct("UPDATE classification SET voided_at = assessed_at")


def high(world: World) -> None:
    requisition_id = world.selected()
    with world.as_("paul") as work:
        approvals.approve_selection(work, requisition_id)
    world.classified(requisition_id, **worst())


def hold(world: World) -> None:
    with world.as_("cora") as work:
        place_hold(work, "person", "P-1001", "a claim before the labour court")


def erasure(world: World) -> None:
    hold(world)
    with world.as_("cora") as work:
        request_erasure(work, "P-1001", "asked by letter")


def keys(world: World) -> None:
    """One of R-1001, and one of H-9, a hold there is not."""
    world.draft()
    hold(world)
    world.direct(str(again("data_key", owner_kind="'hold'", owner_id="'H-9'")))


def view(world: World) -> None:
    world.draft()
    with world.as_("audrey") as work:
        ask_view(work, UNIT, "a complaint", work.today + timedelta(days=9))


def link(world: World) -> None:
    with world.as_("cora") as work:
        link_profiles(work, "P-1001", "P-1002", "one person, twice there")


def stop(world: World) -> None:
    with world.as_("cora") as work:
        stop_ranking(work, reason="the model is under review")


def selection(world: World) -> None:
    world.selected()


def delegation(world: World) -> None:
    stand_in(world)


def policy(world: World) -> None:
    apply(world, "fay")


def policy_in_force(world: World) -> None:
    applied(world)


def extension(world: World) -> None:
    ask(world, active(world)[1])


def extension_withdrawn(world: World) -> None:
    extension(world)
    world.direct(str(WITHDRAWN))


def with_and_without_a_manager(world: World) -> None:
    """R-1001 as it should be; for R-1002 procurement put people on an empty selection, and no manager chose anybody."""
    world.approved_to_engage(("P-1002",))
    unselected = world.in_review()
    world.direct(f"UPDATE requisition SET state = 'selected' WHERE id = '{unselected}'")
    with world.as_("petra") as work:
        approvals.override_selection(work, unselected, ["P-1002"], reason_code="budget")
    with world.as_("paul") as work:
        approvals.approve_selection(work, unselected)
    world.classified(unselected)


GRANT = again("account_grant", id="'G-9'", basis="'two_people'", confirmed_by="NULL", confirmed_at="NULL")
TOKEN = again("api_token", id="'T-9'", token_hash="'h'")
MAPPED = again("sign_on_mapping", id="'M-9'")
MAPPING_ENDS = change("sign_on_mapping", ended_at="proposed_at")
PLACE = again("blind_place", position="9")
READING = again("blind_reading", id="'BR-9'", reviewer=account("hana"))
RATING = change("blind_reading", rating="3", rated_at="opened_at")
LIST_OPENS = new(
    "blind_end",
    "blind_stage",
    shortlist_id="shortlist_id",
    reviewer=account("hana"),
    business_unit="business_unit",
    rated="0",
    unreadable="size",
    ended_at="drawn_at",
)
APPROVAL = again("approval", id="'V-9'")
SELECTION_VOID = change("selection", voided_at="selected_at")
ROUTE_VOID = change("approval_route", voided_at="made_at")
DELEGATION_ENDS = change("delegation", ended_at="made_at")
RETIRED = change("routing_policy", retired_at="approved_at")
LINK_ENDS = change("profile_link", ended_at="linked_at")
HEAD = change("audit_head", size="size + 1")
EXTENSION = again("engagement_extension", id="'X-9'", state="'asked'")
BUNDLE = again("bundle", hash="'c'")
CLASSIFICATION = again("classification", id="'L-9'", voided_at="NULL")
LEGAL = new(
    "classification_decision",
    "classification",
    id="'V-9'",
    classification_id="id",
    business_unit="business_unit",
    decision="'cleared'",
    decided_by=account("cora"),
    decided_at="assessed_at",
)
HOLD = again("legal_hold", id="'H-9'")
REQUISITION_HELD = str(HOLD.but(subject_kind="'requisition'", subject_id="'R-1001'"))
LIFTED = change("legal_hold", lifted_at="placed_at", lifted_by=account("audrey"))
ERASED = change("erasure_request", carried_out_at="requested_at")
STOP = again("ranking_stop", id="'Q-9'")
VIEW = again("oversight_view", id="'OV-9'")
LINK = again("profile_link", id="'K-9'", person_id="'P-1003'")
DRAFT = again("requisition", id="'R-9'")
STEP = again("approval_step", id="'S-9'", position="9")
DELEGATION = again("delegation", id="'B-9'")
POLICY = again("routing_policy", id="'Z-9'")
ENGAGEMENT = new(
    "engagement",
    "requisition",
    id="'N-9'",
    requisition_id="'R-1001'",
    person_id="'P-1002'",
    approval_id=selection_approval("R-1001"),
    business_unit="business_unit",
    state="'onboarding'",
    rate_minor="1",
    rate_currency="'USD'",
    hours="1",
    starts_on="'2025-04-01'",
    ends_on="'2025-05-01'",
    deliverables="'[]'",
    started_by="requested_by",
    started_at="changed_at",
    version="1",
)
WITHDRAWN = change("engagement_extension", state="'withdrawn'")

# guard, the record it meets, a lawful statement, and by the reason for which the guard refuses: what is written instead, or
# what was done before.
GUARDS: list[tuple[str, Callable[[World], None], Statement | str, dict[str, Statement | str]]] = [
    ("guard_head_update", nothing, HEAD, {"another row": HEAD.but(id="2")}),
    ("guard_grant_insert", nothing, GRANT, {"a grant of that number": GRANT.but(id="id")}),
    ("guard_token_insert", token, TOKEN,
     {"no scopes": TOKEN.but(scopes="NULL"), "no end": TOKEN.but(expires_at="NULL")}),
    ("guard_mapping_insert", mapping, MAPPED,
     {"confirmed by somebody": MAPPED.but(confirmed_by=account("bea")),
      "confirmed at some time": MAPPED.but(confirmed_at="proposed_at"),
      "a mapping of that number": MAPPED.but(id="id")}),
    ("guard_mapping_update", mapping, MAPPING_ENDS, {"it has ended": str(MAPPING_ENDS)}),
    ("guard_blind_place_insert", drawn, PLACE, {"the place is taken": PLACE.but(position="position")}),
    ("guard_blind_reading_insert", opened, READING,
     {"rated at once": READING.but(rating="3"),
      "the list is out of force": "UPDATE shortlist SET superseded_at = created_at",
      "the request is out of review": "UPDATE requisition SET state = 'selected'",
      "the list is open to the reviewer": str(LIST_OPENS),
      "a reading of that number": READING.but(id="id")}),
    ("guard_blind_reading_update", opened, RATING,
     {"no rating": RATING.but(rating="NULL"), "below 1": RATING.but(rating="0"),
      "above 5": RATING.but(rating="6"), "no moment": RATING.but(rated_at="NULL")}),
    ("guard_blind_end_insert", drawn, LIST_OPENS, {"it is open": str(LIST_OPENS)}),
    ("guard_approval_insert", bundle, APPROVAL,
     {"a bundle of the author's": APPROVAL.but(decided_by=account("dan")),
      "a bundle of the proposer's": APPROVAL.but(decided_by=account("dora"))}),
    ("guard_selection_update", selection, SELECTION_VOID, {"it is void": str(SELECTION_VOID)}),
    ("guard_bundle_insert", bundle, BUNDLE,
     {"approved by the author": BUNDLE.but(approved_by="author"),
      "approved by the proposer": BUNDLE.but(approved_by="proposed_by"),
      "approved and never proposed": BUNDLE.but(proposed_by="NULL")}),
    ("guard_classification_insert", classified_before, CLASSIFICATION,
     {"one is in force": str(CLASSIFICATION.but(id="'L-8'")),
      "a classification of that number": CLASSIFICATION.but(id="id"),
      "no such risk": CLASSIFICATION.but(risk="'none'")}),
    ("guard_cleared_insert", high, LEGAL, {"no such decision": LEGAL.but(decision="'perhaps'")}),
    ("guard_hold_insert", hold, HOLD,
     {"no such subject": HOLD.but(subject_kind="'unit'"), "a hold of that number": HOLD.but(id="id")}),
    ("guard_hold_update", hold, LIFTED,
     {"it is lifted": str(LIFTED), "lifted at no time": LIFTED.but(lifted_at="NULL")}),
    ("guard_erasure_update", erasure, ERASED, {"it is carried out": str(ERASED)}),
    *((f"guard_key_{event}", keys, f"{statement} WHERE owner_id = '{owner}'", reason)
      for event, statement in {"update": "UPDATE data_key SET wrapped = NULL", "delete": "DELETE FROM data_key"}.items()
      for owner, reason in {"R-1001": {"its request is held": REQUISITION_HELD},
                            "H-9": {"its hold is in force": str(HOLD)}}.items()),
    ("guard_stop_insert", stop, STOP,
     {"lifted at some time": STOP.but(lifted_at="stopped_at"), "lifted by somebody": STOP.but(lifted_by="stopped_by")}),
    ("guard_oversight_view_insert", view, VIEW,
     {"answered at some time": VIEW.but(answered_at="asked_at"), "ended by somebody": VIEW.but(ended_by="asked_by")}),
    ("guard_link_insert", link, LINK, {"a link of that number": LINK.but(id="id")}),
    ("guard_link_update", link, LINK_ENDS, {"it has ended": str(LINK_ENDS)}),
    ("guard_requisition_insert", draft, DRAFT, {"no draft": DRAFT.but(state="'submitted'")}),
    ("guard_route_update", submitted, ROUTE_VOID, {"it is void": str(ROUTE_VOID)}),
    ("guard_step_insert", submitted, STEP,
     {"answered": STEP.but(answer="'approved'"),
      "answered by somebody": STEP.but(answered_by=account("paul")),
      "answered for somebody": STEP.but(on_behalf_of=account("paul"))}),
    ("guard_delegation_insert", delegation, DELEGATION, {"it has ended": DELEGATION.but(ended_at="made_at")}),
    ("guard_delegation_update", delegation, DELEGATION_ENDS, {"it has ended": str(DELEGATION_ENDS)}),
    ("guard_policy_update", policy_in_force, RETIRED, {"it is retired": str(RETIRED)}),
    ("guard_policy_insert", policy, POLICY,
     {"approved by somebody": POLICY.but(approved_by=account("cora")),
      "approved at some time": POLICY.but(approved_at="proposed_at")}),
    ("guard_engagement_insert", with_and_without_a_manager, ENGAGEMENT,
     {"no manager chose anybody":
      ENGAGEMENT.but(requisition_id="'R-1002'", approval_id=selection_approval("R-1002"))}),
    ("guard_extension_insert", extension_withdrawn, EXTENSION,
     {"decided by somebody": EXTENSION.but(decided_by=account("paul"))}),
    ("guard_extension_update", extension, WITHDRAWN, {"it was answered": str(WITHDRAWN)}),
]  # fmt: skip


@dataclass(frozen=True)
class Case:
    guard: str
    given: Callable[[World], None]
    lawful: Statement | str
    reason: Statement | str


def cases() -> Iterator[object]:
    for guard, given, lawful, reasons in GUARDS:
        for words, reason in reasons.items():
            yield pytest.param(Case(guard, given, lawful, reason), id=f"{guard}: {words}")


@pytest.mark.parametrize("case", list(cases()))
def test_one_reason_is_enough(world: World, case: Case) -> None:
    (guard,) = (guard for guard in guards.GUARDS if guard.name == case.guard)
    case.given(world)
    unlawful = [str(case.reason)] if isinstance(case.reason, Statement) else [case.reason, str(case.lawful)]

    with world.another_program() as connection:
        savepoint = connection.begin_nested()
        assert connection.execute(text(str(case.lawful))).rowcount
        savepoint.rollback()
    with pytest.raises(IntegrityError, match=re.escape(guards.PREFIX + guard.message)):
        world.direct(*unlawful)
