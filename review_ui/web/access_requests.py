"""What is typed into the forms of access, one's own account and delegation. Shape only, as `requests.py`; faults are told together."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, NamedTuple, TypeVar

from pydantic import Field

from governance.intake import read_jurisdiction
from governance.money import Money
from governance.sign_on.mapping import read_groups
from matching.errors import Fault, InputError
from review_ui.web.requests import Password, Request, read_date, read_money

Short = Annotated[str, Field(max_length=200)]
_Read = TypeVar("_Read")
# What a form may hold; a longer mapping is proposed as a file.
MOST_MAPPING_LINES = 100


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
            "approval_limit": reading.of(lambda: read_limit(self.limit_amount, self.limit_currency)),
            "starts": reading.of(lambda: read_date(self.starts, "starts")),
            "ends": reading.of(lambda: read_date(self.ends, "ends")),
        }
        reading.end("the role cannot be proposed like this")
        return terms


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


class MappingLine(NamedTuple):
    """What one group gives, as typed."""

    group: str = ""
    role: str = ""
    business_unit: str = ""
    jurisdiction: str = "*"
    limit_amount: str = ""
    limit_currency: str = ""

    @property
    def blank(self) -> bool:
        return not (self.group or self.role)


_Column = Annotated[list[Short], Field(max_length=MOST_MAPPING_LINES)]
_NONE: list[str] = Field(default=[])


class MappingFields(Request):
    """What groups give, line by line as typed; a line without a group and a role is none. `more`: the same with lines to fill.

    `seen` is the digest of what it would change, as it was shown.
    """

    group: _Column = _NONE
    role: _Column = _NONE
    business_unit: _Column = _NONE
    jurisdiction: _Column = _NONE
    limit_amount: _Column = _NONE
    limit_currency: _Column = _NONE
    more: bool = False
    seen: Short = ""

    def lines(self) -> tuple[MappingLine, ...]:
        columns = [getattr(self, name) for name in MappingLine._fields]
        try:
            return tuple(MappingLine(*line) for line in zip(*columns, strict=True))
        except ValueError:
            raise InputError(
                "the lines of the mapping cannot be told apart", hint="send the form again"
            ) from None

    def document(self) -> dict[str, Any]:
        """The mapping as its file would have it; InputError with every fault, by line."""
        groups: dict[str, list[dict[str, Any]]] = {}
        places: dict[str, int] = {}
        faults: list[tuple[int, Fault]] = []
        for number, line in enumerate(self.lines(), start=1):
            if line.blank:
                continue
            given, found = _given(line)
            faults += [(number, fault) for fault in found]
            if not line.group:
                faults.append((number, Fault("a group", "none")))
            held = groups.setdefault(line.group or f"line {number}", [])
            places[f"groups.{line.group or f'line {number}'}[{len(held)}]"] = number
            held.append(given)
        document = {"groups": groups}
        try:
            read_groups(document, "")
        except InputError as error:
            faults += [(places.get(fault.field or "", 0), fault) for fault in error.faults]
        if faults:
            by_line = sorted(faults, key=lambda one: one[0])
            raise InputError(
                "the mapping cannot be proposed like this",
                faults=[_at(fault, number) for number, fault in by_line],
            )
        return document


class Reading:
    """Reads field after field and keeps every fault, so that all are told at once."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def of(self, read: Callable[[], _Read]) -> _Read | None:
        try:
            return read()
        except InputError as error:
            self.faults += told(error)
            return None

    def end(self, message: str) -> None:
        if self.faults:
            raise InputError(message, faults=self.faults)


def told(error: InputError) -> Sequence[Fault]:
    """Its faults; where it only has words of the form "expected X, found Y", those."""
    if error.faults:
        return error.faults
    expected, _, found = error.message.removeprefix("expected ").partition(", found ")
    return (Fault(expected, found or "something else"),)


def _given(line: MappingLine) -> tuple[dict[str, Any], Sequence[Fault]]:
    """The line as the mapping's file has it, and every fault of its figures."""
    reading = Reading()
    place = reading.of(lambda: read_jurisdiction(line.jurisdiction))
    limit = reading.of(lambda: read_limit(line.limit_amount, line.limit_currency))
    given: dict[str, Any] = {
        "role": line.role,
        "business_unit": line.business_unit,
        "jurisdiction": place or "*",
    }
    if limit is not None:
        given["limit"] = {"amount": f"{limit.amount:f}", "currency": limit.currency}
    return given, reading.faults


def read_limit(amount: str, currency: str) -> Money | None:
    """What a grant approves up to; None where nothing was typed."""
    return read_money(amount, currency, "limit_amount") if amount else None


def _at(fault: Fault, number: int) -> Fault:
    """The fault where whoever typed it finds it; 0 is no line of its own."""
    return replace(fault, file=None, field=f"line {number}" if number else "the mapping")


def _day(text: str, field: str) -> date:
    found = read_date(text, field)
    if found is None:
        fault = Fault("a date such as 2027-01-31", "nothing", field=field)
        raise InputError("the date is missing", faults=[fault])
    return found
