"""Who must say yes: the policy, what it would ask of a request, and answering for another."""

from typing import Any

from governance.accounts import find_account
from governance.identity import names_of
from governance.routing import delegation
from governance.routing.planning import blind_rules
from governance.routing.policies import apply_policy, in_force, list_policies, text_in_force
from governance.routing.policy import read_policy
from governance.routing.simulation import foresee
from review_ui.web.api.paging import Listing, Paged, moment
from review_ui.web.api.routes import api_part, takes
from review_ui.web.api.values import as_object, as_objects
from review_ui.web.caller import Api
from review_ui.web.routing_requests import Delegating, PolicySent, Simulating

router = api_part("routing")


@router.get(
    "/policy",
    openapi_extra=takes("policy.read"),
    summary="The policy in force, as its file, and every other of this home",
)
def policy(caller: Api) -> dict[str, Any]:
    caller.require("policy.read")
    with caller.reading() as session:
        now = in_force(session)
        return {
            "version": now.version,
            "sha256": now.sha256,
            "document": text_in_force(session),
            "own": as_objects(list_policies(session)),
        }


@router.post(
    "/policy/check",
    openapi_extra=takes("policy.read"),
    summary="Read a policy and name every fault; keeps nothing",
)
def check(caller: Api, sent: PolicySent) -> dict[str, Any]:
    caller.require("policy.read")
    found = read_policy(sent.document.encode())
    return {"version": found.version, "sha256": found.sha256, "rules": [rule.id for rule in found.rules]}


@router.post(
    "/policy/apply",
    openapi_extra=takes("policy.propose", but="`policy.approve` where somebody else proposed the same bytes"),
    summary="Propose a policy, or approve what another proposed in the same bytes",
)
def apply(caller: Api, sent: PolicySent) -> dict[str, Any]:
    with caller.command() as work:
        return {"state": apply_policy(work, sent.document.encode())}


@router.post(
    "/policy/simulate",
    openapi_extra=takes("policy.read"),
    summary="The steps a request would need, why, and who could answer them today",
)
def simulate(caller: Api, sent: Simulating) -> dict[str, Any]:
    facts = sent.facts()
    with caller.reading() as session:
        found, routes = foresee(
            session, caller.actor, facts, business_unit=sent.business_unit, now=caller.now
        )
    return {
        "policy": {"version": found.version, "sha256": found.sha256},
        "routes": as_objects(routes),
        "blind": list(blind_rules(found, facts)),
    }


@router.get(
    "/delegations",
    openapi_extra=takes(but="lists your own; all of them with `audit.read`"),
    summary="What you gave to others to answer, and what was given to you",
)
def list_delegations(caller: Api, paging: Paged) -> Listing:
    with caller.reading() as session:
        found = delegation.delegations(session, caller.actor, names_of(session))
    return paging.of(found, lambda one: (moment(one.made_at), one.id), down=True)


@router.post(
    "/delegations",
    status_code=201,
    openapi_extra=takes("approval.delegate"),
    summary="Let somebody answer under a grant of yours for some days",
)
def delegate(caller: Api, sent: Delegating) -> dict[str, Any]:
    caller.require("approval.delegate")  # before anybody learns which names there are
    to = find_account(caller.database, sent.to).id
    with caller.command() as work:
        terms = sent.model_dump(exclude={"to"})
        return {"delegation": delegation.delegate(work, to, **terms)}


@router.post(
    "/delegations/{delegation_id}/end",
    openapi_extra=takes("account.manage", but="nothing where you gave it or have it"),
    summary="End a delegation now",
)
def end(caller: Api, delegation_id: str) -> dict[str, Any]:
    with caller.command() as work:
        delegation.end_delegation(work, delegation_id)
    return as_object({"delegation": delegation_id})
