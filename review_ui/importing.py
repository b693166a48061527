"""Importing files: read and check everything first, then change the record in one command, or nothing at all.

Knows what a file of each kind becomes. Reading other systems' files is `matching/sources/`, the record's own rules are
`governance/people/importing.py`.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from matching.errors import Fault, InputError
from matching.files import read_outcomes, read_roles
from matching.outcomes import Outcome
from matching.parsing import existing_file
from matching.roles import Role
from matching.sources.port import SourceBatch, SourceLicence, SourceMap, read_map
from matching.sources.registry import source_named
from review_ui import retention, services
from review_ui.bootstrap import Workspace

if TYPE_CHECKING:
    from governance.access import Actor
    from governance.retention import Expired

Kind = Literal["profile", "role", "outcome"]
Progress = Callable[[int, int], None]
SCHEMA = "candor.import/1"
_FAULTS_SHOWN = 20


@dataclass(frozen=True)
class Incoming:
    """A file read and found right, before anything is changed."""

    kind: Kind
    source: str
    licence: SourceLicence | None
    sha256: str
    profiles: SourceBatch
    roles: tuple[Role, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return len(self.profiles.profiles) + len(self.roles) + len(self.outcomes)


@dataclass(frozen=True)
class Report:
    """What an import did, or on a dry run would do. `new` and the like are None where nothing was written."""

    incoming: Incoming
    dry_run: bool
    counts: dict[str, int] = field(default_factory=dict)
    snapshot: str | None = None
    purged: "tuple[Expired, ...]" = ()

    def as_dict(self) -> dict[str, Any]:
        batch = self.incoming.profiles
        keys = sorted({key for values in batch.protected.values() for key in values})
        return {
            "schema": SCHEMA,
            "kind": self.incoming.kind,
            "source": self.incoming.source,
            "licence": self.incoming.licence.model_dump(mode="json") if self.incoming.licence else None,
            "sha256": self.incoming.sha256,
            "dry_run": self.dry_run,
            "read": self.incoming.count,
            "counts": self.counts,
            "protected": {"people": len(batch.protected), "keys": keys},
            "dirty": [asdict(fault) for fault in batch.dirty],
            "rejected": [asdict(fault) for fault in batch.rejected],
            "notices": list(self.incoming.notices),
            "snapshot": self.snapshot,
            "purged": [one.as_dict() for one in self.purged],
        }

    def in_words(self) -> str:
        """The report as people read it."""
        verb = "would take in" if self.dry_run else "took in"
        lines = [f"{verb} {self.incoming.count} {self.incoming.kind}s from {self.incoming.source}"]
        if self.counts:
            lines.append("  " + ", ".join(f"{count} {name}" for name, count in self.counts.items()))
        lines += faults_in_words("cells left out, their rows stay", self.incoming.profiles.dirty)
        lines += faults_in_words("faults of rows left out", self.incoming.profiles.rejected)
        lines += [
            f"  past its last day and let go: {one.profiles} profiles and {one.people} people of {one.source}"
            for one in self.purged
        ]
        if self.snapshot:
            lines.append(f"  ranking now uses snapshot {self.snapshot[:16]}")
        return "\n".join(lines)


def read_import(
    path: Path,
    *,
    form: str,
    kind: str,
    map_path: Path | None,
    name: str | None,
    licence: str | None,
    keep_going: bool = False,
) -> Incoming:
    """Read and check a file; raises InputError with every fault. Changes nothing.

    With `keep_going` rows that cannot be read are named and left out, as a map may say too.
    """
    mapping = read_map(map_path) if map_path else SourceMap()
    if keep_going:
        mapping = mapping.model_copy(update={"skip_bad_rows": True})
    terms = mapping.licence or (SourceLicence(contract=licence) if licence else None)
    source = name or mapping.source or path.stem
    digest = _digest(path)
    if kind == "profile":
        batch = source_named(form).read(path, mapping.model_copy(update={"source": source}))
        return Incoming("profile", source, terms, digest, batch, notices=batch.notices)
    if form != "jsonl":
        raise InputError(f"a {kind} file is YAML or JSON lines, not {form}", hint="use --source jsonl")
    if kind == "role":
        roles = read_roles(path)
        return Incoming(
            "role", source, terms, digest, SourceBatch(()), roles=roles.items, notices=roles.notices
        )
    outcomes = read_outcomes(path)
    return Incoming(
        "outcome", source, terms, digest, SourceBatch(()), outcomes=outcomes.items, notices=outcomes.notices
    )


def run_import(
    workspace: Workspace,
    actor: "Actor | None",
    incoming: Incoming,
    *,
    business_unit: str = "*",
    progress: Progress | None = None,
) -> Report:
    """Write what was read as `actor`; without one it is a dry run."""
    if actor is None:
        return Report(incoming, dry_run=True)
    if incoming.kind == "role":
        return Report(incoming, False, {"templates": _save_roles(workspace, actor, incoming.roles)})
    if incoming.kind == "outcome":
        new = _import_outcomes(workspace, actor, incoming, business_unit)
        return Report(incoming, False, {"new": new, "unchanged": incoming.count - new})
    return _import_profiles(workspace, actor, incoming, business_unit, progress)


def _digest(path: Path) -> str:
    """SHA-256 of a file; of a folder that of its files' names and their SHA-256s."""
    if not path.is_dir():
        with existing_file(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    files = sorted(file for file in path.iterdir() if file.is_file())
    return hashlib.sha256("".join(f"{file.name}\0{_digest(file)}\n" for file in files).encode()).hexdigest()


def _import_profiles(
    workspace: Workspace, actor: "Actor", incoming: Incoming, business_unit: str, progress: Progress | None
) -> Report:
    from governance.people.importing import Licence

    terms = _required(incoming)
    report = services.import_profiles(
        workspace,
        actor,
        incoming.profiles.profiles,
        source=incoming.source,
        licence=Licence(terms.contract, terms.retain_for, terms.may_train, terms.may_embed),
        protected=incoming.profiles.protected,
        business_unit=business_unit,
        file_sha256=incoming.sha256,
    )
    # What shorter terms put past its last day goes before anybody is compared or ranked again.
    gone = retention.purge_record(workspace)
    found = services.resolve_identities(workspace, actor)
    followed = retention.follow(workspace, gone, publish_as=actor, progress=progress)
    counts = {**asdict(report), "merged": found.merged, "queued": found.queued}
    return Report(incoming, False, counts, followed.snapshot, gone)


def _required(incoming: Incoming) -> SourceLicence:
    if incoming.licence is None:
        raise InputError(
            f"expected the licence {incoming.source} is held under, found none; nothing was taken in",
            faults=[Fault("a licence with its contract", "nothing", field="licence")],
            hint="add `licence: {contract: ...}` to the map, or --licence REF",
        )
    return incoming.licence


def _save_roles(workspace: Workspace, actor: "Actor", roles: Sequence[Role]) -> int:
    from governance.templates import save_template

    with workspace.command(actor) as work:
        for role in roles:
            save_template(work, role.model_dump(mode="json", exclude_unset=True))
    return len(roles)


def _import_outcomes(workspace: Workspace, actor: "Actor", incoming: Incoming, business_unit: str) -> int:
    from governance.outcomes import import_outcomes

    documents = [_outcome_document(workspace, outcome) for outcome in incoming.outcomes]
    with workspace.command(actor) as work:
        return import_outcomes(work, documents, source=incoming.source, business_unit=business_unit)


def _outcome_document(workspace: Workspace, outcome: Outcome) -> dict[str, Any]:
    document = outcome.model_dump(mode="json", exclude_unset=True, exclude={"role_id"})
    if outcome.role is None:
        role = services.find_template(workspace, outcome.role_id or "")
        document["role"] = role.model_dump(mode="json", exclude_unset=True)
    return document


def faults_in_words(what: str, faults: Sequence[Fault]) -> list[str]:
    """How many there are and the first of them."""
    if not faults:
        return []
    shown = [f"    {fault}" for fault in faults[:_FAULTS_SHOWN]]
    rest = len(faults) - len(shown)
    more = [f"    and {rest} more; --json lists them all"] if rest > 0 else []
    return [f"  {len(faults)} {what}:", *shown, *more]
