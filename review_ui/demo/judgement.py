"""What the demo's managers decide, from the frozen list alone: the words a person showed, never the hidden truth.

So that the demo's decisions and reasons agree with the evidence on the page.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from governance.review import read_shortlist
from review_ui.bootstrap import Workspace

# How many of the list the manager reads before stopping.
PATIENCE = 6


@dataclass(frozen=True)
class Opinion:
    """One decision to be made: of whom, which, and why."""

    person_id: str
    decision: str
    reason_code: str
    note: str | None = None


Listed = Sequence[Mapping[str, Any]]


def listed(workspace: Workspace, shortlist_id: str) -> Listed:
    """The people of a frozen list, with all it says of each."""
    people: Listed = json.loads(read_shortlist(workspace.database, shortlist_id))["candidates"]
    return people


def opinions(people: Listed, *, chosen: bool) -> list[Opinion]:
    """Opinions of the first few on a list, in its order; with `chosen`, the best is selected and the next kept."""
    read = people[:PATIENCE]
    best_first = sorted(read, key=lambda candidate: (-shown_share(candidate), candidate["rank"]))
    kept = [candidate["id"] for candidate in best_first[:2]] if chosen else []
    return [_opinion(candidate, kept) for candidate in read]


def ratings(people: Listed) -> dict[str, int]:
    """What a manager would mark each person on a list, from 1 to 5, by the same words."""
    return {candidate["id"]: 1 + round(4 * shown_share(candidate)) for candidate in people}


def shown_share(candidate: Mapping[str, Any]) -> float:
    """Share of the must-haves that work described shows."""
    musts = [asked["status"] for asked in candidate["requirements"] if asked["importance"] == "must"]
    return musts.count("evidenced") / len(musts) if musts else 0.0


def _opinion(candidate: Mapping[str, Any], kept: Sequence[str]) -> Opinion:
    share, person = shown_share(candidate), candidate["id"]
    missing = [
        asked["skill"]
        for asked in candidate["requirements"]
        if asked["importance"] == "must" and asked["status"] == "missing"
    ]
    if person in kept[:1]:
        return Opinion(person, "select", "evidence_strong", "Shows the must-haves in work close to ours.")
    if person in kept:
        return Opinion(person, "shortlist", "backup")
    if len(missing) >= 2:
        return Opinion(person, "reject", "must_have_missing", f"Nothing about {missing[0]} or {missing[1]}.")
    if share >= 0.5:
        return Opinion(person, "shortlist", "experience_relevant")
    return Opinion(person, "not_now", "need_more_evidence", "Ask for one project in detail first.")
