"""The questions on their page, the result beside the case, and legal's answer to a high risk."""

from governance.classification.commands import void
from governance.classification.rules import load_rules
from governance.requisitions import edit_requisition
from tests.governance.answers import answers, worst
from tests.review_ui.web.test_work_pages import TERMS, offers
from tests.review_ui.web.world import Site, said

NOT_LEGAL = "This is not legal advice."


def typed(**changes: str) -> dict[str, str]:
    """A form filled in as independent work, but for the choices named."""
    given = answers(**changes)
    choices = {f"choice-{question}": answer.choice for question, answer in given.items()}
    quotes = {f"quote-{question}": answer.quote for question, answer in given.items()}
    return {"answered_by": "Mona Hartley", **choices, **quotes}


def unclassified(site: Site) -> tuple[str, str]:
    """Accepted by the freelancer, and nothing says any more whether it is a freelancer's work."""
    requisition_id, person = site.accepted()
    with site.workspace.command(site.actor("mona")) as work:
        void(work, requisition_id)
        work.audit("test.voided", "requisition", requisition_id)
    return requisition_id, person


def test_the_form_asks_every_question_under_a_label_and_says_what_it_is_not(site: Site) -> None:
    requisition_id, _ = unclassified(site)

    page = site.visitor("mona").get(f"/requisitions/{requisition_id}/classification").text

    for question in load_rules().questions:
        assert f"<legend>{question.asks}" in page
        assert f'for="quote-{question.id}"' in page
        assert all(f'value="{choice.id}"' in page for choice in question.choices)
    assert page.count("The request says 12 weeks.") == 1
    assert NOT_LEGAL in page
    assert 'value="Mona Hartley"' in page


def test_what_is_missing_is_told_at_once_and_nothing_typed_is_lost(site: Site) -> None:
    requisition_id, _ = unclassified(site)
    sent = typed(method="directed") | {
        "answered_by": " ",
        "quote-method": "",
        "quote-owed": "All we agreed on.",
    }
    del sent["choice-tools"]

    answer = site.visitor("mona").post(f"/requisitions/{requisition_id}/classification", **sent)

    assert answer.status_code == 422
    assert "3 things need another look" in answer.text
    assert "Whose equipment do they use?: expected one of own, access, ours, found no answer" in answer.text
    assert "All we agreed on." in answer.text
    assert site.case(requisition_id).classification is None


def test_nothing_starts_before_the_work_is_classified_and_the_page_says_so(site: Site) -> None:
    requisition_id, person = unclassified(site)
    visitor = site.visitor("mona")
    before = offers(visitor, requisition_id)

    refused = visitor.post(f"/requisitions/{requisition_id}/candidates/{person}/engagement", **TERMS)
    sent = visitor.post(f"/requisitions/{requisition_id}/classification", follow=False, **typed())
    page = visitor.get(f"/requisitions/{requisition_id}").text

    assert (before, refused.status_code, said(sent)) == ([], 409, "classified")
    assert "has not been classified" in refused.text
    assert "Low risk." in page
    assert "0 of 9" in page
    assert "What was said of method." in page
    assert NOT_LEGAL in page
    assert offers(visitor, requisition_id) == ["Start the engagement"]


def test_a_high_risk_waits_for_legal_who_clears_it_with_a_reason(site: Site) -> None:
    requisition_id, person = site.accepted(**worst())
    mona, lena = site.visitor("mona"), site.visitor("lena")
    at = f"/requisitions/{requisition_id}"

    waiting = mona.get(at).text
    refused = mona.post(f"{at}/candidates/{person}/engagement", **TERMS)
    home, queue, page = lena.get("/").text, lena.get("/approvals").text, lena.get(at).text
    without_reason = lena.post(f"{at}/classification/decision", decision="cleared", reason=" ")
    cleared = lena.post(
        f"{at}/classification/decision", decision="cleared", reason="Rota changed.", follow=False
    )
    started = mona.post(f"{at}/candidates/{person}/engagement", follow=False, **TERMS)

    assert "No engagement starts until legal decides." in waiting
    assert "Answer again" not in waiting
    assert "Record the decision" not in waiting
    assert (refused.status_code, without_reason.status_code) == (409, 422)
    assert "Decide on the classification" in home
    assert "Is it a freelancer&#39;s work?" in queue
    assert "Record the decision" in page
    assert (said(cleared), said(started)) == ("cleared", "engaged")
    assert "Rota changed." in mona.get(at).text


def test_only_compliance_decides_and_only_who_may_answers(site: Site) -> None:
    requisition_id, _ = site.accepted(**worst())
    at = f"/requisitions/{requisition_id}/classification"

    decided = site.visitor("paul").post(f"{at}/decision", decision="cleared", reason="fine")
    answered = site.visitor("lena").post(at, **typed())
    again = site.visitor("mona").post(at, **typed())

    assert (decided.status_code, answered.status_code, again.status_code) == (403, 403, 409)


def test_an_edit_asks_again(site: Site) -> None:
    requisition_id, _ = site.approved_to_engage()
    with site.workspace.command(site.actor("mona")) as work:
        edit_requisition(work, requisition_id, title="Something else")

    page = site.visitor("mona").get(f"/requisitions/{requisition_id}").text

    assert "Not classified yet." in page
    assert "1 earlier one is void" in page
