"""A profile's reading, kept as numbers and given back without reading again.

Reading a long record costs milliseconds, and twenty are shown at once. What is given back is the very reading the arrays
were made of, so what is quoted is what was counted; words that changed since are read anew.
"""

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from features.passages import Span
from features.reading import LONGEST_READ, Claim, Linker, Passage, Reading, evidence_of, read
from matching.places import Places
from matching.pool import TELLINGS, Pool
from matching.ports import Encoder
from matching.profiles import Profile, TextField, text_fields
from matching.shortlist import Evidence


class KeptReading(Reading):
    """A reading whose passages are rows of a pool: their vectors and word roots need no second look at the words."""

    def __init__(
        self,
        fields: tuple[TextField, ...],
        passages: tuple[Passage, ...],
        claims: tuple[Claim, ...],
        tenures: tuple[Evidence, ...],
        *,
        pool: Pool,
        rows: NDArray[np.intp],
    ) -> None:
        super().__init__(fields, passages, claims, tenures)
        object.__setattr__(self, "_pool", pool)
        object.__setattr__(self, "_rows", rows)

    def holding(self, stems: Sequence[tuple[str, ...]]) -> list[list[Passage]]:
        if not any(stems):
            return [[] for _ in stems]
        found = self._pool.passages.with_all(stems, self._rows)
        return [[self.passages[place] for place in places] for places in found]

    def _encoded(self, encoder: Encoder) -> NDArray[np.float32]:  # noqa: ARG002 - encoded when the pool was made
        return self._pool.passages.vectors[self._rows]

    _pool: Pool
    _rows: NDArray[np.intp]


def places_of(readings: Sequence[Reading], columns: dict[str, int]) -> Places:
    """The spans of readings, in their order; `columns` gives a skill's column in the pool."""
    passages: list[tuple[int, ...]] = []
    claims: list[tuple[int, ...]] = []
    tenures: list[tuple[int, ...]] = []
    for reading in readings:
        where = {field.path: number for number, field in enumerate(reading.fields)}

        def place(path: str, span: Span | Evidence, where: dict[str, int] = where) -> tuple[int, int, int]:
            return where[path], span.start, span.end

        passages += [place(one.field.path, one.span) for one in reading.passages]
        claims += [
            (columns[one.skill_id], TELLINGS.index(one.telling), *place(one.field.path, one.span))
            for one in reading.claims
        ]
        tenures += [place(one.field, one) for one in reading.tenures]
    return Places(
        fingerprints=np.array([fingerprint(reading.fields) for reading in readings], np.uint64),
        passages=np.array(passages, np.int32).reshape(-1, 3),
        claims=np.array(claims, np.int32).reshape(-1, 5),
        claim_offsets=_offsets(len(reading.claims) for reading in readings),
        tenures=np.array(tenures, np.int32).reshape(-1, 3),
        tenure_offsets=_offsets(len(reading.tenures) for reading in readings),
    )


def _offsets(counts: Iterable[int]) -> NDArray[np.int64]:
    return np.cumsum([0, *counts], dtype=np.int64)


def reading_of(profile: Profile, linker: Linker, *, pool: Pool, row: int) -> Reading:
    """The reading that stands behind row `row` of the pool, or a new one where the pool kept none of these words."""
    fields = tuple(text_fields(profile))
    places = pool.places
    if places is None or places.fingerprints[row] != fingerprint(fields):
        return read(profile, linker)
    rows = np.arange(*pool.passages.offsets[row : row + 2])
    tellings = pool.passages.telling[rows].tolist()
    claims = places.claims[slice(*places.claim_offsets[row : row + 2])].tolist()
    tenures = places.tenures[slice(*places.tenure_offsets[row : row + 2])].tolist()
    ids = linker.taxonomy.ids
    return KeptReading(
        fields,
        tuple(
            Passage(fields[field], Span(start, end), TELLINGS[telling])
            for (field, start, end), telling in zip(places.passages[rows].tolist(), tellings, strict=True)
        ),
        tuple(
            Claim(ids[column], fields[field], Span(start, end), TELLINGS[telling])
            for column, telling, field, start, end in claims
        ),
        tuple(evidence_of(fields[field], Span(start, end)) for field, start, end in tenures),
        pool=pool,
        rows=rows,
    )


def fingerprint(fields: Sequence[TextField]) -> int:
    """64 bits over everything of the fields that reading looks at."""
    parts = [f"{len(field.text)} {field.kind} {field.path}\n{field.text[:LONGEST_READ]}" for field in fields]
    digest = hashlib.sha256("".join(parts).encode("utf-8", "surrogatepass"))
    return int.from_bytes(digest.digest()[:8], "little")
