"""What simulated people write: profiles in the file format anyone may import.

The words come from the stock, the facts from `facts.py`. No name, sex or age is written here; those are in
`identities.py`, apart from everything that scores.
"""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from models.simulation.chance import seeded
from models.simulation.crafts import Craft, read_data
from models.simulation.facts import Facts, stated
from models.simulation.parameters import PeopleParameters, Platform
from models.simulation.people import SENTENCES_A_JOB, Population
from models.simulation.stock import Bucket, Stock, Strength, sentence_stock

_CLEARANCES = ("basic", "confidential", "secret")


class ProfileWriter:
    """Writes one person's profile at a time; the same seed gives the same words."""

    def __init__(
        self,
        people: Population,
        facts: Facts,
        *,
        platforms: Sequence[Platform],
        parameters: PeopleParameters,
        as_of: date,
        seed: int,
    ) -> None:
        self._people = people
        self._facts = facts
        self._platforms = platforms
        self._parameters = parameters
        self._as_of = as_of
        self._seed = seed
        self._stock: Stock = sentence_stock()
        self._crafts = people.catalogue.crafts
        self._homes = _homes(people)

    def profile(self, row: int) -> dict[str, Any]:
        """The profile of the person at `row`, in the order a reader meets its parts."""
        draw = seeded(self._seed, row)
        seen = self._as_of - timedelta(days=int(self._facts.seen_days_ago[row]))
        foreign = draw.random() < self._parameters.other_language
        words = self._foreign_words(draw) if foreign else self._words(row, draw, seen)
        place = self._platforms[self._people.platform[row]]
        return {
            "id": profile_id(place, row),
            "platform": place.name,
            **words,
            **stated(self._facts, row),
            **self._free_from(row),
            **self._schooling(row, draw),
            "as_of": seen.isoformat(),
        }

    def _words(self, row: int, draw: random.Random, seen: date) -> dict[str, Any]:
        craft = self._crafts[self._people.craft[row]]
        years = float(self._people.years[row])
        opening = draw.choice(self._stock.openings[craft.id, _bucket(years)])
        manner = draw.sample(self._stock.manner, draw.choice((0, 1, 1, 2)))
        return {
            "headline": self._headline(craft, years, draw),
            "summary": " ".join((opening, *manner)),
            "experience": self._experience(row, craft, draw, seen),
            "skills": self._skills(row, draw),
        }

    def _headline(self, craft: Craft, years: float, draw: random.Random) -> str:
        fitting = [
            line
            for line in self._stock.headlines[craft.id]
            if years >= 7 or not line.startswith(("Senior", "Head"))
        ]
        return draw.choice(fitting)

    def _skills(self, row: int, draw: random.Random) -> list[str]:
        listed = np.nonzero(self._people.listed[row])[0]
        labels = [self._people.catalogue.labels[column] for column in listed]
        draw.shuffle(labels)
        return labels

    def _experience(self, row: int, craft: Craft, draw: random.Random, seen: date) -> list[dict[str, Any]]:
        sentences = self._evidence(row, draw)
        jobs = int(self._people.jobs[row])
        spans = _spans(float(self._people.years[row]), jobs, seen, draw)
        companies = draw.sample(read_data("sentences")["companies"], jobs)
        titles = [title for title in craft.titles if not title.startswith(("Senior", "Head"))]
        return [
            {
                "title": draw.choice(titles),
                "company": company,
                "start": start,
                **({"end": end} if end else {}),
                "description": " ".join((*sentences[i::jobs], *_sometimes(draw, craft.context, 0.6))),
            }
            for i, (company, (start, end)) in enumerate(zip(companies, spans, strict=True))
        ]

    def _evidence(self, row: int, draw: random.Random) -> list[str]:
        """One sentence for each skill that shows, as strong as the ability behind it."""
        columns = np.nonzero(self._people.shown[row])[0][: int(self._people.jobs[row]) * SENTENCES_A_JOB]
        homes = self._homes[self._people.craft[row]]
        chosen = [
            draw.choice(self._stock.evidence[*draw.choice(homes[column]), self._strength(row, column)])
            for column in columns
        ]
        draw.shuffle(chosen)
        return chosen

    def _strength(self, row: int, column: int) -> Strength:
        ability = self._people.ability[row, column]
        if ability < self._parameters.weak_below:
            return "weak"
        return "strong" if ability > 0.62 else "plain"

    def _foreign_words(self, draw: random.Random) -> dict[str, Any]:
        language, words = draw.choice(sorted(read_data("other_languages").items()))
        sentences = draw.sample(words["sentences"], len(words["sentences"]))
        return {
            "headline": draw.choice(words["headline"]),
            "summary": " ".join(sentences[:2]),
            "experience": [{"description": " ".join(sentences[2:])}],
            "skills": [],
            "language": language,
        }

    def _free_from(self, row: int) -> dict[str, Any]:
        if not self._facts.given["available_from"][row]:
            return {}
        return {
            "available_from": (self._as_of + timedelta(days=int(self._facts.free_in_days[row]))).isoformat()
        }

    def _schooling(self, row: int, draw: random.Random) -> dict[str, Any]:
        craft = self._crafts[self._people.craft[row]]
        stated: dict[str, Any] = {}
        if self._facts.given["education"][row]:
            stated["education"] = [{"degree": draw.choice(craft.degrees)}]
        if self._facts.given["certifications"][row]:
            stated["certifications"] = [{"name": draw.choice(craft.certificates)}]
        if self._facts.given["clearance"][row]:
            stated["clearance"] = draw.choice(_CLEARANCES)
        return stated


def profile_id(platform: Platform, row: int) -> str:
    """The id the platform uses for the person."""
    return f"{platform.code}-{row + 1:06d}"


def _homes(people: Population) -> list[dict[int, list[tuple[str, str]]]]:
    """For each craft and skill, the (craft, label) pairs whose phrases tell of it: its own, else the nearest craft's."""
    catalogue = people.catalogue
    homes = []
    for craft in catalogue.crafts:
        nearest = sorted(
            catalogue.crafts, key=lambda other: (other is not craft, other.family != craft.family)
        )
        found: dict[int, list[tuple[str, str]]] = {}
        for other in nearest:
            for label in other.phrases:
                pairs = found.setdefault(catalogue.columns[label], [])
                if not pairs or pairs[0][0] == other.id:
                    pairs.append((other.id, label))
        homes.append(found)
    return homes


def _bucket(years: float) -> Bucket:
    if years < 3:
        return "junior"
    if years < 8:
        return "mid"
    return "senior" if years < 15 else "veteran"


def _spans(years: float, jobs: int, seen: date, draw: random.Random) -> list[tuple[str, str | None]]:
    """Start and end (months) of each piece of work, latest first, together about `years` long."""
    lengths = [0.6 + draw.random() for _ in range(jobs)]
    edges = [sum(lengths[:i]) / sum(lengths) for i in range(jobs + 1)]
    ongoing = draw.random() < 0.6
    spans: list[tuple[str, str | None]] = []
    for i in range(jobs):
        end, start = (seen - timedelta(days=round(365.25 * years * edge)) for edge in edges[i : i + 2])
        spans.append((start.isoformat()[:7], None if i == 0 and ongoing else end.isoformat()[:7]))
    return spans


def _sometimes(draw: random.Random, options: Sequence[str], chance: float) -> tuple[str, ...]:
    return (draw.choice(options),) if draw.random() < chance else ()
