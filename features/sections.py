"""Where in a profile's words work is described and where skills are only listed.

Structured fields say so themselves; the text of a raw CV is read line by line, by its headings and by the shape of
its lines. Knows nothing of skills.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from features.passages import Span
from matching.pool import Telling
from matching.profiles import FieldKind

# Headings as they stand alone on a line of a CV.
_HEADINGS: dict[Telling, str] = {
    "work": "experience|work experience|professional experience|employment|employment history|work history|career history"
    "|professional background|professional history|work background"
    "|relevant experience|projects|selected projects|accomplishments|achievements|volunteer experience|internships?"
    "|research experience|teaching experience|career experience|positions held|engagements",
    "listed": "skills|technical skills|key skills|core competencies|competencies|core qualifications|qualifications|highlights"
    "|skill highlights|areas of expertise|expertise|summary of skills|technologies|tools|technical proficiencies"
    "|computer skills|additional skills|strengths|software|languages|interests|hobbies|summary|professional summary"
    "|executive summary|profile|professional profile|objective|career objective|career overview|overview|career focus|about me"
    "|executive profile|affiliations|professional affiliations|core accomplishments|core strengths|references|additional information|personal information",
    "training": "education|education and training|training|certifications?|certificates?|licenses?|licen[cs]es and certifications"
    "|professional development|courses|coursework|academic background|educational background|academic history|academic qualifications"
    "|education and qualifications|educational qualifications?|qualifications and training",
}
_HEADING = re.compile(
    "|".join(f"(?P<{telling}>{words})" for telling, words in _HEADINGS.items()), re.IGNORECASE
)
_LINE = re.compile(r"[^\n\r]+")
_WORD = re.compile(r"[^\W_]+")

_BY_KIND: dict[FieldKind, Telling] = {
    "headline": "listed",
    "summary": "listed",
    "work": "work",
    "skills": "listed",
    "education": "training",
    "certification": "training",
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a field that tells in one way."""

    span: Span
    telling: Telling


def stretches(text: str, kind: FieldKind) -> list[Stretch]:
    """The field in order, each stretch with what it tells. Only a raw text has more than one."""
    if kind != "text":
        return [Stretch(Span(0, len(text)), _BY_KIND[kind])]
    return list(_merged(_lines(text)))


def is_heading(line: str) -> bool:
    """Whether a line says what follows and nothing else."""
    return _HEADING.fullmatch(line.strip().rstrip(":").strip()) is not None


def _lines(text: str) -> Iterator[Stretch]:
    section: Telling | None = None
    for match in _LINE.finditer(text):
        line, span = match.group(), Span(*match.span())
        if not line.strip():
            continue
        heading = _HEADING.fullmatch(line.strip().rstrip(":").strip())
        if heading:
            section = _telling_of(heading)
            yield Stretch(span, "listed")
        else:
            yield Stretch(span, _line_tells(line, section))


def _telling_of(heading: re.Match[str]) -> Telling:
    return next(telling for telling in _HEADINGS if heading.group(telling))


def _line_tells(line: str, section: Telling | None) -> Telling:
    """Without a heading to go by, a line that reads like a sentence describes work; a string of items lists."""
    if section in ("listed", "training"):
        return section
    count = len(_WORD.findall(line))
    separators = line.count(",") + line.count(";") + line.count("|") + line.count("/")
    lists = count < 4 or separators > count / 4
    if section == "work":
        return "listed" if separators > count / 2.5 and count >= 4 else "work"
    return "listed" if lists else "work"


def _merged(lines: Iterator[Stretch]) -> Iterator[Stretch]:
    held: Stretch | None = None
    for line in lines:
        if held and held.telling == line.telling:
            held = Stretch(Span(held.span.start, line.span.end), held.telling)
            continue
        if held:
            yield held
        held = line
    if held:
        yield held
