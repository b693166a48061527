"""What a shortlist says of what it was made with."""

import pytest

from matching.shortlist import other_taxonomy


@pytest.mark.parametrize(
    ("model", "snapshot", "other"),
    [
        ({"taxonomy": "one"}, {"taxonomy": "one"}, False),
        ({"taxonomy": "one"}, {"taxonomy": "two"}, True),
        ({"taxonomy": None}, {"taxonomy": "two"}, False),
        ({}, {"taxonomy": "two"}, False),
        ({"taxonomy": "one"}, {}, False),
    ],
)
def test_a_model_trained_with_another_taxonomy_is_told_and_one_that_states_none_goes_with_any(
    model: dict[str, str], snapshot: dict[str, str], other: bool
) -> None:
    assert other_taxonomy(model, snapshot) is other
