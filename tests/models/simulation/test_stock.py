"""The stock of sentences: small, passage by passage, and true to its skills."""

import pytest

from features.linking import SkillLinker
from features.passages import MAX_WORDS, MIN_WORDS, passages
from features.taxonomy import Taxonomy
from features.templates import list_templates, read_template
from matching.errors import InputError
from matching.roles import Role
from models.simulation.crafts import catalogue, load_crafts
from models.simulation.stock import STRENGTHS, sentence_stock


def test_there_are_at_least_two_crafts_in_each_of_twelve_families() -> None:
    families = [craft.family for craft in load_crafts()]

    assert len(set(families)) == 12
    assert all(families.count(family) >= 2 for family in families)


def test_the_stock_stays_within_what_can_be_encoded_in_seconds() -> None:
    assert 1_500 < len(sentence_stock().sentences()) < 4_000


def test_every_sentence_that_may_stand_before_another_is_a_passage_of_its_own() -> None:
    stock = sentence_stock()
    inner = [
        line for group in (*stock.evidence.values(), *stock.openings.values(), stock.manner) for line in group
    ]

    wrong = [
        line for line in inner if len(passages(line)) != 1 or not MIN_WORDS <= len(line.split()) <= MAX_WORDS
    ]

    assert wrong == []


def test_every_sentence_about_a_skill_is_read_as_that_skill(taxonomy: Taxonomy) -> None:
    linker, crafts = SkillLinker(taxonomy), catalogue(taxonomy)

    unread = [
        line
        for (_, label, _), lines in sentence_stock().evidence.items()
        for line in lines
        if crafts.skills[crafts.columns[label]]
        not in {m.skill_id for m in linker.link(line) if not m.negated}
    ]

    assert unread == []


def test_each_skill_has_different_words_for_each_strength() -> None:
    stock = sentence_stock()

    for craft in load_crafts():
        for label in craft.phrases:
            groups = [set(stock.evidence[craft.id, label, strength]) for strength in STRENGTHS]
            assert len(set.union(*groups)) == sum(map(len, groups)), (craft.id, label)


def test_a_skill_the_taxonomy_does_not_know_is_named() -> None:
    with pytest.raises(InputError, match="found none for Python, PostgreSQL"):
        catalogue(Taxonomy([], []))


def test_every_must_have_of_a_role_template_is_a_skill_somebody_may_have(taxonomy: Taxonomy) -> None:
    known = set(catalogue(taxonomy).skills)

    missing = {
        (template, requirement.name)
        for template in list_templates()
        for requirement in Role.model_validate(read_template(template)).requirements
        if requirement.importance == "must"
        and getattr(taxonomy.find(requirement.name), "id", None) not in known
    }

    assert missing == set()


@pytest.mark.parametrize("template", list_templates())
def test_one_craft_may_have_every_must_have_of_a_template(taxonomy: Taxonomy, template: str) -> None:
    crafts = catalogue(taxonomy)
    role = Role.model_validate(read_template(template))
    asked = {
        getattr(taxonomy.find(one.name), "id", one.name)
        for one in role.requirements
        if one.importance == "must"
    }

    held = [{crafts.skills[crafts.columns[label]] for label in craft.phrases} for craft in crafts.crafts]

    assert any(asked <= skills for skills in held)
