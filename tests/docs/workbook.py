"""One ranking explained, figure by figure: makes the blocks of `docs/reference/one-ranking-explained.md` anew.

`python -m tests.docs.workbook` writes them; a test holds the page to them. Only what stands between a pair of markers is
made; the prose around them has no figure in it.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from features.encoding import default_encoder
from features.featurizer import RoleFeaturizer
from features.indexing import build_pool
from features.linking import SkillLinker
from features.taxonomy import load_starter
from matching.files import read_profiles, read_roles
from matching.pipeline import Matcher, Ranked
from matching.roles import Role
from matching.shortlist import as_document
from models.bundle import built_in
from models.comparison import compare
from models.counterfactual import what_would_change
from models.ranker import AdditiveRanker, additive_parts
from tests.docs.pages import ROOT, made_blocks, refilled
from tests.fakes import MemoryProfiles

PAGE = ROOT / "docs/reference/one-ranking-explained.md"
DATA = ROOT / "tests/data/evaluation"
DAY = date(2026, 11, 24)
ROLE, PERSON, RIVAL, K = "bookkeeper", "p07", "p06", 1
BLOCK = made_blocks("workbook")


@dataclass(frozen=True)
class Worked:
    """Everything the blocks are made from."""

    role: Role
    matcher: Matcher
    ranked: Ranked
    document: dict[str, Any]

    def candidate(self, person: str) -> dict[str, Any]:
        found: dict[str, Any] = next(one for one in self.document["candidates"] if one["id"] == person)
        return found


def main() -> None:
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def filled(page: str) -> str:
    """The page with every block made anew."""
    return refilled(page, "workbook", lambda name: BLOCKS[name](worked()))


@cache
def worked() -> Worked:
    linker, encoder = SkillLinker(load_starter()), default_encoder()
    people = read_profiles(DATA / "profiles.jsonl").items
    pool = build_pool(people, linker=linker, encoder=encoder)
    matcher = Matcher(pool, MemoryProfiles(people), RoleFeaturizer(linker, encoder), built_in())
    role = next(one for one in read_roles(DATA / "roles.jsonl").items if one.id == ROLE)
    document = as_document(matcher.shortlist(role, as_of=DAY))
    return Worked(role, matcher, matcher.rank(role, as_of=DAY), document)


def _asked(found: Worked) -> Iterator[str]:
    yield "```json"
    yield json.dumps(found.document["role"], ensure_ascii=False, indent=2)
    yield "```"


def _order(found: Worked) -> Iterator[str]:
    pool = found.document["pool"]
    yield (
        f"{pool['total']} people, {pool['eligible']} eligible, {pool['ranked']} ranked. The base, their mean score: "
        f"{found.document['base']:.4f}. The first five:"
    )
    yield ""
    rows = [
        (str(one["rank"]), one["id"], one["fit"], f"{one['score']:.4f}")
        for one in found.document["candidates"][:5]
    ]
    yield from _table(("place", "person", "fit", "score"), rows)


def _words(found: Worked) -> Iterator[str]:
    for person in (PERSON, RIVAL):
        yield f"> `{person}`: {found.matcher.profiles.read([person])[person].text}"
        yield ""


def _statuses(found: Worked) -> Iterator[str]:
    rows = [
        (one["skill"], one["status"], one["via"] or "", _quoted(one["evidence"]))
        for one in found.candidate(PERSON)["requirements"]
    ]
    yield from _table(("asked", "status", "via", "where it says so"), rows)


def _features(found: Worked) -> Iterator[str]:
    """Value, the weight's say of it, the mean say over the ranked, and what is left: the contribution."""
    ranker, matrix = found.matcher.ranker, found.ranked.compared.matrix
    assert isinstance(ranker, AdditiveRanker)
    says = additive_parts(matrix.specs, ranker.terms, ranker._read(matrix.values, matrix.known))
    row = [found.matcher.pool.ids[at] for at in found.ranked.rows].index(PERSON)
    parts = {
        part["feature"]: part for reason in found.candidate(PERSON)["reasons"] for part in reason["parts"]
    }
    rows = []
    for column, spec in enumerate(matrix.specs):
        part = parts[spec.name]
        stated = "yes" if part["known"] else "no" if part["params"].get("asked", True) else "not asked"
        figures = (says[row, column], says[:, column].mean(), part["contribution"])
        rows.append(
            (f"`{spec.name}`", f"{part['value']:.4f}", stated, *(f"{figure:.4f}" for figure in figures))
        )
    total = (says[row].sum(), says.mean(axis=0).sum(), sum(part["contribution"] for part in parts.values()))
    rows.append(("sum", "", "", *(f"{figure:.4f}" for figure in total)))
    yield from _table(("feature", "value", "stated", "weight says", "mean of all", "contribution"), rows)


def _reasons(found: Worked) -> Iterator[str]:
    rows = [
        (one["label"], f"{one['contribution']:+.4f}", one["sentence"], ", ".join(one["fields"]) or "none")
        for one in found.candidate(PERSON)["reasons"]
    ]
    yield from _table(("group", "share", "sentence", "rests on"), rows)
    yield ""
    person = found.candidate(PERSON)
    total = sum(one["contribution"] for one in person["reasons"])
    yield f"{found.document['base']:.4f} + {total:.4f} = {person['score']:.4f}"


def _above(found: Worked) -> Iterator[str]:
    comparison = compare(found.candidate(PERSON), found.candidate(RIVAL))
    rows = [
        (
            one.label,
            f"{one.difference:+.4f}",
            " ".join(fact.above for fact in one.facts),
            " ".join(fact.below for fact in one.facts),
        )
        for one in comparison.differences
        if abs(one.difference) > 1e-9
    ]
    yield comparison.sentence
    yield ""
    yield from _table(("group", "difference", f"`{comparison.above}`", f"`{comparison.below}`"), rows)
    yield ""
    total = sum(one.difference for one in comparison.differences)
    scores = [found.candidate(one)["score"] for one in (comparison.above, comparison.below)]
    yield f"Sum of the differences: {total:.4f}. Difference of the scores: {scores[0]:.4f} - {scores[1]:.4f} = {comparison.difference:.4f}."


def _change(found: Worked) -> Iterator[str]:
    change = what_would_change(found.matcher, found.role, PERSON, as_of=DAY, k=K)
    yield f"`{PERSON}` stands at {change.rank} with {change.score:.4f}; place {K} takes more than {change.needed:.4f}. {change.sentence}"
    yield ""
    rows = [
        (" And: ".join(one.sentence for one in proposal.changes), str(proposal.rank), f"{proposal.score:.4f}")
        for proposal in change.proposals
    ]
    yield from _table(("change", "place when made", "score when made"), rows)
    yield ""
    yield "Not enough alone, at the most:"
    yield ""
    yield from _table(
        ("change", "place"), [(end.change.sentence, str(end.rank or "left out")) for end in change.no_help]
    )


BLOCKS = {
    "asked": _asked,
    "order": _order,
    "words": _words,
    "statuses": _statuses,
    "features": _features,
    "reasons": _reasons,
    "above": _above,
    "change": _change,
}


def _quoted(evidence: Sequence[dict[str, Any]]) -> str:
    return "; ".join(
        f"\u201c{one['text']}\u201d ({one['field']} {one['start']}-{one['end']})" for one in evidence
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    main()
