"""Sets of other material than CVs, on which no weight but that of words in context was chosen: `python -m tests.bench.held_out FOLDER`.

    annotated-house, annotated-tech  records of six annotated sentences each; five of the annotations of one record as the
                         role; grade: how many of the five were annotated in the others' sentences, to 3
    occupations          ESCO occupations as roles (title, description, eight essential skills); O*NET occupations as records of
                         fifteen tasks and twelve technologies, without their titles; relevant: who shares a title with
                         the role, grade 2 where it is the role's own
    occupation-list      the same occupations, asked for by those eight skills alone
    occupation-profiles  the other way round: O*NET occupations as roles of five tasks alone; ESCO occupations as profiles of a
                         description and a list of skills

The annotations are people's; whoever shares a title is a rule. What both are worth is said in `docs/reference/data.md`.
"""

import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.sets import (
    ASKED,
    TASKS_ASKED,
    Judged,
    Row,
    as_asked,
    essential_skills,
    occupations_by_title,
    onet_names,
    rows,
    tabbed,
    write,
)

RECORDS, SENTENCES, ANNOTATED_ROLES = 300, 6, 250
ASKED_OF_RECORD = 5
OCCUPATION_ROLES, PROFILE_ROLES = 800, 600
TASKS_TOLD, TOOLS_TOLD, FEWEST_TASKS = 15, 12, 6
# A title that more occupations go by says little of any of them.
SHARED_BY = 4
NOT_A_SKILL = {"LABEL NOT PRESENT", "UNDERSPECIFIED"}


@dataclass(frozen=True)
class Occupation:
    """One of ESCO's, as far as the sets need it."""

    id: str
    title: str
    other_titles: tuple[str, ...]
    description: str
    skills: tuple[str, ...]


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.bench.held_out FOLDER")
    data, folder = Path(os.environ["CANDOR_DATA"]), Path(sys.argv[1])
    for part in ("house", "tech"):
        write(folder / f"annotated-{part}", *annotated(data, part))
    tasks = tasks_of(data)
    told, people, skilled = titles_of(data, tasks), records(data, tasks), esco(data)
    asked = random.Random(3).sample([one for one in skilled if any(sharing(one, told))], OCCUPATION_ROLES)
    judged = [one for occupation in asked for one in sharing(occupation, told)]
    write(folder / "occupations", [whole(one) for one in asked], people, judged)
    write(folder / "occupation-list", [listed(one) for one in asked], people, judged)
    write(folder / "occupation-profiles", *asked_by_tasks(skilled, tasks, told))


def annotated(data: Path, part: str) -> tuple[list[Row], list[Row], list[Judged]]:
    """Roles of annotations, records of sentences, and how many annotations of a role each record holds."""
    labels: dict[str, set[str]] = defaultdict(set)
    for row in rows(data / f"skill_extraction/{part}_validation_annotations.csv"):
        labels[" ".join(row["sentence"].split())] |= {row["label"].strip()} - NOT_A_SKILL
    draw = random.Random(5)
    texts = {f"record-{i:03}": draw.sample(sorted(labels), SENTENCES) for i in range(RECORDS)}
    held = {one: set[str]().union(*map(labels.__getitem__, found)) for one, found in texts.items()}
    roles: list[Row] = []
    judged: list[Judged] = []
    for source in draw.sample(sorted(texts), len(texts)):
        if len(held[source]) < ASKED_OF_RECORD or len(roles) == ANNOTATED_ROLES:
            continue
        asked = draw.sample(sorted(held[source]), ASKED_OF_RECORD)
        roles.append({"id": f"ask-{source}", "must_have": asked})
        counts = {one: len(own & set(asked)) for one, own in held.items() if one != source}
        judged += [(f"ask-{source}", one, min(3, count)) for one, count in counts.items() if count]
    return roles, [{"id": one, "text": "\n".join(found)} for one, found in texts.items()], judged


def esco(data: Path) -> list[Occupation]:
    """ESCO's occupations with essential skills enough to ask for."""
    skills = essential_skills(data)
    return [
        Occupation(
            row["conceptUri"].rsplit("/", 1)[1],
            row["preferredLabel"],
            tuple(filter(None, map(str.strip, row["altLabels"].split("\n")))),
            row["description"],
            tuple(skills[row["conceptUri"]]),
        )
        for row in sorted(rows(data / "esco/occupations_en.csv"), key=lambda row: row["conceptUri"])
        if len(skills[row["conceptUri"]]) >= ASKED
    ]


def titles_of(data: Path, tasks: Mapping[str, list[str]]) -> dict[str, set[str]]:
    """Title in lower case -> the O*NET occupations with tasks enough that go by it."""
    told = set(tasks)
    found = occupations_by_title(data, onet_names(data))
    return {title: codes & told for title, codes in found.items() if 1 <= len(codes & told) <= SHARED_BY}


def tasks_of(data: Path) -> dict[str, list[str]]:
    tasks = defaultdict(list)
    for row in tabbed(data / "onet/Task Statements.txt"):
        tasks[row["O*NET-SOC Code"]].append(row["Task"])
    return {code: found for code, found in sorted(tasks.items()) if len(found) >= FEWEST_TASKS}


def records(data: Path, tasks: Mapping[str, list[str]]) -> list[Row]:
    """O*NET occupations as somebody's record, in an order of its own, without a title."""
    tools = defaultdict(list)
    for row in tabbed(data / "onet/Technology Skills.txt"):
        tools[row["O*NET-SOC Code"]].append(row["Example"])
    return [
        {"id": code, "text": _record(code, own, list(dict.fromkeys(tools[code])))}
        for code, own in tasks.items()
    ]


def _record(code: str, tasks: Sequence[str], tools: Sequence[str]) -> str:
    draw = random.Random(code)
    told = draw.sample(tasks, min(TASKS_TOLD, len(tasks)))
    used = draw.sample(tools, min(TOOLS_TOLD, len(tools)))
    return "\n".join(["Experience", *told, *(["", "Skills", ", ".join(used)] if used else [])])


def sharing(occupation: Occupation, told: Mapping[str, set[str]]) -> Iterator[Judged]:
    """Who shares a title with the occupation: 2 for its own, 1 for another name of it."""
    grades: Counter[str] = Counter()
    for grade, titles in ((1, occupation.other_titles), (2, (occupation.title,))):
        for title in titles:
            grades.update({code: grade - grades[code] for code in told.get(title.lower(), ())})
    for code, grade in sorted(grades.items()):
        yield f"esco-{occupation.id}", code, grade


def whole(one: Occupation) -> Row:
    return {**listed(one), "title": one.title, "description": one.description}


def listed(one: Occupation) -> Row:
    asked = random.Random(one.id).sample(one.skills, ASKED)
    return {"id": f"esco-{one.id}", "must_have": asked}


def asked_by_tasks(
    profiles: Sequence[Occupation], tasks: Mapping[str, list[str]], told: Mapping[str, set[str]]
) -> tuple[list[Row], list[Row], list[Judged]]:
    """O*NET occupations ask for five of their tasks, ESCO occupations are the profiles."""
    held: dict[str, dict[str, int]] = defaultdict(dict)
    for one in profiles:
        for _, code, grade in sharing(one, told):
            held[code][one.id] = grade
    draw = random.Random(11)
    asked = sorted(draw.sample(sorted(held), min(PROFILE_ROLES, len(held))))
    roles = [
        {"id": f"onet-{code}", "must_have": as_asked(draw.sample(tasks[code], TASKS_ASKED))} for code in asked
    ]
    people = [{"id": one.id, "text": one.description, "skills": list(one.skills)} for one in profiles]
    return (
        roles,
        people,
        [(f"onet-{code}", one, grade) for code in asked for one, grade in held[code].items()],
    )


if __name__ == "__main__":
    main()
