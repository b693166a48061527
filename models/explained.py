"""One person's place on one list, explained whole: the frozen figures, their record, who stands beside, what would change it.

Put together from a shortlist document, fresh or years old; the one value that every rendering (`renderings.py`) is made
from, and the JSON contract `candor.explain/1`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from matching.errors import Conflict, InputError, NotFound
from matching.unranked import SCHEMA as UNRANKED
from models.comparison import Comparison, compare
from models.counterfactual import NEVER_ASKED, WhatWouldChange

SCHEMA = "candor.explain/1"

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Explanation:
    """`frame` is the shortlist without its people; `profile` the record as written, None once it is erased.

    Somebody left out by a hard limit has no rank, score or reasons; `candidate` then has the `gates` that stopped them.

    `reference` names the requisition and the list, where there is a record of them.
    """

    frame: Document
    candidate: Document
    profile: Document | None = None
    comparison: Comparison | None = None
    change: WhatWouldChange | None = None
    reference: Mapping[str, str] = field(default_factory=dict)

    @property
    def sources(self) -> dict[str, Any]:
        """Where each field that a sentence rests on comes from, as far as the record says."""
        told = (self.profile or {}).get("provenance") or {}
        named = (name for reason in self.candidate.get("reasons", ()) for name in reason.get("fields", ()))
        return {name: dict(told.get(name, {})) for name in dict.fromkeys(named)}


def explain(
    document: Document,
    person: str,
    *,
    profile: Document | None = None,
    against: str | None = None,
    change: WhatWouldChange | None = None,
    reference: Mapping[str, str] | None = None,
) -> Explanation:
    """One of the document's candidates, beside `against` where one is named; NotFound for somebody not on the list."""
    refuse_unranked(document)
    people = {one["id"]: one for one in document["candidates"]}
    people |= {one["id"]: _left_out(one) for one in document.get("excluded", ()) if one["id"] == person}
    if against == person:
        raise InputError(f"expected somebody else to compare {person} with, found the same person")
    for wanted in filter(None, (person, against)):
        if wanted not in people:
            raise NotFound(f"{wanted} is not on this list", hint=_why_not(document, wanted))
        if "unranked" in people[wanted]:
            raise Conflict(f"{wanted} was added by hand and not ranked, so there is nothing to explain")
    return Explanation(
        {
            key: value
            for key, value in document.items()
            if key not in ("candidates", "excluded", "unrankable")
        },
        people[person],
        profile,
        compare(people[person], people[against]) if against else None,
        change,
        reference or {},
    )


def refuse_unranked(document: Document) -> None:
    """Conflict for a list whose order was drawn: nobody on it was compared, so there is nothing to explain."""
    if document.get("schema") == UNRANKED:
        raise Conflict(
            "nobody was compared on this list, whose order was drawn by lot",
            hint="read the records; once ranking goes on, list again",
        )


def as_document(explanation: Explanation) -> dict[str, Any]:
    """The contract's JSON value. Equal explanations give equal documents."""
    frame = explanation.frame
    kept = ("role", "model", "snapshot", "as_of", "pool", "base")
    comparison, change = explanation.comparison, explanation.change
    return {
        "schema": SCHEMA,
        **{key: frame[key] for key in kept if key in frame},
        "reference": dict(explanation.reference),
        "candidate": dict(explanation.candidate),
        "sources": explanation.sources,
        "comparison": None if comparison is None else comparison_document(comparison),
        "change": None if change is None else change_document(change),
    }


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """`differences` add up to `difference`."""
    return _plain({**asdict(comparison), "sentence": comparison.sentence})


def change_document(change: WhatWouldChange) -> dict[str, Any]:
    """What was proved to reach the first `k`, what was tried and does not, and what is never asked of anybody."""
    return _plain({**asdict(change), "sentence": change.sentence, "never_asked": NEVER_ASKED})


def _left_out(person: Document) -> Document:
    nothing: dict[str, Any] = {"rank": None, "score": None, "fit": None, "probability": None, "basis": None}
    return {**nothing, "reasons": [], "requirements": [], "flags": [], **person}


def _why_not(document: Document, person: str) -> str:
    for left_out in document.get("excluded", ()):
        if left_out["id"] == person:
            return "left out by a hard limit: " + "; ".join(gate["detail"] for gate in left_out["gates"])
    if any(one["id"] == person for one in document.get("unrankable", ())):
        return "their text is in a language that ranking does not read: read it yourself"
    return "name somebody on the list, or ask for a longer one"


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
