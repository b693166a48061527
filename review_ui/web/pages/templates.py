"""Role templates: reading them and starting a requisition from one. Saving another is `template_files.py`."""

from fastapi import APIRouter, Request, Response

from governance.templates import Template, list_templates, read_template
from review_ui.web.caller import Page
from review_ui.web.contexts.cases import TemplateRow
from review_ui.web.contexts.rules import TemplatePage, TemplatesPage
from review_ui.web.layout import respond
from review_ui.web.views.facts import asked_of, skill_line, text_of

router = APIRouter(prefix="/templates")


@router.get("")
def list_page(request: Request, caller: Page) -> Response:
    with caller.reading() as session:
        templates = sorted(list_templates(session), key=lambda t: t.title)
    context = TemplatesPage(
        tuple(_row(t) for t in templates),
        may_create=caller.may("requisition.write"),
        may_save=caller.may("template.save"),
    )
    return respond(request, context, caller=caller)


@router.get("/{template_id}")
def show(request: Request, caller: Page, template_id: str) -> Response:
    with caller.reading() as session:
        template = read_template(session, template_id)
    context = TemplatePage(
        row=_row(template),
        role=text_of(template.role),
        asked=asked_of(template.role),
        may_create=caller.may("requisition.write"),
        may_save=caller.may("template.save"),
    )
    return respond(request, context, caller=caller)


def _row(template: Template) -> TemplateRow:
    skills = ", ".join(skill_line(skill) for skill in template.role.get("must_have", ()))
    return TemplateRow(template.id, template.title, template.version, skills)
