"""What nothing that scores may read, blanked out of text before anything looks at it.

    clues        where a text can meet a rule at all
    masks        a stretch to blank; how it is applied: length, positions and lines never change
    vocabulary   words that are nobody's name, words that may be either
    names        people, by the shape and the place of words
    facts        sex, age, family, origin, belief, addresses, photos, gaps
    schooling    years of schooling, names of schools
    policy       what an enterprise may choose

Rules look at texts laid out plainly (`typography.plainly`), so that no way of typing hides anything from them. A person's
own name, set aside at the door, never comes here: the profile only says where in its own words that name stands
(`Profile.names_at`). What is blanked, what is not, and how much is found: docs/reference/redaction.md.
"""

from collections.abc import Iterator, Sequence

from features.redaction.clues import Clues
from features.redaction.facts import find_facts
from features.redaction.masks import Mask, apply
from features.redaction.names import find_names, find_repeated
from features.redaction.policy import DEFAULT_POLICY, RedactionPolicy, policy_of
from features.redaction.schooling import find_school_years, find_schools
from features.redaction.vocabulary import is_a_trade_too, names_a_skill
from features.sections import trained
from features.typography import Plain, caseless, plainly, settled
from features.words import FUNCTION_WORDS
from matching.profiles import FieldKind, Profile, TextField, text_fields

__all__ = [
    "DEFAULT_POLICY",
    "LONGEST_READ",
    "RedactionPolicy",
    "policy_of",
    "redact",
    "redacted_fields",
    "shown_fields",
    "whole_text",
]

# One field is read to this many characters; a longer one is read as far as that.
LONGEST_READ = 200_000


def redact(text: str, *, kind: FieldKind = "text", policy: RedactionPolicy = DEFAULT_POLICY) -> str:
    """One text on its own, redacted; same length, same positions."""
    look = _Look.at(settled(text), kind, head=kind == "text", caseless=caseless(text), policy=policy)
    return apply(text, look.masks(look.words))


def redacted_fields(
    profile: Profile, fields: Sequence[TextField], *, policy: RedactionPolicy = DEFAULT_POLICY
) -> list[str]:
    """These fields of the profile as they are read, settled and redacted; same lengths, same positions.

    A name found in one field is blanked in all of them.
    """
    texts = [settled(field.text[:LONGEST_READ]) for field in fields]
    masks = _masks(profile, fields, texts, policy)
    return [apply(text, found) for text, found in zip(texts, masks, strict=True)]


def shown_fields(
    profile: Profile, fields: Sequence[TextField], *, policy: RedactionPolicy = DEFAULT_POLICY
) -> list[str]:
    """These fields as they were written, redacted, for a person to read; same lengths, same positions."""
    texts = [field.text[:LONGEST_READ] for field in fields]
    masks = _masks(profile, fields, [settled(text) for text in texts], policy)
    return [apply(text, found) for text, found in zip(texts, masks, strict=True)]


def whole_text(profile: Profile, *, policy: RedactionPolicy = DEFAULT_POLICY) -> str:
    """All of a profile's own words as they were written, redacted, one field after another."""
    return "\n".join(shown_fields(profile, list(text_fields(profile)), policy=policy))


class _Look:
    """One field as the rules see it, what they found in it, and the words by which it names the writer."""

    def __init__(self, plain: Plain, clues: Clues, found: Sequence[Mask], words: frozenset[str]) -> None:
        self.plain, self.clues, self.found, self.words = plain, clues, found, words

    @classmethod
    def at(
        cls, settled_text: str, kind: FieldKind, *, head: bool, caseless: bool, policy: RedactionPolicy
    ) -> "_Look":
        plain = plainly(settled_text)
        clues = Clues.of(plain.text, caseless=caseless)
        named, words = find_names(clues, head=head) if kind != "skills" else ([], frozenset[str]())
        dated = kind in ("text", "summary", "education")
        years = find_school_years(clues, trained(plain.text, kind)) if dated else ()
        schools = find_schools(clues) if policy.schools and kind != "skills" else ()
        return cls(plain, clues, [*find_facts(clues), *named, *years, *schools], words)

    def masks(self, words: frozenset[str]) -> Iterator[Mask]:
        """What to blank in the settled text, given the words that name the writer in any field."""
        for mask in (*self.found, *find_repeated(self.clues, words)):
            yield Mask(self.plain.origin(mask.start), self.plain.origin(mask.end), mask.instead)


def _masks(
    profile: Profile, fields: Sequence[TextField], texts: Sequence[str], policy: RedactionPolicy
) -> Iterator[list[Mask]]:
    prose = "\n".join(text for field, text in zip(fields, texts, strict=True) if field.kind != "skills")
    without_case = caseless(prose)
    looks = [
        _Look.at(
            text,
            field.kind,
            head=field.path in ("text", "summary"),
            caseless=without_case or caseless(text),
            policy=policy,
        )
        for field, text in zip(fields, texts, strict=True)
    ]
    words = frozenset().union(*(look.words for look in looks))
    for field, text, look in zip(fields, texts, looks, strict=True):
        yield [*look.masks(words), *_known(profile, field.path, text)]


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
