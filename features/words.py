"""Words of a text with their places, and the forms under which two spellings count as one.

`C++`, `C#` and `.NET` are words here, `&` is the word "and". Offsets always count code points of the text as it was
given. Knows no skill: `taxonomy.py` and `linking/` compare the forms made here.
"""

import re
import unicodedata
from functools import lru_cache

# Combining marks and joiners sit inside a word; "++" ends one, and "#" where no word follows; ".NET" starts one.
WORD = re.compile(
    r"[^\W_]+(?:[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+[^\W_]*)*(?:\+\+|#(?!\w))?"
    r"|(?<![\w.])\.[^\W\d_]+"
    r"|&"
)

FUNCTION_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "can",
        "do",
        "for",
        "from",
        "had",
        "has",
        "have",
        "he",
        "her",
        "his",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "me",
        "my",
        "no",
        "nor",
        "not",
        "of",
        "off",
        "on",
        "or",
        "our",
        "out",
        "over",
        "per",
        "she",
        "so",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "these",
        "they",
        "this",
        "those",
        "to",
        "too",
        "under",
        "up",
        "us",
        "via",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "will",
        "with",
        "within",
        "without",
        "you",
        "your",
    ]
)

_LONGEST_WORD = 64
_IZE = re.compile(r"(?<=\w{3})is(e|ed|er|ers|es|ing|ation|ations)$")
_OUR = re.compile(r"(?<=col|fav|lab)our|(?<=behavi)our|(?<=neighb)our")
_BRITISH = {
    "analyse": "analyze", "analysing": "analyzing", "catalogue": "catalog", "centre": "center", "cheque": "check",
    "counselling": "counseling", "counsellor": "counselor", "labelling": "labeling", "licence": "license",
    "licencing": "licensing", "modelling": "modeling", "paediatric": "pediatric", "paediatrics": "pediatrics",
    "programme": "program", "programmes": "programs", "theatre": "theater", "tyre": "tire", "enrolment": "enrollment",
    "fulfilment": "fulfillment", "aluminium": "aluminum", "judgement": "judgment", "storey": "story",
}  # fmt: skip
_ENDINGS = (
    "izations", "ization", "ations", "ation", "izing", "ized", "izer", "ize", "ments", "ment", "ings", "ing",
    "ers", "ors", "ies", "er", "or", "ed", "es", "s", "e", "y",
)  # fmt: skip


def spans(text: str) -> list[tuple[int, int]]:
    """Half-open places of the words of `text`, in order."""
    return [match.span() for match in WORD.finditer(text)]


def content_words(text: str) -> list[tuple[int, int]]:
    """Half-open places of the words that carry meaning, in order."""
    return [(start, end) for start, end in spans(text) if canonical(text[start:end]) not in FUNCTION_WORDS]


@lru_cache(maxsize=65_536)
def canonical(word: str) -> str:
    """One form for all ways of writing a word: case, accents, ligatures and British or American spelling are gone."""
    if len(word) > _LONGEST_WORD:
        return word
    if word.isascii():
        form = word.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", word.casefold())
        form = "".join(
            char for char in decomposed if unicodedata.category(char) not in {"Mn", "Cf"}
        ).casefold()
    if form == "&":
        return "and"
    return _BRITISH.get(form) or _OUR.sub("or", _IZE.sub(r"iz\1", form))


def singular(form: str) -> str:
    """The simple English singular of a canonical form; a form that only looks plural (`analysis`, `saas`) stays."""
    if len(form) < 4 or not form.endswith("s") or form.endswith(("ss", "aas")):
        return form
    if len(form) > 4 and form.endswith(("us", "is")):  # but APIs, KPIs, GPUs
        return form
    if form.endswith("ies") and len(form) > 4:
        return form[:-3] + "y"
    if form.endswith(("ches", "shes", "sses", "xes")):
        return form[:-2]
    return form[:-1]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A rough root shared by a word's ordinary forms: `optimise`, `optimizing` and `optimisation` meet."""
    form = singular(canonical(word))
    for ending in _ENDINGS:
        if form.endswith(ending) and len(form) - len(ending) >= 4:
            form = form[: -len(ending)]
            break
    return form[:-1] if len(form) > 4 and form[-1] == form[-2] else form


def keys(label: str) -> tuple[str, ...]:
    """Every look-up key of a label, the most literal first: its words, their singulars, and all of them in one.

    Two labels name the same thing when they share their first key.
    """
    forms = [canonical(label[start:end]) for start, end in spans(label)]
    found = [" ".join(forms), " ".join(map(singular, forms))]
    if len(forms) > 1 and len(joined := "".join(forms)) >= 5 and "and" not in forms:
        found.append(joined)
    return tuple(dict.fromkeys(filter(None, found)))
