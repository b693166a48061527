"""The steps in order, over a few people whose places are known by hand."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from features.featurizer import RoleFeaturizer
from features.indexing import build_pool
from features.linking import SkillLinker
from features.taxonomy import load_starter
from matching.pipeline import Matcher
from matching.profiles import Profile
from matching.roles import Role
from matching.shortlist import Shortlist, as_document
from models.bundle import built_in
from tests.fakes import MemoryProfiles, WordEncoder

DAY = date(2026, 11, 24)
ROLE = Role.model_validate(
    {
        "id": "backend",
        "title": "Backend engineer",
        "must_have": ["Python", "PostgreSQL"],
        "nice_to_have": ["Kubernetes"],
        "max_hourly_rate": {"amount": 90, "currency": "USD"},
    }
)
PEOPLE: list[dict[str, Any]] = [
    {"id": "shown", "experience": ["Built payment services in Python and tuned PostgreSQL for a bank."]},
    {"id": "listed", "skills": ["Python", "PostgreSQL", "Excel", "Figma", "Jira", "Scrum", "Go"], "hourly_rate": {"amount": 60, "currency": "USD"}},
    {"id": "other", "text": "Pastry chef with ten years of practice in hotels."},
    {"id": "dear", "skills": ["Python", "PostgreSQL"], "hourly_rate": {"amount": 150, "currency": "USD"}},
    {"id": "german", "text": "Verantwortlich f\u00fcr die Planung der Projekte und die Leitung von einem Team mit zehn Personen, auch als Trainer in der Zentrale f\u00fcr Python."},
]  # fmt: skip


def matcher(*people: dict[str, Any]) -> Matcher:
    profiles = [Profile.model_validate({"text": "", **person}) for person in people]
    linker, encoder = SkillLinker(load_starter()), WordEncoder()
    pool = build_pool(profiles, linker=linker, encoder=encoder)
    return Matcher(pool, MemoryProfiles(profiles), RoleFeaturizer(linker, encoder), built_in())


@pytest.fixture(scope="module")
def shortlist() -> Shortlist:
    return matcher(*PEOPLE).shortlist(ROLE, as_of=DAY)


def test_who_shows_the_skills_stands_before_who_lists_them_before_who_has_none(shortlist: Shortlist) -> None:
    assert [candidate.id for candidate in shortlist.candidates] == ["shown", "listed", "other"]
    assert [candidate.rank for candidate in shortlist.candidates] == [1, 2, 3]


def test_the_counts_add_up(shortlist: Shortlist) -> None:
    pool = shortlist.pool

    assert (pool.total, pool.eligible, pool.retrieved, pool.ranked, pool.shown) == (5, 4, 3, 3, 3)
    assert shortlist.excluded_counts == {"max_hourly_rate": 1}
    assert [person.id for person in shortlist.excluded] == ["dear"]


def test_a_language_the_encoder_does_not_serve_is_said_and_not_ranked_last(shortlist: Shortlist) -> None:
    (person,) = shortlist.unrankable

    assert person.id == "german"
    assert "(de)" in person.why


def test_every_score_is_the_base_plus_its_reasons(shortlist: Shortlist) -> None:
    for candidate in shortlist.candidates:
        total = shortlist.base + sum(reason.contribution for reason in candidate.reasons)
        assert abs(total - candidate.score) < 1e-9


def test_the_base_is_the_mean_of_those_ranked(shortlist: Shortlist) -> None:
    scores = [candidate.score for candidate in shortlist.candidates]

    assert shortlist.base == pytest.approx(sum(scores) / len(scores))


def test_an_unknown_rate_is_flagged_and_so_is_thin_evidence(shortlist: Shortlist) -> None:
    assert {candidate.id: candidate.flags for candidate in shortlist.candidates} == {
        "shown": ("unknown_max_hourly_rate",),
        "listed": ("thin_evidence",),
        "other": ("unknown_max_hourly_rate", "thin_evidence"),
    }


def test_three_people_are_no_benchmark(shortlist: Shortlist) -> None:
    assert "benchmarks" not in as_document(shortlist)


def test_the_built_in_model_gives_no_probability(shortlist: Shortlist) -> None:
    assert {(candidate.basis, candidate.probability) for candidate in shortlist.candidates} == {
        ("prior", None)
    }


def test_the_same_input_gives_the_same_bytes_in_any_order_of_people(shortlist: Shortlist) -> None:
    again = matcher(*reversed(PEOPLE)).shortlist(ROLE, as_of=DAY)

    assert json.dumps(as_document(again)) == json.dumps(as_document(shortlist))


def test_a_document_equals_itself_read_back(shortlist: Shortlist) -> None:
    document = as_document(shortlist, with_excluded=True)

    assert json.loads(json.dumps(document)) == document
    assert [person["id"] for person in document["excluded"]] == ["dear"]


def test_equal_people_stand_in_order_of_id() -> None:
    twins = [{"id": name, "skills": ["Python"]} for name in ("b", "c", "a")]

    found = matcher(*twins).shortlist(ROLE, as_of=DAY)

    assert [candidate.id for candidate in found.candidates] == ["a", "b", "c"]


def test_a_block_in_the_record_leaves_somebody_out() -> None:
    found = matcher(*PEOPLE).shortlist(ROLE, as_of=DAY, restricted={"shown": "block"})

    assert found.candidates[0].id == "listed"
    assert found.excluded_counts == {"max_hourly_rate": 1, "restriction": 1}


def test_nobody_eligible_gives_an_empty_shortlist() -> None:
    found = matcher(PEOPLE[3]).shortlist(ROLE, as_of=DAY)

    assert found.candidates == ()
    assert found.pool.ranked == 0


def test_somebody_whose_words_are_gone_keeps_a_place_without_any() -> None:
    whole = matcher(*PEOPLE)
    emptied = Matcher(whole.pool, MemoryProfiles([]), whole.featurizer, whole.ranker)

    first = emptied.shortlist(ROLE, as_of=DAY).candidates[0]

    assert first.flags[-1] == "erased"
    assert first.requirements == ()
    assert all(reason.evidence == () for reason in first.reasons)


def test_what_a_reader_should_know_first_is_a_flag_and_changes_no_score(shortlist: Shortlist) -> None:
    marked = [
        {**person, "notices": ["hidden_text"], "remarks": ["Top rated"]}
        if person["id"] == "listed"
        else person
        for person in PEOPLE
    ]

    found = matcher(*marked).shortlist(ROLE, as_of=DAY)

    assert {candidate.id: candidate.flags for candidate in found.candidates}["listed"] == (
        "thin_evidence",
        "hidden_text",
    )
    assert [(one.id, one.score) for one in found.candidates] == [
        (one.id, one.score) for one in shortlist.candidates
    ]


STORY = (
    "For nine years I have built and run payment services in Python for banks and insurers: the public interfaces, the "
    "nightly settlement, the ledger in PostgreSQL and its backups. I wrote the migration plans, trained the people on "
    "call and brought the time of the slowest requests down from a second to eighty milliseconds. Before "
    "that I kept the warehouse system of a grocer alive and moved its stock counts from paper to scanners."
)
COPIES: list[dict[str, Any]] = [
    {"id": "a-copy", "text": STORY + " Based in Lisbon.", "platform": "Fiverr"},
    {"id": "original", "text": STORY, "skills": ["Kubernetes"], "platform": "Upwork"},
    {"id": "z-copy", "text": STORY.upper(), "platform": "Toptal"},
]


def test_nearly_the_same_words_are_listed_once_under_the_best_and_counted() -> None:
    found = matcher(*PEOPLE, *COPIES).shortlist(ROLE, as_of=DAY)

    under = {candidate.id: candidate.duplicates for candidate in found.candidates}
    assert under["original"] == ("z-copy", "a-copy")
    assert set(under) == {"shown", "listed", "other", "original"}
    assert (found.pool.ranked, found.pool.shown, found.pool.collapsed) == (6, 4, 2)
    assert [candidate.rank for candidate in found.candidates] == [1, 2, 3, 4]


def test_collapsing_changes_neither_the_order_nor_the_scores_of_the_others() -> None:
    whole = matcher(*PEOPLE, *COPIES)
    bare = replace(whole, pool=replace(whole.pool, sketches=np.zeros((0, 0), np.uint32)))

    plain = bare.shortlist(ROLE, as_of=DAY)
    found = whole.shortlist(ROLE, as_of=DAY)

    kept = {candidate.id for candidate in found.candidates}
    assert [(c.id, c.score) for c in found.candidates] == [
        (c.id, c.score) for c in plain.candidates if c.id in kept
    ]
    assert len(plain.candidates) == found.pool.shown + found.pool.collapsed
    assert plain.pool.collapsed == 0


def test_a_list_that_is_not_spread_has_no_word_of_it_and_ranks_by_score(shortlist: Shortlist) -> None:
    assert "diversity" not in as_document(shortlist)
    assert all(candidate.plain_rank == candidate.rank for candidate in shortlist.candidates)


def test_a_spread_list_says_what_it_costs_and_keeps_the_place_by_score() -> None:
    people = [
        {
            "id": f"p{i}",
            "experience": ["Built Python services on PostgreSQL."],
            "platform": platform,
        }
        for i, platform in enumerate(["Upwork", "Upwork", "Fiverr"])
    ]
    whole = matcher(*people, PEOPLE[2])

    plain = whole.shortlist(ROLE, as_of=DAY, top=3)
    found = whole.shortlist(ROLE, as_of=DAY, top=3, diversity=0.5)

    # Equal people, in order of id by score alone; the spread puts the one from Fiverr second.
    assert [candidate.id for candidate in plain.candidates] == ["p0", "p1", "p2"]
    assert [(candidate.id, candidate.plain_rank) for candidate in found.candidates] == [
        ("p0", 1),
        ("p2", 3),
        ("p1", 2),
    ]
    stated = as_document(found)["diversity"]
    assert stated["by"] == "platform"
    assert stated["most_lost"] == pytest.approx(0.5 * (found.candidates[0].score - found.base))
    assert whole.shortlist(ROLE, as_of=DAY, top=3, diversity=0.5) == found
