"""Days people work: Monday to Friday, but for the holidays that are named. Which those are is the policy's to say."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

_SATURDAY = 5


def after_working_days(start: datetime, days: int, holidays: Collection[date] = ()) -> datetime:
    """The same time of day, `days` working days later: from Friday noon, one day later is Monday noon, or Tuesday's where
    that Monday is a holiday."""
    moment = start
    while days > 0:
        moment += timedelta(days=1)
        days -= moment.weekday() < _SATURDAY and moment.date() not in holidays
    return moment
