"""Nobody sees how single reviewers decide, unless they said what for, another person agreed, and the log tells of each look."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from governance import accounts
from governance.audit import verify
from governance.audit.log import disclose
from governance.oversight.by_reviewer import (
    ByReviewer,
    ViewRecord,
    approve_view,
    ask_view,
    end_view,
    list_views,
    look,
    refuse_view,
)
from governance.storage.tables import AuditEntry
from matching.errors import Conflict, Forbidden, InputError, NotFound
from tests.governance.oversight.worked import REVIEWERS, seen, worked
from tests.governance.world import UNIT, World

WHY = "a complaint of 3 March, file 26-114"


def ask(world: World, by: str = "audrey", unit: str = UNIT, days: int = 30) -> str:
    with world.as_(by) as work:
        return ask_view(work, unit, WHY, work.today + timedelta(days=days))


def approve(world: World, view_id: str, by: str = "cora") -> None:
    with world.as_(by) as work:
        approve_view(work, view_id)


def see(world: World, view_id: str, by: str = "audrey") -> ByReviewer:
    with world.as_(by) as work:
        return look(work, view_id)


def listed(world: World, by: str) -> list[ViewRecord]:
    with world.database.read() as session:
        return list_views(session, world.actor(by))


def entries(world: World) -> list[AuditEntry]:
    with world.database.read() as session:
        query = select(AuditEntry).where(AuditEntry.action.startswith("oversight."))
        return list(session.scalars(query.order_by(AuditEntry.seq)))


@pytest.fixture
def payments(world: World) -> World:
    """With one request in it, or there would be nothing to ask for."""
    world.draft()
    return world


def test_two_people_open_it_and_each_look_is_an_entry_of_the_log(world: World) -> None:
    worked(world)
    assert not any(name.title() in str(seen(world)) for name in REVIEWERS), "by default nobody is named"
    view_id = ask(world)
    approve(world, view_id)

    found = see(world, view_id)
    see(world, view_id)

    assert [one.reviewer.name for one in found.reviewers] == ["Val", "Vera", "Vic", "Vito", "Vlad"]
    assert all(set(one.figures.values()) == {None} for one in found.reviewers), "one case says nothing"
    told = entries(world)
    assert [(one.action, one.actor) for one in told] == [
        ("oversight.people_asked", world.actor("audrey").id),
        ("oversight.people_approved", world.actor("cora").id),
        ("oversight.people_seen", world.actor("audrey").id),
        ("oversight.people_seen", world.actor("audrey").id),
    ]
    assert len(json.loads(told[2].entry)["facts"]["reviewers"]) == 5
    with world.database.read() as session:
        assert disclose(session, told[0].seq) == {"purpose": WHY}
    assert verify(world.database).ok


def test_five_cases_of_one_reviewer_have_figures_under_a_view_alone(world: World) -> None:
    for _ in range(5):
        world.selected()
    world.clock.advance(days=31)
    view_id = ask(world)
    approve(world, view_id)

    [mona] = see(world, view_id).reviewers

    assert mona.reviewer.name == "Mona"
    assert mona.figures["following"] is not None
    assert (mona.figures["following"].value, mona.figures["following"].cases) == (1.0, 5)
    assert seen(world).teams[0].figures["following"] is None


def test_before_the_yes_nobody_looks(payments: World) -> None:
    view_id = ask(payments)

    with pytest.raises(Conflict, match=f"view {view_id} is asked and shows nobody"):
        see(payments, view_id)


@pytest.mark.parametrize("by", ["paul", "petra", "audrey"])
def test_nobody_but_compliance_answers(payments: World, by: str) -> None:
    payments.give("petra", "procurement")
    payments.give("paul", "procurement")
    view_id = ask(payments, "paul" if by == "petra" else "petra")

    with pytest.raises(Forbidden, match="may not do this"):
        approve(payments, view_id, by)


def test_nobody_answers_what_they_asked_for_themselves(payments: World) -> None:
    view_id = ask(payments, "cora")

    with pytest.raises(Forbidden, match="Cora asked for this view and so may not approve it"):
        approve(payments, view_id)
    with payments.as_("cora") as work, pytest.raises(Forbidden, match="may not refuse it"):
        refuse_view(work, view_id)
    assert [one.may_answer for one in listed(payments, "cora")] == [False]


def test_compliance_of_one_country_answers_for_no_unit_as_a_whole(payments: World) -> None:
    payments.hire("carl", "compliance", jurisdiction="DE")
    view_id = ask(payments)

    with pytest.raises(NotFound, match="no view"):
        approve(payments, view_id, "carl")
    assert listed(payments, "carl") == []


def test_a_view_is_for_whoever_asked_for_it(payments: World) -> None:
    view_id = ask(payments)
    approve(payments, view_id)

    with pytest.raises(Forbidden, match="is for whoever asked"):
        see(payments, view_id, "cora")


def test_it_ends_by_itself_after_its_last_day(payments: World) -> None:
    view_id = ask(payments, days=10)
    approve(payments, view_id)
    payments.clock.advance(days=10)
    see(payments, view_id)

    payments.clock.advance(days=1)

    with pytest.raises(Conflict, match="is expired"):
        see(payments, view_id)
    assert [one.state for one in listed(payments, "audrey")] == ["expired"]


def test_what_was_asked_too_long_ago_is_approved_no_more(payments: World) -> None:
    view_id = ask(payments, days=1)
    payments.clock.advance(days=2)

    with pytest.raises(Conflict, match="was asked for until"):
        approve(payments, view_id)


@pytest.mark.parametrize("by", ["audrey", "cora"])
def test_whoever_asked_and_compliance_end_it_sooner(payments: World, by: str) -> None:
    view_id = ask(payments)
    approve(payments, view_id)

    with payments.as_(by) as work:
        end_view(work, view_id)

    with pytest.raises(Conflict, match="is ended"):
        see(payments, view_id)
    with payments.as_(by) as work, pytest.raises(Conflict, match="ended already"):
        end_view(work, view_id)


def test_a_no_is_final(payments: World) -> None:
    view_id = ask(payments)
    with payments.as_("cora") as work:
        refuse_view(work, view_id)

    with pytest.raises(Conflict, match="no longer waits"):
        approve(payments, view_id)
    with pytest.raises(Conflict, match="is refused"):
        see(payments, view_id)


def test_whoever_may_not_see_oversight_any_more_sees_nobody(payments: World) -> None:
    payments.hire("pia", "procurement", UNIT, ends=date(2025, 3, 10))
    view_id = ask(payments, "pia")
    approve(payments, view_id)
    payments.clock.advance(days=8)

    with pytest.raises(Forbidden, match="may not do this"):
        see(payments, view_id, "pia")


def test_a_unit_without_requests_or_out_of_reach_is_not_there(payments: World) -> None:
    for unit in ("Legal", "*", "Atlantis"):
        with pytest.raises(NotFound):
            ask(payments, "paul", unit)
    with pytest.raises(NotFound, match="no requests of a business unit"):
        ask(payments, "audrey", "Atlantis")


@pytest.mark.parametrize("days", [-1, 93])
def test_the_last_day_is_soon(payments: World, days: int) -> None:
    with pytest.raises(InputError, match="expected a last day from 2025-03-03 to 2025-06-03"):
        ask(payments, days=days)


def test_a_purpose_is_needed(payments: World) -> None:
    with payments.as_("audrey") as work, pytest.raises(InputError, match="expected a reason"):
        ask_view(work, UNIT, "  ", work.today)


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("rita", r"\(oversight\.read\)"),
        ("mona", r"\(oversight\.read\)"),
        ("fay", r"\(oversight\.read\)"),
        ("dan", "nothing of that name"),
        ("ada", "nothing of that name"),
    ],
)
def test_whoever_may_not_see_oversight_asks_for_nothing(payments: World, name: str, refusal: str) -> None:
    with pytest.raises((Forbidden, NotFound), match=refusal):
        ask(payments, name)
    with pytest.raises(Forbidden):
        listed(payments, name)


def test_no_token_asks_or_looks(payments: World) -> None:
    view_id = ask(payments)
    approve(payments, view_id)
    with payments.as_("audrey") as work:
        token = accounts.issue_token(work, "watch", ["audit"])
    actor = accounts.resolve_token(payments.database, token)
    assert actor is not None

    with payments.database.command(actor) as work:
        with pytest.raises(Forbidden, match="no token may ask"):
            ask_view(work, UNIT, WHY, work.today)
        with pytest.raises(Forbidden, match="no token may look"):
            look(work, view_id)


def test_nobody_else_ends_a_view(payments: World) -> None:
    view_id = ask(payments)

    with pytest.raises(Forbidden, match=r"\(oversight\.approve_people\)"), payments.as_("paul") as work:
        end_view(work, view_id)


def test_whoever_reads_the_unit_and_has_lost_oversight_there_sees_nobody(payments: World) -> None:
    payments.hire("pia", "procurement", UNIT, ends=date(2025, 3, 10))
    payments.give("pia", "requester", UNIT)
    payments.give("pia", "procurement", "Legal")
    view_id = ask(payments, "pia")
    approve(payments, view_id)
    payments.clock.advance(days=8)

    with pytest.raises(Forbidden, match=r"\(oversight\.read\)"):
        see(payments, view_id, "pia")
