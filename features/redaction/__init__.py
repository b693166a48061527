"""What nothing that scores may read, blanked out of text before anything looks at it.

    clues        which rules a text can meet at all
    masks        a stretch to blank; how it is applied: length, positions and lines never change
    vocabulary   words that are nobody's name, words that may be either
    names        people, by the shape and the place of words
    facts        sex, age, family, origin, belief, addresses, photos, gaps
    schooling    years of schooling, names of schools
    policy       what an enterprise may choose

A person's own name, set aside at the door, never comes here: the profile only says where in its own words that name
stands (`Profile.names_at`). What is blanked, what is not, and how much is found: docs/reference/redaction.md.
"""

from collections.abc import Iterator, Sequence

from features.redaction.clues import Clues
from features.redaction.facts import find_facts
from features.redaction.masks import Mask, apply
from features.redaction.names import find_names, find_repeated
from features.redaction.policy import DEFAULT_POLICY, RedactionPolicy
from features.redaction.schooling import find_school_years, find_schools
from features.redaction.vocabulary import is_a_trade_too, names_a_skill
from features.sections import stretches
from features.words import FUNCTION_WORDS
from matching.profiles import FieldKind, Profile, TextField, text_fields

__all__ = ["DEFAULT_POLICY", "LONGEST_READ", "RedactionPolicy", "blanked_quote", "redact", "redacted_fields"]

# One field is read to this many characters; a longer one is read as far as that.
LONGEST_READ = 200_000

BLANK = "[\u2026]"


def redact(text: str, *, kind: FieldKind = "text", policy: RedactionPolicy = DEFAULT_POLICY) -> str:
    """One text on its own, redacted; same length, same positions."""
    masks, words = _masks(text, kind, head=kind == "text", policy=policy)
    return apply(text, [*masks, *find_repeated(text, words)])


def redacted_fields(
    profile: Profile, *, policy: RedactionPolicy = DEFAULT_POLICY
) -> list[tuple[TextField, str]]:
    """Every stretch of a profile's own words with its redacted form, as far as it is read.

    A name found in one field is blanked in all of them.
    """
    fields = list(text_fields(profile))
    texts = [field.text[:LONGEST_READ] for field in fields]
    found = [
        _masks(text, field.kind, head=field.path in ("text", "summary"), policy=policy)
        for field, text in zip(fields, texts, strict=True)
    ]
    words = frozenset().union(*(own for _, own in found))
    return [
        (field, apply(text, [*masks, *find_repeated(text, words), *_known(profile, field.path, text)]))
        for field, text, (masks, _) in zip(fields, texts, found, strict=True)
    ]


def blanked_quote(text: str, redacted: str, start: int, end: int) -> str:
    """How `text[start:end]` is shown where nobody may be known: each blanked stretch as `[...]`.

    `redacted` is the whole text's redacted form. For display only: a quotation itself stays the exact slice.
    """
    shown: list[str] = []
    place = start
    while place < end:
        blank = text[place] != redacted[place]
        stop = place
        while stop < end and (
            (text[stop] != redacted[stop]) == blank or (blank and _inside(text, redacted, stop, end))
        ):
            stop += 1
        shown.append(BLANK if blank else text[place:stop])
        place = stop
    return "".join(shown)


def _masks(
    text: str, kind: FieldKind, *, head: bool, policy: RedactionPolicy
) -> tuple[Sequence[Mask], frozenset[str]]:
    clues = Clues(text)
    named, words = find_names(clues, head=head) if kind != "skills" else ([], frozenset[str]())
    years = find_school_years(text, stretches(text, kind)) if kind in ("text", "summary", "education") else ()
    schools = find_schools(text) if policy.schools and kind != "skills" else ()
    return [*find_facts(clues), *named, *years, *schools], words


def _known(profile: Profile, path: str, text: str) -> Iterator[Mask]:
    """Where the door found the person's own name; one that is also a trade word (`Ruby`) only beside another part of it."""
    for start, end in profile.names_at.get(path, ()):
        word = text[start:end]
        if end <= len(text) and (" " in word or not _may_be_a_word(text, start, end)):
            yield Mask(start, end)


def _may_be_a_word(text: str, start: int, end: int) -> bool:
    """Whether one part of a name, alone, may be something else; between two small words it is so only for a tool."""
    word = text[start:end]
    if word.casefold() in FUNCTION_WORDS or names_a_skill(word):
        return True
    amid_prose = text[max(0, start - 2) : start - 1].islower() and text[end + 1 : end + 2].islower()
    return is_a_trade_too(word) and not (amid_prose and text[start - 1] == text[end] == " ")


def _inside(text: str, redacted: str, at: int, end: int) -> bool:
    """Whether a space lies between two blanked words, so that one mark stands for both."""
    return text[at] in " \t" and at + 1 < end and text[at + 1] != redacted[at + 1]
