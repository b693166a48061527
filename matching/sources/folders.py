"""A path that is one file or a folder of them, where each file is one person, and what such a person is called."""

import re
from pathlib import Path

from matching.errors import InputError
from matching.parsing import existing_file

MAX_FILES = 100_000


def files_at(path: Path, suffixes: tuple[str, ...]) -> tuple[Path, ...]:
    """The file, or the files of the folder with one of these suffixes, by name; sub-folders are not entered."""
    if not path.is_dir():
        return (existing_file(path),)
    files = sorted(file for file in path.iterdir() if file.suffix.lower() in suffixes and file.is_file())
    if not files:
        raise InputError(f"expected a folder with {', '.join(suffixes)} files, found none: {path}")
    if len(files) > MAX_FILES:
        raise InputError(f"expected at most {MAX_FILES:,} files in a folder, found {len(files):,}: {path}")
    return tuple(files)


def stem_id(path: Path) -> str:
    """The id of the person a file tells of: its name without the suffix and without white space."""
    return re.sub(r"\s+", "-", path.stem.strip())[:200] or "unnamed"
