"""Record values as JSON objects (`governance/plain.py` says how)."""

from collections.abc import Iterable
from typing import Any

from governance.plain import as_json

__all__ = ["as_json", "as_object", "as_objects"]


def as_object(value: Any) -> dict[str, Any]:
    return dict(as_json(value))


def as_objects(values: Iterable[Any]) -> list[dict[str, Any]]:
    return [as_object(value) for value in values]
