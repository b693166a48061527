"""Which keys of a document are set aside unread because nothing that scores may see them.

Knows names of keys only, never what becomes of the values: headless they are dropped, a workspace quarantines them.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from matching.profiles import PROTECTED_KEYS

_BY_LETTERS = {key.replace("_", ""): key for key in PROTECTED_KEYS}


@cache
def protected_key(key: str) -> str | None:
    """The protected key this one stands for, whatever its case and separators (`Date of Birth`, `dateOfBirth`)."""
    return _BY_LETTERS.get(re.sub(r"[^a-z0-9]+", "", key.casefold()))


def set_aside(document: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The document without its protected keys, and their values (blank ones dropped) by the names in PROTECTED_KEYS."""
    kept: dict[str, Any] = {}
    protected: dict[str, Any] = {}
    for key, value in document.items():
        name = protected_key(key)
        if name is None:
            kept[key] = value
        elif value not in (None, ""):
            protected[name] = value
    return kept, protected
