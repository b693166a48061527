"""Re-reads a shortlist document against the profiles it speaks of: every span, every sentence, every parameter.

Written apart from what makes the sentences: quantities are worked out again from the profile's own fields. Gives the
claims that nothing supports, in words; none for a grounded document. Near-meaning figures are worked out from the
encoder's own cosines, words of the request from the words themselves.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.copies import without_copies
from features.featurizer import RoleFeaturizer
from features.indexing import title_of
from features.linking import SkillLinker
from features.reading import in_labels, read, roots
from features.tenure import level_of
from features.words import content_words
from matching.lexical import words
from matching.ports import Encoder
from matching.profiles import Profile
from matching.roles import Role
from matching.vectors import ByteVectors
from matching.word_vectors import WordVectors
from models.explanation import sentence
from review_ui.web.views.quotes import value_at

Document = Mapping[str, Any]
Check = Callable[["Person", dict[str, Any]], bool]

# Parameters are frozen to four decimals.
NEAR = 6e-4


class Person:
    """One profile of one document, read once."""

    def __init__(
        self, written: Document, document: Document, linker: SkillLinker, encoder: Encoder | None
    ) -> None:
        self.written = written
        self.profile = Profile.model_validate(written)
        self.role = Role.model_validate(document["role"])
        self.as_of = date.fromisoformat(document["as_of"])
        # The request as records are read, and the record without what it copies of the request.
        self.request = RoleFeaturizer(linker, encoder)._as_read(self.role)
        self.reading = without_copies(read(self.profile, linker), self.request)
        self.title = title_of(self.reading, linker)
        self.encoder, self.linker = encoder, linker

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        """The passages' vectors as they are kept and counted, a byte a number."""
        assert self.encoder is not None
        return ByteVectors.of(self.encoder.encode([one.text for one in self.reading.passages]))[:]

    def best(self, text: str) -> float:
        """The cosine of the nearest passage, listed words held at a half."""
        if self.encoder is None or not self.reading.passages:
            return 0.0
        near = self.vectors @ self.encoder.encode([text])[0]
        return float(np.clip(near, 0, self.held).max())

    @cached_property
    def held(self) -> list[float]:
        """What nearness each passage may come to."""
        return [
            0.5 * self.reading.listed_weight if one.telling == "listed" else 1.0
            for one in self.reading.passages
        ]

    @cached_property
    def passages_in_words(self) -> WordVectors:
        assert self.encoder is not None
        words = self.encoder.encode_words([one.text for one in self.reading.passages]).words
        assert words is not None
        return words

    def best_by_word(self, text: str) -> float:
        """The passage whose words come nearest to those of a text: the mean over these of the cosine of its nearest, lists held at a half."""
        assert self.encoder is not None
        asked = self.encoder.encode_words([text]).words
        assert asked is not None
        wanted = asked[0][:]
        together = (
            min(held, float(np.max(self.passages_in_words[i][:] @ wanted.T, axis=0, initial=0).mean()))
            for i, held in enumerate(self.held)
        )
        return max(together, default=0.0)

    def asked(self, importance: str) -> list[str]:
        """Skills asked for, in the words that records are read in."""
        return [
            in_labels(one.name, self.linker, listed=True)
            for one in self.role.requirements
            if one.importance == importance
        ]


def unsupported(
    document: Document, profiles: Mapping[str, Document], linker: SkillLinker, encoder: Encoder | None
) -> list[str]:
    """Every claim of the document that the profiles do not bear out."""
    found: list[str] = []
    for candidate in document["candidates"]:
        person = Person(profiles[candidate["id"]], document, linker, encoder)
        found += [f"{candidate['id']}: {fault}" for fault in _faults(candidate, person)]
    return found


def claims(document: Document) -> int:
    """How many spans and facts the document holds people to."""
    people = document["candidates"]
    spans = sum(
        len(one["evidence"]) for person in people for one in (*person["reasons"], *person["requirements"])
    )
    facts = sum(
        message != "unknown"
        for person in people
        for one in person["reasons"]
        for message, _ in one["params"]["facts"]
    )
    return spans + facts


def _faults(candidate: Document, person: Person) -> Iterator[str]:
    for asked in candidate["requirements"]:
        yield from _spans(asked, person)
        if asked["status"] != "missing" and not asked["evidence"]:
            yield f"{asked['skill']} is {asked['status']} without a quotation"
        if asked["status"] == "evidenced" and all(_is_list(one["field"]) for one in asked["evidence"]):
            yield f"{asked['skill']} is called shown and stands in lists alone"
    for reason in candidate["reasons"]:
        yield from _spans(reason, person)
        yield from _sentence(reason, candidate, person)


def _spans(claim: Document, person: Person) -> Iterator[str]:
    for one in claim["evidence"]:
        source = value_at(person.written, one["field"])
        if source is None or source[one["start"] : one["end"]] != one["text"] or not one["text"].strip():
            yield f"{one['field']} {one['start']}-{one['end']} does not read {one['text']!r}"


def _is_list(field: str) -> bool:
    return field.startswith(("skills", "education", "certifications"))


def _sentence(reason: Document, candidate: Document, person: Person) -> Iterator[str]:
    if sentence(reason["message"], reason["params"]) != reason["sentence"]:
        yield f"{reason['sentence']!r} is not what its message says"
    known = {part["message"]: part["known"] for part in reason["parts"]}
    for message, params in reason["params"]["facts"]:
        if message == "unknown":
            continue
        if not known.get(message):
            yield f"{message} claims what stands in for an unknown"
        if not reason["fields"]:
            yield f"{message} names no field"
        for field in reason["fields"]:
            if getattr(person.profile, field.partition("[")[0]) in (None, "", []):
                yield f"{message} rests on {field}, which the profile does not state"
        check = CHECKS.get(message)
        if check is None:
            yield f"{message} has no check: add one to tests/grounding.py"
        elif not check(person, {**params, "requirements": candidate["requirements"]}):
            yield f"{message} says {params}, the profile does not"


def _close(told: float, found: float, near: float = NEAR) -> bool:
    return abs(told - found) <= near


def _share(status: str, importance: str) -> Check:
    """The very share of requirements with a status."""

    def holds(person: Person, params: dict[str, Any]) -> bool:
        of = [one for one in params["requirements"] if one["importance"] == importance]
        return _close(params["value"], sum(one["status"] == status for one in of) / len(of)) and params[
            "count"
        ] == len(of)

    return holds


def _met(importance: str) -> Check:
    """Between what is shown or claimed counts at least, and at most."""
    least = {"evidenced": 1.0, "claimed": 0.18, "related": 0.0, "missing": 0.0}
    most = {"evidenced": 1.0, "claimed": 0.7, "related": 0.7, "missing": 0.0}

    def holds(person: Person, params: dict[str, Any]) -> bool:
        of = [one["status"] for one in params["requirements"] if one["importance"] == importance]
        low, high = (sum(bound[status] for status in of) / len(of) for bound in (least, most))
        return low - NEAR <= params["value"] <= high + NEAR and params["count"] == len(of)

    return holds


def _nearest(importance: str, taken: Callable[[list[float]], float]) -> Check:
    return lambda person, params: _close(
        params["value"], taken([person.best(skill) for skill in person.asked(importance)])
    )


def _nearest_words(importance: str) -> Check:
    """As near as the passages are, by the share of the request's words that were looked for."""

    def words_of(*texts: str) -> int:
        return sum(len(content_words(text)) for text in texts)

    def holds(person: Person, params: dict[str, Any]) -> bool:
        near = [person.best_by_word(skill) for skill in person.asked(importance) if words_of(skill)]
        names = [one.name for one in person.role.requirements if one.importance == importance]
        share = words_of(*names) / words_of(person.role.query_text)
        return _close(params["value"], _mean(near) * share) and _close(params["share"], share)

    return holds


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _words(person: Person, params: dict[str, Any]) -> bool:
    own = set(person.reading.searched)
    uses = bool(own & set(words(person.request.query_text)))
    return uses == (params["value"] > 0) or params["value"] < NEAR


def _roots(person: Person, params: dict[str, Any]) -> bool:
    own = {root for passage in person.reading.passages for root in passage.roots}
    uses = bool(own & set(roots(person.request.query_text)))
    return uses == (params["value"] > 0) or params["value"] < NEAR


def _work_words(person: Person, params: dict[str, Any]) -> bool:
    """No more than the share of requirements of which described work holds any word, and none where it holds none."""
    own = {root for passage in person.reading.passages if passage.telling == "work" for root in passage.roots}
    asked = [set(roots(skill)) for skill in person.asked("must")]
    most = sum(bool(own & one) for one in asked) / len(asked)
    least = sum(
        any(
            one and one <= set(passage.roots)
            for passage in person.reading.passages
            if passage.telling == "work"
        )
        for one in asked
    ) / len(asked)
    return least - NEAR <= params["value"] <= most + NEAR


def _title_request(person: Person, params: dict[str, Any]) -> bool:
    assert person.encoder is not None
    one, other = person.encoder.encode([person.title, person.request.query_text])
    return _close(params["value"], max(0.0, float(one @ other)))


def _whole(person: Person, params: dict[str, Any]) -> bool:
    assert person.encoder is not None
    vectors = person.vectors
    total = (vectors * np.exp2(-np.arange(len(vectors)) / 20)[:, None]).sum(axis=0)
    length = np.linalg.norm(total)
    cosine = float(total @ person.encoder.encode([person.request.query_text])[0] / length) if length else 0.0
    return _close(params["value"], max(0.0, min(1.0, cosine)), 1e-3)


def _own_title(person: Person, params: dict[str, Any]) -> bool:
    assert person.encoder is not None
    one, other = person.encoder.encode([person.title, person.request.title])
    return _close(params["value"], max(0.0, float(one @ other)))


def _years(person: Person, params: dict[str, Any]) -> bool:
    """No more than from the first date or statement to the day; the sentence's years asked are the role's."""
    text = "\n".join(field.text for field in person.reading.fields)
    dated = any(not isinstance(one, str) and one.start for one in person.profile.experience)
    told = dated or any(character.isdigit() for character in text)
    return told and 0 <= params["value"] <= 60 and params.get("asked") == person.role.min_years


def _level(person: Person, params: dict[str, Any]) -> bool:
    own, asked = level_of(person.title), level_of(person.role.title)
    return own is not None and asked is not None and _close(params["value"], max(0.0, asked - own))


def _rating(person: Person, params: dict[str, Any]) -> bool:
    ratings = person.profile.ratings
    assert ratings is not None
    return _close(params["value"], (8 * 4.3 + ratings.count * ratings.average) / (8 + ratings.count))


def _rate(person: Person, params: dict[str, Any]) -> bool:
    rate, cap = person.profile.hourly_rate, person.role.max_hourly_rate
    assert rate is not None
    assert cap is not None
    return rate.currency == cap.currency == params["currency"] and _close(
        params["value"] * params["cap"], min(rate.amount, 2 * cap.amount), 0.02
    )


def _budget(person: Person, params: dict[str, Any]) -> bool:
    rate, role = person.profile.hourly_rate, person.role
    assert rate is not None
    assert role.budget is not None
    assert role.budget.max is not None
    assert role.hours_per_week is not None
    assert role.duration_weeks is not None
    cost = rate.amount * role.hours_per_week * role.duration_weeks / role.budget.max
    return rate.currency == role.budget.currency == params["currency"] and _close(
        params["value"], min(3.0, cost)
    )


def _overlap(person: Person, params: dict[str, Any]) -> bool:
    return bool(person.profile.timezone) and params["asked"] == person.role.timezone_overlap_hours


def _wait(person: Person, params: dict[str, Any]) -> bool:
    free = person.profile.available_from
    assert free is not None
    return params["value"] == min(180, max(0, (free - person.as_of).days))


def _hours(person: Person, params: dict[str, Any]) -> bool:
    offered, asked = person.profile.hours_per_week, person.role.hours_per_week
    assert offered is not None
    assert asked is not None
    return _close(params["value"], min(2.0, offered / asked))


def _languages(person: Person, params: dict[str, Any]) -> bool:
    asked = [code.split("-")[0] for code in person.role.languages]
    spoken = sum(code in person.profile.spoken for code in asked) / len(asked)
    # The language a record is written in counts as spoken, so at most one more.
    return spoken - NEAR <= params["value"] <= spoken + 1 / len(asked) + NEAR


def _age(person: Person, params: dict[str, Any]) -> bool:
    seen = person.profile.as_of
    assert seen is not None
    return params["value"] == min(1095, max(0, (person.as_of - seen).days))


CHECKS: dict[str, Check] = {
    "skills.met": _met("must"),
    "skills.shown": _share("evidenced", "must"),
    "skills.near": _nearest("must", _mean),
    "skills.weakest": _nearest("must", min),
    "skills.words": _work_words,
    "skills.nice": _met("nice"),
    "skills.nice_shown": _share("evidenced", "nice"),
    "skills.near_words": _nearest_words("must"),
    "skills.nice_near_words": _nearest_words("nice"),
    "skills.nice_near": _nearest("nice", _mean),
    "relevance.words": _words,
    "relevance.roots": _roots,
    "relevance.deliverables": lambda person, params: _close(
        params["value"], person.best("\n".join(person.request.deliverables))
    ),
    "relevance.whole": _whole,
    "relevance.passage": lambda person, params: _close(
        params["value"], person.best(person.request.work_text)
    ),
    "domain.title": _own_title,
    "domain.request": _title_request,
    "domain.work": lambda person, params: _close(params["value"], person.best(person.request.title)),
    "experience.years": _years,
    "experience.short": _years,
    "experience.level": _level,
    "experience.certificates": lambda person, params: (
        params["value"] == min(5, len(person.profile.certifications))
    ),
    "delivery.rating": _rating,
    "delivery.count": lambda person, params: (
        person.profile.ratings is not None and params["value"] == min(10_000, person.profile.ratings.count)
    ),
    "delivery.success": lambda person, params: params["value"] == person.profile.job_success,
    "responsiveness.hours": lambda person, params: (
        params["value"] == min(96.0, person.profile.response_hours or 0.0)
    ),
    "price.share": _rate,
    "price.budget": _budget,
    "availability.overlap": _overlap,
    "availability.wait": _wait,
    "availability.hours": _hours,
    "language.met": _languages,
    "freshness.age": _age,
}
