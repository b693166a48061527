"""`candor policy`: who must say yes. Reading a policy needs no account, applying one takes two people."""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matching.errors import InputError
from review_ui.cli.acting import acting, named
from review_ui.cli.call import Call, Verb, VerbGroup, as_option, json_option

if TYPE_CHECKING:
    from governance.routing.simulation import SimulatedRoute, SimulatedStep

CHECK_SCHEMA, SIMULATE_SCHEMA = "candor.policy/1", "candor.route/1"


@click.group(cls=VerbGroup)
def policy() -> None:
    """Who must say yes to a request and to a selection."""


@policy.command(cls=Verb)
@click.pass_obj
def show(call: Call) -> None:
    """Print the policy in force, comments and all: the workspace's own, else the one that ships with the software."""
    from governance.routing.policies import text_in_force
    from governance.routing.policy import shipped_text

    if not call.workspace.exists:
        call.result_bytes(shipped_text())
        return
    with call.workspace.database.read() as session:
        call.result_bytes(text_in_force(session).encode())


@policy.command(cls=Verb)
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def check(call: Call, path: Path, as_json: bool) -> None:
    """Read a policy and name every fault; changes nothing."""
    from governance.routing.policy import read_policy

    found = read_policy(_bytes(path), file=str(path))
    if as_json:
        rules = [rule.id for rule in found.rules]
        call.result_json(
            {"schema": CHECK_SCHEMA, "version": found.version, "sha256": found.sha256, "rules": rules}
        )
        return
    call.result(f"policy {found.version} is sound: {len(found.rules)} rules, sha256 {found.sha256}")


@policy.command(cls=Verb)
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@as_option
@click.pass_obj
def apply(call: Call, path: Path, as_name: str | None) -> None:
    """Propose a policy; where somebody else proposed the very same file, approve it, and it is in force."""
    from governance.routing.policies import apply_policy

    data = _bytes(path)
    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        state = apply_policy(work, data, file=str(path))
    if state == "proposed":
        call.result(
            "proposed; another person in finance or compliance applies the same file to bring it into force"
        )
    else:
        call.result("in force for every request submitted from now on")


@policy.command(cls=Verb)
@click.option("--budget", type=Decimal, required=True, help="In major units, for all positions.")
@click.option("--currency", required=True, help="ISO 4217 code, such as USD.")
@click.option("--unit", required=True, help="The business unit that asks.")
@click.option(
    "--security", type=click.Choice(["public", "internal", "restricted", "secret"]), help="Security class."
)
@click.option("--sensitive-data", "personal", is_flag=True, help="The work touches personal data.")
@click.option(
    "--special-category", "special", is_flag=True, help="It touches health, beliefs, origin and the like."
)
@click.option(
    "--no-sensitive-data",
    "no_data",
    is_flag=True,
    help="It touches none; without one of these it is unknown.",
)
@click.option("--jurisdiction", default="*", help="Country or region such as DE or US-CA; * is unknown.")
@click.option("--risk", type=click.Choice(["low", "medium", "high", "unknown"]), default="unknown", show_default=True,
              help="Risk of the classification.")  # fmt: skip
@as_option
@json_option
@click.pass_obj
def simulate(
    call: Call,
    budget: Decimal,
    currency: str,
    unit: str,
    security: str | None,
    personal: bool,
    special: bool,
    no_data: bool,
    jurisdiction: str,
    risk: str,
    as_name: str | None,
    as_json: bool,
) -> None:
    """The steps that a request would need, why, and who could answer each today; with --as, asked for by NAME."""
    from governance.intake import read_jurisdiction
    from governance.money import Money
    from governance.routing.planning import Facts, blind_rules
    from governance.routing.simulation import foresee

    if no_data and (personal or special):
        raise InputError("expected either --no-sensitive-data or the kind of it, found both")
    data = "special_category" if special else "personal" if personal else "none" if no_data else None
    facts = Facts(Money.of(budget, currency.upper()), security, data, read_jurisdiction(jurisdiction), risk)
    actor = named(call, as_name)
    with call.existing.database.read() as session:
        found, routes = foresee(session, actor, facts, business_unit=unit, now=call.workspace.clock())
    blind = list(blind_rules(found, facts))
    if as_json:
        call.result_json(
            {
                "schema": SIMULATE_SCHEMA,
                "policy": {"version": found.version, "sha256": found.sha256},
                "facts": facts.as_dict(),
                "routes": [_as_json(route) for route in routes],
                "blind": blind,
            }
        )
        return
    for route in routes:
        _say(call, route)
    call.result(f"blind stage: required by {', '.join(blind)}" if blind else "blind stage: not required")


def _say(call: Call, route: "SimulatedRoute") -> None:
    call.result(
        f"{route.kind}" + ("" if route.matched else ": no rule holds, so the steps of all rules are needed")
    )
    for step in route.steps:
        roles = " or ".join(step.roles).replace("_", " ")
        limit = ", within their limit" if step.within_limit else ""
        call.result(
            f"  stage {step.stage}: {roles}{limit}; late after {step.due_at:%Y-%m-%d}, then {step.escalate_to} too"
        )
        for rule, why in step.why:
            call.result(f"    because {rule}: {why}")
        call.result(f"    could answer today: {_people(step)}")
    if route.short:
        call.result(f"  {route.short}")


def _people(step: "SimulatedStep") -> str:
    names = [f"{one.name} for {one.on_behalf_of}" if one.on_behalf_of else one.name for one in step.people]
    return ", ".join(names) or step.missing or "nobody"


def _as_json(route: "SimulatedRoute") -> dict[str, Any]:
    steps = [
        {
            "stage": step.stage,
            "roles": list(step.roles),
            "within_limit": step.within_limit,
            "due_at": step.due_at.isoformat(),
            "escalate_to": step.escalate_to,
            "why": [{"rule": rule, "says": why} for rule, why in step.why],
            "people": [
                {"id": one.id, "name": one.name, "on_behalf_of": one.on_behalf_of} for one in step.people
            ],
            "missing": step.missing,
        }
        for step in route.steps
    ]
    return {"kind": route.kind, "matched": route.matched, "short": route.short, "steps": steps}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"expected a policy file at {path}, found {error.strerror or error}") from None
