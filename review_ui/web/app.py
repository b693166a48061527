"""The application: routes, guards and error answers put together around one workspace.

`create_app(workspace)` is all a server or a test needs. Each concept's routes are in `pages/` and `api/`.
"""

from fastapi import Depends, FastAPI

from review_ui.bootstrap import Workspace
from review_ui.sign_on import Provider
from review_ui.web.answers import add_problem_answers
from review_ui.web.api import api_router
from review_ui.web.api.document import describe_api
from review_ui.web.assets import assets_router, load_assets
from review_ui.web.layout import make_environment
from review_ui.web.looking import note_opened
from review_ui.web.pages import page_routers
from review_ui.web.security import BodyLimit, SecurityHeaders, check_csrf
from review_ui.web.zones import ReadersZone


def create_app(workspace: Workspace) -> FastAPI:
    app = FastAPI(
        title="Candor",
        summary="Ranks freelancers against what a role asks, shows why, and leaves every decision to named people.",
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.workspace = workspace
    app.state.provider = Provider.of(workspace.settings)
    app.state.templates = make_environment()
    app.state.assets = load_assets()
    app.include_router(assets_router(app.state.assets))
    for router in page_routers():
        app.include_router(
            router, include_in_schema=False, dependencies=[Depends(check_csrf), Depends(note_opened)]
        )
    app.include_router(api_router())
    describe_api(app)
    add_problem_answers(app)
    app.add_middleware(ReadersZone)
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)
    return app
