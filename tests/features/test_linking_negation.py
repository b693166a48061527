"""When a text says that a skill is lacking, and when a "no" nearby says nothing of the kind."""

import pytest

from features.linking import SkillLinker
from features.taxonomy import load_starter

LINKER = SkillLinker(load_starter())


def denied(text: str) -> list[str]:
    return [hit.surface for hit in LINKER.link(text) if hit.negated]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no experience with Python", ["Python"]),
        ("No prior commercial experience in Python", ["Python"]),
        ("no experience\nwith Python", ["Python"]),
        ("without Java", ["Java"]),
        ("without any knowledge of Java", ["Java"]),
        ("never used Kubernetes", ["Kubernetes"]),
        ("I have never worked with Kubernetes", ["Kubernetes"]),
        ("not familiar with Docker", ["Docker"]),
        ("unfamiliar with Docker", ["Docker"]),
        ("I don't know Java", ["Java"]),
        ("I don\u2019t have experience with Java", ["Java"]),
        ("haven't used SQL", ["SQL"]),
        ("lacks Java skills", ["Java"]),
        ("zero experience with Java", ["Java"]),
        ("Java: none", ["Java"]),
        ("Java - no experience", ["Java"]),
        ("Java (never used), Python", ["Java"]),
    ],
)
def test_a_denied_skill_is_negated(text: str, expected: list[str]) -> None:
    assert denied(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no Java, Scala or Kotlin", ["Java", "Scala", "Kotlin"]),
        ("unfamiliar with Java, Scala and Kotlin. Python daily", ["Java", "Scala", "Kotlin"]),
        ("neither Java nor Python", ["Java", "Python"]),
        ("no experience with Java/Scala", ["Java", "Scala"]),
        ("no experience with Java, Scala, Kotlin", ["Java", "Scala", "Kotlin"]),
        ("No Java, Python is my daily language", ["Java"]),
        ("no Java but strong Python", ["Java"]),
        ("no Java; Python daily", ["Java"]),
        ("No Java. Python daily", ["Java"]),
        ("No Java\nPython daily", ["Java"]),
        ("never used Docker, although I know Kubernetes", ["Docker"]),
    ],
)
def test_a_denial_runs_along_its_list_and_ends_with_its_clause(text: str, expected: list[str]) -> None:
    assert denied(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "no problem with Python",
        "not only Python but also Java",
        "not just Python",
        "nothing is faster than Python",
        "Is the answer no? Python",
        "No\nPython",
        "zero billing errors",
        "Python, none better",
        "Python - no bugs shipped",
        "without supervision I built Python services",
        "There was no budget. Java was used",
        "no downtime while moving Java services",
    ],
)
def test_a_no_that_speaks_of_something_else_denies_no_language(text: str) -> None:
    assert not {"Python", "Java", "billing"} & set(denied(text))
