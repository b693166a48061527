"""Parquet tables are read as any table; archives that would harm are refused before they are opened."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from matching.errors import InputError
from matching.sources.archives import check_archive
from matching.sources.port import SourceMap
from matching.sources.table import TableSource

MAP = {
    "columns": {
        "id": "ref",
        "skills": "tags",
        "country": "location.country",
        "available_from": "free",
        "hours_per_week": "hours",
    }
}


def parquet(path: Path, rows: list[dict[str, object]]) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


def test_a_parquet_table_is_read_with_its_lists_and_structs(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {
            "ref": 7,
            "tags": ["Go", "SQL"],
            "location": {"country": "Italy"},
            "free": date(2026, 12, 1),
            "hours": 20.0,
        },
        {"ref": 8, "tags": [], "location": None, "free": None, "hours": float("nan")},
    ]
    path = parquet(tmp_path / "people.parquet", rows)

    batch = TableSource().read(path, SourceMap.model_validate({**MAP, "skip_bad_rows": True}))

    assert batch.profiles[0].model_dump(mode="json", exclude_defaults=True, exclude={"provenance"}) == {
        "id": "7",
        "skills": ["Go", "SQL"],
        "country": "IT",
        "available_from": "2026-12-01",
        "hours_per_week": 20.0,
    }
    assert [fault.line for fault in batch.rejected] == [3]  # nothing that could be ranked


def test_a_parquet_table_without_rows_is_refused(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "none.parquet"
    pq.write_table(pa.table({"ref": pa.array([], pa.string()), "cv": pa.array([], pa.string())}), path)

    with pytest.raises(InputError, match="at least one row"):
        TableSource().read(path, SourceMap.model_validate({"columns": {"id": "ref", "text": "cv"}}))


def test_a_file_that_only_begins_like_parquet_is_refused_in_plain_words(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    path.write_bytes(b"PAR1 and then nothing of the kind")

    with pytest.raises(InputError, match="as a Parquet table"):
        TableSource().read(path, SourceMap())


def test_an_archive_that_unpacks_beyond_reason_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matching.sources.archives.MAX_UNPACKED_BYTES", 2**20)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sheet.xml", bytes(3 * 2**20))

    with pytest.raises(InputError, match="cannot be read as a workbook") as caught:
        TableSource().read(path, SourceMap())

    assert path.stat().st_size < 2**14
    assert caught.value.faults[0].found == "1 with 3 MiB"


@pytest.mark.parametrize(
    "head", ["<!DOCTYPE x [<!ENTITY a 'b'>]>", "<!doctype x>", "<!DOCTYPE x>".encode("utf-16")]
)
def test_an_archive_whose_xml_declares_entities_is_refused(tmp_path: Path, head: str | bytes) -> None:
    path = tmp_path / "entities.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", head)

    with pytest.raises(InputError) as caught:
        check_archive(path, "a Word document")

    assert caught.value.faults[0].found == "one in word/document.xml"


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.docx"
    path.write_bytes(b"PK\x03\x04 broken")

    with pytest.raises(InputError, match="as a Word document"):
        check_archive(path, "a Word document")
