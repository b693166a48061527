"""A list that is put in words when read is in every other way that list."""

import numpy as np
import pytest

from matching.on_demand import OnDemand


def test_nothing_is_said_until_somebody_reads() -> None:
    said: list[int] = []

    def say(row: int) -> str:
        said.append(row)
        return f"row {row}"

    people = OnDemand(np.array([4, 7, 9]), say)

    assert len(people) == 3
    assert said == []
    assert people[1] == "row 7"
    assert said == [7]


def test_it_equals_any_sequence_that_says_the_same() -> None:
    people = OnDemand(np.array([1, 2]), str)

    assert people == ("1", "2")
    assert people == ["1", "2"]
    assert people != ("1",)
    assert list(people[1:]) == ["2"]


def test_there_is_nobody_beyond_the_end() -> None:
    with pytest.raises(IndexError, match="out of bounds"):
        OnDemand(np.array([1]), str)[1]
