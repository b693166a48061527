"""One person as three platforms would export them stands at nearly the same place.

The exports differ in layout, not in the person: headline styles, skills with years or without, ratings or job success or
neither, a bio in one field or three. Placed in a pool of sixty one at a time, the three are at most two places apart.
"""

import random

import pytest

from matching.roles import Role
from tests.robustness.pool import Bench, Record, arrays, roles, served

FARTHEST = 2


def upwork(person: Record) -> Record:
    """A headline with its skills strung on, bare skills, job success, ratings by count, work as it was written."""
    skills = person["skills"]
    return {
        "id": person["id"],
        "platform": "Upwork",
        "headline": " | ".join((person["headline"], *skills[:3])),
        "summary": person["summary"],
        "experience": person["experience"],
        "skills": skills,
        **_facts(person),
    }


def fiverr(person: Record) -> Record:
    """`I will` no more: a plain title, skills in another order and in small letters, work oldest first, bulleted."""
    work = [
        {**item, "description": "\n".join(f"- {sentence}" for sentence in item["description"].split(". "))}
        for item in reversed(person["experience"])
    ]
    return {
        "id": person["id"],
        "platform": "Fiverr",
        "headline": person["headline"].upper(),
        "summary": person["summary"].replace(". ", ".\n"),
        "experience": work,
        "skills": [skill.lower() for skill in reversed(person["skills"])],
        **_facts(person),
    }


def toptal(person: Record) -> Record:
    """Skills as objects with years and level, no ratings at all, certificates of the house left out."""
    draw = random.Random(person["id"])
    facts = _facts(person)
    facts.pop("ratings", None)
    facts.pop("job_success", None)
    return {
        "id": person["id"],
        "platform": "Toptal",
        "headline": person["headline"],
        "summary": person["summary"],
        "experience": person["experience"],
        "skills": [
            {"name": skill, "years": draw.randrange(1, 9), "level": "expert"} for skill in person["skills"]
        ],
        **facts,
    }


def _facts(person: Record) -> Record:
    names = ("hourly_rate", "country", "timezone", "available_from", "hours_per_week", "ratings", "job_success", "languages",
             "certifications", "education", "as_of", "response_hours", "work_countries")  # fmt: skip
    return {name: person[name] for name in names if name in person}


def _apart(bench: Bench, role: Role, exports: list[Record]) -> int:
    ranks = [bench.rank(role, export) for export in exports]
    return max(ranks) - min(ranks)


def _people(count: int) -> list[Record]:
    return random.Random(2).sample([one for one in served() if one.get("experience")], count)


@pytest.mark.parametrize("person", _people(12), ids=lambda person: person["id"])
def test_but_for_the_figures_a_platform_lacks_the_three_are_read_alike(person: Record) -> None:
    said, *others = (arrays(export(person)) for export in (upwork, fiverr, toptal))

    for one in others:
        for kind in ("passages", "skills", "title", "words", "sets"):
            assert one[kind] == said[kind], kind
        figures = {"rating_average", "rating_count", "job_success"}
        assert {
            name for name in said["numbers"] if one["numbers"].get(name) != said["numbers"][name]
        } <= figures


@pytest.mark.slow
def test_with_real_vectors_the_three_stand_together(bench: Bench) -> None:
    people = [(role, person) for role in roles() for person in _people(4)]

    rated = [_apart(bench, role, [upwork(person), fiverr(person)]) for role, person in people]
    unrated = [_apart(bench, role, [upwork(person), toptal(person)]) for role, person in people]

    print(
        f"two exports: farthest {max(rated)} places; without ratings: farthest {max(unrated)}, {sum(n <= 2 for n in unrated)} of {len(unrated)} within two"
    )
    assert max(rated) <= FARTHEST
    assert max(unrated) <= FARTHEST


def test_the_exports_really_differ() -> None:
    person = _people(1)[0]

    layouts = [
        {key: value for key, value in export(person).items() if key != "platform"}
        for export in (upwork, fiverr, toptal)
    ]

    assert all(one != other for i, one in enumerate(layouts) for other in layouts[i + 1 :])
