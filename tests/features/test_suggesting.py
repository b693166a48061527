"""A need in somebody's own words finds its template, with the words that speak for it."""

import numpy as np
import pytest

from features.linking import SkillLinker
from features.suggesting import Signs, TemplateSuggester, described, fused
from features.taxonomy import load_starter
from features.templates import list_templates, read_template
from tests.bench.suggesting import WAYS, needs, read, shares, shipped
from tests.fakes import WordEncoder

COOK = {
    "id": "cook",
    "title": "Cook",
    "description": "Cooks lunch for the canteen.",
    "must_have": ["Bookkeeping"],
}
CLERK = {"id": "clerk", "title": "Clerk", "must_have": ["Python", "Excel"], "nice_to_have": ["Payroll"]}


@pytest.fixture(scope="module")
def linker() -> SkillLinker:
    return SkillLinker(load_starter())


@pytest.fixture(scope="module")
def suggester(linker: SkillLinker) -> TemplateSuggester:
    return TemplateSuggester([COOK, CLERK], linker, None)


def test_the_skills_named_and_asked_for_are_the_reasons(suggester: TemplateSuggester) -> None:
    (found,) = suggester.suggest("Our sheets need somebody good at python and Excel", top=1)

    assert found.template_id == "clerk"
    assert {reason.words for reason in found.skills} == {"python", "Excel"}
    assert found.nearness is None


def test_a_skill_that_is_denied_speaks_for_nothing(suggester: TemplateSuggester) -> None:
    signs = suggester.signs("Somebody without Python skills: no experience with Python is needed")

    assert signs.skills.tolist() == [0, 0]


def test_a_must_have_counts_more_than_a_nice_to_have(suggester: TemplateSuggester) -> None:
    must, nice = suggester.signs("Python").skills[1], suggester.signs("Payroll").skills[1]

    assert must == pytest.approx(2 * nice)


def test_what_speaks_for_no_template_finds_none(suggester: TemplateSuggester) -> None:
    assert suggester.suggest("zzz qqq") == []
    assert suggester.suggest("") == []


def test_meaning_counts_by_the_whole_and_by_the_nearest_sentence(linker: SkillLinker) -> None:
    suggester = TemplateSuggester([COOK, CLERK], linker, WordEncoder())

    near = suggester.signs("Cooks lunch for the canteen. Something else entirely follows here.").meaning

    assert near is not None
    assert near[0] > near[1]


def test_vectors_at_hand_are_not_made_again(linker: SkillLinker) -> None:
    encoder = WordEncoder()
    vectors = encoder.encode(described([COOK, CLERK]))

    given = TemplateSuggester([COOK, CLERK], linker, encoder, vectors).suggest("lunch in the canteen")

    assert given == TemplateSuggester([COOK, CLERK], linker, encoder).suggest("lunch in the canteen")


def test_each_sign_is_a_share_of_its_highest() -> None:
    signs = Signs(np.array([4.0, 2.0]), np.array([0.1, -0.5]), np.array([0.0, 0.0]))

    assert fused(signs, skills=0.5, shared=0.5).tolist() == pytest.approx([0.6, 0.25])


def test_the_needs_name_every_template_twice() -> None:
    wanted = [template for template, _ in needs()]

    assert sorted(set(wanted)) == list_templates()
    assert all(wanted.count(template) >= 2 for template in list_templates())


def test_words_and_skills_alone_put_the_right_template_among_three_more_often_than_words() -> None:
    judged = read(needs(), shipped(with_encoder=False))

    assert shares(judged, fused)[1] >= shares(judged, WAYS["BM25"])[1] >= 0.7


def test_a_template_is_found_by_its_own_description(linker: SkillLinker) -> None:
    suggester = TemplateSuggester([read_template(one) for one in list_templates()], linker, None)

    found = {one: suggester.suggest(read_template(one)["description"], top=3) for one in list_templates()}

    assert [one for one, best in found.items() if one not in [x.template_id for x in best]] == []
