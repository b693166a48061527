"""What is new since the reader last looked, in words: one mark a line of a list, and a note on the case itself.

Which changes count is `governance/looks.py`; what each is called, `timeline.py`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from governance.looks import LastLook, News
from governance.reading import AuditLine
from review_ui.web import words
from review_ui.web.views.timeline import ACTS, TimelineLine, timeline

_TOLD = 3
# The end of an act's words that leads on to a name, as in `Made the offer to`.
_LEADS_ON = re.compile(r" (on|to|from|of)$")


@dataclass(frozen=True, slots=True)
class Mark:
    """`word` stands out; `rest` says since when, and what."""

    word: str
    rest: str


@dataclass(frozen=True, slots=True)
class SinceLook:
    """On the case: what others did since the visit before this one, the newest first, `more` of them only in the log below.

    `numbers`: their places in the log.
    """

    since: str
    lines: tuple[TimelineLine, ...]
    more: int
    numbers: frozenset[int]


def marks_of(
    looks: Mapping[str, News | None], now: datetime, *, waiting: Iterable[str] = ()
) -> dict[str, Mark]:
    """Requisition id -> its mark. Of what waits for the reader, whatever they never opened is marked too."""
    marks = {one: Mark("Not opened yet", "") for one in waiting if one not in looks}
    return marks | {one: _mark(found, now) for one, found in looks.items() if found is not None}


def since_look(look: LastLook | None, fresh: Sequence[AuditLine], now: datetime) -> SinceLook | None:
    """None where nothing is new, or nothing was seen before."""
    if look is None or not fresh:
        return None
    newest = tuple(reversed(fresh))
    return SinceLook(
        since=words.lately(look.at, now),
        lines=timeline(newest[:_TOLD]),
        more=len(newest[_TOLD:]),
        numbers=frozenset(one.seq for one in fresh),
    )


def new_of_people(fresh: Iterable[AuditLine]) -> dict[str, str]:
    """Person id -> the last that others did about them on this list or after it, as `Selected, Mara Lindgren`."""
    told = {}
    for one in fresh:
        person, decision = one.facts.get("person"), one.facts.get("decision")
        if isinstance(person, str):
            decided = one.action == "candidate.decided" and isinstance(decision, str)
            did = words.decision_name(str(decision)) if decided else _did(one.action)
            told[person] = f"{_LEADS_ON.sub('', did)}, {one.actor.name}"
    return told


def _mark(news: News, now: datetime) -> Mark:
    more = f", and {news.changes - 1} more" if news.changes > 1 else ""
    since = words.lately(news.since, now)
    return Mark("New", f"since you last looked, {since}: {_did(news.action)}, {news.by.name}{more}")


def _did(action: str) -> str:
    return ACTS.get(action, words.plain(action))
