"""A case played to where a form is open; gives the address that the form's own is made from."""

from datetime import date

from governance import candidates, extensions
from review_ui.services import make_shortlist
from tests.governance.answers import worst
from tests.review_ui.web.world import Site


def the_request(site: Site) -> str:
    return f"/requisitions/{site.submitted()}"


def the_selection(site: Site) -> str:
    return f"/requisitions/{site.selected()[0]}/selection"


def selected(site: Site) -> str:
    return f"/requisitions/{site.selected()[0]}"


def somebody_chosen(site: Site) -> str:
    requisition_id, person = site.approved_to_engage()
    return f"/requisitions/{requisition_id}/candidates/{person}"


def somebody_contacted(site: Site) -> str:
    at = somebody_chosen(site)
    requisition_id, person = at.split("/")[2], at.split("/")[4]
    with site.workspace.command(site.actor("mona")) as work:
        candidates.contact(work, requisition_id, person)
    return at


def somebody_offered(site: Site) -> str:
    at = somebody_contacted(site)
    requisition_id, person = at.split("/")[2], at.split("/")[4]
    with site.workspace.command(site.actor("mona")) as work:
        candidates.screen(work, requisition_id, person, {"skills": 4})
        candidates.offer(work, requisition_id, person)
    return at


def an_engagement(site: Site) -> str:
    requisition_id, _, engagement_id = site.active()
    return f"/requisitions/{requisition_id}/engagements/{engagement_id}"


def one_that_ended(site: Site) -> str:
    requisition_id, engagement_id = site.completed()
    return f"/requisitions/{requisition_id}/engagements/{engagement_id}"


def an_extension(site: Site) -> str:
    requisition_id, _, engagement_id = site.active()
    with site.workspace.command(site.actor("mona")) as work:
        asked = extensions.extend_engagement(work, engagement_id, end=date(2027, 3, 26), reason="More to do")
    return f"/requisitions/{requisition_id}/extensions/{asked}"


def a_high_risk(site: Site) -> str:
    requisition_id, _ = site.approved_to_engage(**worst())
    return f"/requisitions/{requisition_id}/classification"


def the_list(site: Site) -> str:
    requisition_id = site.approved()
    make_shortlist(site.workspace, site.actor("mona"), requisition_id, top=2)
    return f"/requisitions/{requisition_id}/list"
