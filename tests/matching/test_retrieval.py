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


def clustered_pool(count: int, *, width: int = 64, crafts: int = 30, seed: int = 3) -> Pool:
    """People of a few crafts: near to those of their own, and to most of one craft nearly alike, as real ones are."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(crafts, width)) + 1.0
    own = random.normal(size=(count, width)) * random.uniform(0.2, 0.8, (count, 1))
    vectors = (centres[random.integers(0, crafts, count)] + own).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return dataclasses.replace(random_pool(count, dimension=width), documents=vectors)


SHARES = [1.0, 0.5, 0.2, 0.1, 0.05, 0.021, 0.019, 0.01, 0.005, 0.001]


@pytest.fixture(scope="module", params=["random", "clustered"])
def people(request: pytest.FixtureRequest) -> Pool:
    return random_pool(30_000, dimension=64) if request.param == "random" else clustered_pool(30_000)


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("exact_below", [29_999, 30_000])
def test_dense_retrieval_finds_the_exact_nearest_of_the_eligible(
    people: Pool, share: float, exact_below: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrieval, "EXACT_BELOW", exact_below)
    random = np.random.default_rng(1)
    kept, wanted = 0, 0
    for _ in range(5):
        rows = np.sort(random.choice(len(people), int(share * len(people)), replace=False))
        query = people.documents[random.integers(len(people))] + random.normal(0, 0.05, 64).astype(np.float32)
        exact = rows[np.argsort(-(people.documents[rows] @ query), kind="stable")[:200]]

        found = retrieval.dense(query, people, rows, 200)

        assert np.isin(found, rows).all()
        kept, wanted = kept + len(np.intersect1d(found, exact)), wanted + len(exact)
    assert kept >= 0.98 * wanted


def test_nobody_who_is_not_eligible_is_retrieved(people: Pool) -> None:
    eligible = np.random.default_rng(1).random(len(people)) < 0.3

    found = retrieve(Query(people.documents[0], []), people, eligible)

    assert len(found) == retrieval.RETRIEVE_LIMIT
    assert eligible[found].all()
    assert (np.diff(found) > 0).all()


def test_words_and_meaning_are_both_heard() -> None:
    people = pool_of(
        *({"id": f"p{i:02d}", "text": "filler"} for i in range(30)), {"id": "q", "text": "welding"}
    )
    pool = dataclasses.replace(people, documents=np.eye(31, dtype=np.float32))

    found = retrieve(Query(pool.documents[3], ["welding"]), pool, np.ones(31, bool), limit=2)

    assert set(found.tolist()) == {3, 30}


def test_fusion_sums_reciprocal_ranks() -> None:
    assert fuse([np.array([4, 1]), np.array([1, 2])]).tolist() == [1, 4, 2]


def test_fusion_is_the_sum_written_out() -> None:
    random = np.random.default_rng(4)
    rankings = [random.permutation(50)[:count] for count in (30, 7, 0)]
    total = dict.fromkeys(range(50), 0.0)
    for ranking in rankings:
        for place, row in enumerate(ranking, start=1):
            total[int(row)] += 1 / (retrieval.RRF_K + place)

    expected = sorted((row for row in total if total[row]), key=lambda row: (-total[row], row))
    assert fuse(rankings).tolist() == expected


def test_equal_scores_are_ordered_by_row() -> None:
    assert top(np.array([1.0, 2.0, 2.0, 2.0]), np.array([7, 5, 3, 1]), 2).tolist() == [5, 3]
