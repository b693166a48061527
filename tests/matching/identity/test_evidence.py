"""What speaks for one person and what against: parts, vetoes, and the three answers."""

from dataclasses import replace
from typing import Any

import pytest

from matching.identity import IdentityRecord, Population, compare, identity_record, in_words, judge, resolve

WORK = [
    {"company": "Aster Labs", "start": "2021-03", "end": "2023-02"},
    {"company": "Oriel Works", "start": "2018-06", "end": "2021-01"},
]


def record(id: str, source: str = "a", name: str | None = "Maria Garcia", **profile: Any) -> IdentityRecord:
    profile = {"country": "ES", "skills": ["Python", "Django", "SQL", "Docker"], "experience": WORK} | profile
    return identity_record(profile, id=id, source=source, name=name, hashed=lambda value: f"#{value}")


def answer(a: IdentityRecord, b: IdentityRecord, *others: IdentityRecord) -> str:
    return judge(compare(a, b, Population([a, b, *others])))


def test_the_same_name_and_career_on_two_platforms_is_one_person_and_says_why() -> None:
    a, b = record("1"), record("2", "b", skills=["python", "Django", "SQL", "Go"])

    evidence = compare(a, b, Population([a, b]))

    assert judge(evidence) == "same"
    assert in_words(evidence.as_facts()) == (
        "same two employers, dates agree",
        "same name",
        "0.73 of the skills",
        "same country",
    )


def test_evidence_is_the_same_in_either_order() -> None:
    a, b = record("1"), record("2", "b", "Maria G.", skills=["SQL", "Go", "Python"], experience=WORK[:1])

    population = Population([a, b])

    assert compare(a, b, population) == compare(b, a, population)


def test_namesakes_of_one_trade_and_country_are_not_merged() -> None:
    a = record("1")
    b = record("2", "b", experience=[{"company": "Tarn Foods", "start": "2019"}, {"company": "Sable Media"}])

    assert answer(a, b) == "different"


def test_a_name_and_a_trade_alone_never_suffice() -> None:
    thin = {"experience": [], "headline": "Python engineer"}

    assert answer(record("1", **thin), record("2", "b", **thin)) != "same"


def test_the_more_people_bear_a_name_the_less_it_says() -> None:
    a, b = record("1"), record("2", "b")
    namesakes = [record(str(i), "c", country="MX", experience=[]) for i in range(3, 40)]

    rare, common = (
        {part.name: part.bits for part in compare(a, b, Population([a, b, *others])).parts}
        for others in ([], namesakes)
    )

    assert rare["name"] == 7
    assert common["name"] < 2


def test_names_that_contradict_are_never_merged_whatever_else_agrees() -> None:
    a, b = record("1"), record("2", "b", "Boris Petrov")

    evidence = compare(a, b, Population([a, b]))

    assert evidence.vetoes == ("name",)
    assert judge(evidence) != "same"


def test_one_address_under_two_names_is_for_a_person_to_look_at() -> None:
    words = {"summary": "Write to maria@example.org", "experience": []}
    a, b = record("1", **words), record("2", "b", "Maria Lopez", **words)

    assert answer(a, b) == "doubtful"


def test_an_agencys_shared_address_joins_nobody() -> None:
    words = {"summary": "Write to Talent@agency.example or +34 600 123 456", "experience": []}
    people = [
        record(str(i), f"s{i}", name, **words) for i, name in enumerate(["Ana Ruiz", "Bo Lind", "Cy Moss"])
    ]
    crowd = [record(f"c{i}", "x", None, **words) for i in range(40)]

    assert {answer(a, b, *crowd) for a in people for b in people if a.id < b.id} == {"different"}


def test_an_address_is_known_however_it_is_written_and_never_kept_as_written() -> None:
    a = record("1", name=None, summary="MARIA@Example.org, +34 600 123 456", experience=[])
    b = record("2", "b", name=None, text="maria@example.org or 0034 600-123-456", experience=[])

    assert len(a.handles & b.handles) == 2
    assert all(handle.startswith("#") for handle in a.handles)
    assert answer(a, b) == "same"


def test_two_accounts_of_one_source_are_at_most_doubtful() -> None:
    assert answer(record("1"), record("2")) == "doubtful"


def test_different_accounts_on_a_third_system_stand_against_it() -> None:
    def at(ref: str, id: str, source: str) -> IdentityRecord:
        return record(id, source, external_refs=[{"system": "github", "id": ref}])

    assert answer(at("mg", "1", "a"), at("mg", "2", "b")) == "same"
    assert answer(at("mg", "1", "a"), at("garcia9", "2", "b")) == "doubtful"


@pytest.mark.parametrize("company", ["Freelance", "Self-employed", "Upwork", "Various clients"])
def test_working_for_oneself_is_no_employer_in_common(company: str) -> None:
    assert record("1", experience=[{"company": company, "start": "2020-01"}]).jobs == ()


def test_legal_forms_and_marks_do_not_make_another_employer() -> None:
    one, other = (
        record("1", experience=[{"company": company}]).jobs[0].employer
        for company in ("Müller & Söhne GmbH", "Muller and Sohne")
    )

    assert one == other


def test_what_one_source_leaves_out_weighs_nothing() -> None:
    full, bare = record("1"), identity_record({"text": "x"}, id="2", source="b", name=None, hashed=str)

    assert compare(full, bare, Population([full, bare])).parts == ()


def test_protected_facts_in_a_profile_are_not_looked_at() -> None:
    a, b = record("1"), record("1", date_of_birth="1980-01-01", gender="f", nationality="ES")

    assert replace(a, sketch=b.sketch) == b


def test_a_join_is_refused_where_two_members_contradict() -> None:
    # 1 and 2 are one person, 2 and 3 would be; but 1 and 3 name different accounts on one system.
    one = record("1", "a", external_refs=[{"system": "github", "id": "mg"}])
    two = record("2", "b")
    three = record("3", "c", external_refs=[{"system": "github", "id": "other"}])

    found = resolve([one, two, three])

    assert len(found.same) == 1
    assert [(doubt.left, doubt.right) for doubt in found.doubts] != []


def test_what_a_person_ruled_out_is_neither_joined_nor_asked_again() -> None:
    found = resolve([record("1"), record("2", "b")], different=[("2", "1")])

    assert (found.same, found.doubts) == ((), ())


def test_only_pairs_with_somebody_fresh_are_compared() -> None:
    records = [record("1"), record("2", "b"), record("3", "c", "Bo Lind"), record("4", "d", "Bo Lind")]

    found = resolve(records, fresh={"4"})

    assert [(pair.left, pair.right) for pair in found.same] == [("3", "4")]


def test_a_name_everybody_bears_makes_no_flood_of_pairs() -> None:
    crowd = [
        record(str(i), f"s{i % 3}", experience=[], country="ES" if i % 2 else "MX", skills=[])
        for i in range(400)
    ]

    found = resolve(crowd)

    assert found.compared < 400 * 399 / 2 / 10
    assert found.left_out > 0
