"""The small enterprise of the governance tests, for the reader over a record."""

from tests.governance.conftest import _founded, world

__all__ = ["_founded", "world"]
