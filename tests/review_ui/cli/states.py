"""What brings a record into each state of its life, as people do it: each function builds one home and names what is where.

What a verb may do in which state is `test_every_state.py`; who the people are is `tests/review_ui/web/world.py`.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from governance import (
    accounts,
    approvals,
    candidates,
    engagements,
    extensions,
    holds,
    promotion,
    requisitions,
    review,
)
from governance.accounts import leaving
from governance.database import UnitOfWork
from governance.money import Money
from governance.people import same_person
from governance.people.erasures import request_erasure
from governance.people.importing import Licence
from governance.routing import delegation
from governance.routing.escalation import escalate_overdue
from governance.routing.policies import apply_policy
from governance.routing.policy import shipped_text
from governance.sign_on import mapping
from governance.stops import lift_stop, stop_ranking
from governance.templates import file_template, save_template
from matching.profiles import Profile
from review_ui import services
from review_ui.grants import COLUMNS
from tests.governance.answers import answers, worst
from tests.review_ui.web.freelancers import freelancers
from tests.review_ui.web.world import NOW, UNIT, Site

Values = dict[str, str]
Built = dict[str, Values]

LONG_AGO, LATER = NOW - timedelta(days=11 * 366), NOW + timedelta(days=11 * 366)
LATE = ("on-time", "late", "escalated", "answered", "denied", "cancelled", "edited")
ENDED = ("submitted", "in-review", "active", "denied", "cancelled", "completed", "terminated", "lately-cancelled",
         "cancelled-and-held")  # fmt: skip


def _do(site: Site, name: str, command: Callable[..., Any], *words: Any, **terms: Any) -> Any:
    """One command by the person named."""
    with site.workspace.command(site.actor(name)) as work:
        return command(work, *words, **terms)


def _file(site: Site, name: str, content: str | bytes) -> str:
    path = site.workspace.home.parent / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def stops(site: Site) -> Built:
    units = {state: f"unit-{state}" for state in ("none", "others", "own", "lifted")}
    for unit in units.values():
        site.give("rita", "requester", unit)
    made = {"none": "K-9999"}
    for state, by in (("others", "paul"), ("own", "petra"), ("lifted", "petra")):
        made[state] = _do(site, by, stop_ranking, reason="tried", business_unit=units[state])
    _do(site, "paul", lift_stop, made["lifted"], reason="tried")
    return {state: {"stop": made[state], "unit": unit} for state, unit in units.items()}


def templates(site: Site) -> Built:
    built = {"none": _template(site, "absent")}
    for state in ("unfiled", "filed", "reworded"):
        built[state] = _template(site, state)
        _do(site, "paul", save_template, _role(state))
    _do(site, "paul", file_template, "filed", "data-ai")
    built["reworded"] = {
        "template": "reworded",
        "role": _file(site, "reworded.jsonl", json.dumps(_role("reworded") | {"must_have": ["Go"]}) + "\n"),
    }
    return built


def templates_under_a_stop_of_a_unit(site: Site) -> Built:
    _do(site, "paul", stop_ranking, reason="tried", business_unit=UNIT)
    return {"unit-stopped": _own_template(site)}


def templates_under_a_stop_of_a_family(site: Site) -> Built:
    _do(site, "paul", stop_ranking, reason="tried", business_unit=UNIT, family="finance-accounting")
    return {"family-stopped": _own_template(site)}


def _own_template(site: Site) -> Values:
    _do(site, "paul", save_template, _role("own"))
    return _template(site, "own") | {"role": _template(site, "newer")["role"]}


def _template(site: Site, name: str) -> Values:
    return {"template": name, "role": _file(site, f"{name}.jsonl", json.dumps(_role(name)) + "\n")}


def _role(name: str) -> dict[str, Any]:
    return {"id": name, "title": f"Engineer, {name}", "must_have": ["Python"]}


def _second_in_compliance(site: Site) -> None:
    site.add("cleo")
    site.give("cleo", "compliance")


def holds_placed(site: Site) -> Built:
    _second_in_compliance(site)
    made = {"none": "H-9999"}
    for at, (state, by) in enumerate(
        (("others", "cleo"), ("own", "lena"), ("lifted", "cleo"), ("waited-for", "cleo"))
    ):
        made[state] = _do(site, by, holds.place_hold, "person", f"P-{1001 + at}", "tried")
    _do(site, "lena", holds.lift_hold, made["lifted"], "tried")
    _do(site, "lena", request_erasure, "P-1004", "tried")
    return {state: {"hold": hold} for state, hold in made.items()}


def people(site: Site) -> Built:
    _, listed = site.in_review()
    offered_for, offered = site.approved_to_engage()
    for step in (
        candidates.contact,
        lambda work, *case: candidates.screen(work, *case, {"skills": 4}),
        candidates.offer,
    ):
        _do(site, "mona", step, offered_for, offered)
    engaged = _engaged_from(site, apart_from={offered})
    spare = [
        one
        for one in (f"P-{1001 + n}" for n in range(12))
        if one not in (listed[0], offered, engaged) and one != "P-1012"
    ]
    named = dict(zip(("free", "held", "waiting", "erased"), spare, strict=False)) | {
        "listed": next(one for one in listed if one not in {offered, engaged, *spare[:4]}),
        "offered": offered,
        "engaged": engaged,
        "none": "P-9999",
    }
    for state in ("held", "waiting"):
        _do(site, "lena", holds.place_hold, "person", named[state], "tried")
    for state in ("waiting", "erased"):
        _do(site, "lena", request_erasure, named[state], "tried")
    return {state: {"person": person, **_brought(site, state, person)} for state, person in named.items()}


def _engaged_from(site: Site, *, apart_from: set[str]) -> str:
    """Somebody else with work that runs."""
    requisition, ranked = site.in_review()
    person = next(one for one in ranked if one not in apart_from)
    site.decide(requisition, person, "select", "evidence_strong")
    _do(site, "mona", review.finish_review, requisition)
    _do(site, "paul", approvals.approve_selection, requisition)
    site.classified(requisition)
    _start(site, requisition, person)
    return person


def _brought(site: Site, state: str, person: str) -> Values:
    """A newer profile of this person, and an outcome of theirs, as their source would send them."""
    at = int(person.removeprefix("P-")) - 1001
    if not 0 <= at < 12:
        return {}
    newer = {
        key: value
        for key, value in freelancers()[at].items()
        if key not in ("sex", "name", "as_of", "platform")
    }
    newer |= {"summary": "Something new was said.", "as_of": "2026-11-23"}
    worked = {"role": _role("earlier"), "profile_id": newer["id"], "accepted": True, "rework": "none", "on_budget": True,
              "on_time": True, "would_reengage": True, "rating": 4, "ended_on": "2026-01-31"}  # fmt: skip
    return {
        "profile": _file(site, f"profile-{state}.jsonl", json.dumps(newer) + "\n"),
        "outcome": _file(site, f"outcome-{state}.jsonl", json.dumps(worked) + "\n"),
    }


def licence_run_out(site: Site) -> Built:
    _lapsed(site)
    return {"run-out": {}}


def licence_run_out_and_held(site: Site) -> Built:
    _do(site, "lena", holds.place_hold, "person", _lapsed(site), "tried")
    return {"held": {}}


def licence_run_out_and_gone(site: Site) -> Built:
    _do(site, "lena", request_erasure, _lapsed(site), "tried")
    return {"gone": {}}


def _lapsed(site: Site) -> str:
    """Somebody whose only licence ended long ago."""
    site.clock.now = LONG_AGO
    services.import_profiles(
        site.workspace,
        site.actor("dan"),
        [Profile(id="x", text="Python.")],
        source="acme",
        licence=Licence("C-1", retain_days=90),
        as_of=LONG_AGO.date(),
    )
    site.clock.now = NOW
    return "P-1013"


def pairs(site: Site) -> Built:
    named = {
        state: {"a": f"P-{1001 + at}", "b": f"P-{1002 + at}"}
        for state, at in (("doubt", 0), ("joined", 2), ("apart", 4), ("erased", 6), ("joined-and-held", 8))
    }
    for state in ("joined", "joined-and-held"):
        _do(site, "petra", same_person.link_profiles, *named[state].values(), "tried")
    _do(site, "petra", same_person.keep_apart, *named["apart"].values(), "tried")
    _do(site, "lena", request_erasure, named["erased"]["a"], "tried")
    _do(site, "lena", holds.place_hold, "person", named["joined-and-held"]["a"], "tried")
    return named | {"none": {"a": "P-9998", "b": "P-9999"}, "alone": {"a": "P-1012", "b": "P-1012"}}


def _active(site: Site) -> tuple[str, str]:
    """A requisition and its engagement, which runs."""
    requisition, _, engagement = site.active()
    return requisition, engagement


def _start(site: Site, requisition: str, person: str) -> str:
    """From the approved selection to work that runs; gives the engagement."""
    for step in (
        candidates.contact,
        lambda work, *case: candidates.screen(work, *case, {"skills": 4}),
        candidates.offer,
        candidates.accept,
    ):
        _do(site, "mona", step, requisition, person)
    terms = (
        Money.of(80, "USD"),
        300,
        site.workspace.today() + timedelta(7),
        site.workspace.today() + timedelta(90),
    )
    made: str = _do(site, "mona", engagements.start_engagement, requisition, person, *terms)
    _do(site, "mona", engagements.activate_engagement, made)
    return made


def _end(site: Site, engagement: str, state: str) -> None:
    if state == "completed":
        _do(site, "mona", engagements.complete_engagement, engagement)
    else:
        _do(site, "mona", engagements.terminate_engagement, engagement, reason_code="budget")


def _onboarding(site: Site) -> str:
    requisition, person = site.accepted()
    terms = (Money.of(80, "USD"), 300, date(2026, 12, 1), date(2027, 2, 26))
    made: str = _do(site, "mona", engagements.start_engagement, requisition, person, *terms)
    return made


def _ask(site: Site, engagement: str, *, by: str = "mona", **choices: str) -> str:
    """An extension that was asked for, and classified where `choices` say how (`risk="low"` or `"high"`)."""
    made: str = _do(site, by, extensions.extend_engagement, engagement, reason="tried", hours=320)
    if risk := choices.get("risk"):
        given = answers(**(worst() if risk == "high" else {}))
        _do(site, "mona", extensions.classify_extension, made, given, answered_by="Mona Hartley")
    return made


def engagements_there(site: Site) -> Built:
    found = {"none": "N-9999", "onboarding": _onboarding(site)}
    for state in ("active", "asked", "denied", "refused", "completed", "terminated"):
        _, found[state] = _active(site)
    for state in ("completed", "terminated"):
        _end(site, found[state], state)
    _ask(site, found["asked"])
    _do(site, "paul", extensions.deny_extension, _ask(site, found["denied"]), reason_code="budget")
    refused = _ask(site, found["refused"], risk="high")
    _do(site, "lena", extensions.decide_extension, refused, "refused", reason="tried")
    _do(site, "mona", extensions.withdraw_extension, refused, reason="tried")
    return {state: {"engagement": one} for state, one in found.items()}


def extensions_there(site: Site) -> Built:
    _second_in_compliance(site)
    said = _file(
        site,
        "answers.json",
        json.dumps(
            {
                "answered_by": "Mona Hartley",
                "answers": {question: asdict(one) for question, one in answers().items()},
            }
        ),
    )
    risk = {"low": "low", "approved": "low", "terminated": "low", "completed": "low", "own": "low", "high": "high", "cleared": "high",
            "refused": "high"}  # fmt: skip
    runs = {}
    found = {"none": "T-9999"}
    for state in ("asked", "low", "own", "high", "cleared", "refused", "approved", "denied", "withdrawn", "completed", "terminated"):  # fmt: skip
        _, runs[state] = _active(site)
        by = "paul" if state == "own" else "mona"
        found[state] = _ask(site, runs[state], by=by, **({"risk": risk[state]} if state in risk else {}))
    for state in ("cleared", "refused"):
        _do(site, "lena", extensions.decide_extension, found[state], state, reason="tried")
    _do(site, "petra", extensions.approve_extension, found["approved"])
    _do(site, "petra", extensions.deny_extension, found["denied"], reason_code="budget")
    _do(site, "mona", extensions.withdraw_extension, found["withdrawn"], reason="tried")
    for state in ("completed", "terminated"):
        _end(site, runs[state], state)
    return {state: {"extension": one, "answers": said} for state, one in found.items()}


def requisitions_there(site: Site) -> Built:
    found = {
        "none": "R-9999",
        "draft": site.draft(),
        "submitted": site.submitted(),
        "approved": site.approved(),
        "in-review": site.in_review()[0],
        "selected": site.selected()[0],
        "approved-to-engage": site.approved_to_engage()[0],
        "active": _active(site)[0],
        "completed": site.completed()[0],
        "denied": site.selected()[0],
        "cancelled": site.submitted(),
    }
    found["terminated"], work = _active(site)
    _end(site, work, "terminated")
    _do(site, "paul", approvals.deny_selection, found["denied"], reason_code="budget")
    _do(site, "mona", requisitions.cancel_requisition, found["cancelled"], reason="tried")
    lists = {state: site.case(one).shortlists for state, one in found.items() if state != "none"}
    return {
        state: {
            "requisition": one,
            "shortlist": lists[state][-1].id if lists.get(state) else "S-9999",
        }
        for state, one in found.items()
    }


def steps(state: str) -> Callable[[Site], Built]:
    """One request whose step is in that state."""

    def built(site: Site) -> Built:
        site.clock.now = NOW - timedelta(days=0 if state == "on-time" else 60)
        needed = {"needed_by": date(2026, 12, 4)}
        requisition = site.submitted(**needed)
        site.clock.now = NOW
        if state == "escalated":
            assert escalate_overdue(site.workspace.database, clock=site.clock)
        elif state == "answered":
            _do(site, "paul", requisitions.approve_requisition, requisition)
        elif state == "denied":
            _do(site, "paul", requisitions.deny_requisition, requisition, reason_code="budget")
        elif state == "cancelled":
            _do(site, "mona", requisitions.cancel_requisition, requisition, reason="tried")
        elif state == "edited":
            _do(site, "mona", requisitions.edit_requisition, requisition, title="Another title")
        return {state: {}}

    return built


def ended(state: str) -> Callable[[Site], Built]:
    """One case that came that far, long before `LATER`."""

    def built(site: Site) -> Built:
        requisition = _gone(site, state)
        if state == "cancelled-and-held":
            _do(site, "lena", holds.place_hold, "requisition", requisition, "tried")
        if state == "lately-cancelled":
            site.clock.now = LATER - timedelta(days=1)
            _do(site, "mona", requisitions.cancel_requisition, requisition, reason="tried")
        return {state: {}}

    return built


def _gone(site: Site, state: str) -> str:
    if state == "in-review":
        return site.in_review()[0]
    if state in ("active", "completed", "terminated"):
        requisition, work = _active(site)
        if state != "active":
            _end(site, work, state)
        return requisition
    requisition = site.submitted()
    if state == "denied":
        _do(site, "paul", requisitions.deny_requisition, requisition, reason_code="budget", note="tried")
    elif state in ("cancelled", "cancelled-and-held"):
        _do(site, "mona", requisitions.cancel_requisition, requisition, reason="tried")
    return requisition


def grants(site: Site) -> Built:
    site.add("newt")
    site.add("gone")
    site.add("late")

    def propose(by: str, to: str = "newt", role: str = "requester", **terms: Any) -> str:
        made: str = _do(site, by, accounts.grant, site.actor(to).id, role, **terms)
        return made

    found = {
        "none": "G-9999",
        "waiting": propose("ada"),
        "own": propose("bea"),
        "for-oneself": propose("ada", "bea", "administrator", business_unit="Legal"),
        "in-force": site.give("newt", "requester", UNIT),
        "to-come": site.give("newt", "requester", starts=date(2027, 1, 4)),
        "over": site.give("newt", "requester", ends=date(2026, 11, 20)),
        "denied": propose("ada"),
        "withdrawn": propose("bea"),
        "revoked": site.give("newt", "requester", UNIT),
        "closed": propose("ada", "gone"),
        "mixed": propose("ada", "late"),
    }
    for state in ("denied", "withdrawn"):
        _do(site, "bea", accounts.deny_grant, found[state])
    _do(site, "ada", accounts.revoke_grant, found["revoked"])
    _do(site, "ada", leaving.disable, site.actor("gone").id)
    site.give("late", "auditor")
    with site.workspace.database.read() as session:
        listed = accounts.list_accounts(session, site.actor("ada"))
    found["held-oneself"] = next(one.grants[0][0] for one in listed if one.name == "bea")
    return {state: {"grant": one} for state, one in found.items()}


def accounts_there(site: Site) -> Built:
    site.add("closed")
    site.give("closed", "requester")
    _do(site, "ada", leaving.disable, site.actor("closed").id)
    names = {"none": "nobody-yet", "open": "otto", "closed": "closed", "oneself": "bea", "auditor": "audrey"}
    heading = ",".join(COLUMNS)
    return {
        state: {
            "name": name,
            "list": _file(site, f"{name}.csv", f"{heading}\n{name},Somebody,finance,Legal,,,,,\n"),
        }
        for state, name in names.items()
    }


def tokens(site: Site) -> Built:
    site.add("gone")
    site.give("gone", "requester")

    def issue(name: str, **terms: Any) -> str:
        _do(site, name, accounts.issue_token, "tried", ["read"], **terms)
        newest = text("SELECT id FROM api_token ORDER BY issued_at DESC, id DESC LIMIT 1")
        with site.workspace.database.read() as session:
            return str(session.scalar(newest))

    site.clock.now = NOW - timedelta(days=30)
    found = {"run-out": issue("otto", expires=NOW - timedelta(days=1))}
    site.clock.now = NOW
    found |= {"none": "T-9999", "own": issue("bea"), "others": issue("otto"), "revoked": issue("otto"), "closed": issue("gone")}  # fmt: skip
    _do(site, "otto", accounts.revoke_token, found["revoked"])
    _do(site, "ada", leaving.disable, site.actor("gone").id)
    return {state: {"token": one} for state, one in found.items()}


def mappings(site: Site) -> Built:
    found = {"none": "M-9999", "waiting": _mapping(site, "ada"), "own": _mapping(site, "bea"), "denied": _mapping(site, "ada"),
             "ended": _mapping(site, "ada")}  # fmt: skip
    _do(site, "ada", mapping.end_mapping, found["denied"])
    _do(site, "bea", mapping.confirm_mapping, found["ended"])
    _do(site, "ada", mapping.end_mapping, found["ended"])
    return {state: {"mapping": one} for state, one in found.items()}


def mapping_in_force(site: Site) -> Built:
    found = {"replaced": _mapping(site, "ada"), "in-force": _mapping(site, "ada")}
    for one in found.values():
        _do(site, "bea", mapping.confirm_mapping, one)
    return {state: {"mapping": one} for state, one in found.items()}


def _mapping(site: Site, by: str) -> str:
    document = {"groups": {"buyers": [{"role": "requester", "business_unit": UNIT}]}}
    made: str = _do(site, by, mapping.propose_mapping, document, "mapping.yaml")
    return made


def no_policy(site: Site) -> Built:
    other_rules = shipped_text().replace(b"within_limit: true", b"within_limit: false", 1)
    assert other_rules != shipped_text()
    return {
        "none": {"policy": _file(site, "tried.yaml", _policy("tried"))},
        "in-force": {"policy": _file(site, "shipped.yaml", shipped_text())},
        "same-version": {"policy": _file(site, "same.yaml", other_rules)},
    }


def policy_proposed(site: Site) -> Built:
    _apply(site, "tried", "paul")
    return {"waiting": {"policy": _file(site, "tried.yaml", _policy("tried"))}}


def policy_of_ones_own(site: Site) -> Built:
    _apply(site, "tried", "lena")
    return {"own": {"policy": _file(site, "tried.yaml", _policy("tried"))}}


def policy_in_force(site: Site) -> Built:
    _second_in_compliance(site)
    _apply(site, "tried", "paul", "cleo")
    return {"in-force": {"policy": _file(site, "tried.yaml", _policy("tried"))}}


def policy_retired(site: Site) -> Built:
    _second_in_compliance(site)
    _apply(site, "tried", "paul", "cleo")
    _apply(site, "newer", "paul", "cleo")
    return {"retired": {"policy": _file(site, "tried.yaml", _policy("tried"))}}


def _policy(version: str) -> bytes:
    return shipped_text().replace(b'version: "2026-2"', f'version: "{version}"'.encode())


def _apply(site: Site, version: str, *by: str) -> None:
    for name in by:
        _do(site, name, apply_policy, _policy(version))


def delegations(site: Site) -> Built:
    days = (date(2026, 11, 24), date(2026, 12, 4))
    found = {
        "none": "B-9999",
        "given": site.delegated("petra", "dora", *days),
        "to-come": site.delegated("petra", "dora", date(2027, 1, 4), date(2027, 1, 8)),
        "received": site.delegated("paul", "petra", *days),
        "others": site.delegated("paul", "dora", *days),
        "ended": site.delegated("petra", "dora", *days),
    }
    _do(site, "petra", delegation.end_delegation, found["ended"])
    site.clock.now = NOW - timedelta(days=30)
    found["over"] = site.delegated("petra", "dora", date(2026, 10, 26), date(2026, 11, 6))
    site.clock.now = NOW
    passing = site.give("petra", "compliance", "Legal")
    found["grant-ended"] = _do(
        site, "petra", delegation.delegate, site.actor("dora").id, "compliance", "Legal",
        starts=days[0], ends=days[1], reason="tried",
    )  # fmt: skip
    _do(site, "ada", accounts.revoke_grant, passing)
    return {state: {"delegation": one} for state, one in found.items()}


def bundles(site: Site) -> Built:
    found = {"none": "f" * 64}
    serving = ("retired", "serving")
    for state in ("registered", "proposed", "own", "trained-oneself", "denied", "failed", *serving):
        found[state] = _trained(
            site, state, "dora" if state == "trained-oneself" else "dan", passed=state != "failed"
        )
        if state != "registered":
            _do(site, "dora" if state == "own" else "dan", promotion.propose_bundle, found[state])
        if state in serving:
            folder = site.workspace.bundles / found[state]
            _do(site, "lena", promotion.approve_bundle, found[state], bundle_dir=folder)
    _do(site, "lena", promotion.deny_bundle, found["denied"], reason_code="evidence", note="tried")
    return {state: {"bundle": one} for state, one in found.items()}


def _trained(site: Site, state: str, by: str, *, passed: bool) -> str:
    """A registered bundle with a manifest on disk, without the minutes of training."""
    content = json.dumps({"made_for": state, "gates": [{"label": "tried", "passed": passed}]}).encode()
    name = hashlib.sha256(content).hexdigest()
    folder: Path = site.workspace.bundles / name
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_bytes(content)

    def register(work: UnitOfWork) -> None:
        promotion.register_bundle(work, name)

    _do(site, by, register)
    return name
