"""Catalogues in the home: `taxonomies/<name>-<version>/taxonomy.json.gz`, and which one of each name is current.

The version is a hash of the content, so importing the same files again changes nothing and an older import stays
readable. Vectors of labels lie with all others, in the cache of the home.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from features.skills import Family, Skill, Taxonomy
from features.taxonomies.catalogue import Catalogue, Occupation
from matching.errors import NotFound, RunError

FOLDER = "taxonomies"
_FILE = "taxonomy.json.gz"
_FORMAT = 1
_VERSION_DIGITS = 12
_NAME = re.compile(r"[a-z0-9][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Stored:
    """Where one version of a catalogue lies."""

    name: str
    version: str
    folder: Path
    current: bool


def save_catalogue(catalogue: Catalogue, home: Path) -> Stored:
    """Write it, if it is not there yet, and make it the current one of its name."""
    if not _NAME.fullmatch(catalogue.name):
        raise ValueError(f"not a name of a taxonomy: {catalogue.name!r}")
    content = json.dumps(_document(catalogue), ensure_ascii=False, separators=(",", ":")).encode()
    version = hashlib.sha256(content).hexdigest()[:_VERSION_DIGITS]
    within = home / FOLDER
    within.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = within / f"{catalogue.name}-{version}"
    if not (folder / _FILE).is_file():
        # Whole or not at all: a reader never sees half a taxonomy.
        scratch = Path(tempfile.mkdtemp(prefix=".importing-", dir=within))
        (scratch / _FILE).write_bytes(gzip.compress(content, mtime=0))
        if folder.exists():
            shutil.rmtree(folder)
        scratch.rename(folder)
    _point(within, catalogue.name, folder.name)
    return Stored(catalogue.name, version, folder, True)


def list_catalogues(home: Path) -> list[Stored]:
    """Every stored version, by name; the current one of a name first."""
    found = [
        Stored(name, version, path.parent, _pointed(home / FOLDER, name) == path.parent.name)
        for path in sorted((home / FOLDER).glob(f"*-*/{_FILE}"))
        for name, _, version in [path.parent.name.rpartition("-")]
    ]
    return sorted(found, key=lambda one: (one.name, not one.current, one.version))


def current_catalogue(home: Path, name: str) -> Stored:
    """The current version of a name; NotFound, saying how to import it, when there is none."""
    for stored in list_catalogues(home):
        if stored.name == name and stored.current:
            return stored
    raise NotFound(
        f"the taxonomy {name} has not been imported into {home}",
        hint=f"run: candor taxonomy import {name} DIR   (DIR holds the publisher's files)",
    )


def open_catalogue(stored: Stored) -> Catalogue:
    """The stored catalogue; RunError when the file is not what its version says."""
    path = stored.folder / _FILE
    try:
        content = gzip.decompress(path.read_bytes())
    except (OSError, EOFError) as error:
        raise RunError(f"{path} cannot be read: {error}", hint=_again(stored.name)) from None
    found = hashlib.sha256(content).hexdigest()[:_VERSION_DIGITS]
    if found != stored.version:
        raise RunError(
            f"expected the taxonomy {stored.version} in {path}, found it changed ({found})",
            hint=_again(stored.name),
        )
    return _catalogue(json.loads(content))


def _again(name: str) -> str:
    return f"remove its folder and run candor taxonomy import {name} DIR again"


def _point(within: Path, name: str, folder: str) -> None:
    scratch = within / f".{name}-{os.getpid()}"
    scratch.write_text(folder + "\n", encoding="ascii")
    scratch.replace(within / f"{name}.current")


def _pointed(within: Path, name: str) -> str | None:
    try:
        return (within / f"{name}.current").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None


def _document(catalogue: Catalogue) -> dict[str, Any]:
    """Rows instead of objects, and skills of occupations by number: a fifth of the size, and as fast as JSON goes."""
    taxonomy = catalogue.taxonomy
    number = taxonomy.columns
    return {
        "format": _FORMAT,
        "name": catalogue.name,
        "families": [[one.id, one.label, one.role_family] for one in taxonomy.families.values()],
        "skills": [
            [
                *(
                    skill.id,
                    skill.label,
                    skill.family,
                    skill.kind,
                    skill.aliases,
                    skill.related,
                    skill.broader,
                ),
                *(skill.context, skill.context_aliases, skill.context_words),
                *(catalogue.uris[skill.id], catalogue.descriptions.get(skill.id, "")),
            ]
            for skill in taxonomy
        ],
        "occupations": [
            [
                *(job.uri, job.label, job.aliases, job.description),
                [number[skill_id] for skill_id in job.essential],
                [number[skill_id] for skill_id in job.optional],
                job.tasks,
            ]
            for job in catalogue.occupations
        ],
        "notices": catalogue.notices,
    }


def _catalogue(document: dict[str, Any]) -> Catalogue:
    if document["format"] != _FORMAT:
        raise RunError(
            f"expected a stored taxonomy of format {_FORMAT}, found {document['format']}",
            hint=_again(document["name"]),
        )
    rows = document["skills"]
    ids = [row[0] for row in rows]
    return Catalogue(
        name=document["name"],
        taxonomy=Taxonomy((_skill(row) for row in rows), (Family(*row) for row in document["families"])),
        uris={row[0]: row[10] for row in rows},
        descriptions={row[0]: row[11] for row in rows if row[11]},
        occupations=tuple(_occupation(row, ids) for row in document["occupations"]),
        notices=tuple(document["notices"]),
    )


def _skill(row: list[Any]) -> Skill:
    skill_id, label, family, kind, aliases, related, broader, context, context_aliases, words, *_ = row
    pairs = tuple((other, weight) for other, weight in related)
    return Skill(
        skill_id, label, family, kind, tuple(aliases), pairs, broader, context, tuple(context_aliases), tuple(words)
    )  # fmt: skip


def _occupation(row: list[Any], ids: Sequence[str]) -> Occupation:
    # What was stored before occupations had tasks has no column for them.
    uri, label, aliases, description, essential, optional, *tasks = row
    return Occupation(
        uri,
        label,
        tuple(aliases),
        description,
        tuple(ids[number] for number in essential),
        tuple(ids[number] for number in optional),
        *map(tuple, tasks),
    )
