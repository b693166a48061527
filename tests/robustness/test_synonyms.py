"""Another name of the same skill is the same skill: always in the list, and nearly always in prose."""

import random
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.skills import Skill
from features.titles import names_a_person
from tests.robustness.pool import LINKER, Bench, Record, arrays, roles, served, texts

PAIRS = [("k8s", "Kubernetes"), ("JS", "JavaScript"), ("Postgres", "PostgreSQL"), ("ReactJS", "React"), ("golang", "Go"), ("MS Excel", "Excel"), ("A/P", "Accounts payable")]  # fmt: skip
WITHIN_ONE = 0.95


def other_names(skill: Skill) -> list[str]:
    return [name for name, _ in skill.surfaces() if LINKER.taxonomy.find(name) == skill]


@pytest.mark.parametrize(("alias", "label"), PAIRS)
def test_names_that_people_use_every_day_are_one(alias: str, label: str) -> None:
    def listing(name: str) -> Record:
        return {"id": "p", "text": "", "skills": ["Git", name]}

    assert arrays(listing(alias)) == arrays(listing(label))


@given(record=st.sampled_from([one for one in served() if one.get("skills")]), seed=st.integers(0, 999))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_any_name_of_a_listed_skill_changes_nothing(record: Record, seed: int) -> None:
    draw = random.Random(seed)

    def renamed(entry: str) -> str:
        skill = LINKER.taxonomy.find(entry)
        return draw.choice(other_names(skill)) if skill else entry

    assert arrays({**record, "skills": [renamed(entry) for entry in record["skills"]]}) == arrays(record)


@pytest.mark.slow
def test_synonyms_in_prose_move_a_rank_by_at_most_one_in_most_cases(bench: Bench) -> None:
    moves = [moved for role in roles() for moved in _moves(bench, role, random.Random(role.id))]

    within = sum(abs(moved) <= 1 for moved in moves) / len(moves)
    print(
        f"synonyms in prose: {within:.3f} within one place, n = {len(moves)}, farthest {max(map(abs, moves))}"
    )
    assert len(moves) >= 40
    assert within >= WITHIN_ONE


def _moves(bench: Bench, role, draw: random.Random) -> Iterator[int]:  # type: ignore[no-untyped-def]
    before = list(bench.scores(role))
    people = served()
    draw.shuffle(people)
    found = 0
    for record in people:
        changed = texts(record, lambda text: _reworded(text, draw))
        if changed != record:
            yield list(bench.scores(role, changed)).index(record["id"]) - before.index(record["id"])
            found += 1
        if found == 12:
            return


def _reworded(text: str, draw: random.Random) -> str:
    """One skill the text names, by another of its names that is no ambiguous word."""
    mentions = [mention for mention in LINKER.link(text) if not mention.negated]
    draw.shuffle(mentions)
    for mention in mentions:
        skill = LINKER.taxonomy.skill(mention.skill_id)
        # Who does the work is no other name of it: an accountant is not accounting.
        names = [
            name
            for name, ambiguous in skill.surfaces()
            if not ambiguous
            and name.casefold() != mention.surface.casefold()
            and not names_a_person(name, skill.label)
        ]
        if names_a_person(mention.surface, skill.label):
            continue
        if names and re.fullmatch(r"[\w .+#/-]+", mention.surface):
            return text[: mention.start] + draw.choice(names) + text[mention.end :]
    return text
