"""Nothing under a legal hold is erased or expires, whoever asks; it ends by another person's hand."""

import json
import random
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from governance import review
from governance.access import HOME
from governance.audit import verify
from governance.audit.log import disclose
from governance.holds import HoldRecord, holds, lift_hold, place_hold
from governance.people import restrictions
from governance.people.erasures import ErasureAhead, foresee_erasure, request_erasure
from governance.people.held import held_people, held_requisitions
from governance.people.importing import Licence, upsert_profiles
from governance.people.profiles import read_profiles
from governance.people.protected import read_names
from governance.people.restrictions import erase_person
from governance.people.same_person import link_profiles, unlink
from governance.retention import expired, purge_expired
from governance.storage.held import person_held
from governance.storage.tables import AuditEntry, LegalHold
from governance.training_data import left_out
from governance.vault import Owner
from matching.errors import Conflict, Forbidden, InputError, NotFound
from tests.governance.world import UNIT, World, profiles

WHY = "a claim before the labour court"


@pytest.fixture
def court(world: World) -> World:
    """The world with a second person in compliance, and one who is so in one business unit alone."""
    world.hire("carl", "compliance")
    world.hire("lou", "compliance", "Legal")
    return world


def place(world: World, kind: str, subject: str, by: str = "cora") -> str:
    with world.as_(by) as work:
        return place_hold(work, kind, subject, WHY)


def lift(world: World, hold_id: str, by: str = "carl") -> tuple[str, ...]:
    with world.as_(by) as work:
        return lift_hold(work, hold_id, "settled out of court")


def erase(world: World, person: str, by: str = "cora") -> None:
    with world.as_(by) as work:
        erase_person(work, person, "asked to be forgotten")


def held(world: World) -> set[str]:
    with world.database.read() as session:
        return set(held_people(session))


def listed(world: World, by: str = "audrey", **more: bool) -> list[HoldRecord]:
    with world.database.read() as session:
        return holds(session, world.actor(by), **more)


def readable(world: World, person: str) -> bool:
    return person in read_profiles(world.database, [person])


def actions(world: World) -> list[str]:
    with world.database.read() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


def test_whoever_is_held_is_not_erased_and_the_refusal_names_the_hold_and_the_way_on(court: World) -> None:
    hold_id = place(court, "person", "P-1001")

    with court.as_("cora") as work, pytest.raises(Conflict, match=hold_id) as refused:
        erase_person(work, "P-1001", "asked")

    assert "ask for the erasure" in str(refused.value.hint)
    assert readable(court, "P-1001")
    erase(court, "P-1002")
    assert not readable(court, "P-1002")


def test_a_request_for_erasure_waits_for_the_last_hold_and_is_then_carried_out(court: World) -> None:
    first, second = place(court, "person", "P-1001"), place(court, "person", "P-1001")
    with court.as_("cora") as work:
        answer = request_erasure(work, "P-1001", "asked by letter")

    assert (answer.erased, answer.holds) == (False, (first, second))
    assert [one.waiting for one in listed(court)] == [("P-1001",), ("P-1001",)]
    assert [one.frees for one in listed(court)] == [(), ()]
    assert lift(court, first) == ()
    assert [one.frees for one in listed(court)] == [("P-1001",)]
    assert readable(court, "P-1001")
    assert lift(court, second) == ("P-1001",)
    assert not readable(court, "P-1001")
    with court.database.read() as session:
        last = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.erased")).one()
        assert json.loads(last.entry)["facts"] == {"request": answer.request}
        assert disclose(session, last.seq) == {"reason": "asked by letter"}
    assert verify(court.database).ok


def test_what_an_erasure_would_meet_is_told_before_and_changes_nothing(court: World) -> None:
    def ahead(by: str = "cora", person: str = "P-1001") -> ErasureAhead:
        with court.database.read() as session:
            return foresee_erasure(session, court.actor(by), person)

    assert ahead() == ErasureAhead("P-1001", (), None, None)
    hold_id, before = place(court, "person", "P-1001"), len(actions(court))
    assert ahead() == ErasureAhead("P-1001", (hold_id,), None, None)
    assert len(actions(court)) == before
    with court.as_("cora") as work:
        request = request_erasure(work, "P-1001", "asked").request
    assert ahead() == ErasureAhead("P-1001", (hold_id,), request, None)
    lift(court, hold_id)
    assert ahead().erased_at is not None
    for person in ("P-1001", "P-9"):  # or asking would tell who is on record
        with pytest.raises(Forbidden, match=r"people\.erase"):
            ahead("paul", person)
    with pytest.raises(NotFound, match="no person P-9"):
        ahead(person="P-9")


def test_where_nothing_is_held_a_request_erases_at_once_and_only_once(court: World) -> None:
    with court.as_("cora") as work:
        assert request_erasure(work, "P-1001", "asked").erased

    assert not readable(court, "P-1001")
    with court.as_("cora") as work, pytest.raises(Conflict, match="erased already"):
        request_erasure(work, "P-1001", "asked")


def test_a_request_waits_once(court: World) -> None:
    place(court, "person", "P-1001")
    with court.as_("cora") as work:
        answer = request_erasure(work, "P-1001", "asked")

    with court.as_("carl") as work, pytest.raises(Conflict, match=f"waits already .{answer.request}"):
        request_erasure(work, "P-1001", "asked again")


def test_whoever_waits_to_be_erased_is_neither_ranked_nor_learned_from(court: World) -> None:
    place(court, "person", "P-1001")
    with court.as_("cora") as work:
        request_erasure(work, "P-1001", "asked")

    with court.database.read() as session:
        assert restrictions.restrictions(session, UNIT) == {"P-1001": "erasure_asked"}
        assert left_out(session) == {"P-1001"}


def test_of_whoever_waits_to_be_erased_nothing_more_is_taken_in(court: World) -> None:
    place(court, "person", "P-1001")
    with court.as_("cora") as work:
        request_erasure(work, "P-1001", "asked")
    news = [{**row, "text": "Rust"} for row in profiles()[:2]]
    with court.as_("paul") as work:
        report = upsert_profiles(
            work, news, source="marketplace", as_of=date(2025, 3, 1), licence="contract 7"
        )

    assert (report.suppressed, report.changed) == (1, 1)
    texts = read_profiles(court.database, ["P-1001", "P-1002"])
    assert (texts["P-1001"]["text"], texts["P-1002"]["text"]) == (
        "Python engineer number 1 who tends bees",
        "Rust",
    )


def test_expiry_passes_over_whom_a_hold_covers_and_counts_them(court: World) -> None:
    hold_id = place(court, "person", "P-1001")
    with court.as_("paul") as work:
        terms = Licence("contract 7", retain_days=60)
        upsert_profiles(work, profiles(), source="marketplace", as_of=date(2025, 2, 1), licence=terms)
    court.clock.advance(days=90)

    with court.database.command(HOME) as work:
        (gone,) = purge_expired(work, work.today)

    assert (gone.profiles, gone.people, gone.held, gone.protected) == (4, 4, 1, 12)
    assert readable(court, "P-1001")
    with court.database.read() as session:
        assert read_names(session, court.actor("mona"), ["P-1001"]) == {"P-1001": "Person 1"}
    entries = len(actions(court))
    with court.database.command(HOME) as work:
        (waits,) = purge_expired(work, work.today)
    assert (waits.goes, waits.held, len(actions(court))) == (False, 1, entries)
    lift(court, hold_id)
    with court.database.read() as session:
        assert [one.people for one in expired(session, court.clock.now.date())] == [1]


def test_a_hold_on_a_requisition_or_an_engagement_covers_everybody_in_it(court: World) -> None:
    requisition_id, engagement_id = court.engaged("P-1002")
    place(court, "engagement", engagement_id)
    assert held(court) == {"P-1002"}

    place(court, "requisition", requisition_id)

    assert held(court) == set(court.people)  # whoever was left out by a gate stands on the list too
    with court.database.read() as session:
        assert set(held_requisitions(session)) == {requisition_id}


def test_a_hold_grows_with_its_requisition(court: World) -> None:
    requisition_id = court.approved()
    place(court, "requisition", requisition_id)
    assert held(court) == set()

    with court.as_("mona") as work:
        review.freeze_shortlist(work, requisition_id, court.document(), "m" * 64, "s" * 64)

    assert held(court) == set(court.people)


def test_whoever_is_the_same_person_is_held_too_and_splitting_frees_nobody(court: World) -> None:
    with court.as_("paul") as work:
        link_profiles(work, "P-1001", "P-1002", "one portfolio")
    court.clock.advance(minutes=1)
    hold_id = place(court, "person", "P-1002")
    court.clock.advance(minutes=1)
    with court.as_("paul") as work:
        link_profiles(work, "P-1003", "P-1001", "one portfolio")
    assert held(court) == {"P-1001", "P-1002", "P-1003"}

    with court.as_("paul") as work:
        unlink(work, "P-1001", "P-1002", "two people")

    assert held(court) == {"P-1001", "P-1002", "P-1003"}
    for person in ("P-1001", "P-1002", "P-1003"):
        with court.as_("cora") as work, pytest.raises(Conflict, match=hold_id):
            erase_person(work, person, "asked")


def test_whoever_stood_for_another_in_a_list_that_is_held_is_not_erased_out_of_it(court: World) -> None:
    with court.as_("paul") as work:
        link_profiles(work, "P-1001", "P-1002", "one portfolio")
    requisition_id = court.in_review()
    court.clock.advance(minutes=1)
    with court.as_("paul") as work:
        unlink(work, "P-1001", "P-1002", "two people")
    court.clock.advance(minutes=1)
    hold_id = place(court, "person", "P-1001")

    with court.as_("cora") as work, pytest.raises(Conflict, match=hold_id):
        erase_person(work, "P-1002", "asked")

    assert requisition_id == "R-1001"


@pytest.mark.parametrize("seed", range(4))
def test_asked_of_a_person_and_asked_of_the_holds_the_answer_is_one(court: World, seed: int) -> None:
    """Whatever was joined, split, listed and held in whichever order."""
    chance = random.Random(seed)
    with court.as_("paul") as work:
        rows = [{"id": f"more-{n}", "text": "Go"} for n in range(12)]
        upsert_profiles(work, rows, source="panel", as_of=date(2025, 2, 1), licence="c")
    everybody = [f"P-{n}" for n in range(1001, 1018)]
    known: list[tuple[str, str]] = [("person", person) for person in everybody]
    for step in range(24):
        court.clock.advance(minutes=1)
        what = step % 4 if step else 3
        try:
            if what == 0:
                with court.as_("paul") as work:
                    link_profiles(work, *chance.sample(everybody, 2), "one portfolio")
            elif what == 1:
                with court.as_("paul") as work:
                    unlink(work, *[chance.choice(everybody)] * 2, "two people")
            elif what == 2:
                court.people = chance.sample(everybody, 5)
                known.append(("requisition", court.in_review()))
            else:
                place(court, *chance.choice(known[-4:] + known[:4]))
        except (Conflict, InputError):
            continue

        with court.database.read() as session:
            asked = session.scalars(text(f"SELECT id FROM person WHERE {person_held('person.id')}"))  # type: ignore[call-overload]
            assert set(asked) == set(held_people(session))
    assert held(court)
    assert held(court) != set(everybody)


def test_it_takes_another_person_to_lift_it_whoever_that_is(court: World) -> None:
    hold_id = place(court, "person", "P-1001")

    with court.as_("cora") as work, pytest.raises(Forbidden, match="placed this hold and so may not lift it"):
        lift_hold(work, hold_id, "settled")
    for name in ("mona", "paul", "audrey", "ada", "dan"):
        with court.as_(name) as work, pytest.raises(Forbidden, match=r"hold\.manage"):
            lift_hold(work, hold_id, "settled")
        with court.as_(name) as work, pytest.raises(Forbidden, match=r"hold\.manage"):
            place_hold(work, "person", "P-1002", WHY)
    lift(court, hold_id)
    with court.as_("carl") as work, pytest.raises(Conflict, match="lifted already"):
        lift_hold(work, hold_id, "settled")


def test_whoever_is_held_for_all_units_is_let_go_by_whose_grant_is_for_all_of_them(court: World) -> None:
    hold_id = place(court, "person", "P-1001")

    with pytest.raises(Forbidden, match="for every business unit and jurisdiction"):
        lift(court, hold_id, by="lou")

    assert lift(court, hold_id, by="carl") == ()


def test_what_lies_outside_one_s_business_unit_looks_absent(court: World) -> None:
    requisition_id, engagement_id = court.engaged()
    hold_id = place(court, "requisition", requisition_id)

    for kind, subject in (("requisition", requisition_id), ("engagement", engagement_id)):
        with court.as_("lou") as work, pytest.raises(NotFound, match=f"no {kind} {subject}"):
            place_hold(work, kind, subject, WHY)
    with court.as_("lou") as work, pytest.raises(NotFound, match=f"no hold {hold_id}"):
        lift_hold(work, hold_id, "settled")
    with court.as_("lou") as work, pytest.raises(NotFound, match="no hold H-9999"):
        lift_hold(work, "H-9999", "settled")
    assert listed(court, by="lou") == []
    with pytest.raises(Forbidden, match=r"hold\.read"):
        listed(court, by="mona")


@pytest.mark.parametrize(
    ("kind", "subject", "reason", "words"),
    [
        ("shortlist", "S-1001", WHY, "a hold on person, requisition, engagement"),
        ("person", "P-1001", "  ", "expected a reason"),
        ("person", "P-1001", "x" * 4001, "at most 4000 characters"),
    ],
)
def test_a_hold_names_its_subject_and_its_reason(
    court: World, kind: str, subject: str, reason: str, words: str
) -> None:
    with court.as_("cora") as work, pytest.raises(InputError, match=words):
        place_hold(work, kind, subject, reason)
    assert listed(court) == []


def test_what_is_gone_cannot_be_held(court: World) -> None:
    erase(court, "P-1001")

    with court.as_("cora") as work, pytest.raises(Conflict, match="nothing is left to hold"):
        place_hold(work, "person", "P-1001", WHY)
    with court.as_("cora") as work, pytest.raises(NotFound, match="no person P-9"):
        place_hold(work, "person", "P-9", WHY)


def test_reasons_are_sealed_survive_the_person_and_are_told_to_those_who_may_know(court: World) -> None:
    hold_id = place(court, "person", "P-1001")
    with court.as_("cora") as work:
        request_erasure(work, "P-1001", "asked")
    lift(court, hold_id)

    (record,) = listed(court, lifted=True)

    assert listed(court) == []
    assert (record.reason, record.lift_reason) == (WHY, "settled out of court")
    assert (record.placed_by.name, record.lifted_by and record.lifted_by.name) == ("Cora", "Carl")
    with court.database.read() as session:
        row = session.execute(text("SELECT * FROM legal_hold")).one()
        entries = session.scalars(select(AuditEntry.entry)).all()
    assert b"labour" not in b"".join(bytes(value) for value in row if isinstance(value, bytes | memoryview))
    assert not any("labour" in entry for entry in entries)
    assert [one for one in actions(court) if one.startswith("hold")] == ["hold.placed", "hold.lifted"]


# The database by itself


KEY_GONE = "UPDATE data_key SET wrapped = NULL WHERE owner_kind = :kind AND owner_id = :id"


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (KEY_GONE, "no key is dropped"),
        (
            "UPDATE data_key SET wrapped = '\\x00' WHERE owner_kind = :kind AND owner_id = :id",
            "no key is dropped",
        ),
        ("DELETE FROM data_key WHERE owner_kind = :kind AND owner_id = :id", "no key is dropped"),
        (
            "UPDATE data_key SET owner_id = 'P-9' WHERE owner_kind = :kind AND owner_id = :id",
            "no key is dropped",
        ),
        ("UPDATE source_profile SET document = NULL WHERE person_id = :id", "no profile is let go"),
        ("DELETE FROM source_profile WHERE person_id = :id", "no profile is let go"),
        ("UPDATE shortlist_part SET sealed = '' WHERE person_id = :id", "no part of a frozen list"),
        ("DELETE FROM shortlist_part WHERE person_id = :id", "no part of a frozen list"),
    ],
)
@pytest.mark.parametrize("kind", ["person", "requisition", "engagement"])
def test_the_database_refuses_to_lose_what_is_held(
    court: World, kind: str, statement: str, words: str
) -> None:
    requisition_id, engagement_id = court.engaged("P-1001")
    subject = {"person": "P-1001", "requisition": requisition_id, "engagement": engagement_id}[kind]
    hold_id = place(court, kind, subject)

    with pytest.raises(IntegrityError, match=words):
        court.direct(statement, kind="person", id="P-1001")

    lift(court, hold_id)
    court.direct(statement, kind="person", id="P-1001")


@pytest.mark.parametrize("key_kind", ["person", "protected"])
def test_the_database_holds_the_keys_of_whoever_is_the_same_person(court: World, key_kind: str) -> None:
    with court.as_("paul") as work:
        link_profiles(work, "P-1001", "P-1002", "one portfolio")
    place(court, "person", "P-1001")

    with pytest.raises(IntegrityError, match="no key is dropped"):
        court.direct(KEY_GONE, kind=key_kind, id="P-1002")
    court.direct(KEY_GONE, kind=key_kind, id="P-1003")


def test_the_database_holds_a_requisition_s_and_the_hold_s_own_key(court: World) -> None:
    requisition_id, engagement_id = court.engaged()
    hold_id = place(court, "engagement", engagement_id)

    for kind, owner in (("requisition", requisition_id), ("hold", hold_id)):
        with pytest.raises(IntegrityError, match="no key is dropped"):
            court.direct(KEY_GONE, kind=kind, id=owner)
    lift(court, hold_id)
    court.direct(KEY_GONE, kind="requisition", id=requisition_id)


def test_a_key_is_not_replaced_by_another(court: World) -> None:
    with pytest.raises(IntegrityError, match="a key is made once"):
        court.direct(
            "INSERT INTO data_key (owner_kind, owner_id, wrapped, created_at) "
            "VALUES ('person', 'P-1001', '\\x00', '2025-03-03 09:00:00')"
        )


@pytest.mark.parametrize(
    "change",
    [
        "reason = ''",
        "subject_id = 'P-1002'",
        "placed_by = 'A-1002'",
        "lifted_at = '2025-03-04 09:00:00'",
        "lifted_at = '2025-03-04 09:00:00', lifted_by = placed_by",
        "version = 9",
    ],
)
def test_the_database_lets_a_hold_change_only_to_be_lifted_by_another(court: World, change: str) -> None:
    place(court, "person", "P-1001")

    with pytest.raises(IntegrityError, match="but to be lifted by another person"):
        court.direct(f"UPDATE legal_hold SET {change}")
    with pytest.raises(IntegrityError, match="never deleted"):
        court.direct("DELETE FROM legal_hold")


def test_a_lifted_hold_stays_as_it_is_and_no_hold_begins_lifted(court: World) -> None:
    lift(court, place(court, "person", "P-1001"))

    with pytest.raises(IntegrityError, match="but to be lifted"):
        court.direct("UPDATE legal_hold SET lifted_at = NULL, lifted_by = NULL")
    with court.database.read() as session:
        placed_by = session.scalars(select(LegalHold.placed_by)).one()
    with pytest.raises(IntegrityError, match="begins in force"):
        court.direct(
            "INSERT INTO legal_hold (id, subject_kind, subject_id, business_unit, reason, placed_by, placed_at,"
            " lifted_at, version) VALUES ('H-9', 'person', 'P-1001', '*', '', :by, '2025-03-03 09:00:00',"
            " '2025-03-03 09:00:00', 1)",
            by=placed_by,
        )


def test_a_request_for_erasure_changes_only_to_be_carried_out(court: World) -> None:
    place(court, "person", "P-1001")
    with court.as_("cora") as work:
        request_erasure(work, "P-1001", "asked")

    for change in ("person_id = 'P-1002'", "reason = ''", "version = 7"):
        with pytest.raises(IntegrityError, match="but to be carried out"):
            court.direct(f"UPDATE erasure_request SET {change}")
    with pytest.raises(IntegrityError, match="never deleted"):
        court.direct("DELETE FROM erasure_request")


def test_a_command_that_drops_a_held_key_all_the_same_is_a_conflict_and_leaves_no_trace(court: World) -> None:
    place(court, "person", "P-1001")

    with pytest.raises(Conflict, match="no key is dropped"), court.as_("cora") as work:
        work.vault.drop(work.session, Owner("person", "P-1001"), now=work.now)

    assert readable(court, "P-1001")


def test_an_erased_person_on_a_held_case_is_not_erased_again(court: World) -> None:
    requisition_id = court.in_review()
    erase(court, "P-1001")
    place(court, "requisition", requisition_id)

    with pytest.raises(Conflict, match="person P-1001 is erased already"), court.as_("cora") as work:
        request_erasure(work, "P-1001", "asked again")


def test_a_hold_is_lifted_by_who_may_hold_there(court: World) -> None:
    """Reading a unit and holding in another one is not holding in the first."""
    hold_id = place(court, "requisition", court.in_review())
    court.hire("lia", "compliance", "Legal")
    court.give("lia", "hiring_manager", UNIT)

    with pytest.raises(Forbidden, match=r"\(hold\.manage\)"):
        lift(court, hold_id, by="lia")
