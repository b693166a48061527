"""Judged candidates as arrays: order, splits, and every fault at once."""

from dataclasses import replace

import numpy as np
import pytest

from matching.errors import InputError
from models.training_data import JudgedRole, gather, informative, split_by_time, validate
from tests.models.toys import SPECS, past_data, past_roles


def test_roles_are_put_in_order_of_time_with_their_rows_together() -> None:
    roles = past_roles(4, candidates=3)

    found = gather(roles[::-1])

    assert found.role_ids == ("r000", "r001", "r002", "r003")
    assert found.role_of.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert found.values[3].tolist() == roles[1].matrix.values[0].tolist()
    assert found.sizes.tolist() == [3, 3, 3, 3]
    assert found.shown_ranks.tolist() == [0] * 12


def test_no_role_is_on_two_sides_and_the_latest_are_measured_on() -> None:
    split = split_by_time(past_data(40))

    assert [len(part.role_ids) for part in (split.learn, split.stop, split.test)] == [24, 6, 10]
    assert (
        split.learn.role_ids[-1] < split.stop.role_ids[0] <= split.stop.role_ids[-1] < split.test.role_ids[0]
    )
    assert split.test.role_of.min() == 0
    assert len(split.test.grades) == 100


def test_roles_whose_candidates_all_have_one_grade_are_dropped() -> None:
    roles = past_roles(3, candidates=4)
    flat = JudgedRole("r001", roles[1].decided_at, roles[1].matrix, [2, 2, 2, 2])

    found = informative(gather([roles[0], flat, roles[2]]))

    assert found.role_ids == ("r000", "r002")
    assert found.role_of.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert found.values[4].tolist() == roles[2].matrix.values[0].tolist()


def test_sound_data_have_no_fault() -> None:
    validate(past_data(12), SPECS)


def test_too_few_roles_are_refused_and_say_how_many_are_needed() -> None:
    with pytest.raises(InputError, match="1 faults") as caught:
        validate(past_data(11), SPECS)

    assert (
        str(caught.value.faults[0])
        == "roles: expected at least 12 roles with candidates of different grades, found 11"
    )


def test_no_data_at_all_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        validate(gather([]), ())

    assert [fault.field for fault in caught.value.faults] == ["grades"]


def test_every_fault_is_reported_at_once() -> None:
    data = past_data(12)
    values = data.values.copy()
    values[3, 1] = np.nan
    wrong = replace(
        data,
        values=values,
        grades=np.where(data.grades == 4, 7, data.grades),
        shown_ranks=np.zeros(2, np.int64),
    )

    with pytest.raises(InputError, match="3 faults") as caught:
        validate(wrong, SPECS)

    assert [str(fault) for fault in caught.value.faults] == [
        "values: expected finite values, found NaN or infinity in shown",
        "shown_ranks: expected 120 rows, one a grade, found 2",
        "grades: expected grades 0 to 4, found 7",
    ]


def test_one_grade_only_is_refused() -> None:
    data = past_data(12)

    with pytest.raises(InputError) as caught:
        validate(replace(data, grades=np.ones_like(data.grades)), SPECS)

    assert [fault.found for fault in caught.value.faults] == ["only 1"]


def test_another_width_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        validate(past_data(12), SPECS[:4])

    assert caught.value.faults[0].expected == "4 features, as declared"


def test_the_fingerprint_is_that_of_the_data() -> None:
    data = past_data(12)
    other = replace(data, grades=np.roll(data.grades, 1))

    assert data.fingerprint == past_data(12).fingerprint
    assert data.fingerprint != other.fingerprint
