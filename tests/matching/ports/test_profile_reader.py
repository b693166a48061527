"""What every profile reader promises, run on the one in memory, the one over the record, and the fake of the tests."""

from collections.abc import Callable
from pathlib import Path

import pytest

from governance.people.profiles import iter_profiles
from governance.people.restrictions import erase_person
from matching.ports import ProfileReader
from matching.profiles import Profile, Terms
from review_ui.bootstrap import HeldProfiles, RecordProfiles
from tests.fakes import MemoryProfiles
from tests.governance.world import World

Make = Callable[[], tuple[ProfileReader, list[Profile]]]


@pytest.fixture(params=["fake", "held", "record"])
def made(request: pytest.FixtureRequest, world: World) -> tuple[ProfileReader, list[Profile]]:
    profiles = [
        Profile.model_validate(document).under(Terms("*")) for document in iter_profiles(world.database)
    ]
    readers: dict[str, Callable[[], ProfileReader]] = {
        "fake": lambda: MemoryProfiles(profiles),
        "held": lambda: HeldProfiles(profiles),
        "record": lambda: RecordProfiles(world.database),
    }
    return readers[request.param](), profiles


def test_everybody_asked_for_comes_back_as_they_are(made: tuple[ProfileReader, list[Profile]]) -> None:
    reader, profiles = made

    assert reader.read([profile.id for profile in profiles]) == {profile.id: profile for profile in profiles}


def test_nobody_unknown_comes_back(made: tuple[ProfileReader, list[Profile]]) -> None:
    reader, profiles = made

    assert set(reader.read([profiles[0].id, "P-nobody"])) == {profiles[0].id}
    assert reader.read([]) == {}


def test_an_erased_person_is_absent_from_the_record_at_once(world: World, tmp_path: Path) -> None:
    person = next(iter(iter_profiles(world.database)))["id"]
    with world.as_("cora") as work:
        erase_person(work, person, "asked to be forgotten")

    assert RecordProfiles(world.database).read([person]) == {}
