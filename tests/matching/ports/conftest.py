"""The small enterprise of the governance tests, for the reader over a record."""

from tests.governance.conftest import _file_founded, _founded, file_world, server_world, world

__all__ = ["_file_founded", "_founded", "file_world", "server_world", "world"]
