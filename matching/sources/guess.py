"""Which column of a table probably feeds which field, by its header alone. A guess is always said aloud."""

import re
from collections.abc import Sequence

from matching.protected import protected_key
from matching.sources.port import ColumnRule, SourceMap

# Field -> header words that mean it, most telling first. A header is compared by its letters and digits.
_HEADERS: dict[str, tuple[str, ...]] = {
    "id": ("id", "profileid", "freelancerid", "resumeid", "candidateid", "personid", "userid", "uuid", "key"),
    "text": (
        "text",
        "resume",
        "resumetext",
        "resumestr",
        "cv",
        "cvtext",
        "fulltext",
        "bio",
        "profile",
        "about",
    ),
    "headline": ("headline", "jobtitle", "title", "role", "position", "profession"),
    "summary": ("summary", "overview", "description", "aboutme"),
    "skills": (
        "skills",
        "skill",
        "primaryskill",
        "skillset",
        "keyskills",
        "technologies",
        "tags",
        "expertise",
    ),
    "certifications": ("certifications", "certificates", "certification"),
    "languages": ("languages", "language", "spokenlanguages"),
    "hourly_rate": ("hourlyrate", "rate", "ratehour", "rateperhour", "price", "hourlyprice"),
    "country": ("country", "countrycode", "location"),
    "timezone": ("timezone", "tz"),
    "available_from": ("availablefrom", "availability", "startdate", "available"),
    "hours_per_week": ("hoursperweek", "weeklyhours", "hoursweek"),
    "job_success": ("jobsuccess", "jobsuccessscore", "successrate", "clientsatisfaction"),
    "response_hours": ("responsehours", "responsetimehours"),
    "platform": ("platform", "sourceplatform"),
    "url": ("url", "profileurl", "link"),
    "clearance": ("clearance", "securityclearance"),
    "as_of": ("asof", "lastupdated", "updatedat", "lastseen"),
}
_CURRENCY = re.compile(r"\(\s*([A-Za-z]{3})\s*\)|\b(USD|EUR|GBP|CHF|AUD|CAD|INR)\b", re.IGNORECASE)


def guess_map(header: Sequence[str]) -> tuple[SourceMap, str]:
    """A map for this header, and the sentence that says what was guessed."""
    columns: dict[str, ColumnRule] = {}
    for field, words in _HEADERS.items():
        column = _best(header, words, taken={rule.column for rule in columns.values()})
        if column is not None:
            columns[field] = ColumnRule(
                column=column, currency=currency_in(column) if field == "hourly_rate" else None
            )
    told = ", ".join(f"{field} from {rule.column!r}" for field, rule in columns.items()) or "nothing"
    return SourceMap(
        columns=columns
    ), f"no map given; guessed by header: {told}. A map (--map) says it for certain."


def _best(header: Sequence[str], words: tuple[str, ...], taken: set[str]) -> str | None:
    for word in words:
        for column in header:
            if column not in taken and protected_key(column) is None and letters(column) == word:
                return column
    return None


def letters(column: str) -> str:
    """A header or key by its letters and digits, what stands in brackets left out."""
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\(.*?\)", "", column.casefold()))


def currency_in(column: str) -> str | None:
    """The currency a header names: `Rate (EUR)`, `hourly rate USD`."""
    found = _CURRENCY.search(column)
    return (found[1] or found[2]).upper() if found else None
