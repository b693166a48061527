"""What identity is judged by, small enough to hold a hundred thousand of: one record a source profile.

E-mail addresses, telephone numbers and links become keyed hashes at once and are nowhere kept as written; the words
become a sketch. Only a profile and a name go in.
"""

import re
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from matching.identity.names import Name, fold, read_name
from matching.profiles import PROTECTED_KEYS

Hash = Callable[[str], str]

SKETCH = 64
_SHINGLE = 4
_MOST_JOBS = 12
_MOST_SKILLS = 100
_MOST_CHARACTERS = 60_000
_MOST_HANDLES = 20

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE = re.compile(r"(?<![\w.])\+?\d[\d\s().-]{7,20}\d(?!\w)")
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"')\]]{4,300}|\b(?:linkedin|github|gitlab|behance)\.com/[^\s<>\"')\]]{2,200}"
)
_YEAR_FIRST = re.compile(r"(?:19|20)\d\d\D")  # a span of dates, not a number to call
_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2}))?")
_LEGAL = re.compile(
    r"\b(?:inc|llc|ltd|limited|gmbh|ag|plc|corp|corporation|company|co|bv|sarl|srl|spa|oy|ab|as|kg|pvt|pte|llp|the)\b"
)
# Not an employer: as many people write this as work for themselves.
_NO_EMPLOYER = frozenset(
    [
        "freelance", "freelancer", "freelancing", "self", "selfemployed", "independent", "independentcontractor",
        "contractor", "upwork", "fiverr", "toptal", "various", "variousclients", "confidential", "personal", "private",
        "own", "remote", "na", "none", "consultant", "freelanceconsultant",
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Job:
    """An employer and the months (years x 12 + month) it lasted; `exact` where the start names a month."""

    employer: str
    start: int | None = None
    end: int | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class IdentityRecord:
    """One source profile as identity sees it. `refs` are ids on other systems, `handles` all else that reaches a person."""

    id: str
    source: str
    name: Name | None = None
    handles: frozenset[str] = frozenset()
    refs: Mapping[str, str] | None = None
    country: str | None = None
    headline: str = ""
    skills: frozenset[str] = frozenset()
    jobs: tuple[Job, ...] = ()
    sketch: "array[int]" = field(default_factory=lambda: array("Q"))


def identity_record(
    profile: Mapping[str, Any], *, id: str, source: str, name: str | None, hashed: Hash
) -> IdentityRecord:
    """The record of a profile as JSON. `hashed` is a keyed hash; `name` comes from the protected store or is None.

    Protected keys still in the profile are ignored.
    """
    stated = {key: value for key, value in profile.items() if key not in PROTECTED_KEYS}
    texts = list(_texts(stated))
    own = {source, str(stated.get("platform") or "")}
    return IdentityRecord(
        id=id,
        source=source,
        name=read_name(name) if name else None,
        handles=frozenset(hashed(handle) for handle in _handles([*texts, str(stated.get("url") or "")])),
        refs={
            fold(ref["system"]): hashed(f"{ref['system']}\0{ref['id']}")
            for ref in stated.get("external_refs") or ()
            if ref["system"] not in own
        },
        country=stated.get("country"),
        headline=" ".join(re.findall(r"\w+", fold(stated.get("headline") or "")))[:200],
        skills=frozenset(_skills(stated.get("skills") or ())),
        jobs=tuple(_jobs(stated.get("experience") or ())),
        sketch=sketch_of(texts),
    )


def employer_key(written: str) -> str:
    """A company's name without its legal form; empty where it names no employer."""
    joined = "".join(re.findall(r"\w+", _LEGAL.sub(" ", fold(written).replace("&", " and "))))
    return "" if joined in _NO_EMPLOYER else joined[:60]


def month_of(written: str | None) -> tuple[int | None, bool]:
    """Months since year 0 and whether a month was stated; a bare year stands for its middle."""
    found = _DATE.match(written or "")
    if not found:
        return None, False
    month = int(found[2]) if found[2] else 0
    exact = 1 <= month <= 12
    return int(found[1]) * 12 + (month - 1 if exact else 6), exact


def sketch_of(texts: Sequence[str]) -> "array[int]":
    """The `SKETCH` smallest hashes of all runs of four words: records that share sentences share some of these."""
    found: set[int] = set()
    for text in texts:
        words = re.findall(r"\w+", fold(text))
        found.update(
            crc32(" ".join(words[i : i + _SHINGLE]).encode()) for i in range(len(words) - _SHINGLE + 1)
        )
    return array("Q", sorted(found)[:SKETCH])


def _texts(profile: Mapping[str, Any]) -> Iterator[str]:
    room = _MOST_CHARACTERS
    jobs = profile.get("experience") or ()
    for text in (
        profile.get("summary"),
        profile.get("text"),
        *(job if isinstance(job, str) else job.get("description") for job in jobs),
    ):
        if text and room > 0:
            yield text[:room]
            room -= len(text)


def _handles(texts: Sequence[str]) -> Iterator[str]:
    """What reaches a person, normalised: two ways of writing one address or number are one."""
    found: dict[str, None] = {}
    for text in texts:
        for email in _EMAIL.findall(text):
            found.setdefault("mail:" + email.casefold())
        for link in _LINK.findall(text):
            found.setdefault("link:" + _plain_link(link))
        for phone in _PHONE.findall(text):
            digits = re.sub(r"\D", "", phone)
            if 9 <= len(digits) <= 15 and not _YEAR_FIRST.match(phone):
                found.setdefault("tel:" + digits[-9:])
    return iter(list(found)[:_MOST_HANDLES])


def _plain_link(link: str) -> str:
    bare = re.sub(r"^https?://|^www\.", "", link.casefold())
    return re.sub(r"^www\.|[?#].*$", "", bare).rstrip("/.,;")


def _skills(items: Sequence[Any]) -> Iterator[str]:
    for item in items[:_MOST_SKILLS]:
        words = fold(item if isinstance(item, str) else str(item.get("name", "")))
        kept = re.sub(r"[^\w+#.]+", "", words)
        if kept:
            yield kept


def _jobs(items: Sequence[Any]) -> Iterator[Job]:
    for item in [item for item in items if isinstance(item, Mapping)][:_MOST_JOBS]:
        employer = employer_key(item.get("company") or "")
        if employer:
            start, exact = month_of(item.get("start"))
            yield Job(employer, start, month_of(item.get("end"))[0], exact)
