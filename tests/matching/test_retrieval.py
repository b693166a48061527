"""Retrieval looks only at the eligible, and finds the nearest of them at any share."""

import dataclasses

import numpy as np
import pytest

from matching import retrieval
from matching.lexical import LexicalIndex
from matching.pool import Pool
from matching.retrieval import Query, fuse, retrieve, top
from tests.matching.pools import pool_of


def random_pool(count: int, *, dimension: int = 32, seed: int = 3) -> Pool:
    """A pool with random unit vectors and no words, for the dense side alone."""
    vectors = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    small = pool_of({"id": "p"})
    ids = tuple(f"p{i:06d}" for i in range(count))
    return dataclasses.replace(
        small, ids=ids, documents=vectors, lexical=LexicalIndex.build([[] for _ in ids])
    )


def test_everybody_eligible_is_kept_when_they_are_few() -> None:
    pool = random_pool(50)
    eligible = np.arange(50) % 2 == 0

    assert retrieve(Query(None, []), pool, eligible).tolist() == list(range(0, 50, 2))


@pytest.mark.parametrize("share", [1.0, 0.3, 0.05, 0.01, 0.005])
@pytest.mark.parametrize("exact_below", [0, 1_000_000])
def test_dense_retrieval_finds_the_exact_nearest_of_the_eligible(
    share: float, exact_below: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrieval, "EXACT_BELOW", exact_below)
    pool = random_pool(6_000)
    eligible = np.random.default_rng(1).random(6_000) < share
    query = pool.documents[0]
    rows = np.nonzero(eligible)[0]
    wanted = set(rows[np.argsort(-(pool.documents[rows] @ query), kind="stable")[:20]].tolist())

    found = retrieve(Query(query, []), pool, eligible, limit=20)

    assert eligible[found].all()
    assert len(wanted & set(found.tolist())) >= 0.98 * len(wanted)


def test_words_and_meaning_are_both_heard() -> None:
    people = pool_of(
        *({"id": f"p{i:02d}", "text": "filler"} for i in range(30)), {"id": "q", "text": "welding"}
    )
    pool = dataclasses.replace(people, documents=np.eye(31, dtype=np.float32))

    found = retrieve(Query(pool.documents[3], ["welding"]), pool, np.ones(31, bool), limit=2)

    assert set(found.tolist()) == {3, 30}


def test_fusion_sums_reciprocal_ranks() -> None:
    assert fuse([np.array([4, 1]), np.array([1, 2])]).tolist() == [1, 4, 2]


def test_equal_scores_are_ordered_by_row() -> None:
    assert top(np.array([1.0, 2.0, 2.0, 2.0]), np.array([7, 5, 3, 1]), 2).tolist() == [5, 3]
