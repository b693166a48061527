"""What a person could change about their own profile, as edits of it: the levers that `counterfactual.py` tries.

Only what is theirs to change and somebody may fairly ask: rate, start, hours, time to answer, a skill shown in work, a
certificate. Years, ratings, countries, languages and everything protected are no lever.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Protocol

from matching.profiles import Profile
from matching.roles import Amount, Role
from matching.shortlist import RequirementStatus

Kind = Literal["rate", "start", "hours", "answers", "skill", "certificate"]

# What nobody may be asked: less than this share of their own rate, or an answer within less than this.
LOWEST_RATE_SHARE = 0.5
SOONEST_ANSWER_HOURS = 1
SLOWEST_ANSWER_HOURS = 96


@dataclass(frozen=True, slots=True)
class Change:
    """One edit: what it is about, the value asked for, and the words that say so."""

    kind: Kind
    target: str
    before: str | None
    after: str
    sentence: str


class Lever(Protocol):
    """Something that may be changed by steps 1 (least) to `steps` (most); each step includes those before it."""

    @property
    def kind(self) -> Kind: ...
    @property
    def target(self) -> str: ...
    @property
    def steps(self) -> int: ...

    def apply(self, profile: Profile, step: int) -> Profile: ...

    def change(self, step: int) -> Change: ...


def levers(
    role: Role, profile: Profile, requirements: tuple[RequirementStatus, ...], as_of: date
) -> tuple[Lever, ...]:
    """Every lever this person has for this role, the plainest terms first."""
    return tuple(_levers(role, profile, requirements, as_of))


def _levers(
    role: Role, profile: Profile, requirements: tuple[RequirementStatus, ...], as_of: date
) -> Iterator[Lever]:
    if (rate := _rate(role, profile)) and rate.steps:
        yield rate
    start = Start(profile.available_from, role.start_by, as_of)
    if start.steps:
        yield start
    if (
        role.hours_per_week is not None
        and (hours := Hours(profile.hours_per_week, role.hours_per_week)).steps
    ):
        yield hours
    if (answers := Answers(profile.response_hours)).steps:
        yield answers
    for asked in requirements:
        if asked.status != "evidenced":
            yield Shown(asked.skill, asked.status)
    for asked in requirements:
        if asked.importance == "must":
            yield Certificate(asked.skill, len(profile.certifications))


def _rate(role: Role, profile: Profile) -> "Rate | None":
    cap, own = role.max_hourly_rate, profile.hourly_rate
    if cap is None or cap.amount < 1:
        return None
    if own is not None and own.currency != cap.currency:
        return None  # no exchange rate is known, so nothing could be proved
    return Rate(own.amount if own else None, cap)


@dataclass(frozen=True, slots=True)
class Rate:
    """A lower rate by whole units, or one stated at last, at most the cap."""

    own: float | None
    cap: Amount
    kind: Kind = "rate"
    target: str = "hourly_rate"

    @property
    def steps(self) -> int:
        return max(0, self._first - self._last + 1)

    @property
    def _first(self) -> int:
        """The highest whole rate that is a change."""
        if self.own is None:
            return int(self.cap.amount)
        return int(self.own) - (1 if float(self.own).is_integer() else 0)

    @property
    def _last(self) -> int:
        most = self.cap.amount if self.own is None else self.own
        return max(1, -int(-most * LOWEST_RATE_SHARE // 1))

    def _value(self, step: int) -> int:
        return self._first - step + 1

    def apply(self, profile: Profile, step: int) -> Profile:
        amount = Amount(amount=self._value(step), currency=self.cap.currency)
        return profile.model_copy(update={"hourly_rate": amount})

    def change(self, step: int) -> Change:
        after = f"{self._value(step)} {self.cap.currency}"
        if self.own is None:
            said = f"A rate on record, of at most {after} an hour."
            return Change(self.kind, self.target, None, after, said)
        before = f"{self.own:g} {self.cap.currency}"
        return Change(
            self.kind, self.target, before, after, f"A rate of {after} an hour instead of {before}."
        )


@dataclass(frozen=True, slots=True)
class Start:
    """An earlier day to start, down to the day of the ranking; or one stated at last."""

    own: date | None
    wanted: date | None
    as_of: date
    kind: Kind = "start"
    target: str = "available_from"

    @property
    def _first(self) -> date:
        """The latest day that is a change."""
        if self.own is not None:
            return self.own - timedelta(days=1)
        return self.wanted or self.as_of + timedelta(days=60)

    @property
    def steps(self) -> int:
        return max(0, (self._first - self.as_of).days + 1)

    def _value(self, step: int) -> date:
        return self._first - timedelta(days=step - 1)

    def apply(self, profile: Profile, step: int) -> Profile:
        return profile.model_copy(update={"available_from": self._value(step)})

    def change(self, step: int) -> Change:
        after = self._value(step).isoformat()
        if self.own is None:
            said = f"A day to start on record, {after} or sooner."
            return Change(self.kind, self.target, None, after, said)
        before = self.own.isoformat()
        return Change(self.kind, self.target, before, after, f"Free from {after} instead of {before}.")


@dataclass(frozen=True, slots=True)
class Hours:
    """More hours a week, up to those asked for; or hours stated at last."""

    own: float | None
    asked: float
    kind: Kind = "hours"
    target: str = "hours_per_week"

    @property
    def _lowest(self) -> int:
        return int(self.asked) if self.own is None else int(self.own) + 1

    @property
    def steps(self) -> int:
        return max(0, -int(-self.asked // 1) - self._lowest + 1)

    def _value(self, step: int) -> int:
        return self._lowest + step - 1

    def apply(self, profile: Profile, step: int) -> Profile:
        return profile.model_copy(update={"hours_per_week": float(self._value(step))})

    def change(self, step: int) -> Change:
        after = f"{self._value(step)}"
        if self.own is None:
            said = f"Hours on record, {after} a week or more."
            return Change(self.kind, self.target, None, after, said)
        before = f"{self.own:g}"
        return Change(self.kind, self.target, before, after, f"{after} hours a week instead of {before}.")


@dataclass(frozen=True, slots=True)
class Answers:
    """Quicker answers by whole hours; or a time to answer known at last."""

    own: float | None
    kind: Kind = "answers"
    target: str = "response_hours"

    @property
    def _first(self) -> int:
        if self.own is None:
            return SLOWEST_ANSWER_HOURS
        own = min(self.own, SLOWEST_ANSWER_HOURS + 1)
        return int(own) - (1 if float(own).is_integer() else 0)

    @property
    def steps(self) -> int:
        return max(0, self._first - SOONEST_ANSWER_HOURS + 1)

    def _value(self, step: int) -> int:
        return self._first - step + 1

    def apply(self, profile: Profile, step: int) -> Profile:
        return profile.model_copy(update={"response_hours": float(self._value(step))})

    def change(self, step: int) -> Change:
        after = f"{self._value(step)}"
        unit = "hour" if after == "1" else "hours"
        if self.own is None:
            said = f"A time to answer on record, within {after} {unit}."
            return Change(self.kind, self.target, None, after, said)
        before = f"{self.own:g}"
        said = f"Answers within {after} {unit} instead of {before}."
        return Change(self.kind, self.target, before, after, said)


@dataclass(frozen=True, slots=True)
class Shown:
    """A skill that described work names, as one more entry of the experience; the words are the plainest there are."""

    skill: str
    status: str
    kind: Kind = "skill"
    steps: int = 1

    @property
    def target(self) -> str:
        return self.skill

    def apply(self, profile: Profile, step: int) -> Profile:  # noqa: ARG002  # one step
        words = f"Used {self.skill} in a project."
        return profile.model_copy(update={"experience": [*profile.experience, words]})

    def change(self, step: int) -> Change:  # noqa: ARG002  # one step
        return Change(
            self.kind, self.skill, self.status, "evidenced", f"{self.skill} shown in described work."
        )


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate named for an asked skill."""

    skill: str
    held: int
    kind: Kind = "certificate"
    steps: int = 1

    @property
    def target(self) -> str:
        return self.skill

    def apply(self, profile: Profile, step: int) -> Profile:  # noqa: ARG002  # one step
        return profile.model_copy(update={"certifications": [*profile.certifications, self.skill]})

    def change(self, step: int) -> Change:  # noqa: ARG002  # one step
        said = f"A certificate in {self.skill}."
        return Change(self.kind, self.skill, f"{self.held} listed", f"{self.held + 1} listed", said)
