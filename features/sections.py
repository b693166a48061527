"""Where in a profile's words work is described and where skills are only listed.

Structured fields say so themselves; the text of a raw CV is read line by line, by its headings and by the shape of
its lines. Knows nothing of skills.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from features.passages import Span, is_list, separators
from features.typography import visible
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
_LONGEST_HEADING, _MOST_SPACES = 60, 5
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


def trained(text: str, kind: FieldKind) -> list[Span]:
    """The stretches that tell of training, as `stretches` has them."""
    if kind != "text":
        return [Span(0, len(text))] if _BY_KIND[kind] == "training" else []
    return [span for span, _, heading, section in _sectioned(text) if section == "training" and not heading]


def is_heading(line: str) -> bool:
    """Whether a line says what follows and nothing else."""
    return _heading(line) is not None


def _heading(line: str) -> re.Match[str] | None:
    bare = line.strip()
    short = 0 < len(bare) < _LONGEST_HEADING and bare.count(" ") < _MOST_SPACES
    return _HEADING.fullmatch(bare.rstrip(":").strip()) if short else None


def _sectioned(text: str) -> Iterator[tuple[Span, str, bool, Telling | None]]:
    """Every line that is not blank, with its visible words: whether it is a heading, and the section it stands in."""
    section: Telling | None = None
    for match in _LINE.finditer(text):
        line = visible(match.group())
        if line.strip():  # a blank line divides nothing
            heading = _heading(line)
            section = _telling_of(heading) if heading else section
            yield Span(*match.span()), line, heading is not None, section


def _lines(text: str) -> Iterator[Stretch]:
    for span, line, heading, section in _sectioned(text):
        yield Stretch(span, "listed" if heading else _line_tells(line, section))


def _telling_of(heading: re.Match[str]) -> Telling:
    return next(telling for telling in _HEADINGS if heading.group(telling))


def _line_tells(line: str, section: Telling | None) -> Telling:
    """Without a heading to go by, a line that reads like a sentence describes work; a string of items lists."""
    if section in ("listed", "training"):
        return section
    if section == "work":
        return "listed" if is_list(line) else "work"
    count = len(_WORD.findall(line))
    return "listed" if count < 4 or separators(line) > count / 4 else "work"


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
