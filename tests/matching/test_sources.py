"""Other systems' tables as profiles: cells put right or named, protected columns apart, a bad file refused whole."""

from collections.abc import Callable
from pathlib import Path

import pytest

from matching.errors import InputError
from matching.sources.jsonl import JsonLinesSource
from matching.sources.port import SourceBatch, SourceMap, read_map
from matching.sources.table import TableSource

MAPS = Path(__file__).parent.parent / "data" / "maps"
BASIC = {"columns": {"id": "ref", "text": "cv"}}


def table(
    tmp_path: Path, content: str | bytes, mapping: dict[str, object], name: str = "t.csv"
) -> SourceBatch:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return TableSource().read(path, SourceMap.model_validate(mapping))


def refused(read: Callable[[], SourceBatch]) -> list[tuple[int | None, str | None]]:
    with pytest.raises(InputError) as caught:
        read()
    return [(fault.line, fault.field) for fault in caught.value.faults]


def test_a_table_becomes_profiles_by_its_map(tmp_path: Path) -> None:
    mapping = {
        "columns": {
            "id": "ref",
            "skills": "tags",
            "country": "land",
            "languages": "speaks",
            "hourly_rate": {"column": "rate", "currency": "USD"},
            "available_from": "free",
            "ratings.average": "stars",
        },
        "constants": {"platform": "Acme", "ratings.count": 1},
    }
    content = "ref,tags,land,speaks,rate,free,stars\nA1,Go; SQL,Italy,German/English|fr,$40,31.12.2026,4.5\n"

    batch = table(tmp_path, content.replace("German/English|fr", "German|fr"), mapping)

    assert batch.profiles[0].model_dump(mode="json", exclude_defaults=True, exclude={"provenance"}) == {
        "id": "A1",
        "skills": ["Go", "SQL"],
        "country": "IT",
        "languages": ["de", "fr"],
        "hourly_rate": {"amount": 40.0, "currency": "USD"},
        "available_from": "2026-12-31",
        "platform": "Acme",
        "ratings": {"average": 4.5, "count": 1},
    }
    assert batch.dirty == ()


def test_a_dirty_optional_cell_is_named_by_row_and_column_and_the_row_stays(tmp_path: Path) -> None:
    mapping = {"columns": {**BASIC["columns"], "country": "land", "hours_per_week": "hours"}}

    batch = table(tmp_path, "ref,cv,land,hours\na,x,Atlantis,20\nb,y,DE,many\nc,z,,500\n", mapping)

    assert [profile.id for profile in batch.profiles] == ["a", "b", "c"]
    assert [(fault.line, fault.field, fault.found) for fault in batch.dirty] == [
        (2, "land", "'Atlantis'"),
        (3, "hours", "'many'"),
        (4, "hours", "500.0"),
    ]


def test_rows_that_cannot_be_read_refuse_the_whole_file_with_every_one_of_them(tmp_path: Path) -> None:
    content = "ref,cv\na,x\n,no id\nb,\na,twice\nc,x,extra\nd\n"

    assert refused(lambda: table(tmp_path, content, BASIC)) == [
        (3, "ref"),
        (4, None),
        (5, "ref"),
        (6, None),
        (7, None),
    ]


def test_a_map_may_say_that_bad_rows_are_left_out(tmp_path: Path) -> None:
    batch = table(tmp_path, "ref,cv\na,x\n,no id\n", {**BASIC, "skip_bad_rows": True})

    assert [profile.id for profile in batch.profiles] == ["a"]
    assert [fault.line for fault in batch.rejected] == [3]


def test_a_file_without_one_readable_row_is_refused_even_so(tmp_path: Path) -> None:
    assert refused(lambda: table(tmp_path, "ref,cv\n,x\n", {**BASIC, "skip_bad_rows": True})) == [(2, "ref")]


def test_protected_columns_are_set_aside_whatever_their_case(tmp_path: Path) -> None:
    batch = table(tmp_path, "ref,cv,Full Name,SEX,Age\na,x,Ann Example,F,31\n", BASIC)

    assert batch.protected == {"a": {"full_name": "Ann Example", "sex": "F", "age": "31"}}
    assert "Ann" not in batch.profiles[0].model_dump_json()


def test_a_map_cannot_feed_a_field_from_a_protected_column(tmp_path: Path) -> None:
    mapping = {"columns": {"id": "ref", "text": "cv", "headline": "name"}}

    assert refused(lambda: table(tmp_path, "ref,cv,name\na,x,Ann\n", mapping)) == [(None, "columns.headline")]


def test_a_map_may_set_further_columns_aside(tmp_path: Path) -> None:
    batch = table(
        tmp_path, "ref,cv,contact person\na,x,Ann\n", {**BASIC, "set_aside": {"contact person": "name"}}
    )

    assert batch.protected == {"a": {"name": "Ann"}}


def test_a_map_that_names_missing_columns_is_told_which_there_are(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not fit") as caught:
        table(tmp_path, "ref,cv\na,x\n", {"columns": {"id": "reference", "text": "resume"}})

    assert [fault.expected for fault in caught.value.faults] == ["a column of the table (ref, cv)"] * 2


def test_rows_where_a_column_says_no_are_left_out_and_counted(tmp_path: Path) -> None:
    mapping = {**BASIC, "only_where": {"column": "active"}}

    batch = table(tmp_path, "ref,cv,active\na,x,Y\nb,x,0\nc,x,False\nd,x,\ne,x,maybe\n", mapping)

    assert [profile.id for profile in batch.profiles] == ["a", "d", "e"]
    assert [(fault.line, fault.field) for fault in batch.dirty] == [(6, "active")]
    assert "2 rows left out" in " ".join(batch.notices)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("\ufeffref;cv\r\na;x, y\r\n", "semicolons.csv"),
        ("ref\tcv\na\tx, y\n", "tabs.tsv"),
        ("ref|cv\na|x, y\n", "bars.txt"),
        ("ref;cv\na;x, y\n".encode("utf-16"), "utf16.csv"),
        ('ref,cv\na,"x, y"\n\n,\n', "blank rows.csv"),
    ],
)
def test_separators_and_byte_order_marks_are_found_out(
    tmp_path: Path, content: str | bytes, name: str
) -> None:
    batch = table(tmp_path, content, BASIC, name)

    assert [(profile.id, profile.text) for profile in batch.profiles] == [("a", "x, y")]


def test_a_line_number_counts_lines_within_quoted_cells(tmp_path: Path) -> None:
    batch = table(
        tmp_path,
        'ref,cv,land\na,"one\ntwo\nthree",DE\nb,x,Nowhere\n',
        {"columns": {**BASIC["columns"], "country": "land"}},
    )

    assert batch.profiles[0].text == "one\ntwo\nthree"
    assert batch.dirty[0].line == 5


@pytest.mark.parametrize(
    ("content", "match"),
    [
        ("", "empty file"),
        ("ref,cv\n", "at least one row"),
        ("ref,ref,cv\na,b,x\n", "header"),
        ('ref,cv\na,"never closed\nb,x\n', "as a table"),
        (b"ref,cv\na,\xff\n", "cannot be read"),
        (b"PK\x03\x04 not a workbook", "workbook"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_plain_words(
    tmp_path: Path, content: str | bytes, match: str
) -> None:
    with pytest.raises(InputError, match=match):
        table(tmp_path, content, BASIC)


def test_a_declared_encoding_is_used(tmp_path: Path) -> None:
    batch = table(tmp_path, "ref,cv\na,Zoë\n".encode("cp1252"), {**BASIC, "encoding": "cp1252"})

    assert batch.profiles[0].text == "Zoë"


@pytest.mark.parametrize(
    "cell", ["=HYPERLINK('http://example.com')", "=A1+B1", "=1+1|cmd", "@SUM(A1)", "-SUM(A1)"]
)
def test_a_formula_is_reported_and_never_kept(tmp_path: Path, cell: str) -> None:
    batch = table(
        tmp_path, f'ref,cv,line\na,x,"{cell}"\n', {"columns": {**BASIC["columns"], "headline": "line"}}
    )

    assert batch.profiles[0].headline == ""
    assert [fault.field for fault in batch.dirty] == ["line"]


def test_a_cell_of_absurd_length_is_named_at_once_and_not_puzzled_over(tmp_path: Path) -> None:
    mapping = {"columns": {**BASIC["columns"], "hours_per_week": "hours", "skills": "tags"}}

    batch = table(tmp_path, f'ref,cv,hours,tags\na,x,{"1-" * 100_000},"{"a," * 200_000}"\n', mapping)

    assert [fault.field for fault in batch.dirty] == ["hours"]
    assert batch.profiles[0].skills == ["a"]


def test_a_workbook_is_read_with_stored_values_and_bare_formulas_named(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["ref", "cv", "hours"])
    book.active.append([1001, "Keeps books", 20])
    book.active.append([1002, "Teaches", "=10+10"])
    book.save(tmp_path / "people.xlsx")
    mapping = SourceMap.model_validate({"columns": {**BASIC["columns"], "hours_per_week": "hours"}})

    batch = TableSource().read(tmp_path / "people.xlsx", mapping)

    assert [(profile.id, profile.hours_per_week) for profile in batch.profiles] == [
        ("1001", 20.0),
        ("1002", None),
    ]
    assert [(fault.line, fault.field) for fault in batch.dirty] == [(3, "hours")]


def test_without_a_map_the_header_is_guessed_and_the_guess_is_said(tmp_path: Path) -> None:
    batch = table(tmp_path, "Freelancer ID,Name,Primary Skill,Hourly Rate (EUR)\nF1,Ann,Welding,85\n", {})

    assert batch.profiles[0].model_dump(exclude_defaults=True, exclude={"provenance"}) == {
        "id": "F1",
        "skills": ["Welding"],
        "hourly_rate": {"amount": 85.0, "currency": "EUR"},
    }
    assert "guessed" in batch.notices[0]
    assert batch.protected == {"F1": {"name": "Ann"}}


def test_a_table_whose_header_tells_nothing_asks_for_a_map(tmp_path: Path) -> None:
    assert refused(lambda: table(tmp_path, "a,b\n1,2\n", {})) == [(None, "columns.id"), (None, "columns")]


def test_a_map_file_with_faults_names_all_of_them(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text("licence: {retain_for: long}\ncolums: {id: x}\ncolumns: {name: y, skills.0: z}\n")

    with pytest.raises(InputError) as caught:
        read_map(path)

    assert {fault.field for fault in caught.value.faults} == {
        "licence.contract",
        "licence.retain_for",
        "colums",
    }


def test_a_map_may_feed_fields_of_a_profile_only(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text("columns: {id: a, text: b, name: c, favourite: d}\nset_aside: {e: shoe_size}\n")

    with pytest.raises(InputError) as caught:
        read_map(path)

    assert [fault.found for fault in caught.value.faults] == ["'name'", "'favourite'", "'shoe_size'"]


def test_a_licence_is_kept_in_days(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text("licence: {contract: C-12, retain_for: 2 years, may_train: false}\n")

    licence = read_map(path).licence

    assert licence is not None
    assert (licence.contract, licence.retain_for, licence.may_train, licence.may_embed) == (
        "C-12",
        730,
        False,
        True,
    )


def test_json_lines_take_constants_and_no_columns(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"id": "a", "text": "x", "name": "Ann"}\n{"id": "b", "text": "x", "platform": "Own"}\n')

    batch = JsonLinesSource().read(path, SourceMap.model_validate({"constants": {"platform": "Acme"}}))

    assert [profile.platform for profile in batch.profiles] == ["Acme", "Own"]
    assert batch.protected == {"a": {"name": "Ann"}}
    with pytest.raises(InputError, match="maps no columns"):
        JsonLinesSource().read(path, SourceMap.model_validate(BASIC))


@pytest.mark.real_data
def test_the_curricula_vitae_are_read_whole(candor_data: Path) -> None:
    batch = TableSource().read(candor_data / "resumes/resumes.csv", read_map(MAPS / "resumes.yaml"))

    assert len(batch.profiles) == 2_115
    assert batch.dirty == ()
    assert all(profile.text for profile in batch.profiles)


@pytest.mark.real_data
def test_the_messy_freelancers_are_put_right_and_their_sex_and_age_set_aside(candor_data: Path) -> None:
    batch = TableSource().read(
        candor_data / "freelancers_messy/freelancers.csv", read_map(MAPS / "freelancers_messy.yaml")
    )

    assert len(batch.profiles) == 1_000
    assert batch.dirty == ()
    vanessa = next(profile for profile in batch.profiles if profile.id == "FL250002")
    assert vanessa.hourly_rate is not None
    assert (vanessa.hourly_rate.amount, vanessa.hourly_rate.currency) == (100, "USD")
    assert (vanessa.country, vanessa.languages, vanessa.job_success) == ("AU", ["en"], 84)
    assert batch.protected["FL250002"] == {"name": "Vanessa Garcia", "gender": "FEMALE", "age": "52.0"}
    assert all("FEMALE" not in profile.model_dump_json() for profile in batch.profiles)
