"""The policy simulator: who would have to say yes to a request that does not exist, by the code that makes real routes."""

from dataclasses import asdict, dataclass, replace
from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Query, Request, Response

from governance.access import EVERYWHERE
from governance.intake import read_jurisdiction
from governance.routing.planning import UNKNOWN, Facts, blind_rules
from governance.routing.policies import in_force
from governance.routing.policy import Policy, Risk
from governance.routing.simulation import foresee
from matching.errors import Fault, InputError
from matching.roles import SecurityClass, SensitiveData
from review_ui.web.caller import Caller, Page
from review_ui.web.contexts.rules import Foreseen, PolicyPage
from review_ui.web.layout import respond
from review_ui.web.requests import read_money
from review_ui.web.views.problems import faults_in

router = APIRouter(prefix="/policy")

CHOICES = {
    "security_class": get_args(SecurityClass),
    "sensitive_data": get_args(SensitiveData),
    "risk": get_args(Risk),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as typed; blank is not known."""

    business_unit: Annotated[str, Query(max_length=100)] = ""
    budget_amount: Annotated[str, Query(max_length=40)] = ""
    budget_currency: Annotated[str, Query(max_length=3)] = "USD"
    security_class: Annotated[str, Query(max_length=40)] = ""
    sensitive_data: Annotated[str, Query(max_length=40)] = ""
    jurisdiction: Annotated[str, Query(max_length=40)] = ""
    risk: Annotated[str, Query(max_length=40)] = ""

    def facts(self) -> Facts:
        return Facts(
            read_money(self.budget_amount, self.budget_currency, "budget_amount"),
            _chosen(self.security_class, "security_class"),
            _chosen(self.sensitive_data, "sensitive_data"),
            read_jurisdiction(self.jurisdiction) if self.jurisdiction.strip() else EVERYWHERE,
            _chosen(self.risk, "risk") or UNKNOWN,
        )


@router.get("")
def simulate(request: Request, caller: Page, asked: Annotated[Asked, Depends()]) -> Response:
    caller.require("policy.read")
    units = _units(caller)
    asked = replace(asked, business_unit=asked.business_unit.strip() or (units[0] if units else ""))
    foreseen, problem = None, None
    if asked.budget_amount.strip():
        try:
            foreseen = _foresee(caller, asked)
        except InputError as error:
            problem = error
    with caller.reading() as session:
        policy = in_force(session)
    context = PolicyPage(
        version=policy.version,
        sha256=policy.sha256,
        asked=asdict(asked),
        units=units,
        choices=CHOICES,
        foreseen=foreseen,
        problems=faults_in(problem),
    )
    return respond(request, context, caller=caller, status=422 if problem else 200)


def _foresee(caller: Caller, asked: Asked) -> Foreseen:
    facts = asked.facts()
    with caller.reading() as session:
        policy, routes = foresee(
            session, caller.actor, facts, business_unit=asked.business_unit, now=caller.now
        )
    return Foreseen(routes, _blind(policy, facts))


def _blind(policy: Policy, facts: Facts) -> tuple[str, ...]:
    held = blind_rules(policy, facts)
    return tuple(rule.why for rule in policy.blind if rule.id in held)


def _chosen(value: str, field: str) -> str | None:
    if value and value not in CHOICES[field]:
        fault = Fault(f"one of {', '.join(CHOICES[field])}", repr(value), field=field)
        raise InputError("the choice cannot be read", faults=[fault])
    return value or None


def _units(caller: Caller) -> tuple[str, ...]:
    """Business units that the reader's grants name; one who reads all of them types its name."""
    found = sorted({grant.business_unit for grant in caller.actor.grants if grant.holds(caller.today)})
    return tuple(unit for unit in found if unit != EVERYWHERE)
