"""What the record says at the moment of a request: who is kept out, whether ranking by machine is stopped.

While it is stopped people are listed unranked, from the snapshot alone: that works too when the model is the reason.
"""

from typing import TYPE_CHECKING, Any

from matching.errors import Conflict
from matching.roles import Role
from matching.unranked import unranked_document
from review_ui.bootstrap import Workspace

if TYPE_CHECKING:
    from governance.reading import RequisitionCase
    from matching.pool import Pool


def list_unranked(workspace: Workspace, case: "RequisitionCase") -> dict[str, Any] | None:
    """The document `candor.unranked/1` for a request; None where no stop covers it, so that it is ranked."""
    from governance.lists.unranked import seed_for
    from governance.people.same_person import in_doubt
    from governance.stops import covering_request
    from governance.storage.tables import Requisition

    with workspace.database.read() as session:
        row = session.get_one(Requisition, case.summary.id)
        stops, seed, doubted = covering_request(session, row), seed_for(session, row), in_doubt(session)
    if not stops:
        return None
    pool, unit = workspace.pool(), case.summary.business_unit
    document = unranked_document(
        pool,
        Role.model_validate(case.role),
        seed=seed,
        stops=stops,
        as_of=workspace.today(),
        restricted=kept_out(workspace, pool, unit),
        business_unit=unit,
    )
    for person in document["candidates"]:
        if person["id"] in doubted:
            person["flags"].append("identity_doubt")
    return document


def refuse_stopped(workspace: Workspace, template: str | None, unit: str) -> None:
    """Conflict where the record says that ranking by machine is stopped for this unit and the template's role family."""
    from governance.stops import covering, family_of

    with workspace.database.read() as session:
        stops = covering(session, unit, family_of(session, template))
    if stops:
        raise Conflict(
            f"ranking by machine is stopped here ({', '.join(stops)})",
            hint="candor ranking stops says by whom and why; a requisition is listed unranked meanwhile",
        )


def kept_out(workspace: Workspace, pool: "Pool", unit: str) -> dict[str, str]:
    """Who must not be ranked for a business unit now; for all of them, whoever is kept out anywhere.

    Besides the restricted, whoever was joined to another since the pool was made: they would be ranked twice.
    """
    from governance.access import EVERYWHERE
    from governance.people.links import joined_since_snapshot
    from governance.people.restrictions import restrictions

    with workspace.database.read() as session:
        joined = joined_since_snapshot(session, str(pool.about.get("hash")))
        return joined | restrictions(session, None if unit == EVERYWHERE else unit)
