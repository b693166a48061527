"""What nothing that scores may read, blanked out of text.

Every masked stretch is replaced by as many spaces, so a position in the redacted text is the same position in the
original: quotations need no mapping back. Knows patterns only, not people; `reading.py` applies it to every field.
"""

import re

# Pronouns and titles tell sex; addresses and links tell who it is, and often where from.
_PRONOUNS = r"\b(?:he|she|him|her|hers|his|himself|herself)(?:['\u2019]s)?\b"
_TITLES = r"\b(?:mr|mrs|ms|miss|mx|sir|madam|lady|lord)\b\.?"
# Looked for from the start of a run alone: from every letter of it would cost the square of a long one.
_EMAIL = r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_LINK = r"(?:https?://|www\.)\S+|\b(?:linkedin\.com|github\.com|facebook\.com|twitter\.com|x\.com)/\S+"
_PHONE = r"(?<![\w.])\+?\(?\d{2,4}\)?[\s.-]?\(?\d{2,4}\)?[\s.-]\d{3,4}(?:[\s.-]?\d{2,4})?(?![\w])"
_PERSONAL_LINE = (
    r"(?im)^[ \t]*(?:name|full name|sex|gender|date of birth|birth ?date|d\.?o\.?b\.?|age|marital status|nationality|religion"
    r"|citizenship|place of birth|father'?s name|mother'?s name|spouse|children)[ \t]*[:\-][^\n]*$"
)

_MASKED = re.compile(
    "|".join((_PERSONAL_LINE.replace("(?im)", ""), _EMAIL, _LINK, _PHONE, _PRONOUNS, _TITLES)),
    re.IGNORECASE | re.MULTILINE,
)


def redact(text: str) -> str:
    """The text with every masked stretch as spaces; same length, same positions."""
    return _MASKED.sub(lambda found: " " * len(found.group()), text)
