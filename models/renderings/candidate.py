"""For the person it is about: a brief in plain words that tells of nobody else, and how to object."""

from collections.abc import Iterator, Mapping
from typing import Any

from models.explained import Explanation
from models.explanation import facts_of
from models.renderings.sections import Item, Section
from models.renderings.shared import (
    LEVEL_BELOW,
    NOT_USED,
    basis,
    in_words,
    requirement,
    role_name,
    terms,
)

# Groups that are read from the text as a whole: nobody states them as a fact.
FROM_WORDS = frozenset({"skills", "relevance", "domain"})

# What the features are to the person they are about.
PLAIN = {
    "rate_share": "your hourly rate",
    "wait_days": "the day you could start",
    "hours_cover": "the hours a week you offer",
    "response_hours": "how soon you answer",
    "rating": "ratings",
    "job_success": "how past contracts ended",
    "years": "how long you have worked",
    "years_short": "how long you have worked",
    "level_gap": "the level of your work, such as senior or lead",
    "certifications": "certificates",
    "languages_met": "the languages you speak",
    "age_days": "when your record was last seen",
}


def sections(found: Explanation, _: str) -> Iterator[Section]:
    person, frame = found.candidate, found.frame
    asked = person.get("requirements", ())
    yield Section(
        f"How your record was read for {role_name(found)}",
        (
            Item(
                f"On {frame['as_of']} your record ({person['id']}) was compared with what this role asks. "
                f"A program put the records in order; people read them and people decide."
            ),
            Item(basis(found)),
        ),
    )
    yield Section("What was asked", tuple(Item(line) for line in terms(frame["role"])))
    yield Section(
        "What was found, and where",
        tuple(requirement(one) for one in asked if one["status"] in ("evidenced", "claimed", "related")),
    )
    yield Section(
        "What was not found",
        (
            *(Item(f"{one['skill']}.") for one in asked if one["status"] == "missing"),
            *(Item(line) for line in _unstated(person)),
        ),
    )
    yield Section("What else was read", tuple(_counted(person)))
    yield Section("What would help", tuple(_would_help(found)))
    yield Section(
        "What was not used",
        (
            *map(Item, NOT_USED),
            Item(
                "Nobody is marked down for what is not stated beyond a cautious stand-in, the same for everybody."
            ),
        ),
    )
    yield Section("If something here is wrong", tuple(map(Item, _challenge(found))))


def _unstated(person: Mapping[str, Any]) -> Iterator[str]:
    """What the person could still state, in their own words; what was looked for in the text is told by skill."""
    unknown = [
        PLAIN.get(part["feature"], part["label"])
        for reason in person.get("reasons", ())
        for part in reason.get("parts", ())
        if reason["group"] not in FROM_WORDS and part["message"] == "unknown" and part["params"].get("asked")
    ]
    if unknown:
        yield f"Not stated in your record: {', '.join(dict.fromkeys(unknown))}."


def _counted(person: Mapping[str, Any]) -> Iterator[Item]:
    """Facts and which way they counted, without a figure that tells of others."""
    reasons = person.get("reasons", ())
    most = max((abs(reason["contribution"]) for reason in reasons), default=0.0)
    for reason in reasons:
        if not reason.get("fields", True):
            continue
        share = reason["contribution"]
        way = (
            "This made little difference."
            if abs(share) <= LEVEL_BELOW * most
            else "This counted for you."
            if share > 0
            else "This counted against you."
        )
        yield Item(f"{reason['label']}: {facts_of(reason['message'], reason['params'])} {way}")


def _would_help(found: Explanation) -> Iterator[Item]:
    change = found.change
    missing = [
        one["skill"]
        for one in found.candidate.get("requirements", ())
        if one["status"] in ("claimed", "related")
    ]
    if change is not None and change.already:
        yield Item("Nothing needs to change: your record is among those that are read first.")
    elif change is not None and change.proposals:
        yield Item(
            f"Each of these, if true, would bring your record among the first {change.k} that are read:"
        )
        for proposal in change.proposals:
            yield Item(in_words(proposal))
    elif change is not None:
        yield Item(
            f"No single change of rate, start, hours, answers, or one more skill shown, would bring it among the first {change.k}; nor would two."
        )
    if missing:
        yield Item(
            f"Where you have done work with {', '.join(missing)}, describe that work: a skill shown in work counts for more than one listed."
        )


def _challenge(found: Explanation) -> Iterator[str]:
    reference = "; ".join(f"{name} {value}" for name, value in found.reference.items())
    named = f" Name this: {reference}." if reference else ""
    yield f"Tell the company that asked what is wrong or missing; they answer for it.{named}"
    yield "A correction is made in your record at its source, and the comparison is made again with it."
    yield "You may ask for a person to look at it afresh, for a copy of everything held about you, and for it to be erased."
    yield f"The model that was used: {found.frame['model'].get('hash', 'unknown')}. The same comparison can be repeated exactly."
