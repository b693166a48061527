"""The simulated duplicates, and what identity resolution makes of them on a seed its thresholds were not chosen on."""

from collections import Counter

from models.simulation.duplicates import iter_sightings
from tests.bench.identity import CHOSEN_ON, REPORTED_ON, measure


def test_the_same_seed_shows_the_same_people_and_another_seed_others() -> None:
    once, again, other = (list(iter_sightings(40, seed)) for seed in (5, 5, 6))

    assert once == again
    assert [one.name for one in once] != [one.name for one in other]


def test_people_stand_on_one_to_three_platforms_once_each() -> None:
    sightings = list(iter_sightings(300, 5))

    times = Counter(one.person for one in sightings)

    assert set(times.values()) == {1, 2, 3}
    assert max(Counter((one.person, one.source) for one in sightings).values()) == 1


def test_namesakes_share_name_and_craft_and_are_somebody_else() -> None:
    sightings = list(iter_sightings(300, 5))

    first = {one.person: one.name for one in reversed(sightings)}
    namesakes = [one for one in sightings if one.namesake_of is not None]

    assert len(namesakes) > 20
    assert all(one.namesake_of != one.person for one in namesakes)
    assert any(first[one.namesake_of] == one.name for one in namesakes if one.namesake_of is not None)


def test_resolution_holds_its_floor_on_a_held_out_seed() -> None:
    held_out = REPORTED_ON[0]

    found = measure(600, held_out)

    assert held_out not in CHOSEN_ON
    assert found.true > 200
    assert found.precision[0] >= 0.98
    assert found.recall[0] >= 0.75
    assert found.recall_with_queue[0] >= 0.87
    assert found.namesakes > 20
    assert found.namesakes_joined <= found.namesakes * 0.02
