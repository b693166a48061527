"""The sentences simulated people may write: a limited stock, the same whatever the seed.

Limited so that all of them are encoded in seconds, and each at least a passage long (`features/passages.py`) so that
none is merged with its neighbour into something new. `profiles.py` picks from here.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from models.simulation.chance import seeded
from models.simulation.crafts import Craft, load_crafts, read_data

Strength = Literal["strong", "plain", "weak"]
Bucket = Literal["junior", "mid", "senior", "veteran"]
STRENGTHS: tuple[Strength, ...] = ("strong", "plain", "weak")
BUCKETS: tuple[Bucket, ...] = ("junior", "mid", "senior", "veteran")

# How many different sentences a skill has in each strength, and a craft of each other kind.
_EVIDENCE = {"strong": 3, "plain": 2, "weak": 1}
_OPENINGS = 3
_HEADLINES = 8


@dataclass(frozen=True)
class Stock:
    """`evidence[craft, label, strength]`, `openings[craft, bucket]`, `headlines[craft]`, `context[craft]`, `manner`."""

    evidence: Mapping[tuple[str, str, Strength], tuple[str, ...]]
    openings: Mapping[tuple[str, Bucket], tuple[str, ...]]
    headlines: Mapping[str, tuple[str, ...]]
    context: Mapping[str, tuple[str, ...]]
    manner: tuple[str, ...]

    def sentences(self) -> set[str]:
        """Every sentence a profile's summary or work may hold."""
        groups = (*self.evidence.values(), *self.openings.values(), *self.context.values(), self.manner)
        return {sentence for group in groups for sentence in group}


@cache
def sentence_stock() -> Stock:
    """The stock, made once."""
    crafts = load_crafts()
    return Stock(
        evidence={
            (craft.id, label, strength): _evidence(craft, label, strength)
            for craft in crafts
            for label in craft.phrases
            for strength in STRENGTHS
        },
        openings={(craft.id, bucket): _openings(craft, bucket) for craft in crafts for bucket in BUCKETS},
        headlines={craft.id: _headlines(craft) for craft in crafts},
        context={craft.id: craft.context for craft in crafts},
        manner=tuple(read_data("sentences")["manner"]),
    )


def _evidence(craft: Craft, label: str, strength: Strength) -> tuple[str, ...]:
    """Sentences that show the skill; each phrase is used before one is used again."""
    texts = read_data("sentences")
    draw = seeded(craft.id, label, strength)
    phrases = draw.sample(craft.phrases[label], len(craft.phrases[label]))
    frames = draw.sample(texts[strength], len(texts[strength]))
    results = draw.sample(craft.results, len(craft.results))
    return tuple(
        _fill(
            frames[i % len(frames)],
            did=(did := phrases[i % len(phrases)]),
            client=_client(craft.clients, did, draw),
            result=results[i % len(results)],
            span=draw.choice(texts["spans"]),
            part=draw.choice(texts["parts"]),
        )
        for i in range(_EVIDENCE[strength])
    )


def _client(clients: Sequence[str], did: str, draw: random.Random) -> str:
    """`" for a bank"`, or nothing where the phrase already says for whom or where."""
    said = any(f" {word} " in f" {did} " for word in ("for", "at", "in", "with", "to"))
    return "" if said else f" for {draw.choice(clients)}"


def _openings(craft: Craft, bucket: Bucket) -> tuple[str, ...]:
    draw = seeded(craft.id, bucket)
    frames = read_data("sentences")["openings"][bucket]
    titles = draw.sample(_plain_titles(craft), min(3, len(_plain_titles(craft))))
    return tuple(
        _fill(
            frames[i % len(frames)],
            title=titles[i % len(titles)],
            inside=_inside(titles[i % len(titles)]),
            **_three_fields(craft, draw),
        )
        for i in range(_OPENINGS)
    )


def _headlines(craft: Craft) -> tuple[str, ...]:
    draw = seeded(craft.id, "headline")
    frames = read_data("sentences")["headlines"]
    made = [
        _fill(
            frames[i % len(frames)], title=craft.titles[i % len(craft.titles)], **_three_fields(craft, draw)
        )
        for i in range(_HEADLINES)
    ]
    return tuple(dict.fromkeys(made))


def _plain_titles(craft: Craft) -> list[str]:
    return [title for title in craft.titles if not title.startswith(("Senior", "Head"))]


def _inside(title: str) -> str:
    """A title as it is written inside a sentence: `Data engineer` becomes `data engineer`; names and initials stay."""
    first = title.split()[0]
    named = first[1:].lower() != first[1:] or any(first in craft.phrases for craft in load_crafts())
    return title if named else title[:1].lower() + title[1:]


def _three_fields(craft: Craft, draw: random.Random) -> dict[str, str]:
    return dict(zip(("f1", "f2", "f3"), draw.sample(craft.fields, 3), strict=True))


def _fill(frame: str, *, did: str = "", **slots: str) -> str:
    """The frame with its slots filled; `{Did}` opens the sentence with a capital."""
    return frame.format(did=did, Did=did[:1].upper() + did[1:], **slots)
