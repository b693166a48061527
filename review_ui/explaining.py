"""Explaining one person's place: on a ranking made now (`candor explain`), or on a frozen shortlist (pages, JSON API).

A frozen list is explained from its own document. Only what would change it is worked out anew, with the very snapshot
and model of the list; where those no longer give the frozen order, it says so rather than prove the wrong thing.
"""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matching.errors import Conflict, NotFound, RunError
from matching.roles import Role
from matching.shortlist import as_document
from models.counterfactual import DEFAULT_K, WhatWouldChange, what_would_change
from models.explained import Explanation, explain, refuse_unranked
from review_ui.asked_now import kept_out
from review_ui.bootstrap import Workspace
from review_ui.replaying import restricted_then
from review_ui.services import NO_ENCODER, find_role, shortlist_now, template_of, unit_to_rank

if TYPE_CHECKING:
    from governance.access import Actor
    from governance.reading import ShortlistRecord
    from matching.pipeline import Matcher

Progress = Callable[[int, int], None]
Document = Mapping[str, Any]


def explain_ranking(
    workspace: Workspace,
    role: str,
    person: str,
    profiles_path: Path | None,
    *,
    as_of: date,
    against: str | None = None,
    k: int = DEFAULT_K,
    business_unit: str | None = None,
    actor: "Actor | None" = None,
    progress: Progress | None = None,
) -> tuple[Explanation, tuple[str, ...]]:
    """One person of a ranking made now, as `rank_role` makes it; gives notices beside it.

    Of the workspace's own people only to an `actor` who may see fit and reasons there.
    """
    asked, notices = find_role(workspace, role)
    wanted = [one for one in (person, against) if one]
    if profiles_path is not None:
        matcher, said = _headless(workspace, profiles_path, progress)
        scope: dict[str, Any] = {}
        shortlist = matcher.shortlist(asked, as_of=as_of, only=wanted)
    else:
        unit = unit_to_rank(workspace, template_of(role), asked, business_unit, actor)
        matcher, said = workspace.matcher(), ()
        scope = {"business_unit": unit, "restricted": kept_out(workspace, matcher.pool, unit)}
        shortlist = shortlist_now(workspace, matcher, asked, unit, as_of=as_of, only=wanted)
    document = as_document(shortlist, with_excluded=True)
    profile = matcher.profiles.read([person]).get(person)
    explain(document, person, against=against)  # whoever is not on the list is told before the longer work
    change = what_would_change(matcher, asked, person, as_of=as_of, k=k, **scope)
    written = profile.model_dump(mode="json", exclude_unset=True) if profile else None
    return explain(document, person, profile=written, against=against, change=change), (*notices, *said)


def explain_frozen(
    workspace: Workspace,
    shortlist: "ShortlistRecord",
    document: Document,
    person: str,
    *,
    requisition_id: str,
    against: str | None = None,
    k: int | None = None,
    if_possible: bool = False,
) -> Explanation:
    """One person of a frozen list; with `k`, also what would change it, left out `if_possible` and it is not."""
    from governance.people.profiles import read_profiles

    profile = read_profiles(workspace.database, [person]).get(person)
    change = None
    if k is not None:
        try:
            change = frozen_change(workspace, shortlist, document, person, k=k)
        except (Conflict, RunError):
            if not if_possible:
                raise
    reference = {"requisition": requisition_id, "shortlist": shortlist.id}
    return explain(document, person, profile=profile, against=against, change=change, reference=reference)


def frozen_change(
    workspace: Workspace,
    shortlist: "ShortlistRecord",
    document: Document,
    person: str,
    *,
    k: int = DEFAULT_K,
) -> WhatWouldChange:
    """What would change it, on the snapshot, model and day of a frozen list; Conflict where they are no longer to be had.

    It ranks anew, so it is refused while ranking by machine is stopped, and of a list that nobody ranked.
    """
    refuse_unranked(document)
    _refuse_stopped_list(workspace, shortlist.id)
    frozen = next((one for one in document["candidates"] if one["id"] == person), None)
    if frozen is None or "rank" not in frozen:
        raise NotFound(f"{person} is not on the list {shortlist.id}", hint="open somebody on the list")
    try:
        matcher = matcher_then(workspace, shortlist)
    except FileNotFoundError as error:
        raise Conflict(
            f"the pool or the model behind {shortlist.id} is no longer kept, so nothing can be tried on it",
            hint="rank again, then ask what would change it",
        ) from error
    found = what_would_change(
        matcher,
        Role.model_validate(document["role"]),
        person,
        as_of=date.fromisoformat(document["as_of"]),
        k=k,
        restricted=restricted_then(workspace, shortlist.id, document),
        business_unit=shortlist.business_unit,
    )
    if found.rank != frozen["rank"]:
        raise Conflict(
            f"expected {person} at place {frozen['rank']} as frozen, found them at {found.rank} today",
            hint="rank again, then ask what would change it",
        )
    return found


def _headless(
    workspace: Workspace, profiles_path: Path, progress: Progress | None
) -> "tuple[Matcher, tuple[str, ...]]":
    from matching.files import read_profiles

    read = read_profiles(profiles_path)
    said = (*read.notices, *(() if workspace.encoder else (NO_ENCODER,)))
    return workspace.headless_matcher(read.items, progress), said


def matcher_then(workspace: Workspace, shortlist: "ShortlistRecord") -> "Matcher":
    """The snapshot and model of a list; those in service are open already."""
    if (workspace.snapshot_hash(), workspace.bundle_hash()) == (
        shortlist.snapshot_hash,
        shortlist.model_hash,
    ):
        return workspace.matcher()
    return workspace.matcher_of(shortlist.snapshot_hash, shortlist.model_hash)


def _refuse_stopped_list(workspace: Workspace, shortlist_id: str) -> None:
    from governance.stops import refuse_stopped_list

    with workspace.database.read() as session:
        refuse_stopped_list(session, shortlist_id)
