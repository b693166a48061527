"""For procurement and audit: every figure, field and quotation, and that they add up."""

from collections.abc import Iterator, Mapping
from typing import Any

from models.explained import Explanation
from models.renderings.sections import Item, Section, Table, figure, signed
from models.renderings.shared import (
    NOT_USED,
    against,
    basis,
    open_facts,
    quotation,
    requirement,
    role_name,
    standing,
    terms,
    would_change,
)


def sections(found: Explanation, called: str) -> Iterator[Section]:
    frame, person = found.frame, found.candidate
    yield Section(f"{called} for {role_name(found)}, in full", tuple(_made_of(found)))
    yield Section("The request", tuple(Item(line) for line in terms(frame["role"])))
    yield Section(
        "What was asked, and where it shows",
        tuple(requirement(asked, most=None) for asked in person.get("requirements", ())),
    )
    for reason in person.get("reasons", ()):
        yield _in_full(reason)
    if person["rank"] is not None:
        yield Section("The sum", (Item(_sum_words(found)),), _sum(found))
    yield from open_facts(person)
    yield from against(found)
    yield from would_change(found.change)
    yield Section("Where the fields come from", tuple(_sources(found)))
    yield Section("What was not used", tuple(map(Item, NOT_USED)))


def _made_of(found: Explanation) -> Iterator[Item]:
    frame, pool = found.frame, found.frame["pool"]
    yield Item(standing(found))
    yield Item(
        f"As of {frame['as_of']}: {pool['total']} people, {pool['eligible']} eligible, {pool['ranked']} ranked, {pool['shown']} shown."
    )
    model = frame["model"]
    yield Item(f"Model {model.get('hash', 'unknown')} ({model.get('kind', 'unknown')}). {basis(found)}")
    snapshot = frame["snapshot"]
    made = {
        "snapshot": snapshot.get("hash"),
        "encoder": snapshot.get("encoder"),
        "taxonomy": snapshot.get("taxonomy"),
    }
    yield Item("; ".join(f"{name} {value}" for name, value in made.items() if value) + ".")
    if found.reference:
        yield Item("; ".join(f"{name} {value}" for name, value in found.reference.items()) + ".")
    probability = found.candidate.get("probability")
    if probability:
        yield Item(
            "Probability {value:.3f} (95% interval {low:.3f} to {high:.3f}), from {n} outcomes of this enterprise.".format(
                **probability
            )
        )


def _in_full(reason: Mapping[str, Any]) -> Section:
    fields = reason.get("fields", ())
    rests = f"Rests on: {', '.join(fields)}." if fields else "Rests on no field: nothing is claimed."
    notes = (rests,) if "fields" in reason else ()  # a list frozen before fields were kept
    rows = tuple(
        (
            part["feature"],
            part["label"],
            f"{figure(part['value'])} {part['unit']}",
            _stated(part),
            signed(part["contribution"]),
        )
        for part in reason.get("parts", ())
    )
    total = ("", "together", "", "", signed(reason["contribution"]))
    table = Table(("feature", "what", "value", "", "share"), (*rows, total), foot=True) if rows else None
    item = Item(reason["sentence"], tuple(map(quotation, reason.get("evidence", ()))), notes)
    return Section(f"{reason['label']}, {signed(reason['contribution'])}", (item,), table)


def _stated(part: Mapping[str, Any]) -> str:
    if part["known"]:
        return "stated"
    return "not stated, stands in" if part["params"].get("asked", True) else "not asked"


def _sum_words(found: Explanation) -> str:
    return (
        f"The mean score of the {found.frame['pool']['ranked']} ranked and the shares of every group add up to the score. "
        "A score only orders people for this role on this day; it is no measure of a person."
    )


def _sum(found: Explanation) -> Table:
    rows = [
        (reason["label"], signed(reason["contribution"])) for reason in found.candidate.get("reasons", ())
    ]
    base, score = signed(found.frame["base"]), signed(found.candidate["score"])
    return Table(("part", "share"), (("Mean of everyone ranked", base), *rows, ("Score", score)), foot=True)


def _sources(found: Explanation) -> Iterator[Item]:
    platform = (found.profile or {}).get("platform")
    seen = (found.profile or {}).get("as_of")
    for name, origin in found.sources.items():
        source = origin.get("source") or platform or "the profile as it was given"
        day = origin.get("seen_on") or seen
        how = f", {origin['how']}" if origin.get("how") else ""
        yield Item(f"{name}: {source}{how}{f', seen {day}' if day else ''}.")
