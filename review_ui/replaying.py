"""Replaying a frozen shortlist: its bytes, what is missing from them, and the same ranking made once more.

It is ranked again from the very snapshot and model, under the frozen role, day and options, where both are still kept. What
differs is listed, and where it cannot be done it says why; nothing is taken for the same that was not compared.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from matching.errors import CandorError
from matching.gates import ERASED
from matching.roles import Role
from matching.shortlist import as_document
from matching.unranked import unranked_document
from review_ui.bootstrap import Workspace

if TYPE_CHECKING:
    from governance.access import Actor
    from governance.lists.shortlists import Origin, ShortlistProof

SCHEMA = "candor.replay/1"
_SHOWN = 20

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """Somebody at another place or with another score than frozen. None: not on that list, or erased since."""

    id: str
    frozen_rank: int | None
    rank: int | None
    frozen_score: float | None
    score: float | None


@dataclass(frozen=True, slots=True)
class Again:
    """What ranking once more gave. `compared` people had a frozen score still; of the erased only the place is known."""

    compared: int
    same_order: bool
    same_scores: bool
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    """A frozen list as it is today. `why_not`: why it could not be ranked again; else `again` says what that gave."""

    shortlist: str
    proof: "ShortlistProof"
    origin: "Origin"
    model_kept: bool
    snapshot_kept: bool
    again: Again | None
    why_not: str | None

    @property
    def same(self) -> bool:
        """The same bytes, and the same order and scores when ranked again."""
        return (
            self.proof.intact and self.again is not None and self.again.same_order and self.again.same_scores
        )

    def as_dict(self) -> dict[str, Any]:
        """The document `candor.replay/1`."""
        return {
            "schema": SCHEMA,
            "shortlist": self.shortlist,
            "requisition": self.origin.requisition_id,
            "sha256": self.proof.sha256,
            "same_bytes": self.proof.intact,
            "erased": list(self.proof.erased),
            "let_go": list(self.proof.expired),
            "unproven": list(self.proof.unproven),
            "model": {"hash": self.origin.model_hash, "kept": self.model_kept},
            "snapshot": {"hash": self.origin.snapshot_hash, "kept": self.snapshot_kept},
            "ranked_again": asdict(self.again) if self.again else None,
            "not_ranked_again_because": self.why_not,
        }

    def in_words(self) -> list[str]:
        """What to tell of ranking it again."""
        if self.again is None:
            return [f"could not be ranked again because {self.why_not}"]
        if self.again.same_order and not self.origin.model_hash:
            return ["unranked, and drawn again: the same order"]
        if self.again.same_order and self.again.same_scores:
            return [f"ranked again: the same order, and the same score of all {self.again.compared} people"]
        differing = self.again.differences
        more = (
            [f"  and {len(differing) - _SHOWN} more; --json lists them all"]
            if len(differing) > _SHOWN
            else []
        )
        return [
            f"ranked again: {len(differing)} DIFFER from what was frozen",
            *map(_said, differing[:_SHOWN]),
            *more,
        ]


def replay(workspace: Workspace, actor: "Actor", shortlist_id: str) -> tuple[bytes, Replayed]:
    """The frozen bytes, less whoever is gone, and what can be said of them today; for who may see fit."""
    from governance.canonical import parse
    from governance.fit import read_fit
    from governance.lists.shortlists import origin_of, prove_shortlist

    document = read_fit(workspace.database, actor, shortlist_id)
    origin = origin_of(workspace.database, shortlist_id)
    again, why_not = _ranked_again(workspace, origin, parse(document))
    return document, Replayed(
        shortlist=shortlist_id,
        proof=prove_shortlist(workspace.database, shortlist_id),
        origin=origin,
        model_kept=bool(origin.model_hash) and _has_model(workspace, origin.model_hash),
        snapshot_kept=(workspace.snapshots / origin.snapshot_hash).is_dir(),
        again=again,
        why_not=why_not,
    )


def proof_in_words(shortlist_id: str, proof: "ShortlistProof") -> list[str]:
    """What can be said of a frozen list's bytes: that they are whole, or who is gone and what no longer matches the log."""
    said = [
        f"{shortlist_id}: {'the same' if proof.intact else 'not the'} bytes as frozen (sha256 {proof.sha256})"
    ]
    if not proof.ranked:
        said.append(f"{shortlist_id} is unranked: nobody was scored, and the order was drawn by lot")
    if proof.erased:
        said.append(
            f"erased since: {', '.join(proof.erased)}; every other part is proved by its own commitment"
        )
    if proof.expired:
        said.append(
            f"let go since, by licence or schedule: {', '.join(proof.expired)}; every other part is proved by its own commitment"
        )
    if proof.unproven:
        said.append(f"DIFFERS from the audit log: {', '.join(proof.unproven)}")
    return said


def restricted_then(workspace: Workspace, shortlist_id: str, document: Document) -> dict[str, str]:
    """Who was kept out when the list was made; whoever was left out and is erased since is left out again.

    Whoever was erased by then is on no list, though the snapshot may have held them still.
    """
    from governance.lists.shortlists import erased_before

    return dict.fromkeys(erased_before(workspace.database, shortlist_id), ERASED) | {
        person["id"]: "restricted"
        for person in document.get("excluded", ())
        if "gates" not in person or any(gate["gate"] == "restriction" for gate in person["gates"])
    }


def _ranked_again(
    workspace: Workspace, origin: "Origin", document: Document
) -> tuple[Again | None, str | None]:
    if not (workspace.snapshots / origin.snapshot_hash).is_dir():
        return None, f"the snapshot it was ranked from ({origin.snapshot_hash[:16]}) is no longer kept"
    if origin.model_hash and not _has_model(workspace, origin.model_hash):
        return None, f"the model that ranked it ({origin.model_hash[:16]}) is no longer kept"
    try:
        now = (_listed_again if origin.model_hash else _drawn_again)(workspace, origin, document)
    except CandorError as error:
        return None, error.message
    except (OSError, ValueError, KeyError) as error:
        return None, f"what is kept of it cannot be read: {error}"
    return _compared(document["candidates"], now), None


def _listed_again(workspace: Workspace, origin: "Origin", document: Document) -> list[Document]:
    # Opened anew, so that every file is held against its hash once more.
    matcher = workspace.matcher_of(origin.snapshot_hash, origin.model_hash)
    ranked = matcher.shortlist(
        Role.model_validate(document["role"]),
        as_of=date.fromisoformat(document["as_of"]),
        top=max(1, len(document["candidates"])),
        restricted=restricted_then(workspace, origin.shortlist_id, document),
        business_unit=origin.business_unit,
        diversity=(document.get("diversity") or {}).get("share"),
    )
    candidates: list[Document] = as_document(ranked)["candidates"]
    return candidates


def _drawn_again(workspace: Workspace, origin: "Origin", document: Document) -> list[Document]:
    """A list from while ranking was stopped: gates and seed alone made it, so no model is needed."""
    from matching.snapshot import open_snapshot

    drawn: list[Document] = unranked_document(
        open_snapshot(workspace.snapshots / origin.snapshot_hash),
        Role.model_validate(document["role"]),
        seed=document["order"]["seed"],
        stops=document["stops"],
        as_of=date.fromisoformat(document["as_of"]),
        restricted=restricted_then(workspace, origin.shortlist_id, document),
        business_unit=origin.business_unit,
        most=document["order"]["most"],
    )["candidates"]
    return drawn


def _compared(frozen: list[Document], now: list[Document]) -> Again:
    """The two lists beside each other; somebody erased since is known by id and place alone."""
    before = {one["id"]: (place, one.get("score")) for place, one in enumerate(frozen, start=1)}
    gone = {person for person, (_, score) in before.items() if score is None}
    after = {
        one["id"]: (place, None if one["id"] in gone else one.get("score"))
        for place, one in enumerate(now, start=1)
    }
    differences = [
        Difference(person, rank, new_rank, score, new_score)
        for person in dict.fromkeys((*before, *after))
        for rank, score in [before.get(person, (None, None))]
        for new_rank, new_score in [after.get(person, (None, None))]
        if (rank, score) != (new_rank, new_score)
    ]
    return Again(
        compared=sum(score is not None for _, score in before.values()),
        same_order=[one["id"] for one in frozen] == [one["id"] for one in now],
        same_scores=all(one.frozen_score is None or one.frozen_score == one.score for one in differences),
        differences=tuple(differences),
    )


def _has_model(workspace: Workspace, model_hash: str) -> bool:
    from models.bundle import built_in_hash

    return model_hash == built_in_hash() or (workspace.bundles / model_hash).is_dir()


def _said(one: Difference) -> str:
    def place(rank: int | None, score: float | None) -> str:
        if rank is None:
            return "not listed"
        return f"place {rank}" + (f" with {score:.12g}" if score is not None else "")

    return f"  {one.id}: frozen {place(one.frozen_rank, one.frozen_score)}, now {place(one.rank, one.score)}"
