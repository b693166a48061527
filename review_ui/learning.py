"""Learning from the workspace's own outcomes, and the way of a bundle into service: train, propose, approve.

Puts the record's labels beside the features of the people they speak of; what is learned from them is `models/`, who
may do which step `governance/promotion.py`.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matching.errors import InputError, NotFound
from matching.roles import Role
from review_ui.bootstrap import Workspace

if TYPE_CHECKING:
    from governance.access import Actor
    from governance.promotion import BundleRecord
    from governance.training_data import TrainingRow
    from matching.pipeline import Matcher
    from matching.shortlist import Basis
    from models.training_data import JudgedRole, TrainingData

Progress = Callable[[int, int], None]
SHORTEST_PREFIX = 6


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What a training made: `metrics` in the shape of an evaluation, `gates` as `{name, label, figure, passed}`."""

    bundle_hash: str
    basis: str
    metrics: Mapping[str, Any]
    gates: Sequence[Mapping[str, Any]]
    data: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        return {
            "bundle": self.bundle_hash,
            "basis": self.basis,
            "metrics": dict(self.metrics),
            "gates": [dict(gate) for gate in self.gates],
            "data": dict(self.data),
        }

    def in_words(self) -> str:
        """The report as people read it."""
        lines = [f"bundle {self.bundle_hash}, basis {self.basis}", ""]
        for system, figures in self.metrics.get("systems", {}).items():
            shown = (
                f"{metric} {found['mean']:.3f} [{found['low']:.3f}, {found['high']:.3f}]"
                for metric, found in figures.items()
            )
            lines.append(f"  {system:<16} {'  '.join(shown)}")
        lines += [
            "",
            *(
                f"  {'passed' if gate['passed'] else 'FAILED'}  {gate['label']}: {gate['figure']}"
                for gate in self.gates
            ),
        ]
        return "\n".join([*lines, "", f"next: candor propose {self.bundle_hash[:12]}"])


def train(workspace: Workspace, actor: "Actor", *, progress: Progress | None = None) -> TrainingReport:
    """Train on every labelled decision and outcome up to now; registers a bundle in the actor's name."""
    from governance.access import require
    from governance.promotion import register_bundle
    from models import training
    from models.tracking import log_training

    require(actor, "bundle.propose", on=workspace.today())
    matcher = workspace.matcher()
    data, basis = training_data(workspace, matcher)
    champion: Any = matcher.ranker
    trained = training.train(
        data, specs=matcher.featurizer.specs, champion=champion, progress=progress, basis=basis
    )
    bundle = training.write_trained(
        workspace.bundles,
        trained,
        basis=basis,
        created_at=workspace.clock().isoformat().replace("+00:00", "Z"),
        author=actor.id,
        encoder=matcher.pool.about.get("encoder"),
        taxonomy=matcher.pool.about.get("taxonomy"),
    )
    log_training(workspace.home, bundle)
    with workspace.command(actor) as work:
        register_bundle(work, bundle)
    return TrainingReport(
        bundle, basis, trained.metrics, [gate.as_dict() for gate in trained.gates], trained.data
    )


def training_data(workspace: Workspace, matcher: "Matcher") -> "tuple[TrainingData, Basis]":
    """Every labelled candidate as features of the day of the decision, and what kind of people they are."""
    from governance.training_data import left_out, training_roles, training_rows
    from models.training_data import gather

    until = workspace.clock()
    rows = [row for row in training_rows(workspace.database, until) if row.grade is not None]
    if not rows:
        raise InputError(
            "expected decisions or outcomes to learn from, found none that speak of the work",
            hint="record decisions and outcomes, or candor import --kind outcome; until then the built-in model ranks",
        )
    documents = training_roles(workspace.database, until)
    ordered = sorted(rows, key=_list_of)
    with workspace.database.read() as session:
        barred = dict.fromkeys(left_out(session), "may not be learned from")
    basis = _basis(workspace, {row.person_id for row in rows})
    judged = [
        _judged(key, Role.model_validate(documents[key[0]]), list(group), workspace, matcher, basis, barred)
        for key, group in groupby(ordered, key=_list_of)
    ]
    return gather([one for one in judged if one is not None]), basis


def propose_bundle(workspace: Workspace, actor: "Actor", bundle: str, *, note: str | None = None) -> str:
    """Propose a registered bundle, named by its hash or the beginning of it; gives the full hash."""
    from governance import promotion

    full = find_bundle(workspace, bundle)
    with workspace.command(actor) as work:
        promotion.propose_bundle(work, full, note=note)
    return full


def approve_bundle(workspace: Workspace, actor: "Actor", bundle: str, *, note: str | None = None) -> str:
    """Put a proposed bundle into service, sign it, and say so to MLflow; gives the full hash."""
    from governance import promotion
    from models.tracking import mirror_approval

    full = find_bundle(workspace, bundle)
    with workspace.command(actor) as work:
        promotion.approve_bundle(work, full, bundle_dir=workspace.bundles / full, note=note)
    mirror_approval(workspace.home, full)
    return full


def find_bundle(workspace: Workspace, beginning: str) -> str:
    """The one bundle of the record whose hash begins so."""
    from governance.promotion import list_bundles

    with workspace.database.read() as session:
        found = [record.hash for record in list_bundles(session) if record.hash.startswith(beginning)]
    if len(beginning) < SHORTEST_PREFIX or len(found) > 1:
        raise InputError(
            f"expected at least {SHORTEST_PREFIX} characters that begin one bundle's hash, found {beginning!r}",
            hint="candor models lists them",
        )
    if not found:
        raise NotFound(f"no bundle whose hash begins with {beginning}", hint="candor models lists them")
    return found[0]


def list_models(workspace: Workspace) -> list[dict[str, Any]]:
    """Every bundle there is, the one in service first; the built-in one needs no record."""
    from governance.identity import actor_of
    from governance.promotion import list_bundles
    from models.bundle import BUILT_IN, built_in_hash

    shipped = built_in_hash()
    records: dict[str, BundleRecord] = {}
    names: dict[str | None, str] = {}
    if workspace.exists:
        with workspace.database.read() as session:
            records = {record.hash: record for record in list_bundles(session)}
            people = {who for one in records.values() for who in (one.proposed_by, one.approved_by) if who}
            names = {who: actor_of(session, who).display_name for who in people}
    serving = next((record.hash for record in records.values() if record.champion), shipped)
    folders = {name: workspace.bundles / name for name in records} | {shipped: BUILT_IN}
    models = [
        _model(name, folder, records.get(name), names, name == serving) for name, folder in folders.items()
    ]
    return sorted(models, key=lambda model: not model["serving"])


def _model(
    name: str, folder: Path, record: "BundleRecord | None", names: Mapping[str | None, str], serving: bool
) -> dict[str, Any]:
    path = folder / "manifest.json"
    stated = json.loads(path.read_bytes()) if path.is_file() else {}
    return {
        "hash": name,
        "serving": serving,
        "state": record.state if record else "shipped",
        "kind": stated.get("kind"),
        "basis": stated.get("basis"),
        "created_at": stated.get("created_at"),
        "author": record.author_name if record and not record.built_in else "the software's makers",
        "proposed_by": names.get(record.proposed_by) if record else None,
        "approved_by": names.get(record.approved_by) if record else None,
        "metrics": stated.get("metrics") or {},
        "gates": stated.get("gates") or [],
    }


def _list_of(row: "TrainingRow") -> tuple[str, str]:
    return row.requisition_id, row.shortlist_id or ""


def _judged(
    key: tuple[str, str],
    role: Role,
    rows: "Sequence[TrainingRow]",
    workspace: Workspace,
    matcher: "Matcher",
    basis: "Basis",
    barred: Mapping[str, str],
) -> "JudgedRole | None":
    """One list with its labels; people no longer in the pool are left out, and a list that empties is None."""
    from models.own_outcomes import ranked_among
    from models.training_data import JudgedRole

    known = {row.person_id: row for row in rows}
    places = matcher.pool.rows_of(sorted(known))
    if len(places) == 0:
        return None
    labelled = [known[matcher.pool.ids[place]] for place in places]
    decided_at = max((row.decided_at for row in labelled if row.decided_at), default=workspace.clock())
    compared = matcher.featurizer.compare(role, matcher.pool, places, as_of=decided_at.toordinal())
    ranks = [row.rank for row in labelled]
    calibrates = basis == "own_outcomes" and any(row.matured for row in labelled)
    return JudgedRole(
        role_id="/".join(part for part in key if part),
        decided_at=decided_at,
        matrix=compared.matrix,
        grades=[row.grade or 0 for row in labelled],
        shown_ranks=[rank for rank in ranks if rank is not None] if None not in ranks else None,
        matured=[row.matured for row in labelled],
        peers=ranked_among(
            matcher, role, decided_at, business_unit=labelled[0].business_unit, left_out=barred
        )
        if calibrates
        else None,
    )


def _basis(workspace: Workspace, people: Iterable[str]) -> "Basis":
    """`simulated` as soon as one of the people is: a figure learned from them says nothing of real ones."""
    from sqlalchemy import exists, select

    from governance.storage.tables import Person

    wanted = set(people)
    with workspace.database.read() as session:
        if not session.scalar(select(exists().where(Person.synthetic.is_(True)))):
            return "own_outcomes"
        synthetic = set(session.scalars(select(Person.id).where(Person.synthetic.is_(True))))
    return "simulated" if wanted & synthetic else "own_outcomes"
