"""The story's own time: months that are over, mornings, and never ahead of the real clock."""

from datetime import UTC, datetime, timedelta

import pytest

from matching.clock import fixed_clock
from review_ui.demo.pace import A_MONTH_LATER, BEGAN, StoryClock


@pytest.mark.parametrize("day", range(366))
def test_on_any_day_the_story_has_begun_in_a_month_before_the_last_that_it_was_told_in(day: int) -> None:
    today = datetime(2027, 1, 1, 0, 5, tzinfo=UTC) + timedelta(days=day)
    clock = StoryClock(fixed_clock(today))

    first = clock()
    clock.come_to(A_MONTH_LATER)
    second = clock()

    assert f"{first:%Y-%m}" < f"{second:%Y-%m}" < f"{today:%Y-%m}"
    assert (first.hour, second.hour) == (7, 7)


def test_time_never_runs_back_nor_ahead() -> None:
    today = datetime(2027, 1, 15, 12, 0, tzinfo=UTC)
    clock = StoryClock(fixed_clock(today))
    clock.advance(BEGAN)
    late = clock()

    clock.come_to(A_MONTH_LATER)
    assert clock() == late
    clock.advance(timedelta(days=30))
    assert clock() == today
