"""The sentence of every feature, from a message id and typed parameters.

A shortlist freezes ids and parameters, so a sentence can be rendered again years later. States the fact only: whether
it spoke for or against somebody is said beside it by the explanation.
"""

from collections.abc import Callable
from typing import Any

from features.tenure import level_of
from features.wording import share_of_request
from matching.feature_spec import FeatureSpec
from matching.roles import Importance, Role

Params = dict[str, Any]
# A number and whether it is known, to a message id and its parameters.
Describer = Callable[[float, bool], tuple[str, Params]]


def describer(spec: FeatureSpec, role: Role) -> Describer:
    """Gives the message of one number of this feature, and what it is rendered from; what the role says is looked up once."""
    asked, unknown = _asked(spec, role), {"label": spec.label, "asked": _is_asked(spec, role)}

    def describe(value: float, known: bool) -> tuple[str, Params]:
        return (spec.message, {"value": round(value, 4), **asked}) if known else ("unknown", dict(unknown))

    return describe


def _asked(spec: FeatureSpec, role: Role) -> Params:
    """What the role asks that a sentence holds the number against."""
    params: Params = {}
    if spec.message == "price.share" and role.max_hourly_rate:
        params |= {"cap": role.max_hourly_rate.amount, "currency": role.max_hourly_rate.currency}
    if spec.message == "price.budget" and role.budget and role.budget.max:
        params |= {"budget": role.budget.max, "currency": role.budget.currency}
    if spec.message == "availability.overlap" and role.timezone_overlap_hours:
        params["asked"] = role.timezone_overlap_hours
    if spec.message in ("experience.short", "experience.years") and role.min_years is not None:
        params["asked"] = role.min_years
    if spec.name.startswith(("must_", "nice_")):
        wanted: Importance = "must" if spec.name.startswith("must_") else "nice"
        params["count"] = sum(asked.importance == wanted for asked in role.requirements)
        if spec.name.endswith("_word_nearness"):
            params["share"] = round(share_of_request(role, wanted), 4)
    return params


def render(message: str, params: Params) -> str:
    """The sentence of a message. KeyError for an id that was never declared."""
    return _SENTENCES[message](params)


def _is_asked(spec: FeatureSpec, role: Role) -> bool:
    """Whether the role says anything this feature could be held against."""
    return next((given(role) for prefix, given in _ASKED.items() if spec.name.startswith(prefix)), True)


_ASKED: dict[str, Callable[[Role], bool]] = {
    "must_": lambda role: bool(role.must_have),
    "nice_": lambda role: bool(role.nice_to_have),
    "years_short": lambda role: role.min_years is not None,
    "level_gap": lambda role: level_of(role.title) is not None,
    "rate_share": lambda role: role.max_hourly_rate is not None,
    "budget_share": lambda role: bool(
        role.budget and role.budget.max and role.hours_per_week and role.duration_weeks
    ),
    "hours_cover": lambda role: role.hours_per_week is not None,
    "overlap_cover": lambda role: bool(role.timezone_overlap_hours and role.countries),
    "languages_met": lambda role: bool(role.languages),
    "title_request": lambda role: bool(role.query_text),
    "title_": lambda role: bool(role.title.strip()),
    "deliverables_nearness": lambda role: any(one.strip() for one in role.deliverables),
    "passage_nearness": lambda role: bool(role.work_text),
}


def _unknown(params: Params) -> str:
    label = str(params["label"])
    return (
        f"{label[:1].upper()}{label[1:]}: not stated."
        if params["asked"]
        else f"The request says nothing of {label}."
    )


def _share(params: Params) -> str:
    count = int(params.get("count", 0))
    return f"{params['value'] * count:.2g} of {count}" if count else f"{params['value']:.0%}"


def _percent(share: float) -> str:
    """Small shares with a decimal, so that two that differ read differently."""
    return f"{share:.1%}" if 0 < share < 0.095 else f"{share:.0%}"


# Any two words lie nearer to each other than two passages do: by so much on real CVs.
_WORDS_ARE_NEARER = 0.15


def _words_close_to(params: Params) -> str:
    """The figure is a nearness times the share of the request that was looked for, which rounds to nothing beside a very long one."""
    share = params["share"]
    return _close_to((params["value"] / share if share else 0.0) - _WORDS_ARE_NEARER)


def _close_to(value: float) -> str:
    closeness = _closeness(value)
    return f"{closeness} {'from' if closeness == 'far' else 'to'}"


def _closeness(value: float) -> str:
    """A cosine in words; the figures themselves are one key away."""
    return (
        "close"
        if value >= 0.6
        else "fairly close"
        if value >= 0.45
        else "somewhat near"
        if value >= 0.3
        else "far"
    )


def _rate(params: Params) -> str:
    share = params["value"] - 1
    place = "at" if abs(share) < 0.005 else f"{abs(share):.0%} {'under' if share < 0 else 'over'}"
    return f"Asks {params['value'] * params['cap']:.0f} {params['currency']} an hour, {place} the cap."


def _budget(params: Params) -> str:
    share = params["value"] - 1
    place = "at" if abs(share) < 0.005 else f"{abs(share):.0%} {'under' if share < 0 else 'over'}"
    cost = f"{params['value'] * params['budget']:,.0f} {params['currency']}"
    return f"The whole work comes to {cost}, {place} the budget."


def _overlap(params: Params) -> str:
    if params["value"] >= 1:
        return f"Shares the {params['asked']:g} working hours asked for."
    return (
        f"Shares {params['value'] * params['asked']:.1f} of the {params['asked']:g} working hours asked for."
    )


def _years(params: Params) -> str:
    asked = f", {params['asked']:g} asked" if "asked" in params else ""
    return f"{_count(params['value'], 'year')} of work on record{asked}."


def _short(params: Params) -> str:
    short = params["value"]
    return (
        f"{_count(short, 'year')} short of the {params['asked']:g} asked."
        if short > 0.05
        else f"Has the {params['asked']:g} years asked."
    )


def _level(params: Params) -> str:
    gap = params["value"]
    return (
        "Has worked at the level asked for."
        if gap <= 0.01
        else "Titles are a step below the level asked for."
        if gap < 0.4
        else "Titles are well below the level asked for."
    )


def _hours(params: Params) -> str:
    value = params["value"]
    return "Offers the hours asked for." if value >= 1 else f"Offers {value:.0%} of the hours asked for."


def _wait(params: Params) -> str:
    return "Free now." if params["value"] < 1 else f"Free in {_count(params['value'], 'day', '.0f')}."


def _age(params: Params) -> str:
    return (
        f"Record seen {_count(params['value'], 'day', '.0f')} ago."
        if params["value"] >= 1
        else "Record seen today."
    )


def _count(value: float, unit: str, form: str = ".1f") -> str:
    written = format(value, form).removesuffix(".0")
    return f"{written} {unit}{'' if written == '1' else 's'}"


_SENTENCES: dict[str, Callable[[Params], str]] = {
    "unknown": _unknown,
    "skills.met": lambda p: f"Meets {_share(p)} asked skills, related ones counted in part.",
    "skills.shown": lambda p: f"Shows {_share(p)} asked skills in work described.",
    "skills.near": lambda p: f"The nearest words to the asked skills are {_closeness(p['value'])} in meaning.",
    "skills.weakest": lambda p: f"Words on the least covered asked skill are {_closeness(p['value'])} in meaning.",
    "skills.words": lambda p: f"Describes work in {p['value']:.0%} of the words of the asked skills.",
    "skills.near_words": lambda p: f"Word by word, the nearest passages are {_words_close_to(p)} the asked skills.",
    "skills.nice": lambda p: f"Meets {_share(p)} welcome skills, related ones counted in part.",
    "skills.nice_shown": lambda p: f"Shows {_share(p)} welcome skills in work described.",
    "skills.nice_near": lambda p: f"The nearest words to the welcome skills are {_closeness(p['value'])} in meaning.",
    "skills.nice_near_words": lambda p: f"Word by word, the nearest passages are {_words_close_to(p)} the welcome skills.",
    "relevance.words": lambda p: f"Uses the request's own words: {_percent(p['value'])} of what is possible.",
    "relevance.roots": lambda p: f"Uses the request's words in any form: {_percent(p['value'])} of what is possible.",
    "relevance.whole": lambda p: f"The record as a whole is {_close_to(p['value'])} the request.",
    "relevance.passage": lambda p: f"The best passage is {_close_to(p['value'])} the work asked for.",
    "relevance.deliverables": lambda p: f"The best passage is {_close_to(p['value'])} the deliverables.",
    "domain.title": lambda p: f"Own title is {_close_to(p['value'])} the role's.",
    "domain.request": lambda p: f"Own title is {_close_to(p['value'])} the request as a whole.",
    "domain.work": lambda p: f"Work described is {_close_to(p['value'])} the role's title.",
    "experience.years": _years,
    "experience.short": _short,
    "experience.level": _level,
    "experience.certificates": lambda p: f"Holds {_count(p['value'], 'certificate', '.0f')}." if p["value"] else "No certificate listed.",
    "delivery.rating": lambda p: f"Rated {p['value']:.1f} of 5, few ratings counted for less.",
    "delivery.count": lambda p: f"{_count(p['value'], 'rating', '.0f')} on record.",
    "delivery.success": lambda p: f"{p['value']:.0f}% of contracts ended well.",
    "responsiveness.hours": lambda p: f"Answers in {_count(p['value'], 'hour', '.0f')}.",
    "price.share": _rate,
    "price.budget": _budget,
    "availability.wait": _wait,
    "availability.hours": _hours,
    "availability.overlap": _overlap,
    "language.met": lambda p: "Speaks the languages asked for." if p["value"] >= 1 else f"Speaks {p['value']:.0%} of the languages asked for.",
    "freshness.age": _age,
}  # fmt: skip
