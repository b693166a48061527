"""Each template uses exactly the names of its context, no more and no fewer; partials included."""

from dataclasses import fields
from importlib import import_module
from pkgutil import iter_modules

import pytest
from jinja2 import meta, nodes

from review_ui.web import contexts
from review_ui.web.contexts.base import PageContext
from review_ui.web.layout import TEMPLATES, make_environment

MODULES = [import_module(f"{contexts.__name__}.{one.name}") for one in iter_modules(contexts.__path__)]
PAGES = [
    value
    for module in MODULES
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, PageContext) and value is not PageContext
]


def names_used(template: str) -> set[str]:
    """Every name a template and what it extends or includes take from outside, less what it makes itself."""
    parsed = make_environment().parse((TEMPLATES / template).read_text("utf-8"))
    made = {macro.name for macro in parsed.find_all(nodes.Macro)}
    for imported in parsed.find_all(nodes.FromImport):
        made |= {name if isinstance(name, str) else name[1] for name in imported.names}
    handed = {name.name for name in parsed.find_all(nodes.Name) if name.ctx in ("store", "param")}
    used = meta.find_undeclared_variables(parsed) - made
    for other in meta.find_referenced_templates(parsed):
        if other is not None and other != "_parts.html":
            used |= names_used(other) - handed
    return used


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_a_template_uses_just_its_contexts_names(page: type[PageContext]) -> None:
    given = {field.name for field in fields(page)}  # type: ignore[arg-type]

    assert names_used(page.template) == given | {"shell"}


@pytest.mark.parametrize("page", [page for page in PAGES if page.fragment], ids=lambda page: page.__name__)
def test_a_fragment_is_part_of_its_page_and_needs_nothing_else(page: type[PageContext]) -> None:
    assert page.fragment is not None
    given = {field.name for field in fields(page)}  # type: ignore[arg-type]

    assert f'"{page.fragment}"' in (TEMPLATES / page.template).read_text("utf-8")
    assert names_used(page.fragment) <= given | {"shell"}


def test_every_template_belongs_to_a_page_or_is_a_partial() -> None:
    of_pages = {page.template for page in PAGES}

    assert {path.name for path in TEMPLATES.glob("*.html") if not path.name.startswith("_")} == of_pages
