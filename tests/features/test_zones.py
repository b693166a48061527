"""Offsets of zones and countries, and the working hours two places share."""

import numpy as np
import pytest

from features.zones import country_offsets, shared_hours, utc_offset


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("Europe/Berlin", 1.0),
        ("UTC+5:30", 5.5),
        ("GMT-3", -3.0),
        ("Z", 0.0),
        ("Atlantis", None),
        (None, None),
    ],
)
def test_a_zone_is_read_as_people_write_it(written: str | None, hours: float | None) -> None:
    assert utc_offset(written) == hours


def test_a_country_has_every_offset_in_use_there() -> None:
    assert country_offsets("DE") == (1.0,)
    assert {-8.0, -5.0} <= set(country_offsets("US"))
    assert country_offsets("XX") == ()


def test_shared_hours_go_by_the_nearest_zone_and_round_the_world_the_short_way() -> None:
    people = np.array([1.0, 5.5, -8.0, np.nan])

    assert shared_hours(people, (1.0,)).tolist()[:3] == [8.0, 3.5, 0.0]
    assert shared_hours(people, (1.0, -8.0)).tolist()[2] == 8.0
    assert shared_hours(np.array([13.0]), (-11.0,)).tolist() == [8.0]
    assert np.isnan(shared_hours(people, (1.0,))[3])
    assert np.isnan(shared_hours(people, ())).all()
