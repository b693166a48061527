"""The role templates that ship with the software, as documents in the role format.

Plain dictionaries: what a role may contain is `matching/roles.py`, and the record's own, versioned templates are kept
elsewhere.
"""

from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from matching.errors import NotFound


def list_templates() -> list[str]:
    """Ids of all templates, in order."""
    return sorted(_templates())


def list_families() -> list[str]:
    """The role families that templates are filed under, in order."""
    return sorted({str(template["family"]) for template in _templates().values()})


def read_template(template_id: str) -> dict[str, Any]:
    """The template as a role document, the caller's own to change; NotFound when there is none of that id."""
    return {key: value for key, value in deepcopy(_template(template_id)).items() if key != "family"}


def template_family(template_id: str) -> str:
    """The role family of the taxonomy that the template is filed under."""
    return str(_template(template_id)["family"])


def _template(template_id: str) -> dict[str, Any]:
    try:
        return _templates()[template_id]
    except KeyError:
        raise NotFound(
            f"expected the id of a role template, found {template_id!r}",
            hint=f"use one of: {', '.join(list_templates())}",
        ) from None


@cache
def _templates() -> dict[str, dict[str, Any]]:
    folder = files("features") / "data" / "templates"
    documents = (
        yaml.safe_load(file.read_text(encoding="utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".yaml")
    )
    return {document["id"]: document for document in documents}
