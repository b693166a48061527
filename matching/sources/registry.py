"""Which sources there are, by the name that `candor import --source` knows them by.

A source is imported when it is asked for. A new one (a live API too) is a module that fulfils `port.Source` and a line here.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from matching.errors import InputError

if TYPE_CHECKING:
    from matching.sources.port import Source

# Name -> module and class, and what is read, in the order in which help lists them.
_SOURCES = {
    "table": ("table", "TableSource", "any table by a map"),
    "jsonl": ("jsonl", "JsonLinesSource", "Candor's own profiles"),
    "upwork": ("upwork", "UpworkSource", "Upwork, JSON or a table"),
    "fiverr": ("fiverr", "FiverrSource", "Fiverr sellers"),
    "toptal": ("toptal", "ToptalSource", "Toptal talent"),
    "jsonresume": ("jsonresume", "JsonResumeSource", "JSON Resume, a file or a folder"),
    "cv": ("cv", "CvSource", "CVs in PDF, DOCX or TXT, a file or a folder"),
}
SOURCE_NAMES = tuple(_SOURCES)


def source_named(name: str) -> "Source":
    """The source of that name."""
    if name not in _SOURCES:
        raise InputError(f"expected a source ({', '.join(SOURCE_NAMES)}), found {name!r}")
    module, attribute, _ = _SOURCES[name]
    source: Source = getattr(import_module(f"matching.sources.{module}"), attribute)()
    return source
