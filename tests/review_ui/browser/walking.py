"""Every page there is, as somebody who may see it, and what is looked at on each.

Pages are taken from the application's own routes: one that is added is walked, or the walk says that it lacks an address.
Knows the demo's cases by their titles (`review_ui/demo/story.py`); judges markup by `markup.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from fastapi.routing import APIRoute
from playwright.sync_api import Page

from governance import extensions
from governance.accounts import find_account
from governance.reading import RequisitionCase, requisition_case, requisitions_for
from review_ui.bootstrap import Workspace
from review_ui.demo import story
from review_ui.demo.accounts import OPERATIONS, Cast
from review_ui.demo.classification import INDEPENDENT, LIKE_STAFF
from review_ui.web.pages import page_routers
from tests.review_ui.browser.markup import markup_faults

TO_ENGAGE = story.Request("accountant", "Help with the tax return", OPERATIONS, "tomas", 20_000, 240)
TO_CLOSE = story.Request("accountant", "Help with the stock count", OPERATIONS, "tomas", 20_000, 240)
TO_EXTEND = story.Request("accountant", "Help with the fixed assets", OPERATIONS, "tomas", 20_000, 240)
TO_ANSWER = story.Request("accountant", "Help with the new ledger", OPERATIONS, "tomas", 20_000, 240)
# Nothing to look at: they send the browser on, to and from an identity provider.
NO_PAGES = frozenset({"/sign-on", "/sign-on/return"})
# In which order somebody is sought who may see a page that needs no address of its own.
READERS = ("mara", "priya", "iris", "dana", "robin")
# Width, colours, and whether everything that unfolds is unfolded.
LOOKS = ((1440, "light", False), (1440, "dark", True), (375, "light", True), (375, "dark", False))
# Width, and the size of letters: the narrowest screen, common ones, half a screen with letters twice as large.
SIZES = ((320, 16), (375, 16), (1024, 16), (1440, 16), (720, 32))

# A rule that axe leaves off, and must be on: targets of 24 px (WCAG 2.2 AA, 2.5.8).
_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
_TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# A menu that floats over others is left folded: what it covers cannot be judged.
_UNFOLD = """open => document.querySelectorAll('main details').forEach(each => {
  if (open) each.removeAttribute('name');
  each.open = open && !each.classList.contains('small-menu');
})"""


@dataclass(frozen=True)
class Visit:
    """One page to look at: its route, who looks (None: nobody logged in), at which address."""

    route: str
    who: str | None
    path: str

    def __str__(self) -> str:
        return f"{self.path} as {self.who or 'nobody'}"


def page_routes() -> frozenset[str]:
    """Every address that answers with a page."""
    found = {
        route.path
        for router in page_routers()
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in route.methods
    }
    return frozenset(found - NO_PAGES)


def play_further(demo: Workspace) -> Iterator[Visit]:
    """The forms of a step that no case of the demo stands at: its engagements have begun, and are over or run."""
    cast = Cast(demo)
    for request in (TO_ENGAGE, TO_CLOSE, TO_EXTEND):
        case = story.Case(demo, cast, request).to_offer().classify(INDEPENDENT)
        on = f"/requisitions/{case.id}"
        if request is TO_CLOSE:
            ended = case.to_engagement().end()
            yield Visit(
                "/requisitions/{requisition_id}/engagements/{engagement_id}/outcome",
                "tomas",
                f"{on}/engagements/{ended}/outcome",
            )
            continue
        if request is TO_EXTEND:
            yield from _extended(demo, cast, case.to_engagement().id)
            continue
        person = case.accept()
        yield Visit(
            "/requisitions/{requisition_id}/candidates/{person_id}/engagement",
            "tomas",
            f"{on}/candidates/{person}/engagement",
        )


def _extended(demo: Workspace, cast: Cast, case_id: str) -> Iterator[Visit]:
    """An extension is asked for, classified and waits for legal; then the case as each of those who answer sees it."""
    at, on = "/requisitions/{requisition_id}", f"/requisitions/{case_id}"
    engagement = requisition_of(demo, case_id).engagements[0].id
    with demo.command(cast["tomas"]) as work:
        asked = extensions.extend_engagement(work, engagement, hours=300, reason="More to count.")
    questions = f"{at}/extensions/{{extension_id}}/classification"
    yield Visit(
        f"{at}/engagements/{{engagement_id}}/extensions", "tomas", f"{on}/engagements/{engagement}/extensions"
    )
    yield Visit(questions, "tomas", f"{on}/extensions/{asked}/classification")
    yield Visit(at, "tomas", on)
    with demo.command(cast["tomas"]) as work:
        extensions.classify_extension(work, asked, LIKE_STAFF, answered_by="Tomas Okafor")
    yield Visit(at, "helene", on)
    yield Visit(at, "priya", on)


def requisition_of(demo: Workspace, case_id: str) -> RequisitionCase:
    """A case as procurement reads it."""
    with demo.database.read() as session:
        return requisition_case(session, find_account(demo.database, "priya"), case_id)


def visits(demo: Workspace) -> Iterator[Visit]:
    """The pages that need an address, and those that look different to different people."""
    in_review, ranked = case_of(demo, story.IN_REVIEW), case_of(demo, story.SELECTED)
    offered, completed = case_of(demo, story.OFFERED), case_of(demo, story.COMPLETED)
    first, second = (one.person_id for one in ranked.candidates[:2])
    at, person = "/requisitions/{requisition_id}", "/candidates/{person_id}"
    on, of = f"/requisitions/{ranked.summary.id}", f"/candidates/{first}"
    yield Visit("/login", None, "/login")
    yield Visit("/", "helene", "/")
    yield Visit("/stops", "helene", "/stops")
    yield Visit("/holds", "helene", f"/holds?kind=requisition&subject={ranked.summary.id}")
    yield Visit("/holds", "iris", "/holds")
    yield Visit("/retention", "helene", "/retention")
    yield Visit("/erasure", "helene", "/erasure")
    yield Visit("/erasure", "helene", f"/erasure?person={completed.selected[0]}")
    yield Visit("/requisitions/new", "mara", "/requisitions/new?template=backend-engineer")
    yield Visit("/audit", "iris", f"/audit?subject={ranked.summary.id}&verify=1")
    yield Visit("/templates/{template_id}", "mara", "/templates/backend-engineer")
    yield Visit("/templates/{template_id}", "priya", "/templates/backend-engineer")
    yield Visit("/templates/file/new", "priya", "/templates/file/new?like=backend-engineer")
    yield Visit("/models/{bundle_hash}", "dana", f"/models/{ranked.shortlists[-1].model_hash}")
    yield Visit(at, "mara", f"/requisitions/{completed.summary.id}")
    yield Visit(at, "priya", on)
    yield Visit(at, "priya", f"/requisitions/{case_of(demo, story.SUBMITTED).summary.id}")
    yield Visit(at, "tomas", f"/requisitions/{offered.summary.id}")
    yield Visit(at, "helene", f"/requisitions/{completed.summary.id}")
    yield Visit(at + "/shortlists", "iris", f"{on}/shortlists")
    yield Visit(at + "/replay", "iris", f"{on}/replay")
    yield Visit(at + "/edit", "mara", f"/requisitions/{in_review.summary.id}/edit")
    yield Visit(at + "/shortlist", "mara", f"/requisitions/{in_review.summary.id}/shortlist")
    yield Visit(at + "/blind", "tomas", f"/requisitions/{case_of(demo, story.UNTOUCHED).summary.id}/blind")
    yield Visit(at + "/excluded", "mara", f"{on}/excluded")
    yield Visit(at + "/list", "priya", f"/requisitions/{in_review.summary.id}/list")
    yield Visit(at + "/list", "mara", f"/requisitions/{in_review.summary.id}/list?add=P-1001")
    selected = case_of(demo, story.SELECTED).selected[0]
    yield Visit(f"{at}{person}/message", "mara", f"{on}/candidates/{selected}/message")
    yield Visit(at + "/compare", "priya", f"{on}/compare?a={first}&b={second}")
    for name in ("record", "change", "explanation", "brief"):
        yield Visit(f"{at}{person}/{name}", "priya", f"{on}{of}/{name}")
    yield Visit(at + "/classification", "tomas", f"/requisitions/{offered.summary.id}/classification")
    yield Visit(at + "/classification", "helene", f"/requisitions/{offered.summary.id}/classification")
    yield Visit("/", "sanne", "/")
    yield Visit("/approvals", "felix", "/approvals")
    yield Visit("/access", "sanne", "/access")
    yield Visit("/access", "iris", "/access?words=a&unit=digital")
    yield Visit("/access/{name}", "robin", "/access/rene")
    yield Visit("/access/{name}", "robin", "/access/robin")
    yield Visit("/sign-on/mappings/new", "robin", "/sign-on/mappings/new")
    yield Visit("/account", "viktor", "/account")
    yield Visit("/account", "rene", "/account")
    yield Visit("no page", "mara", "/requisitions/R-9999")


def case_of(demo: Workspace, request: story.Request) -> RequisitionCase:
    """A case of the demo by what it asks for, as procurement reads it."""
    actor = find_account(demo.database, request.manager)
    with demo.database.read() as session:
        found = [one.id for one in requisitions_for(session, actor) if one.title == request.title]
    assert found, f"the demo has no requisition called {request.title!r}"
    return requisition_of(demo, found[0])


def faults_of(page: Page, html: str) -> list[str]:
    """All that is wrong with the open page: its HTML, then how it comes out at each size and in both themes."""
    return [*markup_faults(html), *_axe_faults(page), *_too_wide(page)]


def _axe_faults(page: Page) -> Iterator[str]:
    for width, scheme, unfolded in LOOKS:
        page.set_viewport_size({"width": width, "height": 1000})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.evaluate(_UNFOLD, unfolded)
        for found in Axe().run(page, options=_OPTIONS).response["violations"]:
            for node in found["nodes"]:
                yield f"{width} px, {scheme}: {found['id']}: {_where(node)}"


def _where(node: Mapping[str, object]) -> str:
    said = " ".join(str(node.get("failureSummary", "")).split())
    return f"{str(node['html'])[:160]} ({said})"


def _too_wide(page: Page) -> Iterator[str]:
    """At each size; larger letters as a reader sets them in the browser, so that break points move with them."""
    browser = page.context.new_cdp_session(page)
    for width, letters in SIZES:
        page.set_viewport_size({"width": width, "height": 700})
        browser.send("Page.setFontSizes", {"fontSizes": {"standard": letters}})
        beyond = page.evaluate(_TOO_WIDE)
        if beyond > 0:
            yield f"{beyond} px too wide at {width} px with letters of {letters} px"
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 16}})
    browser.detach()
