"""What people and models are called on a page, and what an order may be said to rest on.

A person is a handle until a decision stands; then they have the name this reader may see.
"""

from collections.abc import Mapping
from typing import Any

from governance.reading import CandidateRecord, DecisionRecord
from matching.shortlist import other_taxonomy
from models.renderings.shared import handle

BASIS = {
    "prior": "No outcomes of your own yet: the order comes from the built-in model, so read the evidence first.",
    "simulated": "Learned from simulated outcomes: the order is an exercise and says nothing about real people.",
    "own_outcomes": "Learned from the outcomes your own people recorded.",
}

UNRANKED = "Nobody was scored; the order was drawn by lot and says nothing about anybody."

OTHER_TAXONOMY = "The model was trained with another version of the taxonomy of skills than this list was made with: train again."


def called(person_id: str, candidate: CandidateRecord | None, names: Mapping[str, str]) -> str:
    """The name once a decision stands, until then the handle."""
    known = candidate is not None and (
        standing_decision(candidate) or candidate.selected_position is not None
    )
    return names.get(person_id, handle(person_id)) if known else handle(person_id)


def standing_decision(candidate: CandidateRecord | None) -> DecisionRecord | None:
    standing = candidate.decision if candidate else None
    return standing if standing and standing.undone_at is None else None


def model_name(model: Mapping[str, Any]) -> str:
    """`M-3f9a2c1d`: the first of the bundle's hash, the same word on every page."""
    digest = str(model.get("hash", ""))
    return short_model(digest) if digest else "no model"


def short_model(digest: str) -> str:
    return f"M-{digest.removeprefix('sha256:')[:8]}"


def basis_sentence(document: Mapping[str, Any]) -> str:
    if document.get("unranked"):
        return (
            f"Unranked: ranking by machine was stopped ({', '.join(document.get('stops', ()))}). {UNRANKED}"
        )
    bases = {person.get("basis") for person in document.get("candidates", ())} - {None}
    basis = document.get("model", {}).get("basis") or (bases.pop() if len(bases) == 1 else "prior")
    said = BASIS.get(basis, BASIS["prior"])
    return (
        f"{said} {OTHER_TAXONOMY}"
        if other_taxonomy(document.get("model", {}), document.get("snapshot", {}))
        else said
    )
