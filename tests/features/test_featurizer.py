"""Features of small people against small roles, by hand, and the words behind them."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from features.featurizer import RoleFeaturizer
from features.indexing import build_pool
from features.linking import SkillLinker
from features.messages import describer, render
from features.record import PRIOR_COUNT, PRIOR_RATING, shrunk_rating
from features.specs import SPECS
from features.taxonomy import load_starter
from matching.pool import Pool
from matching.profiles import Profile
from matching.roles import Role
from tests.fakes import WordEncoder

AS_OF = date(2024, 4, 20).toordinal()
FEATURIZER = RoleFeaturizer(SkillLinker(load_starter()), WordEncoder())


def pool_of(*profiles: dict[str, Any]) -> Pool:
    people = [Profile.model_validate({"text": "", **profile}) for profile in profiles]
    return build_pool(people, linker=FEATURIZER.linker, encoder=FEATURIZER.encoder)


def feature(name: str, role: dict[str, Any], profile: dict[str, Any]) -> tuple[float, bool]:
    matrix = FEATURIZER.compare(
        Role.model_validate({"id": "r", **role}), pool_of({"id": "p", **profile}), np.array([0]), as_of=AS_OF
    ).matrix
    column = [spec.name for spec in matrix.specs].index(name)
    return float(matrix.values[0, column]), bool(matrix.known[0, column])


WORKED = {
    "experience": [
        {"title": "Engineer", "description": "Built payment services in Python and tuned PostgreSQL."}
    ]
}
LISTED = {"skills": ["Python", "PostgreSQL"]}


@pytest.mark.parametrize(
    ("profile", "status", "coverage"),
    [
        (WORKED, "evidenced", 1.0),
        (LISTED, "claimed", 0.6),
        ({"text": "Taught history to children"}, "missing", 0.0),
    ],
)
def test_a_requirement_is_evidenced_claimed_or_missing(
    profile: dict[str, Any], status: str, coverage: float
) -> None:
    role = {"must_have": ["Python", "Postgres"]}

    statuses = FEATURIZER.grounds(
        Role.model_validate({"id": "r", **role}), Profile.model_validate({"id": "p", "text": "", **profile})
    ).requirements

    assert [one.status for one in statuses] == [status, status]
    assert feature("must_met", role, profile)[0] == pytest.approx(coverage)


def test_a_related_skill_counts_in_part_and_says_which() -> None:
    role = Role(id="r", must_have=["React"])
    profile = Profile.model_validate(
        {"id": "p", "text": "", "experience": ["Built the shop's pages in Vue.js for three years."]}
    )

    (status,) = FEATURIZER.grounds(role, profile).requirements

    assert status.status == "related"
    assert status.via is not None
    assert "Vue" in status.via
    assert 0 < feature("must_met", {"must_have": ["React"]}, profile.model_dump(mode="json"))[0] < 1


def test_a_skill_of_several_words_that_the_text_denies_is_not_held_for_anybody() -> None:
    role = {"must_have": ["Machine learning"]}
    profile = {"experience": ["No experience with machine learning."]}

    (status,) = FEATURIZER.grounds(
        Role.model_validate({"id": "r", **role}), Profile.model_validate({"id": "p", "text": "", **profile})
    ).requirements

    assert status.status in ("missing", "related")
    assert feature("must_shown", role, profile)[0] == 0


def test_a_reservation_in_described_work_is_a_claim_and_no_evidence() -> None:
    role = {"must_have": ["Docker"]}
    profile = {"experience": ["Ran the payroll of a bakery; familiar with Docker."]}

    (status,) = FEATURIZER.grounds(
        Role.model_validate({"id": "r", **role}), Profile.model_validate({"id": "p", "text": "", **profile})
    ).requirements

    assert status.status == "claimed"
    assert feature("must_shown", role, profile)[0] == 0


def test_a_requirement_no_taxonomy_knows_is_found_by_its_words() -> None:
    role = {"must_have": ["vineyard irrigation planning"]}
    profile = {"experience": ["Planned the irrigation of vineyards in two valleys."]}

    (status,) = FEATURIZER.grounds(
        Role.model_validate({"id": "r", **role}), Profile.model_validate({"id": "p", "text": "", **profile})
    ).requirements

    assert status.status == "evidenced"
    assert status.evidence[0].text == "Planned the irrigation of vineyards in two valleys."
    assert feature("must_met", role, profile)[0] == 1


def test_statuses_and_arrays_agree_for_everybody() -> None:
    worth = {"evidenced": 1.0, "missing": 0.0}
    people = [
        WORKED,
        LISTED,
        {"text": "Python\nI ran Kubernetes clusters for a bank in Java"},
        {"text": "No experience with Python."},
    ]
    role = Role(id="r", must_have=["Python", "Java", "Kubernetes"])
    pool = pool_of(*({"id": f"p{i}", **profile} for i, profile in enumerate(people)))

    coverage = FEATURIZER.compare(role, pool, np.arange(len(people)), as_of=AS_OF).coverage

    for row, profile in enumerate(people):
        statuses = FEATURIZER.grounds(
            role, Profile.model_validate({"id": "p", "text": "", **profile})
        ).requirements
        for i, status in enumerate(statuses):
            assert worth.get(status.status, coverage[row, i]) == pytest.approx(coverage[row, i])
            assert status.status != "claimed" or 0.6 <= coverage[row, i] < 1


def test_every_quotation_is_a_slice_of_the_original() -> None:
    profile = Profile.model_validate(
        {
            "id": "p",
            "text": "Mrs. Doe, jane@mail.example\nExperience\nShe built shops in Python for eight years in Berlin.",
            "skills": ["SQL"],
        }
    )
    role = Role(id="r", title="Python developer", must_have=["Python", "SQL"])

    grounds = FEATURIZER.grounds(role, profile)
    quotes = [quote for status in grounds.requirements for quote in status.evidence]
    quotes += [quote for group in grounds.evidence.values() for quote in group]

    originals = {"text": profile.text, "skills[0]": "SQL"}
    assert quotes
    assert all(originals[quote.field][quote.start : quote.end] == quote.text for quote in quotes)


@pytest.mark.parametrize(
    ("name", "role", "profile", "expected"),
    [
        ("rate_share", {"title": "x", "max_hourly_rate": {"amount": 100, "currency": "USD"}}, {"hourly_rate": {"amount": 80, "currency": "USD"}}, (0.8, True)),
        ("rate_share", {"title": "x", "max_hourly_rate": {"amount": 100, "currency": "USD"}}, {"hourly_rate": {"amount": 80, "currency": "EUR"}}, (0.95, False)),
        ("wait_days", {"title": "x"}, {"available_from": "2024-05-03"}, (13.0, True)),
        ("hours_cover", {"title": "x", "hours_per_week": 40}, {"hours_per_week": 20}, (0.5, True)),
        ("languages_met", {"title": "x", "languages": ["en", "fr"]}, {"languages": ["fr"]}, (0.5, True)),
        ("languages_met", {"title": "x", "languages": ["fr"]}, {}, (0.5, False)),
        ("age_days", {"title": "x"}, {"as_of": "2024-04-10"}, (10.0, True)),
        ("years_short", {"title": "x", "min_years": 5}, {"experience": [{"start": "2010-01", "end": "2012-01"}]}, (3.0, True)),
        ("level_gap", {"title": "Senior engineer"}, {"headline": "Junior engineer"}, (0.5, True)),
        ("job_success", {"title": "x"}, {}, (85.0, False)),
    ],
)  # fmt: skip
def test_a_stated_fact_becomes_the_declared_number(
    name: str, role: Any, profile: Any, expected: tuple[float, bool]
) -> None:
    value, known = feature(name, role, profile)

    assert known == expected[1]
    assert value == pytest.approx(expected[0], abs=0.02)


def test_few_ratings_count_for_little() -> None:
    few, many = shrunk_rating(np.array([5.0, 5.0]), np.array([1.0, 500.0]))

    assert few == pytest.approx((PRIOR_COUNT * PRIOR_RATING + 5) / (PRIOR_COUNT + 1))
    assert PRIOR_RATING < few < many < 5


def test_no_ratings_is_unknown_not_zero() -> None:
    assert feature("rating", {"title": "x"}, {"ratings": {"average": 0, "count": 0}}) == (4.2, False)


def test_protected_facts_and_pronouns_change_no_number() -> None:
    role = Role(id="r", title="Engineer", must_have=["Python"])
    texts = (
        "Mr. Smith. He built Python services by himself.",
        "Mrs. Smith. She built Python services by herself.",
    )

    rows = [
        FEATURIZER.compare(role, pool_of({"id": "p", "text": text}), np.array([0]), as_of=AS_OF).matrix.values
        for text in texts
    ]

    assert np.array_equal(*rows)


def test_every_feature_has_a_sentence_known_and_unknown() -> None:
    role = Role.model_validate(
        {
            "id": "r",
            "title": "Senior x",
            "must_have": ["SQL"],
            "nice_to_have": ["Go"],
            "min_years": 5,
            "max_hourly_rate": {"amount": 90, "currency": "USD"},
            "budget": {"max": 20_000, "currency": "USD"},
            "hours_per_week": 20,
            "duration_weeks": 8,
            "countries": ["DE"],
            "timezone_overlap_hours": 4,
            "deliverables": ["A service"],
        }
    )
    for spec in SPECS:
        for value in (spec.low, (spec.low + spec.high) / 2, spec.high):
            for known in (True, False):
                sentence = render(*describer(spec, role)(float(value), known))
                assert sentence.endswith("."), sentence
                assert "nan" not in sentence.lower()


def test_ranking_goes_on_by_words_without_an_encoder() -> None:
    featurizer = RoleFeaturizer(FEATURIZER.linker, None)
    pool = build_pool([Profile(id="p", text="Python services")], linker=FEATURIZER.linker, encoder=None)

    matrix = featurizer.compare(
        Role(id="r", title="Python engineer", must_have=["Python"]), pool, np.array([0]), as_of=AS_OF
    ).matrix

    assert matrix.column("must_met")[0] > 0
    assert matrix.column("request_nearness")[0] == 0


def test_the_whole_work_is_held_against_the_budget_in_its_own_currency_only() -> None:
    role = {
        "title": "x",
        "budget": {"max": 10_000, "currency": "USD"},
        "hours_per_week": 20,
        "duration_weeks": 10,
    }

    inside = feature("budget_share", role, {"hourly_rate": {"amount": 40, "currency": "USD"}})
    elsewhere = feature("budget_share", role, {"hourly_rate": {"amount": 40, "currency": "EUR"}})

    assert inside == (0.8, True)
    assert elsewhere[1] is False


def test_shared_working_hours_are_held_against_those_asked_where_the_role_names_a_country() -> None:
    role = {"title": "x", "countries": ["DE"], "timezone_overlap_hours": 4}

    assert feature("overlap_cover", role, {"timezone": "Asia/Kolkata"}) == (0.875, True)
    assert feature("overlap_cover", role, {"timezone": "Europe/Paris"}) == (1.0, True)
    assert feature("overlap_cover", role, {})[1] is False
    assert (
        feature("overlap_cover", {"title": "x", "timezone_overlap_hours": 4}, {"timezone": "UTC"})[1] is False
    )


def test_no_ratings_are_unknown_rather_than_none() -> None:
    assert feature("rating_count", {"title": "x"}, {"ratings": {"average": 0, "count": 0}})[1] is False
    assert feature("rating_count", {"title": "x"}, {"ratings": {"average": 5, "count": 7}}) == (7.0, True)
