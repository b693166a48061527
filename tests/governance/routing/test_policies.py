"""A policy of one's own takes two people, and what routes follow is on record."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from governance.reading import requisition_case
from governance.routing.policies import apply_policy, in_force, list_policies, text_in_force
from governance.routing.policy import shipped, shipped_text
from matching.errors import Conflict, Forbidden, InputError, NotFound
from tests.governance.world import World

OWN = shipped_text().replace(b'version: "2026-2"', b'version: "own-1"').replace(
    b"[procurement, finance]", b"[finance]"
)  # fmt: skip


def apply(world: World, by: str, data: bytes = OWN) -> str:
    with world.as_(by) as work:
        return apply_policy(work, data)


def applied(world: World, data: bytes = OWN) -> None:
    apply(world, "fay", data)
    apply(world, "cora", data)


def test_without_one_of_its_own_a_home_follows_the_shipped_policy(world: World) -> None:
    with world.database.read() as session:
        assert in_force(session) == shipped()
        assert text_in_force(session).encode() == shipped_text()
        assert list_policies(session) == []


def test_it_takes_two_people(world: World) -> None:
    assert apply(world, "fay") == "proposed"
    with world.database.read() as session:
        assert in_force(session) == shipped()
    with pytest.raises(Forbidden, match="Fay proposed this policy and so may not approve it"):
        apply(world, "fay")

    assert apply(world, "cora") == "in force"

    with world.database.read() as session:
        assert in_force(session).version == "own-1"
        assert text_in_force(session).encode() == OWN
        assert [(one.state, one.version) for one in list_policies(session)] == [("in force", "own-1")]
    with pytest.raises(Conflict, match="in force already"):
        apply(world, "fay")


def test_both_acts_are_on_record_with_the_hash(world: World) -> None:
    applied(world)

    with world.database.read() as session:
        entries = session.execute(
            text("SELECT action, entry FROM audit_entry WHERE subject_kind = 'policy'")
        ).all()
        found = in_force(session).sha256
    assert [action for action, _ in entries] == ["policy.proposed", "policy.approved"]
    assert all(found in entry for _, entry in entries)


def test_other_bytes_are_another_policy(world: World) -> None:
    apply(world, "fay")

    assert apply(world, "cora", OWN + b"# looser\n") == "proposed"


@pytest.mark.parametrize(
    ("name", "error"), [("paul", NotFound), ("rita", NotFound), ("ada", NotFound), ("audrey", Forbidden)]
)
def test_it_takes_a_grant_for_every_business_unit(world: World, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        apply(world, name)


def test_a_faulty_one_is_refused_before_anything_is_kept(world: World) -> None:
    with pytest.raises(InputError, match="not as expected"):
        apply(world, "fay", OWN.replace(b"due_days: 3", b"due_days: 0"))
    with world.database.read() as session:
        assert list_policies(session) == []


def test_other_rules_need_another_version(world: World) -> None:
    with pytest.raises(Conflict, match="expected another version"):
        apply(world, "fay", shipped_text() + b"# changed\n")


def test_a_newer_one_retires_it_and_one_may_go_back(world: World) -> None:
    applied(world)
    applied(world, OWN.replace(b"own-1", b"own-2"))
    applied(world, shipped_text())

    with world.database.read() as session:
        assert in_force(session).sha256 == shipped().sha256
        assert [(one.version, one.state) for one in list_policies(session)] == [
            ("2026-2", "in force"),
            ("own-2", "retired"),
            ("own-1", "retired"),
        ]


def test_a_request_follows_the_policy_of_the_day_it_was_submitted(world: World) -> None:
    before = world.submitted()
    applied(world)
    after = world.submitted()

    def steps(requisition_id: str) -> tuple[str, tuple[str, ...]]:
        with world.database.read() as session:
            route = requisition_case(session, world.actor("cora"), requisition_id).routes[0]
        return route.policy_version, route.steps[0].roles

    assert steps(before) == ("2026-2", ("finance", "procurement"))
    assert steps(after) == ("own-1", ("finance",))


# Another program at the same database, going round every command.


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        (
            "UPDATE routing_policy SET approved_by = proposed_by, approved_at = '2025-03-03 09:00:00'",
            "never changes",
        ),
        ("UPDATE routing_policy SET approved_at = '2025-03-03 09:00:00'", "never changes"),
        ("UPDATE routing_policy SET retired_at = '2025-03-03 09:00:00'", "never changes"),
        ("UPDATE routing_policy SET document = 'rules: []'", "never changes"),
        ("DELETE FROM routing_policy", "never deleted"),
        ("INSERT INTO routing_policy SELECT * FROM routing_policy", "proposed before it is approved"),
        (
            "INSERT INTO routing_policy SELECT 'Z-9', policy_version, sha256, document, proposed_by, proposed_at, 'A-1007', "
            "proposed_at, retired_at, version FROM routing_policy",
            "proposed before it is approved",
        ),
    ],
)
def test_the_database_refuses_a_policy_of_one_person(world: World, statement: str, refusal: str) -> None:
    apply(world, "fay")

    with pytest.raises(IntegrityError, match=refusal):
        world.direct(statement)


def test_the_database_refuses_to_change_who_approved_it(world: World) -> None:
    applied(world)

    with pytest.raises(IntegrityError, match="never changes"):
        world.direct("UPDATE routing_policy SET approved_by = 'A-1002'")


def test_the_database_refuses_a_second_policy_in_force(world: World) -> None:
    applied(world)
    apply(world, "fay", OWN.replace(b"own-1", b"own-2"))

    with pytest.raises(IntegrityError, match="one policy is in force"):
        world.direct(
            "UPDATE routing_policy SET approved_by = :by, approved_at = '2025-03-03 09:00:00' WHERE approved_at IS NULL",
            by=world.actor("cora").id,
        )


def test_who_may_only_propose_approves_none(world: World) -> None:
    world.give("petra", "procurement")
    apply(world, "fay")

    with pytest.raises(Forbidden, match=r"\(policy\.approve\)"):
        apply(world, "petra")
