"""What is typed into the forms of access, one's own account and delegation. Shape only, as `requests.py`; faults are told together."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, TypeVar

from pydantic import Field

from governance.intake import read_jurisdiction
from governance.money import Money
from matching.errors import Fault, InputError
from review_ui.web.requests import Password, Request, read_date, read_money

Short = Annotated[str, Field(max_length=200)]
_Read = TypeVar("_Read")


class Returning(Request):
    """An act of one button: the page it was pressed on."""

    back: Annotated[str, Field(max_length=2000)] = ""


class AccountFields(Request):
    name: Short = ""
    display_name: Annotated[str, Field(max_length=1000)] = ""
    password: Password = ""


class PasswordFields(Request):
    current_password: Password = ""
    password: Password = ""


class GrantFields(Request):
    """A role as typed; blank dates and a blank limit are none."""

    role: Short = ""
    business_unit: Short = ""
    jurisdiction: Short = "*"
    limit_amount: Short = ""
    limit_currency: Short = ""
    starts: Short = ""
    ends: Short = ""

    def terms(self) -> dict[str, Any]:
        """As the command takes them; InputError with every fault of what cannot be read."""
        reading = Reading()
        terms = {
            "business_unit": self.business_unit,
            "jurisdiction": reading.of(lambda: read_jurisdiction(self.jurisdiction)),
            "approval_limit": reading.of(self._limit),
            "starts": reading.of(lambda: read_date(self.starts, "starts")),
            "ends": reading.of(lambda: read_date(self.ends, "ends")),
        }
        reading.end("the role cannot be proposed like this")
        return terms

    def _limit(self) -> Money | None:
        if not self.limit_amount:
            return None
        return read_money(self.limit_amount, self.limit_currency, "limit_amount")


class TokenFields(Request):
    """`once`: drawn anew with each page, so that what a browser sends again is known."""

    once: Annotated[str, Field(max_length=100)] = ""
    label: Annotated[str, Field(max_length=1000)] = ""
    scopes: list[Short] = Field(default=[], max_length=20)
    last_day: Short = ""

    def expires(self) -> datetime | None:
        """The end of the last day, in UTC; None where none was said."""
        last = read_date(self.last_day, "last_day")
        return datetime.combine(last + timedelta(days=1), datetime.min.time(), UTC) if last else None


class DelegationFields(Request):
    to: Short = ""
    role: Short = ""
    business_unit: Short = ""
    starts: Short = ""
    ends: Short = ""
    reason: Annotated[str, Field(max_length=4000)] = ""

    def terms(self) -> dict[str, Any]:
        reading = Reading()
        terms = {
            "role": self.role,
            "business_unit": self.business_unit,
            "starts": reading.of(lambda: _day(self.starts, "starts")),
            "ends": reading.of(lambda: _day(self.ends, "ends")),
            "reason": self.reason,
        }
        reading.end("the delegation cannot be made like this")
        return terms


class ListFields(Request):
    """A list of grants as text; `seen` is the digest of what it would change, as it was shown."""

    text: Annotated[str, Field(max_length=500_000)] = ""
    revoke_missing: bool = False
    seen: Short = ""


class Reading:
    """Reads field after field and keeps every fault, so that all are told at once."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def of(self, read: Callable[[], _Read]) -> _Read | None:
        try:
            return read()
        except InputError as error:
            self._faults += error.faults
            return None

    def end(self, message: str) -> None:
        if self._faults:
            raise InputError(message, faults=self._faults)


def _day(text: str, field: str) -> date:
    found = read_date(text, field)
    if found is None:
        fault = Fault("a date such as 2027-01-31", "nothing", field=field)
        raise InputError("the date is missing", faults=[fault])
    return found
