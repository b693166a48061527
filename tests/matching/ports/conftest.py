"""The small enterprise of the governance tests, for the reader over a record."""

from tests.governance.conftest import file_founded, file_world, founded, server_world, world

__all__ = ["file_founded", "file_world", "founded", "server_world", "world"]
