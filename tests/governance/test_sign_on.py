"""What a provider's groups give, on both engines; the protocol itself is tested beside the pages."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from governance import accounts
from governance.access import Actor, Grant
from governance.accounts import leaving
from governance.money import Money
from governance.sign_on import entering
from governance.sign_on.mapping import confirm_mapping, end_mapping, propose_mapping
from matching.errors import Conflict, Forbidden, InputError, Unauthenticated
from tests.governance.world import UNIT, World

MAPPING: dict[str, Any] = {
    "groups": {
        "buyers": [{"role": "procurement", "business_unit": UNIT, "jurisdiction": "DE",
                    "limit": {"amount": "60000", "currency": "EUR"}}],
        "askers": [{"role": "requester", "business_unit": UNIT}],
    }
}  # fmt: skip
BUYER = Grant("procurement", UNIT, Money.of(60_000, "EUR"), jurisdiction="DE")


@pytest.fixture
def mapping(world: World) -> str:
    with world.as_("ada") as work:
        proposed = propose_mapping(work, MAPPING, "mapping.yaml")
    with world.as_("bea") as work:
        confirm_mapping(work, proposed)
    return proposed


def enter(world: World, *groups: str, sub: str = "u-1", link_to: str | None = None) -> Actor:
    subject = entering.Subject("https://login.example", sub, "nina", "Nina Berg", groups)
    return entering.enter(world.database, subject, link_to=link_to)


def test_a_mapping_gives_nothing_until_a_second_person_confirms_it(world: World) -> None:
    with world.as_("ada") as work:
        proposed = propose_mapping(work, MAPPING, "mapping.yaml")

    with pytest.raises(Forbidden, match="none of your groups"):
        enter(world, "buyers")
    with pytest.raises(Forbidden, match="Ada proposed this"), world.as_("ada") as work:
        confirm_mapping(work, proposed)
    with world.as_("bea") as work:
        confirm_mapping(work, proposed)
    assert enter(world, "buyers").grants == (BUYER,)


def test_each_log_in_gives_what_the_groups_of_that_day_give(world: World, mapping: str) -> None:
    first = enter(world, "buyers", "strangers")
    second = enter(world, "askers")

    assert first.id == second.id
    assert first.grants == (BUYER,)
    assert [grant.role for grant in second.grants] == ["requester"]
    world.clock.advance(hours=12)
    assert world.actor("nina").grants == ()


def test_logging_out_of_the_last_session_ends_what_groups_gave(world: World, mapping: str) -> None:
    nina = enter(world, "buyers")
    token = accounts.open_session(world.database, nina)
    rotated = accounts.open_session(world.database, nina, replaces=token)
    assert world.actor("nina").grants == (BUYER,)

    accounts.close_session(world.database, rotated)

    assert world.actor("nina").grants == ()


def test_a_grant_of_one_s_own_outlives_the_session(world: World, mapping: str) -> None:
    nina = enter(world, "buyers")
    world.give("nina", "requester", UNIT)
    token = accounts.open_session(world.database, nina)

    accounts.close_session(world.database, token)

    assert [grant.role for grant in world.actor("nina").grants] == ["requester"]


def test_an_attempt_comes_back_once_to_its_own_browser_in_time(world: World) -> None:
    begun = [entering.begin(world.database, "browser") for _ in range(3)]

    taken = entering.take(world.database, begun[0].state, "browser")

    assert taken == begun[0]
    assert len({one.nonce for one in begun} | {one.verifier for one in begun}) == 6
    for state, browser in ((begun[0].state, "browser"), (begun[1].state, "other"), ("made up", "browser")):
        with pytest.raises(Unauthenticated, match="not begun here"):
            entering.take(world.database, state, browser)
    world.clock.advance(minutes=10, seconds=1)
    with pytest.raises(Unauthenticated, match="took too long"):
        entering.take(world.database, begun[2].state, "browser")


def test_attempts_are_forgotten_after_ten_minutes_and_never_without_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entering, "MOST_ATTEMPTS", 2)
    for _ in range(2):
        entering.begin(world.database, "browser")

    with pytest.raises(Conflict, match="too many log-ins"):
        entering.begin(world.database, "browser")
    world.clock.advance(minutes=11)
    entering.begin(world.database, "browser")


GIVEN = """INSERT INTO account_grant (id, account_id, role, business_unit, jurisdiction, granted_by, granted_at, basis,
    confirmed_by, confirmed_at, lapses_at, version)
    SELECT 'G-9', (SELECT id FROM account WHERE name = {account}), {role}, '*', '*', {proposer}, proposed_at, 'sign_on',
           {confirmer}, proposed_at, {lapses}, 1 FROM sign_on_mapping"""
SOUND = {
    "account": "'rita'",
    "role": "'finance'",
    "proposer": "proposed_by",
    "confirmer": "confirmed_by",
    "lapses": "proposed_at",
}


@pytest.mark.parametrize(
    "changed",
    [
        {"role": "'administrator'"},
        {"lapses": "NULL"},
        {"proposer": "confirmed_by"},
        {"confirmer": "proposed_by"},
        {"confirmer": "NULL"},
        {"account": "'ada'"},
        {"account": "'bea'"},
        {"proposer": "'A-1002'"},
    ],
)
def test_another_program_gives_by_group_only_what_a_mapping_in_force_could(
    world: World, mapping: str, changed: dict[str, str]
) -> None:
    with pytest.raises(IntegrityError, match="a grant is proposed first"):
        world.direct(GIVEN.format(**SOUND | changed))
    world.direct(GIVEN.format(**SOUND))


def test_an_ended_mapping_gives_nothing_more(world: World, mapping: str) -> None:
    world.direct("UPDATE sign_on_mapping SET ended_at = confirmed_at")

    with pytest.raises(IntegrityError, match="a grant is proposed first"):
        world.direct(GIVEN.format(**SOUND))
    with pytest.raises(Forbidden, match="none of your groups"):
        enter(world, "buyers")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sign_on_mapping SET document = '{}'",
        "UPDATE sign_on_mapping SET digest = 'other'",
        "UPDATE sign_on_mapping SET confirmed_by = proposed_by",
        "UPDATE sign_on_mapping SET confirmed_at = NULL",
        "DELETE FROM sign_on_mapping",
        "INSERT INTO sign_on_mapping (id, document, digest, proposed_by, proposed_at, confirmed_by, confirmed_at, version) "
        "SELECT 'M-9', document, digest, confirmed_by, proposed_at, proposed_by, confirmed_at, 1 FROM sign_on_mapping",
        "UPDATE account_identity SET account_id = (SELECT id FROM account WHERE name = 'paul')",
        "DELETE FROM account_identity",
        "INSERT INTO account_identity SELECT * FROM account_identity",
    ],
)
def test_another_program_changes_neither_mapping_nor_link(world: World, mapping: str, statement: str) -> None:
    enter(world, "buyers")

    with pytest.raises(IntegrityError, match=r"sign-on mapping|one account"):
        world.direct(statement)


def test_another_program_confirms_no_mapping_alone(world: World) -> None:
    with world.as_("ada") as work:
        propose_mapping(work, MAPPING, "mapping.yaml")

    for confirmer in ("proposed_by", "NULL"):
        with pytest.raises(IntegrityError, match="a sign-on mapping takes two people"):
            world.direct(f"UPDATE sign_on_mapping SET confirmed_by = {confirmer}, confirmed_at = proposed_at")


def test_what_groups_gave_and_withheld_is_on_record(world: World, mapping: str) -> None:
    enter(world, "buyers")
    enter(world, "askers", link_to=None)

    with world.database.read() as session:
        found = session.scalars(
            text("SELECT entry FROM audit_entry WHERE action = 'sign_on.entered' ORDER BY seq")
        ).all()

    assert ['"ended":0' in one for one in found] == [True, False]
    assert all('"given":1' in one and '"withheld":0' in one and mapping in one for one in found)


def test_whose_account_is_closed_does_not_come_in_by_sign_on(world: World, mapping: str) -> None:
    nina = enter(world, "buyers")
    with world.as_("ada") as work:
        leaving.disable(work, nina.id)

    with pytest.raises(Unauthenticated, match="this account is closed"):
        enter(world, "buyers")


def test_an_identity_is_linked_to_one_account(world: World, mapping: str) -> None:
    enter(world, "buyers")

    with pytest.raises(Conflict, match="this identity belongs to another account"):
        enter(world, "buyers", link_to=world.actor("rita").id)


def test_a_name_at_the_provider_takes_over_no_account(world: World, mapping: str) -> None:
    world.add("nina")

    with pytest.raises(Conflict, match="a name proves nothing"):
        enter(world, "buyers")


def test_a_mapping_is_answered_and_ended_once(world: World, mapping: str) -> None:
    with pytest.raises(Conflict, match="no longer waits"), world.as_("ada") as work:
        confirm_mapping(work, mapping)
    with world.as_("ada") as work:
        end_mapping(work, mapping)
    with pytest.raises(Conflict, match="has ended already"), world.as_("ada") as work:
        end_mapping(work, mapping)


def test_a_mapping_that_says_something_else_is_refused_with_every_fault(world: World) -> None:
    document = {"group": {}, "groups": {"admins": [{"role": "administrator"}], "empty": []}}

    with (
        pytest.raises(InputError, match="the sign-on mapping cannot be used") as refused,
        world.as_("ada") as work,
    ):
        propose_mapping(work, document, "mapping.yaml")
    assert [fault.field for fault in refused.value.faults] == ["group", "groups.admins[0]", "groups.empty"]
