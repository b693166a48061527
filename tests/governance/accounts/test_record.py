"""What is told of an account: each grant with its state and who stands behind it, and what closing it would end."""

from datetime import date, timedelta

import pytest

from governance import accounts
from governance.accounts.leaving import would_end
from governance.accounts.record import AccountCase, account_case, find_accounts, own_grants, units_granted
from governance.money import Money
from governance.routing.delegation import delegate, stand_ins
from matching.errors import Forbidden, InputError, NotFound
from tests.governance.accounts.test_leaving import entry
from tests.governance.world import PASSWORD, UNIT, World


def case(world: World, name: str, by: str = "bea") -> AccountCase:
    with world.database.read() as session:
        return account_case(session, world.actor(by), name)


def propose(world: World, name: str, role: str = "finance", **terms: object) -> str:
    with world.as_("ada") as work:
        return accounts.grant(work, world.actor(name).id, role, UNIT, **terms)  # type: ignore[arg-type]


def test_a_grant_is_told_with_who_proposed_and_who_confirmed_it(world: World) -> None:
    (held,) = case(world, "paul").entry.grants

    assert (held.state, held.basis, held.grant.role) == ("in force", "two_people", "procurement")
    assert held.confirmed_by is not None
    assert (held.proposed_by.name, held.confirmed_by.name) == ("Ada", "Bea")


def test_each_state_of_a_grant_has_its_name(world: World) -> None:
    today = world.clock().date()
    world.give("dan", "finance", starts=today + timedelta(days=3))
    world.give("dan", "compliance", ends=today)
    revoked = world.give("dan", "requester")
    with world.as_("ada") as work:
        accounts.revoke_grant(work, revoked)
    denied = propose(world, "dan", "procurement")
    with world.as_("bea") as work:
        accounts.deny_grant(work, denied)
    waiting = propose(world, "dan", "hiring_manager")
    world.clock.advance(days=1)

    found = case(world, "dan")

    assert [(one.grant.role, one.state) for one in found.entry.grants] == [
        ("data_scientist", "in force"),
        ("finance", "to come"),
    ]
    assert [(one.grant.role, one.state) for one in found.past] == [
        ("procurement", "not given"),
        ("requester", "revoked"),
        ("compliance", "over"),
    ]
    assert [(one.id, one.name, one.why_not) for one in found.waiting] == [(waiting, "dan", None)]


def test_everybody_reads_their_own_grants_and_only_some_those_of_others(world: World) -> None:
    propose(world, "mona")
    with world.database.read() as session:
        own = own_grants(session, world.actor("mona"))

        assert [(one.grant.role, one.state) for one in own] == [
            ("hiring_manager", "in force"),
            ("finance", "waiting"),
        ]
        for read in (
            lambda: account_case(session, world.actor("mona"), "mona"),
            lambda: account_case(session, world.actor("mona"), "nobody"),  # or asking would tell who has one
            lambda: find_accounts(session, world.actor("mona"), at_once=10),
            lambda: units_granted(session, world.actor("mona")),
        ):
            with pytest.raises(Forbidden, match=r"account\.read"):
                read()
        with pytest.raises(NotFound, match="no account 'eve'"):
            account_case(session, world.actor("audrey"), "eve")


def test_accounts_are_found_by_words_and_by_where_their_grants_reach(world: World) -> None:
    with world.database.read() as session:
        ada = world.actor("ada")
        everybody = find_accounts(session, ada, at_once=3)
        following = find_accounts(session, ada, after=everybody.accounts[-1].name, at_once=100)
        legal = find_accounts(session, ada, business_unit="Legal", at_once=100)
        named = find_accounts(session, ada, words="PAU", at_once=100)

    assert (len(everybody.accounts), everybody.later, following.later) == (3, True, False)
    assert len(everybody.accounts) + len(following.accounts) == everybody.total == following.total
    found = {one.name for one in legal.accounts}
    assert ("otto" in found, "fay" in found, "paul" in found) == (True, True, False)
    assert [one.name for one in named.accounts] == ["paul"]


def test_what_closing_would_end_is_what_it_ends(world: World) -> None:
    accounts.open_session(world.database, world.actor("paul"))
    with world.as_("paul") as work:
        accounts.issue_token(work, "nightly", ["read"])
        today = work.today
        delegate(work, world.actor("otto").id, "procurement", UNIT, starts=today, ends=today, reason="Leave")
    propose(world, "paul")
    account_id = world.actor("paul").id
    with world.database.read() as session:
        foreseen = would_end(session, account_id)
    with world.as_("bea") as work:
        accounts.disable(work, account_id)

    assert foreseen == {"sessions": 1, "delegations": 1, "tokens": 1, "grants": 1, "pending_grants": 1}
    assert entry(world, "account.disabled") == [foreseen]


def test_the_session_that_asks_is_marked(world: World) -> None:
    mona = world.actor("mona")
    accounts.open_session(world.database, mona)
    token = accounts.open_session(world.database, mona)

    with world.database.read() as session:
        marked = [one.current for one in accounts.own_sessions(session, mona, token=token)]
        unmarked = [one.current for one in accounts.own_sessions(session, mona)]

    assert (sorted(marked), unmarked) == ([False, True], [False, False])


def test_one_s_own_password_takes_the_one_there_is(world: World) -> None:
    mona = world.actor("mona")
    token = accounts.open_session(world.database, mona)

    with pytest.raises(InputError, match="not changed") as refused:
        accounts.change_password(world.database, mona, "a guess at it", "another long password")
    assert [fault.field for fault in refused.value.faults] == ["current_password"]
    accounts.change_password(world.database, mona, PASSWORD, "another long password")

    assert accounts.resolve_session(world.database, token) is None
    assert accounts.authenticate(world.database, "mona", "another long password").id == mona.id


def test_whoever_has_no_password_sets_one_without_any(world: World) -> None:
    with world.as_("ada") as work:
        accounts.add_account(work, "nina", None, "Nina Berg")
    nina = world.actor("nina")

    accounts.change_password(world.database, nina, "", "a first long password")

    with world.database.read() as session:
        assert accounts.has_password(session, nina)


def test_no_token_changes_a_password(world: World) -> None:
    with world.as_("mona") as work:
        token = accounts.issue_token(work, "nightly", ["read"])
    script = accounts.resolve_token(world.database, token)
    assert script is not None

    with pytest.raises(Forbidden, match="no token may set a password"):
        accounts.change_password(world.database, script, PASSWORD, "another long password")


def test_stand_ins_are_those_who_could_answer_there_today(world: World) -> None:
    with world.as_("paul") as work:
        first = work.today
        for to, starts in (("otto", first), ("dan", first + timedelta(days=2))):
            delegate(
                work,
                world.actor(to).id,
                "procurement",
                UNIT,
                starts=starts,
                ends=first + timedelta(days=5),
                reason="Leave",
            )

    def names(roles: set[str], unit: str = UNIT) -> list[tuple[str, str, date]]:
        with world.database.read() as session:
            found = stand_ins(session, roles, unit, "DE", {})
            return [(one.delegate.id, one.delegator.id, one.ends) for one in found]

    otto, paul = world.actor("otto").id, world.actor("paul").id
    assert names({"procurement", "finance"}) == [(otto, paul, first + timedelta(days=5))]
    assert names({"finance"}) == names({"procurement"}, "Legal") == []
    with world.as_("ada") as work:
        accounts.disable(work, otto)
    assert names({"procurement"}) == []


def test_a_limit_and_a_country_stay_with_the_grant_that_is_told(world: World) -> None:
    world.give("dan", "finance", UNIT, approval_limit=Money.of(500, "EUR"), jurisdiction="DE")

    (_, held) = case(world, "dan").entry.grants

    assert (str(held.grant.approval_limit), held.grant.jurisdiction) == ("500.00 EUR", "DE")
