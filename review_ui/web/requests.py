"""What people may send: one model an act, read from a form by the pages and from JSON by the API.

Checks shape only. An empty field of a form means that nothing was said.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from governance.blind.rating import HIGHEST, LOWEST
from governance.classification.scoring import Answer
from governance.intake import LONGEST_SCOPE
from governance.money import Money
from matching.diversity import DIVERSE_SHARE
from matching.errors import Fault, InputError
from matching.roles import Role

SCORECARD = {
    "skills": "Skills asked for",
    "experience": "Comparable work",
    "communication": "Communication",
    "terms": "Time and terms fit",
}

# What a form asks, by pydantic's name of the fault; any other is told in its own words.
_EXPECTED = {
    "missing": "an answer",
    "string_too_long": "at most {max_length} characters",
    "literal_error": "one of {expected}",
    "int_parsing": "a whole number",
    "greater_than_equal": "{ge} or more",
    "less_than_equal": "{le} or less",
    "date_from_datetime_parsing": "a date such as 2027-01-31",
}

# The intake's fields of the form that the role has no word for.
INTAKE_FIELDS = (
    "budget_owner",
    "cost_centre",
    "scope",
    "deliverables",
    "security_class",
    "sensitive_data",
    "jurisdiction",
)


def _blank_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Note = Annotated[
    Annotated[str, Field(max_length=4000)] | None, BeforeValidator(_blank_is_none), Field(default=None)
]
Version = Annotated[int | None, BeforeValidator(_blank_is_none), Field(default=None)]
Day = Annotated[date | None, BeforeValidator(_blank_is_none), Field(default=None)]
Code = Annotated[str, Field(min_length=1, max_length=60)]
Text = Annotated[str, Field(max_length=20_000)]
# As it is typed at log-in, blanks at its ends included.
Password = Annotated[str, StringConstraints(strip_whitespace=False, max_length=1000)]


class Request(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, str_strip_whitespace=True)


class Act(Request):
    """An act on something whose state the sender has seen."""

    expected_version: Version = None


class Ranking(Request):
    """How to rank. `spread` over platforms costs at most a stated part of the score; `blind`: rate the first before the list shows."""

    spread: bool = False
    blind: bool = False

    @property
    def diversity(self) -> float | None:
        return DIVERSE_SHARE if self.spread else None


class PoolRanking(Ranking):
    """What to rank the pool for; without a business unit the role's own, else only who is held for all of them."""

    template_id: Annotated[str | None, Field(max_length=80)] = None
    role: dict[str, Any] | None = None
    business_unit: Annotated[str | None, Field(min_length=1, max_length=80)] = None
    top: Annotated[int, Field(ge=1, le=100)] = 20


class Stopping(Request):
    """What a stop of ranking covers: a business unit (`*`: all) and a role family (none: every one)."""

    business_unit: Annotated[str, Field(min_length=1, max_length=80)] = "*"
    family: Annotated[Annotated[str, Field(max_length=40)] | None, BeforeValidator(_blank_is_none)] = None
    reason: Annotated[str, Field(min_length=1, max_length=4000)]


class StoppingFields(Stopping):
    """From a form, where nothing chosen must not come to mean everywhere."""

    business_unit: Annotated[str, Field(min_length=1, max_length=80)]


class Lifting(Request):
    reason: Annotated[str, Field(min_length=1, max_length=4000)]


class Noted(Act):
    note: Note = None


class Answering(Noted):
    """A yes; `step` names which open step, where one could answer several."""

    step: Annotated[Annotated[str, Field(max_length=80)] | None, BeforeValidator(_blank_is_none)] = None


class Refusal(Noted):
    reason_code: Code


class Cancelling(Act):
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class Deciding(Noted):
    decision: Literal["select", "shortlist", "not_now", "reject"]
    reason_code: Code


class Rating(Act):
    rating: Annotated[int, Field(ge=LOWEST, le=HIGHEST)]


class OpeningList(Request):
    """Opening a list after its blind stage; a reason where not everybody is rated."""

    reason: Note = None


class Identifying(Request):
    """Whether two source profiles are one person, and why."""

    a: Code
    b: Code
    answer: Literal["same", "different"]
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class Overriding(Noted):
    person_ids: Annotated[list[str], Field(min_length=1, max_length=100)]
    reason_code: Code


class ListChange(Noted):
    """A change of the list in review: of whom, to which place, and why."""

    person_id: Code
    place: Annotated[Annotated[int, Field(ge=1, le=10_000)] | None, BeforeValidator(_blank_is_none)] = None
    reason_code: Code


class ListMove(ListChange):
    """A change of somebody on the list, as the one form for all of them sends it."""

    action: Literal["reorder", "pin", "exclude"]


class MorePeople(Noted):
    """How many of the next of a ranking are asked for."""

    count: Annotated[int, Field(ge=1, le=20)] = 10


class Exclusion(Noted):
    person_id: Code
    reason_code: Code


class Declining(Noted):
    reason_code: Code


class Screening(Noted):
    scorecard: dict[str, Annotated[int, Field(ge=1, le=5)]]


Mark = Annotated[int, Field(ge=1, le=5)]


class ScreeningForm(Noted):
    """The scorecard with the criteria the page offers."""

    skills: Mark
    experience: Mark
    communication: Mark
    terms: Mark

    @property
    def scorecard(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in SCORECARD}


class MoneySent(Request):
    amount: Decimal = Field(gt=0, le=Decimal(10) ** 12)
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]

    def money(self) -> Money:
        return Money.of(self.amount, self.currency)


class IntakeSent(Request):
    """Fields of the intake as anybody types them: `governance/intake.py` reads them and names every fault."""

    budget_owner: Annotated[str | None, Field(max_length=80)] = None
    cost_centre: Annotated[str | None, Field(max_length=80)] = None
    scope: Text | None = None
    deliverables: list[Text] | Text | None = None
    duration_weeks: int | Code | None = None
    starts_on: Annotated[str | None, Field(max_length=40)] = None
    security_class: Annotated[str | None, Field(max_length=40)] = None
    sensitive_data: Annotated[str | None, Field(max_length=40)] = None
    jurisdiction: Annotated[str | None, Field(max_length=40)] = None

    def given(self) -> dict[str, Any]:
        """What was sent, by name; what was not stays as it is."""
        return self.model_dump(exclude_unset=True)


class NewRequisition(Request):
    title: Annotated[str, Field(min_length=1, max_length=200)]
    business_unit: Annotated[str, Field(min_length=1, max_length=100)]
    budget: MoneySent
    template_id: str | None = None
    role: dict[str, Any] | None = None
    positions: Annotated[int, Field(ge=1, le=100)] = 1
    needed_by: date | None = None
    intake: IntakeSent | None = None


class EditedRequisition(Act):
    """What changes; what is not sent stays."""

    title: Annotated[str | None, Field(min_length=1, max_length=200)] = None
    budget: MoneySent | None = None
    role: dict[str, Any] | None = None
    positions: Annotated[int | None, Field(ge=1, le=100)] = None
    needed_by: date | None = None
    intake: IntakeSent | None = None


class AccountSent(Request):
    """Without a password the account waits for one, or for sign-on."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    display_name: Annotated[str, Field(max_length=200)] = ""
    password: Password | None = None


class GrantSent(Request):
    role: Code
    business_unit: Annotated[str, Field(min_length=1, max_length=80)] = "*"
    jurisdiction: Annotated[str, Field(min_length=1, max_length=6)] = "*"
    limit: MoneySent | None = None
    starts: date | None = None
    ends: date | None = None


class PasswordSent(Request):
    """`current_password`: for one's own."""

    current_password: Password = ""
    password: Annotated[Password, Field(min_length=1)]


class GrantsSent(Request):
    """A whole list of grants, a line an object with the columns of the file; without `apply` nothing changes."""

    lines: Annotated[list[dict[str, str]], Field(min_length=1, max_length=20_000)]
    apply: bool = False
    revoke_missing: bool = False


class MappingSent(Request):
    """What groups of the identity provider give, as in the file."""

    groups: dict[str, Any]


class Filing(Request):
    family: Annotated[str, Field(min_length=1, max_length=40)]


class TemplateSent(Request):
    role: dict[str, Any]
    family: Annotated[Annotated[str, Field(max_length=40)] | None, BeforeValidator(_blank_is_none)] = None


class TokenSent(Request):
    label: Annotated[str, Field(min_length=1, max_length=200)]
    scopes: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=20)]
    expires: AwareDatetime | None = None


class Engaging(Request):
    rate: MoneySent
    hours: Annotated[int, Field(ge=1, le=100_000)]
    start: date
    end: date
    deliverables: list[Annotated[str, Field(max_length=2000)]] = []


class Outcome(Request):
    accepted: bool
    rework: Literal["none", "minor", "major"]
    on_budget: bool
    on_time: bool
    would_reengage: bool
    rating: Mark
    note: Note = None


class RequisitionFields(Request):
    """A requisition as typed into the form: everything text, checked together by `read`."""

    title: Text = ""
    description: Text = ""
    must_have: Text = ""
    nice_to_have: Text = ""
    budget_amount: str = ""
    budget_currency: str = ""
    max_rate: str = ""
    hours_per_week: str = ""
    duration_weeks: str = ""
    start_by: str = ""
    positions: str = "1"
    needed_by: str = ""
    business_unit: str = ""
    template_id: str = ""
    budget_owner: str = ""
    cost_centre: str = ""
    scope: Text = ""
    deliverables: Text = ""
    security_class: str = ""
    sensitive_data: str = ""
    jurisdiction: str = ""
    expected_version: Version = None
    then: str = ""

    def intake(self) -> dict[str, Any]:
        """What was typed beside the role; the work in one's own words is the scope where no other is given."""
        weeks = self.duration_weeks.removesuffix(".0")
        said = {name: getattr(self, name) for name in INTAKE_FIELDS} | {
            "scope": self.scope or self.description[:LONGEST_SCOPE],
            "starts_on": self.start_by,
            "duration_weeks": weeks if weeks.isdigit() else "",
        }
        return {name: value for name, value in said.items() if value}

    def role(self, base: dict[str, Any]) -> dict[str, Any]:
        """The role that results: the template's (or the earlier version's) with what was typed put over it."""
        typed: dict[str, Any] = {
            "title": self.title,
            "description": self.description,
            "must_have": merge_skills(self.must_have, base.get("must_have", [])),
            "nice_to_have": merge_skills(self.nice_to_have, base.get("nice_to_have", [])),
            "max_hourly_rate": {"amount": self.max_rate, "currency": self.budget_currency.upper()}
            if self.max_rate
            else None,
            "hours_per_week": self.hours_per_week or None,
            "duration_weeks": self.duration_weeks or None,
            "start_by": self.start_by or None,
        }
        merged = {**base, **typed}
        return {key: value for key, value in merged.items() if value is not None}

    def budget(self) -> Money:
        return read_money(self.budget_amount, self.budget_currency, "budget")


class AnswerSent(Request):
    """Nothing is refused here for being empty: the rules name every question that lacks an answer, at once."""

    choice: Annotated[str, Field(max_length=60)] = ""
    quote: Text = ""

    def answer(self) -> Answer:
        return Answer(self.choice, self.quote)


class Classifying(Act):
    answered_by: Annotated[str, Field(max_length=200)] = ""
    answers: dict[str, AnswerSent] = {}

    def given(self) -> dict[str, Answer]:
        return {question: sent.answer() for question, sent in self.answers.items()}


class ClassificationFields(Act):
    """A form with `choice-Q` and `quote-Q` for each question Q of the rules, whichever those are."""

    model_config = ConfigDict(extra="allow", frozen=True, str_strip_whitespace=True)

    answered_by: Annotated[str, Field(max_length=200)] = ""

    def given(self, questions: Iterable[str]) -> dict[str, Answer]:
        sent = self.typed()
        return {one: Answer(sent.get(f"choice-{one}", ""), sent.get(f"quote-{one}", "")) for one in questions}

    def typed(self) -> dict[str, str]:
        return {name: str(value).strip() for name, value in (self.model_extra or {}).items()}


class LegalAnswer(Act):
    decision: Literal["cleared", "refused"]
    reason: Annotated[str, Field(min_length=1, max_length=4000)]


class Reasoned(Request):
    reason: Annotated[str, Field(min_length=1, max_length=4000)]


class Holding(Reasoned):
    kind: Literal["person", "requisition", "engagement"]
    subject: Annotated[str, Field(min_length=1, max_length=80)]


class Erasing(Reasoned):
    person: Annotated[str, Field(min_length=1, max_length=80)]


class Agreed(Request):
    """Optionally, how many `records` were read to be past their time: another number by now is refused."""

    expected_records: Annotated[int | None, Field(ge=0)] = None


class LettingGo(Request):
    """A yes to a number of records that was read on the page: another number by now is refused."""

    expected_records: Annotated[int, Field(ge=0)]
    confirmed: Literal["yes"]


class AskingView(Request):
    """Asking to see decisions by reviewer: of which business unit, what for, up to which day."""

    business_unit: Annotated[str, Field(min_length=1, max_length=80)]
    purpose: Annotated[str, Field(min_length=1, max_length=4000)]
    last_day: date


class Proving(Request):
    """Which entries to prove: one by its number, or all of a requisition."""

    entry: Annotated[int | None, Field(default=None, ge=1, lt=2**53)] = None
    requisition: Annotated[str | None, Field(default=None, max_length=80)] = None


class Exporting(Request):
    """Which entries to take out: of a person, of a requisition, from a day to a day (UTC, both included)."""

    form: Literal["jsonl", "csv"] = "jsonl"
    person: Annotated[str | None, Field(max_length=80)] = None
    requisition: Annotated[str | None, Field(max_length=80)] = None
    since: date | None = None
    until: date | None = None


class Splitting(Request):
    """Which source's profile, by the source's name or the id it came in as."""

    source: Annotated[str, Field(min_length=1, max_length=200)]
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class Extending(Act):
    """What an engagement would become; what is not given stays as agreed."""

    end: Day
    hours: Annotated[Annotated[int, Field(ge=1, le=100_000)] | None, BeforeValidator(_blank_is_none)] = None
    deliverables: Annotated[list[Annotated[str, Field(max_length=2000)]], Field(max_length=100)] | None = None
    reason: Annotated[str, Field(min_length=1, max_length=4000)]


class EngagementFields(Request):
    rate_amount: str = ""
    rate_currency: str = ""
    hours: str = ""
    start: str = ""
    end: str = ""
    deliverables: Text = ""


class ExtensionFields(Act):
    """What an engagement would become, as typed."""

    end: str = ""
    hours: str = ""
    deliverables: Text = ""
    reason: Text = ""


def read_money(figure: str, currency: str, field: str) -> Money:
    try:
        sum_of = Decimal(figure.replace(",", "").replace(" ", "").lstrip("$€£"))
    except InvalidOperation:
        fault = Fault("an amount such as 12500 or 80.50", repr(figure), field=field)
        raise InputError("the amount cannot be read", faults=[fault]) from None
    return Money.of(sum_of, currency.upper())


def read_date(text: str, field: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        fault = Fault("a date such as 2027-01-31", repr(text), field=field)
        raise InputError("the date cannot be read", faults=[fault]) from None


def read_count(text: str, field: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= 100_000:
        fault = Fault("a whole number from 1", repr(text), field=field)
        raise InputError("the number cannot be read", faults=[fault])
    return int(text)


def read_role(document: dict[str, Any]) -> dict[str, Any]:
    """The document, checked as a role."""
    as_role(document)
    return document


def as_role(document: dict[str, Any]) -> Role:
    """The role a document says; all faults at once in the words of the form."""
    try:
        return Role.model_validate({"id": "draft", **document})
    except ValidationError as error:
        raise InputError("the role cannot be read", faults=faults_of(error)) from error


def faults_of(error: ValidationError) -> list[Fault]:
    return [fault_of(dict(one)) for one in error.errors(include_url=False)]


def fault_of(one: dict[str, Any]) -> Fault:
    place = [str(part) for part in one["loc"] if part not in ("body", "query", "path")]
    found = one.get("input")
    left_out = one["type"] == "missing" or (isinstance(found, str) and not found.strip())
    return Fault(_expected(one), "nothing" if left_out else repr(found)[:80], field=".".join(place) or None)


def _expected(one: dict[str, Any]) -> str:
    terms = one.get("ctx", {})
    if one["type"] == "string_too_short" and terms["min_length"] == 1:
        return "an answer"
    said: str = one["msg"].removeprefix("Value error, ")
    known = _EXPECTED.get(one["type"])
    return known.format_map(terms) if known else said


def merge_skills(lines: str, before: list[Any]) -> list[Any]:
    """One skill a line; a skill that was known with level or years keeps them."""
    known = {(s if isinstance(s, str) else s["name"]).casefold(): s for s in before}
    return [known.get(line.casefold(), line) for raw in lines.splitlines() if (line := raw.strip())]
