"""Nothing speaks of too few, shown or worked out from what is shown."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.oversight.facts import Choice, Facts
from governance.oversight.measures import MEASURES
from governance.oversight.report import Oversight, summarised
from governance.oversight.withholding import enough, parts_to_show
from tests.governance.oversight.made import choice, choices

MONTHS = ("2025-01", "2025-02", "2025-03")
ON = date(2025, 4, 7)


def report(*found: Choice) -> Oversight:
    return summarised(Facts(choices=found), year=2025, months=MONTHS, on=ON)


@pytest.mark.parametrize(("cases", "reviewers", "shown"), [(5, 5, True), (4, 4, False), (20, 4, False)])
def test_a_team_is_shown_from_five_cases_by_five_people(cases: int, reviewers: int, shown: bool) -> None:
    [team] = report(*choices(cases, reviewers=reviewers)).teams

    assert (team.figures["following"] is not None) is shown
    assert team.figures["agreement"] is None


def test_several_choices_for_one_request_are_one_case() -> None:
    assert not enough(choices(9, requisition="R-1"))


def test_no_total_stands_where_one_unit_could_be_told_from_it() -> None:
    small = choices(4, unit="Legal", following=0)

    alone = report(*choices(10), *small)
    sales = (*choices(3, unit="Sales"), choice(unit="Sales", reviewer="v7"))
    several = report(*choices(10), *small, *sales)

    assert [team.figures["following"] is not None for team in alone.teams] == [False, True]
    assert alone.total is not None
    assert alone.total["following"] is None
    assert several.total is not None
    assert several.total["following"], "eight cases of two units by five people give neither away"
    assert several.total["following"].cases == 18


def test_of_one_unit_no_total_is_made() -> None:
    assert report(*choices(10)).total is None


def test_a_month_goes_with_the_one_that_could_be_told_from_it() -> None:
    team = report(
        *choices(9, month="2025-01"), *choices(6, month="2025-02"), *choices(2, month="2025-03")
    ).teams[0]

    assert team.figures["following"] is not None
    assert [one.month for one in team.months if one.figures["following"]] == ["2025-01"], (
        "the smaller of the others goes with the thin one"
    )


def test_months_without_a_case_hide_nothing() -> None:
    team = report(*choices(9, month="2025-01"), *choices(6, month="2025-02")).teams[0]

    assert [one.month for one in team.months if one.figures["following"]] == ["2025-01", "2025-02"]


def test_reasons_given_in_too_few_cases_are_not_told() -> None:
    told = choices(8, reasons={"compliance"})
    team = report(*choices(10), *told, choice(reviewer="v1", reasons={"conflict_of_interest"})).teams[0]

    assert team.reasons == (), "the one left over could be told from the total"
    assert team.other_reasons
    alone = report(*choices(10), *told).teams[0]
    assert [(one.code, one.cases) for one in alone.reasons] == [("compliance", 8)]
    assert not alone.other_reasons


def test_the_month_that_still_runs_counts_nowhere() -> None:
    facts = Facts(choices=(*choices(6), *choices(6, month="2025-04")))

    found = summarised(facts, year=2025, months=MONTHS, on=ON)

    figure = found.teams[0].figures["following"]
    assert figure is not None
    assert figure.cases == 6


PARTS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.lists(st.tuples(st.integers(1, 30), st.integers(1, 8)), max_size=12),
)


@given(PARTS)
def test_whatever_is_left_of_a_total_speaks_of_enough_or_of_nobody(
    sizes: dict[str, list[tuple[int, int]]],
) -> None:
    parts = {
        key: [choice(requisition=f"R-{case}", reviewer=f"v{who}") for case, who in pairs]
        for key, pairs in sizes.items()
    }

    shown = parts_to_show(parts)

    left = [one for key in parts if key not in shown for one in parts[key]]
    assert all(enough(parts[key]) for key in shown)
    # With nothing shown there is nothing to take from the total.
    assert not shown or not left or enough(left)


def test_every_measure_is_withheld_by_the_same_rule() -> None:
    [team] = report(*choices(3)).teams

    assert set(team.figures) == set(MEASURES)
    assert set(team.figures.values()) == {None}
