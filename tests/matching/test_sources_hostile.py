"""Whatever a file holds, a source gives profiles or says what is wrong; nothing else comes out of it."""

import json
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matching.errors import InputError
from matching.sources.port import SourceBatch, SourceMap
from matching.sources.registry import source_named
from tests.matching.documents import docx_bytes, pdf, words

KEYS = st.sampled_from(
    ["id", "ciphertext", "title", "description", "skills", "hourlyRate", "rawValue", "currency", "availability",
     "languages", "language", "name", "location", "country", "employmentRecords", "jobTitle", "startDate", "edges",
     "node", "data", "rating", "reviews", "gigs", "price", "badges", "work", "basics", "keywords", "profiles",
     "experience", "certificates", "jobSuccessScore", "personalData", "portrait", "projects", "roles", "as_of"]
)  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(
        [
            "$60/hr",
            "Full-time",
            "2026-12-01",
            "4.9 (213)",
            "English - Fluent",
            "=1+1",
            "Porto, Portugal",
            "5 years",
        ]
    )
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=25,
)
PEOPLE = st.lists(st.dictionaries(KEYS, VALUES, max_size=12), min_size=1, max_size=3)


def taken_or_refused(name: str, data: bytes, file: str) -> SourceBatch | None:
    """What came of a file; any error but an InputError goes through. Every profile must survive its own JSON."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / file
        path.write_bytes(data)
        try:
            batch = source_named(name).read(path, SourceMap())
        except InputError:
            return None
    for profile in batch.profiles:
        document = profile.model_dump(mode="json", exclude_unset=True)
        assert type(profile).model_validate(document) == profile
        json.dumps(document, allow_nan=False)
    return batch


def without_another_id(value: Any) -> Any:
    """The same, but for what Upwork calls somebody wherever in their record it stands."""
    if isinstance(value, list):
        return [without_another_id(one) for one in value]
    if isinstance(value, dict):
        return {key: without_another_id(one) for key, one in value.items() if key != "ciphertext"}
    return value


@pytest.mark.parametrize("name", ["upwork", "fiverr", "toptal", "jsonresume"])
@settings(max_examples=100, deadline=None)
@given(people=PEOPLE)
@example(people=[{"personalData": {"ciphertext": 0}}])
def test_whatever_else_a_record_holds_somebody_with_an_id_and_words_is_taken(
    name: str, people: list[dict[str, Any]]
) -> None:
    own = {"ciphertext": None, "node": None}
    known = [
        {
            **without_another_id(person),
            **own,
            "id": f"p{number}",
            "title": "Cook",
            "label": "Cook",
            "skills": ["Cooking"],
        }
        for number, person in enumerate(people)
    ]

    batch = taken_or_refused(name, json.dumps(known).encode(), "people.json")

    assert batch is not None
    assert [profile.id for profile in batch.profiles] == [person["id"] for person in known]


@pytest.mark.parametrize("name", ["upwork", "jsonresume"])
@settings(max_examples=50, deadline=None)
@given(value=VALUES)
def test_any_json_is_taken_or_refused(name: str, value: Any) -> None:
    taken_or_refused(name, json.dumps(value).encode(), "people.json")


@pytest.mark.parametrize("name", ["upwork", "fiverr", "toptal"])
@settings(max_examples=60, deadline=None)
@given(
    header=st.lists(
        KEYS | st.sampled_from(["skills/0/name", "rate.currency", "rate", "Hours/week"]), max_size=8
    ),
    cells=st.lists(LEAVES.map(str), min_size=8, max_size=8),
)
def test_any_row_with_an_id_and_words_is_taken(name: str, header: list[str], cells: list[str]) -> None:
    own = {"id": "a", "title": "Cook", "ciphertext": "a"}
    row = {**dict(zip(header, cells, strict=False)), **own}
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in (row, row.values())]

    batch = taken_or_refused(name, "\n".join(lines).encode("utf-8", "replace"), "people.csv")

    assert batch is not None
    assert [profile.id for profile in batch.profiles] == ["a"]


@settings(max_examples=80, deadline=None)
@given(at=st.integers(0, 2_000), cut=st.integers(0, 400), put=st.binary(max_size=60), packed=st.booleans())
def test_any_damaged_pdf_is_taken_or_refused(at: int, cut: int, put: bytes, packed: bool) -> None:
    whole = pdf(words("Ran payroll for forty people"), form=words("Books"), packed=packed)

    taken_or_refused("cv", whole[:at] + put + whole[at + cut :], "cv.pdf")


@settings(max_examples=60, deadline=None)
@given(program=st.text(st.sampled_from("0 1.-/FTfdjmlrehcgqQBET()[]<>Doswn\n"), max_size=200))
def test_any_program_of_a_page_is_taken_or_refused(program: str) -> None:
    taken_or_refused("cv", pdf(words("Ran payroll") + program), "cv.pdf")


@settings(max_examples=40, deadline=None)
@given(at=st.integers(0, 20_000), put=st.binary(min_size=1, max_size=40))
def test_any_damaged_word_file_is_taken_or_refused(at: int, put: bytes) -> None:
    whole = docx_bytes(lambda document: document.add_paragraph("Ran payroll for forty people"))

    taken_or_refused("cv", whole[:at] + put + whole[at + len(put) :], "cv.docx")


@pytest.mark.parametrize(
    "body", ["<w:document/>", "<p/>", "", "<w:document xmlns:w='x'><w:body><w:p/></w:body></w:document>"]
)
def test_an_archive_that_is_no_word_file_is_refused(body: str, tmp_path: Path) -> None:
    path = tmp_path / "cv.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", body)

    with pytest.raises(InputError, match="cannot be taken in"):
        source_named("cv").read(path, SourceMap())


@pytest.mark.parametrize("size", [1_000, 200_000])
def test_long_cells_are_read_in_time_that_grows_with_them(size: int) -> None:
    cell = "a - " * size
    people = [
        {
            "id": "a",
            "title": "Cook",
            "skills": cell,
            "languages": cell,
            "experience": cell,
            "gigs": cell,
            "rating": cell,
        }
    ]

    batch = taken_or_refused("fiverr", json.dumps(people).encode(), "people.json")

    assert batch is None or batch.profiles[0].headline == "Cook"
