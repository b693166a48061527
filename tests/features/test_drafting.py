"""Roles drafted from occupations: which one is meant, which skills are chosen, and that the file reads as a role."""

from pathlib import Path

import pytest

from features.drafting import MOST_MUST, as_yaml, draft_role
from features.skills import Family, Kind, Skill, Taxonomy
from features.taxonomies import Catalogue, Occupation
from features.taxonomies.esco import read_esco
from features.taxonomies.occupations import Occupations, published_name
from features.taxonomies.onet import read_onet
from matching.files import read_role


def skill(name: str, label: str, kind: Kind = "practice", **more: str) -> Skill:
    return Skill(name, label, "all", kind, **more)  # type: ignore[arg-type]


SKILLS = [
    skill("hives", "build hives"),
    skill("bees", "keep bees"),
    skill("keeping", "keeping of bees", "knowledge"),
    skill("plants", "nectar plants (botany)", "knowledge"),
    skill("report", "write reports"),
    skill("hivetool", "HiveTool", "tool", broader="software"),
    skill("software", "hive software", "knowledge"),
]
KEEPER = Occupation(
    "x/keeper",
    "beekeepers",
    ("Apiarist", "honey farmer"),
    "Keeps bees\nand sells honey.",
    essential=("report", "keeping", "bees", "hives", "plants", "hivetool", "software"),
    optional=(),
)
FARMER = Occupation("x/farmer", "honey farmers", ("Apiarist",), essential=("report",))
CLERK = Occupation(
    "x/clerk",
    "clerk",
    (),
    essential=("report",),
    optional=("bees",),
    tasks=("Prepare letters.", "Answer calls."),
)
CATALOGUE = Catalogue(
    "tiny", Taxonomy(SKILLS, [Family("all", "All", False)]), {}, {}, occupations=(KEEPER, FARMER, CLERK)
)
OCCUPATIONS = Occupations(CATALOGUE)


@pytest.mark.parametrize("name", ["beekeepers", "Beekeeper", "BEEKEEPER", "x/keeper"])
def test_an_occupation_is_found_by_its_label_or_uri(name: str) -> None:
    assert OCCUPATIONS.named(name) == [KEEPER]


def test_a_label_beats_an_alias_and_a_shared_alias_names_all_who_have_it() -> None:
    assert OCCUPATIONS.named("honey farmer") == [FARMER]
    assert OCCUPATIONS.named("apiarist") == [KEEPER, FARMER]


def test_a_near_name_is_suggested_and_never_taken() -> None:
    assert OCCUPATIONS.named("senior bee keper") == []
    assert OCCUPATIONS.near("hony farmer") == [KEEPER, FARMER]
    assert OCCUPATIONS.near("astronaut") == []


def test_what_is_near_in_meaning_alone_is_suggested_too_with_misspelt_words_put_right() -> None:
    asked: list[str] = []

    def nearness(name: str, labels: object) -> list[float]:
        asked.append(name)
        return [0.1, 0.2, 0.7]

    assert OCCUPATIONS.near("secretary or clerck", nearness) == [CLERK]
    assert asked == ["secretary clerk"]


def test_the_title_is_the_published_name_that_was_asked_for() -> None:
    assert published_name(KEEPER, "apiarist") == "Apiarist"
    assert published_name(KEEPER, "x/keeper") == "beekeepers"


def test_telling_skills_come_first_and_none_says_the_same_as_another() -> None:
    draft = draft_role(CATALOGUE, KEEPER, title="beekeeper")

    # A clerk may keep bees too, and it says no more than `keeping of bees`; `hive software` is a group; all write reports.
    assert draft.role["must_have"] == [
        "keeping of bees",
        "build hives",
        "nectar plants",
        "HiveTool",
        "write reports",
    ]
    assert draft.left_out == ("hive software", "keep bees")


def test_a_role_says_what_the_occupation_says() -> None:
    role = draft_role(CATALOGUE, KEEPER, title="beekeeper").role

    assert (role["id"], role["title"]) == ("beekeeper", "Beekeeper")
    assert role["description"] == "Keeps bees\nand sells honey."


def test_tasks_that_make_something_are_deliverables_and_the_rest_describes_the_work() -> None:
    role = draft_role(CATALOGUE, CLERK).role

    assert role["deliverables"] == ["Prepare letters"]
    assert role["description"] == "Answer calls."


def test_knowledge_and_practice_are_balanced_while_there_is_enough_of_both() -> None:
    skills = [skill(f"p{i}", f"practise thing{i}") for i in range(20)]
    skills += [skill(f"k{i}", f"topic{i}", "knowledge") for i in range(3)]
    job = Occupation("x/job", "job", essential=tuple(one.id for one in skills))
    catalogue = Catalogue("tiny", Taxonomy(skills, [Family("all", "All", False)]), {}, {}, (job, CLERK))

    chosen = draft_role(catalogue, job).role["must_have"]

    assert len(chosen) == MOST_MUST
    assert [name for name in chosen if name.startswith("topic")] == ["topic0", "topic1", "topic2"]


@pytest.mark.parametrize("occupation", [KEEPER, FARMER, CLERK])
def test_a_draft_reads_as_a_role_without_a_notice_and_says_that_it_is_one(
    occupation: Occupation, tmp_path: Path
) -> None:
    draft = draft_role(CATALOGUE, occupation)
    path = tmp_path / "draft.yaml"
    path.write_text(as_yaml(draft, source="tiny 1"), encoding="utf-8")

    read = read_role(path)

    assert read.notices == ()
    assert read.items[0].model_dump(mode="json", exclude_unset=True) == draft.role
    assert path.read_text().startswith(f"# A draft, made from the occupation {occupation.label}")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("accountant", "prepare financial statements"),
        ("data analyst", "data mining"),
        ("lawyer", "interpret law"),
    ],
)
def test_drafts_of_esco_occupations_read_as_roles(
    name: str, expected: str, esco_catalogue: Catalogue, tmp_path: Path
) -> None:
    (found,) = Occupations(esco_catalogue).named(name)
    draft = draft_role(esco_catalogue, found, title=published_name(found, name))
    path = tmp_path / "draft.yaml"
    path.write_text(as_yaml(draft, source="esco"), encoding="utf-8")

    read = read_role(path)

    assert read.notices == ()
    assert read.items[0].title == name.capitalize()
    assert expected in draft.role["must_have"]
    assert len(draft.role["must_have"]) == MOST_MUST


def test_a_misspelt_esco_occupation_is_among_the_suggestions(esco_catalogue: Catalogue) -> None:
    assert "fitness instructor" in [
        one.label for one in Occupations(esco_catalogue).near("fitnes instructer")
    ]


def test_onet_drafts_name_technologies_in_demand_and_deliverables(candor_data: Path, tmp_path: Path) -> None:
    catalogue = read_onet(candor_data / "onet")
    index = Occupations(catalogue)

    (found,) = index.named("data scientist")
    draft = draft_role(catalogue, found, title=published_name(found, "data scientist"))
    path = tmp_path / "draft.yaml"
    path.write_text(as_yaml(draft, source="onet"), encoding="utf-8")

    assert read_role(path).notices == ()
    assert draft.role["title"] == "Data Scientist"
    assert {"Tableau", "TensorFlow"} <= set(draft.role["must_have"])
    assert not {"Microsoft Excel", "Microsoft Word"} & set(draft.role["must_have"])
    assert len(draft.role["deliverables"]) == 5
    # Nine occupations have this alternate title: none is taken.
    assert len(index.named("data analyst")) == 9


@pytest.fixture(scope="module")
def esco_catalogue(candor_data: Path) -> Catalogue:
    return read_esco(candor_data / "esco")
