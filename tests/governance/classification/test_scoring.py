"""Known answers give known points; a riskier answer never lowers the risk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.classification.rules import DIMENSIONS, LEVELS, RuleSet, load_rules
from governance.classification.scoring import Answer, Assessment, Facts, assess
from governance.money import Money
from matching.errors import InputError
from tests.governance.answers import answers, worst

RULES = load_rules()
SMALL = Facts(Money.of(10_000, "USD"), 1)
ORDER = {level: position for position, level in enumerate(LEVELS)}


def scored(facts: Facts = SMALL, **choices: str) -> Assessment:
    return assess(RULES, answers(**choices), facts)


def levels(found: Assessment) -> tuple[str, str, str]:
    return found.likelihood, found.impact, found.risk


def test_independent_work_has_no_points_at_all() -> None:
    found = scored()

    assert found.dimensions == dict.fromkeys(DIMENSIONS, 0)
    assert levels(found) == ("low", "low", "low")
    assert found.up_to_weeks == 13


def test_the_worst_answers_have_all_points_there_are() -> None:
    found = scored(**worst())

    assert found.dimensions == {"control": 9, "integration": 9, "duration": 8, "deliverable": 6}
    assert levels(found) == ("high", "low", "high")
    assert found.up_to_weeks is None


@pytest.mark.parametrize(
    ("choices", "likelihood"),
    [
        ({"method": "directed", "place_in_team": "inside", "substitute": "consent"}, "low"),  # 9
        ({"method": "directed", "place_in_team": "inside", "substitute": "personal"}, "medium"),  # 10
        ({"method": "directed", "place_in_team": "inside", "end": "open", "length": "longer",
          "tools": "access"}, "medium"),  # 17
        ({"method": "directed", "place_in_team": "inside", "end": "open", "length": "longer",
          "tools": "ours"}, "high"),  # 18
    ],
)  # fmt: skip
def test_likelihood_starts_at_its_threshold(choices: dict[str, str], likelihood: str) -> None:
    assert scored(**choices).likelihood == likelihood


@pytest.mark.parametrize(
    ("amount", "currency", "positions", "stakes", "impact"),
    [
        (24_999, "USD", 1, (0, 0), "low"),
        (25_000, "USD", 1, (1, 0), "medium"),
        (100_000, "EUR", 1, (2, 0), "medium"),
        (100_000, "EUR", 2, (2, 1), "high"),
        (80_000, "GBP", 5, (2, 2), "high"),
        (1_000, "USD", 5, (0, 2), "medium"),
        (1, "SEK", 1, (2, 0), "medium"),
    ],
)
def test_impact_comes_from_budget_and_positions_and_an_unknown_currency_counts_as_most(
    amount: int, currency: str, positions: int, stakes: tuple[int, int], impact: str
) -> None:
    found = scored(Facts(Money.of(amount, currency), positions))

    assert (found.stakes["budget"], found.stakes["positions"]) == stakes
    assert found.impact == impact


@pytest.mark.parametrize(
    ("likelihood", "facts", "risk"),
    [
        ({}, Facts(Money.of(100_000, "USD"), 2), "medium"),
        ({"method": "directed", "place_in_team": "inside", "substitute": "personal"}, SMALL, "low"),
        ({"method": "directed", "place_in_team": "inside", "substitute": "personal"},
         Facts(Money.of(50_000, "USD"), 1), "medium"),
        ({"method": "directed", "place_in_team": "inside", "substitute": "personal"},
         Facts(Money.of(100_000, "USD"), 2), "high"),
    ],
)  # fmt: skip
def test_risk_is_the_cell_of_likelihood_and_impact(
    likelihood: dict[str, str], facts: Facts, risk: str
) -> None:
    assert scored(facts, **likelihood).risk == risk


def test_every_point_is_its_answers() -> None:
    found = scored(**worst())

    assert sum(one.points for one in found.answers) == sum(found.dimensions.values())
    for one in found.answers:
        question = RULES.question(one.question)
        assert question is not None
        assert question.chosen(one.choice).points == one.points
        assert one.quote == f"What was said of {one.question}."


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            {"method": Answer("nobody", "said")},
            "expected one of freelancer, framed, directed, found 'nobody'",
        ),
        ({"method": Answer("", "said")}, "expected one of freelancer, framed, directed, found no answer"),
        ({"method": Answer("framed", "  ")}, "expected the words of who answered, found nothing"),
        (
            {"method": Answer("framed", "x" * 2001)},
            "expected at most 2,000 characters, found 2,001 characters",
        ),
        ({"colour": Answer("red", "said")}, "expected a question of the rules, found 'colour'"),
    ],
)
def test_an_answer_that_is_none_is_named(change: dict[str, Answer], fault: str) -> None:
    with pytest.raises(InputError, match="not complete") as refused:
        assess(RULES, answers() | change, SMALL)

    assert [str(one).removeprefix("Who decides how the work is done?: ") for one in refused.value.faults] == [
        fault
    ]


chosen = st.fixed_dictionaries(
    {q.id: st.sampled_from([choice.id for choice in q.choices]) for q in RULES.questions}
)
facts = st.builds(
    Facts,
    st.builds(Money.of, st.integers(1, 300_000), st.sampled_from(["USD", "EUR", "GBP", "SEK"])),
    st.integers(1, 10),
)


@given(chosen, chosen, facts)
def test_a_riskier_answer_never_lowers_the_risk(
    one: dict[str, str], other: dict[str, str], of: Facts
) -> None:
    riskier = {q: _riskier(RULES, q, one[q], other[q]) for q in one}

    less, more = scored(of, **one), scored(of, **riskier)

    assert ORDER[less.likelihood] <= ORDER[more.likelihood]
    assert ORDER[less.risk] <= ORDER[more.risk]
    assert (less.up_to_weeks or 10_000) <= (more.up_to_weeks or 10_000)


@given(chosen, facts, st.integers(0, 300_000), st.integers(0, 10))
def test_more_money_or_people_never_lower_the_risk(
    choices: dict[str, str], of: Facts, money: int, people: int
) -> None:
    larger = Facts(Money(of.budget.minor + 100 * money, of.budget.currency), of.positions + people)

    assert ORDER[scored(of, **choices).risk] <= ORDER[scored(larger, **choices).risk]


def _riskier(rules: RuleSet, question_id: str, one: str, other: str) -> str:
    question = rules.question(question_id)
    assert question is not None
    return max((one, other), key=lambda choice: question.chosen(choice).points)
