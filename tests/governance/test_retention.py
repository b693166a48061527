"""Licences are lived by: what is past its last day is let go, whatever still refers to it, and nothing more."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from governance import review
from governance.access import HOME
from governance.audit import verify
from governance.people.importing import ImportReport, Licence, upsert_profiles
from governance.people.licences import terms_of
from governance.people.profiles import iter_profiles, read_profiles
from governance.people.protected import read_names, read_protected
from governance.people.restrictions import erase_person, restrict, restrictions
from governance.people.same_person import doubts, link_profiles, record_pair, unlink
from governance.retention import Expired, expired, purge_expired
from governance.storage.tables import AuditEntry, Restriction, SourceProfile
from governance.training_data import left_out, training_rows
from matching.errors import Conflict, Forbidden, InputError, Stale
from tests.governance.world import UNIT, World, profiles

SEEN = date(2025, 2, 1)


def take_in(
    world: World,
    rows: list[dict[str, object]],
    licence: Licence,
    *,
    source: str = "marketplace",
    **more: object,
) -> ImportReport:
    terms = {"as_of": SEEN} | more
    with world.as_("paul") as work:
        return upsert_profiles(work, rows, source=source, licence=licence, **terms)  # type: ignore[arg-type]


def shorten(world: World, days: int = 60) -> None:
    """The five people of the world, seen on 1 February, may be held for so many days."""
    take_in(world, profiles(), Licence("contract 7", retain_days=days))


def purge(world: World) -> tuple[Expired, ...]:
    with world.database.command(HOME) as work:
        return purge_expired(work, work.today)


def held(world: World) -> list[str]:
    return [profile["id"] for profile in iter_profiles(world.database)]


def test_shorter_terms_hold_for_rows_already_here_from_the_day_after_the_last(world: World) -> None:
    shorten(world, 60)  # to 2 April
    world.clock.advance(days=30)  # 3 March to 2 April
    assert purge(world) == ()

    world.clock.advance(days=1)

    assert purge(world) == (Expired("marketplace", profiles=5, protected=15, people=5, held=0),)
    assert held(world) == []
    assert purge(world) == ()


def test_what_expired_is_unreadable_and_its_protected_values_are_gone(world: World) -> None:
    shorten(world)
    world.clock.advance(days=90)
    purge(world)

    assert read_profiles(world.database, world.people) == {}
    with world.database.read() as session:
        assert {row.document for row in session.scalars(select(SourceProfile))} == {None}
        assert read_names(session, world.actor("mona"), world.people) == {}
        assert restrictions(session) == dict.fromkeys(world.people, "expired")
    with world.as_("cora") as work:
        assert read_protected(work, world.people, "bias audit") == {}


def test_saying_what_would_go_changes_nothing(world: World) -> None:
    shorten(world)
    world.clock.advance(days=90)

    with world.database.read() as session:
        (found,) = expired(session, world.clock.now.date())

    assert (found.profiles, found.people) == (5, 5)
    assert len(held(world)) == 5


def test_the_log_says_how_many_went_from_which_source_and_nothing_of_them(world: World) -> None:
    shorten(world)
    world.clock.advance(days=90)
    purge(world)

    with world.database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "people.purged")).one()
    assert (entry.actor, entry.subject_id) == ("home", "marketplace")
    assert json.loads(entry.entry)["facts"] == {
        "profiles": 5, "protected": 15, "people": 5, "held": 0, "on": "2025-06-01",
    }  # fmt: skip
    assert verify(world.database).ok


def test_an_old_shortlist_replays_without_who_expired_and_says_so(world: World) -> None:
    world.in_review()
    shorten(world)
    take_in(
        world,
        [{"id": "own-1", "text": "Python engineer number 1 who tends bees"}],
        Licence("contract 9"),
        source="panel",
    )
    world.clock.advance(days=90)
    purge(world)

    document = json.loads(review.read_shortlist(world.database, "S-1001"))
    proof = review.prove_shortlist(world.database, "S-1001")

    assert document["candidates"][0] == {"erased": True, "id": "P-1001"}
    assert (set(proof.expired), proof.erased, proof.unproven) == (set(world.people), (), ())
    assert not proof.intact


def test_a_purge_takes_somebody_who_may_or_the_home_itself(world: World) -> None:
    with pytest.raises(Forbidden, match=r"people\.purge"), world.as_("mona") as work:
        purge_expired(work, work.today)
    with world.as_("cora") as work:
        assert purge_expired(work, work.today) == ()


def beside(world: World, text: str = "Rust", **licence: object) -> None:
    """Another source's word on the first person, `P-1006`, joined to them by somebody."""
    world.clock.advance(minutes=1)  # the protected values of each source bear the instant they came
    terms = Licence("contract 9", **licence)  # type: ignore[arg-type]
    take_in(world, [{"id": "own-1", "text": text}], terms, source="panel", as_of=date(2025, 1, 1))
    with world.as_("paul") as work:
        link_profiles(work, "P-1001", "P-1006", "the same portrait")


def freeze_quoting(world: World, *words: str) -> dict[str, object]:
    """A list with the first person, quoted, and left out of another question; gives what is said of the latter."""
    quotes = [{"field": "text", "start": 0, "end": len(one), "text": one} for one in words]
    quoting = {"id": "P-1001", "rank": 1, "reasons": [{"evidence": quotes}]}
    other = {"id": "P-1001", "gates": [{"gate": "rate", "detail": "120 over 90"}]}
    requisition = world.approved()
    document = {**world.document(), "candidates": [quoting], "excluded": [other]}
    with world.as_("mona") as work:
        review.freeze_shortlist(work, requisition, document, "m" * 64, "s" * 64)
    return other


def test_somebody_another_source_holds_stays_without_what_the_first_one_said(world: World) -> None:
    beside(world)
    other = freeze_quoting(world, "who tends bees")
    shorten(world)
    world.clock.advance(days=90)

    (gone,) = purge(world)

    assert (gone.profiles, gone.people, gone.protected) == (5, 4, 15)
    assert [read_profiles(world.database, ["P-1001"])["P-1001"]["text"]] == ["Rust"]
    frozen = json.loads(review.read_shortlist(world.database, "S-1001"))
    assert frozen["candidates"] == [{"erased": True, "id": "P-1001"}]
    assert frozen["excluded"] == [other]
    with world.database.read() as session:
        assert "P-1001" not in restrictions(session)


def test_those_joined_as_one_are_let_go_together_once_nothing_holds_any_of_them(world: World) -> None:
    beside(world, retain_days=100)  # to 11 April
    with world.as_("cora") as work:
        restrict(work, "P-1001", "opt_out", "asked by letter")
    shorten(world, 60)  # to 2 April
    world.clock.advance(days=35)
    (first,) = purge(world)
    world.clock.advance(days=10)

    marketplace, panel = purge(world)

    assert (first.profiles, first.people) == (5, 4)
    assert (panel.source, panel.profiles, panel.people) == ("panel", 1, 1)
    assert (marketplace.profiles, marketplace.people) == (0, 1)
    with world.database.read() as session:
        found = restrictions(session)
    assert (found["P-1001"], found["P-1006"]) == ("expired", "expired")
    take_in(world, [{"id": "own-1", "text": "Rust"}], Licence("contract 10"), source="panel")
    with world.database.read() as session:
        assert restrictions(session)["P-1007"] == "opt_out"
    with world.as_("paul") as work, pytest.raises(Conflict, match="no licence lets us hold person P-1001"):
        link_profiles(work, "P-1001", "P-1007", "the same portrait")


def test_what_expires_of_a_former_other_self_is_in_no_list_of_then(world: World) -> None:
    beside(world, "Rust and bees", retain_days=70)
    freeze_quoting(world, "Rust and bees")
    world.clock.advance(minutes=1)
    with world.as_("paul") as work:
        unlink(work, "P-1001", "panel", "two people of one name")
    world.clock.advance(days=60)

    (gone,) = purge(world)

    assert (gone.source, gone.people) == ("panel", 1)
    frozen = json.loads(review.read_shortlist(world.database, "S-1001"))
    assert frozen["candidates"] == [{"erased": True, "id": "P-1001"}]
    assert len(held(world)) == 5


def test_a_bar_on_one_source_bars_everybody_who_is_the_same_person(world: World) -> None:
    beside(world, may_embed=False, may_train=False)

    with world.database.read() as session:
        some, everybody = terms_of(session, ["P-1001", "P-1002"]), terms_of(session)
        assert {"P-1001", "P-1006"} <= left_out(session)
    assert (some["P-1001"].may_embed, some["P-1002"].may_embed) == (False, True)
    assert {one for one, terms in everybody.items() if not terms.may_embed} == {"P-1001", "P-1006"}


def test_a_doubt_about_words_that_are_gone_waits_for_nobody(world: World) -> None:
    take_in(world, [{"id": "own-1", "text": "Rust"}], Licence("contract 9"), source="panel")
    with world.as_("paul") as work:
        record_pair(work, "P-1001", "P-1006", "*", 2.0, {"parts": {}, "vetoes": []}).state = "open"
        work.audit("test.doubted", "person", "P-1001")
    shorten(world)
    world.clock.advance(days=90)

    purge(world)

    with world.database.read() as session:
        assert doubts(session, world.actor("paul")) == []


def test_whoever_works_for_us_leaves_the_pool_at_once_and_the_record_when_the_work_ends(world: World) -> None:
    _, engagement = world.engaged()
    shorten(world)
    world.clock.advance(days=90)

    (first,) = purge(world)

    assert (first.profiles, first.people, first.held) == (5, 4, 1)
    assert held(world) == []
    with world.database.read() as session:
        assert read_names(session, world.actor("mona"), ["P-1001"]) == {"P-1001": "Person 1"}
        assert "P-1001" not in restrictions(session)
    with world.as_("mona") as work:
        from governance import engagements

        engagements.activate_engagement(work, engagement)
        engagements.complete_engagement(work, engagement)
    assert purge(world) == (Expired("marketplace", profiles=0, protected=3, people=1, held=0),)


def test_whoever_comes_back_is_somebody_new_and_still_opted_out(world: World) -> None:
    with world.as_("cora") as work:
        restrict(work, "P-1001", "opt_out", "asked by letter")
    shorten(world)
    world.clock.advance(days=90)
    purge(world)

    report = take_in(
        world, profiles()[:2], Licence("contract 8", retain_days=60), as_of=world.clock.now.date()
    )

    assert (report.new, report.suppressed) == (2, 0)
    assert held(world) == ["P-1006", "P-1007"]
    with world.database.read() as session:
        found = restrictions(session)
        carried = session.scalars(select(Restriction).where(Restriction.person_id == "P-1006")).one()
    assert found["P-1006"] == "opt_out"
    assert "P-1007" not in found
    assert carried.created_by == world.actor("cora").id


def test_whoever_was_forgotten_stays_so_whatever_expires(world: World) -> None:
    with world.as_("cora") as work:
        erase_person(work, "P-1001", "asked to be forgotten")
    shorten(world)
    world.clock.advance(days=90)

    (gone,) = purge(world)

    assert gone.people == 4
    with world.database.read() as session:
        assert restrictions(session)["P-1001"] == "erased"
    fresh = take_in(world, profiles(), Licence("contract 8"), as_of=world.clock.now.date())
    assert (fresh.new, fresh.suppressed) == (4, 1)


def test_what_is_past_its_last_day_on_arrival_is_not_taken_in(world: World) -> None:
    licence = Licence("contract 8", retain_days=10)

    report = take_in(world, [{"id": "a", "text": "x"}], licence, source="other")

    assert (report.new, report.expired) == (0, 1)
    assert len(held(world)) == 5


def test_the_same_words_seen_again_later_may_be_held_as_much_longer(world: World) -> None:
    licence = Licence("contract 7", retain_days=60)
    report = take_in(world, profiles(), licence, as_of=date(2025, 3, 3))
    world.clock.advance(days=60)  # 2 May, the last day

    assert report.unchanged == 5
    assert purge(world) == ()
    assert {profile["as_of"] for profile in iter_profiles(world.database)} == {"2025-03-03"}


def test_terms_of_less_than_a_day_are_refused(world: World) -> None:
    with pytest.raises(InputError, match="at least a day"):
        take_in(world, profiles(), Licence("contract 7", retain_days=0))


def test_what_a_source_forbids_is_forbidden_for_its_people_alone(world: World) -> None:
    take_in(
        world,
        [{"id": "a", "text": "x"}],
        Licence("contract 8", may_train=False, may_embed=False),
        source="other",
        business_unit=UNIT,
    )

    with world.database.read() as session:
        terms = terms_of(session, ["P-1001", "P-1006", "P-9999"])
        assert left_out(session) == {"P-1006"}

    assert {person: (one.business_unit, one.may_embed) for person, one in terms.items()} == {
        "P-1001": ("*", True),
        "P-1006": (UNIT, False),
    }


def test_nobody_is_learned_from_against_the_licence_even_if_it_changed_since(world: World) -> None:
    requisition = world.in_review()
    world.decide(requisition, "P-1001")
    assert {row.person_id for row in training_rows(world.database, world.clock.now)} == set(world.people[:4])

    take_in(world, profiles(), Licence("contract 7", may_train=False))

    assert training_rows(world.database, world.clock.now) == []


def test_a_list_names_nobody_of_another_business_unit(world: World) -> None:
    take_in(world, [{"id": "a", "text": "x"}], Licence("contract 8"), source="other", business_unit="Legal")
    requisition = world.approved()

    with pytest.raises(InputError, match="names people it cannot") as refused, world.as_("mona") as work:
        review.freeze_shortlist(work, requisition, world.document(["P-1006"]), "m" * 64, "s" * 64)

    assert refused.value.faults[0].expected == "a person of this record"


def test_a_purge_that_was_agreed_to_for_another_number_is_refused_whole(world: World) -> None:
    shorten(world, 60)
    world.clock.advance(days=31)
    with world.as_("cora") as work, pytest.raises(Stale, match=r"20 records .* you were told of 19"):
        purge_expired(work, work.today, expected=19)
    assert len(held(world)) == 5

    with world.as_("cora") as work:
        purge_expired(work, work.today, expected=20)

    assert held(world) == []
