"""What several readers are told in the same words: the request, a requirement, who stands beside, what would change it."""

from collections.abc import Iterator, Mapping
from typing import Any

from matching.codes import country_names, language_names
from models.comparison import Comparison, SideBySide
from models.counterfactual import NEVER_ASKED, Proposal, WhatWouldChange
from models.explained import Explanation
from models.renderings.sections import Item, Quotation, Section, figure, signed

NO_HELP_SHOWN = 6

# A difference this small is the noise of a sum.
SAME = 1e-9

# Shares smaller than this part of the largest one neither raise nor lower to a reader.
LEVEL_BELOW = 0.02

BASIS = {
    "prior": "No outcomes of this enterprise stand behind the order: it comes from the software's own weighting.",
    "simulated": "The order was learned from simulated outcomes: an exercise, no evidence about real people.",
    "own_outcomes": "The order was learned from how this enterprise's own engagements went.",
}
STATUS = {
    "evidenced": "shown in work described",
    "claimed": "listed, but not shown in work described",
    "related": "not named itself; something close to it is",
    "missing": "not found",
}
FIT = {"strong": "strong fit", "partial": "partial fit", "weak": "weak fit"}
NOT_USED = (
    "Names, sex, age, birth date, photo, nationality, marital status and the like are set aside when a record is taken in; "
    "nothing that ranks can read them.",
    "Names, pronouns and addresses in the text are blanked out before anything reads it. Schools' names are not read.",
    "No text was written by a language model. Every sentence is made from a figure or a quotation shown here.",
)


def standing(found: Explanation) -> str:
    person, pool = found.candidate, found.frame["pool"]
    if person["rank"] is None:
        return f"Left out by a hard limit: {'; '.join(gate['detail'] for gate in person['gates'])}."
    counts = {
        status: sum(one["status"] == status for one in person.get("requirements", ())) for status in STATUS
    }
    asked = sum(counts.values())
    shown = f", {counts['evidenced']} of {asked} asked skills shown in work described" if asked else ""
    return f"Place {person['rank']} of {pool['ranked']} ranked, {FIT[person['fit']]}{shown}."


def basis(found: Explanation) -> str:
    return BASIS.get(found.frame["model"].get("basis", ""), BASIS["prior"])


def handle(person_id: str) -> str:
    """What a person is called before their name is shown."""
    return f"Candidate {person_id}"


def role_name(found: Explanation) -> str:
    role = found.frame["role"]
    return str(role.get("title") or role["id"])


def terms(role: Mapping[str, Any]) -> Iterator[str]:
    yield from (
        str(role[key]).strip() for key in ("title", "description") if str(role.get(key) or "").strip()
    )
    for name, key in (("Must have", "must_have"), ("Nice to have", "nice_to_have")):
        if role.get(key):
            yield f"{name}: {', '.join(one if isinstance(one, str) else one['name'] for one in role[key])}."
    if role.get("max_hourly_rate"):
        yield f"Rate: at most {role['max_hourly_rate']['amount']:g} {role['max_hourly_rate']['currency']} an hour."
    if role.get("hours_per_week"):
        yield f"Hours: {role['hours_per_week']:g} a week."
    if role.get("start_by"):
        yield f"Start: by {role['start_by']}."
    if role.get("min_years"):
        yield f"Experience: {role['min_years']:g} years or more."
    if role.get("countries"):
        yield f"May work in: {', '.join(country_names().get(code, code) for code in role['countries'])}."
    if role.get("languages"):
        yield f"Languages: {', '.join(language_names().get(code.split('-')[0], code) for code in role['languages'])}."
    if role.get("security_level"):
        yield f"Clearance: {role['security_level']}."


def requirement(asked: Mapping[str, Any], most: int | None = 2) -> Item:
    via = f" ({asked['via']})" if asked.get("via") else ""
    wanted = " (nice to have)" if asked["importance"] == "nice" else ""
    quoted = tuple(map(quotation, asked.get("evidence", ())[:most]))
    return Item(f"{asked['skill']}{wanted}: {STATUS[asked['status']]}{via}.", quoted)


def quotation(evidence: Mapping[str, Any]) -> Quotation:
    field, start, end = (evidence[key] for key in ("field", "start", "end"))
    return Quotation(place(field), " ".join(evidence["text"].split()), f"{field} {start}-{end}")


def place(path: str) -> str:
    """`experience[1].description` as `experience 2`: where words stand, for a reader."""
    name, _, rest = path.partition("[")
    return f"{name} {int(rest.partition(']')[0]) + 1}" if rest else name


def open_facts(person: Mapping[str, Any]) -> Iterator[Section]:
    yield Section("Open facts", tuple(Item(_flag(flag)) for flag in person.get("flags", ())))


_FLAGS = {
    "identity_doubt": "May be somebody else in the pool too; nobody has decided yet.",
    "hidden_text": "Hidden text: the file holds words that nobody sees; they earn nothing.",
    "not_embedded": "Not compared by meaning: the licence of the record's source bars it.",
    "stale": "Stale: last seen more than a year before this ranking. Ask whether it still holds.",
    "rate_over_benchmark": "Rate over benchmark: asks more than three in four of those compared. No score reads this.",
    "slow_response": "Slow response: slower than three in four of those compared. No score reads this flag.",
    "thin_evidence": "Thin evidence: fewer than one asked skill in five shows in described work.",
}


def _flag(flag: str) -> str:
    named = flag.removeprefix("unknown_").replace("_", " ").capitalize()
    if flag.startswith("unknown_"):
        return f"{named}: not on record, so the limit could not be checked. Ask."
    return _FLAGS.get(flag, f"{named}.")


def against(found: Explanation) -> Iterator[Section]:
    """Why one stands above the other: every group, both facts, and the sum."""
    comparison = found.comparison
    if comparison is None:
        return
    apart = [group for group in comparison.differences if abs(group.difference) > SAME]
    level = [group.label.lower() for group in comparison.differences if abs(group.difference) <= SAME]
    items = [Item(comparison.sentence)]
    items += [
        Item(
            f"{signed(group.difference)} {group.label}",
            notes=tuple(line for fact in group.facts for line in _both_facts(comparison, fact)),
        )
        for group in apart
    ]
    items += [Item(f"Nothing between them: {', '.join(level)}.")] if level else []
    items.append(Item(f"{signed(comparison.difference)} in all, the exact sum."))
    yield Section(f"{comparison.above} beside {comparison.below}", tuple(items))


def _both_facts(comparison: Comparison, fact: SideBySide) -> Iterator[str]:
    for person, said, value in zip(
        (comparison.above, comparison.below), (fact.above, fact.below), fact.values, strict=True
    ):
        yield f"{person}: {said}{_number(value, fact)}"
    if fact.apart:
        yield "The stronger of the two on this gets the smaller share: in combination it adds less here."


def would_change(change: WhatWouldChange | None) -> Iterator[Section]:
    if change is None:
        return
    items = [Item(change.sentence)]
    items += [Item(f"{in_words(proposal)} Proved: place {proposal.rank}.") for proposal in change.proposals]
    ends = [f"{end.change.sentence} {_leads_to(end.rank)}" for end in change.no_help[:NO_HELP_SHOWN]]
    if ends:
        items.append(Item("Would not be enough alone, even at the most:", notes=tuple(ends)))
    items.append(Item(f"Never asked of anybody: {'; '.join(NEVER_ASKED)}."))
    yield Section("What would change it", tuple(items))


def in_words(proposal: Proposal) -> str:
    return " And: ".join(change.sentence for change in proposal.changes)


def _number(value: float | None, fact: Any) -> str:
    """Two facts that read alike are told apart by their figures."""
    if value is None or fact.above != fact.below:
        return ""
    return f" ({figure(value)} {fact.unit})"


def _leads_to(rank: int | None) -> str:
    return "Still left out by a hard limit." if rank is None else f"Place {rank}."
