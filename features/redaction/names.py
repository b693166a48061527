"""Names of people in running text, found by shape and by place, with no list of names.

    head        a line of nothing but name-like words among the first lines of a text
    told        `My name is ...`, `Name: ...`, `Mr ...`, `Dear ...`, `Reference: ...`
    signed      what follows `Regards,` or stands alone after a declaration
    third       a name-like word that begins a sentence and does something (`Maria is a ...`)
    address     the two parts of an e-mail address or of a profile's link that are a name
    repeated    what the first five found about the writer, wherever else it stands

A word is name-like when it is capitalised (or of a script without capitals) and `vocabulary.py` does not know it. Every
rule reads forward from an anchor over a bounded number of words, so time is linear in the text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from features.redaction.clues import Clues, Rule, needing
from features.redaction.masks import Mask
from features.redaction.vocabulary import is_a_short_form, is_ordinary, may_be_either
from features.sections import is_heading

Kind = Literal["unknown", "either", "initial", "particle"]

MOST_WORDS = 6
_SPOKEN_OF_BY = 4
_HEAD_LINES = 4
_HEAD_REACH = 2_000

# A word as a name has them: letters of any script with their marks, joined by an apostrophe or a hyphen.
_WORD = re.compile(
    r"(?:[^\W\d_]\.){1,4}|[^\W\d_][^\s\d,;:|/()<>{}\[\]\"!?@#$%&*+=~^_.\u2026\u2022\u00b7\u2013\u2014\\]*"
)
_GAP = re.compile(r"[ \t\u00a0]{1,8}")
_PARTICLE_WORDS = (
    "de da do dos das del della di du la las le los van von vom der den ter ten te bin binti bint"
    " ibn ben al el ul ur e y i zu zur af av mac mc san st abu abd"
)
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_INNER_CAPITAL = re.compile(r"(?!(?:Mc|Mac|De|Di|Du|La|Le|Van|Von|Fitz|O['\u2019]|D['\u2019]))\w*[a-z][A-Z]")
_JOINED_ON = ("al-", "el-", "d'", "d\u2019", "o'", "o\u2019", "ad-", "as-", "ar-")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+")
_OF_NO_NAME = frozenset("+#@_/0123456789")
_CONTRACTED = re.compile(r"(?i)['\u2019](?:ve|m|ll|re|d|s|t)\Z")
_CREDENTIALS = re.compile(
    r"[\s,]*(?:(?:ph\.?d|m\.?d|mba|m\.?sc|b\.?sc|m\.?a|b\.?a|cpa|cfa|acca|pmp|r\.?n|p\.?e|esq|jr|sr|ii|iii|iv|phr|sphr|llm?|b\.?tech"
    r"|m\.?tech|ca|acma|cissp)\b\.?[\s,]*){0,4}",
    re.IGNORECASE,
)
_BEFORE_A_NAME = re.compile(
    r"[ \t]*(?:(?:resume|r\u00e9sum\u00e9|curriculum vitae|cv|c\.v\.|bio|biography|biodata|profile|candidate|applicant)\b[ \t]*(?:of|for|:|-|\u2013|\u2014)?[ \t]*)?"
    r"(?:(?:mr|mrs|ms|mx|miss|dr|prof|professor|ing|dipl\.?-ing|herr|frau|mme|sri|shri|smt|rev)\b\.?[ \t]+)?",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[ \t]*(?:[|,;/\u2022\u00b7\u2013\u2014]|[ \t]-[ \t]|\t|[ ]{3,}|\Z)[ \t]*")
# Two years with a dash between are no telephone.
_REACHABLE = re.compile(
    r"@|\+\d[\d ().-]{6,24}\d|\(\d{2,4}\)[ .-]?\d{3}|\b\d{3}[ .-]\d{3}[ .-]\d{3,4}\b|https?:|www\.|linkedin|github",
    re.IGNORECASE,
)
_OWN = needing(
    re.compile(
        r"\bmy name(?: is|['\u2019]s)|^[ \t]*name[ \t]*:|\b(?:full name|candidate|applicant|signed|signature)[ \t]*:"
        r"|\bi am called\b|\bcall me\b",
        re.MULTILINE,
    ),
    "name candidate applicant signed signature called call",
    small=True,
)
_I_AM = needing(re.compile(r"\b(?:i am|i['\u2019]m|this is)\b"), "am m this", small=True)
_TITLED = needing(
    re.compile(
        r"\b(?P<title>Mr|MR|Mrs|MRS|Ms|Mx|Miss|Mister|Dr|DR|Prof|Professor|Sir|Dame|Rev|Reverend|Herr|Frau|Mme|Mlle|Monsieur|Madame"
        r"|Se\u00f1or|Se\u00f1ora|Sr|Sra|Signor|Signora|Shri|Smt|Sheikh|Capt|Captain|Sgt|Sergeant|Lt|Lieutenant|Colonel|Judge|Attorney)\b\.?"
    ),
    "mr mrs ms mx miss mister dr prof professor sir dame rev reverend herr frau mme mlle monsieur madame se\u00f1or se\u00f1ora sr sra"
    " signor signora shri smt sheikh capt captain sgt sergeant lt lieutenant colonel judge attorney",
)
_POLITE = frozenset(["mr", "mrs", "ms", "mx", "miss", "mister", "dr", "prof", "professor"])
_DEAR = needing(
    re.compile(r"\b(?:dear|attn|attention|c/o)[ \t]*:?"), "dear attn attention", "c/o", small=True
)
_OTHER = re.compile(
    r"\b(?:references?|referees?|contact person|emergency contact|recommended by|reported to|reporting to|reports to|supervisor"
    r"|manager|mentor|advisor|adviser|prepared by|written by|author|father['\u2019]?s name|mother['\u2019]?s name|spouse)[ \t]{0,4}(?:name)?[ \t]{0,4}\Z",
    re.IGNORECASE,
)
_TO_A_NAME = re.compile(r"[ \t\u00a0:.]{0,8}")
# Regards begin a line or end one; the name follows there or on one of the next lines.
_SIGNED = needing(
    re.compile(
        r"^[ \t]*(?:(?:with |my |best |kind |kindest |warm |warmest )*(?:regards|wishes)|(?:yours )?(?:sincerely|faithfully|truly|respectfully)"
        r"(?: yours)?|respectfully(?: submitted)?|best|cheers|thank you|thanks|many thanks|sign(?:ed|ature)|mit freundlichen gr\u00fc\u00dfen|cordialement"
        r"|atentamente|saludos|(?:place|date)[ \t]*:[^\n]{0,40})[ \t]*[,.!:-]?[ \t]*|\b(?:best|kind|warm) regards,?[ \t]*",
        re.MULTILINE,
    ),
    "regards wishes sincerely faithfully truly respectfully best cheers thank thanks sign signed signature freundlichen cordialement"
    " atentamente saludos place date",
    small=True,
)
_NEXT_LINES = re.compile(r"(?:\n[ \t]*){0,4}\(?")
_PART = re.compile(r"[|,;\u2022\u00b7\u2013\u2014\t]|[ ]-[ ]|[ ]{3,}")
_CLAUSE_ENDS = re.compile(
    r"[ \t]*(?:[,.;:!?)\n\u2013\u2014-]|\Z|\(|and\b|from\b|with\b|an?\b|the\b|of\b|born\b)"
)
_DOES = (
    r"(?:is|was) (?:an?|the|currently|now|also|known|based|responsible|proficient|passionate|experienced|skilled|fluent|able|available|certified|born)"
    r"|has (?:an?|been|worked|over|more|extensive|strong|also|led|built|managed|\d)|(?:holds|held|brings|brought|works|worked|specialis?z?es|earned"
    r"|joined|began|started|founded|co-founded|built|led|leads|managed|manages|designed|developed|created|wrote|ran|runs|taught|teaches"
    r"|graduated|studied|lives|enjoys|loves|speaks|received|completed|served|serves|oversaw|oversees|owned|trained|delivered|migrated|moved"
    r"|introduced|launched|mentored|coached|cut|reduced|increased|improved|shipped|set up|took|made|grew|helped|prepared|planned)\b"
)
_BEGINS = re.compile(r"(?:\A|[.!?]['\")]?\s|[\n\u2022])[ \t]*(?=[^\W\d_a-z])")
_DOING = re.compile(rf"[ ](?:(?:also|then|currently|successfully|recently|later|now)[ ])?(?:{_DOES})")
_SPOKEN_OF = frozenset(["he", "she", "him", "her", "his", "hers", "himself", "herself"])
_INITIALS_BEFORE = re.compile(r"\b(?:[^\W\d_a-z]\.?[ \t]){1,2}\Z")
_OF_A_NAME = re.compile(r"(?:['\u2019]s)?(?:[ \t][^\W\d_]\.(?![^\W\d_]))?")
_MAIL_NAME = re.compile(r"\b([^\W\d_]{2,20})[._-]([^\W\d_]{2,20})\d{0,4}@")
_LINK_NAME = re.compile(r"(?i)linkedin\.com/(?:in|pub)/([^\W\d_]{2,20})-([^\W\d_]{2,20})(?![^\W\d_])")


@dataclass(frozen=True, slots=True)
class Run:
    """Name-like words in a row, `start:end`, each with what it is."""

    start: int
    end: int
    words: tuple[str, ...]
    kinds: tuple[Kind, ...]

    @property
    def count(self) -> int:
        """Words that are more than an initial or a particle."""
        return sum(kind in ("unknown", "either") for kind in self.kinds)

    @property
    def sure(self) -> bool:
        """Whether at least one word can be nothing but a name."""
        return "unknown" in self.kinds

    @property
    def parts(self) -> Iterator[str]:
        """The words by which the same person may be named again."""
        return (
            word
            for word, kind in zip(self.words, self.kinds, strict=True)
            if kind == "unknown" and len(word) > 1
        )


def find_names(clues: Clues, *, head: bool = True) -> tuple[list[Mask], frozenset[str]]:
    """Where people are named, and the words that name the writer (to be looked for in the person's other fields)."""
    own = [*_head(clues)] if head else []
    own += [*_told_own(clues), *_signed(clues)]
    others = [*_titled(clues), *_others(clues.text)]
    # A company does things too; only where the text speaks of a person does the word name them elsewhere.
    third = [*_third(clues)]
    if clues.lines_of.keys().isdisjoint(_SPOKEN_OF):
        others += [run for run in third if run.count > 1]
    else:
        own += third
    words = {word for run in own for word in run.parts} | _from_addresses(clues)
    masks = [Mask(run.start, run.end) for run in (*own, *others)]
    return masks, frozenset(words)


def find_repeated(clues: Clues, words: Iterable[str]) -> Iterator[Mask]:
    """Every other place where these words name the same person, with the initials beside them."""
    for word in sorted({word.lower() for word in words if _can_repeat(word)}):
        at = clues.low.find(word)
        while at >= 0:
            end = at + len(word)
            if _stands_alone(clues, at, end):
                before = _INITIALS_BEFORE.search(clues.text, max(0, at - 6), at)
                after = _OF_A_NAME.match(clues.text, end)
                yield Mask(before.start() if before else at, after.end() if after else end)
            at = clues.low.find(word, end)


def _stands_alone(clues: Clues, start: int, end: int) -> bool:
    """Whether a word is one, and not written small where capitals are used."""
    text = clues.text
    return not (
        text[start:end].islower() or text[start - 1 : start].isalpha() or text[end : end + 1].isalpha()
    )


def run_at(text: str, at: int, *, limit: int = MOST_WORDS, any_case: bool = False) -> Run | None:
    """The name-like words that follow one another from `at`; None where the first is none."""
    words: list[str] = []
    kinds: list[Kind] = []
    ends: list[int] = []
    start = place = at
    while len(words) < limit and (found := _WORD.match(text, place)):
        following = text[found.end() : found.end() + 1]
        kind = None if following in _OF_NO_NAME else _kind(found.group(), any_case=any_case)
        if kind is None or (kind == "particle" and not words and not any_case):
            break
        words.append(found.group())
        kinds.append(kind)
        ends.append(found.end())
        gap = _GAP.match(text, found.end())
        if not gap:
            break
        place = gap.end()
    while kinds and kinds[-1] == "particle":
        words.pop()
        kinds.pop()
        ends.pop()
    if not words:
        return None
    return Run(start, ends[-1], tuple(words), tuple(kinds))


@lru_cache(maxsize=100_000)
def _kind(word: str, *, any_case: bool) -> Kind | None:
    """What a word is in a name; None for one that is in none."""
    bare = word.rstrip(".")
    if len(bare) == 1 or _INITIALS.fullmatch(word):
        return "initial" if bare[0].isupper() else None
    folded = bare.casefold()
    if folded in _PARTICLES and not (bare[0].isupper() and not bare.isupper()):
        return "particle"
    capital = bare[0].isupper() or not (bare[0].islower() or bare[0].isupper())
    if not (capital or any_case or folded.startswith(_JOINED_ON)) or _INNER_CAPITAL.match(bare):
        return None
    if _CONTRACTED.search(bare):
        return None
    parts = [part for part in re.split(r"[-'\u2019]", bare) if len(part) > 1]
    if not parts or any(is_ordinary(part) for part in parts):
        return None
    return "either" if all(may_be_either(part) for part in parts) else "unknown"


def _head(clues: Clues) -> Iterator[Run]:
    """The first line, or part of a line, that is nothing but a name; the search ends where prose or a section begins."""
    text = clues.text
    place, seen = 0, 0
    reach = min(len(text), _HEAD_REACH)
    reachable = _REACHABLE.search(text, 0, reach) is not None
    # Without capitals any line of unknown words would do.
    if clues.caseless and not reachable:
        return
    while place < reach and seen < _HEAD_LINES:
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        line = text[place : min(end, place + 200)]
        if line.strip():
            if seen and is_heading(line):
                return
            found = list(_named_in_line(text, place, place + len(line), first=seen == 0, reachable=reachable))
            if found:
                yield from found
                return
            seen += 1
            if len(line.split()) > 9:
                return
        place = end + 1


def _named_in_line(text: str, start: int, end: int, *, first: bool, reachable: bool) -> Iterator[Run]:
    before = _BEFORE_A_NAME.match(text, start, end)
    at = before.end() if before else start
    told = bool(before and before.group().strip())
    while at < end:
        run = run_at(text, at)
        if run and run.end <= end:
            rest = _CREDENTIALS.match(text, run.end, end)
            after = rest.end() if rest else run.end
            whole = (
                _SEPARATOR.match(text, run.end, end)
                or after >= end
                or (text[after - 1] in ", \t" and after > run.end + 1)
            )
            if _is_a_name(
                run,
                first=first and at <= start + 40,
                whole=bool(whole),
                told=told,
                reachable=reachable,
                line=text[start:end],
            ):
                yield run
                yield from _surname_first(text, run, end)
                return
        cut = _next_part(text, at, end)
        if cut is None:
            return
        at, told = cut, False


def _surname_first(text: str, run: Run, end: int) -> Iterator[Run]:
    """`SANTOS, Maria`: one word, a comma and what follows."""
    if run.count == 1 and text[run.end : run.end + 1] == ",":
        given = run_at(text, run.end + 1 + (text[run.end + 1 : run.end + 2] == " "), limit=3)
        if given and given.sure and given.end <= end:
            yield given


def _next_part(text: str, at: int, end: int) -> int | None:
    part = _PART.search(text, at, end)
    if not part:
        return None
    step = part.end()
    while step < end and text[step] in " \t":
        step += 1
    return step


def _is_a_name(run: Run, *, first: bool, whole: bool, told: bool, reachable: bool, line: str) -> bool:
    """Two words of which one can only be a name; one word only where the line begins the text and says nothing else."""
    if _acronym_among_words(run) or (run.words[0].islower() and run.count < 2):
        return False
    if told and whole and run.count >= 1:
        return True
    alone = line.strip() == " ".join(run.words) or whole
    if run.count == 0:
        return first and alone and len(run.words) >= 2 and reachable
    if run.count == 1 and "initial" not in run.kinds:
        return first and reachable and run.sure and line.strip(" :.") == run.words[0]
    if not run.sure:
        return first and alone and (reachable or "initial" in run.kinds) and run.count <= 3
    if whole:
        return True
    # A long first line that begins with a name and goes on with something else.
    return (
        first
        and reachable
        and line.lstrip().startswith(run.words[0])
        and len(run.words) < MOST_WORDS
        and run.kinds.count("unknown") >= min(2, run.count)
    )


def _acronym_among_words(run: Run) -> bool:
    shouted = [
        word.isupper() and 1 < len(word.rstrip(".")) <= 4
        for word, kind in zip(run.words, run.kinds, strict=True)
        if kind != "initial"
    ]
    caseless = all(word.upper() == word.lower() for word in run.words)
    return not caseless and any(shouted[1:]) and not all(word.isupper() for word in run.words)


def _after(rule: Rule, clues: Clues, *, any_case: bool = False) -> Iterator[tuple[Run, str]]:
    """The names that follow what a rule finds, each with what was found."""
    for found in rule.found(clues):
        gap = _TO_A_NAME.match(clues.text, found.end())
        run = run_at(clues.text, gap.end() if gap else found.end(), limit=MOST_WORDS, any_case=any_case)
        if run is not None:
            yield run, found.group()


def _told_own(clues: Clues) -> Iterator[Run]:
    yield from (run for run, _ in _after(_OWN, clues, any_case=True))
    # Where every word looks like a name, `I am curious` would too.
    if not clues.caseless:
        for run, _ in _after(_I_AM, clues):
            if run.sure and _closes(clues.text, run.end) and not _acronym(run):
                yield run


def _titled(clues: Clues) -> Iterator[Run]:
    for run, title in _after(_TITLED, clues):
        # `Sr` is as often senior, a sergeant may be a major, and `Ms Sql` is a server.
        polite = title.rstrip(".").casefold() in _POLITE and not is_a_short_form(run.words[0])
        if run.count and not _acronym(run) and (polite or (run.sure and not clues.caseless)):
            yield run
    if not clues.caseless:
        yield from (run for run, _ in _after(_DEAR, clues) if run.count and not _acronym(run))


def _others(text: str) -> Iterator[Run]:
    """Whoever stands after a colon as somebody's reference, manager or parent."""
    colon = text.find(":")
    while colon >= 0:
        if _OTHER.search(text, max(0, colon - 40), colon):
            gap = _TO_A_NAME.match(text, colon)
            run = run_at(text, gap.end() if gap else colon + 1, limit=MOST_WORDS)
            if run and run.sure and run.count >= 2 and not _acronym_among_words(run):
                yield run
        colon = text.find(":", colon + 1)


def _acronym(run: Run) -> bool:
    return run.words[0].isupper() and len(run.words[0]) <= 4 and run.count == 1


def _closes(text: str, end: int) -> bool:
    """Whether a clause may end here: `I am Maria, ...`, `I am Maria and ...`, not `I am Scrum certified`."""
    return _CLAUSE_ENDS.match(text, end) is not None


def _signed(clues: Clues) -> Iterator[Run]:
    text = clues.text
    for found in _SIGNED.found(clues):
        below = _NEXT_LINES.match(text, found.end())
        run = run_at(text, below.end() if below else found.end())
        if (
            run
            and run.sure
            and not _acronym_among_words(run)
            and (run.count >= 2 or _line_ends(text, run.end))
        ):
            yield run


def _line_ends(text: str, end: int) -> bool:
    return not text[end : end + 3].split("\n")[0].strip(" .)")


def _third(clues: Clues) -> Iterator[Run]:
    """One word alone only where it begins the text: elsewhere it is more often a company."""
    text = clues.text
    for found in _BEGINS.finditer(text) if not clues.caseless else ():
        run = run_at(text, found.end(), limit=_SPOKEN_OF_BY)
        if run is None or not run.sure or run.words[0].isupper() or not _DOING.match(text, run.end):
            continue
        if not _acronym_among_words(run) and (run.count > 1 or not text[: run.start].strip()):
            yield run


def _from_addresses(clues: Clues) -> set[str]:
    if "@" not in clues.text and "linkedin" not in clues.low:
        return set()
    pairs = [found.groups() for pattern in (_MAIL_NAME, _LINK_NAME) for found in pattern.finditer(clues.text)]
    return {
        word
        for pair in pairs
        for word in pair
        if len(word) > 2 and not is_ordinary(word) and not may_be_either(word)
    }


def _can_repeat(word: str) -> bool:
    caseless = word.upper() == word.lower()
    return len(word) > (1 if caseless else 2) and not is_ordinary(word)
