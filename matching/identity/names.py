"""People's names made comparable: folded letters, scripts brought to Latin, nicknames, initials, any order.

Knows nothing of who bears a name. Where two scripts cannot be brought together it says so and never "different".
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from rapidfuzz.distance import JaroWinkler

Likeness = Literal["same", "spelling", "nickname", "part", "initial", "different", "unknown"]

MOST_TOKENS = 8
_LONGEST = 200
_NEAR = 0.88
_REMEMBERED = 100_000

_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n",
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "ђ": "dj", "е": "e", "ё": "e", "є": "ie", "ж": "zh",
        "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n",
        "њ": "nj", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "c", "у": "u", "ў": "u", "ф": "f", "х": "kh",
        "ц": "ts", "ч": "ch", "џ": "dz", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia",
        "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
        "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f",
        "χ": "ch", "ψ": "ps", "ω": "o",
    }
)  # fmt: skip

# Spellings of one sound, in the order they are rewritten; what is left after them is compared without its vowels.
_SOUNDS = (
    ("sch", "s"), ("shch", "s"), ("tsch", "c"), ("zh", "z"), ("kh", "h"), ("ch", "c"), ("sh", "s"), ("th", "t"),
    ("dh", "d"), ("ph", "f"), ("gh", "g"), ("ck", "k"), ("cz", "c"), ("tz", "c"), ("ts", "c"), ("sz", "s"), ("dj", "d"),
    ("x", "ks"), ("q", "k"), ("w", "v"), ("j", "i"), ("y", "i"), ("c", "k"),
)  # fmt: skip

_TITLES = frozenset(
    [
        "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dipl", "ing", "phd", "msc", "bsc", "ba", "ma", "mba",
        "cpa", "pmp", "cissp", "jr", "sr", "ii", "iii", "iv", "esq",
    ]
)  # fmt: skip
_PARTICLES = frozenset(
    [
        "de", "da", "do", "dos", "del", "della", "di", "du", "la", "le", "van", "von", "der", "den", "zu", "zum", "ten",
        "ter", "al", "el", "bin", "ibn",
    ]
)  # fmt: skip

# One line a name: what it is shortened to. Common ones only; a pair that is missing costs recall, never precision.
_NICKNAMES = """
alexander alex sasha aleksandr alexandr oleksandr aleksander alejandro sandro
alexandra alex sasha aleksandra oleksandra alejandra sandra
andrew andy drew andrei andrey andriy andres andreas
anthony tony antonio anton antony
barbara barb basia
benjamin ben benji
catherine cathy kate katie katherine kathryn kathy cath catalina ekaterina katerina katarzyna kasia katya katja
charles charlie chuck carlos karl
christina chris tina christine kristina krystyna
christopher chris kit
daniel dan danny danil daniil
david dave davey dawid
deborah deb debbie
dmitry dima dmitri dmytro dmitriy
edward ed eddie ted eduardo
elizabeth liz beth lizzie eliza betty elisabeth elisabetta elzbieta
eugene gene evgeny yevgeny evgeniy yevhen zhenya
francis frank francisco paco francesco fran
frederick fred freddie friedrich
gregory greg grzegorz grigory
helen elena olena helena lena
henry harry hank heinrich enrique
ivan vanya
jacob jake jakob jakub
james jim jimmy jamie
jennifer jen jenny
jessica jess jessie
john johnny jack johnny jon
jonathan jon
joseph joe joey jose pepe josef giuseppe
joshua josh
juan juanito
judith judy
kenneth ken kenny
konstantin kostya
lawrence larry laurence lorenzo
leonard leo len leonardo
louis lou luis luigi
ludmila lyudmila mila
manuel manolo
margaret maggie meg peggy margarita malgorzata gosia rita
maria mary masha mariya marie
martin marty marcin
matthew matt matthias mateusz matteo mateo
maxim max maksim maksym
maximilian max
michael mike mick mikhail mykhailo michal miguel michel mikael misha
mohammed mohamed muhammad mohammad muhammed mohd
natalia natasha nataliya natalya natalie
nicholas nick nicky nikolai mykola nicolas nikolaos nico
olga olya olha
patricia pat patty trish
patrick pat paddy
paul pavel pablo paulo pawel pavlo paolo
peter pete pedro piotr petr petro pierre pietro
philip phil filip felipe philippe
rebecca becky becca
richard rick dick rich richie ricardo ryszard
robert bob bobby rob robbie roberto
ronald ron ronnie
samuel sam sammy
samantha sam
sergey sergei serhiy sergii sergio serge
stephen steve stephan steven stefan esteban szczepan stepan
susan sue susie suzanne zuzanna
svetlana sveta svitlana
tatiana tanya tetiana tatyana
theodore ted theo fyodor fedor
thomas tom tommy tomas tomasz
timothy tim timmy timofey
victoria vicky viktoria viktoriya
vincent vince vincenzo
vladimir volodymyr vova wladimir
walter walt wally
william will bill billy liam guillermo wilhelm
xavier javier
yuri yuriy yury iurii
zachary zach zack
"""


@dataclass(frozen=True, slots=True)
class Name:
    """A name's folded words, titles and particles left out; a single letter is an initial."""

    tokens: tuple[str, ...]

    @property
    def full(self) -> tuple[str, ...]:
        return tuple(token for token in self.tokens if len(token) > 1)

    @property
    def key(self) -> str:
        """The same for every order of the same words."""
        return " ".join(sorted(self.tokens))


def read_name(written: str) -> Name | None:
    """The name as it can be compared; None where nothing of it is letters."""
    words = re.findall(r"[^\W\d_]+", fold(written[:_LONGEST]))
    kept = [word for word in words if word not in _TITLES]
    bare = [word for word in kept if word not in _PARTICLES]
    tokens = tuple((bare or kept)[:MOST_TOKENS])
    return Name(tokens) if tokens else None


def fold(text: str) -> str:
    """Lower case, without marks, in Latin letters where the script is Cyrillic or Greek."""
    composed = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    bare = (mark for mark in unicodedata.normalize("NFKD", composed) if not unicodedata.combining(mark))
    return "".join(bare).translate(_LETTERS)


@lru_cache(maxsize=_REMEMBERED)
def skeleton(token: str) -> str:
    """What stays of a word when spellings of one sound are made one and vowels after the first letter go."""
    for written, sound in _SOUNDS:
        token = token.replace(written, sound)
    rest = re.sub(r"[aeiouh]", "", token[1:])
    return re.sub(r"(.)\1+", r"\1", token[:1] + rest)


@lru_cache(maxsize=_REMEMBERED)
def longer_forms(token: str) -> frozenset[str]:
    """The names a word may be short for (`sasha`: alexander, alexandra); itself where none is known."""
    return _forms().get(token, frozenset((token,)))


def blocking_keys(name: Name) -> Iterator[str]:
    """Each full word by its sound, with the first letter of each other: alike for any order and for initials."""
    for at, token in enumerate(name.tokens):
        if len(token) == 1:
            continue
        others = {letter for i, other in enumerate(name.tokens) if i != at for letter in _initials(other)}
        yield from (f"{skeleton(token)}|{letter}" for letter in sorted(others))


@lru_cache(maxsize=_REMEMBERED)
def alike(a: Name | None, b: Name | None) -> Likeness:
    """How two names agree, by the weakest of their words; `different` only where both state what contradicts."""
    if a is None or b is None or not _comparable(a, b):
        return "unknown"
    short, long = sorted((a.tokens, b.tokens), key=len)
    found = _pair_up(short, long)
    if "different" in found:
        return "different"
    if all(one == "initial" for one in found):
        return "unknown"  # initials alone say nothing
    if len(short) == 1 and len(long) > 1:
        return "part"
    whole = [one for one in found if one != "initial"]
    return max(whole if len(whole) >= 2 else found, key=_ORDER.index)  # a middle initial takes nothing away


def forget() -> None:
    """Drop every name that was remembered to save time: when a run is over nothing of it stays in memory."""
    for remembered in (alike, skeleton, longer_forms, _words, _initials):
        remembered.cache_clear()


_ORDER: tuple[Likeness, ...] = ("same", "spelling", "nickname", "part", "initial", "different", "unknown")


def _pair_up(short: Sequence[str], long: Sequence[str]) -> list[Likeness]:
    """The best partner for each word of the shorter name, strongest agreements first, each used once."""
    graded = sorted(
        (_ORDER.index(_words(one, other)), i, j)
        for i, one in enumerate(short)
        for j, other in enumerate(long)
    )
    found: dict[int, Likeness] = {}
    taken: set[int] = set()
    for grade, i, j in graded:
        if i not in found and j not in taken:
            found[i] = _ORDER[grade]
            taken.add(j)
    return list(found.values())


@lru_cache(maxsize=_REMEMBERED)
def _words(one: str, other: str) -> Likeness:
    if one == other:
        return "same" if len(one) > 1 else "initial"
    if min(len(one), len(other)) == 1:
        return "initial" if _initials(one) & _initials(other) else "different"
    if longer_forms(one) & longer_forms(other) or _shortened(one, other):
        return "nickname"
    if skeleton(one) == skeleton(other) or JaroWinkler.similarity(one, other) >= _NEAR:
        return "spelling"
    return "different"


def _shortened(one: str, other: str) -> bool:
    """`raj` of rajesh, `venky` of venkatesh."""
    short, long = sorted((one, other), key=len)
    root = re.sub(r"(?:y|ie|i)$", "", short)
    return len(root) >= 3 and long.startswith(root) and len(long) >= len(short) + 2


@lru_cache(maxsize=_REMEMBERED)
def _initials(token: str) -> frozenset[str]:
    """What the word may be abbreviated to, in any of its forms: B and R for Robert and for Bob."""
    if len(token) == 1:
        return frozenset(token)
    forms = {token, *longer_forms(token), *_short_forms().get(token, ())}
    return frozenset(form[0] for form in forms)


def _comparable(a: Name, b: Name) -> bool:
    """Both Latin after folding, or both in one script that was not brought to it."""
    return _latin(a) == _latin(b)


def _latin(name: Name) -> bool:
    return all(token.isascii() for token in name.tokens)


@cache
def _forms() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _NICKNAMES.split("\n"):
        for word in line.split():
            found.setdefault(word, set()).add(line.split()[0])
    return {word: frozenset(names) for word, names in found.items()}


@cache
def _short_forms() -> dict[str, frozenset[str]]:
    lines = [line.split() for line in _NICKNAMES.split("\n") if line]
    return {line[0]: frozenset(line[1:]) for line in lines}
