"""Templates keep every version and make none for equal words."""

import pytest

from governance import templates
from matching.errors import Forbidden, InputError, NotFound
from tests.governance.world import ROLE, World


def test_equal_words_make_no_new_version_and_changed_ones_do(world: World) -> None:
    with world.as_("paul") as work:
        assert templates.save_template(work, ROLE) == 1
    with world.as_("paul") as work:
        assert templates.save_template(work, dict(reversed(ROLE.items()))) == 1
    with world.as_("paul") as work:
        assert templates.save_template(work, ROLE | {"must_have": ["Go"]}) == 2

    with world.database.read() as session:
        found = templates.read_template(session, "backend")
        assert [template.id for template in templates.list_templates(session)] == ["backend"]
    assert (found.version, found.role["must_have"]) == (2, ["Go"])


def test_a_requisition_copies_its_template_when_it_is_made(world: World) -> None:
    with world.as_("paul") as work:
        templates.save_template(work, ROLE)
    requisition_id = world.draft(role=None, template_id="backend")
    with world.as_("paul") as work:
        templates.save_template(work, ROLE | {"must_have": ["Go"]})

    from governance.reading import requisition_case

    with world.database.read() as session:
        case = requisition_case(session, world.actor("rita"), requisition_id)
    assert case.role["must_have"] == ["Python", "PostgreSQL"]
    assert case.summary.template_id == "backend"


def test_an_unknown_template_a_wrong_role_and_a_wrong_person_are_refused(world: World) -> None:
    with world.database.read() as session, pytest.raises(NotFound, match="no role template 'x'"):
        templates.read_template(session, "x")
    with pytest.raises(InputError, match="not as expected") as refused, world.as_("paul") as work:
        templates.save_template(work, {"id": "x y", "hours_per_week": -1, "title": "T"})
    assert {fault.field for fault in refused.value.faults} == {"id", "hours_per_week"}
    with pytest.raises(Forbidden, match=r"template\.save"), world.as_("rita") as work:
        templates.save_template(work, ROLE)
