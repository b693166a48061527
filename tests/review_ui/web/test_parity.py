"""Whatever a page or a verb reads or does in the record, the JSON API does too; what has no operation says why."""

from collections.abc import Iterator

import click
from fastapi.routing import APIRoute

from review_ui.cli.main import cli
from review_ui.web.api import PREFIX
from review_ui.web.pages import page_routers
from tests.review_ui.web.world import Site

_CASE = "/requisitions/{requisition_id}"
_PERSON = _CASE + "/candidates/{person_id}"

# A page's path where its operation has another, or why there is none.
PAGES: dict[str, str] = {
    "GET /login": "a session of a browser begins there; scripts have tokens",
    "POST /login": "a session of a browser begins there; scripts have tokens",
    "POST /logout": "a session of a browser ends there",
    "GET /sign-on": "a browser is sent to the provider",
    "GET /sign-on/return": "a browser comes back from the provider",
    "GET /": "GET /requisitions",  # ?waiting=true, beside /approvals and /models
    "GET /requisitions/new": "GET /templates",
    f"GET {_CASE}/edit": f"GET {_CASE}",
    f"POST {_CASE}/rank": f"POST {_CASE}/shortlist",
    f"POST {_CASE}/list": f"POST {_CASE}/list/reorder",  # and /pin and /exclude, by what the form says
    "GET /duplicates": "GET /people/duplicates",
    "POST /duplicates": "POST /people/duplicates",
    f"GET {_PERSON}/engagement": f"GET {_PERSON}/record",
    f"GET {_CASE}/engagements/{{engagement_id}}/outcome": "GET /engagements/{engagement_id}",
    "GET /audit": "GET /audit/entries",
    "GET /stops": "GET /ranking/stops",
    "POST /stops": "POST /ranking/stops",
    "POST /stops/{stop_id}/lift": "POST /ranking/stops/{stop_id}/lift",
    "GET /erasure": "GET /people/{person_id}/erasure",
    "POST /erasure": "POST /people/{person_id}/erasure",
    "POST /retention/purge": "POST /people/purge",
    "GET /access": "GET /accounts",
    "POST /access": "POST /accounts",
    "GET /access/{name}": "GET /accounts/{name}",
    **{
        f"POST /access/{{name}}/{act}": f"POST /accounts/{{name}}/{act}"
        for act in ("grants", "password", "disable", "enable", "log-out")
    },
    "POST /access/{name}/tokens/{token_id}/revoke": "POST /tokens/{token_id}/revoke",
    "GET /templates/file/new": "GET /templates/{template_id}",
    "POST /templates/file/preview": "GET /templates/{template_id}",
    "GET /sign-on/mappings/new": "GET /sign-on/mappings",
    "POST /sign-on/mappings/preview": "GET /sign-on/mappings",
    "GET /grants/import": "POST /grants/import",
    "POST /grants/import/preview": "POST /grants/import",  # without `apply`
    "GET /account": "GET /me",
    "POST /account/log-out": "POST /accounts/{name}/log-out",
    "POST /account/password": "POST /accounts/{name}/password",
    "POST /account/tokens": "POST /me/tokens",
    "POST /account/tokens/{token_id}/revoke": "POST /tokens/{token_id}/revoke",
    "POST /account/delegations": "POST /delegations",
    "POST /account/delegations/{delegation_id}/end": "POST /delegations/{delegation_id}/end",
    **{
        f"POST {_CASE}/engagements/{{engagement_id}}/{act}": f"POST /engagements/{{engagement_id}}/{act}"
        for act in ("activate", "complete", "terminate", "outcome", "evidence", "extensions")
    },
    f"GET {_CASE}/engagements/{{engagement_id}}/extensions": "GET /engagements/{engagement_id}",
    f"GET {_CASE}/extensions/{{extension_id}}/classification": "GET /extensions/{extension_id}",
    **{
        f"POST {_CASE}/extensions/{{extension_id}}/{act}": f"POST /extensions/{{extension_id}}/{act}"
        for act in ("classification", "classification/decision", "approve", "deny", "withdraw")
    },
}
_FILES = "reads files where it runs and writes nothing to the record"
VERBS: dict[str, str] = {
    "demo": "makes a home",
    "serve": "is the server",
    "rank": "POST /ranking",
    "ranking file": "POST /templates/{template_id}/family",
    "ranking lift": "POST /ranking/stops/{stop_id}/lift",
    "ranking stop": "POST /ranking/stops",
    "ranking stops": "GET /ranking/stops",
    "explain": f"GET {_PERSON}/explanation",
    "evaluate": _FILES,
    "import": "takes in files where they lie, larger than a request may be; POST /templates takes a role",
    "extension approve": "POST /extensions/{extension_id}/approve",
    "extension ask": "POST /engagements/{engagement_id}/extensions",
    "extension classify": "POST /extensions/{extension_id}/classification",
    "extension decide": "POST /extensions/{extension_id}/classification/decision",
    "extension deny": "POST /extensions/{extension_id}/deny",
    "extension list": f"GET {_CASE}/extensions",
    "extension withdraw": "POST /extensions/{extension_id}/withdraw",
    "people different": "POST /people/duplicates",
    "people duplicates": "GET /people/duplicates",
    "people erase": "POST /people/{person_id}/erasure",
    "people notices": "GET /people/{person_id}/notices",
    "people purge": "POST /people/purge",
    "people same": "POST /people/duplicates",
    "people split": "POST /people/{person_id}/split",
    "schema": "tells of files",
    "taxonomy draft": _FILES,
    "taxonomy import": "takes in files where they lie",
    "taxonomy list": "tells of files",
    "skills link": _FILES,
    "train": "POST /models/train",
    "propose": "POST /models/{bundle_hash}/propose",
    "approve": "POST /models/{bundle_hash}/approve",
    "models": "GET /models",
    "policy apply": "POST /policy/apply",
    "policy check": "POST /policy/check",
    "policy show": "GET /policy",
    "policy simulate": "POST /policy/simulate",
    "approvals delegate": "POST /delegations",
    "approvals delegations": "GET /delegations",
    "approvals end": "POST /delegations/{delegation_id}/end",
    "approvals escalate": "is for the scheduler of the home, which acts as nobody",
    "approvals list": "GET /approvals",
    "template suggest": "POST /templates/suggest",
    "replay": f"GET {_CASE}/shortlist",
    "hold lift": "POST /holds/{hold_id}/lift",
    "hold list": "GET /holds",
    "hold place": "POST /holds",
    "retention apply": "POST /retention/apply",
    "retention show": "GET /retention",
    "audit export": "POST /audit/exports",
    "audit head": "GET /audit/head",
    "audit prove": "POST /audit/proofs",
    "audit verify": "GET /audit/verification",
    "evidence": f"POST {_CASE}/evidence",
    "account add": "POST /accounts",
    "account confirm": "POST /grants/{grant_id}/confirm",
    "account deny": "POST /grants/{grant_id}/deny",
    "account disable": "POST /accounts/{name}/disable",
    "account enable": "POST /accounts/{name}/enable",
    "account grant": "POST /accounts/{name}/grants",
    "account grants import": "POST /grants/import",
    "account list": "GET /accounts",
    "account log-out": "POST /accounts/{name}/log-out",
    "account oidc-mapping": "POST /sign-on/mappings",
    "account password": "POST /accounts/{name}/password",
    "account pending": "GET /grants/pending",
    "account revoke": "POST /grants/{grant_id}/revoke",
    "account revoke-token": "POST /tokens/{token_id}/revoke",
    "account sessions": "GET /me",
    "account token": "POST /me/tokens",
}


def test_every_page_has_its_operation(site: Site) -> None:
    known, pages = operations(site), set(page_operations())

    assert set(PAGES) <= pages, "a page that is gone"
    assert [page for page in sorted(pages - set(PAGES)) if page not in known] == []
    assert [told for told in PAGES.values() if told.startswith(("GET", "POST")) and told not in known] == []


def test_every_verb_has_its_operation(site: Site) -> None:
    known = operations(site)

    assert set(VERBS) == set(verbs(cli, []))
    assert [told for told in VERBS.values() if told.startswith(("GET", "POST")) and told not in known] == []


def operations(site: Site) -> set[str]:
    paths = site.app.openapi()["paths"].items()
    return {f"{method.upper()} {path.removeprefix(PREFIX)}" for path, methods in paths for method in methods}


def page_operations() -> Iterator[str]:
    for router in page_routers():
        for route in router.routes:
            if isinstance(route, APIRoute):
                yield from (f"{method} {route.path}" for method in route.methods)


def verbs(command: click.Command, path: list[str]) -> Iterator[str]:
    if not isinstance(command, click.Group):
        yield " ".join(path)
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found is not None
        yield from verbs(found, [*path, name])
