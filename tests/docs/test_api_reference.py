"""The page on the JSON API is made out of its routes, and tells of all that the OpenAPI document does."""

from pathlib import Path

from matching.clock import system_clock
from review_ui.bootstrap import Workspace
from review_ui.settings import Settings
from review_ui.web.api.paging import AT_ONCE, MOST_AT_ONCE
from review_ui.web.app import create_app
from tests.docs.api import BLOCK, PAGE, described, filled, routes, tags


def test_every_table_of_the_page_is_what_the_routes_make() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert [found["name"] for found in BLOCK.finditer(text)] == tags()
    assert filled(text) == text, "the API changed: python -m tests.docs.api"


def test_the_tables_tell_of_every_operation_of_the_document(tmp_path: Path) -> None:
    app = create_app(Workspace(tmp_path, Settings(encoder="none"), system_clock))

    told = {(method, route.path) for route in routes() for method in route.methods or ()}

    assert told == described(app.openapi())


def test_the_figures_of_the_page_are_those_of_the_program() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert f"{AT_ONCE} unless `?limit=` says otherwise, at most {MOST_AT_ONCE}" in text
