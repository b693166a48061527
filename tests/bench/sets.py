"""Two sets labelled by rule from public data, in the formats `candor evaluate` reads: `python -m tests.bench.sets FOLDER`.

    category     ESCO occupations as roles (title, description, eight of their essential skills); every CV; relevant when the
                 CV's category is the occupation's
    skills       the same occupations, asked for by those eight skills alone
    known-item   six entries of one CV's own skill list as the role; 400 CVs with their lists cut out; relevant: that CV

Rules, not judgements: what they are worth is said in `docs/reference/data.md`. `CANDOR_DATA` names the folder of data.
"""

import csv
import json
import os
import random
import re
import sys
from collections import defaultdict
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

Row = dict[str, Any]


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.bench.sets FOLDER")
    data, folder = Path(os.environ["CANDOR_DATA"]), Path(sys.argv[1])
    cvs = read_cvs(data)
    people = [{"id": person, "text": text} for person, (_, text) in sorted(cvs.items())]
    roles, category_of = occupations(data)
    relevant = [
        (role["id"], person)
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
    write(folder / "known-item", *known_items(cvs))


def occupations(data: Path) -> tuple[list[Row], dict[str, str]]:
    """Roles made of occupations, and the category each one is looked for in."""
    found = {row["preferredLabel"].lower(): row for row in rows(data / "esco/occupations_en.csv")}
    labels = {row["conceptUri"]: row["preferredLabel"] for row in rows(data / "esco/skills_en.csv")}
    essential = defaultdict(list)
    for row in rows(data / "esco/occupationSkillRelations.csv"):
        if row["relationType"] == "essential" and row["skillUri"] in labels:
            essential[row["occupationUri"]].append(labels[row["skillUri"]])
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


def known_items(cvs: Mapping[str, tuple[str, str]]) -> tuple[list[Row], list[Row], list[tuple[str, str]]]:
    """Roles, people with their lists cut out, and who each role came from."""
    draw = random.Random(1)
    kept, listed = {}, {}
    for person, (_, text) in sorted(cvs.items()):
        parts = stretches(text, "text")
        rest = "\n".join(text[part.span.start : part.span.end] for part in parts if part.telling != "listed")
        if len(rest.split()) >= FEWEST_WORDS:
            kept[person] = rest
            listed[person] = entries(
                text[part.span.start : part.span.end] for part in parts if part.telling == "listed"
            )
    people = draw.sample(sorted(kept), KNOWN_CVS)
    sources = [person for person in people if len(listed[person]) >= ASKED][:KNOWN_ROLES]
    roles = [
        {"id": f"like-{person}", "must_have": draw.sample(listed[person], KNOWN_ASKED)} for person in sources
    ]
    return (
        roles,
        [{"id": person, "text": kept[person]} for person in people],
        [(f"like-{person}", person) for person in sources],
    )


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


def write(
    folder: Path, roles: Sequence[Row], people: Sequence[Row], relevant: Iterable[tuple[str, str]]
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, items in (("roles", roles), ("profiles", people)):
        lines = (json.dumps(item, ensure_ascii=False) + "\n" for item in items)
        (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    judged = "".join(f"{role} 0 {person} 1\n" for role, person in relevant)
    (folder / "qrels.tsv").write_text(judged, encoding="utf-8")
    print(f"{folder}: {len(roles)} roles, {len(people)} people")


def rows(path: Path) -> Iterable[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


if __name__ == "__main__":
    main()
