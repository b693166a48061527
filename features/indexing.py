"""Profiles to the arrays of a pool: the one place where people become numbers.

Serving, training and evaluation all rank pools made here. What the numbers mean for a role is `featurizer.py`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, csr_array

from features.caching import CachedEncoder
from features.encoding import SERVED_LANGUAGES
from features.kept import places_of
from features.language import detect_language
from features.ordering import distinct
from features.reading import Linker, Reading, in_labels, read
from features.redaction import DEFAULT_POLICY, RedactionPolicy, policy_of
from features.sketching import sketches
from features.tenure import MIDDLE_LEVEL, level_of, tenure
from features.typography import as_encoded
from features.zones import utc_offset
from matching.codes import country_names
from matching.lexical import LexicalIndex
from matching.pool import Labels, Passages, Pool, Sets
from matching.ports import Encoder
from matching.profiles import Profile
from matching.vectors import ByteVectors
from matching.word_vectors import Worded

Progress = Callable[[int, int], None]
UNKNOWN = float("nan")
HALF_LIFE = 20


def build_pool(
    profiles: Sequence[Profile],
    *,
    linker: Linker,
    encoder: Encoder | None,
    progress: Progress | None = None,
    about: dict[str, Any] | None = None,
    beside: Pool | None = None,
    policy: RedactionPolicy = DEFAULT_POLICY,
) -> Pool:
    """Read, encode and index profiles; ids must be distinct.

    Without an encoder the vectors have no columns and ranking goes by words alone. Words weigh as they do in the pool
    these people stand `beside`, and are redacted under its policy; by default they are their own corpus.
    """
    policy = policy_of(beside) if beside else policy
    people = sorted(profiles, key=lambda profile: profile.id)
    readings = [read(profile, linker, policy=policy) for profile in people]
    texts = [reading.text for reading in readings]
    may_embed = np.array([profile.terms.may_embed for profile in people], bool)
    found_passages = _passages(readings, may_embed, encoder, progress)
    titles = [title_of(reading, linker) for reading in readings]
    languages = [_language(profile, text) for profile, text in zip(people, texts, strict=True)]
    return Pool(
        ids=tuple(profile.id for profile in people),
        numbers=_numbers(people, readings, texts, titles, languages),
        labels=_labels(people, languages),
        sets=_sets(people),
        skills=_skills(readings, linker),
        documents=direction(found_passages.vectors[:], found_passages.owners, len(people)),
        titles=_encode(_embeddable(titles, may_embed), encoder),
        passages=replace(found_passages, corpus=beside.passages) if beside else found_passages,
        lexical=_lexical([reading.searched for reading in readings], beside),
        sketches=sketches(texts),
        places=places_of(people, readings, dict(linker.taxonomy.columns), policy),
        about={
            "people": len(people),
            "encoder": encoder.name if encoder else None,
            "taxonomy": linker.taxonomy.version,
            "redaction": policy.id,
            **(about or {}),
        },
    )


def _lexical(documents: list[list[str]], beside: Pool | None) -> LexicalIndex:
    return LexicalIndex.build(documents) if beside is None else beside.lexical.beside(documents)


def _passages(
    readings: Sequence[Reading],
    may_embed: NDArray[np.bool_],
    encoder: Encoder | None,
    progress: Progress | None,
) -> Passages:
    texts = [passage.text for reading in readings for passage in reading.passages]
    counts = [len(reading.passages) for reading in readings]
    vocabulary: dict[str, int] = {}
    columns = [
        sorted({vocabulary.setdefault(root, len(vocabulary)) for root in passage.roots})
        for reading in readings
        for passage in reading.passages
    ]
    seen = _in_words(_embeddable(texts, np.repeat(may_embed, counts)), encoder, progress)
    return Passages(
        vectors=ByteVectors.of(seen.vectors),
        offsets=np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64),
        telling=np.concatenate([np.empty(0, np.int8), *(reading.telling for reading in readings)]),
        vocabulary=vocabulary,
        stems=_incidence(columns, len(vocabulary)),
        words=seen.words,
    )


def _incidence(columns: list[list[int]], width: int) -> csr_array:
    indices = np.fromiter((column for row in columns for column in row), np.int32)
    rows = np.repeat(np.arange(len(columns), dtype=np.int32), [len(row) for row in columns])
    return coo_array((np.ones(len(indices), np.int8), (rows, indices)), shape=(len(columns), width)).tocsr()


def _embeddable(texts: Sequence[str], allowed: NDArray[np.bool_]) -> list[str]:
    """What may reach an encoder: of the others nothing, which gives a zero row."""
    return [text if may else "" for text, may in zip(texts, allowed, strict=True)]


def _in_words(texts: Sequence[str], encoder: Encoder | None, progress: Progress | None) -> Worded:
    if encoder is None:
        return Worded(_encode(texts, None), None)
    if isinstance(encoder, CachedEncoder):
        return encoder.encode_words(texts, progress=progress)
    return encoder.encode_words(texts)


def _encode(texts: Sequence[str], encoder: Encoder | None) -> NDArray[np.float32]:
    return encoder.encode(texts) if encoder else np.zeros((len(texts), 0), np.float32)


def direction(vectors: NDArray[np.float32], owners: NDArray[np.integer], count: int) -> NDArray[np.float32]:
    """A person's direction: the unit mean of their passages, later ones counting less; zero without any.

    `owners` gives each passage's person in 0..count, ascending. Records are written newest and weightiest first. Half as
    much after `HALF_LIFE` passages beat the plain mean on every kind of request it was tried on
    (docs/reference/cold-start.md).
    """
    position = np.arange(len(owners)) - np.searchsorted(owners, owners)
    weights = np.exp2(-position / HALF_LIFE).astype(np.float32)
    sums = np.zeros((count, vectors.shape[1]), np.float32)
    np.add.at(sums, owners, vectors * weights[:, None])
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.divide(sums, lengths, out=sums, where=lengths > 0)


def _skills(readings: Sequence[Reading], linker: Linker) -> csc_array:
    """Strongest telling of each skill, float32 `(n, n_skills)`: 1 in work described, less where only claimed."""
    columns = linker.taxonomy.columns
    strongest: dict[tuple[int, int], float] = {}
    for row, reading in enumerate(readings):
        for claim in reading.claims:
            place = (row, columns[claim.skill_id])
            strongest[place] = max(strongest.get(place, 0.0), reading.strength(claim.telling))
    places = np.array(list(strongest), np.int32).reshape(-1, 2)
    values = np.array(list(strongest.values()), np.float32)
    return coo_array((values, (places[:, 0], places[:, 1])), shape=(len(readings), len(columns))).tocsc()


def title_of(reading: Reading, linker: Linker) -> str:
    """What the person calls their work, as it is encoded; nothing without any."""
    title = reading.title
    if title is None:
        return ""
    where = [field.path for field in reading.fields].index(title.field)
    words = as_encoded(reading.texts[where][title.start : title.end])
    # The first words of a text are no title yet, but whatever their writer began with.
    return words if title.field == "text" else in_labels(words, linker, title=True)


def _numbers(
    people: Sequence[Profile],
    readings: Sequence[Reading],
    texts: Sequence[str],
    titles: Sequence[str],
    languages: Sequence[str | None],
) -> dict[str, NDArray[np.float64]]:
    spells = [tenure(profile, text) for profile, text in zip(people, texts, strict=True)]
    levels = [level_of(title) for title in titles]
    return {
        "hourly_rate": _column(
            profile.hourly_rate.amount if profile.hourly_rate else None for profile in people
        ),
        "hours_per_week": _column(profile.hours_per_week for profile in people),
        "available_from": _days(profile.available_from for profile in people),
        "seen_on": _days(profile.as_of for profile in people),
        "rating_average": _column(profile.ratings.average if profile.ratings else None for profile in people),
        "rating_count": _column(profile.ratings.count if profile.ratings else None for profile in people),
        "job_success": _column(profile.job_success for profile in people),
        "response_hours": _column(profile.response_hours for profile in people),
        "closed_years": _column(spell.closed_years for spell in spells),
        "open_since": _column(spell.open_since for spell in spells),
        "level": _column(MIDDLE_LEVEL if level is None else level for level in levels),
        "certifications": _column(
            float(distinct([c if isinstance(c, str) else c.name for c in profile.certifications]))
            for profile in people
        ),
        "listed_weight": _column(reading.listed_weight for reading in readings),
        "words": _column(
            float(sum(len(passage.text.split()) for passage in reading.passages)) for reading in readings
        ),
        "unserved_language": _column(float(code not in (None, *SERVED_LANGUAGES)) for code in languages),
        "utc_offset": _column(utc_offset(profile.timezone) for profile in people),
        **_barred(people),
    }


def _barred(people: Sequence[Profile]) -> dict[str, NDArray[np.float64]]:
    """Whose words may not be embedded; no column where that is nobody."""
    barred = _column(float(not profile.terms.may_embed) for profile in people)
    return {"not_embedded": barred} if barred.any() else {}


def _language(profile: Profile, text: str) -> str | None:
    return profile.language.split("-")[0] if profile.language else detect_language(text)


def _labels(people: Sequence[Profile], languages: Sequence[str | None]) -> dict[str, Labels]:
    return {
        "rate_currency": _codes(
            profile.hourly_rate.currency if profile.hourly_rate else None for profile in people
        ),
        "clearance": _codes(
            profile.clearance.strip().casefold() if profile.clearance else None for profile in people
        ),
        "platform": _codes(profile.platform for profile in people),
        "text_language": _codes(languages),
        "business_unit": _codes(profile.terms.business_unit for profile in people),
    }


def _sets(people: Sequence[Profile]) -> dict[str, Sets]:
    may_work = [
        set(profile.work_countries) | ({profile.country} if profile.country else set()) for profile in people
    ]
    return {
        "work_countries": _members(may_work, tuple(sorted(country_names()))),
        "languages": _members([profile.spoken for profile in people], None),
    }


def _members(groups: Sequence[Iterable[str]], vocabulary: tuple[str, ...] | None) -> Sets:
    names = vocabulary or tuple(sorted({name for group in groups for name in group}))
    where = {name: column for column, name in enumerate(names)}
    places = [(row, where[name]) for row, group in enumerate(groups) for name in sorted(group)]
    at = np.array(places, np.int32).reshape(-1, 2)
    shape = (len(groups), len(names))
    return Sets(names, coo_array((np.ones(len(at), np.int8), (at[:, 0], at[:, 1])), shape=shape).tocsr())


def _codes(values: Iterable[str | None]) -> Labels:
    given = list(values)
    vocabulary = tuple(sorted({value for value in given if value is not None}))
    where = {value: code for code, value in enumerate(vocabulary)}
    return Labels(vocabulary, np.array([-1 if value is None else where[value] for value in given], np.int32))


def _column(values: Iterable[float | None]) -> NDArray[np.float64]:
    return np.array([UNKNOWN if value is None else value for value in values], np.float64)


def _days(values: Iterable[Any]) -> NDArray[np.float64]:
    return _column(None if value is None else float(value.toordinal()) for value in values)
