"""The safeguards in a real browser, with no scripts: stop and let go on, hold, replay, and take the evidence away."""

import zipfile

import pytest
from playwright.sync_api import expect

from governance.evidence import verify as verifier
from review_ui.bootstrap import Workspace
from review_ui.demo import story
from tests.review_ui.browser.conftest import People
from tests.review_ui.browser.walking import case_of, faults_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_ranking_is_stopped_by_one_seen_at_the_desk_and_let_go_on_by_another(
    people: People, demo: Workspace
) -> None:
    helene, viktor, mara = (people.log_in(name, scripts=False) for name in ("helene", "viktor", "mara"))
    desk = f"/requisitions/{case_of(demo, story.IN_REVIEW).summary.id}/shortlist"
    told = mara.get_by_text("Ranking by machine is stopped")

    helene.goto("/stops")
    helene.get_by_label("Where").select_option("digital")
    helene.get_by_label("For which roles").select_option("Software engineering")
    helene.get_by_label("What looks wrong").fill("The last list was odd.")
    helene.get_by_role("button", name="Stop ranking").click()
    expect(helene.get_by_role("status").first).to_contain_text("Lists made from now on are unranked")
    expect(helene.get_by_text("You stopped it, so somebody else lifts it.")).to_be_visible()
    people.shot(helene, "stops")
    priya = people.log_in("priya")
    for path in ("/stops", desk.removesuffix("/shortlist")):
        answer = priya.goto(path)
        assert answer is not None
        assert faults_of(priya, answer.text()) == [], path
    mara.goto(desk)
    expect(told).to_be_visible()
    mara.get_by_role("link", name="About the stop").click()
    expect(
        mara.get_by_role("heading", name="Ranking by machine is stopped for software engineering in digital")
    ).to_be_visible()
    expect(mara.get_by_role("button", name="Stop ranking")).to_have_count(0)

    viktor.goto("/stops")
    viktor.get_by_text("Let ranking go on").click()
    viktor.get_by_label("What was found").fill("Found and mended.")
    viktor.get_by_role("button", name="Lift K-").click()
    expect(viktor.get_by_text("Nothing is stopped")).to_be_visible()
    mara.goto(desk)
    expect(told).to_have_count(0)


def test_a_case_is_held_replayed_and_taken_away_as_one_file(people: People, demo: Workspace) -> None:
    helene, iris = people.log_in("helene"), people.log_in("iris", scripts=False)
    requisition_id = case_of(demo, story.SELECTED).summary.id
    case = f"/requisitions/{requisition_id}"

    helene.goto(case)
    helene.get_by_role("link", name="Hold this").click()
    expect(helene.get_by_label("Its identifier")).to_have_value(requisition_id)
    helene.get_by_label("Why").fill("Claim of 3 March")
    helene.get_by_role("button", name="Hold it").click()
    expect(helene.get_by_role("heading", name=f"Requisition {requisition_id}")).to_be_visible()

    iris.goto(case)
    expect(iris.get_by_text("Under legal hold")).to_be_visible()
    iris.get_by_role("link", name="Replay the list").click()
    expect(iris.get_by_role("heading", name="The same bytes as frozen")).to_be_visible()
    expect(iris.get_by_role("heading", name="Ranked again: the same order")).to_be_visible()
    people.shot(iris, "replay")
    iris.goto(case)
    with iris.expect_download() as taken:
        iris.get_by_role("button", name="Evidence pack").click()

    assert taken.value.suggested_filename == f"evidence-{requisition_id}.zip"
    with zipfile.ZipFile(taken.value.path()) as pack:
        assert verifier.check({name: pack.read(name) for name in pack.namelist()}).faults == []
