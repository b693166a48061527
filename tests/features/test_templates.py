"""The shipped role templates: complete, in the role format, and in words the taxonomy knows."""

from collections import Counter

import pytest

from features.taxonomy import load_starter
from features.templates import list_templates, read_template, template_family
from matching.errors import NotFound
from matching.roles import Role


def test_each_role_family_has_two_templates() -> None:
    families = Counter(template_family(name) for name in list_templates())

    expected = {family.id: 2 for family in load_starter().families.values() if family.role_family}
    assert families == expected
    assert len(expected) == 12


def test_the_templates_a_buyer_asks_for_first_are_there() -> None:
    expected = {
        "ux-ui-designer", "qa-automation-engineer", "customer-support-specialist", "content-producer", "engineering-spike",
    }  # fmt: skip
    assert expected <= set(list_templates())


@pytest.mark.parametrize("name", list_templates())
def test_a_template_is_a_whole_role(name: str) -> None:
    document = read_template(name)

    role = Role.model_validate(document)

    assert role.id == name
    assert set(document) <= set(Role.model_fields)
    assert 4 <= len(role.must_have) <= 7
    always = (
        "title description nice_to_have deliverables acceptance_criteria work_type security_level data_sensitivity "
        "max_hourly_rate min_years hours_per_week languages"
    )
    assert [field for field in always.split() if not getattr(role, field)] == []


@pytest.mark.parametrize("name", list_templates())
def test_every_skill_of_a_template_is_in_the_taxonomy(name: str) -> None:
    taxonomy = load_starter()

    asked = Role.model_validate(read_template(name)).requirements

    assert [one.name for one in asked if taxonomy.find(one.name) is None] == []
    found = [taxonomy.find(one.name) for one in asked]
    assert len({skill.id for skill in found if skill}) == len(asked)


def test_changing_a_template_that_was_read_changes_no_other_reading() -> None:
    read_template("accountant")["must_have"].clear()

    assert read_template("accountant")["must_have"]


def test_an_unknown_template_is_named_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="'astronaut'") as caught:
        read_template("astronaut")
    assert "accountant" in (caught.value.hint or "")
