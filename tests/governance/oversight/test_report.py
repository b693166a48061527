"""From the record to the figures: worked by hand, in scope, and for those alone who may see oversight."""

import pytest

from governance import access, review
from governance.access import Actor, Grant, RoleName
from governance.blind.rating import open_list, open_next, rate
from governance.oversight.facts import Fact
from governance.oversight.gathering import gather
from governance.oversight.report import oversight
from matching.errors import Forbidden, InputError
from tests.governance.blind.stages import asked_for
from tests.governance.oversight.worked import AGREEMENT, seen, worked
from tests.governance.world import UNIT, World, intake

SEE = {RoleName.COMPLIANCE, RoleName.PROCUREMENT, RoleName.AUDITOR}


def test_the_figures_are_those_worked_by_hand(world: World) -> None:
    worked(world)

    report = seen(world)

    assert (report.year, report.years, report.total) == (2025, (2025,), None)
    assert report.months == ("2025-01", "2025-02", "2025-03")
    [team] = report.teams
    values = {name: figure.value for name, figure in team.figures.items() if figure}
    assert (team.unit, {figure.cases for figure in team.figures.values() if figure}) == (UNIT, {5})
    assert values == {
        "following": 0.8,
        "changed": 0.4,
        "unlikely": 0.2,
        "agreement": pytest.approx(AGREEMENT),
        "same_mark": 0.0,
        # Four marks each after 10, 20, 30, 40 and 50 seconds.
        "blind_seconds": 30,
        # From the first decision to the next: 1, 2, 2, 3, 4 and 5 seconds.
        "pause_seconds": 2.5,
    }
    assert team.months[-1].figures == team.figures
    assert set(team.months[0].figures.values()) == {None}
    assert (team.reasons, team.other_reasons) == ((), True), "each was given in one case"


def test_until_the_month_is_over_there_is_nothing(world: World) -> None:
    worked(world)
    world.clock.advance(days=-20)

    report = seen(world)

    assert (report.teams, report.months) == ((), ("2025-01", "2025-02"))


def test_a_choice_made_after_the_first_was_answered_counts_no_more(world: World) -> None:
    requisition_id = world.selected(("P-1001",))
    with world.as_("mona") as work:
        review.reopen_review(work, requisition_id, "again")
    world.clock.advance(minutes=5)
    world.decide(requisition_id, "P-1003")
    with world.as_("mona") as work:
        review.finish_review(work, requisition_id)

    with world.database.read() as session:
        [found] = gather(session, world.actor("audrey")).choices

    assert found.follows


def test_a_corrected_mark_has_no_time_and_an_unfinished_stage_is_no_review(world: World) -> None:
    requisition_id = asked_for(world)
    place: int | None = None
    with world.as_("mona") as work:
        place = open_next(work, requisition_id)
    while place is not None:
        world.clock.advance(seconds=30)
        with world.as_("mona") as work:
            place = rate(work, requisition_id, place, 3)
    world.clock.advance(hours=2)
    with world.as_("mona") as work:
        rate(work, requisition_id, 1, 4)
    with world.database.read() as session:
        assert gather(session, world.actor("audrey")).blind == ()

    with world.as_("mona") as work:
        open_list(work, requisition_id)

    with world.database.read() as session:
        [found] = gather(session, world.actor("audrey")).blind
    assert (found.marks, found.seconds) == ((4, 3, 3, 3), (30, 30, 30))


def test_a_long_pause_between_decisions_is_no_look_at_anybody(world: World) -> None:
    requisition_id = world.in_review()
    for minutes, person in ((0, "P-1001"), (30, "P-1002"), (31, "P-1003")):
        world.clock.advance(minutes=minutes)
        world.decide(requisition_id, person)

    with world.database.read() as session:
        [found] = gather(session, world.actor("audrey")).runs

    assert (found.decisions, found.seconds) == (3, (1800,))


@pytest.mark.parametrize("role", list(RoleName))
def test_oversight_is_for_compliance_procurement_and_auditors(world: World, role: RoleName) -> None:
    who = Actor("x", "x", "X", grants=(Grant(role, UNIT),))

    with world.database.read() as session:
        if role in SEE:
            assert oversight(session, who).teams == ()
        else:
            with pytest.raises(Forbidden, match="may not do this"):
                oversight(session, who)


def test_a_case_out_of_reach_counts_nowhere(world: World) -> None:
    world.give("rita", "requester", "Legal")
    world.give("mona", "hiring_manager", "Legal")
    world.give("paul", "procurement", "Legal", approval_limit=world.actor("paul").grants[0].approval_limit)
    abroad = world.selected(intake=intake("mona", jurisdiction="FR"))
    home, legal = world.selected(), world.selected(business_unit="Legal")

    found = {
        (unit, place): {
            one.requisition for one in _facts(world, Grant(RoleName.AUDITOR, unit, jurisdiction=place))
        }
        for unit in (UNIT, "Legal", "*")
        for place in ("DE", "FR", "*")
    }

    assert found == {
        (UNIT, "DE"): {home}, (UNIT, "FR"): {abroad}, (UNIT, "*"): {home, abroad},
        ("Legal", "DE"): {legal}, ("Legal", "FR"): set(), ("Legal", "*"): {legal},
        ("*", "DE"): {home, legal}, ("*", "FR"): {abroad}, ("*", "*"): {home, abroad, legal},
    }  # fmt: skip


def _facts(world: World, grant: Grant) -> tuple[Fact, ...]:
    with world.database.read() as session:
        return gather(session, Actor("x", "x", "X", grants=(grant,))).every()


@pytest.mark.parametrize("year", [1999, 2026])
def test_a_year_that_cannot_have_figures_is_refused(world: World, year: int) -> None:
    with pytest.raises(InputError, match="from 2000 to 2025"):
        seen(world, year=year)


def test_a_token_sees_it_with_a_scope_that_covers_it() -> None:
    assert {name for name, actions in access.SCOPES.items() if "oversight.read" in actions} == {
        "audit",
        "procure",
    }
