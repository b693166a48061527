"""Notices by API and command line, for everybody the pool's ranking concerned."""

import json

import pytest
from click.testing import CliRunner

from governance.notices import KINDS
from review_ui.cli.main import cli
from review_ui.services import make_shortlist
from tests.review_ui.web.world import PASSWORD, Site

SHOWN = 2


@pytest.fixture
def listed(site: Site) -> dict[str, list[str]]:
    """A list of two, and everybody else of the pool by what became of them."""
    requisition_id = site.approved()
    make_shortlist(site.workspace, site.actor("mona"), requisition_id)
    whole = site.visitor("mona").get(f"/api/v1/requisitions/{requisition_id}/shortlist").json()
    make_shortlist(site.workspace, site.actor("mona"), requisition_id, top=SHOWN)
    ranked = [one["id"] for one in whole["candidates"]] + [
        other for one in whole["candidates"] for other in one["duplicates"]
    ]
    return {
        "listed": ranked[:SHOWN],
        "ranked": ranked[SHOWN:],
        "left_out": [one["id"] for one in whole["excluded"]],
    }


def test_everybody_ranked_or_left_out_has_a_notice_and_only_fields_told_of_are_used(
    site: Site, listed: dict[str, list[str]]
) -> None:
    lena = site.visitor("lena")

    for standing, people in listed.items():
        assert people, standing
        for person in people:
            newest, first = lena.get(f"/api/v1/people/{person}/notices").json()["items"]
            assert newest["standing"] == standing
            assert first["shortlist_id"] < newest["shortlist_id"]
            assert set(newest["fields"]) <= set(KINDS.values())
            assert newest["sources"][0][0] == "marketplace"
    assert newest["frame"]["groups"]
    assert site.visitor("mona").get(f"/api/v1/people/{person}/notices").status_code == 403
    assert lena.get("/api/v1/people/P-9/notices").status_code == 404


def test_the_command_line_tells_the_same_in_words(site: Site, listed: dict[str, list[str]]) -> None:
    person = listed["left_out"][0]
    site.workspace.close()
    words = ["--home", str(site.workspace.home), "people", "notices", person, "--as", "petra"]

    said = CliRunner().invoke(cli, words, input=f"{PASSWORD}\n")
    document = json.loads(CliRunner().invoke(cli, [*words, "--json"], input=f"{PASSWORD}\n").stdout)

    assert said.exit_code == 0, said.stderr
    assert "You were left out by limits of the request" in said.stdout
    assert "Not used: Names, sex, age" in said.stdout
    assert "You may object" in said.stdout
    assert (document["schema"], len(document["notices"])) == ("candor.notices/1", 2)
    assert document["notices"][0]["standing"] == "left_out"
