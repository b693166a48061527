"""Whatever is written in a profile or a name: an answer, the same in either order, and a profile that still reads."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.identity import Population, Stated, compare, compose, identity_record, judge, resolve
from matching.identity.names import alike, read_name
from matching.profiles import Profile

WORDS = st.text(max_size=40)
DATES = st.one_of(st.none(), st.sampled_from(["2021", "2021-03", "2021-13", "soon", "", "٢٠٢١-٠٣"]))
JOBS = st.one_of(
    WORDS, st.fixed_dictionaries({"company": WORDS, "start": DATES, "end": DATES, "description": WORDS})
)
PROFILES = st.fixed_dictionaries(
    {"id": st.just("x"), "text": WORDS, "skills": st.lists(st.text(min_size=1, max_size=20), max_size=5)},
    optional={
        "summary": WORDS,
        "headline": WORDS,
        "experience": st.lists(JOBS, max_size=4),
        "country": st.sampled_from(["ES", "DE", "IN"]),
        "ratings": st.fixed_dictionaries({"average": st.floats(0, 5), "count": st.integers(0, 1000)}),
        "external_refs": st.lists(st.fixed_dictionaries({"system": WORDS, "id": WORDS}), max_size=2),
    },
)


@settings(max_examples=200, deadline=None)
@given(WORDS, WORDS)
def test_any_two_names_compare_alike_in_either_order_and_to_themselves(one: str, other: str) -> None:
    a, b = read_name(one), read_name(other)

    assert alike(a, b) == alike(b, a)
    assert alike(a, a) in ("same", "initial", "unknown")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(PROFILES, WORDS), min_size=2, max_size=5))
def test_any_records_resolve_and_every_pair_has_one_answer(drawn: list[tuple[dict[str, Any], str]]) -> None:
    records = [
        identity_record(profile, id=f"P-{i}", source=f"s{i}", name=name, hashed=str)
        for i, (profile, name) in enumerate(drawn)
    ]
    population = Population(records)

    found = resolve(records)

    assert resolve(list(reversed(records))) == found
    for a, b in pairwise(records):
        assert judge(compare(a, b, population)) == judge(compare(b, a, population))


@settings(max_examples=100, deadline=None)
@given(st.lists(PROFILES, min_size=1, max_size=4))
def test_any_profiles_compose_into_one_that_reads_and_loses_no_skill(drawn: list[dict[str, Any]]) -> None:
    told = [Stated(f"s{i}", date(2025, 1, 1) + timedelta(days=i), profile) for i, profile in enumerate(drawn)]

    composed = compose("P-1", told)

    Profile.model_validate(composed)
    assert compose("P-1", list(reversed(told))) == composed
    assert set(drawn[-1]["skills"]) <= set(composed["skills"])
