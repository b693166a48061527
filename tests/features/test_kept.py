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
from features.reading import Passage, Reading, read, roots
from features.redaction import RedactionPolicy
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
    description="Build pipelines that people can rely on, reconcile nightly deliveries from forty warehouses and explain "
    "every surprising figure to the auditors of a bank.",
    must_have=["Python", "React", "SQL", "calendar management", "technical writing for software"],
    nice_to_have=["machine learning", "plain language"],
)
COPIED = ROLE.description
ODD: list[dict[str, Any]] = [
    {"id": "z1", "text": "\U0001f600 Python, he wrote. jane@mail.example\n\nSkills\nSQL, React"},
    {"id": "z2", "text": "", "skills": [], "headline": " "},
    {"id": "z3", "skills": ["SQL", "Python (primary)"]},
    # Out of order, said twice, by other names, invisible marks inside words, lines without case, a denied and a hedged skill.
    {
        "id": "z4",
        "headline": "Data engineer | SQL | Python",
        "skills": ["sql", "k8s", "Kubernetes", "SQL ", "no React"],
        "experience": [
            {"title": "Analyst", "description": "Kept reports.", "start": "2012-01", "end": "2015-02"},
            {
                "title": "Data engineer",
                "description": "Kept reports. Familiar with Docker.",
                "start": "2016-01",
            },
        ],
    },
    {
        "id": "z5",
        "text": "data engineer\n5 y\u200bears of experience in py\u200bthon, no react\n2012 - 2015 and more",
    },
    {"id": "z6", "text": f"Data engineer\nI wrote Python for a bank. {COPIED}", "summary": COPIED},
]


def shape(passage: Passage) -> tuple[Any, ...]:
    return tuple(getattr(passage, name) for name in ("field", "span", "telling", "text", "recites", "said"))


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
        assert [shape(one) for one in kept.passages] == [shape(one) for one in anew.passages]
        assert [one.roots for one in kept.passages] == [one.roots for one in anew.passages]
        assert (kept.title, kept.tenures) == (anew.title, anew.tenures)
        assert kept.listed_weight == anew.listed_weight
        assert (kept.texts, kept.text, kept.searched) == (anew.texts, anew.text, anew.searched)


def test_what_is_kept_is_told_without_the_words(people: list[Profile], pool: Pool) -> None:
    """Vectors and roots are rows of the pool; the words themselves are not looked at for any of these."""
    groups = (
        frozenset(roots("data engineer sql python kubernetes")),
        frozenset(roots("react docker reports")),
    )
    for row, profile in enumerate(people):
        kept, anew = (
            reading_of(profile, FEATURIZER.linker, pool=pool, row=row),
            read(profile, FEATURIZER.linker),
        )

        assert np.array_equal(kept.root_counts(groups), anew.root_counts(groups))
        stems = [("sql",), ("react",), ("docker",)]
        assert kept.holding(stems) == anew.holding(stems)
        assert np.array_equal(kept.vectors(InBytes()), anew.vectors(InBytes()))
        assert "texts" not in vars(kept)


def test_what_is_left_without_some_passages_is_what_reading_anew_leaves(
    people: list[Profile], pool: Pool
) -> None:
    for row, profile in enumerate(people):
        kept, anew = (
            reading_of(profile, FEATURIZER.linker, pool=pool, row=row),
            read(profile, FEATURIZER.linker),
        )
        every_other = np.arange(len(anew.passages)) % 2 == 0

        left, expected = kept.only(every_other), anew.only(every_other)

        assert left.claims == expected.claims
        assert [shape(one) for one in left.passages] == [shape(one) for one in expected.passages]
        assert np.array_equal(left.vectors(InBytes()), expected.vectors(InBytes()))


def test_statuses_and_quotations_are_those_of_reading_anew(people: list[Profile], pool: Pool) -> None:
    rows = np.arange(len(people))
    found = FEATURIZER.grounds_of_all(ROLE, people, pool, rows, [True] * len(people))

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


def test_work_put_in_another_order_since_is_read_anew(people: list[Profile], pool: Pool) -> None:
    row = next(row for row, one in enumerate(people) if one.id == "z4")
    first, second = people[row].experience
    earlier = second.model_copy(update={"start": "2001-01", "end": "2002-01"})  # type: ignore[union-attr]
    changed = people[row].model_copy(update={"experience": [first, earlier]})

    reading = reading_of(changed, FEATURIZER.linker, pool=pool, row=row)

    assert type(reading) is Reading
    assert reading.fields != read(people[row], FEATURIZER.linker).fields


def test_a_pool_without_places_reads_the_words(people: list[Profile], pool: Pool) -> None:
    bare = dataclasses.replace(pool, places=None)

    assert type(reading_of(people[0], FEATURIZER.linker, pool=bare, row=0)) is Reading


def test_vectors_are_those_the_pool_counts_with(people: list[Profile], pool: Pool) -> None:
    reading = reading_of(people[3], FEATURIZER.linker, pool=pool, row=3)

    rows = pool.passages.of(np.array([3])).rows
    assert np.array_equal(reading.vectors(WordEncoder()), pool.passages.vectors[rows])


SCHOOLED = Profile(
    id="s", text="Developer\n\nEducation\nBSc, University of Leeds, 2009\n\nSkills\nPython and SQL for Maria"
)


def test_a_pool_read_under_another_policy_is_read_under_it_again(people: list[Profile]) -> None:
    policy = RedactionPolicy(schools=False)
    pool = build_pool([SCHOOLED], linker=FEATURIZER.linker, encoder=FEATURIZER.encoder, policy=policy)

    kept = reading_of(SCHOOLED, FEATURIZER.linker, pool=pool, row=0)
    beside = FEATURIZER.index([SCHOOLED.model_copy(update={"id": "t"})], beside=pool)

    assert isinstance(kept, KeptReading)
    assert "Leeds" in kept.text
    assert "Leeds" not in read(SCHOOLED, FEATURIZER.linker).text
    assert beside.about["redaction"] == pool.about["redaction"] == policy.id
    assert beside.passages.stems.shape == pool.passages.stems.shape


def test_a_name_whose_places_are_told_since_is_read_anew(people: list[Profile]) -> None:
    pool = build_pool([SCHOOLED], linker=FEATURIZER.linker, encoder=FEATURIZER.encoder)
    start = SCHOOLED.text.index("Maria")
    named = SCHOOLED.model_copy(update={"names_at": {"text": [(start, start + 5)]}})

    reading = reading_of(named, FEATURIZER.linker, pool=pool, row=0)

    assert type(reading) is Reading
    assert "Maria" not in reading.text
