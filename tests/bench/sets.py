"""Sets labelled by rule from public data, in the formats `candor evaluate` reads: `python -m tests.bench.sets FOLDER`.

    category     ESCO occupations as roles (title, description, eight of their essential skills); every CV; relevant when the
                 CV's category is the occupation's
    skills       the same occupations, asked for by those eight skills alone
    tasks        O*NET occupations as roles (title, four tasks, three of their technologies); every CV; grade 1 where one of the
                 occupation's own titles stands on a line of the CV, 2 where it is the first such title
    task-list    the same occupations, asked for by five tasks alone
    known-item   six entries of one CV's own skill list as the role; 400 CVs with their lists cut out; relevant: that CV
    lists        six entries that several lists share; the same 400 CVs; grade: how many of the six the CV's own list had, to 3

Rules, not judgements: what they are worth is said in `docs/reference/data.md`. `CANDOR_DATA` names the folder of data.
"""

import csv
import json
import os
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from features.sections import stretches
from tests.bench.cvs import read_cvs

OCCUPATIONS = {
    "ACCOUNTANT": ["accountant", "bookkeeper", "accounting assistant"],
    "ADVOCATE": ["lawyer", "legal assistant"],
    "AGRICULTURE": ["agricultural scientist", "agronomist", "farm manager"],
    "APPAREL": ["fashion designer", "clothing development manager", "merchandiser"],
    "ARTS": ["art teacher secondary school"],
    "AUTOMOBILE": ["vehicle technician", "vehicle maintenance supervisor", "automotive engineer"],
    "AVIATION": ["aircraft maintenance technician", "airport operations officer", "aircraft pilot", "aviation inspector"],
    "BANKING": ["bank teller", "bank manager", "credit adviser", "relationship banking manager"],
    "BPO": ["call centre agent", "call centre manager", "call centre supervisor"],
    "BUSINESS-DEVELOPMENT": ["business developer", "sales account manager", "business manager"],
    "CHEF": ["chef", "cook", "head chef"],
    "CONSTRUCTION": ["construction manager", "construction general supervisor", "carpenter"],
    "CONSULTANT": ["business consultant", "ict consultant", "business analyst"],
    "DESIGNER": ["graphic designer", "interior designer", "industrial designer"],
    "DIGITAL-MEDIA": ["digital media designer", "online marketer", "web content manager"],
    "ENGINEERING": ["mechanical engineer", "electrical engineer", "industrial engineer", "civil engineer"],
    "FINANCE": ["financial analyst", "financial manager", "financial controller"],
    "FITNESS": ["fitness instructor", "personal trainer"],
    "HEALTHCARE": ["specialist nurse", "healthcare institution manager", "medical administrative assistant", "healthcare assistant"],
    "HR": ["human resources manager", "recruitment consultant", "human resources assistant"],
    "INFORMATION-TECHNOLOGY": ["ict system administrator", "ict help desk agent", "ict network administrator", "ict operations manager"],
    "PUBLIC-RELATIONS": ["public relations officer", "communication manager", "public relations manager"],
    "SALES": ["sales manager", "commercial sales representative"],
    "TEACHER": ["primary school teacher", "secondary school teacher", "special educational needs teacher"],
}  # fmt: skip
ASKED = 8
KNOWN_CVS, KNOWN_ROLES, KNOWN_ASKED = 400, 150, 6
FEWEST_WORDS = 150
_LIST_HEADING = re.compile(
    r"(?im)^\s*(?:skills|highlights|core qualifications|technical skills|areas of expertise|skill highlights|core competencies"
    r"|key skills)\s*:?\s*$"
)

TASK_ROLES, LIST_ROLES, TASKS_ASKED = 130, 120, 5
# How many people may hold an occupation's title for it to be asked about.
HELD = (5, 150)

Row = dict[str, Any]
Judged = tuple[str, str, int]  # role, person, grade


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.bench.sets FOLDER")
    data, folder = Path(os.environ["CANDOR_DATA"]), Path(sys.argv[1])
    cvs = read_cvs(data)
    people = [{"id": person, "text": text} for person, (_, text) in sorted(cvs.items())]
    roles, category_of = occupations(data)
    relevant = [
        (role["id"], person, 1)
        for role in roles
        for person, (category, _) in sorted(cvs.items())
        if category == category_of[role["id"]]
    ]
    write(folder / "category", roles, people, relevant)
    write(
        folder / "skills",
        [{"id": role["id"], "must_have": role["must_have"]} for role in roles],
        people,
        relevant,
    )
    tasks, listed, held = task_roles(data, cvs)
    write(folder / "tasks", tasks, people, held)
    write(folder / "task-list", listed, people, held)
    kept, lists = without_lists(cvs)
    write(folder / "known-item", *known_items(kept, lists))
    write(folder / "lists", *shared_lists(kept, lists))


def occupations(data: Path) -> tuple[list[Row], dict[str, str]]:
    """Roles made of occupations, and the category each one is looked for in."""
    found = {row["preferredLabel"].lower(): row for row in rows(data / "esco/occupations_en.csv")}
    essential = essential_skills(data)
    roles, category_of = [], {}
    for category, names in OCCUPATIONS.items():
        for name in names:
            occupation, key = found[name], name.replace(" ", "-")
            skills = essential[occupation["conceptUri"]]
            chosen = random.Random(name).sample(skills, min(ASKED, len(skills)))
            roles.append(
                {"id": key, "title": name, "description": occupation["description"], "must_have": chosen}
            )
            category_of[key] = category
    return roles, category_of


def essential_skills(data: Path) -> defaultdict[str, list[str]]:
    """ESCO occupation -> the labels of its essential skills."""
    labels = {row["conceptUri"]: row["preferredLabel"] for row in rows(data / "esco/skills_en.csv")}
    essential = defaultdict(list)
    for row in rows(data / "esco/occupationSkillRelations.csv"):
        if row["relationType"] == "essential" and row["skillUri"] in labels:
            essential[row["occupationUri"]].append(labels[row["skillUri"]])
    return essential


def task_roles(data: Path, cvs: Mapping[str, tuple[str, str]]) -> tuple[list[Row], list[Row], list[Judged]]:
    """Roles of titles, tasks and technologies, roles of tasks alone, and who has held one of the occupation's titles."""
    named = onet_names(data)
    tasks, tools = defaultdict(list), defaultdict(list)
    for row in tabbed(data / "onet/Task Statements.txt"):
        if row["Task Type"] == "Core":
            tasks[row["O*NET-SOC Code"]].append(row["Task"])
    for row in tabbed(data / "onet/Technology Skills.txt"):
        if row["Hot Technology"] == "Y":
            tools[row["O*NET-SOC Code"]].append(row["Example"])
    holders = title_holders(occupations_by_title(data, named), cvs)
    draw = random.Random(9)
    fit = [
        code for code in sorted(holders) if HELD[0] <= len(holders[code]) <= HELD[1] and len(tasks[code]) >= 6
    ]
    chosen = sorted(draw.sample(fit, min(TASK_ROLES, len(fit))))
    whole = [
        {
            "id": f"onet-{code}",
            "title": named[code],
            "description": " ".join(draw.sample(tasks[code], 4)),
            "must_have": draw.sample(tools[code], min(3, len(tools[code]))),
        }
        for code in chosen
    ]
    alone = [
        {"id": f"onet-{code}", "must_have": as_asked(draw.sample(tasks[code], TASKS_ASKED))}
        for code in chosen
    ]
    held = [
        (f"onet-{code}", person, grade) for code in chosen for person, grade in sorted(holders[code].items())
    ]
    return whole, alone, held


def onet_names(data: Path) -> dict[str, str]:
    return {row["Code"]: row["Occupation"] for row in tabbed(data / "onet/All_Occupations.txt")}


def as_asked(tasks: Iterable[str]) -> list[str]:
    """Statements of tasks as requirements, within the length a requirement may have."""
    return [task.rstrip(".")[:290] for task in tasks]


def occupations_by_title(data: Path, named: Mapping[str, str]) -> dict[str, set[str]]:
    """Title in lower case -> the occupations that go by it."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in tabbed(data / "onet/Alternate Titles.txt"):
        for title in (row["Alternate Title"], row["Short Title"]):
            if title != "n/a" and len(title) > 4:
                found[title.lower().strip()].add(row["O*NET-SOC Code"])
    for code, name in named.items():
        found[name.lower()].add(code)
    return found


def title_holders(
    titles: Mapping[str, set[str]], cvs: Mapping[str, tuple[str, str]]
) -> dict[str, dict[str, int]]:
    """Occupation -> person -> grade. A CV's first line, which often repeats its category, is left out."""
    holders: dict[str, dict[str, int]] = defaultdict(dict)
    for person, (_, text) in cvs.items():
        lines = (" ".join(line.lower().split()).strip(" ,.-") for line in text.splitlines()[1:])
        own = [
            titles[line] for line in lines if 1 <= len(titles.get(line, ())) <= 4 and len(line.split()) <= 5
        ]
        for place, codes in enumerate(own):
            for code in codes:
                holders[code].setdefault(person, 2 if place == 0 else 1)
    return holders


def without_lists(cvs: Mapping[str, tuple[str, str]]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """400 CVs with their lists cut out, and the entries of the lists that were cut."""
    kept, listed = {}, {}
    for person, (_, text) in sorted(cvs.items()):
        parts = stretches(text, "text")
        rest = "\n".join(text[part.span.start : part.span.end] for part in parts if part.telling != "listed")
        if len(rest.split()) >= FEWEST_WORDS:
            kept[person] = rest
            listed[person] = entries(
                text[part.span.start : part.span.end] for part in parts if part.telling == "listed"
            )
    people = random.Random(1).sample(sorted(kept), KNOWN_CVS)
    return {person: kept[person] for person in people}, {person: listed[person] for person in people}


def known_items(
    kept: Mapping[str, str], listed: Mapping[str, list[str]]
) -> tuple[list[Row], list[Row], list[Judged]]:
    """Roles, people with their lists cut out, and who each role came from."""
    draw = random.Random(2)
    sources = [person for person in kept if len(listed[person]) >= ASKED][:KNOWN_ROLES]
    roles = [
        {"id": f"like-{person}", "must_have": draw.sample(listed[person], KNOWN_ASKED)} for person in sources
    ]
    return roles, people_of(kept), [(f"like-{person}", person, 1) for person in sources]


def shared_lists(
    kept: Mapping[str, str], listed: Mapping[str, list[str]]
) -> tuple[list[Row], list[Row], list[Judged]]:
    """Roles of entries that several lists share, the same people, and how many of the entries each one's list had."""
    own = {person: {plain(entry) for entry in listed[person] if len(entry.split()) <= 4} for person in kept}
    often = Counter(entry for found in own.values() for entry in found)
    shared = {entry for entry, count in often.items() if 3 <= count <= 40 and len(entry) > 3}
    draw, roles, judged = random.Random(7), [], []
    for source in draw.sample(sorted(kept), len(kept)):
        if len(own[source] & shared) < ASKED or len(roles) == LIST_ROLES:
            continue
        asked = draw.sample(sorted(own[source] & shared), KNOWN_ASKED)
        counts = {person: len(own[person] & set(asked)) for person in kept if person != source}
        if max(counts.values()) >= 2 and sum(count > 0 for count in counts.values()) >= 6:
            roles.append({"id": f"list-{source}", "must_have": asked})
            judged += [(f"list-{source}", person, min(3, n)) for person, n in sorted(counts.items()) if n]
    return roles, people_of(kept), judged


def plain(entry: str) -> str:
    return re.sub(r"[^a-z0-9+#. ]", "", entry.lower()).strip()


def people_of(kept: Mapping[str, str]) -> list[Row]:
    return [{"id": person, "text": text} for person, text in kept.items()]


def entries(lists: Iterable[str]) -> list[str]:
    """Short entries under the headings of skill lists, each once."""
    found: list[str] = []
    for text in lists:
        heading = _LIST_HEADING.search(text)
        if heading:
            found += [
                entry.strip(" .;:\u2022-") for entry in re.split(r"[\n,;\u2022|]", text[heading.end() :])
            ]
    fitting = (
        entry
        for entry in found
        if len(entry.split()) <= 5 and 3 < len(entry) < 50 and re.search("[a-zA-Z]{3}", entry)
    )
    return list(dict.fromkeys(fitting))


def write(folder: Path, roles: Sequence[Row], people: Sequence[Row], relevant: Iterable[Judged]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, items in (("roles", roles), ("profiles", people)):
        lines = (json.dumps(item, ensure_ascii=False) + "\n" for item in items)
        (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    judged = "".join(f"{role} 0 {person} {grade}\n" for role, person, grade in relevant)
    (folder / "qrels.tsv").write_text(judged, encoding="utf-8")
    print(f"{folder}: {len(roles)} roles, {len(people)} people")


def rows(path: Path) -> Iterable[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def tabbed(path: Path) -> Iterable[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


if __name__ == "__main__":
    main()
