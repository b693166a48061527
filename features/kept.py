"""A profile's reading, kept as numbers and given back without reading again.

Reading a long record costs milliseconds, and twenty are shown at once. What is given back is the very reading the arrays
were made of, so what is quoted is what was counted; words that changed since are read anew.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from features.asked import listed_weight
from features.passages import Span
from features.reading import Claim, Linker, Passage, Reading, claims_within, evidence_of, read
from features.redaction import DEFAULT_POLICY, LONGEST_READ, RedactionPolicy, policy_of
from matching.on_demand import OnDemand
from matching.places import Places
from matching.pool import TELLINGS, Pool, Telling
from matching.ports import Encoder
from matching.profiles import Experience, Profile, TextField, text_fields
from matching.shortlist import Evidence

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

    @property
    def written(self) -> str:
        return self._anew().written

    _anew: Callable[[], Passage]


class KeptReading(Reading):
    """A reading whose passages are rows of a pool: their vectors and word roots need no second look at the words."""

    def __init__(
        self,
        fields: tuple[TextField, ...],
        passages: Sequence[Passage],
        claims: Sequence[Claim],
        tenures: tuple[Evidence, ...],
        title: Evidence | None,
        *,
        pool: Pool,
        rows: Rows,
        anew: Callable[[], Reading],
        whole: "_Whole | None" = None,
    ) -> None:
        # Without the texts of a reading made of words: here they are read again, and only if somebody asks.
        kept = {"fields": fields, "passages": passages, "claims": claims, "tenures": tenures, "title": title}
        own = {"_pool": pool, "_rows": rows, "_anew": anew, "_whole": whole}
        for name, value in (kept | own).items():
            object.__setattr__(self, name, value)

    @cached_property
    def telling(self) -> NDArray[np.int8]:
        return self._pool.passages.telling[self._rows]

    @property
    def cut_fields(self) -> Iterable[TextField]:
        return self._whole.cut_fields if self._whole else super().cut_fields

    @cached_property
    def listed_weight(self) -> float:
        return self._whole.listed_weight if self._whole else super().listed_weight

    @cached_property
    def claims_by_skill(self) -> Mapping[str, Sequence[Claim]]:
        return self._whole.claims_by_skill if self._whole else super().claims_by_skill

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return self._anew().texts

    def holding(self, stems: Sequence[tuple[str, ...]]) -> list[list[int]]:
        if not any(stems):
            return [[] for _ in stems]
        return [places.tolist() for places in self._pool.passages.roots_at(self._rows).with_all(stems)]

    def root_counts(self, groups: Sequence[Collection[str]]) -> NDArray[np.int64]:
        return self._pool.passages.roots_at(self._rows).counts(groups)

    def only(self, kept: NDArray[np.bool_]) -> Reading:
        passages = self._passages_at(kept)
        return KeptReading(
            self.fields,
            passages,
            claims_within(passages, self.claims),
            self.tenures,
            self.title,
            pool=self._pool,
            rows=self._rows[kept],
            anew=self._anew,
        )

    def _encoded(self, encoder: Encoder) -> NDArray[np.float32]:  # noqa: ARG002 - encoded when the pool was made
        return self._pool.passages.vectors[self._rows]

    _pool: Pool
    _rows: Rows
    _anew: Callable[[], Reading]
    _whole: "_Whole | None"


@dataclass(frozen=True, slots=True)
class _Whole:
    """What the pool knows of a whole record, so that no passage and no claim is looked at for it."""

    cut_fields: Sequence[TextField]
    listed_weight: float
    claims_by_skill: Mapping[str, Sequence[Claim]]


def places_of(
    people: Sequence[Profile],
    readings: Sequence[Reading],
    columns: dict[str, int],
    policy: RedactionPolicy = DEFAULT_POLICY,
) -> Places:
    """The spans of these people's readings, in their order; `columns` gives a skill's column in the pool."""
    fields: list[int] = []
    titles: list[tuple[int, ...]] = []
    passages: list[tuple[int, ...]] = []
    claims: list[tuple[int, ...]] = []
    tenures: list[tuple[int, ...]] = []
    for profile, reading in zip(people, readings, strict=True):
        where = {field.path: number for number, field in enumerate(text_fields(profile))}

        def place(path: str, span: Span | Evidence, where: dict[str, int] = where) -> tuple[int, int, int]:
            return where[path], span.start, span.end

        fields += [where[field.path] for field in reading.fields]
        titles.append(place(reading.title.field, reading.title) if reading.title else _NOWHERE)
        passages += [place(one.field.path, one.span) for one in reading.passages]
        claims += [
            (columns[one.skill_id], TELLINGS.index(one.telling), *place(one.field.path, one.span))
            for one in reading.claims
        ]
        tenures += [place(one.field, one) for one in reading.tenures]
    return Places(
        fingerprints=np.array([fingerprint(profile, policy) for profile in people], np.uint64),
        fields=np.array(fields, np.int32),
        field_offsets=_offsets(len(reading.fields) for reading in readings),
        titles=np.array(titles, np.int32).reshape(-1, 3),
        passages=np.array(passages, np.int32).reshape(-1, 3),
        claims=np.array(claims, np.int32).reshape(-1, 5),
        claim_offsets=_offsets(len(reading.claims) for reading in readings),
        tenures=np.array(tenures, np.int32).reshape(-1, 3),
        tenure_offsets=_offsets(len(reading.tenures) for reading in readings),
    )


def reading_of(profile: Profile, linker: Linker, *, pool: Pool, row: int) -> Reading:
    """The reading that stands behind row `row` of the pool, or a new one where the pool kept none of these words."""
    places, policy, fields = pool.places, policy_of(pool), tuple(text_fields(profile))
    if places is None or places.fingerprints[row] != fingerprint(profile, policy, fields):
        return read(profile, linker, policy=policy)
    order = places.fields[slice(*places.field_offsets[row : row + 2])].tolist()
    rows = np.arange(*pool.passages.offsets[row : row + 2])
    spans, telling = places.passages[rows], pool.passages.telling
    claims = places.claims[slice(*places.claim_offsets[row : row + 2])]
    tenures = places.tenures[slice(*places.tenure_offsets[row : row + 2])].tolist()
    title = places.titles[row].tolist()
    anew = _Anew(profile, linker, policy)
    ids = linker.taxonomy.ids

    def quoted(field: int, start: int, end: int) -> Evidence:
        return evidence_of(fields[field], Span(start, end))

    def passage(number: int) -> Passage:
        field, start, end = spans[number].tolist()
        how = TELLINGS[telling[rows[number]]]
        return KeptPassage(fields[field], Span(start, end), how, partial(anew.passage, number))

    def claim(number: int) -> Claim:
        column, how, field, start, end = claims[number].tolist()
        return Claim(ids[column], fields[field], Span(start, end), TELLINGS[how])

    by_skill: dict[str, list[int]] = {}
    for number, column in enumerate(claims[:, 0].tolist()):
        by_skill.setdefault(ids[column], []).append(number)
    return KeptReading(
        tuple(fields[number] for number in order),
        OnDemand(np.arange(len(rows)), passage),
        OnDemand(np.arange(len(claims)), claim),
        tuple(quoted(*place) for place in tenures),
        quoted(*title) if title[0] >= 0 else None,
        pool=pool,
        rows=rows,
        anew=anew.all,
        whole=_Whole(
            [fields[number] for number in dict.fromkeys(spans[:, 0].tolist())],
            float(listed_weight(pool, np.array([row]))[0]),
            {skill: OnDemand(np.array(numbers), claim) for skill, numbers in by_skill.items()},
        ),
    )


def fingerprint(
    profile: Profile, policy: RedactionPolicy = DEFAULT_POLICY, fields: Sequence[TextField] | None = None
) -> int:
    """64 bits over everything that a reading is made of: a profile's words, where its own name stands in them, the days by
    which work is put in order, and what is redacted."""
    parts = [
        f"{len(field.text)} {field.kind} {field.path}\n{field.text[:LONGEST_READ]}"
        for field in fields or text_fields(profile)
    ]
    dates = [
        f"{item.start} {item.end}" if isinstance(item, Experience) else "" for item in profile.experience
    ]
    named = [f"{path} {places}" for path, places in sorted(profile.names_at.items())]
    digest = hashlib.sha256("\n".join((*parts, *dates, *named, policy.id)).encode("utf-8", "surrogatepass"))
    return int.from_bytes(digest.digest()[:8], "little")


class _Anew:
    """The same profile read once more, when its words are asked for."""

    def __init__(self, profile: Profile, linker: Linker, policy: RedactionPolicy) -> None:
        self._profile = profile
        self._linker = linker
        self._policy = policy

    @cached_property
    def _reading(self) -> Reading:
        return read(self._profile, self._linker, policy=self._policy)

    def all(self) -> Reading:
        return self._reading

    def passage(self, number: int) -> Passage:
        return self._reading.passages[number]


def _offsets(counts: Iterable[int]) -> NDArray[np.int64]:
    return np.cumsum([0, *counts], dtype=np.int64)
