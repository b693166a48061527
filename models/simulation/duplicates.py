"""The same simulated people as several platforms would show them, and namesakes who are somebody else.

Made to measure identity resolution against a known answer, and for nothing else: the demo's marketplace has each
person once. What differs between two of a person's profiles is what differs between real ones: how the name is
written, the wording, which employers and skills are given, the rate, the day.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from features.taxonomy import load_starter
from models.simulation.chance import seeded
from models.simulation.crafts import catalogue, read_data
from models.simulation.facts import Facts, make_facts
from models.simulation.marketplace import REFERENCE_DAY
from models.simulation.parameters import PARAMETERS
from models.simulation.people import Population, make_people
from models.simulation.profiles import ProfileWriter

# Of a hundred people: who is on two platforms, who on three, and who has a namesake in the same craft and country.
_ON_TWO, _ON_THREE = 0.25, 0.06
_NAMESAKE = 0.15
# Who has worked beside somebody else of the pool, at the same company over the same months.
_COLLEAGUE = 0.10
_HANDLE, _SHARED_INBOX = 0.12, 0.02
_SAME_SKILL, _OTHER_SKILL = 0.6, 0.35
_LARGE_COMPANY = 0.15


@dataclass(frozen=True, slots=True)
class Sighting:
    """One source profile, the name it bears, and the truth: which person it is of. `namesake_of` is whose name and craft they share."""

    person: int
    source: str
    profile: dict[str, Any]
    name: str | None
    namesake_of: int | None = None


def iter_sightings(people: int, seed: int, *, as_of: date = REFERENCE_DAY) -> Iterator[Sighting]:
    """Everybody as each of their platforms shows them, person by person. The same seed gives the same."""
    writer = _Writer(people, seed, as_of)
    return (sighting for row in range(people) for sighting in writer.sightings(row))


class _Writer:
    def __init__(self, size: int, seed: int, as_of: date) -> None:
        latents, facts = (np.random.default_rng(s) for s in np.random.SeedSequence([seed, 7]).spawn(2))
        platforms = PARAMETERS.platforms
        self._people: Population = make_people(
            size, catalogue(load_starter()), latents, parameters=PARAMETERS.people, platforms=platforms
        )
        self._facts: Facts = make_facts(self._people, facts, parameters=PARAMETERS.facts, platforms=platforms)
        self._seed, self._as_of = seed, as_of
        self._writers = [self._writer(number) for number in range(3)]
        self._namesake_of = self._namesakes()

    def sightings(self, row: int) -> Iterator[Sighting]:
        draw = seeded("sightings", self._seed, row)
        home = int(self._people.platform[row])
        count = draw.choices((1, 2, 3), (1 - _ON_TWO - _ON_THREE, _ON_TWO, _ON_THREE))[0]
        others = draw.sample([i for i in range(len(PARAMETERS.platforms)) if i != home], count - 1)
        jobs = self._jobs(row, seeded("jobs", self._seed, row))
        handle = f"{seeded('mail', self._seed, row).getrandbits(40):x}@example.org"
        skills = self._writers[0].profile(row)["skills"]
        for number, at in enumerate((home, *others)):
            yield Sighting(
                person=row,
                source=PARAMETERS.platforms[at].code,
                profile=self._profile(row, number, at, jobs, handle, skills, draw),
                name=self._name(row, number, draw),
                namesake_of=self._namesake_of.get(row),
            )

    def _namesakes(self) -> dict[int, int]:
        """Who bears the name of somebody of the same craft and, where the facts can be had, the same country."""
        found: dict[int, int] = {}
        for row in range(1, len(self._people)):
            draw = seeded("namesake", self._seed, row)
            if draw.random() < _NAMESAKE:
                alike = [i for i in range(row) if self._people.craft[i] == self._people.craft[row]]
                if alike:
                    found[row] = found.get(model := draw.choice(alike), model)
                    self._facts.place[row] = self._facts.place[found[row]]
        return found

    def _words(self, row: int) -> tuple[Sequence[str], Sequence[str]]:
        draw, data = seeded("name", self._seed, self._namesake_of.get(row, row)), read_data("duplicates")
        return draw.choice(data["givens"]), draw.choice(data["families"])

    def _name(self, row: int, number: int, draw: random.Random) -> str | None:
        """As one platform has it: in full, another form of it, an initial, the other way round, or not at all."""
        givens, families = self._words(row)
        middle = seeded("middle", self._seed, row).choice(("", "", "", " J.", " Marie", " K."))
        if number == 0:
            return f"{givens[0]}{middle if draw.random() < 0.3 else ''} {families[0]}"
        given = draw.choice(givens) if draw.random() < 0.5 else givens[0]
        family = draw.choice(families)
        way = draw.random()
        if way < 0.12:
            return f"{given} {family.split()[-1][0]}."
        if way < 0.18:
            return f"{family}, {given}"
        if way < 0.22:
            return f"{given[0]}. {family}"
        if way < 0.26:
            return None
        return f"{given}{middle if draw.random() < 0.2 else ''} {family}"

    def _jobs(self, row: int, draw: random.Random) -> list[dict[str, str]]:
        """Where the person really worked, latest first."""
        if row and seeded("colleague", self._seed, row).random() < _COLLEAGUE:
            other = seeded("beside", self._seed, row).randrange(row)
            shared = self._jobs(other, seeded("jobs", self._seed, other))[:1]
        else:
            shared = []
        data = read_data("duplicates")
        months = self._as_of.year * 12 + self._as_of.month - draw.randint(0, 8)
        jobs: list[dict[str, str]] = []
        for i in range(max(1, min(5, int(self._people.jobs[row]) + draw.randint(0, 1)))):
            length = draw.randint(8, 48)
            start = months - length
            company = f"{draw.choice(data['company_openings'])} {draw.choice(data['company_endings'])}"
            if draw.random() < _LARGE_COMPANY:
                company = draw.choice(data["large_companies"])
            jobs.append(
                {"company": company, "start": _month(start)} | ({} if i == 0 else {"end": _month(months)})
            )
            months = start - draw.randint(0, 4)
        return [*shared, *jobs[len(shared) :]]

    def _writer(self, number: int) -> ProfileWriter:
        """Who writes people's nth profile: the same abilities, other words."""
        return ProfileWriter(
            self._people,
            self._facts,
            platforms=PARAMETERS.platforms,
            parameters=PARAMETERS.people,
            as_of=self._as_of,
            seed=self._seed * 10 + number,
        )

    def _profile(
        self,
        row: int,
        number: int,
        platform: int,
        jobs: list[dict[str, str]],
        handle: str,
        skills: list[str],
        draw: random.Random,
    ) -> dict[str, Any]:
        place = PARAMETERS.platforms[platform]
        written = {
            key: value for key, value in self._writers[number].profile(row).items() if key != "timezone"
        }
        written |= {"id": f"{place.code}-{self._seed}-{row}", "platform": place.name}
        written["experience"] = self._told(written.get("experience", []), jobs, number, draw)
        if written["skills"] and number:
            kept = [skill for skill in skills if draw.random() < _SAME_SKILL]
            written["skills"] = list(
                dict.fromkeys([*kept, *(s for s in written["skills"] if draw.random() < _OTHER_SKILL)])
            )
        if number and "hourly_rate" in written:
            rate = written["hourly_rate"]
            written["hourly_rate"] = {**rate, "amount": round(rate["amount"] * draw.uniform(0.75, 1.3))}
        if draw.random() > place.country:
            written.pop("country", None)
        if number and draw.random() < 0.03:
            written["country"] = draw.choice(["PT", "DE", "US"])  # somebody moved
        if seeded("handle", self._seed, row).random() < _HANDLE and draw.random() < 0.8:
            written["summary"] = f"{written['summary']} Write to {handle}."
        elif draw.random() < _SHARED_INBOX:
            written["summary"] = f"{written['summary']} Write to talent@agency.example."
        seen = self._as_of - timedelta(days=draw.randint(0, 300))
        return written | {"as_of": seen.isoformat()}

    def _told(
        self, described: list[dict[str, Any]], jobs: list[dict[str, str]], number: int, draw: random.Random
    ) -> list[dict[str, Any]]:
        """The true jobs under this platform's descriptions: one may be missing, dates are rougher, forms of names differ."""
        kept = [job for job in jobs if number == 0 or draw.random() < 0.8] or jobs[:1]
        forms = read_data("duplicates")["legal_forms"]
        told: list[dict[str, Any]] = []
        for i, job in enumerate(kept):
            words: dict[str, Any] = described[i] if i < len(described) else {}
            rough = draw.random() < 0.25
            dates: dict[str, str] = {
                key: value[:4] if rough else value for key, value in job.items() if key != "company"
            }
            company = job["company"] + draw.choice(forms)
            described_as: dict[str, Any] = {
                key: words[key] for key in ["title", "description"] if key in words
            }
            told.append(
                {**described_as, "company": company, **dates} if draw.random() > 0.08 else described_as
            )
        return [job for job in told if job]


def _month(months: int) -> str:
    return f"{(months - 1) // 12}-{(months - 1) % 12 + 1:02d}"
