"""Why this platform: where a selected person was seen, and what the list held from elsewhere. Counts, and nothing inferred from them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from review_ui.web import words
from review_ui.web.views.rows import seen_at

_NOWHERE = "a source that names none"


def channels(
    selected: Iterable[str],
    profiles: Mapping[str, Mapping[str, Any]],
    called: Mapping[str, str],
    fits: Mapping[str, str],
) -> tuple[str, ...]:
    """One sentence about each of the selected, then one about the list they were chosen from.

    `profiles`: of everybody on the list who can still be read. `fits`: person -> strong, partial or weak; empty where withheld.
    """
    said = [
        f"{called.get(person, person)}: seen on {_platform(profiles[person])}{_day(profiles[person])}."
        for person in selected
        if person in profiles
    ]
    return (*said, *_compared(profiles, fits)) if said else ()


def _compared(profiles: Mapping[str, Mapping[str, Any]], fits: Mapping[str, str]) -> Iterable[str]:
    """By platform, of the best fit that anybody on the list has."""
    best = next((fit for fit in ("strong", "partial") if fit in {fits.get(one) for one in profiles}), None)
    among = [one for one in profiles if best is None or fits[one] == best]
    counts = Counter(_platform(profiles[one]) for one in among)
    noun = f"{words.FITS[best].lower()} on this list" if best else "people on this list"
    shares = words.listed(f"{count} from {name}" for name, count in counts.most_common())
    yield f"{noun[0].upper()}{noun[1:]}: {shares}."


def _platform(profile: Mapping[str, Any]) -> str:
    return seen_at(profile) or _NOWHERE


def _day(profile: Mapping[str, Any]) -> str:
    return f", {words.day(profile['as_of'])}" if profile.get("as_of") else ""
