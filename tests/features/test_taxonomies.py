"""Published taxonomies: read from a tiny folder made up in their format, refused with every fault, kept and opened again."""

from pathlib import Path

import pytest

from features.linking import SkillLinker
from features.taxonomies.esco import read_esco
from features.taxonomies.onet import read_onet
from features.taxonomies.store import current_catalogue, list_catalogues, open_catalogue, save_catalogue
from matching.errors import InputError, NotFound, RunError

SKILLS = """conceptUri,skillType,preferredLabel,altLabels,description
x/skill/bees,skill/competence,keep bees,"beekeeping
apiculture",Care  for hives.
x/skill/less,knowledge,LESS,,A language of styles.
x/skill/css,knowledge,CSS,,A CSS file holds styles.
x/skill/hives,skill/competence,build hives,,Hives with less wood.
"""
JOBS = "conceptUri,preferredLabel,altLabels,description\nx/job/keeper,beekeeper,apiarist,Keeps bees.\n"
ASKED = """occupationUri,relationType,skillUri
x/job/keeper,essential,x/skill/bees
x/job/keeper,optional,x/skill/hives
x/job/keeper,optional,x/skill/unlisted
"""
ABOVE = "conceptUri,broaderUri\nx/skill/hives,x/skill/bees\n"
RELATED = "originalSkillUri,relatedSkillUri\nx/skill/bees,x/skill/less\n"


@pytest.fixture
def esco(tmp_path: Path) -> Path:
    folder = tmp_path / "esco"
    folder.mkdir()
    (folder / "skills_en.csv").write_text(SKILLS)
    (folder / "occupations_en.csv").write_text(JOBS)
    (folder / "occupationSkillRelations.csv").write_text(ASKED)
    (folder / "broaderRelationsSkillPillar.csv").write_text(ABOVE)
    (folder / "skillSkillRelations.csv").write_text(RELATED)
    return folder


def test_esco_gives_skills_with_aliases_and_what_occupations_ask_for(esco: Path) -> None:
    catalogue = read_esco(esco)

    assert catalogue.taxonomy.skill("bees").aliases == ("beekeeping", "apiculture")
    assert catalogue.taxonomy.skill("hives").broader == "bees"
    assert catalogue.uris["bees"] == "x/skill/bees"
    assert catalogue.descriptions["bees"] == "Care for hives."
    assert (catalogue.occupations[0].essential, catalogue.occupations[0].optional) == (("bees",), ("hives",))


def test_rows_that_name_something_unlisted_are_left_out_and_counted(esco: Path) -> None:
    (notice,) = read_esco(esco).notices

    assert "1 of 3 rows" in notice


def test_a_name_in_capitals_that_is_an_ordinary_word_too_counts_only_as_it_is_written(esco: Path) -> None:
    linker = SkillLinker(read_esco(esco).taxonomy)

    assert [hit.skill_id for hit in linker.link("Styles in LESS")] == ["less"]
    assert linker.link("I need less time") == []
    assert [hit.skill_id for hit in linker.link("styles in css")] == ["css"]


def test_every_missing_file_and_column_is_told_at_once(esco: Path) -> None:
    (esco / "occupations_en.csv").unlink()
    (esco / "skillSkillRelations.csv").write_text("originalSkillUri\nx/skill/bees\n")

    with pytest.raises(InputError) as refused:
        read_esco(esco)

    told = {(fault.file, fault.field) for fault in refused.value.faults}
    assert told == {("occupations_en.csv", None), ("skillSkillRelations.csv", "relatedSkillUri")}


def test_onet_technologies_are_named_apart_from_those_that_differ_in_marks_only(tmp_path: Path) -> None:
    used = "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tIn Demand\n"
    used += "1\tC++\t43\tCompilers\tY\n1\tC#\t43\tCompilers\tN\n2\tC#\t43\tCompilers\tN\n"
    (tmp_path / "Technology Skills.txt").write_text(used)
    (tmp_path / "All_Occupations.txt").write_text("Code\tOccupation\n1\tProgrammers\n")
    (tmp_path / "Alternate Titles.txt").write_text("O*NET-SOC Code\tAlternate Title\n1\tCoders\n")

    catalogue = read_onet(tmp_path)

    assert [skill.id for skill in catalogue.taxonomy] == ["commodity-43", "c-plus-plus", "c-sharp"]
    job = catalogue.occupations[0]
    assert (job.aliases, job.essential, job.optional) == (("Coders",), ("c-plus-plus",), ("c-sharp",))
    assert "1 of 3 rows" in catalogue.notices[0]


def test_a_stored_catalogue_opens_as_it_was(esco: Path, tmp_path: Path) -> None:
    catalogue = read_esco(esco)
    stored = save_catalogue(catalogue, tmp_path)

    opened = open_catalogue(current_catalogue(tmp_path, "esco"))

    assert opened.taxonomy.version == catalogue.taxonomy.version
    assert (opened.occupations, opened.notices) == (catalogue.occupations, catalogue.notices)
    assert save_catalogue(catalogue, tmp_path) == stored


def test_a_newer_import_is_the_current_one_and_the_older_stays(esco: Path, tmp_path: Path) -> None:
    older = save_catalogue(read_esco(esco), tmp_path)
    (esco / "skills_en.csv").write_text(SKILLS + "x/skill/wax,skill/competence,melt wax,,\n")
    newer = save_catalogue(read_esco(esco), tmp_path)

    listed = [(one.version, one.current) for one in list_catalogues(tmp_path)]

    assert listed == [(newer.version, True), (older.version, False)]


def test_a_changed_file_is_not_opened(esco: Path, tmp_path: Path) -> None:
    stored = save_catalogue(read_esco(esco), tmp_path)
    (stored.folder / "taxonomy.json.gz").write_bytes(b"something else")

    with pytest.raises(RunError, match="cannot be read"):
        open_catalogue(stored)


def test_a_taxonomy_never_imported_says_how_to_import_it(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as refused:
        current_catalogue(tmp_path, "onet")

    assert "candor taxonomy import onet" in (refused.value.hint or "")
