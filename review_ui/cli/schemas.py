"""`candor schema`: the JSON Schema of a file format, made from the very types that read it."""

from typing import Any

import click

from review_ui.cli.call import Call, Verb


@click.command(cls=Verb)
@click.argument("what", type=click.Choice(["role", "profile", "outcome"]))
@click.option(
    "--json", is_flag=True, expose_value=False, help="As other verbs have it; a schema is always JSON."
)
@click.pass_obj
def schema(call: Call, what: str) -> None:
    """Print the JSON Schema of the role, profile or outcome format."""
    call.result_json(schema_of(what))


def schema_of(what: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of one file format, as it is written in files."""
    from matching.outcomes import Outcome
    from matching.profiles import Profile
    from matching.roles import Document, Role

    formats: dict[str, type[Document]] = {"role": Role, "profile": Profile, "outcome": Outcome}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **formats[what].model_json_schema(by_alias=True),
    }
