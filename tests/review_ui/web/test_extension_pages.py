"""An extension on its case: each step is offered to whoever may take it, and no other."""

import re
from datetime import date
from html import unescape

from governance import extensions
from tests.governance.answers import answers, worst
from tests.review_ui.web.world import Site

LONGER = {"length": "half_year"}


def asked(site: Site, **choices: str) -> tuple[str, str, str]:
    """An extension of an engagement that runs, classified where `choices` are given: ids of case, engagement and extension."""
    requisition_id, _, engagement_id = site.active()
    with site.workspace.command(site.actor("mona")) as work:
        made = extensions.extend_engagement(
            work, engagement_id, end=date(2027, 4, 30), reason="the second half"
        )
    if choices:
        with site.workspace.command(site.actor("mona")) as work:
            extensions.classify_extension(work, made, answers(**choices), answered_by="Mona Hartley")
    return requisition_id, engagement_id, made


def page(site: Site, name: str, requisition_id: str) -> str:
    text = unescape(re.sub(r"<[^>]+>", " ", site.visitor(name).get(f"/requisitions/{requisition_id}").text))
    return re.sub(r"\s+", " ", text)


def test_asking_is_for_who_manages_work_that_runs(site: Site) -> None:
    requisition_id, _, engagement_id = site.active()
    done, _ = site.completed()

    assert "Extend it" in page(site, "mona", requisition_id)
    assert "Extend it" not in page(site, "lena", requisition_id)
    assert "Extend it" not in page(site, "mona", done)
    absent = site.visitor("mona").get(f"/requisitions/{done}/engagements/{engagement_id}/extensions")
    assert (absent.status_code, f"no engagement {engagement_id} of {done}" in absent.text) == (404, True)


def test_every_fault_of_the_terms_is_told_and_what_was_typed_stays(site: Site) -> None:
    requisition_id, _, engagement_id = site.active()
    path = f"/requisitions/{requisition_id}/engagements/{engagement_id}/extensions"

    answer = site.visitor("mona").post(path, end="2027-01-01", hours="10", deliverables="API", reason="more")

    assert answer.status_code == 422
    for told in (
        "expected a day from 2027-02-26",
        "expected 300 to 100000 hours",
        'value="2027-01-01"',
        ">more</textarea>",
    ):
        assert told in answer.text


def test_before_it_is_classified_it_can_be_denied_and_not_approved(site: Site) -> None:
    requisition_id, _, _ = asked(site)

    seen = page(site, "petra", requisition_id)

    assert "Not classified yet as it would then be. Nobody approves it before it is." in seen
    assert "Deny the extension" in seen
    assert "Approve the extension" not in seen
    assert "Classify the work as extended" in page(site, "mona", requisition_id)


def test_a_high_risk_waits_for_legal_who_alone_is_asked(site: Site) -> None:
    requisition_id, _, extension_id = asked(site, **(worst() | LONGER))

    assert "May the extended work go to a freelancer?" in page(site, "lena", requisition_id)
    for name in ("petra", "mona"):
        seen = page(site, name, requisition_id)
        assert "High risk. Nobody approves it until legal decides." in seen
        assert "May the extended work" not in seen
        assert "Approve the extension" not in seen
        assert "for the extension" not in seen  # a high risk is not answered again

    at = f"/requisitions/{requisition_id}/extensions/{extension_id}"
    site.visitor("lena").post(f"{at}/classification/decision", decision="refused", reason="theirs no more")
    seen = page(site, "mona", requisition_id)
    assert "Legal refused it. Work that goes on all the same is a new request." in seen
    assert "Extend it" not in seen


def test_who_had_a_hand_in_it_is_told_why_not_and_another_approves(site: Site) -> None:
    requisition_id, _, extension_id = asked(site, **LONGER)
    with site.workspace.command(site.actor("paul")) as work:
        extensions.classify_extension(work, extension_id, answers(**LONGER), answered_by="Paul Novak")

    own = page(site, "paul", requisition_id)
    done = site.visitor("petra").post(
        f"/requisitions/{requisition_id}/extensions/{extension_id}/approve", note="agreed"
    )

    assert "Someone else must answer it." in own
    assert "Approve the extension" not in own
    assert "The engagement has its new terms" in done.text
    assert site.case(requisition_id).engagements[0].end == date(2027, 4, 30)


def test_the_questions_are_of_an_extension_of_that_case(site: Site) -> None:
    requisition_id, _, extension_id = asked(site)
    other = site.draft()

    form = site.visitor("mona").get(
        f"/requisitions/{requisition_id}/extensions/{extension_id}/classification"
    )
    absent = site.visitor("mona").get(f"/requisitions/{other}/extensions/{extension_id}/classification")

    assert "Extended, it lasts 22 weeks in all." in form.text
    assert (absent.status_code, f"no extension {extension_id} of {other}" in absent.text) == (404, True)
