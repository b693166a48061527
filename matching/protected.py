"""Which keys of a document are set aside unread because nothing that scores may see them.

Knows names of keys only, never what becomes of the values: headless they are dropped, a workspace quarantines them.
A name that is set aside is first looked for in the document's own words, so that redaction can blank it there without
ever being told it: what stays with the document is where, never what.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from matching.profiles import PROTECTED_KEYS

# Protected keys whose value is a name of the person.
NAME_KEYS = frozenset(key for key in PROTECTED_KEYS if key.endswith("name"))
NAMES_AT = "names_at"

# Keys of a profile whose strings are the person's own words (`matching.profiles.text_fields`).
_WORDS_OF = ("headline", "summary", "experience", "text", "skills", "education", "certifications")
_MOST_PLACES, _LONGEST_NAME = 5_000, 500
# Words in which a writer who used case at all would have shown it.
_FEWEST_TO_TELL = 8
_MARKS = "[\u0300-\u036f]"
_SMALL_WORDS = (
    "de da do dos das del der den di du el la le van von bin ibn al ter ten jr sr mr mrs ms dr ii iii"
)
_SMALL = frozenset(_SMALL_WORDS.split())
# Between two words of a name: spaces, an initial, a small word such as `de`, a comma.
_BETWEEN = re.compile(
    r",[ \t]?|[ \t]{1,3}(?:[^\W\d_]\.?[ \t]{1,2}|(?:de|da|van|von|bin|al|el)[ \t]{1,2}){0,2}"
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
    return with_names_at(kept, protected), protected


def with_names_at(document: dict[str, Any], protected: Mapping[str, Any]) -> dict[str, Any]:
    """The document with the places of the names that were set aside; as it is where none was, or none stands in it."""
    names = [name for key, value in protected.items() if key in NAME_KEYS for name in _strings(value)]
    if not names:
        return document
    places = names_at(document, names)
    kept = {key: value for key, value in document.items() if key != NAMES_AT}
    return {**kept, NAMES_AT: places} if places else kept


def names_at(document: Mapping[str, Any], names: Iterable[str]) -> dict[str, list[list[int]]]:
    """By field: where words of these names stand in the document's own words; words side by side are one place.

    Case and accents do not matter, except that a word in small letters counts only beside another word of the name, or
    in a text that uses no capitals: `mark` alone is no name.
    """
    pattern = _pattern([name[:_LONGEST_NAME] for name in names])
    if pattern is None:
        return {}
    found = {}
    for path, text in _words(document):
        no_case = _uses_no_case(text)
        places = [
            [start, end]
            for start, end in _in_a_row(pattern, text)
            if no_case or _stands_for_a_name(text[start:end])
        ]
        if places:
            found[path] = places[:_MOST_PLACES]
    return found


def names_in(document: Mapping[str, Any]) -> Iterator[str]:
    """The names whose places a document says, as they are written there."""
    places = document.get(NAMES_AT) or {}
    for path, text in _words(document):
        yield from (text[start:end] for start, end in places.get(path, ()))


def _pattern(names: Sequence[str]) -> re.Pattern[str] | None:
    """Any word of these names; None where they have none to look for."""
    words = {_bare(word) for name in names for word in _NAME_WORD.findall(name)}
    words = {word for word in words if len(word) > 1} - _SMALL
    words |= {_bare(name) for name in names if len(name) > 1 and _is_caseless(name)}
    if not words:
        return None
    spelled = (f"{_MARKS}*".join(map(re.escape, word)) for word in sorted(words, key=lambda w: (-len(w), w)))
    one = f"(?:{'|'.join(spelled)}){_MARKS}*"
    # Scripts without spaces have no word boundary to ask for.
    if not any(map(_is_caseless, words)):
        one = rf"(?<![^\W\d_]){one}(?![^\W\d_])"
    return re.compile(one)


def _in_a_row(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Where words of a name stand, those side by side as one."""
    plain = text.translate(_PLAIN)
    held: tuple[int, int] | None = None
    for match in pattern.finditer(plain):
        if held and _goes_on(plain, held, match.start()):
            held = held[0], match.end()
            continue
        if held:
            yield held
        held = match.span()
    if held:
        yield held


def _goes_on(text: str, before: tuple[int, int], start: int) -> bool:
    """Whether a name goes on here; past a comma only where one word stands before it (`Santos, Maria`)."""
    gap = _BETWEEN.fullmatch(text, before[1], start)
    return gap is not None and not (gap[0][0] == "," and " " in text[slice(*before)])


def _stands_for_a_name(found: str) -> bool:
    """More than one word, a word of a script without capitals, or one that is not all small letters or all of two capitals."""
    small = found.islower() or (len(found) == 2 and found.isupper())
    return " " in found or _is_caseless(found) or not small


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


def _strings(value: Any) -> Iterator[str]:
    """The strings in a value: a name may come as an object of its parts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _strings(item)


class _Plain(dict[int, str]):
    """Small letters without accents, one for each code point, so that positions stay."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        base = unicodedata.normalize("NFKD", letter)[:1].lower()
        self[code] = base if len(base) == 1 else letter
        return self[code]


_PLAIN = _Plain()


def _bare(word: str) -> str:
    return re.sub(_MARKS, "", word.translate(_PLAIN))


def _is_caseless(text: str) -> bool:
    return text.upper() == text.lower() and any(letter.isalpha() for letter in text)


def _uses_no_case(text: str) -> bool:
    return (text.islower() or text.isupper()) and len(text.split(None, _FEWEST_TO_TELL)) > _FEWEST_TO_TELL
