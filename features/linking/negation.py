"""Whether the clause around a named skill says that it is lacking: "no experience with", "never used", "Java: none".

What somebody would like to learn is lacking too: "interested in Python", "eager to learn Go".

Works on words and gaps only. A denial reaches back through words that carry it ("no prior commercial experience with")
and forward along a list ("Java, C++ or Go"); anything else ends it, so "no problem with Python" denies nothing.
"""

from features.linking.reading import Reading
from features.words import canonical

_DENIALS = frozenset(
    [
        "no",
        "not",
        "never",
        "without",
        "lack",
        "lacks",
        "lacked",
        "lacking",
        "unfamiliar",
        "inexperienced",
        "neither",
        "zero",
        "cannot",
        "nor",
    ]
)
_CONTRACTED = frozenset(
    [
        "don",
        "doesn",
        "didn",
        "haven",
        "hasn",
        "hadn",
        "isn",
        "aren",
        "wasn",
        "weren",
        "can",
        "couldn",
        "won",
        "wouldn",
        "ain",
    ]
)
_CARRIERS = frozenset(
    canonical(word)
    for word in [
        "a",
        "an",
        "any",
        "about",
        "academic",
        "actual",
        "actually",
        "commercial",
        "direct",
        "deep",
        "detailed",
        "exposure",
        "experience",
        "experienced",
        "expertise",
        "extensive",
        "familiar",
        "familiarity",
        "fluent",
        "formal",
        "hands",
        "on",
        "had",
        "have",
        "has",
        "having",
        "i",
        "in",
        "industry",
        "interest",
        "know",
        "knowledge",
        "knowledgeable",
        "knowing",
        "background",
        "competence",
        "competent",
        "comfortable",
        "confident",
        "learned",
        "learnt",
        "learning",
        "much",
        "of",
        "or",
        "other",
        "practical",
        "practice",
        "previous",
        "prior",
        "professional",
        "proficient",
        "proficiency",
        "programmed",
        "programming",
        "qualified",
        "qualification",
        "qualifications",
        "real",
        "relevant",
        "seen",
        "significant",
        "skill",
        "skills",
        "skilled",
        "solid",
        "specific",
        "studied",
        "strong",
        "substantial",
        "the",
        "them",
        "these",
        "to",
        "touched",
        "tried",
        "trained",
        "training",
        "understanding",
        "use",
        "used",
        "using",
        "very",
        "with",
        "worked",
        "working",
        "written",
        "writing",
        "yet",
        "ability",
        "able",
        "at",
        "as",
        "am",
        "m",
        "been",
        "be",
        "done",
        "did",
        "do",
        "doing",
        "it",
        "is",
        "her",
        "his",
        "my",
        "certified",
        "certification",
        "ever",
        "knows",
        "basic",
        "currently",
        "formally",
        "really",
    ]
)
_LINKS = frozenset({"and", "or", "nor"})
_NOTHING = frozenset({"none", "nil", "zero", "no"})
_WISHES = {"interested": "in", "interest": "in", "curious": "about"}
_LACKED = frozenset(
    {"experience", "knowledge", "exposure", "background", "skill", "skills", "training", "familiarity"}
)
_REACH = 10


def negated_matches(reading: Reading, matches: list[tuple[int, int]]) -> set[int]:
    """Numbers of the matches (first word, last word) that the text denies."""
    denied = {
        i
        for i, (first, last) in enumerate(matches)
        if _denied_before(reading, first) or _denied_after(reading, last)
    }
    along: set[int] = set()
    for i in sorted(denied):
        if i not in along:
            along.update(along_the_list(reading, matches, i))
    return denied | along


def _denied_before(reading: Reading, first: int) -> bool:
    words = reading.words
    for i in range(first - 1, max(-1, first - 1 - _REACH), -1):
        if not reading.same_clause(i) or "," in reading.between(i) or ":" in reading.between(i):
            return False
        form = words[i].form
        if form == "zero":  # "zero experience" denies, "zero billing errors" boasts
            return words[i + 1].form in _LACKED
        if form in _DENIALS or _wished(reading, i) or (form == "non" and reading.between(i) == "-"):
            return True
        if (
            form == "t"
            and i > 0
            and words[i - 1].form in _CONTRACTED
            and reading.ends[i - 1] + 1 == reading.starts[i]
        ):
            return True
        if form not in _CARRIERS:
            return False
    return False


def _wished(reading: Reading, i: int) -> bool:
    """`interested in`, `to learn`; what was learned is no wish."""
    words = reading.words
    if words[i].form == "learn":
        return i > 0 and words[i - 1].form == "to"
    follows = _WISHES.get(words[i].form)
    return follows is not None and i + 1 < len(words) and words[i + 1].form == follows


def _denied_after(reading: Reading, last: int) -> bool:
    """`Java: none`, `Java - no experience`, `Java (never used)`."""
    words = reading.words
    if last + 1 >= len(words):
        return False
    between = reading.between(last).strip()
    if between not in {":", "-", "\u2013", "\u2014", "(", "=", ": -"}:
        return False
    answer = words[last + 1].form
    followed_by = words[last + 2].form if last + 2 < len(words) else ""
    if answer in _NOTHING and (not followed_by or not reading.between(last + 1).isspace()):
        return not followed_by[:1].isdigit()  # `Java - no. 1 of the team`
    return (answer == "no" and followed_by in _LACKED) or (
        answer == "never" and (not followed_by or followed_by in _CARRIERS)
    )


def along_the_list(reading: Reading, matches: list[tuple[int, int]], start: int) -> list[int]:
    """The later items of the list in which a match stands, as far as what is said of it clearly holds for them too."""
    reached: list[int] = []
    waiting: list[int] = []
    for i in range(start + 1, len(matches)):
        link = _link(reading, matches[i - 1][1], matches[i][0])
        if link is None:
            break
        waiting.append(i)
        # A comma alone may open a new clause ("no Java, Python daily"); a list closes with "or" or with its clause.
        if link != "," or _clause_ends_after(reading, matches[i][1]):
            reached.extend(waiting)
            waiting.clear()
    return reached


def _link(reading: Reading, left: int, right: int) -> str | None:
    """How two matches are linked: "or", ",", or None when something else stands between them."""
    forms = [reading.words[i].form for i in range(left + 1, right)]
    if len(forms) > 1 or (forms and forms[0] not in _LINKS):
        return None
    between = "".join(reading.between(i) for i in range(left, right))
    marks = set(between) - set(" \t\u00a0,/")
    if marks - {"\n"} or ("\n" in marks and not reading.same_clause(right - 1)):
        return None
    if forms or "/" in between:
        return "or"
    return "," if "," in between else None


def _clause_ends_after(reading: Reading, last: int) -> bool:
    return last + 1 >= len(reading) or not reading.same_clause(last) or ")" in reading.between(last)
