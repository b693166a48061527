"""`candor template suggest`: which role template fits a need in somebody's own words, and what speaks for it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matching.errors import InputError
from review_ui.cli.call import Call, Verb, VerbGroup, json_option

if TYPE_CHECKING:
    from features.suggesting import Suggested

SCHEMA = "candor.suggest/1"
LONGEST = 20_000


@click.group(cls=VerbGroup)
def template() -> None:
    """Find the role template for a need."""


@template.command(cls=Verb)
@click.argument("text", required=False)
@click.option(
    "--file", "path", type=click.Path(path_type=Path), help="Read the need from a text file instead."
)
@click.option("--top", type=click.IntRange(1, 100), default=3, show_default=True, help="At most this many.")
@json_option
@click.pass_obj
def suggest(call: Call, text: str | None, path: Path | None, top: int, as_json: bool) -> None:
    """The templates that fit TEXT, best first, with the skills that it names and they ask for."""
    from review_ui.services import NO_ENCODER, suggest_templates

    need = _need(text, path)
    found = suggest_templates(call.workspace, need, top=top)
    if call.workspace.encoder is None:
        call.say(NO_ENCODER)
    if as_json:
        call.result_json({"schema": SCHEMA, "templates": [_as_json(one) for one in found]})
        return
    for place, one in enumerate(found, start=1):
        call.result(f"{place}. {one.template_id}  {one.title}")
        call.result(f"    {_why(one)}")
    if not found:
        call.result("no template speaks of this; describe the work and the skills in a sentence or two")


def _need(text: str | None, path: Path | None) -> str:
    if (text is None) == (path is None):
        raise InputError("expected the need as TEXT or with --file, found both or neither")
    if path is not None:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"expected a text file at {path}, found {error}") from None
    need = (text or "").strip()
    if not need or len(need) > LONGEST:
        raise InputError(f"expected a need of 1 to {LONGEST:,} characters, found {len(need):,}")
    return need


def _why(one: "Suggested") -> str:
    said = [f"{reason.skill} (\u201c{reason.words}\u201d)" for reason in one.skills]
    parts = [
        f"names {', '.join(said)}" if said else "",
        f"near in meaning, {one.nearness:.2f}" if one.nearness is not None else "",
        f"shares the words {', '.join(one.shared_words[:6])}" if one.shared_words else "",
    ]
    return "; ".join(part for part in parts if part)


def _as_json(one: "Suggested") -> dict[str, Any]:
    return {
        "template": one.template_id,
        "title": one.title,
        "score": round(one.score, 4),
        "skills": [{"skill": reason.skill, "words": reason.words} for reason in one.skills],
        "nearness": None if one.nearness is None else round(one.nearness, 4),
        "shared_words": list(one.shared_words),
    }
