"""Settings: the environment before the file, and no value that nobody knows."""

from pathlib import Path

import pytest

from matching.clock import system_clock
from matching.errors import InputError
from matching.profiles import Profile
from review_ui.bootstrap import Workspace
from review_ui.settings import Settings, read_settings

PERSON = Profile(id="p", text="Studied law at Harvard University. Drafts contracts for a bank.")


@pytest.mark.parametrize(
    ("environment", "file", "found"),
    [
        ({}, "", None),
        ({}, "schools: kept\n", "kept"),
        ({"CANDOR_SCHOOLS": "blanked"}, "schools: kept\n", "blanked"),
    ],
)
def test_the_environment_comes_before_the_file(
    tmp_path: Path, environment: dict[str, str], file: str, found: str | None
) -> None:
    if file:
        (tmp_path / "config.yaml").write_text(file)

    assert read_settings(tmp_path, environment).schools == found


def test_a_value_nobody_knows_is_refused_with_what_may_stand_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected blanked or kept for schools"):
        read_settings(tmp_path, {"CANDOR_SCHOOLS": "no"})


@pytest.mark.parametrize(("schools", "named"), [(None, False), ("blanked", False), ("kept", True)])
def test_schools_are_read_as_the_setting_says(tmp_path: Path, schools: str | None, named: bool) -> None:
    workspace = Workspace(tmp_path, Settings(encoder="none", schools=schools), system_clock)

    pool = workspace.headless_matcher([PERSON]).pool

    assert ("harvard" in pool.lexical.vocabulary) is named
