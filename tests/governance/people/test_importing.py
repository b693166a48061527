"""The pool: imported once, read back without what is set aside, forgotten for good."""

import hashlib
from datetime import date

import pytest
from sqlalchemy import select, text

from governance import review
from governance.audit import disclose, verify
from governance.outcomes import training_rows
from governance.people import protected
from governance.people.importing import ImportReport, Licence, upsert_profiles
from governance.people.profiles import iter_profiles, person_ids, read_profiles
from governance.people.protected import read_names
from governance.people.restrictions import (
    erase_person,
    lift_restriction,
    restrict,
    restricted_ids,
    restrictions,
)
from governance.storage.tables import SourceProfile
from governance.vault import Erased, Owner, vault_of
from matching.errors import Conflict, Forbidden, InputError, NotFound, RunError
from matching.protected import set_aside
from tests.governance.world import World, profiles

AS_OF = date(2025, 2, 1)


def take_in(world: World, rows: list[dict[str, object]], **changes: object) -> ImportReport:
    terms = {"source": "marketplace", "as_of": AS_OF, "licence": "contract 7"} | changes
    with world.as_("paul") as work:
        return upsert_profiles(work, rows, **terms)  # type: ignore[arg-type]


def test_importing_the_same_rows_again_changes_nothing(world: World) -> None:
    assert take_in(world, profiles()) == ImportReport(0, 0, 5)


def test_another_origin_of_the_same_facts_is_no_change(world: World) -> None:
    rows = [
        {**row, "provenance": {"text": {"source": "copy", "seen_on": "2026-11-01"}}} for row in profiles()
    ]

    assert take_in(world, rows) == ImportReport(0, 0, 5)


def test_a_changed_row_is_updated_and_a_new_one_added(world: World) -> None:
    rows = profiles()
    rows[1]["text"] = "Go engineer"
    rows.append({"id": "ext-6", "text": "Rust engineer"})

    report = take_in(world, rows)

    assert (report.new, report.changed, report.unchanged) == (1, 1, 4)
    read = read_profiles(world.database, ["P-1002", "P-1006", "P-9999"])
    assert {person: profile["text"] for person, profile in read.items()} == {
        "P-1002": "Go engineer",
        "P-1006": "Rust engineer",
    }


def test_a_profile_carries_its_persons_id_and_the_sources_in_its_references(world: World) -> None:
    first = next(iter_profiles(world.database))

    assert first["id"] == "P-1001"
    assert first["external_refs"] == [{"system": "marketplace", "id": "ext-1"}]
    with world.database.read() as session:
        assert person_ids(session, "marketplace", ["ext-2", "ext-99"]) == {"ext-2": "P-1002"}


def test_protected_attributes_never_come_back_with_a_profile(world: World) -> None:
    found = list(iter_profiles(world.database))

    assert len(found) == 5
    expected = {"id", "text", "as_of", "external_refs", "provenance"}
    assert {key for profile in found for key in profile} == expected


def test_the_key_that_opens_a_profile_does_not_open_what_was_set_aside(world: World) -> None:
    with world.database.read() as session:
        sealed = session.scalar(
            text("SELECT sealed FROM protected_attribute WHERE person_id = 'P-1001' AND attribute = 'sex'")
        )
        with pytest.raises(RunError, match="this home's key"):
            vault_of(session).open(
                session, Owner("person", "P-1001"), sealed, place="protected_attribute:P-1001:sex"
            )


def test_reviewers_are_told_names_and_compliance_alone_the_rest(world: World) -> None:
    with world.database.read() as session:
        assert read_names(session, world.actor("mona"), ["P-1001"]) == {"P-1001": "Person 1"}
        with pytest.raises(Forbidden, match=r"people\.read"):
            read_names(session, world.actor("dan"), ["P-1001"])
    with pytest.raises(Forbidden, match=r"protected\.read"), world.as_("mona") as work:
        protected.read_protected(work, ["P-1001"], "curiosity")

    with world.as_("cora") as work:
        found = protected.read_protected(work, ["P-1001"], "bias audit")

    assert found == {"P-1001": {"full_name": "Person 1", "sex": "F", "birth_date": "1990-01-01"}}


@pytest.mark.parametrize("key", ["Date of Birth", "dateOfBirth", "DATE-OF-BIRTH", "date_of_birth"])
def test_a_protected_key_is_set_aside_however_it_is_written(key: str) -> None:
    assert set_aside({"id": "x", key: "1990"}) == ({"id": "x"}, {"date_of_birth": "1990"})


def test_nothing_of_a_person_lies_readable_in_the_file(file_world: World) -> None:
    file_world.database.close()

    kept = (file_world.folder / "candor.db").read_bytes()

    for words in (b"tends bees", b"Person 1", b"1990-01-01", b"ext-1"):
        assert words not in kept


def test_an_import_without_a_licence_is_refused(world: World) -> None:
    with pytest.raises(InputError, match="licence reference"):
        take_in(world, profiles(), licence="  ")


def test_every_fault_is_told_at_once_and_nothing_is_taken_in(world: World) -> None:
    rows = [
        {"id": "a", "text": "x"},
        {"text": "no id"},
        {"id": "a", "text": "twice"},
        {"id": "b", "as_of": "soon"},
    ]

    with pytest.raises(InputError, match="3 profiles") as refused:
        take_in(world, rows, source="other")

    assert [fault.line for fault in refused.value.faults] == [2, 3, 4]
    assert len(list(iter_profiles(world.database))) == 5


def test_a_profiles_own_date_wins_and_the_licence_says_how_long_it_stays(world: World) -> None:
    licence = Licence("contract 8", retain_days=90)
    take_in(world, [{"id": "a", "text": "x", "as_of": "2025-01-01"}], source="other", licence=licence)

    with world.database.read() as session:
        row = session.scalars(select(SourceProfile).where(SourceProfile.source_id == "other")).one()

    assert (row.as_of, row.retain_until) == (date(2025, 1, 1), date(2025, 4, 1))


def test_a_business_unit_reads_its_own_people_and_the_shared_ones(world: World) -> None:
    take_in(world, [{"id": "a", "text": "x"}], source="legal-panel", business_unit="Legal")

    assert len(list(iter_profiles(world.database, "Legal"))) == 6
    assert len(list(iter_profiles(world.database, "Payments"))) == 5


def test_a_restriction_holds_at_once_in_its_unit_and_until_lifted(world: World) -> None:
    with world.as_("cora") as work:
        opt_out = restrict(work, "P-1001", "opt_out", "asked us to")
        restrict(work, "P-1002", "block", "dispute", business_unit="Legal")
    with world.database.read() as session:
        assert restrictions(session, "Payments") == {"P-1001": "opt_out"}
        assert restricted_ids(session, "Legal") == {"P-1001", "P-1002"}
        assert restricted_ids(session) == {"P-1001", "P-1002"}

    with world.as_("cora") as work:
        lift_restriction(work, opt_out, "asked to come back")

    with world.database.read() as session:
        assert restricted_ids(session, "Payments") == frozenset()
    with pytest.raises(Conflict, match="lifted already"), world.as_("cora") as work:
        lift_restriction(work, opt_out, "again")


def test_erasing_makes_every_word_unreadable_and_the_log_still_verifies(world: World) -> None:
    requisition_id = world.in_review()
    with world.as_("mona") as work:
        review.decide(work, requisition_id, "P-1001", "select", "evidence_strong", note="sings in a choir")
        seq = work.audit("test.seen", "record", "x") - 1
    root = verify(world.database).root

    with world.as_("cora") as work:
        erase_person(work, "P-1001", "asked to be forgotten")

    report = verify(world.database)
    assert report.ok
    assert report.root != root  # the erasure itself is an entry
    assert read_profiles(world.database, ["P-1001"]) == {}
    assert "P-1001" not in {profile["id"] for profile in iter_profiles(world.database)}
    with world.database.read() as session:
        assert disclose(session, seq) == {"note": None}
        assert read_names(session, world.actor("mona"), ["P-1001"]) == {}
        assert restrictions(session) == {"P-1001": "erased"}
        sealed = session.scalar(text("SELECT note FROM decision WHERE person_id = 'P-1001'"))
        with pytest.raises(Erased, match="has been erased"):
            vault_of(session).open(session, Owner("person", "P-1001"), sealed, place="decision.note:D-1001")
    assert "P-1001" not in {row.person_id for row in training_rows(world.database, world.clock.now)}


def test_someone_erased_is_not_taken_in_again(world: World) -> None:
    with world.as_("cora") as work:
        erase_person(work, "P-1001", "asked to be forgotten")

    report = take_in(world, profiles())

    assert (report.suppressed, report.unchanged) == (1, 4)
    with pytest.raises(Conflict, match="erased already"), world.as_("cora") as work:
        erase_person(work, "P-1001", "again")
    with pytest.raises(NotFound, match="no person P-9"), world.as_("cora") as work:
        erase_person(work, "P-9", "unknown")


def test_the_import_is_recorded_with_counts_and_the_files_hash(world: World) -> None:
    digest = hashlib.sha256(b"file").hexdigest()
    take_in(world, [{"id": "a", "text": "x"}], source="other", file_sha256=digest)

    with world.database.read() as session:
        entry = session.scalar(
            text("SELECT entry FROM audit_entry WHERE action = 'people.imported' ORDER BY seq DESC LIMIT 1")
        )

    assert digest in entry
    assert '"new":1' in entry


def test_somebody_is_kept_out_by_a_block_or_an_opt_out(world: World) -> None:
    with (
        pytest.raises(InputError, match="expected a kind of block, opt_out, found 'dislike'"),
        world.as_("cora") as work,
    ):
        restrict(work, "P-1001", "dislike", "because")


def test_what_was_sealed_for_nobody_known_counts_as_erased(world: World) -> None:
    with world.database.read() as session, pytest.raises(Erased, match="person P-9999 has been erased"):
        vault_of(session).open(session, Owner("person", "P-9999"), b"sealed", place="x")
