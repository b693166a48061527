"""A snapshot gives back the pool it was made of, or refuses."""

from pathlib import Path

import numpy as np
import pytest

from matching.errors import RunError
from matching.pool import Pool
from matching.snapshot import open_snapshot, write_snapshot
from tests.matching.pools import pool_of


@pytest.fixture
def pool() -> Pool:
    return pool_of(
        {
            "id": "a",
            "text": "Built Python services for banks and kept PostgreSQL fast for eight years.",
            "country": "DE",
        },
        {
            "id": "b",
            "skills": ["Java", "SQL"],
            "hourly_rate": {"amount": 40, "currency": "EUR"},
            "languages": ["de"],
        },
    )


def test_a_pool_read_back_is_the_same_in_every_array(pool: Pool, tmp_path: Path) -> None:
    name = write_snapshot(pool, tmp_path)

    again = open_snapshot(tmp_path / name)

    assert again.ids == pool.ids
    assert np.array_equal(again.sketches, pool.sketches)
    assert all(
        np.array_equal(again.numbers[key], column, equal_nan=True) for key, column in pool.numbers.items()
    )
    assert all(again.labels[key].vocabulary == labels.vocabulary for key, labels in pool.labels.items())
    assert np.array_equal(again.passages.vectors[:], pool.passages.vectors[:])
    assert again.passages.words is not None
    assert pool.passages.words is not None
    assert np.array_equal(again.passages.words.vectors[:], pool.passages.words.vectors[:])
    assert np.array_equal(again.passages.words.offsets, pool.passages.words.offsets)
    assert again.passages.stems.indices.tolist() == pool.passages.stems.indices.tolist()
    assert again.places is not None
    assert pool.places is not None
    assert again.places.claims.tolist() == pool.places.claims.tolist()
    assert again.lexical.scores(["python"]).tolist() == pool.lexical.scores(["python"]).tolist()
    assert (again.skills != pool.skills).nnz == 0
    assert again.sets["languages"].has_any(("de",)).tolist() == [False, True]


def test_the_same_pool_has_the_same_name(pool: Pool, tmp_path: Path) -> None:
    assert write_snapshot(pool, tmp_path / "one") == write_snapshot(pool, tmp_path / "two")


def test_a_changed_file_refuses_to_open(pool: Pool, tmp_path: Path) -> None:
    folder = tmp_path / write_snapshot(pool, tmp_path)
    changed = folder / "number.hourly_rate.npy"
    changed.write_bytes(changed.read_bytes()[:-1] + b"\x01")

    with pytest.raises(RunError, match=r"found number\.hourly_rate\.npy changed or missing"):
        open_snapshot(folder)


def test_a_changed_manifest_refuses_to_open(pool: Pool, tmp_path: Path) -> None:
    folder = tmp_path / write_snapshot(pool, tmp_path)
    (folder / "manifest.json").write_bytes((folder / "manifest.json").read_bytes() + b" ")

    with pytest.raises(RunError, match=r"found manifest\.json changed"):
        open_snapshot(folder)


def test_the_mean_length_of_records_is_kept(pool: Pool, tmp_path: Path) -> None:
    again = open_snapshot(tmp_path / write_snapshot(pool, tmp_path))

    assert again.lexical.mean_length == pool.lexical.mean_length > 0


def test_people_who_say_nothing_have_no_words_and_were_encoded_all_the_same(tmp_path: Path) -> None:
    silent = pool_of({"id": "a"}, {"id": "b"})

    again = open_snapshot(tmp_path / write_snapshot(silent, tmp_path))

    assert silent.passages.words is not None
    assert again.passages.words is not None
    assert len(again.passages.words) == len(again.passages.telling) == 0
