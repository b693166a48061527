"""Every command asks by itself who may, before anything else is looked at: whoever comes in past a page meets it here."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from governance import accounts, holds, outcomes, past_decisions, promotion, stops
from governance.access import Actor
from governance.accounts import grant_lists
from governance.database import UnitOfWork
from governance.money import Money
from governance.people import erasures, protected, resolution, restrictions
from governance.people.importing import upsert_profiles
from governance.routing import simulation
from governance.routing.planning import Facts
from governance.sign_on import mapping
from matching.errors import Forbidden, NotFound
from tests.governance.world import PASSWORD, UNIT, World

BUNDLE = "b" * 64

COMMANDS: dict[str, tuple[str, str, Callable[[UnitOfWork], Any]]] = {
    "add an account": (
        "rita",
        "account.manage",
        lambda work: accounts.add_account(work, "new", PASSWORD, "New"),
    ),
    "set another's password": (
        "rita",
        "account.manage",
        lambda work: accounts.set_password(work, "A-1001", PASSWORD),
    ),
    "propose a mapping": ("cora", "account.manage", lambda work: mapping.propose_mapping(work, {}, "m.yaml")),
    "confirm a mapping": ("cora", "account.manage", lambda work: mapping.confirm_mapping(work, "M-1")),
    "end a mapping": ("cora", "account.close", lambda work: mapping.end_mapping(work, "M-1")),
    "import people": (
        "rita",
        "people.import",
        lambda work: upsert_profiles(work, [], source="s", as_of=date(2025, 2, 1), licence="c"),
    ),
    "look for the same people": ("rita", "people.import", resolution.resolve_identities),
    "names to compare": ("rita", "people.import", lambda work: protected.names_to_identify(work, ["P-1001"])),
    "restrict": ("rita", "people.restrict", lambda work: restrictions.restrict(work, "P-1001", "block", "x")),
    "lift a restriction": (
        "rita",
        "people.restrict",
        lambda work: restrictions.lift_restriction(work, "X-1", "x"),
    ),
    "erase": ("paul", "people.erase", lambda work: restrictions.erase_person(work, "P-1001", "x")),
    "erase somebody unknown": (
        "paul",
        "people.erase",
        lambda work: erasures.request_erasure(work, "P-9999", "x"),
    ),
    "lift an unknown hold": ("paul", "hold.manage", lambda work: holds.lift_hold(work, "H-9999", "x")),
    "import outcomes": (
        "rita",
        "outcome.import",
        lambda work: outcomes.import_outcomes(work, [], source="s"),
    ),
    "import decisions": (
        "rita",
        "outcome.import",
        lambda work: past_decisions.import_decisions(work, [], system="s"),
    ),
    "register a bundle": ("rita", "bundle.propose", lambda work: promotion.register_bundle(work, BUNDLE)),
    "release a bundle": (
        "dan",
        "bundle.release",
        lambda work: promotion.register_release_bundle(work, BUNDLE),
    ),
    "propose a bundle": ("rita", "bundle.propose", lambda work: promotion.propose_bundle(work, BUNDLE)),
    "approve a bundle": ("rita", "bundle.approve", lambda work: promotion.approve_bundle(work, BUNDLE)),
    "deny a bundle": (
        "rita",
        "bundle.approve",
        lambda work: promotion.deny_bundle(work, BUNDLE, reason_code="other", note="x"),
    ),
}

READINGS: dict[str, tuple[str, str, Callable[[Session, Actor], Any]]] = {
    "accounts": ("rita", "account.read", accounts.list_accounts),
    "what a list of grants would do": (
        "rita",
        "account.read",
        lambda session, actor: grant_lists.plan_grants(session, actor, (), "grants.csv"),
    ),
    "mappings": ("rita", "account.read", mapping.list_mappings),
    "stops": ("dan", "requisition.read", stops.stops_for),
}


@pytest.mark.parametrize("door", COMMANDS)
def test_a_command_is_refused_to_who_may_not(world: World, door: str) -> None:
    name, action, command = COMMANDS[door]

    with pytest.raises(Forbidden, match=rf"\({action}\)"), world.as_(name) as work:
        command(work)


@pytest.mark.parametrize("door", READINGS)
def test_a_reading_is_refused_to_who_may_not(world: World, door: str) -> None:
    name, action, reading = READINGS[door]

    with world.database.read() as session, pytest.raises(Forbidden, match=rf"\({action}\)"):
        reading(session, world.actor(name))


def test_the_simulator_is_closed_to_who_does_not_read_the_unit(world: World) -> None:
    facts = Facts(Money.of(1_000, "USD"), security_class="internal", sensitive_data="none", jurisdiction="DE")

    with world.database.read() as session, pytest.raises(NotFound, match="nothing of that name"):
        simulation.foresee(session, world.actor("otto"), facts, business_unit=UNIT, now=world.clock())


def test_what_an_erasure_meets_is_told_to_who_may_erase_there(world: World) -> None:
    """Reading a unit and erasing in another one is not erasing in the first."""
    with world.as_("dan") as work:
        upsert_profiles(
            work,
            [{"id": "legal-1", "text": "Paralegal"}],
            source="legal",
            as_of=date(2025, 2, 1),
            licence="contract 8",
            business_unit="Legal",
        )
    world.hire("lou", "compliance", UNIT)
    world.give("lou", "hiring_manager", "Legal")

    with world.database.read() as session, pytest.raises(Forbidden, match=r"\(people\.erase\)"):
        erasures.foresee_erasure(session, world.actor("lou"), "P-1006")
