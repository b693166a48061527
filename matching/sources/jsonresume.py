"""JSON Resume (jsonresume.org, schema 1.0.0): a file with one resume, a list or lines of them, or a folder of files.

The schema has no id: it is the file's name where a file holds one. Contact details, awards, interests and references
(other people's names and words) are left out; `basics.name` and `basics.image` are set aside.
"""

from typing import Any

from matching.sources import readers
from matching.sources.normalise import once
from matching.sources.platforms import Platform, PlatformSource, Reading


def _skills(value: Any, key: str) -> list[Any] | None:
    """A skill's name, with its level, and each of its keywords as a skill."""
    found: list[Any] = []
    for item in readers.nodes(value):
        found += readers.skills([item], key) or []
        found += _keywords(item)
    return once(found) or None


def _keywords_of(value: Any, _key: str) -> list[str] | None:
    """The keywords of projects: skills said to have been used there."""
    return once(word for item in readers.nodes(value) for word in _keywords(item)) or None


def _keywords(item: Any) -> list[str]:
    return readers.labels(readers.first(item, "keywords")) if isinstance(item, dict) else []


def _projects(value: Any, key: str) -> list[Any] | None:
    """Projects by their role, else their name; the organisation worked for is the company."""
    named = [
        {**item, "title": next(iter(readers.labels(item.get("roles"))), None) or item.get("name")}
        for item in readers.nodes(value)
        if isinstance(item, dict)
    ]
    return readers.jobs(named, key)


def _publications(value: Any, _key: str) -> str | None:
    found = [item for item in readers.nodes(value) if isinstance(item, dict)]
    lines = [[readers.text(item.get("name"), ""), readers.text(item.get("summary"), "")] for item in found]
    return "\n".join(": ".join(filter(None, line)) for line in lines if any(line)) or None


def _accounts(value: Any, _key: str) -> list[dict[str, str]] | None:
    """Accounts elsewhere, by which the same person can be known again."""
    read = [
        {"system": str(network)[:500], "id": str(name)[:500]}
        for item in readers.nodes(value)
        if isinstance(item, dict)
        and (network := readers.first(item, "network"))
        and (name := readers.first(item, "username", "url"))
    ]
    return read[:50] or None


JSON_RESUME = Platform(
    name=None,
    readings=(
        Reading("id", ("id",), readers.text),
        Reading("headline", ("label",), readers.text),
        Reading("summary", ("summary",), readers.text),
        Reading("skills", ("skills",), _skills, joins=True),
        Reading("skills", ("projects",), _keywords_of, joins=True),
        Reading("experience", ("work", "volunteer"), readers.jobs, joins=True),
        Reading("experience", ("projects",), _projects, joins=True),
        Reading("education", ("education",), readers.educations),
        Reading("certifications", ("certificates",), readers.certifications),
        Reading("languages", ("languages",), readers.languages),
        Reading("country", ("location",), readers.country),
        Reading("url", ("url",), readers.text),
        Reading("text", ("publications",), _publications),
        Reading("external_refs", ("profiles",), _accounts, joins=True),
    ),
    holders=("resumes",),
    wrappers=("basics",),
    left_out=frozenset({"email", "phone", "awards", "interests", "references", "meta", "schema"}),
    id_from_file=True,
)


class JsonResumeSource(PlatformSource):
    """Fulfils `port.Source` for JSON Resume."""

    def __init__(self) -> None:
        super().__init__(JSON_RESUME)
