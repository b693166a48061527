"""What would change it: proved by a path of its own, as small as it gets, never a fact nobody may be asked to change."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.indexing import build_pool
from matching.errors import Conflict, NotFound
from matching.pipeline import Matcher
from matching.profiles import Profile, Terms
from matching.roles import Role
from models.actions import Lever, levers
from models.counterfactual import WhatWouldChange, first_that, what_would_change
from tests import market
from tests.fakes import MemoryProfiles

DAY = market.DAY
ROLE = Role.model_validate(
    {
        "id": "backend",
        "title": "Backend engineer",
        "must_have": ["Python", "PostgreSQL"],
        "max_hourly_rate": {"amount": 100, "currency": "USD"},
        "hours_per_week": 30,
        "start_by": "2026-12-31",
    }
)
WORK = "Built payment services in Python and tuned PostgreSQL for a bank."
CHANGEABLE = {
    "hourly_rate", "available_from", "hours_per_week", "response_hours", "experience", "certifications"
}  # fmt: skip


def person(name: str, **changes: Any) -> Profile:
    told = {
        "id": name,
        "experience": [WORK],
        "hourly_rate": {"amount": 60, "currency": "USD"},
        "available_from": "2026-11-24",
        "hours_per_week": 40,
        "response_hours": 2,
    }
    return Profile.model_validate({"text": "", **told, **changes})


def asked_of(name: str, *profiles: Profile, k: int = 1, role: Role = ROLE) -> WhatWouldChange:
    return what_would_change(market.matcher_over(list(profiles)), role, name, as_of=DAY, k=k)


def usd(amount: float) -> dict[str, Any]:
    return {"amount": amount, "currency": "USD"}


def rank_if_made(matcher: Matcher, role: Role, edited: Profile) -> int | None:
    """The place of an edited profile in a pool read and indexed whole, under the old pool's statistics of words."""
    profiles = [edited if one.id == edited.id else one for one in matcher.profiles.by_id.values()]  # type: ignore[attr-defined]
    pool = build_pool(
        profiles,
        linker=market.linker(),
        encoder=market.featurizer().encoder,
        beside=matcher.pool,
    )
    again = Matcher(pool, MemoryProfiles(profiles), matcher.featurizer, matcher.ranker)
    ranked = again.rank(role, as_of=DAY)
    ids = [pool.ids[row] for row in ranked.rows[ranked.order]]
    return ids.index(edited.id) + 1 if edited.id in ids else None


def taken(found: WhatWouldChange, all_levers: tuple[Lever, ...]) -> list[list[tuple[Lever, int]]]:
    """The lever and step behind every change proposed."""
    steps = {
        (lever.kind, lever.target, lever.change(step).after): (lever, step)
        for lever in all_levers
        for step in range(1, lever.steps + 1)
    }
    return [
        [steps[change.kind, change.target, change.after] for change in proposal.changes]
        for proposal in found.proposals
    ]


@pytest.mark.slow
@pytest.mark.parametrize("kind", market.RANKERS)
def test_everything_proposed_reaches_the_top_when_it_is_made_and_a_step_less_does_not(kind: str) -> None:
    matcher = market.matcher_over(market.people()[:50], kind)
    proved = without = 0
    for role in market.roles()[1:4]:
        ranked = matcher.rank(role, as_of=DAY)
        ids = [matcher.pool.ids[row] for row in ranked.rows[ranked.order]]
        shut_out = [matcher.pool.ids[row] for row in np.nonzero(~ranked.gated.eligible)[0][:2]]
        for name in (ids[5], ids[9], ids[-1], *shut_out[:1]):
            found = what_would_change(matcher, role, name, as_of=DAY, k=5, ranked=ranked)
            profile = matcher.profiles.read([name])[name]
            requirements = matcher.featurizer.grounds(role, profile).requirements
            steps = taken(found, levers(role, profile, requirements, DAY))
            for change, proposal in list(zip(steps, found.proposals, strict=True))[::3]:
                edited = profile
                for lever, step in change:
                    edited = lever.apply(edited, step)
                place = rank_if_made(matcher, role, edited)
                assert place is not None
                assert place <= 5
                assert place == proposal.rank
                for at, (lever, step) in enumerate(change):
                    if step == 1:
                        continue
                    less = profile
                    for other, its in (*change[:at], (lever, step - 1), *change[at + 1 :]):
                        less = other.apply(less, its)
                    place = rank_if_made(matcher, role, less)
                    assert place is None or place > 5
                proved += 1
            without += not found.proposals

    assert proved > 5
    assert without > 0


@pytest.mark.parametrize("kind", market.RANKERS)
def test_a_record_read_again_has_the_features_it_has_in_the_pool(kind: str) -> None:
    matcher = market.matcher(kind)
    for role in market.roles()[:4]:
        ranked = matcher.rank(role, as_of=DAY)
        for at in range(0, len(ranked.rows), 9):
            profile = market.people()[0]
            name = matcher.pool.ids[ranked.rows[at]]
            profile = matcher.profiles.read([name])[name]
            alone = matcher.featurizer.index([profile], beside=matcher.pool)
            again = matcher.featurizer.compare(role, alone, np.array([0]), as_of=DAY.toordinal())
            assert again.matrix.values[0] == pytest.approx(ranked.compared.matrix.values[at], abs=1e-5)
            assert (again.matrix.known[0] == ranked.compared.matrix.known[at]).all()


def test_a_rate_comes_down_just_as_far_as_it_must() -> None:
    found = asked_of("b", person("a", hourly_rate=usd(70)), person("b", hourly_rate=usd(90)))

    (rate,) = [one for one in found.proposals if one.changes[0].kind == "rate"]
    assert (
        rate.changes[0].sentence == "A rate of 69 USD an hour instead of 90 USD."
    )  # equal scores stand by id
    assert rate.rank == 1


def test_a_rate_over_the_cap_is_let_in_at_the_cap() -> None:
    found = asked_of(
        "b", person("a", experience=["Pastry chef in a hotel."]), person("b", hourly_rate=usd(130))
    )

    assert (found.rank, found.failing) == (None, ("max_hourly_rate",))
    assert [one.changes[0].after for one in found.proposals] == ["100 USD"]


def test_the_latest_day_that_suffices_is_the_one_proposed() -> None:
    found = asked_of("b", person("a", available_from="2026-12-10"), person("b", available_from="2026-12-20"))

    (start,) = [one for one in found.proposals if one.changes[0].kind == "start"]
    assert start.changes[0].sentence == "Free from 2026-12-09 instead of 2026-12-20."


def test_hours_go_up_to_those_asked_and_no_further() -> None:
    found = asked_of("b", person("a", experience=["Pastry chef in a hotel."]), person("b", hours_per_week=10))

    assert found.failing == ("hours_per_week",)
    assert [one.changes[0].sentence for one in found.proposals] == ["30 hours a week instead of 10."]


def test_a_missing_skill_is_proposed_as_shown_in_work() -> None:
    found = asked_of(
        "b",
        person("a"),
        person("b", experience=["Built payment services in Python for a bank."], hourly_rate=usd(52)),
    )

    assert "PostgreSQL shown in described work." in [
        change.sentence for one in found.proposals for change in one.changes
    ]


def test_two_changes_are_proposed_only_where_none_alone_suffices() -> None:
    shut_out_twice = person("b", hourly_rate=usd(130), hours_per_week=10)
    found = asked_of("b", person("a", experience=["Pastry chef in a hotel."]), shut_out_twice)

    (both,) = found.proposals
    assert sorted(change.after for change in both.changes) == ["100 USD", "30"]
    assert found.sentence == "No single change would reach the first 1. These two together would:"


def test_where_nothing_helps_it_says_so_and_shows_what_was_tried() -> None:
    asked = ["Python", "PostgreSQL", "FastAPI", "Docker", "Kubernetes", "Redis", "Terraform", "Kafka"]
    role = ROLE.model_copy(update={"must_have": asked})
    rival = person("a", experience=[f"Ran {', '.join(asked)} for a bank.", WORK])
    found = asked_of("b", rival, person("b", experience=["Pastry chef in a hotel."]), role=role)

    assert found.proposals == ()
    assert found.sentence == "Nothing that can be asked, alone or two together, would reach the first 1."
    assert {end.change.kind for end in found.no_help} >= {"rate", "skill", "certificate"}


def test_somebody_there_already_needs_no_change() -> None:
    found = asked_of("a", person("a"), person("b", hourly_rate=usd(90)))

    assert found.already
    assert (found.proposals, found.no_help) == ((), ())


def test_no_lever_touches_what_nobody_may_be_asked_to_change() -> None:
    for role in market.roles()[:10]:
        for profile in market.people()[::10]:
            requirements = market.featurizer().grounds(role, profile).requirements
            for lever in levers(role, profile, requirements, DAY):
                for step in {1, lever.steps}:
                    edited = lever.apply(profile, step)
                    changed = {
                        name
                        for name in Profile.model_fields
                        if getattr(edited, name) != getattr(profile, name)
                    }
                    assert len(changed) == 1
                    assert changed <= CHANGEABLE


def test_nobody_is_asked_for_less_than_half_their_rate() -> None:
    (rate,) = [one for one in levers(ROLE, person("a", hourly_rate=usd(81)), (), DAY) if one.kind == "rate"]

    assert rate.change(1).after == "80 USD"
    assert rate.change(rate.steps).after == "41 USD"


def test_what_is_not_on_record_may_be_stated() -> None:
    silent = Profile.model_validate({"id": "s", "text": WORK})

    found = {one.kind: one.change(1).sentence for one in levers(ROLE, silent, (), date(2026, 11, 24))}

    assert found == {
        "rate": "A rate on record, of at most 100 USD an hour.",
        "start": "A day to start on record, 2026-12-31 or sooner.",
        "hours": "Hours on record, 30 a week or more.",
        "answers": "A time to answer on record, within 96 hours.",
    }


def test_a_rate_in_another_currency_is_left_alone() -> None:
    found = levers(ROLE, person("a", hourly_rate={"amount": 60, "currency": "EUR"}), (), DAY)

    assert "rate" not in {one.kind for one in found}


def test_a_record_that_changed_since_the_ranking_proves_nothing() -> None:
    profiles = [person("a"), person("b", hourly_rate=usd(90))]
    matcher = market.matcher_over(profiles)
    changed = replace(matcher, profiles=MemoryProfiles([profiles[0], person("b", experience=["Chef."])]))

    with pytest.raises(Conflict, match="record of b has changed"):
        what_would_change(changed, ROLE, "b", as_of=DAY, k=1)


def test_somebody_who_is_not_there_cannot_be_asked_about() -> None:
    with pytest.raises(NotFound, match="nothing is known of z"):
        asked_of("z", person("a"))


@given(st.integers(0, 200), st.integers(1, 250))
def test_the_first_step_that_holds_is_found(last: int, first: int) -> None:
    asked: list[int] = []

    def holds(step: int) -> bool:
        asked.append(step)
        return step >= first

    assert first_that(holds, last) == (first if first <= last else None)
    assert len(asked) <= 9


def test_whom_a_licence_bars_from_embedding_is_tried_as_they_were_ranked() -> None:
    others = [person(f"o{n}", experience=[f"{WORK} Year {n}."]) for n in range(4)]
    barred = person("m", hourly_rate=usd(110)).under(Terms("*", may_embed=False))
    matcher = market.matcher_over([*others, barred])
    plain = market.matcher_over(
        [*others, person("m", hourly_rate=usd(90)).under(Terms("*", may_embed=False))]
    )

    shut_out = what_would_change(matcher, ROLE, "m", as_of=DAY, k=5)
    within = what_would_change(plain, ROLE, "m", as_of=DAY, k=5)

    ranked = plain.rank(ROLE, as_of=DAY)
    score = ranked.scored.scores[list(ranked.rows).index(plain.pool.ids.index("m"))]
    assert within.score == pytest.approx(score, abs=1e-9)
    assert not within.proposals
    requirements = matcher.featurizer.grounds(ROLE, barred).requirements
    (((lever, step),),) = taken(shut_out, levers(ROLE, barred, requirements, DAY))
    assert shut_out.rank is None
    assert shut_out.proposals[0].rank == rank_if_made(matcher, ROLE, lever.apply(barred, step))


def test_somebody_of_another_business_unit_is_nobody_here() -> None:
    people = [person("a"), person("b").under(Terms("legal")), person("c").under(Terms("*"))]
    matcher = market.matcher_over([people[0].under(Terms("sales")), *people[1:]])

    found = what_would_change(matcher, ROLE, "c", as_of=DAY, k=1, business_unit="legal")

    assert found.ranked == 2
    with pytest.raises(NotFound, match="nothing is known of a"):
        what_would_change(matcher, ROLE, "a", as_of=DAY, business_unit="legal")
