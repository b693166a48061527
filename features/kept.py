"""A profile's reading, kept as numbers and given back without reading again.

Reading a long record costs milliseconds, and twenty are shown at once. What is given back is the very reading the arrays
were made of, so what is quoted is what was counted; words that changed since are read anew.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from features.passages import Span
from features.reading import LONGEST_READ, Claim, Linker, Passage, Place, Reading, claims_within, read
from matching.places import Places
from matching.pool import TELLINGS, Pool, Telling
from matching.ports import Encoder
from matching.profiles import Experience, Profile, TextField, text_fields

Rows = NDArray[np.intp]
_NOWHERE = (-1, 0, 0)


class KeptPassage(Passage):
    """A passage whose words are looked at again only when somebody asks for them."""

    __slots__ = ("_anew",)

    def __init__(self, field: TextField, span: Span, telling: Telling, anew: Callable[[], Passage]) -> None:
        for name, value in (("field", field), ("span", span), ("telling", telling), ("_anew", anew)):
            object.__setattr__(self, name, value)

    @property
    def text(self) -> str:
        return self._anew().text

    @property
    def recites(self) -> frozenset[str]:
        return self._anew().recites

    @property
    def said(self) -> str | None:
        return self._anew().said

    _anew: Callable[[], Passage]


class KeptReading(Reading):
    """A reading whose passages are rows of a pool: their vectors and word roots need no second look at the words."""

    def __init__(
        self,
        fields: tuple[TextField, ...],
        passages: tuple[Passage, ...],
        claims: tuple[Claim, ...],
        *,
        title_at: Place | None,
        told_at: tuple[Place, ...],
        pool: Pool,
        rows: Rows,
        anew: Callable[[], Reading],
    ) -> None:
        kept = {
            "fields": fields,
            "passages": passages,
            "claims": claims,
            "title_at": title_at,
            "told_at": told_at,
        }
        for name, value in (*kept.items(), ("_pool", pool), ("_rows", rows), ("_anew", anew)):
            object.__setattr__(self, name, value)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return self._anew().texts

    def holding(self, stems: Sequence[tuple[str, ...]]) -> list[list[Passage]]:
        if not any(stems):
            return [[] for _ in stems]
        found = self._pool.passages.with_all(stems, self._rows)
        return [[self.passages[place] for place in places] for places in found]

    def root_counts(self, groups: Sequence[Collection[str]]) -> NDArray[np.int64]:
        return self._pool.passages.root_counts(groups, self._rows)

    def only(self, kept: NDArray[np.bool_]) -> Reading:
        passages = self._passages_at(kept)
        return KeptReading(
            self.fields,
            passages,
            claims_within(passages, self.claims),
            title_at=self.title_at,
            told_at=self.told_at,
            pool=self._pool,
            rows=self._rows[kept],
            anew=self._anew,
        )

    def _encoded(self, encoder: Encoder) -> NDArray[np.float32]:  # noqa: ARG002 - encoded when the pool was made
        return self._pool.passages.vectors[self._rows]

    _pool: Pool
    _rows: Rows
    _anew: Callable[[], Reading]


def places_of(people: Sequence[Profile], readings: Sequence[Reading], columns: dict[str, int]) -> Places:
    """The spans of these people's readings, in their order; `columns` gives a skill's column in the pool."""
    fields: list[int] = []
    titles: list[tuple[int, int, int]] = []
    told: list[tuple[int, int, int]] = []
    passages: list[tuple[int, int, int]] = []
    claims: list[tuple[int, int, int, int, int]] = []
    for profile, reading in zip(people, readings, strict=True):
        number_of = {field.path: number for number, field in enumerate(text_fields(profile))}
        order = [number_of[field.path] for field in reading.fields]
        fields += order
        titles.append(_numbers(reading.title_at, order) if reading.title_at else _NOWHERE)
        told += [_numbers(place, order) for place in reading.told_at]
        passages += [(number_of[one.field.path], one.span.start, one.span.end) for one in reading.passages]
        claims += [
            (
                columns[one.skill_id],
                TELLINGS.index(one.telling),
                number_of[one.field.path],
                one.span.start,
                one.span.end,
            )
            for one in reading.claims
        ]
    return Places(
        fingerprints=np.array([fingerprint(profile) for profile in people], np.uint64),
        fields=np.array(fields, np.int32),
        field_offsets=_offsets(len(reading.fields) for reading in readings),
        titles=np.array(titles, np.int32).reshape(-1, 3),
        told=np.array(told, np.int32).reshape(-1, 3),
        told_offsets=_offsets(len(reading.told_at) for reading in readings),
        passages=np.array(passages, np.int32).reshape(-1, 3),
        claims=np.array(claims, np.int32).reshape(-1, 5),
        offsets=_offsets(len(reading.claims) for reading in readings),
    )


def reading_of(profile: Profile, linker: Linker, *, pool: Pool, row: int) -> Reading:
    """The reading that stands behind row `row` of the pool, or a new one where the pool kept none of these words."""
    places = pool.places
    if places is None or places.fingerprints[row] != fingerprint(profile):
        return read(profile, linker)
    every = tuple(text_fields(profile))
    order = places.fields[slice(*places.field_offsets[row : row + 2])].tolist()
    at = {number: place for place, number in enumerate(order)}
    rows = np.arange(*pool.passages.offsets[row : row + 2])
    anew = _Anew(profile, linker)
    ids = linker.taxonomy.ids
    spans = zip(places.passages[rows].tolist(), pool.passages.telling[rows].tolist(), strict=True)
    title, *told = (
        (at.get(number, -1), Span(start, end))
        for number, start, end in (
            places.titles[row].tolist(),
            *places.told[slice(*places.told_offsets[row : row + 2])].tolist(),
        )
    )
    return KeptReading(
        tuple(every[number] for number in order),
        tuple(
            KeptPassage(every[field], Span(start, end), TELLINGS[telling], partial(anew.passage, place))
            for place, ((field, start, end), telling) in enumerate(spans)
        ),
        tuple(
            Claim(ids[column], every[field], Span(start, end), TELLINGS[telling])
            for column, telling, field, start, end in places.claims[
                slice(*places.offsets[row : row + 2])
            ].tolist()
        ),
        title_at=title if title[0] >= 0 else None,
        told_at=tuple(told),
        pool=pool,
        rows=rows,
        anew=lambda: anew.reading,
    )


def fingerprint(profile: Profile) -> int:
    """64 bits over everything of a profile that reading looks at: its words, and the days by which work is put in order."""
    parts = [
        f"{len(field.text)} {field.kind} {field.path}\n{field.text[:LONGEST_READ]}"
        for field in text_fields(profile)
    ]
    dates = [
        f"{item.start} {item.end}" if isinstance(item, Experience) else "" for item in profile.experience
    ]
    digest = hashlib.sha256("\n".join((*parts, *dates)).encode("utf-8", "surrogatepass"))
    return int.from_bytes(digest.digest()[:8], "little")


class _Anew:
    """The same profile read once more, when its words are asked for."""

    def __init__(self, profile: Profile, linker: Linker) -> None:
        self._profile = profile
        self._linker = linker

    @cached_property
    def reading(self) -> Reading:
        return read(self._profile, self._linker)

    def passage(self, place: int) -> Passage:
        return self.reading.passages[place]


def _numbers(place: Place, order: Sequence[int]) -> tuple[int, int, int]:
    number, span = place
    return order[number], span.start, span.end


def _offsets(counts: Iterable[int]) -> NDArray[np.int64]:
    return np.cumsum([0, *counts], dtype=np.int64)
