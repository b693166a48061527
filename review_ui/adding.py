"""People brought onto a frozen list, by hand or as the next of its ranking: what its own gates and model say of them.

Ranked as they would have been, by the same model over the same snapshot on the same day; unranked, with the reason, where
that cannot be. Who may add whom is for the record.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from matching.errors import Conflict, RunError
from matching.gates import apply_gates
from matching.roles import Role
from matching.shortlist import as_document
from matching.standing import flags, in_scope
from review_ui.bootstrap import Workspace
from review_ui.explaining import matcher_then
from review_ui.replaying import restricted_then

if TYPE_CHECKING:
    from governance.access import Actor
    from governance.reading import RequisitionCase, ShortlistRecord
    from matching.pool import Pool

Part = dict[str, Any]

# How many further people are ranked, so that whoever may no longer be considered can be passed over.
_SPARE = 20


def add_to_list(
    workspace: Workspace, actor: "Actor", requisition_id: str, person_id: str, **given: Any
) -> str:
    """Add somebody of the record to the list in review; gives the change's id. `given` is what `overrides.add_to_list` takes."""
    from governance.lists import overrides

    _, current, document = _in_force(workspace, actor, requisition_id)
    part = part_of(workspace, current, document, person_id)
    with workspace.command(actor) as work:
        return overrides.add_to_list(work, requisition_id, part, **given)


def ask_for_more(
    workspace: Workspace, actor: "Actor", requisition_id: str, *, count: int, **given: Any
) -> list[str]:
    """Bring the next `count` people of the list's own ranking to its end; gives the changes' ids.

    The same model ranks the same pool as of the same day, so nobody on the list moves. `given` is what
    `overrides.add_more` takes.
    """
    from governance.lists import overrides

    case, current, document = _in_force(workspace, actor, requisition_id)
    known = {one["id"] for one in document["candidates"]} | {one.person_id for one in case.candidates}
    parts = _next(workspace, current, document, known, count)
    with workspace.command(actor) as work:
        return overrides.add_more(work, requisition_id, parts, most=count, **given)


def _in_force(
    workspace: Workspace, actor: "Actor", requisition_id: str
) -> "tuple[RequisitionCase, ShortlistRecord, Mapping[str, Any]]":
    from governance.canonical import parse
    from governance.reading import requisition_case
    from governance.review import read_shortlist

    with workspace.database.read() as session:
        case = requisition_case(session, actor, requisition_id)
    current = next((one for one in case.shortlists if one.current), None)
    if current is None:
        raise Conflict(f"{requisition_id} has no shortlist in force", hint="rank and freeze one first")
    return case, current, parse(read_shortlist(workspace.database, current.id))


def _next(
    workspace: Workspace,
    shortlist: "ShortlistRecord",
    document: Mapping[str, Any],
    known: Collection[str],
    count: int,
) -> list[Part]:
    """Who comes after the known in the list's own ranking, best first, each with all that a list says of somebody."""
    if not shortlist.ranked or _stopped(workspace, shortlist.id):
        raise Conflict(
            f"ranking by machine is stopped for the list {shortlist.id}, so nobody comes next",
            hint="add somebody by id: they are added unranked",
        )
    try:
        found = matcher_then(workspace, shortlist).shortlist(
            Role.model_validate(document["role"]),
            as_of=date.fromisoformat(document["as_of"]),
            top=len(known) + count + _SPARE,
            restricted=restricted_then(workspace, shortlist.id, document),
            business_unit=shortlist.business_unit,
        )
    except (FileNotFoundError, RunError) as error:
        raise Conflict(
            f"the pool or the model behind {shortlist.id} is no longer kept, so nobody comes next",
            hint="rank again; what was decided stays on record and does not carry over",
        ) from error
    return [one for one in as_document(found)["candidates"] if one["id"] not in known]


def part_of(
    workspace: Workspace, shortlist: "ShortlistRecord", document: Mapping[str, Any], person_id: str
) -> Part:
    """What ranking says of somebody not on a list: an item like those of its `candidates`, or `unranked` and why."""
    pool = _pool_then(workspace, shortlist)
    places = [] if pool is None else pool.rows_of([person_id]).tolist()
    if pool is None or not places:
        return _unranked(person_id, "not_in_snapshot")
    role, row, as_of = (
        Role.model_validate(document["role"]),
        int(places[0]),
        date.fromisoformat(document["as_of"]),
    )
    gated = apply_gates(role, pool, present=in_scope(pool, shortlist.business_unit))
    said = {"flags": [*gated.flags(row), *flags(pool, row, as_of.toordinal())]}
    if failures := gated.failures(row):
        return _unranked(person_id, "gates", **said, gates=[asdict(one) for one in failures])
    if not shortlist.ranked or _stopped(workspace, shortlist.id):
        return _unranked(person_id, "stopped", **said)
    ranked = _ranked(workspace, shortlist, document, role, person_id, as_of)
    return ranked or _unranked(person_id, "not_rankable", **said)


def _ranked(
    workspace: Workspace,
    shortlist: "ShortlistRecord",
    document: Mapping[str, Any],
    role: Role,
    person_id: str,
    as_of: date,
) -> Part | None:
    try:
        found = matcher_then(workspace, shortlist).shortlist(
            role,
            as_of=as_of,
            restricted=restricted_then(workspace, shortlist.id, document),
            business_unit=shortlist.business_unit,
            only=[person_id],
        )
    except (FileNotFoundError, Conflict, RunError):
        return None  # the model of the list is no longer to be had
    return next(iter(as_document(found)["candidates"]), None)


def _pool_then(workspace: Workspace, shortlist: "ShortlistRecord") -> "Pool | None":
    from matching.snapshot import open_snapshot

    if workspace.snapshot_hash() == shortlist.snapshot_hash:
        return workspace.pool()
    try:
        return open_snapshot(workspace.snapshots / shortlist.snapshot_hash)
    except (FileNotFoundError, RunError):
        return None


def _stopped(workspace: Workspace, shortlist_id: str) -> bool:
    from governance.stops import refuse_stopped_list

    with workspace.database.read() as session:
        try:
            refuse_stopped_list(session, shortlist_id)
        except Conflict:
            return True
    return False


def _unranked(person_id: str, why: str, **said: Any) -> Part:
    return {"id": person_id, "unranked": why, "flags": [], **said}
