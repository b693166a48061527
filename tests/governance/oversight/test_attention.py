"""A second look is asked for by a stated rule, of teams and of nobody by name."""

from datetime import date

import pytest

from governance.oversight.attention import Attention
from governance.oversight.facts import Facts
from governance.oversight.report import summarised
from tests.governance.oversight.made import blinds, choices, runs


def noticed(facts: Facts, on: date = date(2025, 4, 7)) -> tuple[Attention, ...]:
    [team] = summarised(facts, year=2025, months=("2025-03",), on=on).teams
    return team.attention


def fast(*, cases: int = 20, following: int = 20, decisions: int = 2, seconds: float = 9) -> Facts:
    return Facts(
        choices=choices(cases, following=following),
        runs=runs(10, decisions=decisions, seconds=(seconds,)),
    )


def test_many_fast_decisions_that_follow_the_machine_are_worth_a_look() -> None:
    assert noticed(fast()) == (Attention("fast_following"),)


@pytest.mark.parametrize(
    "otherwise",
    [{"following": 18}, {"seconds": 15}, {"decisions": 1}, {"cases": 4, "following": 4}],
    ids=["not following", "not fast", "too few decisions", "too few cases"],
)
def test_one_of_the_three_alone_is_not(otherwise: dict[str, int]) -> None:
    assert noticed(fast(**otherwise)) == ()


def test_time_in_the_blind_stage_counts_before_the_time_between_decisions() -> None:
    facts = fast()

    assert noticed(Facts(facts.choices, blinds(5, seconds=(80,)), facts.runs)) == ()


def test_the_same_mark_for_everybody_is_worth_a_look() -> None:
    same = blinds(8, marks=(3, 3, 3), agreement=None)

    assert noticed(Facts(blind=(*same, *blinds(2)))) == (Attention("same_mark"),)
    assert noticed(Facts(blind=(*same[:7], *blinds(3)))) == ()
    assert noticed(Facts(blind=blinds(8, marks=(3, 3), agreement=None))) == (), "two marks say little"


def test_only_the_last_three_whole_months_are_looked_at() -> None:
    assert noticed(fast(), on=date(2025, 6, 30))
    assert noticed(fast(), on=date(2025, 7, 1)) == ()


def test_a_notice_tells_no_figure_and_no_name_and_stands_on_five_reviewers() -> None:
    four = Facts(choices(24, reviewers=4), (), runs(20, reviewers=4, seconds=(3,)))

    assert noticed(four) == ()
    assert set(Attention.__dataclass_fields__) == {"rule"}, (
        "months that overlap a year would give away what is withheld"
    )
