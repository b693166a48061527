"""Days people work: Monday to Friday. Holidays differ by place, so none is known here."""

from datetime import datetime, timedelta

_SATURDAY = 5


def after_working_days(start: datetime, days: int) -> datetime:
    """The same time of day, `days` working days later: from Friday noon, one day later is Monday noon."""
    moment = start
    while days > 0:
        moment += timedelta(days=1)
        days -= moment.weekday() < _SATURDAY
    return moment
