"""Which fields state what a sentence says; where nobody states it, none."""

from typing import Any

import pytest

from features.fields import fields_by_message
from features.indexing import title_of
from features.reading import in_labels, read
from features.specs import SPECS
from features.typography import as_encoded, settled
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
        reading = read(person, market.linker())
        quoted = reading.title.text if reading.title else ""
        written = reading.title is not None and reading.title.field == "text"
        named = as_encoded(settled(quoted))
        assert (named if written else in_labels(named, market.linker(), title=True)) == title_of(
            reading, market.linker()
        )


@pytest.mark.parametrize(
    ("profile", "title"),
    [
        ({"headline": " Payroll accountant | Xero | Sage"}, "Payroll accountant"),
        ({"experience": [{"title": "Clerk", "start": "2010"}, {"title": "Head clerk", "start": "2015"}]}, "Head clerk"),
        ({"text": "\n \u2022 Clerk of the court in a small town by the sea for many good years\nMore"},
         "Clerk of the court in a small town by the sea for"),
        ({"skills": ["Excel"]}, None),
    ],
)  # fmt: skip
def test_the_title_is_quoted_without_what_is_strung_on(profile: dict[str, Any], title: str | None) -> None:
    reading = read(Profile.model_validate({"id": "p", "text": "", **profile}), market.linker())

    assert (reading.title.text if reading.title else None) == title


def test_where_years_are_told_is_quoted() -> None:
    person = Profile.model_validate({"id": "p", "text": "Clerk, 2019 - 2021. Over 6 years of experience."})

    told = read(person, market.linker()).tenures

    assert [one.text for one in told] == ["6 years of experience", "2019 - 2021"]


def test_years_are_quoted_through_what_nobody_sees() -> None:
    person = Profile.model_validate({"id": "p", "text": "Clerk. Over 6 y\u200bears of exp\u00aderience."})

    told = read(person, market.linker()).tenures

    assert [one.text for one in told] == ["6 y\u200bears of exp\u00aderience"]
