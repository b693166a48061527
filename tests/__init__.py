"""Mirrors the tree; every folder is a package, so that `tests.models` never shadows `models`."""
