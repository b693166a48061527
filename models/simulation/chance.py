"""Repeatable chance for words: one generator a name, the same on every machine. Numbers draw from numpy instead."""

import random


def seeded(*parts: object) -> random.Random:
    """A generator named by its parts."""
    return random.Random("/".join(map(str, parts)))  # noqa: S311  no secret is made here
