"""One person from several sources: joined by rules or by somebody, taken apart again, and what holds of both sides."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, text

from governance import review
from governance.audit import disclose, verify
from governance.lists.shortlists import candidate_parts
from governance.outcomes import training_rows
from governance.people import protected, same_person
from governance.people.importing import ImportReport, Licence, upsert_profiles
from governance.people.links import joined_since_snapshot, members, persons
from governance.people.profiles import iter_profiles, person_ids, read_profiles
from governance.people.protected import read_names
from governance.people.resolution import IdentityReport, resolve_identities
from governance.people.restrictions import erase_person, restrict, restrictions
from governance.storage.tables import AuditEntry, IdentityPair, ProfileLink
from matching.errors import Conflict, Forbidden, InputError, NotFound
from tests.governance.world import World

AS_OF = date(2025, 2, 10)
WORK = [
    {"company": "Aster Labs", "start": "2021-03", "description": "Ran the ledger in Postgres."},
    {"company": "Oriel Works", "start": "2018-06", "end": "2021-01", "description": "Wrote the importer."},
]
# The founded world holds P-1001 to P-1005, all from "marketplace"; these come after.
HERE, THERE, NAMESAKE = "P-1006", "P-1007", "P-1008"


def take_in(world: World, source: str, *rows: dict[str, Any], unit: str = "*") -> ImportReport:
    with world.as_("dan") as work:
        return upsert_profiles(
            work, rows, source=source, as_of=AS_OF, licence="contract 9", business_unit=unit
        )


def look(world: World) -> IdentityReport:
    world.clock.advance(minutes=1)
    with world.as_("dan") as work:
        return resolve_identities(work)


def maria(id: str, name: str = "Maria Garcia", **changes: Any) -> dict[str, Any]:
    skills = ["Python", "Django", "PostgreSQL", "Docker"]
    return {"id": id, "name": name, "country": "ES", "skills": skills, "experience": WORK} | changes


def two_sources(world: World) -> None:
    """One Maria on two platforms, and a namesake of the same trade."""
    take_in(world, "upwork", maria("u1", hourly_rate={"amount": 90, "currency": "USD"}, as_of="2025-02-09"))
    take_in(world, "toptal", maria("t1", "García, María", text="Keeps bees.", as_of="2025-01-02"))
    other_work = [{"company": "Tarn Foods", "start": "2015-01", "description": "Ran shops."}]
    take_in(world, "fiverr", maria("f1", experience=other_work, skills=["Python", "Django", "Go", "Rust"]))


def merged(world: World) -> World:
    two_sources(world)
    look(world)
    return world


def facts(world: World, action: str) -> list[dict[str, Any]]:
    with world.database.read() as session:
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.seq)
        )
        return [json.loads(entry.entry)["facts"] for entry in entries]


def test_rules_join_the_same_person_and_leave_the_namesake_apart(world: World) -> None:
    two_sources(world)

    report = look(world)

    assert report.merged == 1
    with world.database.read() as session:
        assert persons(session, [HERE, THERE, NAMESAKE]) == {HERE: HERE, THERE: HERE, NAMESAKE: NAMESAKE}


def test_a_merged_person_has_one_profile_that_names_both_sources(world: World) -> None:
    merged(world)

    found = {profile["id"]: profile for profile in iter_profiles(world.database)}

    assert THERE not in found
    assert len(found) == 7
    assert found[HERE]["hourly_rate"] == {"amount": 90, "currency": "USD"}
    assert found[HERE]["text"] == "Keeps bees."
    assert [job["company"] for job in found[HERE]["experience"]] == ["Aster Labs", "Oriel Works"]
    assert [ref["system"] for ref in found[HERE]["external_refs"]] == ["upwork", "toptal"]
    assert found[HERE]["provenance"]["text"] == {"source": "toptal", "seen_on": "2025-01-02"}


def test_either_id_finds_the_person(world: World) -> None:
    merged(world)

    read = read_profiles(world.database, [THERE, HERE])

    assert read[THERE] == read[HERE]
    assert read[THERE]["id"] == HERE
    with world.database.read() as session:
        names = read_names(session, world.actor("mona"), [HERE, THERE])
        assert person_ids(session, "toptal", ["t1"]) == {"t1": THERE}
    assert names == {HERE: "Maria Garcia", THERE: "García, María"}


def test_the_same_import_again_changes_nothing_and_compares_nothing(world: World) -> None:
    merged(world)
    world.clock.advance(days=1)

    again = take_in(
        world, "upwork", maria("u1", hourly_rate={"amount": 90, "currency": "USD"}, as_of="2025-02-09")
    )

    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    assert look(world) == IdentityReport()


def test_only_who_is_new_or_changed_is_compared(world: World) -> None:
    merged(world)
    world.clock.advance(days=1)
    take_in(world, "guru", {"id": "g1", "name": "Bo Lind", "text": "Welder"})

    report = look(world)

    assert (report.merged, report.compared) == (0, 0)
    assert facts(world, "identity.resolved")[-1]["profiles"] == 1


def test_a_join_is_on_record_as_parts_and_numbers_without_a_name(world: World) -> None:
    merged(world)

    (linked,) = facts(world, "person.linked")

    assert (linked["profiles"], linked["how"]) == ([THERE], "rules")
    assert linked["evidence"]["name"]["how"] == "same"
    assert linked["evidence"]["employers"] == {"bits": 10.0, "shared": 2, "of": 2, "dates": 2}
    with world.database.read() as session:
        log = " ".join(session.scalars(select(AuditEntry.entry)))
        pairs = json.dumps([pair.evidence for pair in session.scalars(select(IdentityPair))])
    assert not [word for word in ("Maria", "Garcia", "garcia", "Aster", "aster") if word in log + pairs]
    assert verify(world.database).ok


def test_a_merged_persons_name_is_known_where_it_stands_in_the_words_of_both_sources(world: World) -> None:
    take_in(world, "upwork", maria("u1", text="Maria built APIs.", as_of="2025-02-09"))
    take_in(world, "toptal", maria("t1", text="Ask Garcia, who keeps bees.", as_of="2025-01-02"))
    assert look(world).merged == 1

    found = read_profiles(world.database, [HERE])[HERE]

    places = found["names_at"]["text"]
    assert [found["text"][start:end] for start, end in places] == ["Maria", "Garcia"]


def test_names_stay_unreadable_in_the_file_after_a_merge(file_world: World) -> None:
    merged(file_world)
    file_world.database.close()

    kept = (file_world.folder / "candor.db").read_bytes()

    assert not [word for word in (b"Maria", b"maria", b"Garc", b"garcia", b"asterlabs") if word in kept]


def test_the_weaker_pair_waits_for_somebody_with_its_evidence_in_words(world: World) -> None:
    take_in(world, "upwork", maria("u1"))
    take_in(world, "toptal", maria("t1", experience=[]))
    report = look(world)

    with world.database.read() as session:
        (doubt,) = same_person.doubts(session, world.actor("paul"))
        assert same_person.in_doubt(session) == {HERE, THERE}

    assert (report.merged, report.queued) == (0, 1)
    assert (doubt.left.came_as, doubt.left.source, doubt.left.name) == (HERE, "upwork", "Maria Garcia")
    assert "same name" in doubt.evidence
    assert look(world).queued == 0


def queued(world: World) -> None:
    take_in(world, "upwork", maria("u1"))
    take_in(world, "toptal", maria("t1", experience=[], text="Keeps bees."))
    look(world)


def test_somebody_says_same_and_the_queue_is_empty(world: World) -> None:
    queued(world)

    with world.as_("paul") as work:
        assert same_person.link_profiles(work, THERE, HERE, "same portrait and portfolio") == HERE

    with world.database.read() as session:
        assert same_person.doubts(session, world.actor("paul")) == []
        assert members(session, [THERE]) == {THERE: (HERE, THERE)}
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.linked")).one()
        assert entry.actor == world.actor("paul").id
        assert disclose(session, entry.seq) == {"reason": "same portrait and portfolio"}
    with pytest.raises(Conflict, match="one person already"), world.as_("paul") as work:
        same_person.link_profiles(work, THERE, HERE, "again")


def test_somebody_says_different_and_no_import_joins_them(world: World) -> None:
    two_sources(world)
    with world.as_("paul") as work:
        same_person.keep_apart(work, HERE, THERE, "cousins, spoke to both")

    report = look(world)

    assert report.merged == 0
    with world.database.read() as session:
        assert persons(session, [THERE]) == {THERE: THERE}
        waiting = same_person.doubts(session, world.actor("paul"))
    assert {(one.left.came_as, one.right.came_as) for one in waiting}.isdisjoint({(HERE, THERE)})


def test_a_split_gives_back_exactly_what_was_and_rules_do_not_undo_it(world: World) -> None:
    two_sources(world)
    before = {profile["id"]: profile for profile in iter_profiles(world.database)}
    look(world)

    with world.as_("paul") as work:
        assert same_person.unlink(work, HERE, "toptal", "two people after all") == THERE

    assert {profile["id"]: profile for profile in iter_profiles(world.database)} == before
    world.clock.advance(days=1)
    take_in(world, "toptal", maria("t1", "García, María", text="Keeps more bees.", as_of="2025-03-02"))
    assert look(world).merged == 0
    with world.database.read() as session:
        link = session.scalars(select(ProfileLink)).one()
    assert (link.number, link.ended_by) == (1, world.actor("paul").id)


def test_taking_out_the_one_who_stood_for_all_leaves_the_rest_together(world: World) -> None:
    merged(world)
    with world.as_("paul") as work:
        same_person.link_profiles(work, HERE, NAMESAKE, "third platform")

    with world.as_("paul") as work:
        same_person.unlink(work, THERE, "upwork", "not theirs")

    with world.database.read() as session:
        assert persons(session, [HERE, THERE, NAMESAKE]) == {HERE: HERE, THERE: THERE, NAMESAKE: THERE}
        numbers = session.execute(
            select(ProfileLink.person_id, ProfileLink.number).order_by(ProfileLink.id)
        ).all()
    assert numbers == [(THERE, 1), (NAMESAKE, 1), (NAMESAKE, 2)]


def test_a_split_person_may_be_joined_again_by_somebody(world: World) -> None:
    merged(world)
    with world.as_("paul") as work:
        same_person.unlink(work, HERE, "toptal", "mistake")
        same_person.link_profiles(work, HERE, THERE, "no, it was right")

    assert THERE not in {profile["id"] for profile in iter_profiles(world.database)}


def test_a_join_against_what_was_decided_of_others_is_refused(world: World) -> None:
    merged(world)
    with world.as_("paul") as work:
        same_person.keep_apart(work, NAMESAKE, THERE, "spoke to both")

    with pytest.raises(Conflict, match="decided that these are different"), world.as_("paul") as work:
        same_person.link_profiles(work, HERE, NAMESAKE, "looks alike")


def test_who_may_decide_and_what_is_refused(world: World) -> None:
    two_sources(world)
    take_in(world, "legal-panel", maria("l1"), unit="Legal")
    with pytest.raises(Forbidden, match=r"people\.identify"), world.as_("mona") as work:
        same_person.link_profiles(work, HERE, THERE, "sure")
    with pytest.raises(Forbidden, match=r"people\.identify"), world.as_("dan") as work:
        same_person.unlink(work, HERE, "upwork", "sure")
    with world.database.read() as session, pytest.raises(Forbidden, match=r"people\.identify"):
        same_person.doubts(session, world.actor("dan"))
    with pytest.raises(InputError, match="expected a reason"), world.as_("paul") as work:
        same_person.link_profiles(work, HERE, THERE, "  ")
    with pytest.raises(InputError, match="twice"), world.as_("paul") as work:
        same_person.keep_apart(work, HERE, HERE, "self")
    with pytest.raises(NotFound, match="no person P-9"), world.as_("paul") as work:
        same_person.link_profiles(work, HERE, "P-9", "sure")
    with pytest.raises(Conflict, match="not joined to anybody"), world.as_("paul") as work:
        same_person.unlink(work, HERE, "upwork", "why not")
    with pytest.raises(NotFound, match="nothing of"), world.as_("paul") as work:
        same_person.unlink(work, HERE, "guru", "why not")
    with pytest.raises(Conflict, match="different business units"), world.as_("cora") as work:
        same_person.link_profiles(work, HERE, "P-1009", "same")


def test_rules_never_join_across_business_units(world: World) -> None:
    take_in(world, "upwork", maria("u1"))
    take_in(world, "legal-panel", maria("l1"), unit="Legal")

    report = look(world)

    assert (report.merged, report.queued) == (0, 0)


@pytest.mark.parametrize("side", [HERE, THERE])
def test_a_block_or_opt_out_of_either_side_holds_for_both_until_split(world: World, side: str) -> None:
    merged(world)
    with world.as_("cora") as work:
        restrict(work, side, "opt_out", "asked us to")

    with world.database.read() as session:
        assert restrictions(session, "Payments") == {HERE: "opt_out", THERE: "opt_out"}

    with world.as_("paul") as work:
        same_person.unlink(work, HERE, "toptal", "two people")
    with world.database.read() as session:
        assert restrictions(session, "Payments") == {side: "opt_out"}


@pytest.mark.parametrize("side", [HERE, THERE])
def test_erasing_either_side_forgets_the_whole_person(world: World, side: str) -> None:
    merged(world)
    with world.as_("cora") as work:
        erase_person(work, side, "asked to be forgotten")

    assert read_profiles(world.database, [HERE, THERE]) == {}
    assert {HERE, THERE}.isdisjoint(profile["id"] for profile in iter_profiles(world.database))
    again = take_in(world, "toptal", maria("t1", text="back"))
    assert (again.new, again.suppressed) == (0, 1)
    with world.database.read() as session:
        assert restrictions(session) == {HERE: "erased", THERE: "erased"}
        assert read_names(session, world.actor("mona"), [HERE, THERE]) == {}
        assert (
            session.scalar(
                text("SELECT COUNT(*) FROM protected_attribute WHERE person_id IN ('P-1006','P-1007')")
            )
            == 0
        )
    assert facts(world, "person.erased")[0]["with"] == [other for other in (HERE, THERE) if other != side]
    assert verify(world.database).ok


def test_erasing_somebody_split_off_blanks_what_was_frozen_while_they_were_one(world: World) -> None:
    merged(world)
    requisition_id = world.approved()
    with world.as_("mona") as work:
        frozen = review.freeze_shortlist(
            work, requisition_id, world.document([HERE, "P-1001"]), "m" * 64, "s" * 64
        )
    world.clock.advance(days=1)
    with world.as_("paul") as work:
        same_person.unlink(work, HERE, "toptal", "two people")
    world.clock.advance(days=1)

    with world.as_("cora") as work:
        erase_person(work, THERE, "asked to be forgotten")

    with world.database.read() as session:
        assert set(candidate_parts(session, frozen)) == {"P-1001"}
    assert {"erased": True, "id": HERE} in json.loads(review.read_shortlist(world.database, frozen))[
        "candidates"
    ]
    assert read_profiles(world.database, [HERE])[HERE]["hourly_rate"]["amount"] == 90


def test_the_words_of_a_decision_go_with_either_side(world: World) -> None:
    queued(world)
    with world.as_("paul") as work:
        same_person.keep_apart(work, HERE, THERE, "Maria has a sister")

    with world.as_("cora") as work:
        erase_person(work, THERE, "asked to be forgotten")

    with world.database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.kept_apart")).one()
        assert disclose(session, entry.seq) == {"reason": None}


def test_a_doubt_about_somebody_erased_needs_no_answer(world: World) -> None:
    queued(world)
    with world.as_("cora") as work:
        erase_person(work, THERE, "asked to be forgotten")

    with world.database.read() as session:
        assert same_person.doubts(session, world.actor("paul")) == []
    with pytest.raises(Conflict, match="is erased"), world.as_("paul") as work:
        same_person.link_profiles(work, HERE, THERE, "sure")


def test_decisions_made_under_a_merged_id_train_the_person(world: World) -> None:
    requisition_id = world.in_review()
    world.decide(requisition_id, "P-1002")
    with world.as_("paul") as work:
        same_person.link_profiles(work, "P-1002", "P-1001", "one profile twice")

    rows = training_rows(world.database, world.clock.now)

    assert [row.decision for row in rows if row.person_id == "P-1001"] == [None, "select"]
    assert "P-1002" not in {row.person_id for row in rows}


def test_one_source_that_may_not_be_learned_from_keeps_the_merged_person_out(world: World) -> None:
    requisition_id = world.in_review()
    world.decide(requisition_id, "P-1001")
    with world.as_("dan") as work:
        upsert_profiles(
            work,
            [{"id": "n1", "text": "x"}],
            source="closed",
            as_of=AS_OF,
            licence=Licence("c", may_train=False),
        )
    with world.as_("paul") as work:
        same_person.link_profiles(work, "P-1001", "P-1006", "same person")

    assert "P-1001" not in {row.person_id for row in training_rows(world.database, world.clock.now)}


def test_a_bias_audit_reads_what_any_of_a_persons_sources_gave(world: World) -> None:
    take_in(world, "upwork", maria("u1", sex="F"))
    take_in(world, "toptal", maria("t1", birth_date="1990-01-01"))
    look(world)

    with world.as_("cora") as work:
        found = protected.read_protected(work, [HERE], "bias audit")

    assert found == {HERE: {"name": "Maria Garcia", "sex": "F", "birth_date": "1990-01-01"}}


def test_whoever_was_joined_since_a_snapshot_is_known(world: World) -> None:
    two_sources(world)
    with world.as_("dan") as work:
        work.audit("snapshot.published", "snapshot", "s" * 64)
    world.clock.advance(hours=1)
    look(world)

    with world.database.read() as session:
        assert joined_since_snapshot(session, "s" * 64) == {THERE: "joined_to_another_record"}
        assert joined_since_snapshot(session, "unknown") == {}


def test_the_database_itself_keeps_links_one_step_long_and_unchanged(world: World) -> None:
    merged(world)
    statements = {
        "stands for themselves": "INSERT INTO profile_link (id, person_id, number, into_id, how, linked_by, linked_at, "
        f"version) VALUES ('K-9', '{NAMESAKE}', 1, '{THERE}', 'decided', 'A-1', '2025-01-01', 1)",
        "never changes but to be ended": f"UPDATE profile_link SET into_id = '{NAMESAKE}'",
        "never deleted": "DELETE FROM profile_link",
    }

    for message, statement in statements.items():
        with pytest.raises(Conflict, match=message), world.as_("paul") as work:
            work.session.execute(text(statement))

    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(ProfileLink)) == 1


def test_whoever_is_one_person_already_is_neither_joined_again_nor_kept_apart(world: World) -> None:
    merged(world)

    with pytest.raises(Conflict, match="are one person already"), world.as_("cora") as work:
        same_person.link_profiles(work, HERE, THERE, "the same")
    with pytest.raises(Conflict, match=r"are one person$"), world.as_("cora") as work:
        same_person.keep_apart(work, HERE, THERE, "not the same")


def test_of_two_profiles_from_one_source_the_one_meant_is_named(world: World) -> None:
    with world.as_("cora") as work:
        same_person.link_profiles(work, "P-1001", "P-1002", "one person, twice there")

    with (
        pytest.raises(InputError, match="expected one profile from marketplace, found P-1001, P-1002"),
        world.as_("cora") as work,
    ):
        same_person.unlink(work, "P-1001", "marketplace", "two people")


def test_who_may_not_look_for_the_same_people_is_refused_where_nobody_is_new(world: World) -> None:
    merged(world)

    with pytest.raises(Forbidden, match=r"\(people\.import\)"), world.as_("rita") as work:
        resolve_identities(work)
