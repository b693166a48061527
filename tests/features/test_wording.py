"""Words of a request by their roots: the whole record, and one passage of described work."""

import numpy as np
import pytest

from features.copies import Copies, copies_in
from features.indexing import build_pool
from features.linking import SkillLinker
from features.messages import describer, render
from features.specs import SPECS
from features.taxonomy import load_starter
from features.wording import request_roots, requirement_words
from matching.pool import Pool
from matching.profiles import Profile
from matching.roles import Role

LINKER = SkillLinker(load_starter())


def pool_of(*people: dict[str, object]) -> Pool:
    return build_pool(
        [Profile.model_validate({"id": f"p{i}", "text": "", **one}) for i, one in enumerate(people)],
        linker=LINKER,
        encoder=None,
    )


def none(pool: Pool) -> Copies:
    """Nobody repeats a request that has no prose."""
    return copies_in(pool, everybody(pool), Role(id="r", must_have=["Kitchens"]))


def everybody(pool: Pool) -> np.ndarray:
    return np.arange(len(pool))


def test_another_form_of_a_word_counts_as_the_word() -> None:
    pool = pool_of(
        {"summary": "Managed kitchens."}, {"summary": "Managing kitchens"}, {"summary": "Painted walls."}
    )

    managed, managing, painted = request_roots("manage kitchen", none(pool))

    assert managed == pytest.approx(managing)
    assert managed > 0.3
    assert painted == 0


def test_repeating_a_word_in_ever_more_passages_adds_ever_less() -> None:
    said = [f"Managed the kitchens of hotel {i} for many years in the far north." for i in range(12)]
    other = [f"Painted walls and ceilings of house {i} for many years in the south." for i in range(12)]
    records = [{"experience": said[:times] + other[times:]} for times in (1, 3, 5, 12)]
    pool = pool_of(*records, {"experience": other})

    once, thrice, five, twelve, never = request_roots("kitchens", none(pool))

    assert never == 0 < once < thrice < five < twelve < 1
    assert twelve - thrice < thrice - once


def test_the_words_of_a_requirement_have_to_stand_together_in_work_described() -> None:
    together = {
        "experience": ["Prepared financial statements for forty small companies every single quarter."]
    }
    apart = {
        "experience": [
            "Prepared meals for forty guests every evening and cleaned the kitchen afterwards.",
            "Wrote statements for the press about every product the company had on sale.",
        ]
    }
    listed = {"skills": ["Prepare financial statements"]}
    pool = pool_of(together, apart, listed)

    shares = requirement_words(["prepare financial statements", "plumbing"], none(pool))

    assert shares[0].tolist() == [pytest.approx(1.0), 0.0]
    assert 0 < shares[1, 0] < 0.7
    assert shares[2].tolist() == [0.0, 0.0]


def test_a_request_without_words_and_a_pool_without_any_say_nothing() -> None:
    pool = pool_of({"skills": ["Python"]}, {"summary": ""})

    assert request_roots("", none(pool)).tolist() == [0.0, 0.0]
    assert requirement_words([], none(pool)).shape == (2, 0)
    assert request_roots(
        "python", copies_in(pool, np.empty(0, np.intp), Role(id="r", title="Cook"))
    ).shape == (0,)


def test_what_repeats_the_request_has_none_of_its_words() -> None:
    advert = "You will prepare hearty breakfasts for forty guests, order fresh vegetables and manage the storeroom."
    own = "Painted walls and ceilings of old houses for many years in the south."
    role = Role(id="r", description=advert)
    pool = pool_of({"text": own}, {"text": f"{own}\n{advert}"})

    copies = copies_in(pool, everybody(pool), role)
    roots_used = request_roots(advert, copies)
    together = requirement_words(["order fresh vegetables"], copies)

    assert copies.people.tolist() == [1]
    assert roots_used.tolist() == [roots_used[0]] * 2
    assert together.tolist() == [[0.0], [0.0]]
    assert request_roots(advert, none(pool))[1] > roots_used[1]


def test_beside_a_very_long_request_a_single_skill_is_told_as_far() -> None:
    role = Role(id="r", must_have=["SQL"], description="ab cd " * 16_000)
    (spec,) = (spec for spec in SPECS if spec.name == "must_word_nearness")

    message, params = describer(spec, role)(0.00002, True)

    assert params["share"] == 0
    assert render(message, params) == "Word by word, the nearest passages are far from the asked skills."
