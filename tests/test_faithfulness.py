"""What an explanation cites is what its score rests on; citing at random fails the same test."""

import random

import pytest

from matching.profiles import Profile
from matching.shortlist import Evidence
from tests import market
from tests.faithfulness import at_random, blanked, elsewhere, measure, top_cited

ROLES = 16


@pytest.mark.slow
@pytest.mark.parametrize("kind", market.RANKERS)
def test_taking_the_top_cited_words_away_costs_more_than_taking_others(kind: str) -> None:
    found = measure(market.matcher(kind), market.roles()[:ROLES], top_cited, as_of=market.DAY)

    assert found.n > 100
    assert found.low > 0, str(found)


@pytest.mark.slow
@pytest.mark.parametrize("kind", market.RANKERS)
def test_an_explanation_that_cites_at_random_fails_the_same_test(kind: str) -> None:
    found = measure(market.matcher(kind), market.roles()[:ROLES], at_random, as_of=market.DAY)

    assert found.n > 100
    assert found.low <= 0, str(found)


def test_blanking_takes_the_words_and_moves_nothing() -> None:
    profile = Profile.model_validate(
        {"id": "p", "experience": ["Ran Kafka for a bank."], "text": "", "skills": [{"name": "Go"}]}
    )

    less = blanked(profile, Evidence("experience[0]", 4, 9, "Kafka"))

    assert less.experience == ["Ran       for a bank."]
    assert less.skills == profile.skills


def test_words_elsewhere_never_touch_the_cited_ones() -> None:
    profile = Profile.model_validate({"id": "p", "text": "abcdefghij", "skills": ["klmno"]})
    cited = Evidence("text", 3, 6, "def")

    for seed in range(200):
        other = elsewhere(profile, cited, random.Random(seed))
        assert other is not None
        assert len(other.text) == 3
        assert other.field != "text" or other.end <= 3 or other.start >= 6
