"""Evidence on a pair as people read it: `same name; same two employers; 0.8 of the skills`. Reads facts, not people."""

from collections.abc import Mapping
from typing import Any

_NAMES = {
    "same": "same name",
    "spelling": "names differ in spelling only",
    "nickname": "same name, one in another form",
    "part": "part of the name agrees",
    "initial": "initials agree with the name",
    "different": "different names",
}
_VETOES = {
    "name": "the names contradict each other",
    "same_source": "both come from the same source",
    "other_account": "they name different accounts on the same system",
}
_COUNTS = ("no", "one", "two", "three", "four", "five", "six")


def in_words(facts: Mapping[str, Mapping[str, Any]], vetoes: tuple[str, ...] = ()) -> tuple[str, ...]:
    """One phrase for each part, strongest first, then what stands against it whatever else agrees."""
    ordered = sorted(facts.items(), key=lambda item: -abs(float(item[1].get("bits", 0))))
    said = [phrase for name, part in ordered if (phrase := _phrase(name, part))]
    return (*said, *(_VETOES[veto] for veto in vetoes if veto != "name" and veto in _VETOES))


def _phrase(name: str, part: Mapping[str, Any]) -> str:
    match name:
        case "name":
            others = int(part.get("namesakes", 1)) - 2
            common = f" ({others} others here bear it)" if others > 0 else ""
            return _NAMES.get(str(part.get("how")), "") + common
        case "handle":
            shared = int(part.get("shared", 0))
            return "same address, number or account" if shared else "different accounts on one system"
        case "employers":
            return _employers(part)
        case "skills":
            return f"{part.get('share', 0)} of the skills"
        case "place":
            return "same country" if part.get("how") == "same" else "different countries"
        case "words":
            return "same wording in places" if part.get("shared") else "same headline"
    return ""


def _employers(part: Mapping[str, Any]) -> str:
    shared, dates = int(part.get("shared", 0)), int(part.get("dates", 0))
    if not shared:
        return "no employer in common"
    count = "same employer" if shared == 1 else f"same {_count(shared)} employers"
    return f"{count}, dates agree" if dates == shared else count


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else str(number)
