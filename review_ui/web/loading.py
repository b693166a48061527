"""What several pages load in the same way: a case with its shortlist, the names people may see, bundles.

Reads only. Turning it into what templates show is `views/`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from governance.access import readable_units
from governance.blind.rating import closed
from governance.blind.record import person_at
from governance.fit import read_fit, read_visible
from governance.identity import actor_of
from governance.lists.shortlists import added_parts, candidate_part
from governance.looks import last_look, new_since
from governance.people.licences import terms_of, visible_in
from governance.people.profiles import read_profiles
from governance.people.protected import read_names
from governance.promotion import BundleRecord, list_bundles
from governance.reading import (
    AuditLine,
    EngagementRecord,
    RequisitionCase,
    RequisitionSummary,
    ShortlistRecord,
    requisition_case,
)
from governance.stop_reading import stops_on
from matching.errors import Conflict, Forbidden, NotFound
from models.explained import Explanation
from review_ui.explaining import explain_frozen
from review_ui.web import words
from review_ui.web.caller import Caller
from review_ui.web.views.blind import BlindSheet, make_blind_sheet, own_marks
from review_ui.web.views.change import aim
from review_ui.web.views.keeping import StopShown, shown_stops
from review_ui.web.views.looks import SinceLook, new_of_people, since_look
from review_ui.web.views.message import Writer, message_text
from review_ui.web.views.models import ModelRow, model_row
from review_ui.web.views.names import called
from review_ui.web.views.rows import Sources, seen_at

# In which state the next step is whose.
_NEXT_STEP = {
    "draft": "requisition.write",
    "approved": "shortlist.freeze",
    "sourcing": "shortlist.freeze",
    "in_review": "review.decide",
    "approved_to_engage": "candidate.move",
}


def load_case(caller: Caller, requisition_id: str) -> RequisitionCase:
    with caller.reading() as session:
        return requisition_case(session, caller.actor, requisition_id)


def new_in(caller: Caller, case: RequisitionCase) -> tuple[SinceLook | None, tuple[AuditLine, ...]]:
    """What others did in the case since the reader last looked, to be told and as entries."""
    now = caller.now
    with caller.reading() as session:
        look = last_look(session, caller.actor, case.summary.id, now)
    fresh = new_since(look, case.timeline, caller.actor)
    return since_look(look, fresh, now), fresh


def may_in(caller: Caller, case: RequisitionCase, action: str) -> bool:
    """Whether a button for it would be a live one, as far as their role goes."""
    return caller.may(action, business_unit=case.summary.business_unit, jurisdiction=case.intake.jurisdiction)


def may_replay(caller: Caller, case: RequisitionCase) -> bool:
    """Whether there is a list to replay that is open to this person."""
    return bool(case.shortlists) and not case.closed and may_in(caller, case, "fit.read")


def stops_over(caller: Caller, requisition_id: str) -> tuple[StopShown, ...]:
    """The stops in force that cover the requisition."""
    with caller.reading() as session:
        return shown_stops(stops_on(session, caller.actor, requisition_id), caller.actor.id)


def load_summary(caller: Caller, requisition_id: str) -> RequisitionSummary:
    return load_case(caller, requisition_id).summary


def next_step_is_theirs(caller: Caller, requisition: RequisitionSummary) -> bool:
    """Whether this person may take the next step; a draft waits for who wrote it."""
    action = _NEXT_STEP.get(requisition.state)
    if action is None or not caller.may(action, business_unit=requisition.business_unit):
        return False
    return requisition.state != "draft" or requisition.requested_by.id == caller.actor.id


def names_for(caller: Caller, person_ids: Sequence[str]) -> dict[str, str]:
    """Names this person may see; none at all where they may not."""
    with caller.reading() as session:
        try:
            return read_names(session, caller.actor, person_ids)
        except Forbidden:
            return {}


def frozen(caller: Caller, shortlist_id: str) -> dict[str, Any]:
    """The frozen list as far as this person may see it."""
    document: dict[str, Any] = json.loads(read_visible(caller.database, caller.actor, shortlist_id))
    return document


def frozen_fit(caller: Caller, shortlist_id: str) -> dict[str, Any]:
    """The frozen list with places and reasons; Forbidden where they are withheld."""
    document: dict[str, Any] = json.loads(read_fit(caller.database, caller.actor, shortlist_id))
    return document


def with_added(caller: Caller, shortlist_id: str, document: dict[str, Any]) -> dict[str, Any]:
    """A frozen document and, after its own people, what was said of those added to the list by hand."""
    own = list(document.get("candidates", ()))
    with caller.reading() as session:
        added = added_parts(session, shortlist_id)
    return {**document, "candidates": [*own, *added]}


def pick_shortlist(case: RequisitionCase, wanted: str | None) -> ShortlistRecord | None:
    """The current shortlist, or the earlier one asked for."""
    if wanted:
        found = next((s for s in case.shortlists if s.id == wanted), None)
        if found is None:
            raise NotFound(f"no shortlist {wanted} of {case.summary.id}", hint="open it from the requisition")
        return found
    return next((s for s in case.shortlists if s.current), case.shortlists[0] if case.shortlists else None)


def pick_ranked(case: RequisitionCase, wanted: str | None) -> ShortlistRecord:
    """As `pick_shortlist`; NotFound before the first ranking."""
    chosen = pick_shortlist(case, wanted)
    if chosen is None:
        raise NotFound(f"{case.summary.id} has not been ranked yet", hint="rank the pool first")
    return chosen


def load_frozen(
    caller: Caller, requisition_id: str, wanted: str | None, people: Iterable[str | None]
) -> tuple[RequisitionCase, ShortlistRecord, dict[str, Any]]:
    """A frozen list with places, reasons and whoever was added to it, for whoever may read of these people."""
    case = load_case(caller, requisition_id)
    for person_id in filter(None, people):
        check_in_scope(caller, case, person_id)
    chosen = pick_ranked(case, wanted)
    return case, chosen, with_added(caller, chosen.id, frozen_fit(caller, chosen.id))


def load_explanation(
    caller: Caller, requisition_id: str, person_id: str, wanted: str | None
) -> tuple[RequisitionCase, Explanation]:
    """One person's place explained in full, with what would change it where that can still be tried."""
    case, chosen, document = load_frozen(caller, requisition_id, wanted, [person_id])
    if not read_profiles(caller.database, [person_id]):
        raise NotFound(f"nothing of {person_id} may be shown", hint="their record was erased")
    explanation = explain_frozen(
        caller.workspace,
        chosen,
        document,
        person_id,
        requisition_id=requisition_id,
        k=aim(rank_on(document, person_id)),
        if_possible=True,
    )
    return case, explanation


def engagement_in(case: RequisitionCase, engagement_id: str) -> EngagementRecord:
    found = next((one for one in case.engagements if one.id == engagement_id), None)
    if found is None:
        raise NotFound(f"no engagement {engagement_id} of {case.summary.id}", hint="open it from the case")
    return found


def called_in(caller: Caller, case: RequisitionCase, person_id: str) -> str:
    """What this reader may call a person of the case."""
    candidate = next((one for one in case.candidates if one.person_id == person_id), None)
    return called(person_id, candidate, names_for(caller, [person_id]))


def load_message(caller: Caller, requisition_id: str, person_id: str) -> tuple[RequisitionCase, str, str]:
    """A case, what somebody chosen on it is called, and the message to them; Conflict for whoever is not chosen."""
    case, chosen, document = load_frozen(caller, requisition_id, None, [person_id])
    candidate = next((one for one in case.candidates if one.person_id == person_id), None)
    if candidate is None:
        raise absent(case, person_id)
    decided = candidate.decision.decision if candidate.decision else None
    if decided not in ("select", "shortlist") and candidate.selected_position is None:
        raise Conflict(f"nobody has chosen {person_id}", hint="select or shortlist them first")
    if candidate.restricted:
        raise Conflict(f"{person_id} may not be considered any longer", hint="write to others")
    part = next((one for one in document["candidates"] if one["id"] == person_id), None)
    profile = read_profiles(caller.database, [person_id]).get(person_id)
    if part is None or part.get("erased") or profile is None:
        raise NotFound(f"nothing of {person_id} may be shown", hint="their record was erased")
    name = names_for(caller, [person_id]).get(person_id)
    platform, day = seen_at(profile), profile.get("as_of")
    text = message_text(
        document.get("role", case.role),
        part,
        profile,
        to=name,
        seen=f"{platform}, {words.day(day)}" if platform and day else None,
        ranked=part.get("rank") is not None,
        writer=Writer(caller.actor.display_name, case.summary.business_unit, requisition_id, chosen.id),
    )
    return case, called(person_id, candidate, {person_id: name} if name else {}), text


def rank_on(document: Mapping[str, Any], person_id: str) -> int:
    """Somebody's place on a list; the first for whoever has none."""
    return next((int(p.get("rank", 1)) for p in document["candidates"] if p["id"] == person_id), 1)


def load_record(
    caller: Caller, requisition_id: str, person_id: str
) -> tuple[RequisitionCase, dict[str, Any] | None]:
    """A case and the record of somebody on one of its lists; None for the record once they are erased."""
    case = load_case(caller, requisition_id)
    if case.closed:
        raise closed(requisition_id, caller.actor)
    _check_on_a_list(caller, case, person_id)
    check_in_scope(caller, case, person_id)
    return case, read_profiles(caller.database, [person_id]).get(person_id)


def load_sources(
    caller: Caller, case: RequisitionCase, shortlist: ShortlistRecord, fresh: Sequence[AuditLine] = ()
) -> Sources:
    """All a review desk is made of, `fresh` being what is new to the reader; whom the reader's business units do not hold reads as if erased."""
    document = frozen_fit(caller, shortlist.id)
    listed = _as_read(caller, case, document) if shortlist.current else document.get("candidates", ())
    ids = in_scope(caller, [person["id"] for person in listed])
    document["candidates"] = [
        person if person["id"] in ids else {"erased": True, "id": person["id"]} for person in listed
    ]
    decided = [c.person_id for c in case.candidates if c.decision is not None]
    return Sources(
        requisition=case.summary,
        role=document.get("role", case.role),
        shortlist=shortlist,
        shortlists=case.shortlists,
        document=document,
        candidates={c.person_id: c for c in case.candidates} if shortlist.current else {},
        profiles=read_profiles(caller.database, ids),
        names=names_for(caller, decided),
        now=caller.now,
        left_behind=sum(one.shortlist_id != shortlist.id for one in case.overrides),
        changes=tuple(one for one in case.overrides if one.shortlist_id == shortlist.id),
        rated=own_marks(case, caller.actor.id),
        news=new_of_people(fresh) if shortlist.current else {},
    )


def _as_read(caller: Caller, case: RequisitionCase, document: dict[str, Any]) -> list[dict[str, Any]]:
    """The people of the list in force in the order that people read, whoever was added included."""
    current = next(one for one in case.shortlists if one.current)
    said = {one["id"]: one for one in with_added(caller, current.id, document)["candidates"]}
    return [said.get(one.person_id, {"erased": True, "id": one.person_id}) for one in case.candidates]


def load_blind_sheet(caller: Caller, case: RequisitionCase, position: int) -> BlindSheet:
    """Whoever the reader opened at a place of the blind stage; NotFound where they did not."""
    mine = case.blind.by(caller.actor.id) if case.blind else None
    reading = mine.reading(position) if mine else None
    if case.blind is None or reading is None:
        raise NotFound(f"nobody is open at place {position}", hint="open the next person first")
    with caller.reading() as session:
        person_id = person_at(session, caller.actor, case.blind.shortlist_id, position)
        part = candidate_part(session, case.blind.shortlist_id, person_id)
    profile = read_profiles(caller.database, in_scope(caller, [person_id])).get(person_id)
    if part is None or profile is None:
        raise Conflict("this person's record is gone since the list was made", hint="go on to the next")
    return make_blind_sheet(case, reading, part, profile, caller.now.date())


def in_scope(caller: Caller, person_ids: Sequence[str]) -> list[str]:
    """Those whom the reader's business units hold: of nobody else is a record read, whatever an old list names."""
    with caller.reading() as session:
        visible = visible_in(
            readable_units(caller.actor, on=caller.now.date()), terms_of(session, person_ids)
        )
    return [one for one in person_ids if one in visible]


def check_in_scope(caller: Caller, case: RequisitionCase, person_id: str) -> None:
    """Whom another business unit holds looks absent, even where an old list names them."""
    if not in_scope(caller, [person_id]):
        raise absent(case, person_id)


def _check_on_a_list(caller: Caller, case: RequisitionCase, person_id: str) -> None:
    """A record is read as part of a case: someone who is on none of its lists is not shown."""
    if any(c.person_id == person_id for c in case.candidates):
        return
    for shortlist in case.shortlists:
        document = frozen(caller, shortlist.id)
        listed = [p for part in ("candidates", "unrankable") for p in document.get(part, ())]
        if any(person_id in (p["id"], *p.get("duplicates", ())) for p in listed):
            return
    raise absent(case, person_id)


def absent(case: RequisitionCase, person_id: str) -> NotFound:
    return NotFound(
        f"{person_id} is on no list of {case.summary.id}", hint="open the record from the shortlist"
    )


def load_models(caller: Caller) -> list[BundleRecord]:
    """Every model, for whoever may read of them."""
    caller.require("bundle.read")
    with caller.reading() as session:
        return list_bundles(session)


def find_model(caller: Caller, bundle_hash: str) -> BundleRecord:
    bundle = next((one for one in load_models(caller) if one.hash == bundle_hash), None)
    if bundle is None:
        raise NotFound("no model of that name", hint="choose one from the list of models")
    return bundle


def bundle_folder(caller: Caller, bundle_hash: str) -> Path:
    return Path(caller.workspace.home) / "bundles" / bundle_hash


def read_manifest(caller: Caller, bundle: BundleRecord) -> dict[str, Any]:
    """The bundle's manifest as plain data; empty when its folder is not here."""
    folder = _built_in_folder() if bundle.built_in else bundle_folder(caller, bundle.hash)
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return manifest


def read_card(caller: Caller, bundle: BundleRecord) -> str:
    folder = _built_in_folder() if bundle.built_in else bundle_folder(caller, bundle.hash)
    try:
        return (folder / "card.md").read_text("utf-8")
    except OSError:
        return ""


def model_rows(caller: Caller, bundles: Sequence[BundleRecord]) -> list[ModelRow]:
    ids = {account for bundle in bundles for account in (bundle.proposed_by, bundle.approved_by) if account}
    with caller.reading() as session:
        names = {account: actor_of(session, account).display_name for account in ids}
    return [
        model_row(bundle, read_manifest(caller, bundle), names, caller.actor.id, caller.may)
        for bundle in bundles
    ]


def _built_in_folder() -> Path:
    from importlib.resources import files

    return Path(str(files("models"))) / "data" / "cold_start"
