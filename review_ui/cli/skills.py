"""`candor skills link`: which skills of the taxonomy a text names, and where."""

from pathlib import Path
from typing import Any

import click

from review_ui.cli.call import Call, Verb, VerbGroup, json_option


@click.group(cls=VerbGroup)
def skills() -> None:
    """Find skills in text."""


@skills.command(cls=Verb)
@click.argument("path", metavar="FILE.jsonl", type=click.Path(path_type=Path))
@click.option("--taxonomy", type=click.Choice(["starter"]), default="starter", show_default=True)
@click.option("--top", type=click.IntRange(1), help="At most this many skills a line, by first mention.")
@json_option
@click.pass_obj
def link(call: Call, path: Path, taxonomy: str, top: int | None, as_json: bool) -> None:
    """Link the `text` of every line of FILE.jsonl ({"id", "text"}) to skills, with spans."""
    from matching.files import read_profiles

    read = read_profiles(path)
    for notice in read.notices:
        call.say(notice)
    linked: list[dict[str, Any]] = [
        {"id": profile.id, "skills": _linked(call, profile, top)} for profile in read.items
    ]
    if as_json:
        call.result_json({"schema": "candor.skills/1", "taxonomy": taxonomy, "results": linked})
        return
    for item in linked:
        names = ", ".join(skill["label"] for skill in item["skills"]) or "no skill of the taxonomy"
        call.result(f"{item['id']}: {names}")


def _linked(call: Call, profile: Any, top: int | None) -> list[dict[str, Any]]:
    from matching.profiles import text_fields

    linker = call.workspace.linker
    found: dict[str, dict[str, Any]] = {}
    for stretch in text_fields(profile):
        for mention in linker.link(stretch.text):
            if mention.negated:
                continue
            skill = found.setdefault(
                mention.skill_id,
                {
                    "skill": mention.skill_id,
                    "label": linker.taxonomy.skill(mention.skill_id).label,
                    "evidence": [],
                },
            )
            span = {"field": stretch.path, "start": mention.start, "end": mention.end}
            skill["evidence"].append({**span, "text": stretch.text[mention.start : mention.end]})
    return list(found.values())[:top]
