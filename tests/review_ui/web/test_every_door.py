"""Everybody tries everything: each person of the enterprise, and nobody at all, sends every form and every API call to cases in
every state. What each role may leave on record is written down here a second time, apart from the rules themselves.

`pytest -rP` prints the matrix of answers.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import text

from governance import accounts
from governance.audit import verify
from governance.extensions import extend_engagement
from governance.money import Money
from governance.oversight.by_reviewer import approve_view, ask_view
from governance.routing.policy import shipped_text
from governance.stops import stop_ranking
from review_ui.services import make_shortlist
from review_ui.web.pages import page_routers
from review_ui.web.requests import SCORECARD
from tests.governance.answers import answers
from tests.review_ui.web.world import STAFF, UNIT, Site, Visitor

ASKING = {"requisition.created", "requisition.edited", "requisition.submitted", "requisition.cancelled",
          "requisition.sourcing_started", "shortlist.frozen"}  # fmt: skip
ENGAGING = {f"candidate.{stage}" for stage in ("contacted", "screened", "offered", "accepted", "declined", "withdrawn")} | {
    f"engagement.{step}" for step in ("started", "activated", "completed", "terminated")
}  # fmt: skip
LOOKING = {"oversight.people_asked", "oversight.people_seen", "oversight.people_ended"}
OWN = {"token.issued", "delegation.ended", "account.password_changed"}
# A step of the small cases here is never compliance's, so what answers one is procurement's alone.
ROUTING = {"policy.proposed", "delegation.made", "delegation.ended"}
MAY_RECORD = {
    "requester": ASKING | OWN,
    "hiring_manager": ASKING | ENGAGING | OWN | {"blind.opened", "blind.rated", "blind.list_opened", "candidate.decided", "candidate.decision_undone", "review.finished",
                                           "review.reopened", "outcome.recorded", "classification.assessed", "list.added",
                                           "extension.asked", "extension.withdrawn"},
    "procurement": ENGAGING | ROUTING | LOOKING | OWN | {"requisition.approved", "requisition.denied", "selection.approved",
                                         "approval.given_together", "selection.overridden", "selection.sent_back", "selection.denied",
                                         "classification.assessed", "person.linked", "person.kept_apart",
                                         "ranking.stopped", "ranking.stop_lifted", "list.reordered", "list.pinned",
                                         "list.excluded", "list.added", "evidence.made", "extension.asked",
                                         "extension.withdrawn", "extension.approved", "extension.denied", "template.saved",
                                         "person.split", "template.filed"},
    "compliance": ROUTING | LOOKING | OWN | {"oversight.people_approved", "oversight.people_refused",
                             "policy.approved", "classification.cleared", "classification.refused", "person.linked",
                             "person.kept_apart", "ranking.stopped", "ranking.stop_lifted", "hold.placed", "hold.lifted",
                             "person.erasure_requested", "person.erased", "audit.exported", "evidence.made",
                             "person.split"},
    "data_scientist": OWN,
    "auditor": LOOKING | OWN | {"audit.exported", "evidence.made"},
    "administrator": OWN | {"account.added", "account.grant_proposed", "account.granted", "account.grant_denied",
                            "account.grant_withdrawn", "account.disabled", "account.enabled", "session.all_closed",
                            "token.revoked", "account.grants_imported", "sign_on.mapping_proposed",
                            "sign_on.mapping_confirmed", "sign_on.mapping_ended", "template.saved",
                            "template.filed"},
}  # fmt: skip
ROLE_OF = {name: role for name, (_, role, _, _) in STAFF.items()} | {"ada": "administrator"}

# Whatever is asked for anywhere; each door takes what it knows.
COMMON: dict[str, Any] = {
    "note": "tried", "reason": "other", "reason_code": "other", "title": "Backend engineer", "business_unit": UNIT,
    "positions": 1, "hours": 10, "start": "2026-12-01", "end": "2027-01-31", "answered_by": "Mona Hartley",
    "to": "dora", "starts": "2027-01-04", "ends": "2027-01-15", "text": "Somebody who knows Python",
    "document": shipped_text().decode().replace('version: "2026-2"', 'version: "tried"'), "label": "tried",
    "purpose": "tried", "last_day": "2027-01-15",
    "scopes": ["read"],
    "accepted": True, "rework": "none", "on_budget": True, "on_time": True, "would_reengage": True, "rating": 4,
}  # fmt: skip
FORM: dict[str, Any] = COMMON | {
    "must_have": "Python", "budget_amount": "1000", "budget_currency": "USD", "rate_amount": "10",
    "rate_currency": "USD", "deliverables": "API", **dict.fromkeys(SCORECARD, "4"),
    "a": "P-1001", "b": "P-1002", "answer": "same", "budget_owner": "mona", "cost_centre": "CC-1",
    "kind": "person", "expected_records": 0, "confirmed": "yes",
    "security_class": "internal", "sensitive_data": "none", "jurisdiction": "DE", "action": "reorder",
    **{f"choice-{question}": answer.choice for question, answer in answers().items()},
    **{f"quote-{question}": answer.quote for question, answer in answers().items()},
    "password": "tried and long enough",
}  # fmt: skip
JSON: dict[str, Any] = COMMON | {
    "budget": {"amount": 1000, "currency": "USD"}, "rate": {"amount": 10, "currency": "USD"},
    "role": {"id": "tried", "title": "Backend engineer", "must_have": ["Python"]}, "scorecard": {"skills": 4},
    "intake": {"budget_owner": "mona", "cost_centre": "CC-1", "jurisdiction": "DE"},
    "kind": "person", "entry": 1, "a": "P-1001", "b": "P-1002", "answer": "same", "source": "P-1002",
    "password": "tried and long enough", "apply": True,
    "lines": [{"name": "nina", "display_name": "Nina Berg", "role": "requester", "business_unit": UNIT}],
    "groups": {"tried": [{"role": "requester", "business_unit": UNIT}]},
    "answers": {question: {"choice": one.choice, "quote": one.quote} for question, one in answers().items()},
}  # fmt: skip
NUMBERS = iter(range(1, 1_000))  # of accounts that are tried to be added
ENDINGS = (
    "/stops",  # what it stops, stays stopped
    "/lift",
    "/disable",
    "/revoke",
    "/extensions",
    "/cancel",
    "/edit",
    "/deny",
    "/terminate",
    "/decline",
    "/withdraw",
    "/send-back",
    "/reopen",
    "/rank",
    "/shortlist",
    "/erasure",
)
# Those who may least go first, so that nobody finds a case moved on by who was allowed to.
LEAST_FIRST = ("audrey", "dan", "dora", "otto", "lena", "rita", "mona", "paul", "petra", "ada")
# Part of a path -> the states in which what is behind it can happen.
OPEN_IN = {
    "/extensions": ("active",),
    "/together": ("submitted", "selected"),
    "/selection/": ("selected",),
    "/list": ("in_review",),
    "/blind/": ("in_review",),
    "/finish": ("in_review",),
    "/decision": ("in_review",),
    "/undo": ("in_review",),
    "/candidates/": ("in_review", "approved_to_engage"),
    "/classification": ("approved_to_engage",),
    "/engagements/": ("completed",),
    "/evidence": ("completed", "in_review"),
    "/holds": ("in_review",),
    "/erasure": ("in_review",),
    "/proofs": ("in_review",),
    "/approve": ("submitted",),
    "/edit": ("submitted",),
    "/deny": ("submitted",),
    "/rank": ("in_review",),
    "/shortlist": ("in_review",),
    "/reopen": ("selected",),
    "/cancel": ("selected",),
}
OPENED = {
    "approve",
    "together",
    "begin",
    "decision",
    "contact",
    "classification",
    "engagement",
    "outcome",
    "requisitions",
    "accounts",
    "grants",
    "confirm",
    "disable",
    "tokens",
    "log-out",
    "edit",
    "cancel",
    "stops",
    "lift",
    "list",
    "reorder",
    "pin",
    "exclude",
    "add",
    "apply",
    "check",
    "simulate",
    "suggest",
    "delegations",
    "end",
    "evidence",
    "holds",
    "erasure",
    "proofs",
    "exports",
    "duplicates",
    "templates",
    "import",
    "mappings",
    "password",
    "purge",
    "reading",
    "views",
}
NOT_TRIED = {
    "/login",
    "/logout",
    "/account/log-out",
    "/models/train",
    "/api/v1/models/train",
}  # who comes and goes has tests of its own; training takes minutes


@dataclass(frozen=True)
class Case:
    state: str
    values: dict[str, str]
    site: Site

    def read(self) -> dict[str, int]:
        """Its id with the version that is there now."""
        found = self.site.case(self.values["requisition_id"]).summary
        return {found.id: found.version}

    def path(self, template: str) -> str:
        return re.sub(r"{(\w+)(:\w+)?}", lambda found: self.values.get(found[1], "x"), template)


def cases(site: Site) -> list[Case]:
    """One requisition in each state that somebody could want to push on, with a person and an engagement of it."""
    person = "P-1001"
    made = [(site.submitted(), person, "")]
    in_review, ranked = site.in_review()
    made.append((in_review, ranked[0], ""))
    closed = site.approved()
    make_shortlist(site.workspace, site.actor("mona"), closed, blind=True)
    made.append((closed, ranked[0], ""))
    unlisted = next(one for one in (f"P-{1001 + n}" for n in range(12)) if one not in ranked)
    selected, ranked = site.selected()
    made.append((selected, ranked[1], ""))
    made.append((*site.approved_to_engage(), ""))
    made.append((*site.accepted(), ""))
    running = site.active()
    made.append(running)
    with site.workspace.command(site.actor("mona")) as work:
        extension = extend_engagement(work, running[2], reason="tried", hours=350)
    done, engagement = site.completed()
    delegation = site.delegated("petra", "dora", date(2027, 1, 4), date(2027, 1, 8))
    made = [
        (requisition, who, work or engagement) for requisition, who, work in (*made, (done, ranked[1], ""))
    ]
    with site.workspace.command(site.actor("petra")) as work:
        stop = stop_ranking(work, reason="tried", business_unit="Legal")
    with site.workspace.command(site.actor("audrey")) as work:
        view = ask_view(work, UNIT, "tried", date(2027, 1, 15))
    with site.workspace.command(site.actor("lena")) as work:
        approve_view(work, view)
    new = newcomer(site)
    return [
        Case(
            site.case(requisition).summary.state,
            {
                **new,
                "stop_id": stop,
                "requisition_id": requisition,
                "person_id": who,
                "added_id": unlisted,
                "extension_id": extension,
                "engagement_id": work,
                "bundle_hash": "0" * 64,
                "delegation_id": delegation,
                "hold_id": "H-1001",
                "position": "1",
                "view_id": view,
            },
            site,
        )
        for requisition, who, work in made
    ]


def newcomer(site: Site) -> dict[str, str]:
    """An account with a token of its own and a role that bea has proposed for it."""
    site.add("newt")
    site.give("newt", "requester", UNIT)
    with site.workspace.command(site.actor("newt")) as work:
        accounts.issue_token(work, "tried", ["read"])
    with site.workspace.command(site.actor("bea")) as work:
        waits = accounts.grant(
            work, work.session.scalar(text("SELECT id FROM account WHERE name = 'newt'")), "requester"
        )
    return {"name": "newt", "grant_id": waits, "token_id": "T-1001"}


def doors(site: Site) -> Iterator[tuple[str, bool]]:
    """The path of every form and, marked so, of every API call that changes something."""
    for router in page_routers():
        for route in router.routes:
            if isinstance(route, APIRoute) and "POST" in route.methods and route.path not in NOT_TRIED:
                yield route.path, False
    for path, methods in site.app.openapi()["paths"].items():
        if "post" in methods and path not in NOT_TRIED:
            yield path, True


def aimed(path: str, known: list[Case]) -> list[Case]:
    """The cases in whose state the door might open."""
    states = next((states for part, states in OPEN_IN.items() if part in path), ())
    return [case for case in known if case.state in states]


def newest(site: Site) -> int:
    with site.workspace.database.read() as session:
        return int(session.scalar(text("SELECT MAX(seq) FROM audit_entry")) or 0)


def recorded_since(site: Site, seq: int) -> list[tuple[str, str, str]]:
    """Who did what in which business unit, after an entry."""
    query = text("SELECT actor, action, business_unit FROM audit_entry WHERE seq > :seq ORDER BY seq")
    with site.workspace.database.read() as session:
        return [tuple(row) for row in session.execute(query, {"seq": seq})]


@pytest.mark.slow
def test_nobody_leaves_on_record_what_their_role_may_not(site: Site) -> None:
    known, chance = cases(site), random.Random(11)
    people: dict[str, str | None] = {"": None, **{name: site.actor(name).id for name in LEAST_FIRST}}
    tries = [
        (name, *door, case)
        for name in people
        for door in doors(site)
        for case in (*aimed(door[0], known), chance.choice(known))
    ]
    tries.sort(key=lambda one: one[1].endswith(ENDINGS))  # what ends or undoes a case comes last
    matrix: Counter[tuple[str, str, int]] = Counter()

    for (name, _), turn in groupby(tries, key=lambda one: (one[0], one[1].endswith(ENDINGS))):
        visitor = site.visitor(name or None)  # a session each turn: the clock moves with every look at it
        token = visitor.csrf()
        for _, path, is_api, case in turn:
            seq = newest(site)
            code = send(visitor, token, case.path(path), case, is_api)
            matrix[ROLE_OF.get(name, "nobody"), path, code] += 1

            assert code < 500, (name, path, case.state, code)
            assert code != 401 or not name, (name, path)
            for actor, action, unit in recorded_since(site, seq):
                assert actor == people[name], (name, path, action)
                assert action in MAY_RECORD[ROLE_OF[name]], (name, path, case.state, action)
                assert name != "otto" or unit == "Legal" or action in OWN, (path, action)

    for line in sorted(
        f"{role:16} {code} x{count:<3} {path}" for (role, path, code), count in matrix.items()
    ):
        print(line)
    opened = {path for (_, path, code) in matrix if code in (200, 201, 303)}
    assert {path.rsplit("/", 1)[-1] for path in opened} >= OPENED, (
        "doors that nobody got through prove nothing"
    )
    assert verify(site.workspace.database).ok
    assert _approved_by_oneself(site) == []
    assert _engaged_without_approval(site) == []
    assert _answered_against_the_rules(site) == []
    assert _decided_unrated(site) == []


# Everything that asks, manages, buys, clears or audits, for another country than that of every case here.
ABROAD = {
    "frida": ("hiring_manager", "requester", "procurement", "compliance"),
    "felix": ("auditor",),
}


@pytest.mark.slow
def test_whoever_serves_another_country_finds_no_case_behind_any_door(site: Site) -> None:
    known = cases(site)
    for name, roles in ABROAD.items():
        site.add(name)
        for role in roles:
            limit = Money.of(200_000, "USD") if role == "procurement" else None
            site.give(name, role, jurisdiction="FR", approval_limit=limit)
    marks = {value for case in known for name, value in case.values.items() if name in OF_CASES}
    matrix: Counter[tuple[str, str, int]] = Counter()

    for name in ABROAD:
        visitor = site.visitor(name)
        token, seq = visitor.csrf(), newest(site)
        for path in looks(site):
            for case in known if "{" in path else known[:1]:
                answer = visitor.client.get(
                    case.path(path), params={"a": "P-1001", "b": "P-1002"}, follow_redirects=False
                )
                matrix[name, f"GET  {path}", answer.status_code] += 1
                assert not OF_CASES & set(names(path)) or answer.status_code == 404, (name, path)
                if answer.status_code == 200:
                    assert not marks & set(re.findall(r"[A-Z]-\d{4,}", answer.text)), (name, path)
        for path, is_api in doors(site):
            for case in known if OF_CASES & set(names(path)) else ():
                code = send(visitor, token, case.path(path), case, is_api)
                matrix[name, f"POST {path}", code] += 1
                assert code == 404, (name, path, case.state, code)
        touched = text("SELECT subject_id FROM audit_entry WHERE seq > :seq")
        with site.workspace.database.read() as session:
            assert not marks & set(session.scalars(touched, {"seq": seq}))

    for line in sorted(f"{name:8} {code} x{count:<3} {path}" for (name, path, code), count in matrix.items()):
        print(line)
    # The same doors open to whoever serves the country, or none of this would prove anything.
    opened = site.visitor("audrey")
    assert opened.get(known[0].path("/api/v1/requisitions/{requisition_id}")).status_code == 200


# What a path names that belongs to one case.
OF_CASES = {"requisition_id", "engagement_id", "extension_id"}


def looks(site: Site) -> Iterator[str]:
    """The path of every page and every API call that only reads."""
    for router in page_routers():
        for route in router.routes:
            if isinstance(route, APIRoute) and "GET" in route.methods:
                yield route.path
    for path, methods in site.app.openapi()["paths"].items():
        if "get" in methods:
            yield path


def names(path: str) -> list[str]:
    return re.findall(r"{(\w+)", path)


def send(visitor: Visitor, token: str, path: str, case: Case, is_api: bool) -> int:
    decision = "cleared" if "classification" in path else "select"
    person = case.values["added_id" if path.endswith("/add") else "person_id"]
    sent: dict[str, Any] = {
        "person_ids": [case.values["person_id"]],
        "decision": decision,
        "person_id": person,
        "place": 1,
        "subject": case.values["person_id"],
        "person": case.values["person_id"],
    }
    if path.endswith("/delegations"):
        sent["role"] = "procurement"
    if path.endswith("/grants"):
        sent["role"] = "finance"
    if path.endswith("/together"):
        read = case.read()
        sent |= {"case": [f"{one}:{version}" for one, version in read.items()], "cases": read}
    if path.endswith(("/accounts", "/access")):
        sent["name"] = f"new-{next(NUMBERS)}"
    if is_api:
        return visitor.client.post(path, json=JSON | sent, headers={"X-CSRF-Token": token}).status_code
    return visitor.client.post(path, data=FORM | sent | {"csrf": token}, follow_redirects=False).status_code


def _approved_by_oneself(site: Site) -> list[Any]:
    query = text(
        "SELECT a.id FROM approval a JOIN requisition r ON r.id = a.requisition_id "
        "LEFT JOIN selection s ON s.requisition_id = r.id "
        "WHERE a.decision = 'approved' AND (a.decided_by = r.requested_by OR (a.kind = 'selection' "
        "AND s.voided_at IS NULL AND a.voided_at IS NULL AND a.decided_by IN (s.selected_by, s.submitted_by)))"
    )
    with site.workspace.database.read() as session:
        return list(session.execute(query))


def _engaged_without_approval(site: Site) -> list[Any]:
    query = text(
        "SELECT e.id FROM engagement e LEFT JOIN approval a ON a.id = e.approval_id AND a.kind = 'selection' "
        "AND a.decision = 'approved' AND a.requisition_id = e.requisition_id WHERE a.id IS NULL"
    )
    with site.workspace.database.read() as session:
        return list(session.execute(query))


def _decided_unrated(site: Site) -> list[Any]:
    """Decisions on a list with a blind stage by somebody it was not open to yet."""
    query = text(
        "SELECT d.id FROM decision d JOIN blind_stage b ON b.shortlist_id = d.shortlist_id "
        "LEFT JOIN blind_end e ON e.shortlist_id = d.shortlist_id AND e.reviewer = d.decided_by "
        "AND e.ended_at <= d.decided_at WHERE e.reviewer IS NULL"
    )
    with site.workspace.database.read() as session:
        return list(session.execute(query))


def _answered_against_the_rules(site: Site) -> list[Any]:
    """Yeses to one's own request, and two answers of one person on one route."""
    query = text(
        "SELECT s.id FROM approval_step s JOIN approval_route w ON w.id = s.route_id "
        "JOIN requisition r ON r.id = w.requisition_id WHERE s.answer = 'approved' AND s.answered_by = r.requested_by "
        "UNION SELECT s.id FROM approval_step s JOIN approval_step o ON o.route_id = s.route_id AND o.id <> s.id "
        "WHERE s.answered_by = o.answered_by"
    )
    with site.workspace.database.read() as session:
        return list(session.execute(query))
