"""Many people of realistic shape for the bench, without an encoder: a simulated marketplace, repeated with differences.

Some thousands of simulated profiles are read and indexed as any others are; every repetition of them moves each vector by
noise of its own, so that no two people are equal and all have words that can be quoted. Vectors come from words: texts that
share words are near, as a real encoder has it, and nothing waits for one.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, vstack

from features.in_context import WIDTH as WORD_WIDTH
from features.indexing import build_pool
from features.linking import SkillLinker
from features.taxonomy import load_starter
from features.words import content_words
from matching.lexical import LexicalIndex, words
from matching.places import Places
from matching.pool import Labels, Passages, Pool, Sets
from matching.profiles import Profile
from matching.vectors import ByteVectors
from matching.word_vectors import Worded, WordVectors
from models.simulation.marketplace import simulate_marketplace

WIDTH = 384
SEED = 11
MOST_WRITTEN = 2_000

# Length of the noise beside a unit vector: two repetitions of one person are as far apart as two people of one craft.
NOISE = 0.5

Vectors = NDArray[np.float32]


class WordDirections:
    """Fulfils `ports.Encoder`: the unit sum of one fixed random direction a word. Each text costs once, then nothing."""

    name = f"word-directions-{WIDTH}"
    dimension, word_dimension = WIDTH, WORD_WIDTH

    def __init__(self) -> None:
        self._known: dict[str, Vectors] = {}
        self._words: dict[str, ByteVectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        for text in texts:
            if text not in self._known:
                self._known[text] = unit(sum(map(direction, words(text)), np.zeros(WIDTH, np.float32)))
        return np.stack([self._known[text] for text in texts]) if texts else np.zeros((0, WIDTH), np.float32)

    def encode_words(self, texts: Sequence[str]) -> Worded:
        for text in texts:
            if text not in self._words:
                own = [text[start:end].casefold() for start, end in content_words(text)]
                self._words[text] = ByteVectors.of(
                    unit(
                        np.array([direction(word)[:WORD_WIDTH] for word in own], np.float32).reshape(
                            -1, WORD_WIDTH
                        )
                    )
                )
        return Worded(self.encode(texts), WordVectors.of([self._words[text] for text in texts], WORD_WIDTH))


@cache
def direction(word: str) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "little")
    return np.random.default_rng(seed).standard_normal(WIDTH).astype(np.float32)


def unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)


class Repeated:
    """Fulfils `ports.ProfileReader`: person `i` of a pool made by `repeat` wrote what person `i % n` did."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self._profiles = profiles

    def read(self, ids: Sequence[str]) -> dict[str, Profile]:
        return {person: self._profiles[int(person[1:]) % len(self._profiles)] for person in ids}


def written(count: int) -> tuple[Pool, list[Profile]]:
    """`count` simulated people as a pool, and their profiles in the pool's order."""
    people = simulate_marketplace(count, SEED).people
    profiles = sorted(
        (Profile.model_validate({"text": "", **person}) for person in people), key=lambda one: one.id
    )
    pool = build_pool(profiles, linker=SkillLinker(load_starter()), encoder=WordDirections())
    return pool, profiles


def repeat(pool: Pool, people: int) -> Pool:
    """A pool of `people`, a multiple of the given one's size, whose vectors all differ."""
    times = people // len(pool)
    random = np.random.default_rng(SEED)
    return Pool(
        ids=tuple(f"p{i:07d}" for i in range(people)),
        numbers={name: np.tile(column, times) for name, column in pool.numbers.items()},
        labels={name: Labels(one.vocabulary, np.tile(one.codes, times)) for name, one in pool.labels.items()},
        sets={
            name: Sets(one.vocabulary, csr_array(stacked(one.members, times)))
            for name, one in pool.sets.items()
        },
        skills=csc_array(stacked(pool.skills, times)),
        documents=moved(pool.documents, times, random),
        titles=moved(pool.titles, times, random),
        passages=repeated_passages(pool.passages, times, random),
        lexical=LexicalIndex(pool.lexical.vocabulary, csc_array(stacked(pool.lexical.weights, times))),
        about={**pool.about, "people": people},
        places=repeated_places(pool.places, times) if pool.places else None,
        # Else the repetitions of a person would be found to be one person's copies, and be listed once.
        sketches=np.tile(pool.sketches, (times, 1)) ^ random.integers(0, 2**32, (people, 1), np.uint32),
    )


def stacked(matrix: csr_array | csc_array, times: int) -> csr_array | csc_array:
    """The rows of a sparse matrix, `times` over."""
    return vstack([matrix] * times, format=matrix.format)


def moved(vectors: Vectors, times: int, random: np.random.Generator) -> Vectors:
    """Unit vectors repeated, each with noise of its own; zeros stay."""
    here = vectors.any(axis=1, keepdims=True)
    return np.concatenate([unit(vectors + here * noise(vectors.shape, random)) for _ in range(times)])


def noise(shape: tuple[int, ...], random: np.random.Generator) -> Vectors:
    return random.standard_normal(shape, dtype=np.float32) * np.float32(NOISE / shape[-1] ** 0.5)


def repeated_passages(passages: Passages, times: int, random: np.random.Generator) -> Passages:
    words = passages.words
    return replace(
        passages,
        vectors=moved_bytes(passages.vectors, times, random),
        offsets=offsets(passages.offsets, times),
        telling=np.tile(passages.telling, times),
        stems=csr_array(stacked(passages.stems, times)),
        words=None
        if words is None
        else WordVectors(moved_bytes(words.vectors, times, random), offsets(words.offsets, times)),
    )


def moved_bytes(vectors: ByteVectors, times: int, random: np.random.Generator) -> ByteVectors:
    parts = [ByteVectors.of(moved(vectors[:], 1, random)) for _ in range(times)]
    return ByteVectors(
        np.concatenate([part.codes for part in parts]), np.concatenate([part.scales for part in parts])
    )


def repeated_places(places: Places, times: int) -> Places:
    return Places(
        fingerprints=np.tile(places.fingerprints, times),
        fields=np.tile(places.fields, times),
        field_offsets=offsets(places.field_offsets, times),
        titles=np.tile(places.titles, (times, 1)),
        passages=np.tile(places.passages, (times, 1)),
        claims=np.tile(places.claims, (times, 1)),
        claim_offsets=offsets(places.claim_offsets, times),
        tenures=np.tile(places.tenures, (times, 1)),
        tenure_offsets=offsets(places.tenure_offsets, times),
    )


def offsets(once: NDArray[np.int64], times: int) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(np.tile(np.diff(once), times))]).astype(np.int64)
