"""Every number the simulated marketplace is made from, in one place.

Frozen: `docs/decisions/simulated-marketplace.md` carries `FINGERPRINT`, and a test compares the two, so that no number
changes here without a decision there. What the numbers mean is said beside them; `people.py`, `truth.py` and
`history.py` put them to work.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Platform:
    """One place people are hired from. Probabilities of *giving* a fact; a fact it never gives has 0."""

    name: str
    code: str
    share: float  # of the people
    talent_shift: float  # screening, in standard deviations of talent
    verbosity: float  # scales how many skills are shown in work described
    jobs: tuple[int, int]  # fewest and most pieces of work described
    rate: float
    country: float
    timezone: float
    available_from: float
    hours: float
    ratings: float
    job_success: float
    response: float
    languages: float
    education: float
    certifications: float
    clearance: float
    work_countries: float


@dataclass(frozen=True)
class PeopleParameters:
    """Latent people. Abilities lie in 0..1; 0 is "does not have the skill"."""

    # years of work: gamma(shape, scale), clipped
    years_shape: float = 2.2
    years_scale: float = 3.4
    years_range: tuple[float, float] = (0.5, 30.0)
    # P(has the skill): the craft's first skills, its other ones, those of the family's other craft, of a second craft
    core_skill: float = 0.92
    other_skill: float = 0.55
    neighbour_skill: float = 0.10
    second_craft: float = 0.10
    core_count: int = 5
    # ability = base + talent * N(0,1) + years * log1p(years)/log1p(30) + N(0, noise), clipped to 0.05..1
    ability_base: float = 0.33
    ability_talent: float = 0.14
    ability_years: float = 0.30
    ability_noise: float = 0.13
    # Beta(a, b) of the three traits; reliability leans on talent
    reliability: tuple[float, float] = (6.0, 2.2)
    reliability_talent: float = 0.04
    responsiveness: tuple[float, float] = (3.0, 2.0)
    honesty: tuple[float, float] = (6.0, 2.0)
    # P(work that shows the skill is described) = (shown_base + shown_ability * ability) * verbosity
    shown_base: float = 0.20
    shown_ability: float = 0.75
    # below this ability the work described is a junior part of somebody else's
    weak_below: float = 0.40
    # P(a held skill is in the list), P(a skill of the craft not held is claimed) = overclaim * (1 - honesty)
    listed: float = 0.85
    overclaim: float = 0.70
    other_language: float = 0.012  # share whose text is not English


@dataclass(frozen=True)
class FactParameters:
    """How facts a platform shows follow from the latents."""

    # log(rate) = log(craft median * country cost) + ability * (mean - 0.55) + years * (years - 7) + N(0, noise)
    rate_ability: float = 0.9
    rate_years: float = 0.018
    rate_noise: float = 0.20
    # rating average = 4.72 + quality * (0.55 ability + 0.45 reliability - 0.62) + N(0, noise / sqrt(count)), in 1..5
    rating_mean: float = 4.72
    rating_quality: float = 1.1
    rating_noise: float = 0.75
    rating_jobs_per_year: float = 4.0
    # job success = 100 * clip(0.62 + 0.34 reliability + 0.10 ability + N(0, 0.05))
    success: tuple[float, float, float, float] = (0.62, 0.34, 0.10, 0.05)
    # hours to reply: lognormal(log(30) - 2.6 responsiveness, 0.45)
    response: tuple[float, float, float] = (30.0, 2.6, 0.45)
    seen_days_scale: float = 75.0  # days since the profile was seen: exponential
    free_within_days: tuple[int, int] = (-30, 75)


@dataclass(frozen=True)
class TruthParameters:
    """From a person and a role to what happens. All are log-odds; `s` is suitability, `r` reliability, both 0..1."""

    # s = mean * (must-haves count twice, nice-to-haves once) + weakest * (weakest must-have) + years * min(1, years / asked)
    suitability_mean: float = 0.60
    suitability_weakest: float = 0.25
    suitability_years: float = 0.15
    related: float = 0.6  # an ability in a related skill counts this much, times the taxonomy's own weight
    # work accepted: constant + s + (r - 0.7) + (responsiveness - 0.6)
    accepted: tuple[float, float, float, float] = (-1.6, 5.2, 2.4, 0.6)
    # no rework needed, given accepted: constant + s + (r - 0.7)
    clean: tuple[float, float, float] = (-2.3, 4.6, 2.2)
    major_rework: float = 0.25  # of the rework where the work was accepted; all of it where it was not
    # on budget: constant + s + (r - 0.7) - pressure * max(0, rate / cap - 0.85)
    on_budget: tuple[float, float, float, float] = (0.2, 2.0, 2.5, 9.0)
    # on time: constant + s + (r - 0.7) - overload * max(0, hours asked / hours free - 1)
    on_time: tuple[float, float, float, float] = (-0.4, 2.0, 5.0, 1.5)
    # would engage again, given the rest: constant + accepted + clean + on time + on budget + (responsiveness - 0.6)
    again: tuple[float, float, float, float, float, float] = (-3.0, 2.6, 1.2, 0.8, 0.5, 1.0)
    # the client's rating: constant + accepted + clean + on time + on budget + N(0, 0.4), rounded, in 1..5
    rating: tuple[float, float, float, float, float] = (1.2, 1.7, 0.9, 0.6, 0.4)
    # the freelancer says yes: constant + slack * (cap / rate - 1) + (responsiveness - 0.6)
    says_yes: tuple[float, float, float] = (1.1, 1.2, 1.5)


@dataclass(frozen=True)
class HistoryParameters:
    """Two years of requisitions, the plain rule that ranked them and the managers who decided."""

    requisitions: int = 480
    months: int = 24
    variants: int = 2  # ways in which a template was used; each is one role, asked for again and again
    shown: int = 20
    positions: tuple[float, ...] = (0.5, 0.3, 0.2)  # P(one), P(two), P(three)
    swap: float = 0.25  # share of places shuffled among themselves, so that place and merit part
    explore: float = 0.20  # share of places given to people drawn from the next `explore_from` of the ranking
    explore_from: int = 120
    # a manager gets to place k with probability k ** -look_decay
    look_decay: float = 0.55
    # what the manager sees in the record: shown + claimed parts of the must-haves, ratings, rate; then the interview
    sees_shown: float = 3.2
    sees_claimed: float = 1.2
    sees_truth: float = 1.6
    sees_rate: float = 1.2
    noise: float = 0.45
    shortlist_above: float = 0.35
    reject_below: float = -0.25


@dataclass(frozen=True)
class Parameters:
    """The whole simulator. There is one set; a second one would be a second decision."""

    platforms: tuple[Platform, ...] = (
        Platform("Upwork (simulated)", "upw", 0.40, 0.0, 0.85, (1, 4), rate=0.97, country=1.0, timezone=0.55,
                 available_from=0.08, hours=0.80, ratings=0.82, job_success=0.74, response=0.85, languages=0.80,
                 education=0.45, certifications=0.30, clearance=0.0, work_countries=0.0),
        Platform("Fiverr (simulated)", "fvr", 0.25, -0.25, 0.55, (1, 2), rate=0.30, country=0.95, timezone=0.0,
                 available_from=0.0, hours=0.10, ratings=0.92, job_success=0.0, response=0.95, languages=0.90,
                 education=0.30, certifications=0.20, clearance=0.0, work_countries=0.0),
        Platform("Toptal (simulated)", "ttl", 0.15, 0.55, 1.0, (2, 5), rate=0.50, country=1.0, timezone=0.90,
                 available_from=0.60, hours=0.92, ratings=0.0, job_success=0.0, response=0.0, languages=0.35,
                 education=0.75, certifications=0.45, clearance=0.0, work_countries=0.25),
        Platform("Direct contractors (simulated)", "dir", 0.20, 0.1, 0.95, (2, 5), rate=0.78, country=0.88, timezone=0.30,
                 available_from=0.72, hours=0.66, ratings=0.0, job_success=0.0, response=0.22, languages=0.55,
                 education=0.85, certifications=0.40, clearance=0.25, work_countries=0.60),
    )  # fmt: skip
    people: PeopleParameters = field(default_factory=PeopleParameters)
    facts: FactParameters = field(default_factory=FactParameters)
    truth: TruthParameters = field(default_factory=TruthParameters)
    history: HistoryParameters = field(default_factory=HistoryParameters)


PARAMETERS = Parameters()
FINGERPRINT = hashlib.sha256(json.dumps(asdict(PARAMETERS), sort_keys=True).encode()).hexdigest()[:16]
