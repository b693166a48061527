"""Which fields state what a sentence says; where nobody states it, none."""

from typing import Any

import pytest

from features.fields import fields_by_message, title_of
from features.indexing import _title
from features.reading import read
from features.specs import SPECS
from matching.ports import Grounds
from matching.profiles import Profile
from tests import market


def fields(**profile: Any) -> dict[str, tuple[str, ...]]:
    person = Profile.model_validate({"id": "p", "text": "", **profile})
    return fields_by_message(person, read(person, market.linker()))


def test_every_declared_message_has_its_fields() -> None:
    assert {spec.message for spec in SPECS} <= fields().keys()


def test_nobody_states_anything_in_an_empty_record() -> None:
    assert set(fields().values()) == {()}


@pytest.mark.parametrize(
    ("message", "profile", "stated"),
    [
        ("price.share", {"hourly_rate": {"amount": 5, "currency": "EUR"}}, ("hourly_rate",)),
        ("delivery.rating", {"ratings": {"average": 5, "count": 0}}, ()),
        ("delivery.rating", {"ratings": {"average": 5, "count": 2}}, ("ratings",)),
        ("experience.years", {"experience": [{"start": "2020", "end": "2022"}]}, ("experience",)),
        ("experience.years", {"text": "Eight good years. 6 years of experience."}, ("text",)),
        ("experience.years", {"text": "A long time."}, ()),
        ("experience.level", {"headline": "Baker"}, ()),
        ("experience.level", {"headline": "Senior baker"}, ("headline",)),
        ("language.met", {"languages": ["de"]}, ("languages",)),
        ("skills.shown", {"skills": ["Python"], "headline": "Baker"}, ("headline", "skills")),
    ],
)
def test_a_message_rests_on_the_fields_that_state_it(
    message: str, profile: dict[str, Any], stated: tuple[str, ...]
) -> None:
    assert fields(**profile)[message] == stated


def test_a_message_without_a_rule_rests_on_all_fields_of_its_family() -> None:
    grounds = Grounds((), {}, fields(job_success=90, ratings={"average": 5, "count": 2}))

    assert grounds.stating("delivery.contracts") == ("ratings", "job_success")
    assert grounds.stating("weather.today") == ()


def test_the_title_is_the_one_that_is_indexed_and_stands_where_it_says() -> None:
    for person in market.people()[:60]:
        title = title_of(person)
        assert (" ".join(title.text.split()) if title else "") == _title(person)


def test_where_years_are_told_is_quoted() -> None:
    person = Profile.model_validate({"id": "p", "text": "Clerk, 2019 - 2021. Over 6 years of experience."})

    told = read(person, market.linker()).tenures

    assert [one.text for one in told] == ["6 years of experience", "2019 - 2021"]
