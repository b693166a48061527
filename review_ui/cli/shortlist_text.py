"""A shortlist as calm text for a terminal: who, how well, why, and who was left out."""

from collections.abc import Iterator

from matching.shortlist import Candidate, Reason, RequirementStatus, Shortlist
from review_ui.cli.call import printable

REASONS_SHOWN = 3
QUOTE_LENGTH = 90
_BASIS = {
    "prior": "no outcomes of your own yet: the order rests on the software's own weighting",
    "simulated": "learned from simulated outcomes: a demonstration, no evidence about real people",
    "own_outcomes": "learned from your own outcomes",
}
_STATUS_MARK = {"evidenced": "+", "claimed": "~", "related": "~", "missing": "-"}


def in_words(shortlist: Shortlist, *, with_excluded: bool = False) -> str:
    """The whole list; reasons and requirements under each person."""
    lines = [*_heading(shortlist)]
    for candidate in shortlist.candidates:
        lines += ["", *_candidate(candidate)]
    lines += ["", *_left_out(shortlist, with_excluded)]
    return "\n".join(printable(line) for line in lines).rstrip()


def _heading(shortlist: Shortlist) -> Iterator[str]:
    role, pool = shortlist.role, shortlist.pool
    yield f"{role.get('title') or role['id']}  ({role['id']}, as of {shortlist.as_of.isoformat()})"
    same = f", {pool.collapsed} listed under others with nearly the same words" if pool.collapsed else ""
    yield f"{pool.total} people, {pool.eligible} eligible, {pool.ranked} ranked, {pool.shown} shown{same}"
    if shortlist.diversity:
        cost = shortlist.diversity.most_lost
        yield f"spread over platforms, which costs at most {cost:.3f} of score at each place; [n] is the place by score alone"
    model, basis = str(shortlist.model.get("hash", "?")), str(shortlist.model.get("basis", "prior"))
    yield f"model {model[:12]}: {_BASIS.get(basis, basis)}"
    if shortlist.made_with_another_taxonomy:
        yield "the model was trained with another version of the taxonomy than this pool was made with"


def _candidate(candidate: Candidate) -> Iterator[str]:
    flags = f"  [{', '.join(flag.replace('_', ' ') for flag in candidate.flags)}]" if candidate.flags else ""
    plain = f" [{candidate.plain_rank}]" if candidate.plain_rank not in (None, candidate.rank) else ""
    yield f"{candidate.rank:>3}.{plain} {candidate.id}  {candidate.fit} fit, score {candidate.score:+.3f}{flags}"
    if candidate.duplicates:
        yield f"     also listed as {', '.join(candidate.duplicates)} (nearly the same words)"
    if candidate.requirements:
        yield "     " + "  ".join(_requirement(one) for one in candidate.requirements)
    for reason in sorted(candidate.reasons, key=lambda one: -abs(one.contribution))[:REASONS_SHOWN]:
        yield f"     {reason.contribution:+.3f}  {reason.label}: {reason.sentence}"
        yield from _quote(reason)


def _requirement(one: RequirementStatus) -> str:
    return f"{_STATUS_MARK[one.status]}{one.skill}" + (f" (has {one.via})" if one.via else "")


def _quote(reason: Reason) -> Iterator[str]:
    for evidence in reason.evidence[:1]:
        words = " ".join(evidence.text.split())
        cut = words if len(words) <= QUOTE_LENGTH else words[: QUOTE_LENGTH - 3] + "..."
        yield f"             \N{LEFT DOUBLE QUOTATION MARK}{cut}\N{RIGHT DOUBLE QUOTATION MARK}"


def _left_out(shortlist: Shortlist, with_excluded: bool) -> Iterator[str]:
    if shortlist.excluded:
        counts = ", ".join(f"{gate} {count}" for gate, count in shortlist.excluded_counts.items())
        hint = "" if with_excluded else "; --excluded lists them"
        yield f"not eligible: {len(shortlist.excluded)} ({counts}){hint}"
    if with_excluded:
        for person in shortlist.excluded:
            yield f"  {person.id}: {'; '.join(f'{one.gate}: {one.detail}' for one in person.gates)}"
    if shortlist.unrankable:
        yield f"not fairly rankable by machine: {len(shortlist.unrankable)}"
        yield from (f"  {person.id}: {person.why}" for person in shortlist.unrankable)
    yield "what the marks say: + shown in work described, ~ claimed or related, - not found"
