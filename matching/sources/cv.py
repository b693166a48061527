"""CVs as files: PDF, DOCX or TXT, one or a folder of them. One file is one person, its name is the id, its words the text.

Only what a reader sees is taken; a file that holds other words is marked `hidden_text`. A file that cannot be read
(encrypted, damaged, a scan) refuses them all, unless the map says `skip_bad_rows`. What the words mean is for `features`.
"""

from collections.abc import Callable
from pathlib import Path

from matching.errors import Fault, InputError
from matching.sources.archives import check_archive
from matching.sources.cells import decoded
from matching.sources.collecting import Collector, Found, day_of, source_name
from matching.sources.folders import files_at, stem_id
from matching.sources.port import SourceBatch, SourceMap
from matching.sources.visible import MAX_CHARACTERS, SeenText, TooMuchError, has_words, seen_text

MAX_CV_BYTES = 20 * 2**20
HIDDEN_TEXT = "hidden_text"
SUFFIXES = (".pdf", ".docx", ".txt")
_FILES_NAMED = 10


class CvSource:
    """Fulfils `port.Source` for CV files."""

    def read(self, path: Path, mapping: SourceMap) -> SourceBatch:
        if mapping.columns:
            fault = Fault("no columns", ", ".join(mapping.columns), field="columns")
            raise InputError("a map for CVs maps no columns", faults=[fault], hint="constants may be given")
        collector = Collector(source_name(path, mapping))
        bad: list[Fault] = []
        hiding: list[str] = []
        for file in files_at(path, SUFFIXES):
            seen = _read(file, mapping.encoding, bad)
            if seen is None:
                continue
            hiding += [file.name] if seen.hides else []
            collector.take(_found(file, seen, mapping))
        return collector.batch(str(path), mapping, bad=bad, notices=_notices(path, hiding))


def _found(file: Path, seen: SeenText, mapping: SourceMap) -> Found:
    document = {"id": stem_id(file), "text": seen.text, **mapping.constants}
    how = {
        "id": "the name of the file",
        "text": f"read from the text of {seen.where}",
        **dict.fromkeys(mapping.constants, "a constant of the map"),
    }
    if seen.hides:
        document["notices"], how["notices"] = [HIDDEN_TEXT], f"found in {seen.where}"
    return Found(str(file), None, document, how, seen_on=day_of(file))


def _read(file: Path, encoding: str, bad: list[Fault]) -> SeenText | None:
    """What a reader sees of a file; None where a fault says why not."""
    size = file.stat().st_size
    if size > MAX_CV_BYTES:
        bad.append(Fault(f"a CV of at most {MAX_CV_BYTES // 2**20} MiB", f"{size // 2**20} MiB", str(file)))
        return None
    reader = _reader(file)
    if reader is None:
        bad.append(Fault("a CV in PDF, DOCX or TXT", "a file of another kind", str(file)))
        return None
    try:
        seen = reader(file, encoding)
    except InputError as error:
        bad += error.faults or [Fault("a CV that can be read", error.message, str(file))]
        return None
    except TooMuchError as error:
        bad.append(Fault("a CV of ordinary size", str(error), str(file)))
        return None
    except Exception as error:  # damaged files make the libraries trip in ways they do not name
        bad.append(Fault("a CV that can be read", f"a damaged file ({type(error).__name__})", str(file)))
        return None
    if not has_words(seen.text) or len(seen.text) > MAX_CHARACTERS:
        found = "none: a scan, or text that no reader can see" if not has_words(seen.text) else "far more"
        bad.append(Fault(f"words that can be read, at most {MAX_CHARACTERS:,} letters", found, str(file)))
        return None
    return seen


def _reader(file: Path) -> Callable[[Path, str], SeenText] | None:
    """By what a file begins with; its suffix counts for plain text only."""
    with file.open("rb") as opened:
        head = opened.read(1024)
    if b"%PDF-" in head:
        return _read_pdf
    if head.startswith(b"PK\x03\x04"):
        return _read_docx
    return _read_txt if file.suffix.lower() == ".txt" else None


def _read_pdf(file: Path, _encoding: str) -> SeenText:
    from matching.sources.pdf_text import read_pdf

    return read_pdf(file.read_bytes(), str(file))


def _read_docx(file: Path, _encoding: str) -> SeenText:
    from matching.sources.docx_text import read_docx

    check_archive(file, "a Word document")
    return read_docx(file.read_bytes())


def _read_txt(file: Path, encoding: str) -> SeenText:
    return seen_text([decoded(file, encoding)], [], "the file")


def _notices(path: Path, hiding: list[str]) -> list[str]:
    if not hiding:
        return []
    more = f" and {len(hiding) - _FILES_NAMED} more" if len(hiding) > _FILES_NAMED else ""
    named = ", ".join(hiding[:_FILES_NAMED]) + more
    return [
        f"{path}: words that no reader can see were left out and marked, in {len(hiding)} of the files: {named}"
    ]
