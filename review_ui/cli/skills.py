"""`candor skills link`: which skills of a taxonomy a text speaks of, which of them it names, and where."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from review_ui.cli.call import Call, Verb, VerbGroup, json_option, taxonomy_option
from review_ui.cli.progress import progress_bars

if TYPE_CHECKING:
    from features.linking.semantic import Suggestion
    from features.taxonomies import Catalogue
    from matching.profiles import Profile

Suggest = Callable[[str, int], "list[Suggestion]"]


@click.group(cls=VerbGroup)
def skills() -> None:
    """Find skills in text."""


@skills.command(cls=Verb)
@click.argument("path", metavar="FILE.jsonl", type=click.Path(path_type=Path))
@taxonomy_option
@click.option(
    "--top", type=click.IntRange(1), default=10, show_default=True, help="At most this many skills a line."
)
@json_option
@click.pass_obj
def link(call: Call, path: Path, taxonomy: str, top: int, as_json: bool) -> None:
    """Link every line of FILE.jsonl ({"id", "text"}) to skills, best first, with the spans that name them."""
    from matching.files import read_profiles

    read = read_profiles(path)
    for notice in read.notices:
        call.say(notice)
    catalogue = _catalogue(call, taxonomy)
    suggest = _suggester(call, catalogue, quiet=as_json)
    linked: list[dict[str, Any]] = [
        {"id": profile.id, "skills": _linked(profile, catalogue, suggest, top)} for profile in read.items
    ]
    if as_json:
        call.result_json({"schema": "candor.skills/1", "taxonomy": taxonomy, "results": linked})
        return
    for item in linked:
        names = ", ".join(f"{skill['label']} {skill['score']:.2f}" for skill in item["skills"])
        call.result(f"{item['id']}: {names or 'no skill of the taxonomy'}")


def _catalogue(call: Call, name: str) -> "Catalogue":
    from features.taxonomies.catalogue import STARTER, starter_catalogue
    from features.taxonomies.store import current_catalogue, open_catalogue

    return starter_catalogue() if name == STARTER else open_catalogue(current_catalogue(call.home, name))


def _suggester(call: Call, catalogue: "Catalogue", *, quiet: bool) -> Suggest:
    """By names and meaning with an encoder, by names alone without one."""
    from features.linking import SkillLinker
    from features.linking.semantic import SemanticLinker, by_name

    linker = SkillLinker(catalogue.taxonomy)
    encoder = call.workspace.encoder
    if encoder is None:
        return lambda text, top: by_name(linker, text)[:top]
    with progress_bars(quiet=quiet) as progress:
        labels = encoder.encode_all([skill.label for skill in catalogue.taxonomy], progress=progress)
    # Parts of texts are not kept: they seldom come twice, and they are people's words.
    return SemanticLinker(linker, encoder.inner, labels).suggest


def _linked(profile: "Profile", catalogue: "Catalogue", suggest: Suggest, top: int) -> list[dict[str, Any]]:
    from matching.profiles import text_fields

    found: dict[str, dict[str, Any]] = {}
    for stretch in text_fields(profile):
        for one in suggest(stretch.text, top):
            skill = found.setdefault(one.skill_id, _described(one.skill_id, catalogue))
            skill["score"] = max(skill["score"], round(one.score, 4))
            for hit in one.mentions:
                skill["span"] = skill["span"] or [hit.start, hit.end]
                place = {"field": stretch.path, "start": hit.start, "end": hit.end}
                skill["evidence"].append({**place, "text": hit.surface})
    return sorted(found.values(), key=lambda skill: -skill["score"])[:top]


def _described(skill_id: str, catalogue: "Catalogue") -> dict[str, Any]:
    label = catalogue.taxonomy.skill(skill_id).label
    named = {"skill": skill_id, "label": label, "uri": catalogue.uris[skill_id]}
    return {**named, "score": 0.0, "span": None, "evidence": []}
