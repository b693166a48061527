"""Profiles that are already in Candor's own format, one JSON object a line. A map adds constants and the licence only."""

from pathlib import Path

from matching.errors import Fault, InputError
from matching.files import read_profiles
from matching.profiles import Profile
from matching.sources.port import SourceBatch, SourceMap


class JsonLinesSource:
    """Fulfils `port.Source` for JSON lines: any faulty line refuses the file."""

    def read(self, path: Path, mapping: SourceMap) -> SourceBatch:
        if mapping.columns:
            fault = Fault("no columns", ", ".join(mapping.columns), field="columns")
            raise InputError(
                "a map for JSON lines maps no columns", faults=[fault], hint="use --source table for a table"
            )
        read = read_profiles(path)
        profiles = tuple(_with_constants(profile, mapping) for profile in read.items)
        return SourceBatch(profiles, read.protected, notices=read.notices)


def _with_constants(profile: Profile, mapping: SourceMap) -> Profile:
    missing = {key: value for key, value in mapping.constants.items() if key not in profile.model_fields_set}
    if not missing:
        return profile
    return Profile.model_validate({**profile.model_dump(exclude_unset=True), **missing})
