"""A reading given back from the pool says what reading the words again says."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from features.featurizer import RoleFeaturizer
from features.indexing import build_pool
from features.kept import KeptReading, reading_of
from features.linking import SkillLinker
from features.reading import Reading, read
from features.taxonomy import load_starter
from matching.pool import Pool
from matching.profiles import Profile
from matching.roles import Role
from matching.vectors import ByteVectors
from models.simulation.marketplace import simulate_marketplace
from tests.fakes import WordEncoder


class InBytes(WordEncoder):
    """Vectors as a pool keeps them, so that reading anew rounds no differently."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return ByteVectors.of(super().encode(texts))[:]


FEATURIZER = RoleFeaturizer(SkillLinker(load_starter()), InBytes())
ROLE = Role(
    id="r",
    title="Data engineer",
    description="Build pipelines that people can rely on.",
    must_have=["Python", "React", "SQL", "calendar management", "technical writing for software"],
    nice_to_have=["machine learning", "plain language"],
)
ODD: list[dict[str, Any]] = [
    {"id": "z1", "text": "\U0001f600 Python, he wrote. jane@mail.example\n\nSkills\nSQL, React"},
    {"id": "z2", "text": "", "skills": [], "headline": " "},
    {"id": "z3", "skills": ["SQL", "Python (primary)"]},
]


@pytest.fixture(scope="module")
def people() -> list[Profile]:
    documents = [*simulate_marketplace(40, 6).people, *ODD]
    return sorted((Profile.model_validate({"text": "", **one}) for one in documents), key=lambda one: one.id)


@pytest.fixture(scope="module")
def pool(people: list[Profile]) -> Pool:
    return build_pool(people, linker=FEATURIZER.linker, encoder=FEATURIZER.encoder)


def test_what_was_read_is_given_back(people: list[Profile], pool: Pool) -> None:
    for row, profile in enumerate(people):
        kept, anew = (
            reading_of(profile, FEATURIZER.linker, pool=pool, row=row),
            read(profile, FEATURIZER.linker),
        )

        assert isinstance(kept, KeptReading)
        assert kept.fields == anew.fields
        assert kept.claims == anew.claims
        assert kept.tenures == anew.tenures
        assert [one.text for one in kept.passages] == [one.text for one in anew.passages]
        assert kept.text == anew.text


def test_statuses_and_quotations_are_those_of_reading_anew(people: list[Profile], pool: Pool) -> None:
    found = [FEATURIZER.grounds(ROLE, profile, pool=pool, row=row) for row, profile in enumerate(people)]

    assert found == [FEATURIZER.grounds(ROLE, profile) for profile in people]
    assert {status.status for one in found for status in one.requirements} == {
        "evidenced",
        "claimed",
        "related",
        "missing",
    }


def test_words_that_changed_since_are_read_anew(people: list[Profile], pool: Pool) -> None:
    changed = people[0].model_copy(update={"summary": "Now I bake bread and know Python."})

    reading = reading_of(changed, FEATURIZER.linker, pool=pool, row=0)

    assert type(reading) is Reading
    assert reading == read(changed, FEATURIZER.linker)


def test_a_pool_without_places_reads_the_words(people: list[Profile], pool: Pool) -> None:
    bare = dataclasses.replace(pool, places=None)

    assert type(reading_of(people[0], FEATURIZER.linker, pool=bare, row=0)) is Reading


def test_vectors_are_those_the_pool_counts_with(people: list[Profile], pool: Pool) -> None:
    reading = reading_of(people[3], FEATURIZER.linker, pool=pool, row=3)

    rows = pool.passages.of(np.array([3])).rows
    assert np.array_equal(reading.vectors(WordEncoder()), pool.passages.vectors[rows])
