"""What is computed for many people at once is what one would compute for each person alone."""

import numpy as np
import pytest
from numpy.typing import NDArray

from features.asked import (
    RELATED_AT_MOST,
    TELLING_STRENGTH,
    Asked,
    coverage,
    from_nearness,
    resolve,
    tempered,
)
from features.linking import SkillLinker
from features.nearness import best_nearness
from features.taxonomy import load_starter
from matching.pool import Pool
from matching.roles import Role
from models.simulation.marketplace import simulate_marketplace
from tests.fakes import WordEncoder
from tests.matching.pools import pool_of

TAXONOMY, ENCODER = load_starter(), WordEncoder()
LINKER = SkillLinker(TAXONOMY)
ROLE = Role(
    id="r",
    must_have=["Python", "React", "SQL", "calendar management", "technical writing for software"],
    nice_to_have=["machine learning", "unheard-of craft", "plain language"],
)


@pytest.fixture(scope="module")
def pool() -> Pool:
    people = [{**person, "text": ""} for person in simulate_marketplace(60, 5).people]
    return pool_of(*people, {"id": "zz-silent"})


@pytest.fixture(scope="module")
def asked() -> tuple[Asked, ...]:
    return resolve(ROLE.requirements, LINKER, ENCODER)


def met_by(one: Asked, pool: Pool, row: int, nearness: float) -> float:
    """One requirement and one person, by the letter."""
    skills = pool.skills.toarray()[row]
    parts = []
    for skill_id in one.skill_ids:
        near = [
            min(share * skills[TAXONOMY.columns[other]], RELATED_AT_MOST)
            for other, share in TAXONOMY.related(skill_id).items()
        ]
        parts.append(max([skills[TAXONOMY.columns[skill_id]], *near]))
    by_name = sum(parts) / max(1, len(parts))
    names = {column: stem for stem, column in pool.passages.vocabulary.items()}
    held = [
        TELLING_STRENGTH[pool.passages.telling[passage]]
        for passage in range(pool.passages.offsets[row], pool.passages.offsets[row + 1])
        if one.stems
        and set(one.stems) <= {names[column] for column in pool.passages.stems[[passage]].indices}
    ]
    return max(by_name, *held, float(from_nearness(np.array([nearness]))[0]), 0.0)


def test_coverage_is_that_of_each_person_alone(pool: Pool, asked: tuple[Asked, ...]) -> None:
    rows = np.array([60, 3, 17, 42, 5, 59])
    nearness = np.random.default_rng(3).random((len(rows), len(asked)))

    found = coverage(asked, pool, TAXONOMY, rows, nearness)

    expected = [
        [met_by(one, pool, row, nearness[i, j]) for j, one in enumerate(asked)] for i, row in enumerate(rows)
    ]
    assert found == pytest.approx(np.array(expected))
    assert (found > 0.55).any()


def test_no_requirement_covers_nothing(pool: Pool) -> None:
    assert coverage((), pool, TAXONOMY, np.arange(3), np.zeros((3, 0))).shape == (3, 0)


def test_nearness_is_the_best_passage_of_each_person_alone(pool: Pool) -> None:
    rows = np.array([60, 0, 33, 12])
    vectors = ENCODER.encode(["python services", "calendar management"])

    def alone(row: int) -> NDArray[np.float64]:
        own = slice(*pool.passages.offsets[row : row + 2])
        near = tempered(pool.passages.vectors[own] @ vectors.T, pool.passages.telling[own])
        return near.max(axis=0) if len(near) else np.zeros(2)

    assert best_nearness(pool, rows, vectors) == pytest.approx(
        np.array([alone(row) for row in rows]), abs=1e-6
    )


def test_words_of_some_people_score_as_among_all(pool: Pool) -> None:
    asked, rows = ["python", "python", "data", "unheard"], np.array([60, 9, 2])

    assert pool.lexical.scores_of(asked, rows) == pytest.approx(pool.lexical.scores(asked)[rows])


def test_sets_answer_as_their_members_do(pool: Pool) -> None:
    countries = pool.sets["work_countries"]
    wanted = ("DE", "BR", "XX")
    columns = [countries.vocabulary.index(code) for code in wanted if code in countries.vocabulary]

    assert np.array_equal(countries.has_any(wanted), countries.members.toarray()[:, columns].any(axis=1))
    assert not countries.has_any(()).any()


def test_rows_are_found_by_id_and_strangers_are_not(pool: Pool) -> None:
    ids = [pool.ids[7], "nobody", pool.ids[0], "zzzz", ""]

    assert pool.rows_of(ids).tolist() == [7, 0]
