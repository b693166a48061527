"""Why one stands above another: differences that add up, in order of size, facts side by side; from frozen bytes too."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.canonical import canonical
from matching.errors import Conflict
from matching.roles import Role
from matching.shortlist import as_document
from models.comparison import compare
from models.ranker import AdditiveRanker, BoosterRanker
from tests import market
from tests.models.test_ranker import both
from tests.models.toys import compared, random_values

ROLE = Role(id="r", title="Engineer", must_have=["Python", "SQL"])
GOOD, POOR = (1.0, 1.0, 95.0, 10.0, 0.9), (0.0, 0.5, 60.0, 900.0, 0.1)


def candidates(ranker: AdditiveRanker | BoosterRanker, rows: Any) -> list[dict[str, Any]]:
    """Everybody of a toy pool as a document has them."""
    found = compared(rows)
    scored = ranker.score(found)
    order = np.argsort(-scored.scores, kind="stable")
    reasons = ranker.reasons(ROLE, found, scored, range(len(order)))
    return [
        {
            "id": f"p{row}",
            "rank": rank,
            "score": float(scored.scores[row]),
            "reasons": [
                {
                    **{key: getattr(one, key) for key in ("group", "label", "contribution", "sentence")},
                    "parts": [{key: getattr(part, key) for key in part.__slots__} for part in one.parts],
                }
                for one in reasons[row]
            ],
        }
        for rank, row in enumerate(order, start=1)
    ]


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.integers(2, 30))
def test_the_differences_add_up_to_the_difference_of_the_scores_for_any_two(seed: int, count: int) -> None:
    for ranker in both():
        people = candidates(ranker, random_values(np.random.default_rng(seed), count).tolist())
        for one, other in ((people[0], people[-1]), (people[-1], people[0]), (people[0], people[1])):
            found = compare(one, other)
            assert abs(sum(group.difference for group in found.differences) - found.difference) < 1e-9
            assert found.difference >= 0


@pytest.mark.parametrize("kind", market.RANKERS)
def test_the_differences_add_up_from_the_bytes_of_a_frozen_list(kind: str) -> None:
    pairs = 0
    for role in market.roles()[:6]:
        shortlist = market.matcher(kind).shortlist(role, as_of=market.DAY, top=10)
        frozen = json.loads(canonical(as_document(shortlist)))["candidates"]
        for above in frozen:
            for below in frozen[above["rank"] :]:
                found = compare(above, below)
                assert abs(sum(group.difference for group in found.differences) - found.difference) < 1e-9
                assert found.difference == above["score"] - below["score"]
                pairs += 1

    assert pairs > 200


def test_groups_come_by_size_and_the_sentence_names_both_sides() -> None:
    better, worse = candidates(both()[0], [GOOD, POOR])
    better["reasons"][0]["contribution"] -= 9
    better["score"] -= 9

    found = compare(better, worse)
    sizes = [abs(group.difference) for group in found.differences]

    assert sizes == sorted(sizes, reverse=True)
    assert "more for" in found.sentence
    assert "; less for" in found.sentence


def test_both_facts_are_of_the_same_feature_in_words() -> None:
    found = compare(*candidates(both()[0], [GOOD, POOR]))
    (fact, *_) = next(group for group in found.differences if group.group == "delivery").facts

    assert (fact.feature, fact.above, fact.below) == (
        "success",
        "95% of contracts ended well.",
        "60% of contracts ended well.",
    )
    assert fact.values == (95.0, 60.0)


def test_a_better_fact_with_the_smaller_share_is_marked() -> None:
    above, below = candidates(both()[0], [GOOD, POOR])
    for reason in above["reasons"]:
        if reason["group"] == "delivery":
            reason["parts"][0]["contribution"] = -5.0
            reason["contribution"] = -5.0

    delivery = next(group for group in compare(above, below).differences if group.group == "delivery")

    assert delivery.facts[0].apart


def test_two_of_the_same_score_are_said_to_be_level() -> None:
    found = compare(*candidates(both()[0], [GOOD, GOOD]))

    assert found.difference == 0
    assert "by identifier" in found.sentence


def test_a_list_frozen_without_features_still_sets_the_sentences_side_by_side() -> None:
    above, below = candidates(both()[0], [GOOD, POOR])
    for person in (above, below):
        for reason in person["reasons"]:
            del reason["parts"]

    found = compare(above, below)
    delivery = next(group for group in found.differences if group.group == "delivery")

    assert abs(sum(group.difference for group in found.differences) - found.difference) < 1e-9
    assert (delivery.facts[0].above, delivery.facts[0].below) == (
        "95% of contracts ended well.",
        "60% of contracts ended well.",
    )


def test_nobody_is_compared_with_somebody_erased() -> None:
    above, _ = candidates(both()[0], [GOOD, POOR])

    with pytest.raises(Conflict, match="nothing is left to compare of p9"):
        compare(above, {"id": "p9", "erased": True})
