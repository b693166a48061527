"""From answers to a risk: sums and two tables, nothing hidden.

    dimension    = sum of its answers' points
    likelihood   = level of the sum of all dimensions
    impact       = level of the points for budget and positions
    risk         = the cell of the matrix

Pure: no database and no clock. A riskier answer never lowers the risk (the rules file is held to that).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from governance.classification.rules import DIMENSIONS, Band, Level, RuleSet
from governance.money import Money
from matching.errors import Fault, InputError

LONGEST_QUOTE = 2000


@dataclass(frozen=True, slots=True)
class Answer:
    """What was chosen, and the words of whoever answered, as they said them."""

    choice: str
    quote: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the request itself says."""

    budget: Money
    positions: int


@dataclass(frozen=True, slots=True)
class ScoredAnswer:
    question: str
    dimension: str
    choice: str
    points: int
    quote: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """A result with its workings. `up_to_weeks`: how long an engagement it covers, None for any length."""

    rules_version: str
    rules_sha256: str
    answers: tuple[ScoredAnswer, ...]
    dimensions: Mapping[str, int]
    stakes: Mapping[str, int]
    likelihood: Level
    impact: Level
    risk: Level
    up_to_weeks: int | None


def assess(rules: RuleSet, answers: Mapping[str, Answer], facts: Facts) -> Assessment:
    """Score the answers, or InputError naming every question that has no proper answer."""
    check_answers(rules, answers)
    chosen = [(question, question.chosen(answers[question.id].choice)) for question in rules.questions]
    scored = tuple(
        ScoredAnswer(one.id, one.dimension, choice.id, choice.points, answers[one.id].quote.strip())
        for one, choice in chosen
    )
    dimensions = {
        dimension: sum(one.points for one in scored if one.dimension == dimension) for dimension in DIMENSIONS
    }
    stakes = stakes_of(rules, facts)
    likelihood = rules.likelihood.level(sum(dimensions.values()))
    impact = rules.impact.level(sum(stakes.values()))
    return Assessment(
        rules_version=rules.version,
        rules_sha256=rules.sha256,
        answers=scored,
        dimensions=dimensions,
        stakes=stakes,
        likelihood=likelihood,
        impact=impact,
        risk=rules.risk[likelihood][impact],
        up_to_weeks=next((choice.up_to_weeks for _, choice in chosen if choice.up_to_weeks), None),
    )


def stakes_of(rules: RuleSet, facts: Facts) -> dict[str, int]:
    """Points of what is at stake: the budget, in its own currency's bands, and the positions."""
    bands = rules.impact.budget.get(facts.budget.currency)
    most = max(known[-1].points for known in rules.impact.budget.values())
    return {
        "budget": most if bands is None else _band_points(bands, float(facts.budget.amount)),
        "positions": _band_points(rules.impact.positions, facts.positions),
    }


def check_answers(rules: RuleSet, answers: Mapping[str, Answer], *, answered_by: str = "somebody") -> None:
    """InputError naming everything that is missing or unknown, who answered included."""
    unnamed = [] if answered_by.strip() else [Fault("a name", "nothing", field="Who answered")]
    if faults := unnamed + _faults(rules, answers):
        raise InputError(
            "the answers are not complete",
            faults=faults,
            hint="choose one answer to each question and quote who gave it",
        )


def _faults(rules: RuleSet, answers: Mapping[str, Answer]) -> list[Fault]:
    known = {question.id for question in rules.questions}
    faults = [Fault("a question of the rules", repr(one)[:80]) for one in answers if one not in known]
    for question in rules.questions:
        answer = answers.get(question.id)
        choices = ", ".join(choice.id for choice in question.choices)
        if answer is None or not answer.choice:
            faults.append(Fault(f"one of {choices}", "no answer", field=question.asks))
        elif question.choice(answer.choice) is None:
            faults.append(Fault(f"one of {choices}", repr(answer.choice)[:80], field=question.asks))
        if answer is None or not answer.quote.strip():
            faults.append(Fault("the words of who answered", "nothing", field=question.asks))
        elif len(answer.quote) > LONGEST_QUOTE:
            found = f"{len(answer.quote):,} characters"
            faults.append(Fault(f"at most {LONGEST_QUOTE:,} characters", found, field=question.asks))
    return faults


def _band_points(bands: Sequence[Band], value: float) -> int:
    return max((band.points for band in bands if value >= band.start), default=0)
