"""Every form and API call of a case, tried in every state by somebody otherwise entitled to it.

Where the tables below do not let it happen, it answers with a conflict and leaves nothing behind. They are written from what each
state means, not from the code. Where they do, others try it: `test_every_door.py` by role, the tests of each page by what comes of it.
`pytest -rP` prints the matrix of answers.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from governance import candidates, engagements, extensions, requisitions
from governance.database import UnitOfWork
from governance.money import Money
from tests.review_ui.web.test_every_door import OF_CASES, Case, doors, names, newest, recorded_since, send
from tests.review_ui.web.world import Site

Rules = Mapping[str, tuple[str, tuple[str, ...]]]

TO_RANK = ("approved", "sourcing", "in_review")
WORKING = ("onboarding", "active")
# Where there is no list yet, nobody and nothing on it is there either.
UNLISTED = ("draft", "submitted", "approved", "sourcing", "denied", "cancelled")
LISTED = ("in_review", "selected", "approved_to_engage", *WORKING)
APPROVED = ("approved", "sourcing", *LISTED)
OPEN = ("draft", "submitted", *TO_RANK, "selected", "approved_to_engage")

# The last part of a path that is no name -> who sends it, and the states of the requisition in which it may happen.
REQUISITION: Rules = {
    "/edit": ("mona", OPEN),
    "/submit": ("mona", ("draft",)),
    "/cancel": ("mona", OPEN),
    "{requisition_id}/approve": ("paul", ("submitted",)),
    "{requisition_id}/deny": ("paul", ("submitted",)),
    "/rank": ("mona", TO_RANK),
    "/shortlist": ("mona", TO_RANK),
    "/list": ("paul", ("in_review",)),
    "/list/reorder": ("paul", ("in_review",)),
    "/list/pin": ("paul", ("in_review",)),
    "/list/exclude": ("paul", ("in_review",)),
    "/list/add": ("paul", ("in_review",)),
    "/list/more": ("mona", ("in_review",)),
    "/blind/begin": ("mona", ("in_review",)),
    "/blind/open": ("mona", ("in_review",)),
    "/rating": ("mona", ("in_review",)),
    "{person_id}/decision": ("mona", ("in_review",)),
    "/undo": ("mona", ("in_review",)),
    "/finish": ("mona", ("in_review",)),
    "/reopen": ("mona", ("selected", "approved_to_engage")),
    "/selection/approve": ("paul", ("selected",)),
    "/selection/deny": ("paul", ("selected",)),
    "/selection/override": ("paul", ("selected",)),
    "/selection/send-back": ("paul", ("selected",)),
    "{requisition_id}/classification": ("mona", APPROVED),
    "{requisition_id}/classification/decision": ("lena", APPROVED),
    "/contact": ("mona", LISTED),
    "/screen": ("mona", LISTED),
    "/offer": ("mona", ("approved_to_engage", *WORKING)),
    "/accept": ("mona", ("approved_to_engage", *WORKING)),
    "/decline": ("mona", LISTED),
    "{person_id}/withdraw": ("mona", LISTED),
    "{person_id}/engagement": ("mona", ("approved_to_engage", *WORKING)),
}
# The same by the stage of the candidate, of a requisition that is approved to engage.
CANDIDATE: Rules = {
    "/contact": ("mona", ("shortlisted",)),
    "/screen": ("mona", ("contacted", "screened")),
    "/offer": ("mona", ("screened",)),
    "/accept": ("mona", ("offered",)),
    "/decline": ("mona", ("shortlisted", "contacted", "screened", "offered", "accepted")),
    "{person_id}/withdraw": ("mona", ("shortlisted", "contacted", "screened", "offered", "accepted")),
    "{person_id}/engagement": ("mona", ("accepted",)),
}
ENGAGEMENT: Rules = {
    "/activate": ("mona", ("onboarding",)),
    "/complete": ("mona", ("active",)),
    "/terminate": ("mona", ("onboarding", "active")),
    "/outcome": ("mona", ("completed", "terminated")),
    "/extensions": ("mona", ("active",)),
}
EXTENSION: Rules = {
    "{extension_id}/approve": ("paul", ("asked",)),
    "{extension_id}/deny": ("paul", ("asked",)),
    "{extension_id}/withdraw": ("mona", ("asked",)),
    "{extension_id}/classification": ("mona", ("asked",)),
    "{extension_id}/classification/decision": ("lena", ("asked",)),
}
# What only tells of a case, in whatever state it is.
IN_ANY_STATE = ("/evidence",)


def of(
    site: Site,
    state: str,
    requisition: str,
    person: str = "P-1001",
    engagement: str = "E-9999",
    extension: str = "X-9999",
) -> Case:
    named = {"requisition_id": requisition, "person_id": person, "added_id": person, "position": "1"}
    return Case(state, named | {"engagement_id": engagement, "extension_id": extension}, site)


def by_requisition(site: Site) -> Iterator[Case]:
    """A requisition in each state; from a list on with somebody who stands on it."""
    sourcing, denied, cancelled = site.approved(), site.submitted(), site.draft()
    with site.workspace.command(site.actor("mona")) as work:
        requisitions.start_sourcing(work, sourcing)
        requisitions.cancel_requisition(work, cancelled, reason="no longer needed")
    with site.workspace.command(site.actor("paul")) as work:
        requisitions.deny_requisition(work, denied, reason_code="other", note="no money")
    yield of(site, "draft", site.draft())
    yield of(site, "submitted", site.submitted())
    yield of(site, "approved", site.approved())
    yield of(site, "sourcing", sourcing)
    yield of(site, "denied", denied)
    yield of(site, "cancelled", cancelled)
    in_review, ranked = site.in_review()
    yield of(site, "in_review", in_review, ranked[0])
    selected, ranked = site.selected()
    yield of(site, "selected", selected, ranked[1])
    yield of(site, "approved_to_engage", *site.approved_to_engage())
    for after in ("onboarding", "active", "completed", "terminated"):
        yield of(site, after, *started(site, after))


def by_candidate(site: Site) -> Iterator[Case]:
    """The person selected in an approved case at each stage; beside them whoever nobody reached, and whoever was set aside."""
    for stage, moves in {
        "shortlisted": (),
        "contacted": ("contact",),
        "screened": ("contact", "screen"),
        "offered": ("contact", "screen", "offer"),
        "accepted": ("contact", "screen", "offer", "accept"),
        "declined": ("contact", "decline"),
        "withdrawn": ("contact", "withdraw"),
    }.items():
        requisition, person = site.approved_to_engage()
        with site.workspace.command(site.actor("mona")) as work:
            for move in moves:
                _move(work, move, requisition, person)
        yield of(site, stage, requisition, person)
    beside = {one.stage: one.person_id for one in site.case(requisition).candidates}
    yield of(site, "not_reached", requisition, beside["not_reached"])
    yield of(site, "set_aside", requisition, beside["set_aside"])


def _move(work: UnitOfWork, move: str, requisition: str, person: str) -> None:
    more: dict[str, tuple[Any, ...]] = {
        "screen": ({"skills": 4},),
        "decline": ("rate",),
        "withdraw": ("found elsewhere",),
    }
    getattr(candidates, move)(work, requisition, person, *more.get(move, ()))


def by_engagement(site: Site) -> Iterator[Case]:
    for state in ("onboarding", "active", "completed", "terminated"):
        yield of(site, state, *started(site, state))


def by_extension(site: Site) -> Iterator[Case]:
    """Each on an engagement that goes on, so that its own state alone decides."""
    for state in ("asked", "withdrawn", "denied"):
        running = site.active()
        with site.workspace.command(site.actor("mona")) as work:
            extension = extensions.extend_engagement(work, running[2], reason="more to do", hours=350)
        with site.workspace.command(site.actor("paul" if state == "denied" else "mona")) as work:
            if state == "withdrawn":
                extensions.withdraw_extension(work, extension, reason="done sooner")
            if state == "denied":
                extensions.deny_extension(work, extension, reason_code="other", note="no money")
        yield of(site, state, *running, extension)


def started(site: Site, state: str) -> tuple[str, str, str]:
    """A requisition with an engagement in that state: its id, the person's, the engagement's."""
    requisition, person = site.accepted()
    with site.workspace.command(site.actor("mona")) as work:
        terms = (Money.of(80, "USD"), 300, date(2026, 12, 1), date(2027, 2, 26))
        engagement = engagements.start_engagement(work, requisition, person, *terms)
        if state in ("active", "completed"):
            engagements.activate_engagement(work, engagement)
        if state == "completed":
            engagements.complete_engagement(work, engagement)
        if state == "terminated":
            engagements.terminate_engagement(work, engagement, reason_code="other", note="ended early")
    return requisition, person, engagement


TABLES: tuple[tuple[str, Rules, Callable[[Site], Iterator[Case]]], ...] = (
    ("requisition", REQUISITION, by_requisition),
    ("candidate", CANDIDATE, by_candidate),
    ("engagement", ENGAGEMENT, by_engagement),
    ("extension", EXTENSION, by_extension),
)


def rule_of(path: str, rules: Rules) -> tuple[str, tuple[str, ...]] | None:
    """Who sends what this path names, and when it may happen."""
    found = [ending for ending in rules if path.endswith(ending)]
    return rules[max(found, key=len)] if found else None


def test_every_door_of_a_case_has_its_states_written_down(site: Site) -> None:
    of_cases = {path for path, _ in doors(site) if OF_CASES & set(names(path))}

    missing = [path for path in of_cases if not any(rule_of(path, rules) for _, rules, _ in TABLES)]

    assert [path for path in missing if not path.endswith(IN_ANY_STATE)] == []
    written = {ending for _, rules, _ in TABLES for ending in rules}
    assert {ending for ending in written if not any(path.endswith(ending) for path in of_cases)} == set()


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "rules", "cases"), TABLES, ids=[kind for kind, _, _ in TABLES])
def test_what_its_state_does_not_allow_leaves_nothing(
    site: Site, kind: str, rules: Rules, cases: Callable[[Site], Iterator[Case]]
) -> None:
    known, matrix = list(cases(site)), Counter[tuple[str, str, int]]()

    for path, is_api in doors(site):
        found = (
            rule_of(path, rules)
            if f"{kind}_id" in names(path) or kind in ("candidate", "engagement")
            else None
        )
        if found is None or not OF_CASES & set(names(path)):
            continue
        who, lawful = found
        visitor = site.visitor(who)  # a session each door: the clock moves with every look at it
        token = visitor.csrf()
        for case in known:
            if case.state in lawful:
                continue
            seq = newest(site)
            code = send(visitor, token, case.path(path), case, is_api)
            matrix[case.state, path, code] += 1
            assert code == 409 or (code == 404 and case.state in UNLISTED), (who, path, case.state, code)
            assert recorded_since(site, seq) == [], (who, path, case.state)

    for line in sorted(f"{state:20} {code} {path}" for state, path, code in matrix):
        print(line)
    assert len(matrix) > len(rules)
