"""The route that a request would take, and who could answer each step today: the same code, without a request.

Holds no rule of its own: steps come from `planning.py`, people from `authority.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import EVERYWHERE, Actor, allows, require
from governance.database import today
from governance.identity import actor_of
from governance.routing.authority import Ask, Authority, find_authority
from governance.routing.planning import Facts, PlannedStep, plan
from governance.routing.policies import in_force
from governance.routing.policy import KINDS, Kind, Policy
from governance.routing.working_days import after_working_days
from governance.storage.tables import Account
from matching.errors import InputError


@dataclass(frozen=True, slots=True)
class Able:
    """Somebody who could answer a step today, for themselves or for another."""

    id: str
    name: str
    on_behalf_of: str | None


@dataclass(frozen=True, slots=True)
class SimulatedStep:
    """`why`: the rules that ask for it, each with its words. `missing` says what nobody has, where nobody could answer."""

    stage: int
    roles: tuple[str, ...]
    within_limit: bool
    due_at: datetime
    escalate_to: str
    why: tuple[tuple[str, str], ...]
    people: tuple[Able, ...]
    missing: str | None


@dataclass(frozen=True, slots=True)
class SimulatedRoute:
    """`matched`: whether a rule held; if none did, every rule's steps are needed. `short`: what keeps it from completing."""

    kind: Kind
    steps: tuple[SimulatedStep, ...]
    matched: bool
    short: str | None


def foresee(
    session: Session, actor: Actor | None, facts: Facts, *, business_unit: str, now: datetime
) -> tuple[Policy, tuple[SimulatedRoute, ...]]:
    """`simulate` under the policy in force, for an actor who may read it there; who could ask for it approves it not.

    Without an actor it is whoever holds the record itself, at the command line.
    """
    if business_unit == EVERYWHERE or not business_unit.strip():
        raise InputError(f"expected one business unit, found {business_unit!r}")
    if actor is not None:
        require(actor, "policy.read", business_unit=business_unit, on=today(session))
    asking = actor is not None and allows(
        actor, "requisition.write", business_unit=business_unit, on=today(session)
    )
    policy = in_force(session)
    requester = actor if asking else None
    return policy, simulate(session, policy, facts, business_unit=business_unit, now=now, requester=requester)


def simulate(
    session: Session,
    policy: Policy,
    facts: Facts,
    *,
    business_unit: str,
    now: datetime,
    requester: Actor | None = None,
) -> tuple[SimulatedRoute, ...]:
    """The route of a request with these facts, and that of the selection after it. `requester` may answer neither."""
    people = [actor_of(session, account) for account in _accounts(session)]
    hands = [(requester.id, "requested this")] if requester else []
    routes = []
    for kind in KINDS:
        planned = plan(policy, kind, facts)
        steps = tuple(
            _step(session, step, policy, facts, business_unit, now, people, hands) for step in planned.steps
        )
        routes.append(SimulatedRoute(kind, steps, planned.matched, _short(steps)))
    return tuple(routes)


def _accounts(session: Session) -> Iterable[str]:
    return session.scalars(
        select(Account.id).where(Account.disabled_at.is_(None)).order_by(Account.name)
    ).all()


def _step(
    session: Session,
    step: PlannedStep,
    policy: Policy,
    facts: Facts,
    business_unit: str,
    now: datetime,
    people: Iterable[Actor],
    hands: list[tuple[str, str]],
) -> SimulatedStep:
    ask = Ask(
        roles=frozenset(role.value for role in step.roles),
        business_unit=business_unit,
        jurisdiction=facts.jurisdiction,
        amount=facts.budget if step.within_limit else None,
    )
    found = [
        (person, find_authority(person, ask, hands, act="approve it", on=today(session))) for person in people
    ]
    able = tuple(
        Able(person.id, person.display_name, one.on_behalf_of_name)
        for person, one in found
        if isinstance(one, Authority)
    )
    return SimulatedStep(
        stage=step.stage,
        roles=tuple(role.value for role in step.roles),
        within_limit=step.within_limit,
        due_at=after_working_days(now, step.due_days, policy.holidays),
        escalate_to=step.escalate_to.value,
        why=tuple((rule.id, rule.why) for rule in policy.rules if rule.id in step.rules),
        people=able,
        missing=None if able else _missing(ask),
    )


def _missing(ask: Ask) -> str:
    roles = " or ".join(sorted(ask.roles)).replace("_", " ")
    limit = f" with an approval limit of at least {ask.amount}" if ask.amount else ""
    return f"nobody: a grant of {roles} in {ask.business_unit}{limit} is missing"


def _short(steps: tuple[SimulatedStep, ...]) -> str | None:
    """One person answers one step: whether there are people enough for all of them together."""
    chosen: dict[str, int] = {}
    for number in range(len(steps)):
        if steps[number].people and not _seat(number, steps, chosen, set()):
            return (
                f"{len(steps)} different people are needed and there are not so many: "
                "nobody answers two steps of one route"
            )
    return None


def _seat(number: int, steps: tuple[SimulatedStep, ...], chosen: dict[str, int], tried: set[str]) -> bool:
    """Give the step a person, moving others where that frees one (an augmenting path)."""
    for person in steps[number].people:
        key = person.id
        if key in tried:
            continue
        tried.add(key)
        if key not in chosen or _seat(chosen[key], steps, chosen, tried):
            chosen[key] = number
            return True
    return False
