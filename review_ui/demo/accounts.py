"""Who can log in to a demo: invented people, one for each role and two where separation of duties asks for it.

Their one password is published, so the server refuses any but a loopback host while they exist.
"""

from dataclasses import dataclass

from governance.access import EVERYWHERE, Actor, RoleName
from governance.accounts import add_account, bootstrap_administrator, confirm_grant, find_account, grant
from governance.money import Money
from review_ui.bootstrap import Workspace

DEMO_PASSWORD = "candor-demo"  # noqa: S105  published on purpose

DIGITAL, OPERATIONS, STORES = "digital", "operations", "stores"


@dataclass(frozen=True)
class DemoGrant:
    role: RoleName
    business_unit: str = EVERYWHERE
    limit: Money | None = None


@dataclass(frozen=True)
class DemoPerson:
    """`does`: in a few words, for the list of accounts."""

    name: str
    display_name: str
    does: str
    grants: tuple[DemoGrant, ...]


ADMINISTRATOR = DemoPerson("robin", "Robin Ashdown", "administrator", (DemoGrant(RoleName.ADMINISTRATOR),))
SECOND_ADMINISTRATOR = DemoPerson(
    "sanne", "Sanne Vermeer", "administrator, second signature", (DemoGrant(RoleName.ADMINISTRATOR),)
)

DEMO_PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson("rene", "Rene Calloway", "requester in digital", (DemoGrant(RoleName.REQUESTER, DIGITAL),)),
    DemoPerson(
        "mara",
        "Mara Lindgren",
        "hiring manager in digital",
        (DemoGrant(RoleName.REQUESTER, DIGITAL), DemoGrant(RoleName.HIRING_MANAGER, DIGITAL)),
    ),
    DemoPerson(
        "tomas",
        "Tomas Okafor",
        "hiring manager in operations",
        (DemoGrant(RoleName.REQUESTER, OPERATIONS), DemoGrant(RoleName.HIRING_MANAGER, OPERATIONS)),
    ),
    DemoPerson(
        "priya",
        "Priya Venn",
        "procurement, up to 250,000 USD",
        (DemoGrant(RoleName.PROCUREMENT, limit=Money.of(250_000, "USD")),),
    ),
    DemoPerson(
        "viktor",
        "Viktor Hale",
        "procurement, up to 60,000 USD",
        (DemoGrant(RoleName.PROCUREMENT, limit=Money.of(60_000, "USD")),),
    ),
    DemoPerson("dana", "Dana Petrov", "data scientist", (DemoGrant(RoleName.DATA_SCIENTIST),)),
    DemoPerson(
        "noor", "Noor Haddad", "data scientist, second signature", (DemoGrant(RoleName.DATA_SCIENTIST),)
    ),
    DemoPerson("helene", "Helene Marsh", "compliance", (DemoGrant(RoleName.COMPLIANCE),)),
    DemoPerson(
        "felix",
        "Felix Brandt",
        "finance, up to 500,000 USD",
        (DemoGrant(RoleName.FINANCE, limit=Money.of(500_000, "USD")),),
    ),
    DemoPerson("iris", "Iris Tanaka", "auditor", (DemoGrant(RoleName.AUDITOR),)),
    DemoPerson("carl", "Carl Ebner", "compliance, second signature", (DemoGrant(RoleName.COMPLIANCE),)),
)


class Cast:
    """The demo's accounts as actors, by the name they log in with."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._actors: dict[str, Actor] = {}

    def __getitem__(self, name: str) -> Actor:
        if name not in self._actors:
            self._actors[name] = find_account(self._workspace.database, name)
        return self._actors[name]


def open_accounts(workspace: Workspace) -> Cast:
    """Make every account: the first administrator proposes what each may do, the second confirms it."""
    robin = ADMINISTRATOR
    administrator = bootstrap_administrator(
        workspace.database, robin.name, DEMO_PASSWORD, robin.display_name, demo=True, clock=workspace.clock
    )
    cast = Cast(workspace)
    _give(workspace, administrator, administrator, (SECOND_ADMINISTRATOR,))
    _give(workspace, administrator, cast[SECOND_ADMINISTRATOR.name], DEMO_PEOPLE)
    return cast


def open_more(workspace: Workspace, cast: Cast, people: tuple[DemoPerson, ...]) -> None:
    """More accounts, given and confirmed by the same two."""
    _give(workspace, cast[ADMINISTRATOR.name], cast[SECOND_ADMINISTRATOR.name], people)


def _give(workspace: Workspace, proposer: Actor, confirmer: Actor, people: tuple[DemoPerson, ...]) -> None:
    with workspace.command(proposer) as work:
        proposed = [
            grant(work, account, given.role, given.business_unit, approval_limit=given.limit)
            for person in people
            for account in [add_account(work, person.name, DEMO_PASSWORD, person.display_name, demo=True)]
            for given in person.grants
        ]
    with workspace.command(confirmer) as work:
        for grant_id in proposed:
            confirm_grant(work, grant_id)
