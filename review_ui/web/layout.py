"""How an answer is rendered: a full page, or only its fragment when htmx asks; same context, same templates.

Knows no route and no query. What each template gets is `contexts/`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from governance.accounts import has_demo_accounts
from review_ui.bootstrap import Workspace
from review_ui.web.caller import Caller
from review_ui.web.contexts.base import PageContext
from review_ui.web.security import csrf_token, keep_visit
from review_ui.web.words import FILTERS, role_name

TEMPLATES = Path(__file__).parents[1] / "templates"

# What a page says after an act, by a short word in its address: nobody can put their own words there.
SAID = {
    "created": "Draft saved.",
    "edited": "Saved. What had been approved before is void.",
    "submitted": "Submitted. Someone else approves it now.",
    "approved": "Request approved. It can be ranked now.",
    "denied": "Denied. The reason is on record.",
    "cancelled": "Cancelled.",
    "ranked": "Ranked. Read the evidence, then decide each candidate.",
    "rated": "Rated.",
    "list-opened": "Your ratings are on record. This is the machine's order, with its reasons.",
    "decided": "Decision recorded.",
    "undone": "Decision undone.",
    "list-changed": "Changed. The machine's order stays beside yours.",
    "list-added": "Added to the list, marked so.",
    "list-longer": "The next people of the ranking stand at the end of the list. Nothing else moved.",
    "finished": "Review finished. Someone in procurement approves the selection now.",
    "reopened": "Review reopened.",
    "approved-together": "Approved, each on its own record. What others must still say yes to waits for them.",
    "step-approved": "Your answer is on record. It waits for others now.",
    "selection-approved": "Selection approved. The candidates can be contacted.",
    "overridden": "Selection replaced; before and after are on record. Someone else approves it now.",
    "sent-back": "Sent back to the hiring manager.",
    "joined": "Joined. One person is ranked now; the next import gives them all their evidence.",
    "kept-apart": "Kept apart. No import joins them.",
    "moved": "Recorded.",
    "classified": "Classified. The result is below.",
    "cleared": "Cleared. The classification keeps no engagement from starting.",
    "refused": "Refused. No engagement starts for this version of the request.",
    "engaged": "Engagement started.",
    "engagement": "Recorded.",
    "extension-asked": "Asked. Classify the work as it would then be; nothing changes before somebody else approves.",
    "extension-classified": "Classified, as the work would then be. The result is below.",
    "extension-cleared": "Cleared. Procurement may approve the extension.",
    "extension-refused": "Refused. The engagement goes on as agreed.",
    "extension-approved": "Approved. The engagement has its new terms.",
    "extension-denied": "Denied. The engagement goes on as agreed.",
    "extension-withdrawn": "Taken back. The engagement goes on as agreed.",
    "outcome": "Outcome recorded. Training may learn from it.",
    "trained": "Trained. Read its card, then propose it.",
    "proposed": "Proposed. Someone else approves it.",
    "model-approved": "Approved. The next shortlist is made by this model.",
    "model-denied": "Denied. It stays registered and does not serve.",
    "view-asked": "Asked. Somebody else in compliance answers.",
    "view-approved": "Approved. Whoever asked may look until its last day; each look is on record.",
    "view-refused": "Refused. Nobody is shown.",
    "view-ended": "Ended. It shows nobody any more.",
    "stopped": "Stopped. Lists made from now on are unranked.",
    "stop-lifted": "Lifted. Ranking goes on wherever no other stop covers it.",
    "held": "Held. Nothing of whom it covers is erased or expires until somebody else lifts it.",
    "hold-lifted": "Lifted. Nobody waited to be erased by it.",
    "hold-lifted-erased": "Lifted. Whoever waited for it is erased.",
    "let-go": "Let go. What went cannot be read any more; what a hold covers stayed.",
    "erased": "Erased. Nothing of them can be read any more.",
    "erasure-waits": "Kept. A legal hold covers them: they are not ranked any more, and lifting the last hold erases them.",
    "account-added": "Account added. It may do nothing until a role is proposed and confirmed.",
    "grant-proposed": "Proposed. It gives nothing until a second person confirms it.",
    "grant-confirmed": "Confirmed. The role holds from now on, within its days.",
    "grant-denied": "Not given. The proposal is over.",
    "grant-revoked": "Revoked. It gives nothing from now on.",
    "account-closed": "Account closed. Nothing of it works any more; what waited for this person waits for their role.",
    "account-opened": "Account reopened. Its roles stay ended: two people give them anew.",
    "sessions-ended": "Every session of this account has ended.",
    "password-set": "Password set. Every session of this account has ended.",
    "token-revoked": "Token revoked. It opens nothing any more.",
    "grants-imported": "Proposed. Each role waits for a second person.",
    "template-saved": "Saved. Requisitions made from now on start from this version; those made before keep theirs.",
    "mapping-proposed": "Proposed. It gives nothing until another administrator confirms it.",
    "mapping-confirmed": "Confirmed. Groups count from the next log-in on.",
    "mapping-ended": "Ended, with every role it gave.",
    "delegated": "Delegated. It ends by itself after its last day.",
    "delegation-ended": "Ended. Nobody answers under it any more.",
    "password-changed": "Password changed. Every session has ended: log in with the new one.",
    "logged-out-everywhere": "You are logged out everywhere.",
    "logged-out": "You are logged out.",
}


# More than these do not fit beside a name on a screen of 1280 pixels.
_IN_ONE_LINE = 8
_RULES, _SAFEGUARDS = "Rules", "Safeguards"


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry, or with `within` the head of some."""

    label: str
    href: str
    current: bool
    within: "tuple[NavItem, ...]" = ()


@dataclass(frozen=True, slots=True)
class Shell:
    """What every page has around its own content."""

    person: str | None
    roles: str
    nav: tuple[NavItem, ...]
    csrf: str
    said: str | None
    synthetic: bool
    fragment: bool
    assets: Mapping[str, str]


def make_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    return environment


def wants_fragment(request: Request) -> bool:
    """htmx asks for a part; after the back button it asks for the whole page again."""
    headers = request.headers
    return headers.get("hx-request") == "true" and headers.get("hx-history-restore-request") != "true"


def respond(
    request: Request,
    context: PageContext,
    *,
    caller: Caller | None = None,
    status: int = 200,
    said: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """The context's page, or its fragment for htmx where it has one.

    A refused form stays where it is: the address it was sent to is none to load again.
    """
    name = context.fragment if context.fragment and wants_fragment(request) else context.template
    template = request.app.state.templates.get_template(name)
    values = {field.name: getattr(context, field.name) for field in fields(context)}
    body = template.render(**values, shell=make_shell(request, caller, said, context.fragment == name))
    always = {"Vary": "HX-Request", "Cache-Control": "no-store"}
    refused = {"HX-Push-Url": "false"} if status >= 400 else {}
    response = HTMLResponse(body, status, headers={**always, **refused, **(headers or {})})
    keep_visit(request, response)
    return response


def redirect(to: str, said: str | None = None) -> Response:
    """See Other: the answer to a form. `said` is a key of `SAID`."""
    if said is None:
        return RedirectResponse(to, 303)
    path, _, anchor = to.partition("#")
    return RedirectResponse(
        f"{path}{'&' if '?' in path else '?'}said={quote(said)}{'#' + anchor if anchor else ''}", 303
    )


def make_shell(request: Request, caller: Caller | None, said: str | None, fragment: bool = False) -> Shell:
    state = request.app.state
    word = said or request.query_params.get("said")
    return Shell(
        person=caller.actor.display_name if caller else None,
        roles=", ".join(dict.fromkeys(role_name(grant.role) for grant in caller.actor.grants))
        if caller
        else "",
        nav=_navigation(request, caller) if caller else (),
        csrf=csrf_token(request),
        said=SAID.get(word) if word else None,
        synthetic=is_synthetic(state.workspace),
        fragment=fragment,
        assets={name: asset.url for name, asset in state.assets.items()},
    )


def is_synthetic(workspace: Workspace) -> bool:
    """Whether the people here are made up: the demo's marker, or demo accounts."""
    return (Path(workspace.home) / "demo.json").exists() or has_demo_accounts(workspace.database)


def _navigation(request: Request, caller: Caller) -> tuple[NavItem, ...]:
    """One line for whoever has few; for others what belongs together is under one head."""
    here = request.url.path
    shown = [
        (NavItem(label, href, here == href or (href != "/" and here.startswith(href + "/"))), group)
        for label, href, group, visible in _entries(caller)
        if visible
    ]
    if len(shown) <= _IN_ONE_LINE:
        return tuple(item for item, _ in shown)
    heads: dict[str, list[NavItem]] = {}
    for item, group in shown:
        heads.setdefault(group or item.label, []).append(item)
    return tuple(
        within[0]
        if len(within) == 1
        else NavItem(head, "", any(one.current for one in within), tuple(within))
        for head, within in heads.items()
    )


def _entries(caller: Caller) -> tuple[tuple[str, str, str, bool], ...]:
    """Label, address, the head it goes under where there are many, and whether this person may open it."""
    reads = caller.may("requisition.read")
    approves = any(
        caller.may(action) for action in ("requisition.approve", "selection.approve", "classification.decide")
    )
    return (
        ("Home", "/", "", True),
        ("Requisitions", "/requisitions", "", reads),
        ("Approvals", "/approvals", "", approves),
        ("Same person?", "/duplicates", "", caller.may("people.identify")),
        ("Templates", "/templates", _RULES, reads or caller.may("template.save")),
        ("Policy", "/policy", _RULES, caller.may("policy.read") and approves),
        ("Models", "/models", _RULES, caller.may("bundle.read")),
        ("Stops", "/stops", _SAFEGUARDS, reads),
        ("Holds", "/holds", _SAFEGUARDS, caller.may("hold.read")),
        ("Retention", "/retention", _SAFEGUARDS, caller.may("audit.read") or caller.may("people.purge")),
        ("Oversight", "/oversight", "", caller.may("oversight.read")),
        ("Access", "/access", "", caller.may("account.read")),
        ("Audit", "/audit", "", caller.may("audit.read")),
    )
