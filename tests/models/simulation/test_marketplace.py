"""People and their records: the same every time, as the platforms differ, and free of protected facts."""

import json
import time
from datetime import date

import numpy as np
import pytest
from scipy.stats import spearmanr

from features.passages import passages
from features.taxonomy import Taxonomy
from matching.errors import InputError
from matching.profiles import PROTECTED_KEYS, Profile, text_fields
from matching.roles import Role
from models.simulation import Marketplace, simulate_marketplace
from models.simulation.parameters import PARAMETERS
from tests.models.simulation.conftest import ROLES


def test_the_same_seed_gives_the_same_marketplace(small: Marketplace, taxonomy: Taxonomy) -> None:
    again = simulate_marketplace(60, 11, taxonomy, templates=ROLES)

    assert again.people == small.people
    assert again.identities == small.identities
    assert again.history == small.history
    assert np.array_equal(again.population.ability, small.population.ability)


def test_another_seed_gives_other_people(small: Marketplace, taxonomy: Taxonomy) -> None:
    other = simulate_marketplace(60, 12, taxonomy, templates=ROLES)

    assert sum(a == b for a, b in zip(small.people, other.people, strict=True)) == 0


def test_another_day_moves_the_dates_and_nothing_else(small: Marketplace, taxonomy: Taxonomy) -> None:
    later = simulate_marketplace(60, 11, taxonomy, templates=ROLES, as_of=date(2026, 3, 15))

    assert [person["skills"] for person in later.people] == [person["skills"] for person in small.people]
    assert all(a["as_of"] < b["as_of"] for a, b in zip(small.people, later.people, strict=True))


def test_fewer_people_than_crafts_are_refused(taxonomy: Taxonomy) -> None:
    with pytest.raises(InputError, match="at least 28 people"):
        simulate_marketplace(10, 1, taxonomy, templates=ROLES)


def test_every_profile_is_in_the_file_format_and_loses_nothing_there(market: Marketplace) -> None:
    for person in market.people:
        read = Profile.model_validate(person).model_dump(mode="json", exclude_defaults=True)
        assert set(person) - set(read) <= {"skills", "education"}  # an empty list is the default


def test_two_thousand_people_take_less_than_five_seconds(taxonomy: Taxonomy) -> None:
    started = time.process_time()

    simulate_marketplace(2_000, 1, taxonomy, templates=ROLES)

    assert time.process_time() - started < 5  # 1.2 s on the machine it was written on


def test_profiles_do_not_look_cloned(market: Marketplace) -> None:
    texts = {json.dumps([person["summary"], person["experience"]]) for person in market.people}

    assert len(texts) > 0.95 * len(market)


def test_all_passages_are_few_enough_to_encode_in_seconds(market: Marketplace) -> None:
    distinct = {
        field.text[span.start : span.end]
        for person in market.people
        for field in text_fields(Profile.model_validate(person))
        for span in passages(field.text)
    }

    assert len(distinct) < 4_000


def test_no_protected_key_and_no_name_stands_in_a_profile(market: Marketplace) -> None:
    for person, identity in zip(market.people, market.identities, strict=True):
        written = json.dumps(person, ensure_ascii=False)
        assert not PROTECTED_KEYS & set(person)
        assert all(part not in written for part in identity["name"].split()), identity["name"]


def test_protected_facts_go_along_only_in_the_record_that_is_imported(market: Marketplace) -> None:
    record = next(market.records("Upwork (simulated)"))

    assert set(record) & PROTECTED_KEYS >= {"name"}


def test_protected_facts_tell_nothing_of_ability(market: Marketplace) -> None:
    ability = market.population.mean_ability
    groups = {
        gender: ability[[i for i, known in enumerate(market.identities) if known.get("gender") == gender]]
        for gender in ("female", "male")
    }

    spread = np.hypot(*(group.std() / np.sqrt(len(group)) for group in groups.values()))
    assert abs(groups["female"].mean() - groups["male"].mean()) < 3.5 * spread


@pytest.mark.parametrize("platform", PARAMETERS.platforms, ids=lambda platform: platform.code)
def test_each_platform_leaves_out_what_it_does_not_show(market: Marketplace, platform) -> None:  # type: ignore[no-untyped-def]
    rows = market.by_platform[platform.name]
    people = [market.people[row] for row in rows]

    def share(key: str) -> float:
        return sum(key in person for person in people) / len(people)

    assert len(rows) / len(market) == pytest.approx(platform.share, abs=0.05)
    expected = {"hourly_rate": platform.rate, "country": platform.country, "available_from": platform.available_from,
                "hours_per_week": platform.hours, "response_hours": platform.response}  # fmt: skip
    assert {key: share(key) for key in expected} == pytest.approx(expected, abs=0.07)
    assert share("ratings") <= platform.ratings + 0.05
    assert (share("ratings") == 0) == (platform.ratings == 0)


def test_every_record_says_that_it_is_simulated(market: Marketplace) -> None:
    assert market.synthetic
    assert all(person["platform"].endswith("(simulated)") for person in market.people)


def test_screened_people_are_abler_on_average(market: Marketplace) -> None:
    ability = market.population.mean_ability
    means = {name: ability[rows].mean() for name, rows in market.by_platform.items()}

    assert max(means, key=means.__getitem__) == "Toptal (simulated)"
    assert min(means, key=means.__getitem__) == "Fiverr (simulated)"


def test_ratings_are_high_and_noisier_where_few_rated(market: Marketplace) -> None:
    given = market.facts.given["ratings"]
    averages, counts = market.facts.rating[given], market.facts.rating_count[given]

    assert 4.5 < averages.mean() < 4.9
    assert averages[counts <= 4].std() > 1.5 * averages[counts > 30].std()


def test_some_people_claim_what_they_cannot_do_and_the_honest_do_so_less(market: Marketplace) -> None:
    people = market.population
    false_claims = (people.listed & (people.ability == 0)).sum(axis=1)

    assert 0.2 < false_claims.mean() < 2
    assert false_claims[people.honesty < 0.6].mean() > 2 * false_claims[people.honesty > 0.85].mean()


def test_nobody_describes_work_in_a_skill_they_do_not_have(market: Marketplace) -> None:
    people = market.population

    assert not (people.shown & (people.ability == 0)).any()


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role["id"])
def test_the_record_speaks_of_suitability_but_does_not_settle_it(market: Marketplace, role) -> None:  # type: ignore[no-untyped-def]
    asked = Role.model_validate(role)
    truth = market.truth.suitability(asked)
    seen = market.truth.asked(asked)

    observed = seen.shown @ seen.weight / seen.weight.sum()

    assert 0.3 < spearmanr(truth, observed).statistic < 0.9


def test_a_few_people_write_in_another_language(market: Marketplace) -> None:
    others = [person for person in market.people if person.get("language", "en") != "en"]

    assert 0.004 < len(others) / len(market) < 0.025
    assert all("headline" in person and person["experience"] for person in others)
