"""Vectors in bytes are near those they stand for, and the index finds the nearest of them."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from matching.vectors import ByteVectors, DenseIndex

Vectors = NDArray[np.float32]


def unit(count: int, width: int, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((count, width)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_a_number_is_off_by_at_most_half_a_step() -> None:
    vectors = unit(50, 48)

    kept = ByteVectors.of(vectors)

    steps = np.abs(vectors).max(axis=1, keepdims=True) / 127
    assert (np.abs(kept[:] - vectors) <= steps / 2 + 1e-7).all()


def test_nothing_said_stays_zero() -> None:
    assert not ByteVectors.of(np.zeros((2, 4), np.float32))[:].any()


def test_no_vectors_and_no_numbers_are_vectors_too() -> None:
    assert ByteVectors.of(np.zeros((0, 4), np.float32)).shape == (0, 4)
    assert ByteVectors.of(np.zeros((3, 0), np.float32)).cosines(
        np.array([2, 0]), np.zeros((1, 0), np.float32)
    ).tolist() == [[0], [0]]


def test_products_by_blocks_are_those_of_the_vectors_kept() -> None:
    kept, asked = ByteVectors.of(unit(1_000, 32)), unit(5, 32, seed=1)
    rows = np.random.default_rng(2).integers(0, 1_000, 777)

    assert np.allclose(kept.cosines(rows, asked), kept[:][rows] @ asked.T, atol=1e-6)


@pytest.mark.parametrize("width", [32, 384, 1536])
def test_products_are_the_same_bits_alone_and_among_others(width: int) -> None:
    kept, asked = ByteVectors.of(unit(600, width)), unit(7, width, seed=1)
    rows = np.random.default_rng(2).permutation(600)

    together = kept.cosines(rows, asked)

    alone = [kept.cosines(rows[i : i + 1], asked[::-1])[0, ::-1] for i in range(600)]
    assert together.tobytes() == np.stack(alone).tobytes()


# 100 is no multiple of 16: faiss then multiplies floats, not bytes.
@pytest.mark.parametrize("width", [32, 100, 384])
def test_the_index_finds_the_nearest_among_those_asked_for(width: int) -> None:
    vectors, query = unit(3_000, width), unit(1, width, seed=1)[0]
    among = np.random.default_rng(2).random(3_000) < 0.4
    nearest = [row for row in np.argsort(-(vectors @ query)) if among[row]][:50]

    found = DenseIndex.build(vectors).nearest(query, among, 200)

    assert among[found].all()
    assert set(nearest) <= set(found.tolist())


def test_an_index_read_back_finds_the_same(tmp_path: Path) -> None:
    vectors, everybody = unit(500, 32), np.ones(500, bool)
    index = DenseIndex.build(vectors)
    index.write(tmp_path / "an.index")

    again = DenseIndex.read(tmp_path / "an.index")

    assert (
        again.nearest(vectors[3], everybody, 20).tolist() == index.nearest(vectors[3], everybody, 20).tolist()
    )


def test_fewer_than_asked_for_are_all_found() -> None:
    among = np.zeros(100, bool)
    among[[5, 7]] = True

    assert DenseIndex.build(unit(100, 16)).nearest(unit(1, 16)[0], among, 10).tolist() == [5, 7]
