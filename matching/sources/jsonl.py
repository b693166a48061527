"""Profiles that are already in Candor's own format, one JSON object a line. A map adds constants and the licence only.

An origin that a field brings along stays; the others are this file's.
"""

from pathlib import Path

from matching.errors import Fault, InputError
from matching.files import read_profiles
from matching.profiles import Profile
from matching.sources.collecting import day_of, source_name, with_origins
from matching.sources.port import SourceBatch, SourceMap

_HOW = {name: f"key {name!r}" for name in Profile.model_fields}


class JsonLinesSource:
    """Fulfils `port.Source` for JSON lines: any faulty line refuses the file."""

    def read(self, path: Path, mapping: SourceMap) -> SourceBatch:
        if mapping.columns:
            fault = Fault("no columns", ", ".join(mapping.columns), field="columns")
            raise InputError(
                "a map for JSON lines maps no columns", faults=[fault], hint="use --source table for a table"
            )
        read = read_profiles(path)
        source, seen_on = source_name(path, mapping), day_of(path)
        profiles = tuple(
            with_origins(
                _with_constants(profile, mapping),
                {
                    **_HOW,
                    **dict.fromkeys(
                        mapping.constants.keys() - profile.model_fields_set, "a constant of the map"
                    ),
                },
                source=source,
                seen_on=seen_on,
            )
            for profile in read.items
        )
        return SourceBatch(profiles, read.protected, notices=read.notices)


def _with_constants(profile: Profile, mapping: SourceMap) -> Profile:
    missing = {key: value for key, value in mapping.constants.items() if key not in profile.model_fields_set}
    if not missing:
        return profile
    return Profile.model_validate({**profile.model_dump(exclude_unset=True), **missing})
