"""One profile of several: the newest facts, nobody's words lost or doubled, and each field's origin."""

from datetime import date
from itertools import permutations
from typing import Any

from matching.identity import Stated, compose
from matching.profiles import Profile, text_fields


def stated(source: str, day: int, **profile: Any) -> Stated:
    return Stated(source, date(2025, 1, day), {"id": f"{source}-id", "text": "", **profile})


NEW = stated(
    "upwork", 9,
    summary="Builds APIs. Likes tests.", headline="Backend engineer", skills=["Python", {"name": "Go", "years": 3}],
    hourly_rate={"amount": 90, "currency": "USD"}, ratings={"average": 5.0, "count": 30}, country="ES", as_of="2025-01-09",
    experience=[{"title": "Engineer", "company": "Aster Labs Inc.", "start": "2021-03", "description": "Built APIs."}],
    external_refs=[{"system": "upwork", "id": "u1"}],
)  # fmt: skip
OLD = stated(
    "toptal", 2,
    summary="Builds APIs. Leads teams.", headline="Engineer", skills=["python", "SQL"], timezone="Europe/Madrid",
    hourly_rate={"amount": 70, "currency": "EUR"}, ratings={"average": 4.0, "count": 10}, as_of="2025-01-02",
    experience=[
        {"title": "Dev", "company": "Aster Labs", "start": "2021", "end": "2024-01", "description": "Built APIs. Cut cost."},
        {"company": "Oriel Works", "start": "2018-06", "end": "2021-01", "description": "Ran Postgres."},
    ],
    external_refs=[{"system": "toptal", "id": "t1"}],
)  # fmt: skip


def test_single_facts_are_the_newest_ones_stated() -> None:
    found = compose("P-1", [OLD, NEW])

    assert found["id"] == "P-1"
    assert found["hourly_rate"] == {"amount": 90, "currency": "USD"}
    assert (found["country"], found["timezone"], found["as_of"]) == ("ES", "Europe/Madrid", "2025-01-09")
    assert found["headline"] == "Backend engineer"


def test_words_are_joined_newest_first_without_saying_anything_twice() -> None:
    assert compose("P-1", [OLD, NEW])["summary"] == "Builds APIs. Likes tests.\n\nLeads teams."


def test_skills_and_work_are_united_without_doubling() -> None:
    found = compose("P-1", [OLD, NEW])

    assert found["skills"] == ["Python", {"name": "Go", "years": 3}, "SQL"]
    assert [job["company"] for job in found["experience"]] == ["Aster Labs Inc.", "Oriel Works"]
    assert found["experience"][0] == {
        "title": "Engineer",
        "company": "Aster Labs Inc.",
        "start": "2021-03",
        "description": "Built APIs.\n\nCut cost.",
    }


def test_two_spells_at_one_employer_stay_two() -> None:
    again = stated("b", 1, experience=[{"company": "Aster Labs", "start": "2012-01", "end": "2014-01"}])

    assert len(compose("P-1", [NEW, again])["experience"]) == 2


def test_ratings_are_combined_by_their_counts() -> None:
    assert compose("P-1", [OLD, NEW])["ratings"] == {"average": 4.75, "count": 40}


def test_every_field_says_which_source_and_day_it_comes_from() -> None:
    origins = compose("P-1", [OLD, NEW])["provenance"]

    assert origins["hourly_rate"] == {"source": "upwork", "seen_on": "2025-01-09"}
    assert origins["timezone"] == {"source": "toptal", "seen_on": "2025-01-02"}
    assert origins["skills[2]"] == {"source": "toptal", "seen_on": "2025-01-02"}
    assert origins["experience[1]"]["source"] == "toptal"
    assert origins["summary"]["how"] == "from character 27 on as toptal had it on 2025-01-02"
    assert origins["ratings"]["how"] == "5.0 of 30 at upwork; 4.0 of 10 at toptal"


def test_what_a_source_said_of_a_field_itself_is_kept() -> None:
    one = stated("file", 3, country="ES", provenance={"country": {"how": "column 'Land'"}})

    assert compose("P-1", [one])["provenance"]["country"] == {
        "source": "file",
        "seen_on": "2025-01-03",
        "how": "column 'Land'",
    }


def test_a_composed_profile_is_a_profile_whose_paths_find_their_words() -> None:
    composed = compose("P-1", [OLD, NEW])

    profile = Profile.model_validate(composed)

    assert profile.provenance["timezone"].source == "toptal"
    assert {field.path: field.text for field in text_fields(profile)}[
        "experience[1].description"
    ] == "Ran Postgres."
    assert composed["summary"][27:] == "Leads teams."


def test_the_order_the_sources_come_in_changes_nothing() -> None:
    third = stated("fiverr", 5, skills=["SQL", "Rust"], text="Quick and friendly.")

    found = [compose("P-1", order) for order in permutations([NEW, OLD, third])]

    assert all(one == found[0] for one in found)


def test_different_languages_leave_the_words_to_decide() -> None:
    english, german = (
        stated("a", 2, text="I build.", language="en"),
        stated("b", 1, text="Ich baue.", language="de"),
    )

    assert "language" not in compose("P-1", [english, german])
    assert compose("P-1", [english])["language"] == "en"


def test_one_source_alone_is_left_as_it_is() -> None:
    found = compose("P-1", [NEW])

    assert {k: v for k, v in found.items() if k not in ("id", "provenance", "text")} == {
        k: v for k, v in NEW.profile.items() if k not in ("id", "text")
    }


def test_a_profile_stuffed_to_the_limits_still_reads() -> None:
    crowd = [
        stated(f"s{i}", i + 1, skills=[f"skill {i} {j}" for j in range(900)], text=f"word{i} " * 200_000)
        for i in range(4)
    ]

    profile = Profile.model_validate(compose("P-1", crowd))

    assert len(profile.skills) == 2_000
    assert len(profile.text) <= 2_000_000


def test_what_one_file_hid_stays_said_when_another_source_is_newer() -> None:
    old = stated("cv", 2, notices=["hidden_text"], remarks=["Top rated"])
    new = stated("upwork", 9, notices=[], remarks=["Top Rated", "Verified"])

    found = compose("P-1", [old, new])

    assert found["notices"] == ["hidden_text"]
    assert found["remarks"] == ["Top Rated", "Verified"]
