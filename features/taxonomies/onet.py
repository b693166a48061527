"""O*NET's text files (US Department of Labor, CC BY 4.0) -> a catalogue of technologies.

Reads which technologies each occupation uses and its tasks. What is in demand for an occupation counts as essential to
it, and hot technologies come first; commodity titles are the broader skills. O*NET gives technologies no identifiers:
their URIs here are made from their names.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from features.skills import Family, Skill, Taxonomy
from features.taxonomies.catalogue import Catalogue, Occupation
from features.taxonomies.names import fit_for_linking
from features.taxonomies.tables import Tables
from features.taxonomy import load_starter
from matching.sources.cells import Row

NAME = "onet"
_USED = "Technology Skills.txt"
_JOBS = "All_Occupations.txt"
_TITLES = "Alternate Titles.txt"
_TASKS = "Task Statements.txt"
_CODE = "O*NET-SOC Code"
_FAMILY = Family("technologies", "Technologies", False)
_SPELT = {"+": " plus", "#": " sharp"}
_NOT_IN_AN_ID = re.compile(r"[^a-z0-9]+")


def read_onet(folder: Path) -> Catalogue:
    """The catalogue in O*NET's files; InputError with every missing file and column."""
    tables = Tables(folder, "\t")
    used = tables.rows(_USED, _CODE, "Example", "Commodity Code", "Commodity Title", "In Demand")
    jobs = tables.rows(_JOBS, "Code", "Occupation")
    titles = tables.rows(_TITLES, _CODE, "Alternate Title")
    tasks = tables.rows(_TASKS, _CODE, "Task", needed=False)
    tables.check("O*NET")

    commodities = {row.cells["Commodity Title"]: f"commodity-{row.cells['Commodity Code']}" for row in used}
    products = {row.cells["Example"]: row.cells["Commodity Title"] for row in used}
    ids = _ids(name for name in products if name not in commodities)
    skills = [Skill(skill_id, title, _FAMILY.id, "knowledge") for title, skill_id in commodities.items()]
    skills += [
        Skill(skill_id, name, _FAMILY.id, "tool", broader=commodities[products[name]])
        for name, skill_id in ids.items()
    ]
    occupations, unlisted = _occupations(jobs, titles, used, tasks, {**commodities, **ids})
    left_out = f"{_USED}: {unlisted:,} of {len(used):,} rows name an occupation that is not listed; left out"
    return Catalogue(
        NAME,
        Taxonomy(fit_for_linking(skills, load_starter(), [row.cells["Task"] for row in tasks]), [_FAMILY]),
        uris={skill.id: f"onet:technology/{skill.id}" for skill in skills},
        descriptions={},
        occupations=occupations,
        notices=(left_out,) if unlisted else (),
    )


def _ids(names: Iterator[str]) -> dict[str, str]:
    """Name -> id: `C++` is `c-plus-plus`; names that differ in marks only are numbered."""
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        spelt = "".join(_SPELT.get(character, character) for character in name.lower())
        base = found = _NOT_IN_AN_ID.sub("-", spelt).strip("-")
        number = 2
        while found in taken:
            found, number = f"{base}-{number}", number + 1
        taken.add(found)
        ids[name] = found
    return ids


def _occupations(
    jobs: Sequence[Row],
    titles: Sequence[Row],
    used: Sequence[Row],
    tasks: Sequence[Row],
    ids: Mapping[str, str],
) -> tuple[tuple[Occupation, ...], int]:
    named: dict[str, list[str]] = {}
    for row in titles:
        named.setdefault(row.cells[_CODE], []).append(row.cells["Alternate Title"])
    asked: dict[str, tuple[list[str], list[str]]] = {row.cells["Code"]: ([], []) for row in jobs}
    done: dict[str, list[str]] = {}
    for row in sorted(tasks, key=lambda row: row.cells.get("Task Type") != "Core"):
        done.setdefault(row.cells[_CODE], []).append(row.cells["Task"])
    unlisted = 0
    for row in sorted(used, key=lambda row: row.cells.get("Hot Technology") != "Y"):
        lists = asked.get(row.cells[_CODE])
        if lists is None:
            unlisted += 1
        else:
            lists[0 if row.cells["In Demand"] == "Y" else 1].append(ids[row.cells["Example"]])
    occupations = (
        Occupation(
            uri=f"onet:occupation/{row.cells['Code']}",
            label=row.cells["Occupation"],
            aliases=tuple(named.get(row.cells["Code"], ())),
            essential=tuple(dict.fromkeys(asked[row.cells["Code"]][0])),
            optional=tuple(dict.fromkeys(asked[row.cells["Code"]][1])),
            tasks=tuple(done.get(row.cells["Code"], ())),
        )
        for row in jobs
    )
    return tuple(occupations), unlisted
