"""Rule sets of classification: what a file may say, and reading one with every fault told at once.

Knows no answers; `scoring.py` applies a rule set to them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from governance.canonical import sha256
from matching.errors import Fault, InputError, NotFound

CURRENT = "2026-1"
LEVELS = ("low", "medium", "high")
DIMENSIONS = ("control", "integration", "duration", "deliverable")

Level = Literal["low", "medium", "high"]
Dimension = Literal["control", "integration", "duration", "deliverable"]
Code = Annotated[str, Field(pattern="^[a-z][a-z_0-9]{0,39}$")]
Words = Annotated[str, Field(min_length=1, max_length=1000, pattern=r"\S")]
Points = Annotated[int, Field(ge=0, le=100, strict=True)]


class Part(BaseModel):
    """Base of everything in a rules file: an unknown key is a fault, since a misspelt rule would be no rule."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(Part):
    """One answer. `up_to_weeks`: an engagement that was answered so may last so long and no longer."""

    id: Code
    says: Words
    points: Points
    up_to_weeks: Annotated[int, Field(ge=1, strict=True)] | None = None


class Question(Part):
    """`basis`: the sign of employment that the question is about, with its source."""

    id: Code
    dimension: Dimension
    asks: Words
    basis: Words
    choices: Annotated[tuple[Choice, ...], Field(min_length=2)]

    def choice(self, choice_id: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.id == choice_id), None)

    def chosen(self, choice_id: str) -> Choice:
        """The choice of that id, which must be one of the question's."""
        return next(choice for choice in self.choices if choice.id == choice_id)


class Thresholds(Part):
    """From `medium` points it is medium, from `high` points high."""

    medium: Annotated[int, Field(ge=1, strict=True)]
    high: Annotated[int, Field(ge=1, strict=True)]

    def level(self, points: int) -> Level:
        return "high" if points >= self.high else "medium" if points >= self.medium else "low"


class Band(Part):
    """`points` from `from` on."""

    start: Annotated[int, Field(alias="from", ge=1, strict=True)]
    points: Points


Bands = Annotated[tuple[Band, ...], Field(min_length=1)]


class Impact(Thresholds):
    """Facts of the request that say how grave an error would be. `budget`: bands in major units, by currency."""

    budget: Annotated[dict[Annotated[str, Field(pattern="^[A-Z]{3}$")], Bands], Field(min_length=1)]
    positions: Bands


class RuleSet(Part):
    version: Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{1,3}$")]
    not_legal_advice: Words
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    likelihood: Thresholds
    impact: Impact
    risk: dict[Level, dict[Level, Level]]
    sha256: str = ""

    def question(self, question_id: str) -> Question | None:
        return next((question for question in self.questions if question.id == question_id), None)

    def of(self, dimension: str) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.dimension == dimension)

    def most_points(self, dimension: str) -> int:
        return sum(max(choice.points for choice in question.choices) for question in self.of(dimension))


@cache
def load_rules(version: str = CURRENT) -> RuleSet:
    """The rule set of that version, as it was released; NotFound where there is none."""
    file = files("governance.classification") / "data" / f"{version}.yaml"
    if not file.is_file():
        raise NotFound(
            f"no rules of classification {version!r}", hint="use the Candor that classified with them"
        )
    return read_rules(file.read_bytes(), file=file.name)


def read_rules(data: bytes, *, file: str = "rules") -> RuleSet:
    """Rules out of YAML, or InputError with every fault: the shape first, then what the parts say together."""
    try:
        document = yaml.safe_load(data)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"expected YAML in {file}, found {error}") from None
    try:
        rules = RuleSet.model_validate(document)
    except ValidationError as error:
        raise _refusal(file, [_fault(file, dict(one)) for one in error.errors(include_url=False)]) from None
    faults = [
        Fault(expected, found, file=file, field=field) for field, expected, found in _contradictions(rules)
    ]
    if faults:
        raise _refusal(file, faults)
    return rules.model_copy(update={"sha256": sha256(data)})


def _refusal(file: str, faults: Sequence[Fault]) -> InputError:
    return InputError(
        f"the rules of classification in {file} are not as expected",
        faults=faults,
        hint="correct what is named; nothing is classified by half a rule set",
    )


def _fault(file: str, one: Mapping[str, Any]) -> Fault:
    found = "nothing" if one["type"] == "missing" else repr(one.get("input"))[:80]
    expected = "a value" if one["type"] == "missing" else one["msg"]
    return Fault(expected, found, file=file, field=".".join(map(str, one["loc"])) or None)


def _contradictions(rules: RuleSet) -> Iterator[tuple[str, str, str]]:
    """What no single part shows, as (field, expected, found)."""
    yield from _questions(rules)
    yield from _thresholds(rules)
    yield from _bands(rules)
    yield from _matrix(rules.risk)


def _questions(rules: RuleSet) -> Iterator[tuple[str, str, str]]:
    for repeated in _repeated(question.id for question in rules.questions):
        yield "questions", "each id once", f"{repeated!r} twice or more"
    for dimension in DIMENSIONS:
        if not rules.of(dimension):
            yield "questions", f"at least one question about {dimension}", "none"
    for question in rules.questions:
        field = f"questions.{question.id}.choices"
        for repeated in _repeated(choice.id for choice in question.choices):
            yield field, "each id once", f"{repeated!r} twice or more"
        if len({choice.points for choice in question.choices}) == 1:
            yield field, "answers that differ in points", "the same for all"
    lengths = [q for q in rules.questions if any(choice.up_to_weeks for choice in q.choices)]
    if [q.dimension for q in lengths] != ["duration"]:
        found = ", ".join(q.id for q in lengths) or "none"
        yield "questions", "exactly one question, about duration, with up_to_weeks", found
    for question in lengths:
        if not _longer_for_more(question.choices):
            yield f"questions.{question.id}.choices", "longer times with more points", "another order"


def _longer_for_more(choices: Sequence[Choice]) -> bool:
    weeks = [choice.up_to_weeks or float("inf") for choice in sorted(choices, key=lambda c: c.points)]
    return weeks == sorted(weeks)


def _thresholds(rules: RuleSet) -> Iterator[tuple[str, str, str]]:
    most = {
        "likelihood": sum(rules.most_points(dimension) for dimension in DIMENSIONS),
        "impact": max(bands[-1].points for bands in rules.impact.budget.values())
        + rules.impact.positions[-1].points,
    }
    for name, thresholds in (("likelihood", rules.likelihood), ("impact", rules.impact)):
        if thresholds.medium >= thresholds.high:
            yield name, "medium below high", f"{thresholds.medium} and {thresholds.high}"
        if thresholds.high > most[name]:
            yield f"{name}.high", f"a sum that can be reached, at most {most[name]}", str(thresholds.high)


def _bands(rules: RuleSet) -> Iterator[tuple[str, str, str]]:
    named = {f"impact.budget.{currency}": bands for currency, bands in rules.impact.budget.items()}
    for field, bands in {**named, "impact.positions": rules.impact.positions}.items():
        starts, points = [band.start for band in bands], [band.points for band in bands]
        if starts != sorted(set(starts)) or points != sorted(points):
            yield field, "bands that rise, with points that do not fall", f"{starts} with {points}"


def _matrix(risk: Mapping[Level, Mapping[Level, Level]]) -> Iterator[tuple[str, str, str]]:
    cells = {(row, column): risk.get(row, {}).get(column) for row in LEVELS for column in LEVELS}  # type: ignore[call-overload]
    for (row, column), found in cells.items():
        if found is None:
            yield f"risk.{row}.{column}", "low, medium or high", "nothing"
    order = {level: position for position, level in enumerate(LEVELS)}
    for (row, column), found in cells.items():
        for lower in ((_below(row), column), (row, _below(column))):
            less = cells.get(lower)
            if found and less and order[less] > order[found]:
                yield f"risk.{row}.{column}", f"no less than risk.{'.'.join(lower)} ({less})", found


def _below(level: str) -> str:
    position = LEVELS.index(level)
    return LEVELS[position - 1] if position else ""


def _repeated(ids: Iterator[str]) -> list[str]:
    return [one for one, count in Counter(ids).items() if count > 1]
