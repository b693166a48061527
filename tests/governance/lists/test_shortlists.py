"""A frozen document comes back byte for byte, and what is forgotten leaves the rest proved."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import text

from governance import review
from governance.canonical import canonical, parse
from governance.people.restrictions import erase_person, restrict
from governance.reading import requisition_case
from matching.errors import Conflict, InputError, NotFound
from tests.governance.world import World

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)  # fmt: skip


@given(json_values)
@example(2.0**53)
@example(1e22)
def test_the_canonical_form_of_what_was_read_back_is_the_same(value: object) -> None:
    try:
        form = canonical(value)
    except InputError:  # a lone surrogate has no UTF-8
        return

    assert canonical(parse(form)) == form


def test_a_frozen_document_comes_back_byte_for_byte(world: World) -> None:
    world.in_review()

    frozen = review.read_shortlist(world.database, "S-1001")

    assert frozen == canonical(world.document())
    proof = review.prove_shortlist(world.database, "S-1001")
    assert proof == review.ShortlistProof(hashlib.sha256(frozen).hexdigest(), True, (), ())


def test_no_word_of_it_lies_readable_in_the_file(file_world: World) -> None:
    file_world.in_review()
    file_world.database.close()

    assert b"quote of" not in (file_world.folder / "candor.db").read_bytes()
    assert b"120 over 90" not in (file_world.folder / "candor.db").read_bytes()


def test_after_an_erasure_the_document_says_who_and_proves_the_rest(world: World) -> None:
    world.in_review()

    with world.as_("cora") as work:
        erase_person(work, "P-1002", "asked to be forgotten")

    document = json.loads(review.read_shortlist(world.database, "S-1001"))
    assert document["candidates"][1] == {"erased": True, "id": "P-1002"}
    assert [*document["candidates"][:1], *document["candidates"][2:]] == [
        candidate for candidate in world.document()["candidates"] if candidate["id"] != "P-1002"
    ]
    proof = review.prove_shortlist(world.database, "S-1001")
    assert (proof.intact, proof.erased, proof.unproven) == (False, ("P-1002",), ())


def test_a_changed_frame_or_part_is_not_proved(world: World) -> None:
    world.in_review()
    with world.as_("ada") as work:
        work.session.execute(text("UPDATE shortlist SET frame = replace(frame, '0.125', '0.126')"))
        work.session.execute(text("UPDATE shortlist_part SET commitment = 'x' WHERE position = 2"))
        work.audit("test.tampered", "shortlist", "S-1001")

    proof = review.prove_shortlist(world.database, "S-1001")

    assert not proof.intact
    assert proof.unproven == ("candidates[2]", "frame")


def test_freezing_again_supersedes_and_a_contacted_candidate_stays_contacted(world: World) -> None:
    from governance import candidates

    requisition_id = world.in_review()
    world.decide(requisition_id, "P-1001")
    with world.as_("mona") as work:
        candidates.contact(work, requisition_id, "P-1001")
        candidates.decline(work, requisition_id, "P-1001", "rate")
        review.freeze_shortlist(work, requisition_id, world.document(), "n" * 64, "s" * 64)

    with world.database.read() as session:
        case = requisition_case(session, world.actor("mona"), requisition_id)

    assert [(found.id, found.current) for found in case.shortlists] == [("S-1002", True), ("S-1001", False)]
    assert [(c.stage, c.decision) for c in case.candidates] == [("declined", None)] + [
        ("not_reached", None)
    ] * 3


def test_unknown_and_repeated_people_are_all_named(world: World) -> None:
    requisition_id = world.approved()
    document = world.document(["P-1001", "P-1001", "P-9"])

    with pytest.raises(InputError, match="people it cannot") as refused, world.as_("mona") as work:
        review.freeze_shortlist(work, requisition_id, document, "m" * 64, "s" * 64)

    assert [(fault.field, fault.found) for fault in refused.value.faults] == [
        ("candidates[2].id", "'P-9'"),
        ("candidates", "'P-1001'"),
    ]


def test_someone_restricted_since_the_ranking_cannot_be_frozen(world: World) -> None:
    requisition_id = world.approved()
    with world.as_("cora") as work:
        restrict(work, "P-1002", "opt_out", "asked us to")

    with pytest.raises(Conflict, match=r"P-1002 \(opt_out\)"), world.as_("mona") as work:
        review.freeze_shortlist(work, requisition_id, world.document(), "m" * 64, "s" * 64)


def test_what_is_no_ranking_and_what_is_no_shortlist_are_refused(world: World) -> None:
    requisition_id = world.approved()

    with pytest.raises(InputError, match="expected a list of candidates"), world.as_("mona") as work:
        review.freeze_shortlist(work, requisition_id, {"schema": "x"}, "m" * 64, "s" * 64)
    with pytest.raises(NotFound, match="no shortlist S-9"):
        review.read_shortlist(world.database, "S-9")


@pytest.mark.parametrize(
    ("section", "refusal"),
    [
        ({"excluded": {"id": "P-1005"}}, "a list at excluded"),
        ({"unrankable": [{}]}, r"an id at unrankable\[0\]"),
    ],
)
def test_a_ranking_of_another_shape_is_refused(world: World, section: dict[str, Any], refusal: str) -> None:
    requisition_id = world.approved()

    with pytest.raises(InputError, match=f"expected {refusal}"), world.as_("mona") as work:
        review.freeze_shortlist(work, requisition_id, world.document() | section, "m" * 64, "s" * 64)
