"""A notice as its person may read it: for a terminal, and as JSON."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from governance.notices import NoticeRecord

_STANDINGS = {
    "listed": "You were on the list that a person reads.",
    "ranked": "You were compared, and stood further down than the list that a person reads.",
    "left_out": "You were left out by limits of the request: {limits}.",
    "unrankable": "You could not be compared fairly by machine; a person is told to read your profile.",
    "added": "A person added you to the list by hand.",
    "added_ranked": "A person added you to the list by hand; you were compared like the others.",
}


def notice_in_words(notice: "NoticeRecord") -> Iterator[str]:
    frame, model = notice.frame, notice.frame["model"]
    family = f" ({frame['role']['family']})" if frame["role"]["family"] else ""
    yield f"{notice.shortlist_id}, {notice.at:%Y-%m-%d}: {frame['role']['title']}{family}"
    limits = ", ".join(notice.limits).replace("_", " ")
    yield "  " + _STANDINGS[notice.standing].format(limits=limits)
    yield f"  By: {frame['unranked'] or 'model ' + model['hash'][:12]}"
    yield f"  Read: {', '.join(frame['kinds'])}"
    if notice.fields:
        yield f"  What was said of you rests on: {', '.join(notice.fields)}"
    if frame["groups"]:
        yield f"  Compared by: {', '.join(frame['groups'])}"
    yield f"  From: {', '.join(f'{source} (seen {seen})' for source, seen in notice.sources) or 'no record'}"
    yield from (f"  Not used: {sentence}" for sentence in frame["not_used"])
    yield f"  {frame['review']}"
    yield f"  {frame['objection']}"


def notice_as_json(notice: "NoticeRecord") -> dict[str, Any]:
    document = asdict(notice)
    document["at"] = notice.at.isoformat()
    document["sources"] = [{"source": source, "seen_on": seen.isoformat()} for source, seen in notice.sources]
    return document
