"""Stuffing a record gets nobody past what saying it once gets them.

Whoever lists a skill has claimed it, and a claim counts for what `docs/reference/features.md` says. So everybody here is
first given the asked skills in their skill list, once; then the same words are strewn wherever they might count again.
"""

import random
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.copies import RequestRoots, copies_in
from features.indexing import build_pool
from features.reading import MOST_LISTED, read, roots
from matching.profiles import Profile
from matching.roles import Role
from tests.robustness.pool import LINKER, REMEMBERING, Bench, Record, arrays, people, roles, served

# The most that any stuffing may add to a score. One asked skill in nine, shown, is worth 2.9 in the median.
MOST_GAINED = 2.0

Stuffing = Callable[[Record, Role], Record]


def asked(role: Role) -> list[str]:
    return [requirement.name for requirement in role.requirements]


def claiming(record: Record, role: Role) -> Record:
    """The record with every asked skill in its list: an honest claim, or a bold one."""
    return {**record, "skills": [*record.get("skills", ()), *asked(role)]}


def _prose(record: Record, more: str) -> Record:
    key = "summary" if record.get("summary") else "text"
    return {**record, key: record.get(key, "") + more}


def _listed_again(record: Record, role: Role) -> Record:
    return {**record, "skills": [*record["skills"], *asked(role) * 5]}


def _headline(record: Record, role: Role) -> Record:
    return {**record, "headline": " | ".join((record.get("headline", ""), *asked(role)))}


def _summary(record: Record, role: Role) -> Record:
    return _prose(record, f" {', '.join(asked(role))}.")


def _keywords_line(record: Record, role: Role) -> Record:
    return _prose(record, "\nKeywords: " + ", ".join(asked(role) * 3))


def _bare_words(record: Record, role: Role) -> Record:
    """As white text on white paper reads once it is plain: no commas, again and again."""
    return _prose(record, "\n" + " ".join(asked(role) * 8))


def _in_a_job(record: Record, role: Role) -> Record:
    if not record.get("experience"):
        return _bare_words(record, role)
    first, *rest = record["experience"]
    stuffed = f"{first.get('description', '')} Environment: {', '.join(asked(role))}."
    return {**record, "experience": [{**first, "description": stuffed}, *rest]}


def _advert(record: Record, role: Role) -> Record:
    return _prose(record, "\n" + role.query_text)


STUFFINGS: dict[str, Stuffing] = {
    stuffing.__name__.strip("_"): stuffing
    for stuffing in (_listed_again, _headline, _summary, _keywords_line, _bare_words, _in_a_job, _advert)
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", STUFFINGS)
def test_saying_it_again_moves_nobody_up_by_more_than_a_place(bench: Bench, name: str) -> None:
    draw = random.Random(name)
    for role in roles():
        for record in draw.sample(served(), 3):
            honest = claiming(record, role)
            before = bench.scores(role, honest)

            after = bench.scores(role, STUFFINGS[name](honest, role))

            risen = list(before).index(record["id"]) - list(after).index(record["id"])
            assert risen <= 1, (role.id, record["id"], risen)
            assert after[record["id"]] - before[record["id"]] <= MOST_GAINED


@given(st.sampled_from(people()), st.integers(2, 6))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_a_skill_or_a_sentence_said_many_times_is_said_once(record: Record, times: int) -> None:
    repeated = {**record, "skills": record.get("skills", []) * times}
    for key in ("summary", "text"):
        if record.get(key):
            repeated[key] = "\n".join([record[key]] * times)

    once, often = arrays(record), arrays(repeated)
    assert [often[kind] for kind in ("passages", "skills", "numbers", "title")] == [
        once[kind] for kind in ("passages", "skills", "numbers", "title")
    ]


@pytest.mark.parametrize("role", roles(), ids=lambda role: role.id)
def test_two_hundred_skills_count_for_less_than_the_ones_that_matter(words_bench: Bench, role: Role) -> None:
    others = [skill.label for skill in LINKER.taxonomy][:200]
    for record in served()[:6]:
        honest = claiming(record, role)

        padded = words_bench.scores(role, {**honest, "skills": [*honest["skills"], *others]})

        assert padded[record["id"]] < words_bench.scores(role, honest)[record["id"]]


def test_a_list_is_believed_whole_up_to_a_length_and_then_ever_less() -> None:
    labels = [skill.label for skill in LINKER.taxonomy]

    def weight(count: int) -> float:
        return read(Profile(id="p", skills=labels[:count]), LINKER).listed_weight

    assert weight(MOST_LISTED) == 1.0
    assert weight(2 * MOST_LISTED) == pytest.approx(0.5)
    assert weight(4 * MOST_LISTED) == pytest.approx(0.25)


@pytest.mark.parametrize(
    "words",
    [
        "Environment: Python, Django, PostgreSQL, Docker, Kubernetes.",
        "python django postgresql docker kubernetes terraform",
        "Python / Django / PostgreSQL / Docker",
    ],
)
def test_skills_strung_together_inside_a_job_are_listed_and_not_shown(words: str) -> None:
    record = {"id": "p", "text": "", "experience": [{"title": "Developer", "description": words}]}

    assert [strength for _, strength in arrays(record)["skills"]] == pytest.approx(
        [0.6] * len(set(arrays(record)["skills"]))
    )


def test_a_sentence_that_names_skills_at_work_still_shows_them() -> None:
    words = "Built billing services in Python and Django and moved their data to PostgreSQL with Docker."
    record = {"id": "p", "text": "", "experience": [{"title": "Developer", "description": words}]}

    assert {strength for _, strength in arrays(record)["skills"]} == {1.0}


ADVERT = Role.model_validate(
    {
        "id": "r",
        "title": "Payroll accountant",
        "description": "You will run the monthly payroll for four hundred drivers, reconcile their expenses with the bank and "
        "answer questions from the tax office before the quarterly audit.",
        "must_have": ["Payroll", "Account reconciliation", "Excel"],
    }
)


def test_a_pasted_advert_is_flagged_and_counts_for_nothing(words_bench: Bench) -> None:
    for record in served()[:8]:
        before = words_bench.scores(ADVERT)

        after = words_bench.shortlist(ADVERT, _prose(record, "\n" + ADVERT.work_text))

        found = next(one for one in after.candidates if one.id == record["id"])
        assert "copies_request" in found.flags
        assert list(before).index(record["id"]) - (found.rank - 1) <= 1
        assert found.score - before[record["id"]] <= MOST_GAINED
        quoted = [quote.text for one in (*found.requirements, *found.reasons) for quote in one.evidence]
        assert not any("four hundred drivers" in text for text in quoted)


def test_a_skill_shown_outside_of_what_was_pasted_still_counts() -> None:
    own = "Ran payroll for the bakeries of a whole county and found two wrong tax codes."
    people = [
        Profile(id="a", text=own),
        Profile(id="b", text=f"{own}\n{ADVERT.work_text}"),
        Profile(id="c", text=ADVERT.description),
    ]
    pool = build_pool(people, linker=REMEMBERING, encoder=None)

    copies = copies_in(pool, np.arange(3), ADVERT)

    assert copies.people.tolist() == [1, 2]
    assert copies.shown([roots("payroll")]).tolist() == [1.0, 0.0]


def test_to_name_the_very_skills_asked_for_is_no_copying() -> None:
    role = Role.model_validate(
        {
            **ADVERT.model_dump(mode="json"),
            "must_have": ["Payroll", "Excel", "Xero", "Sage", "SAP", "VAT returns", "IFRS", "Audit"],
        }
    )

    assert not RequestRoots.of(role).repeated_by("Payroll, Excel, Xero, Sage, SAP, VAT returns, IFRS, Audit")
    assert RequestRoots.of(role).repeated_by(role.description)


def test_nobody_of_the_pool_copies_any_request(words_bench: Bench) -> None:
    for role in (*roles(), ADVERT):
        assert not any("copies_request" in one.flags for one in words_bench.shortlist(role).candidates)


def test_the_same_skills_in_work_described_are_worth_more_than_all_of_them_listed(words_bench: Bench) -> None:
    work = "Ran payroll in Excel every month, and account reconciliation with the bank."
    listed = {"id": "listed", "text": "", "skills": ["Payroll", "Account reconciliation", "Excel"]}
    shown = {"id": "shown", "text": "", "experience": [{"description": work}]}

    order = list(Bench(words_bench.encoder, [listed, shown]).scores(ADVERT))

    assert order == ["shown", "listed"]
