"""What is computed for many people at once is what one would compute for each person alone."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from features.asked import (
    RELATED_AT_MOST,
    TELLING_STRENGTH,
    Asked,
    coverage,
    from_nearness,
    listed_weight,
    resolve,
    tempered,
    told_weight,
)
from features.copies import copies_in
from features.featurizer import RoleFeaturizer
from features.linking import SkillLinker
from features.nearness import best_nearness, word_nearness
from features.reading import MOST_LISTED
from features.specs import SPECS
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
    long_list = ["Python", *(skill.label for skill in TAXONOMY)][: 2 * MOST_LISTED]
    return pool_of(*people, {"id": "zz-long", "skills": long_list}, {"id": "zz-silent"})


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
    telling = pool.passages.telling
    weight = told_weight(telling, float(listed_weight(pool, np.array([row]))[0]))
    held = [
        TELLING_STRENGTH[telling[passage]] * weight[passage]
        for passage in range(pool.passages.offsets[row], pool.passages.offsets[row + 1])
        if one.stems
        and set(one.stems) <= {names[column] for column in pool.passages.stems[[passage]].indices}
    ]
    return max(by_name, *held, float(from_nearness(np.array([nearness]))[0]), 0.0)


def test_coverage_is_that_of_each_person_alone(pool: Pool, asked: tuple[Asked, ...]) -> None:
    rows = np.array([61, 60, 3, 17, 42, 5, 59])
    nearness = np.random.default_rng(3).random((len(rows), len(asked)))

    found = coverage(asked, pool, TAXONOMY, rows, nearness, copies_in(pool, rows, ROLE))

    expected = [
        [met_by(one, pool, row, nearness[i, j]) for j, one in enumerate(asked)] for i, row in enumerate(rows)
    ]
    assert found == pytest.approx(np.array(expected))
    assert (found > 0.55).any()
    assert 0 < listed_weight(pool, np.array([60]))[0] < 1


def test_no_requirement_covers_nothing(pool: Pool) -> None:
    rows = np.arange(3)

    found = coverage((), pool, TAXONOMY, rows, np.zeros((3, 0)), copies_in(pool, rows, ROLE))

    assert found.shape == (3, 0)


def test_nearness_is_the_best_passage_of_each_person_alone(pool: Pool) -> None:
    rows = np.array([61, 60, 0, 33, 12])
    vectors = ENCODER.encode(["python services", "calendar management"])

    def alone(row: int) -> NDArray[np.float64]:
        own = slice(*pool.passages.offsets[row : row + 2])
        weight = float(listed_weight(pool, np.array([row]))[0])
        near = tempered(pool.passages.vectors[own] @ vectors.T, pool.passages.telling[own], weight)
        return near.max(axis=0) if len(near) else np.zeros(2)

    assert best_nearness(pool, rows, vectors, copies_in(pool, rows, ROLE)) == pytest.approx(
        np.array([alone(row) for row in rows]), abs=1e-6
    )


def test_word_nearness_is_that_of_each_person_alone(pool: Pool, asked: tuple[Asked, ...]) -> None:
    rows = np.array([61, 60, 0, 33, 12])
    words = pool.passages.words
    assert words is not None

    def alone(row: int, one: Asked) -> float:
        assert one.words is not None
        weight = np.array([float(listed_weight(pool, np.array([row]))[0])])
        passages = range(*pool.passages.offsets[row : row + 2].tolist())
        best = 0.0
        for passage in passages:
            together = np.max(words[passage][:] @ one.words.T, axis=0, initial=0).mean()
            telling = pool.passages.telling[passage : passage + 1]
            best = max(best, float(tempered(together[None], telling, weight)[0]))
        return best

    found = word_nearness(pool, rows, asked, copies_in(pool, rows, ROLE))

    assert found == pytest.approx(np.array([[alone(row, one) for one in asked] for row in rows]), abs=1e-6)
    assert found[0].tolist() == [0.0] * len(asked)
    assert found[1:].max() > 0.9


def test_a_requirement_without_words_is_near_to_nothing_and_far_from_nothing(pool: Pool) -> None:
    rows, role = (
        np.array([60, 0]),
        ROLE.model_copy(update={"must_have": ["Python", "!!"], "nice_to_have": []}),
    )
    asked = resolve(role.requirements, LINKER, ENCODER)

    found = word_nearness(pool, rows, asked, copies_in(pool, rows, role))
    compared = RoleFeaturizer(LINKER, ENCODER).compare(role, pool, rows, as_of=0)

    assert found is not None
    assert np.isnan(found).tolist() == [[False, True]] * 2
    assert compared.matrix.column("must_word_nearness") == pytest.approx(found[:, 0], abs=1e-6)


def test_without_vectors_of_words_nothing_is_said_of_them(pool: Pool, asked: tuple[Asked, ...]) -> None:
    rows = np.array([60, 0])
    copies = copies_in(pool, rows, ROLE)
    wordless = replace(pool, passages=replace(pool.passages, words=None))
    never_encoded = [replace(one, words=None) for one in asked]
    places = [spec.name for spec in SPECS if "word_nearness" in spec.name]

    compared = RoleFeaturizer(LINKER, ENCODER).compare(ROLE, wordless, rows, as_of=0)

    assert word_nearness(wordless, rows, asked, copies) is None
    assert word_nearness(pool, rows, never_encoded, copies) is None
    assert word_nearness(pool, rows, (), copies) is None
    assert not compared.matrix.known[:, [spec.name in places for spec in SPECS]].any()


def test_what_repeats_the_request_covers_nothing_and_is_near_to_nothing(asked: tuple[Asked, ...]) -> None:
    advert = "Write Python for forty warehouses, explain every surprising delivery to patient auditors and keep the calendar."
    role = ROLE.model_copy(update={"description": advert})
    own = "I kept the books of a bakery by the harbour and answered letters from the tax office."
    people = (
        {"id": "a", "text": own},
        {"id": "b", "text": f"{own}\n{advert}"},
        {"id": "c", "summary": advert, "text": own},
    )
    pool, rows = pool_of(*people), np.array([2, 0, 1])
    vectors = np.stack([one.vector for one in asked if one.vector is not None])

    copies = copies_in(pool, rows, role)
    near = best_nearness(pool, rows, vectors, copies)
    found = coverage(asked, pool, TAXONOMY, rows, near, copies)
    by_word = word_nearness(pool, rows, asked, copies)

    assert by_word is not None
    assert np.array_equal(by_word, by_word[[1, 1, 1]])
    assert copies.people.tolist() == [2, 1]
    assert np.array_equal(found, found[[1, 1, 1]])
    assert np.array_equal(near, near[[1, 1, 1]])
    counted = coverage(asked, pool, TAXONOMY, rows, near, copies_in(pool, rows, ROLE))
    assert (counted[:, 0] > 0).tolist() == [True, False, True]


def test_roots_are_counted_as_one_would(pool: Pool) -> None:
    groups = (frozenset({"python", "data", "unheard"}), frozenset[str]())
    names = {column: stem for stem, column in pool.passages.vocabulary.items()}
    among = pool.passages.of(np.array([61, 60, 4])).rows[::3]

    found = pool.passages.roots_at(among).counts(groups)

    held = [{names[column] for column in pool.passages.stems[[passage]].indices} for passage in among]
    assert found.tolist() == [[len(own), *(len(own & group) for group in groups)] for own in held]


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
