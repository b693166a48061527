"""Another name, another sex, other years of schooling, a gap: no number that ranks anybody changes by one bit.

People are simulated; each of them is told about in two ways, and everything that is ranked from is compared: vectors,
words, features and scores.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest

from features.encoding import default_encoder
from features.featurizer import RoleFeaturizer
from features.indexing import build_pool
from matching.pool import Pool
from matching.ports import Encoder
from matching.profiles import Profile
from matching.protected import set_aside
from matching.roles import Role
from models.cold_start import cold_start_ranker
from models.simulation.marketplace import simulate_marketplace
from tests.fakes import WordEncoder
from tests.robustness.pool import LINKER, REMEMBERING

AS_OF = date(2026, 1, 15)
FEW = 60
ROLES = (
    Role(id="r1", title="Backend developer", must_have=["Python", "SQL"], nice_to_have=["Docker"]),
    Role(id="r2", title="Registered nurse", must_have=["Patient care"], min_years=3),
    Role(
        id="r3", title="Accountant", must_have=["Bookkeeping"], description="Monthly closing and tax returns"
    ),
)
OTHER_NAMES = (
    "Maria Okonkwo", "Jo\u00e3o da Silva", "Nguyen Thi Hoa", "Mohammed al-Rashid", "Siobh\u00e1n O'Sullivan", "\u674e\u660e",
    "Wojciech Szcz\u0119sny", "Priya Venkataraman", "Bo Li", "Leilani Kamehameha", "Oluwaseun Adeyemi-Cole", "Tiffany Washington",
)  # fmt: skip

Telling = Callable[[int, dict[str, Any], str], dict[str, Any]]


@pytest.fixture(scope="module")
def people() -> list[tuple[dict[str, Any], str]]:
    """1,000 profiles, each with its latest work alone, and the name that each of them goes by."""
    market = simulate_marketplace(1_000, 11, as_of=AS_OF)
    return [
        ({**person, "experience": person["experience"][:1]}, who["name"])
        for person, who in zip(market.people, market.identities, strict=True)
    ]


def told(
    row: int, person: dict[str, Any], name: str, *, title: str = "Ms", pronouns: str = "she her her"
) -> dict[str, Any]:
    """The profile as a CV and a biography would tell it, the name at its head, in its prose and below it; no other work."""
    subject, possessive, objective = pronouns.split()
    first = name.split()[0]
    return {
        **person,
        "experience": [],
        "name": name,
        "text": f"{name}\n{person['headline']}\n{person['summary']}\n\nKind regards,\n{name}",
        "summary": f"{title} {name} is at home in this trade; {subject} did {possessive} best. {person['summary']}"
        f" Ask {first} or write to {objective}.",
    }


def indexed(documents: Sequence[dict[str, Any]], encoder: Encoder) -> Pool:
    return build_pool(
        [Profile.model_validate(set_aside(document)[0]) for document in documents],
        linker=REMEMBERING,
        encoder=encoder,
    )


def assert_ranked_alike(one: Pool, other: Pool, encoder: Encoder) -> None:
    featurizer, ranker = RoleFeaturizer(LINKER, encoder), cold_start_ranker()
    rows = np.arange(len(one))
    assert one.ids == other.ids
    assert np.array_equal(one.documents, other.documents)
    assert np.array_equal(one.passages.vectors[:], other.passages.vectors[:])
    assert np.array_equal(one.titles, other.titles)
    for role in ROLES:
        query = featurizer.query(role)
        assert np.array_equal(one.lexical.scores(query.words), other.lexical.scores(query.words))
        compared = [featurizer.compare(role, pool, rows, as_of=AS_OF.toordinal()) for pool in (one, other)]
        assert np.array_equal(compared[0].matrix.values, compared[1].matrix.values, equal_nan=True)
        assert np.array_equal(*(ranker.score(side).scores for side in compared))


def another_name(row: int, person: dict[str, Any], name: str) -> dict[str, Any]:
    return told(row, person, OTHER_NAMES[row % len(OTHER_NAMES)])


def another_sex(row: int, person: dict[str, Any], name: str) -> dict[str, Any]:
    return told(row, person, name, title="Mr", pronouns="he his him")


def another_of_both(row: int, person: dict[str, Any], name: str) -> dict[str, Any]:
    return told(row, person, OTHER_NAMES[row % len(OTHER_NAMES)], title="Mr.", pronouns="he his him")


def test_a_thousand_people_under_another_name_sex_and_title_rank_alike(
    people: list[tuple[dict[str, Any], str]],
) -> None:
    before = indexed([told(row, *person) for row, person in enumerate(people)], WordEncoder())

    after = indexed([another_of_both(row, *person) for row, person in enumerate(people)], WordEncoder())

    assert_ranked_alike(before, after, WordEncoder())


@pytest.mark.parametrize("flip", [another_name, another_sex])
def test_another_name_or_another_sex_alone_moves_nobody(
    people: list[tuple[dict[str, Any], str]], flip: Telling
) -> None:
    some = list(enumerate(people[:FEW]))
    before = indexed([told(row, *person) for row, person in some], WordEncoder())

    after = indexed([flip(row, *person) for row, person in some], WordEncoder())

    assert_ranked_alike(before, after, WordEncoder())


def test_the_encoder_that_ships_sees_no_name_and_no_sex_either(
    people: list[tuple[dict[str, Any], str]],
) -> None:
    encoder = default_encoder()
    assert encoder is not None
    before = indexed([told(row, *person) for row, person in enumerate(people[:4])], encoder)

    after = indexed([another_of_both(row, *person) for row, person in enumerate(people[:4])], encoder)

    assert_ranked_alike(before, after, encoder)


def schooled(person: dict[str, Any], years: str = "", gap: str = "") -> dict[str, Any]:
    """The profile as a CV with dated work, dated schooling and, where given, a gap."""
    jobs = [job for job in person["experience"] if "start" in job]
    work = "\n".join(
        f"{job['title']}, {job['start'][:4]} - {job.get('end', 'present')[:4]}\n{job['description']}"
        for job in jobs
    )
    return {
        "id": person["id"],
        "text": f"{person['headline']}\n\nExperience\n{work}\n{gap}\n\nEducation\nBachelor of Science, {years}\n\nSkills\n{', '.join(person['skills'])}",
    }


@pytest.mark.parametrize(
    ("years", "gap"),
    [
        ("1988", ""),
        ("1984 - 1988", ""),
        ("June 2019", ""),
        ("2019", "Career break 2015-2017"),
        ("2019", "Career break, 2015 - 2017"),
        ("2019", "2015 - 2017 Parental leave"),
        ("2019", "Maternity leave"),
        ("2019", "Sabbatical (2015 to 2016)"),
    ],
)
def test_years_of_schooling_and_gaps_move_nobody(
    people: list[tuple[dict[str, Any], str]], years: str, gap: str
) -> None:
    encoder = WordEncoder()
    some = [person for person, _ in people[:FEW]]
    before = indexed([schooled(person, "2019") for person in some], encoder)

    after = indexed([schooled(person, years, gap) for person in some], encoder)

    assert_ranked_alike(before, after, encoder)


def test_years_of_work_still_count(people: list[tuple[dict[str, Any], str]]) -> None:
    encoder, role = WordEncoder(), Role(id="r", title="Developer", min_years=5)
    some = [schooled(person, "2019") for person, _ in people[:FEW]]
    shorter = [{**one, "text": re.sub(r"\b20[01]\d - ", "2024 - ", one["text"])} for one in some]

    matrices = [
        RoleFeaturizer(LINKER, encoder)
        .compare(role, indexed(side, encoder), np.arange(FEW), as_of=AS_OF.toordinal())
        .matrix
        for side in (some, shorter)
    ]

    assert not np.array_equal(matrices[0].values, matrices[1].values, equal_nan=True)
