"""Reasons: one a group, in order of size, with words that follow the sign."""

from typing import Any

import numpy as np
import pytest

from matching.feature_spec import FeatureMatrix
from matching.roles import Role
from matching.shortlist import Reason
from models.explanation import reasons_of, sentence
from tests.models.toys import SPECS, matrix

ROLE = Role(id="r", title="Engineer", must_have=["Python", "SQL"])
GOOD, FAIR, POOR = (1.0, 1.0, 95.0, 10.0, 0.9), (0.5, 0.5, 80.0, 200.0, 0.5), (0.0, 0.0, 60.0, 900.0, 0.1)


def reasons(
    parts: list[float], found: FeatureMatrix | None = None, *, combines: bool = True
) -> dict[str, Reason]:
    """Reasons of the first candidate, whose parts these are."""
    found = found or matrix([GOOD, FAIR, POOR])
    contributions = np.zeros(found.values.shape)
    contributions[0] = parts
    (first,) = reasons_of(ROLE, found, contributions, [0], combines=combines)
    return {reason.group: reason for reason in first}


def test_groups_come_by_size_of_their_share_whatever_its_sign() -> None:
    found = reasons([0.1, 0.1, -0.5, 0.05, 0.3])

    assert list(found) == ["delivery", "relevance", "skills", "freshness"]
    assert [reason.label for reason in found.values()] == [
        "Delivery record",
        "Words of the request",
        "Skills asked for",
        "Freshness",
    ]
    assert found["skills"].contribution == pytest.approx(0.2)


def test_the_sentence_states_the_largest_fact_and_a_second_nearly_as_large() -> None:
    assert reasons([0.5, 0.3, 0, 0, 0])["skills"].sentence == (
        "Meets 100% asked skills, related ones counted in part. Shows 100% asked skills in work described."
    )
    assert (
        reasons([0.5, 0.1, 0, 0, 0])["skills"].sentence
        == "Meets 100% asked skills, related ones counted in part."
    )


def test_the_leading_fact_is_one_that_pulls_the_groups_way() -> None:
    found = reasons([-0.4, 0.5, 0, 0, 0])["skills"]

    assert found.sentence.startswith("Shows 100% asked skills")


def test_a_better_fact_that_adds_less_says_so() -> None:
    found = reasons([0, 0, -0.2, 0, 0])["delivery"]

    assert found.sentence == (
        "95% of contracts ended well. Stronger than this pool on contracts that ended well; in combination it adds less here."
    )


def test_a_worse_fact_that_counts_for_more_says_so() -> None:
    found = reasons([0, 0, 0, 0.2, 0], matrix([POOR, FAIR, GOOD]))["freshness"]

    assert found.sentence.startswith(
        "Record seen 900 days ago. Weaker than this pool on days since the record was seen;"
    )


@pytest.mark.parametrize("parts", [[0, 0, 0.2, 0.1, 0.2], [0, 0, 0, 0, 0]])
def test_where_fact_and_share_agree_nothing_is_added(parts: list[float]) -> None:
    for reason in reasons(parts).values():
        assert "combination" not in reason.sentence


def test_a_feature_free_of_direction_is_never_called_stronger() -> None:
    assert "combination" not in reasons([0, 0, 0, 0, -0.3])["relevance"].sentence


def test_a_model_without_combinations_never_speaks_of_them() -> None:
    assert "combination" not in reasons([0, 0, -0.2, 0, 0], combines=False)["delivery"].sentence


def test_an_unknown_fact_is_said_to_be_unknown_and_is_never_stronger() -> None:
    found = reasons([0, 0, -0.2, 0, 0], matrix([GOOD, FAIR, POOR], unknown=[(0, "success")]))["delivery"]

    assert found.sentence == "Contracts that ended well: not stated."


def test_a_group_that_tells_nobody_apart_still_states_a_fact_that_is_known() -> None:
    found = reasons([0, 0, 0, 0, 0], matrix([GOOD, FAIR], unknown=[(0, "met")]))["skills"]

    assert found.contribution == 0.0
    assert found.sentence.startswith("Shows 100%")


def test_the_frozen_message_gives_the_same_sentence_again() -> None:
    for reason in reasons([0.5, 0.3, -0.2, -0.1, 0.2]).values():
        assert sentence(reason.message, reason.params) == reason.sentence


def test_a_message_of_a_single_feature_is_rendered_too() -> None:
    params: dict[str, Any] = {"value": 91.0}

    assert sentence("delivery.success", params) == "91% of contracts ended well."


def test_every_group_of_the_declared_features_has_its_reason() -> None:
    assert set(reasons([0, 0, 0, 0, 0])) == {spec.group for spec in SPECS}
