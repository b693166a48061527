"""The flags of one person in words, with the figures they rest on. All of it is read from the frozen document.

A flag changes no score and no rank. What is usual among the people compared is `matching/benchmarks.py`.
"""

from collections.abc import Mapping
from typing import Any

from review_ui.web import words

_AMONG = {
    "fitting": "who meet what is asked at least in part and ask in {currency}",
    "ranked": "ranked who ask in {currency}, whatever their work",
}


def flag_sentences(
    person: Mapping[str, Any], profile: Mapping[str, Any], document: Mapping[str, Any]
) -> tuple[str, ...]:
    """Every flag as a sentence; the general one where the figures behind it were not kept."""
    usual = document.get("benchmarks") or {}
    figures = {
        "rate_over_benchmark": _rate(profile, usual),
        "slow_response": _slow(profile, usual),
        "thin_evidence": _thin(person),
    }
    return tuple(figures.get(flag) or words.flag_sentence(flag) for flag in person.get("flags", ()))


def flag_marks(person: Mapping[str, Any]) -> tuple[str, ...]:
    """The flags that the list itself names, in a word or two each."""
    marks = (words.FLAG_MARKS.get(flag) for flag in person.get("flags", ()))
    return tuple(dict.fromkeys(mark for mark in marks if mark))


def _rate(profile: Mapping[str, Any], usual: Mapping[str, Any]) -> str | None:
    currency: str = (profile.get("hourly_rate") or {}).get("currency", "")
    found = (usual.get("hourly_rate") or {}).get(currency)
    if not found:
        return None
    upper = words.amount(found["upper_quartile"], currency)
    who = _AMONG[found["among"]].format(currency=currency)
    return f"Rate over benchmark: of the {found['n']} people {who}, three in four ask {upper}/h or less."


def _slow(profile: Mapping[str, Any], usual: Mapping[str, Any]) -> str | None:
    found, hours = usual.get("response_hours"), profile.get("response_hours")
    if not found or hours is None:
        return None
    half = words.number(round(found["median"], 1))
    return (
        f"Slow response: answers in {words.number(round(hours, 1))} hours on record; half of the {found['n']} people "
        f"ranked whose time is known need {half} or less."
    )


def _thin(person: Mapping[str, Any]) -> str | None:
    asked = person.get("requirements", ())
    shown = sum(one["status"] == "evidenced" for one in asked)
    if not asked:
        return None
    return f"Thin evidence: {shown} of {words.plural(len(asked), 'asked skill')} shown in described work. Ask for examples."
