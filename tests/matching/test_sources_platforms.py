"""Exports of platforms as profiles: one person comes out alike from each, names apart, what feeds nothing said once."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matching.errors import InputError
from matching.profiles import Profile
from matching.sources.collecting import day_of
from matching.sources.port import SourceBatch, SourceMap
from matching.sources.registry import SOURCE_NAMES, source_named

DATA = Path(__file__).parent.parent / "data" / "sources"


def read(name: str, file: str | Path, **mapping: Any) -> SourceBatch:
    return source_named(name).read(DATA / file, SourceMap.model_validate(mapping))


def written(tmp_path: Path, content: Any, name: str = "people.json") -> Path:
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def plain(profile: Profile) -> dict[str, Any]:
    return profile.model_dump(mode="json", exclude_defaults=True, exclude={"provenance"})


def said(batch: SourceBatch) -> str:
    return " ".join(batch.notices)


@pytest.mark.parametrize("name", SOURCE_NAMES)
def test_every_source_that_is_listed_is_there(name: str) -> None:
    assert callable(source_named(name).read)


def test_a_source_nobody_knows_is_named_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"upwork.*'linkedout'"):
        source_named("linkedout")


def test_one_person_comes_out_alike_from_upwork_fiverr_and_toptal() -> None:
    found = [
        read(name, file).profiles[0]
        for name, file in (
            ("upwork", "upwork_search.json"),
            ("upwork", "upwork.csv"),
            ("fiverr", "fiverr.csv"),
            ("toptal", "toptal.csv"),
        )
    ]

    for profile in found:
        assert profile.headline == "Backend developer"
        assert profile.summary.startswith("I build payment services and keep them running.")
        assert [getattr(skill, "name", skill) for skill in profile.skills] == [
            "Python",
            "PostgreSQL",
            "Docker",
        ]
        assert profile.spoken == {"en", "pt"}
        work = plain(profile)["experience"][0]
        assert (work["title"], work["company"]) == ("Backend developer", "Acme Pay")
        assert (work["start"][:7], work["end"][:7]) == ("2019-02", "2023-06")
        assert work["description"] == "Built a payment service in Python and PostgreSQL."
    alike = ("hourly_rate", "country", "hours_per_week", "ratings", "job_success", "response_hours")
    assert {json.dumps({key: plain(profile)[key] for key in alike}, sort_keys=True) for profile in found} == {
        json.dumps(
            {
                "country": "PT",
                "hourly_rate": {"amount": 60.0, "currency": "USD"},
                "hours_per_week": 40.0,
                "job_success": 97.0,
                "ratings": {"average": 4.9, "count": 213},
                "response_hours": 1.0,
            },
            sort_keys=True,
        )
    }


def test_an_answer_of_upworks_search_becomes_profiles() -> None:
    batch = read("upwork", "upwork_search.json", source="upwork-eu")

    first, second = batch.profiles
    assert plain(first) == {
        "id": "~01a7fictional",
        "headline": "Backend developer",
        "summary": "I build payment services and keep them running.",
        "skills": ["Python", "PostgreSQL", "Docker"],
        "experience": [
            {
                "title": "Backend developer",
                "company": "Acme Pay",
                "start": "2019-02-01",
                "end": "2023-06-30",
                "description": "Built a payment service in Python and PostgreSQL.",
            },
            {"title": "Mentoring", "description": "Taught Docker to twelve people."},
        ],
        "education": [
            {
                "degree": "BSc",
                "field": "Computer science",
                "institution": "A university",
                "end": "2018-07-01",
            }
        ],
        "certifications": [
            {"name": "Certified Kubernetes Administrator", "issuer": "CNCF", "issued": "2023-05-01"}
        ],
        "languages": [{"code": "en", "level": "Fluent"}, "pt"],
        "hourly_rate": {"amount": 60.0, "currency": "USD"},
        "country": "PT",
        "timezone": "Europe/Lisbon",
        "available_from": "2026-12-01",
        "hours_per_week": 40.0,
        "ratings": {"average": 4.9, "count": 213},
        "job_success": 97.0,
        "response_hours": 1.0,
        "platform": "Upwork",
        "url": "https://www.upwork.com/freelancers/~01a7fictional",
        "remarks": ["Top rated", "230 jobs", "5,400 hours"],
    }
    assert (second.hourly_rate, second.job_success, second.country) == (None, None, None)
    assert [(fault.field, fault.expected) for fault in batch.dirty] == [
        ("[1].location", "a country or its ISO code")
    ]


def test_names_and_portraits_are_set_aside_however_deep_they_lie() -> None:
    batch = read("upwork", "upwork_search.json")

    assert batch.protected == {
        "~01a7fictional": {
            "first_name": "Mira",
            "last_name": "Kovac",
            "display_name": "Mira K.",
            "portrait": "https://example.com/mira.jpg",
        }
    }
    assert not any(
        word in profile.model_dump_json() for profile in batch.profiles for word in ("Mira", "Kovac")
    )


@pytest.mark.parametrize(
    "record",
    [
        {"basics": {"gender": "F"}},
        {"profile": {"personalData": {"dateOfBirth": "1990-01-01"}}},
        {"demographics": {"marital-status": "single"}},
        {"user": {"name": "Ann Example"}},
        {"Nationality": "Atlantean"},
    ],
)
def test_protected_keys_are_set_aside_whatever_their_spelling_and_place(
    record: dict[str, Any], tmp_path: Path
) -> None:
    value = next(iter(json.dumps(record).rpartition(": ")[2].split('"')[1:2]))
    name = "upwork" if "basics" not in record else "jsonresume"
    path = written(tmp_path, {"id": "a", "title": "Cook", "label": "Cook", **record})

    batch = read(name, path)

    assert list(batch.protected["a"].values()) == [value]
    assert value not in batch.profiles[0].model_dump_json()


def test_keys_that_feed_nothing_are_said_once() -> None:
    notices = read("upwork", "upwork_search.json").notices

    assert [notice for notice in notices if "favouriteColour" in notice] == [
        f"{DATA}/upwork_search.json: ignored keys that feed nothing: favouriteColour (1), profile.favouriteColour (1)"
    ]


@pytest.mark.parametrize(
    "shape",
    [
        lambda node: node,
        lambda node: [node],
        lambda node: {"data": {"freelancerProfileByProfileKey": node}},
        lambda node: {"edges": [{"node": node, "cursor": "x"}]},
        lambda node: {"freelancers": [node]},
        lambda node: [{"data": {"freelancerProfileSearchRecords": {"edges": [{"node": node}]}}}],
    ],
)
def test_upwork_records_are_found_in_every_wrapping(shape: Any, tmp_path: Path) -> None:
    path = written(tmp_path, shape({"ciphertext": "~1", "title": "Cook"}))

    assert [profile.id for profile in read("upwork", path).profiles] == ["~1"]


def test_upwork_lines_are_records_and_faults_name_the_line(tmp_path: Path) -> None:
    lines = (
        '{"id": "a", "title": "Cook"}\n\n{"id": "b", "title": "Cook", "hourlyRate": {"rawValue": "much"}}\n'
    )

    batch = read("upwork", written(tmp_path, lines, "people.jsonl"))

    assert [profile.id for profile in batch.profiles] == ["a", "b"]
    assert [(fault.line, fault.field) for fault in batch.dirty] == [(3, "hourlyRate")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"errors": [{"message": "no"}], "data": None}, "an answer with data"),
        ([], "at least one person"),
        ([1], "a person as an object"),
        ("{", "JSON"),
    ],
)
def test_a_json_file_without_people_is_refused(content: Any, expected: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read") as caught:
        read("upwork", written(tmp_path, content))

    assert caught.value.faults[0].expected == expected


def test_records_without_an_id_or_twice_the_same_refuse_the_file(tmp_path: Path) -> None:
    people = [{"title": "Cook"}, {"id": "a", "title": "Cook"}, {"id": "a", "title": "Cook"}, {"id": "b"}]

    with pytest.raises(InputError, match="3 of its records") as caught:
        read("upwork", written(tmp_path, people))

    assert [(fault.field, fault.expected) for fault in caught.value.faults] == [
        ("[0].id", "a value"),
        ("[2].id", "each id once"),
        ("[3].", "text or skills"),
    ]


@pytest.mark.parametrize(
    ("given", "success"), [(0.97, 97), (97, 97), ("97%", 97), ("0.5", 50), (1, 100), (100, 100), (0, None)]
)
def test_a_success_score_is_read_as_a_share_or_per_cent(
    given: object, success: float | None, tmp_path: Path
) -> None:
    path = written(tmp_path, {"id": "a", "title": "Cook", "jobSuccessScore": given})

    assert read("upwork", path).profiles[0].job_success == success


def test_an_average_whose_count_is_not_given_weighs_as_one_rating_and_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, {"id": "a", "title": "Cook", "avgFeedbackScore": 5})

    profile = read("upwork", path).profiles[0]

    assert plain(profile)["ratings"] == {"average": 5.0, "count": 1}
    assert profile.provenance["ratings"].how == (
        "field avgFeedbackScore; how many is not said, so it counts as one"
    )


def test_badges_levels_and_prices_stand_in_no_field_that_is_scored() -> None:
    upwork = read("upwork", "upwork_search.json").profiles[0]
    fiverr = read("fiverr", "fiverr.csv").profiles[0]
    toptal = read("toptal", "toptal.csv").profiles[0]

    assert upwork.remarks == ["Top rated", "230 jobs", "5,400 hours"]
    assert fiverr.remarks == [
        "Level 2",
        "I will build a REST API: from $150",
        "I will tune PostgreSQL: from $90",
    ]
    assert toptal.remarks == ["Vetted"]
    for profile in (upwork, fiverr, toptal):
        scored = profile.model_dump_json(exclude={"remarks", "provenance"}).casefold()
        assert not any(word in scored for word in ("top rated", "level 2", "vetted", "150"))


def test_gigs_are_said_as_offers_in_the_summary_and_never_as_work_done() -> None:
    profile = read("fiverr", "fiverr.csv").profiles[0]

    assert profile.summary.splitlines()[1:] == ["I will build a REST API", "I will tune PostgreSQL"]
    assert len(profile.experience) == 1
    assert profile.provenance["summary"].how == "column 'Description' and column 'Gigs'"


def test_a_table_with_a_row_a_gig_gives_one_profile_a_seller() -> None:
    batch = read("fiverr", "fiverr_gigs.csv")

    assert [plain(profile) for profile in batch.profiles] == [
        {
            "id": "tom_draws",
            "skills": ["Logo design", "Illustration"],
            "summary": "I will design a logo\nI will draw your mascot",
            "languages": ["it"],
            "country": "IT",
            "ratings": {"average": 4.8, "count": 31},
            "platform": "Fiverr",
            "remarks": ["Level One", "I will design a logo: from $50", "I will draw your mascot: from €80"],
        }
    ]


def test_a_fiverr_rate_without_its_currency_is_reported_and_a_map_may_say_it(tmp_path: Path) -> None:
    path = written(tmp_path, "username,skills,hourly rate\na,Drawing,40\n", "sellers.csv")

    guessed = read("fiverr", path)
    told = read("fiverr", path, columns={"hourly_rate": {"column": "hourly rate", "currency": "EUR"}})

    assert [(fault.line, fault.field) for fault in guessed.dirty] == [(2, "hourly rate")]
    assert plain(told.profiles[0])["hourly_rate"] == {"amount": 40.0, "currency": "EUR"}


def test_skills_of_toptal_keep_their_years_and_a_weekly_rate_is_an_hours() -> None:
    profile = read("toptal", "toptal.csv").profiles[0]

    assert plain(profile)["skills"] == [
        {"name": "Python", "years": 8.0},
        {"name": "PostgreSQL", "years": 6.0},
        "Docker",
    ]
    assert plain(profile)["hourly_rate"] == {"amount": 60.0, "currency": "USD"}
    assert profile.text == "8 years of experience"


def test_a_workbook_of_toptal_talent_is_read_as_its_table(tmp_path: Path) -> None:
    import csv

    import openpyxl

    book = openpyxl.Workbook()
    with (DATA / "toptal.csv").open(newline="") as file:
        for row in csv.reader(file):
            book.active.append(row)
    book.save(tmp_path / "talent.xlsx")

    from_workbook, from_table = read("toptal", tmp_path / "talent.xlsx"), read("toptal", "toptal.csv")

    assert plain(from_workbook.profiles[0]) == plain(from_table.profiles[0])
    assert from_workbook.protected == from_table.protected


@pytest.mark.parametrize(
    ("availability", "hours", "day", "dirty"),
    [
        ("Full-time", 40, None, 0),
        ("part time", 20, None, 0),
        ("30+ hrs/week", 40, None, 0),
        ("Less than 30 hrs/week", 30, None, 0),
        ("As needed - open to offers", None, None, 0),
        ("2026-12-01", None, "2026-12-01", 0),
        ("Available now", None, "2026-11-20", 0),
        ("whenever the moon is full", None, None, 1),
    ],
)
def test_availability_tells_hours_or_a_day(
    availability: str, hours: float | None, day: str | None, dirty: int, tmp_path: Path
) -> None:
    content = f"talent id,title,availability,as of\na,Cook,{availability},2026-11-20\n"

    batch = read("toptal", written(tmp_path, content, "talent.csv"))

    profile = batch.profiles[0]
    assert profile.hours_per_week == hours
    assert profile.available_from == (date.fromisoformat(day) if day else None)
    assert {fault.field for fault in batch.dirty} == ({"availability"} if dirty else set())


def test_a_map_overrides_what_an_adapter_would_read(tmp_path: Path) -> None:
    record = {
        "id": "a",
        "title": "Cook",
        "personalData": {"title": "Chef"},
        "extra": {"town": {"land": "Italy"}},
    }
    columns = {"headline": "personalData.title", "country": "extra.town.land"}

    batch = read("upwork", written(tmp_path, record), columns=columns, constants={"clearance": "none"})

    profile = batch.profiles[0]
    assert (profile.headline, profile.country, profile.clearance) == ("Chef", "IT", "none")
    assert profile.provenance["country"].how == "field extra.town.land"
    assert profile.provenance["clearance"].how == "a constant of the map"
    assert "extra" not in said(batch)


def test_a_map_that_names_keys_no_record_has_is_told_so(tmp_path: Path) -> None:
    path = written(tmp_path, {"id": "a", "title": "Cook", "name": "Ann"})

    with pytest.raises(InputError, match="does not fit") as caught:
        read("upwork", path, columns={"headline": "heading", "summary": "name"})

    assert [fault.field for fault in caught.value.faults] == ["columns.headline", "columns.summary"]


def test_every_field_keeps_its_source_its_day_and_how_it_was_got(tmp_path: Path) -> None:
    record = {
        "id": "a",
        "title": "Cook",
        "hourlyRate": {"rawValue": "60", "currency": "USD"},
        "fetchedAt": "2026-11-02",
    }

    json_origins = read("upwork", written(tmp_path, record), source="agency").profiles[0].provenance
    table_origins = read("toptal", "toptal.csv", source="pool").profiles[0].provenance

    assert {name: origin.model_dump(mode="json") for name, origin in json_origins.items()} == {
        "id": {"source": "agency", "seen_on": "2026-11-02", "how": "field id"},
        "headline": {"source": "agency", "seen_on": "2026-11-02", "how": "field title"},
        "hourly_rate": {"source": "agency", "seen_on": "2026-11-02", "how": "field hourlyRate"},
        "platform": {"source": "agency", "seen_on": "2026-11-02", "how": "the kind of the file"},
        "as_of": {"source": "agency", "seen_on": "2026-11-02", "how": "field fetchedAt"},
    }
    assert table_origins["ratings"].how == "column 'Rating' and column 'Reviews'"
    assert table_origins["ratings"].seen_on == day_of(DATA / "toptal.csv")


def test_a_json_resume_becomes_a_profile() -> None:
    batch = read("jsonresume", "resume.json")

    assert plain(batch.profiles[0]) == {
        "id": "resume",
        "headline": "Backend developer",
        "summary": "I build payment services and keep them running.",
        "text": "Payments without tears: On idempotent charges.",
        "skills": [{"name": "Databases", "level": "Master"}, "PostgreSQL", "Redis", "Python", "Rust"],
        "experience": [
            {
                "title": "Backend developer",
                "company": "Acme Pay",
                "start": "2019-02-01",
                "end": "2023-06",
                "description": "Built a payment service.\nMoved it to PostgreSQL.\nCut its cost by half.",
            },
            {"title": "Mentor", "company": "Code club", "start": "2020", "description": "Taught children."},
            {
                "title": "Author",
                "company": "Code club",
                "start": "2022-01",
                "description": "A ledger for clubs.\nWritten in Rust.",
            },
        ],
        "education": [
            {"degree": "BSc", "field": "Computer science", "institution": "A university", "end": "2018"}
        ],
        "certifications": [{"name": "CKA", "issuer": "CNCF", "issued": "2023-05-01"}],
        "languages": [{"code": "en", "level": "Fluent"}, {"code": "pt", "level": "Native speaker"}],
        "country": "PT",
        "url": "https://example.com",
        "external_refs": [{"system": "GitHub", "id": "mira-fictional"}],
    }
    assert batch.protected == {"resume": {"name": "Mira Kovac", "image": "https://example.com/mira.jpg"}}
    assert batch.dirty == ()
    assert "ignored" not in said(batch)


def test_a_folder_of_json_resumes_is_one_person_a_file(tmp_path: Path) -> None:
    for name in ("ann lee", "bo"):
        written(tmp_path, {"basics": {"label": "Cook"}}, f"{name}.json")
    written(tmp_path, "not one of them", "notes.txt")

    batch = read("jsonresume", tmp_path)

    assert [profile.id for profile in batch.profiles] == ["ann-lee", "bo"]
