"""What an import would make of the first rows: the profiles they become, what was guessed, what is dirty.

Writes nothing and needs no account. Values that are set aside are never shown, their keys are. Reading is `importing.py`.
"""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from matching.errors import Fault
from matching.profiles import Profile
from matching.protected import NAMES_AT
from review_ui.importing import Incoming, faults_in_words

SCHEMA = "candor.preview/1"
ROWS_SHOWN = 5
_WIDTH = 100
_ITEMS_SHOWN = 8


def preview_document(incoming: Incoming) -> dict[str, Any]:
    """The preview as JSON."""
    batch = incoming.profiles
    return {
        "schema": SCHEMA,
        "source": incoming.source,
        "read": len(batch.profiles),
        "profiles": [
            profile.model_dump(mode="json", exclude_unset=True) for profile in batch.profiles[:ROWS_SHOWN]
        ],
        "set_aside": sorted({key for values in batch.protected.values() for key in values}),
        "dirty": [asdict(fault) for fault in batch.dirty],
        "rejected": [asdict(fault) for fault in batch.rejected],
        "notices": list(incoming.notices),
    }


def preview_in_words(incoming: Incoming) -> str:
    """The preview as people read it; notices go elsewhere."""
    batch = incoming.profiles
    shown = batch.profiles[:ROWS_SHOWN]
    lines = [f"{len(shown)} of the {len(batch.profiles)} profiles that {incoming.source} would give"]
    for profile in shown:
        lines += ["", *_profile(profile, sorted(batch.protected.get(profile.id, ())))]
    dirty, rejected = _problems(batch.dirty, batch.rejected)
    return "\n".join([*lines, *dirty, *rejected, "", "nothing was written"])


def _problems(dirty: tuple[Fault, ...], rejected: tuple[Fault, ...]) -> tuple[list[str], list[str]]:
    told = faults_in_words("cells left out, their rows stay", dirty)
    refused = faults_in_words("faults of rows that would refuse the file", rejected)
    return (["", *told] if told else []), (["", *refused] if refused else [])


def _profile(profile: Profile, set_aside: list[str]) -> Iterator[str]:
    yield f"{profile.id}"
    document = profile.model_dump(mode="json", exclude_unset=True, exclude={"id", "provenance", NAMES_AT})
    for name, value in document.items():
        if value in ("", [], None):
            continue
        origin = profile.provenance.get(name)
        how = f"  [{origin.how}]" if origin and origin.how else ""
        yield f"  {name}: {_short(value)}{how}"
    if set_aside:
        yield f"  set aside, never scored: {', '.join(set_aside)}"


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return _cut(" ".join(_short(item) for item in value.values() if item not in ("", None)))
    if isinstance(value, list):
        more = f" and {len(value) - _ITEMS_SHOWN} more" if len(value) > _ITEMS_SHOWN else ""
        return _cut("; ".join(_short(item) for item in value[:_ITEMS_SHOWN])) + more
    return _cut(" ".join(str(value).split()))


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH else text[: _WIDTH - 3] + "..."
