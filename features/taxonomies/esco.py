"""ESCO's CSV files (European Commission, reuse with attribution) -> a catalogue.

Reads skills with alternative labels, their hierarchy, related skills, and occupations with what each asks for. Rows that
name something unlisted are left out and counted. Written against release 1.1.1.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from features.skills import RELATED_WEIGHT, Family, Kind, Skill, Taxonomy
from features.taxonomies.catalogue import Catalogue, Occupation
from features.taxonomies.names import fit_for_linking
from features.taxonomies.tables import Tables
from features.taxonomy import load_starter
from matching.errors import Fault
from matching.sources.cells import Row

NAME = "esco"
_HIERARCHY = "broaderRelationsSkillPillar.csv"
_RELATED = "skillSkillRelations.csv"
_ASKED = "occupationSkillRelations.csv"
_UNFILED = Family("other", "Other", False)


def read_esco(folder: Path) -> Catalogue:
    """The catalogue in ESCO's files; InputError with every missing file and column."""
    tables = Tables(folder, ",")
    labels = ("conceptUri", "preferredLabel", "altLabels", "description")
    entries = tables.rows(tables.in_language("skills"), *labels, "skillType")
    hierarchy = tables.rows(_HIERARCHY, "conceptUri", "broaderUri")
    related = tables.rows(_RELATED, "originalSkillUri", "relatedSkillUri")
    jobs = tables.rows(tables.in_language("occupations"), *labels)
    asked = tables.rows(_ASKED, "occupationUri", "relationType", "skillUri")
    groups = tables.rows(
        tables.in_language("skillsHierarchy"), "Level 1 URI", "Level 1 preferred term", needed=False
    )
    tables.faults += _unusable(entries, tables.in_language("skills"))
    tables.check("ESCO")

    ids = {row.cells["conceptUri"]: _last(row.cells["conceptUri"]) for row in entries}
    above = _above(hierarchy)
    families = {row.cells["Level 1 URI"]: row.cells["Level 1 preferred term"] for row in groups}
    pairs, unrelated = _pairs(related, ids)
    skills = [_skill(row, ids, above, families, pairs) for row in entries]
    occupations, unasked = _occupations(jobs, asked, ids)
    used = {skill.family for skill in skills}
    return Catalogue(
        NAME,
        Taxonomy(
            fit_for_linking(skills, load_starter(), [row.cells["description"] for row in [*entries, *jobs]]),
            [family for family in [*_families(families), _UNFILED] if family.id in used],
        ),
        uris={skill_id: uri for uri, skill_id in ids.items()},
        descriptions={ids[row.cells["conceptUri"]]: _tidy(row.cells["description"]) for row in entries},
        occupations=occupations,
        notices=tuple(_notices({_RELATED: (unrelated, len(related)), _ASKED: (unasked, len(asked))})),
    )


def _unusable(entries: Sequence[Row], file: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for row in entries:
        uri = row.cells["conceptUri"]
        if not uri or not row.cells["preferredLabel"].strip():
            yield Fault("a conceptUri and a preferredLabel", "a blank", file, row.line)
        elif _last(uri) in seen:
            yield Fault("each conceptUri once", uri, file, row.line)
        seen.add(_last(uri))


def _skill(
    row: Row,
    ids: Mapping[str, str],
    above: Mapping[str, list[str]],
    families: Mapping[str, str],
    pairs: Mapping[str, list[str]],
) -> Skill:
    uri, label = row.cells["conceptUri"], row.cells["preferredLabel"].strip()
    parents = [ids[parent] for parent in above.get(uri, ()) if parent in ids and parent != uri]
    related = dict.fromkeys([*parents[1:], *pairs.get(uri, ())], RELATED_WEIGHT)
    kind: Kind = "knowledge" if row.cells["skillType"] == "knowledge" else "practice"
    aliases = dict.fromkeys(name.strip() for name in row.cells["altLabels"].split("\n"))
    return Skill(
        id=ids[uri],
        label=label,
        family=_last(_family(uri, above, families)),
        kind=kind,
        aliases=tuple(name for name in aliases if name and name != label),
        related=tuple(related.items()),
        broader=parents[0] if parents else None,
    )


def _above(hierarchy: Sequence[Row]) -> dict[str, list[str]]:
    above: dict[str, list[str]] = {}
    for row in hierarchy:
        above.setdefault(row.cells["conceptUri"], []).append(row.cells["broaderUri"])
    return above


def _family(uri: str, above: Mapping[str, list[str]], families: Mapping[str, str]) -> str:
    """The nearest group above that is a family: breadth first, so that a circle in the files ends."""
    seen, level = {uri}, [uri]
    while level:
        level = [parent for name in level for parent in above.get(name, ()) if parent not in seen]
        for name in level:
            if name in families:
                return name
        seen.update(level)
    return _UNFILED.id


def _families(families: Mapping[str, str]) -> Iterator[Family]:
    yield from (Family(_last(uri), label, False) for uri, label in families.items() if uri)


def _pairs(related: Sequence[Row], ids: Mapping[str, str]) -> tuple[dict[str, list[str]], int]:
    """Skill URI -> ids of related skills, and how many rows name an unlisted one."""
    pairs: dict[str, list[str]] = {}
    unlisted = 0
    for row in related:
        one, other = row.cells["originalSkillUri"], row.cells["relatedSkillUri"]
        if one in ids and other in ids:
            pairs.setdefault(one, []).append(ids[other])
        else:
            unlisted += 1
    return pairs, unlisted


def _occupations(
    jobs: Sequence[Row], asked: Sequence[Row], ids: Mapping[str, str]
) -> tuple[tuple[Occupation, ...], int]:
    skills: dict[str, dict[str, list[str]]] = {
        row.cells["conceptUri"]: {"essential": [], "optional": []} for row in jobs
    }
    unlisted = 0
    for row in asked:
        job, skill = skills.get(row.cells["occupationUri"]), ids.get(row.cells["skillUri"])
        wanted = job.get(row.cells["relationType"]) if job is not None else None
        if wanted is None or skill is None:
            unlisted += 1
        else:
            wanted.append(skill)
    return tuple(_occupation(row, skills[row.cells["conceptUri"]]) for row in jobs), unlisted


def _occupation(row: Row, skills: Mapping[str, Sequence[str]]) -> Occupation:
    aliases = dict.fromkeys(name.strip() for name in row.cells["altLabels"].split("\n"))
    return Occupation(
        uri=row.cells["conceptUri"],
        label=row.cells["preferredLabel"].strip(),
        aliases=tuple(filter(None, aliases)),
        description=_tidy(row.cells["description"]),
        essential=tuple(dict.fromkeys(skills["essential"])),
        optional=tuple(dict.fromkeys(skills["optional"])),
    )


def _notices(left_out: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    for file, (count, total) in left_out.items():
        if count:
            yield f"{file}: {count:,} of {total:,} rows name something that is not listed; left out"


def _last(uri: str) -> str:
    return uri.rstrip("/").rpartition("/")[2]


def _tidy(text: str) -> str:
    return " ".join(text.split())
