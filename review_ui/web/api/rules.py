"""The rules as data: who may do what, and the reasons a decision may give."""

from typing import Any

from governance import access, reasons
from governance.access import BY_PEOPLE_ONLY, PERMISSIONS, SCOPES
from review_ui.web.api.paging import Listing, Paged
from review_ui.web.api.routes import api_part, takes
from review_ui.web.caller import Api, Caller

router = api_part("rules")

_REASONS = {
    "override": reasons.OVERRIDE_REASONS,
    "list": reasons.LIST_REASONS,
    "refusal": reasons.REFUSAL_REASONS,
    "decline": reasons.DECLINE_REASONS,
    "termination": reasons.TERMINATION_REASONS,
}


@router.get(
    "/permissions",
    openapi_extra=takes(),
    summary="Who may do what: roles and token scopes of each action, and where you may",
)
def permissions(caller: Api, paging: Paged) -> Listing:
    return paging.of(PERMISSIONS, lambda action: (action,), shown=lambda action: _permission(caller, action))


@router.get(
    "/reasons",
    openapi_extra=takes("requisition.read"),
    summary="The reason codes of every kind of decision, in words",
)
def reason_codes(caller: Api) -> dict[str, Any]:
    caller.require("requisition.read")
    decided = {
        code: {"label": one.label, "decisions": sorted(one.decisions)}
        for code, one in reasons.REASON_CODES.items()
    }
    return {"decision": decided, **{kind: dict(table) for kind, table in _REASONS.items()}}


def _permission(caller: Caller, action: str) -> dict[str, Any]:
    """`yours`: pairs of business unit and jurisdiction in which whoever asks may do it today; `*` is all."""
    places = sorted(access.places_for(caller.actor, action, on=caller.today))
    return {
        "action": action,
        "roles": sorted(PERMISSIONS[action]),
        "scopes": [name for name, actions in SCOPES.items() if action in actions],
        "by_people_only": action in BY_PEOPLE_ONLY,
        "yours": [{"business_unit": unit, "jurisdiction": law} for unit, law in places],
    }
