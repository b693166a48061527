"""What each call of the API says that it takes is what it takes: with just that it goes through, without any part of it not.

Whoever calls holds every role that goes together, and a token narrowed to the permissions tried. `pytest -rP` prints the matrix.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from governance import accounts, holds, promotion
from governance.access import PERMISSIONS, SCOPES, RoleName
from governance.money import Money
from governance.sign_on.mapping import propose_mapping
from review_ui.web.api import PREFIX
from review_ui.web.api.routes import PERMISSION, ApiRoute
from tests.docs.api import routes
from tests.review_ui.web.test_every_door import ENDINGS, JSON, NUMBERS, Case, aimed, cases
from tests.review_ui.web.test_model_pages import trained
from tests.review_ui.web.world import UNIT, Site

EVERYTHING = frozenset(PERMISSIONS)
APART = {RoleName.AUDITOR: "asta", RoleName.ADMINISTRATOR: "adam"}
REFUSED = (403, 404)
# Nobody is open there to be shown, whoever asks; that is said after the case was found.
EMPTY = {"GET /requisitions/{requisition_id}/blind/{position}"}
# Takes minutes.
NOT_TRIED = {"POST /models/train"}


class Callers:
    """Somebody with every role that goes with others, an auditor and an administrator; each narrowed at will."""

    def __init__(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch, self.client = monkeypatch, site.visitor().client
        monkeypatch.setitem(SCOPES, "tried", EVERYTHING)
        site.add("alma")
        for role in RoleName:
            name = APART.get(role, "alma")
            if role in APART:
                site.add(name)
            limit = Money.of(200_000, "USD") if role == RoleName.PROCUREMENT else None
            site.give(name, role.value, approval_limit=limit)
        self.tokens = {name: self._token(site, name) for name in ("alma", *APART.values())}

    def able(self, actions: list[str]) -> str:
        """Who holds roles that give all of these."""
        roles = {"alma": set(RoleName) - set(APART), **{name: {role} for role, name in APART.items()}}
        return next(who for who, held in roles.items() if all(held & PERMISSIONS[one] for one in actions))

    def code(self, route: ApiRoute, case: Case, who: str, only: frozenset[str]) -> int:
        self.monkeypatch.setitem(SCOPES, "tried", only)
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        path = PREFIX + case.path(route.path)
        if method(route) == "GET":
            both = dict(zip("ab", case.values["listed"].split(), strict=False))
            return self.client.get(
                path, params=both if "compare" in path else {}, headers=headers
            ).status_code
        return self.client.post(path, json=_body(route.path, case), headers=headers).status_code

    @staticmethod
    def _token(site: Site, name: str) -> str:
        with site.workspace.command(site.actor(name)) as work:
            return accounts.issue_token(work, "tried", ["tried"])


def method(route: ApiRoute) -> str:
    (found,) = route.methods or ("",)
    return found


def named(route: ApiRoute) -> str:
    return f"{method(route)} {route.path}"


def tried() -> Iterator[ApiRoute]:
    """What reads first, what ends a case late, and last what brings a model into service that cannot rank."""
    yield from sorted(
        (route for route in routes() if named(route) not in NOT_TRIED),
        key=lambda route: (method(route) != "GET", "/models" in route.path, route.path.endswith(ENDINGS)),
    )


def _body(path: str, case: Case) -> dict[str, Any]:
    person = case.values["added_id" if path.endswith("/add") else "person_id"]
    sent: dict[str, Any] = {
        "person_ids": [case.values["person_id"]],
        "decision": "cleared" if "classification" in path else "select",
        "place": 1,
        **dict.fromkeys(("person_id", "subject", "person"), person),
    }
    if path.endswith("/grants"):
        sent["role"] = "finance"
    if path.endswith("/delegations"):
        sent["role"] = "procurement"
    if path.endswith("/family"):
        sent["family"] = "data-ai"
    if path.endswith("/together"):
        sent["cases"] = case.read()
    if path.endswith("/accounts"):
        sent["name"] = f"new-{next(NUMBERS)}"
    return JSON | sent


def _known(site: Site) -> list[Case]:
    known = cases(site)
    bundle = trained(site)
    with site.workspace.command(site.actor("dan")) as work:
        promotion.propose_bundle(work, bundle)
    with site.workspace.command(site.actor("lena")) as work:
        held = holds.place_hold(work, "person", "P-1012", "tried")
    with site.workspace.command(site.actor("bea")) as work:
        groups = {"groups": {"tried": [{"role": "requester", "business_unit": UNIT}]}}
        mapping = propose_mapping(work, groups, "tried")
    with site.workspace.database.read() as session:
        theirs = session.scalar(text("SELECT id FROM api_token"))
    for case in known:
        listed = [one.person_id for one in site.case(case.values["requisition_id"]).candidates]
        case.values.update(
            template_id="backend-engineer", bundle_hash=bundle, hold_id=held, mapping_id=mapping,
            token_id=theirs, listed=" ".join(listed[:2]),
        )  # fmt: skip
    return known


@pytest.mark.slow
def test_a_call_takes_what_it_says_and_nothing_else(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    known, wrong = _known(site), []
    callers = Callers(site, monkeypatch)

    for route in tried():
        said = route.permission
        who, only = callers.able(said["all_of"]), frozenset(said["all_of"])
        if said.get("but", "").endswith("by no token"):
            code = callers.code(route, known[0], who, EVERYTHING)
            print(f"{named(route):90} {code} any token")
            assert code == 403, named(route)
            continue
        there = aimed(route.path, known) + known if "{" in route.path else known[:1]
        for case in there:
            without = {action: callers.code(route, case, who, EVERYTHING - {action}) for action in only}
            code = callers.code(route, case, who, only)
            if code < 300:
                break
        print(f"{named(route):90} {code} {', '.join(sorted(only)) or '-'}")
        if code in (*REFUSED, 401, 422) and named(route) not in EMPTY:
            wrong.append((named(route), case.state, code, "with just this", sorted(only)))
        wrong += [
            (named(route), case.state, code, "without", action)
            for action, code in without.items()
            if code not in REFUSED
        ]

    assert wrong == []


def test_a_call_says_what_it_takes_in_words_that_exist(site: Site) -> None:
    told = {path: of for path, methods in site.app.openapi()["paths"].items() for of in methods.values()}

    for route in routes():
        assert set(route.permission["all_of"]) <= EVERYTHING, named(route)
        of_a_case = {"requisition_id", "engagement_id", "extension_id"} & route.param_convertors.keys()
        assert of_a_case or PERMISSION in (route.openapi_extra or {}), f"{named(route)} does not say"
    assert all(PERMISSION in operation for operation in told.values())
