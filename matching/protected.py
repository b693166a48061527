"""Which keys of a document are set aside unread because nothing that scores may see them.

Knows names of keys only, never what becomes of the values: headless they are dropped, a workspace quarantines them.
A name that is set aside is first looked for in the document's own words, so that redaction can blank it there without
ever being told it: what stays with the document is where, never what.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from matching.profiles import PROTECTED_KEYS

# Protected keys whose value is a name of the person.
NAME_KEYS = frozenset(key for key in PROTECTED_KEYS if key.endswith("name"))
NAMES_AT = "names_at"

# Keys of a profile whose strings are the person's own words (`matching.profiles.text_fields`).
_WORDS_OF = ("headline", "summary", "experience", "text", "skills", "education", "certifications")
_MOST_PLACES = 5_000
_SMALL = frozenset(
    [
        "de",
        "da",
        "do",
        "dos",
        "das",
        "del",
        "der",
        "den",
        "di",
        "du",
        "el",
        "la",
        "le",
        "van",
        "von",
        "bin",
        "ibn",
        "al",
        "ter",
        "ten",
        "jr",
        "sr",
        "mr",
        "mrs",
        "ms",
        "dr",
        "ii",
        "iii",
    ]
)
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\s\W]|[\u0300-\u036f\u0900-\u0dff'\u2019-])*")

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
    places = names_at(kept, [str(value) for key, value in protected.items() if key in NAME_KEYS])
    if places:
        kept[NAMES_AT] = places
    return kept, protected


def names_at(document: Mapping[str, Any], names: list[str]) -> dict[str, list[list[int]]]:
    """By field: where words of these names stand in the document's own words; words side by side are one place.

    Case and accents do not matter, except that a word in small letters counts only beside another word of the name:
    `mark` alone is no name.
    """
    words = {
        _plain(word) for name in names for word in _NAME_WORD.findall(name[:500]) if len(word) > 1
    } - _SMALL
    words |= {_plain(name) for name in names if len(name) > 1 and _caseless(name)}
    if not words:
        return {}
    # The longest first; between two words of a name a space, an initial or a small word such as `de`, or once a comma.
    one = "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
    # Scripts without spaces have no word boundary to ask for.
    edge = r"(?<![^\W\d_])" if not any(_caseless(word) for word in words) else ""
    after = r"(?![^\W\d_])" if edge else ""
    name = f"{edge}(?:{one}){after}"
    pattern = re.compile(
        rf"{name}(?:,[ \t]?{name})?(?:[ \t]{{1,3}}(?:[^\W\d_]\.?[ \t]{{1,2}}|(?:de|da|van|von|bin|al|el)[ \t]{{1,2}}){{0,2}}{name}){{0,6}}"
    )
    found = {}
    for path, text in _words(document):
        places = [
            [match.start(), match.end()]
            for match in pattern.finditer(_plain(text))
            if _stands_for_a_name(text[match.start() : match.end()])
        ]
        if places:
            found[path] = places[:_MOST_PLACES]
    return found


def _stands_for_a_name(found: str) -> bool:
    """More than one word, a word of a script without capitals, or one that is not all small letters or all of two capitals."""
    return " " in found or _caseless(found) or not (found.islower() or (len(found) == 2 and found.isupper()))


def _words(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every string under the keys that hold the person's own words, by its path (`experience[2].description`)."""
    pending = [(key, document.get(key)) for key in _WORDS_OF]
    while pending:
        path, value = pending.pop()
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, list):
            pending += [(f"{path}[{i}]", item) for i, item in enumerate(value)]
        elif isinstance(value, Mapping) and "[" in path:
            pending += [(f"{path}.{key}", item) for key, item in value.items() if isinstance(item, str)]


def _plain(text: str) -> str:
    """Small letters without accents, one for each code point, so that positions stay."""
    return "".join(map(_plain_letter, text))


@cache
def _plain_letter(letter: str) -> str:
    if letter.isascii():
        return letter.lower()
    base = unicodedata.normalize("NFD", letter)[:1].lower()
    return base if len(base) == 1 else letter


def _caseless(text: str) -> bool:
    return text.upper() == text.lower() and any(letter.isalpha() for letter in text)
