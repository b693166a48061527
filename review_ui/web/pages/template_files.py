"""A role template from its file, pasted or uploaded: looked at beside the version in force, then saved as it was looked at.

Its addresses have a part more than any template's own, so that no id is shadowed.
"""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, Request, Response, UploadFile

from governance.templates import families, plan_template, read_template, save_template
from matching.errors import CandorError, Fault, InputError, Stale
from matching.files import Read, read_role_text
from matching.roles import Role
from review_ui.problems import status_of
from review_ui.web.caller import Caller, Page
from review_ui.web.contexts.rules import TemplateFilePage
from review_ui.web.layout import redirect, respond
from review_ui.web.views.problems import faults_in
from review_ui.web.views.templates import TemplateShown, template_shown

router = APIRouter(prefix="/templates")

# What the faults call it.
_FILE = "the file"
_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Sent:
    """The file as text, or the bytes of an upload in its place; `family` None: as it is filed now. `seen`: the digest of what was looked at."""

    text: str = ""
    family: str | None = None
    seen: str = ""
    upload: bytes = b""

    def words(self) -> str:
        """What there is to read; InputError where an upload is no text."""
        try:
            return self.upload.decode("utf-8-sig") if self.upload else self.text
        except UnicodeDecodeError:
            fault = Fault("UTF-8 text", "something else", _FILE)
            raise InputError(f"{_FILE} cannot be read", faults=[fault], hint="save it as UTF-8") from None


def sent(
    text: Annotated[str, Form(max_length=500_000)] = "",
    family: Annotated[str, Form(max_length=40)] = "",
    seen: Annotated[str, Form(max_length=200)] = "",
    file: UploadFile | None = None,
) -> Sent:
    # A browser sends a field for a file without a name where nobody chose one.
    return Sent(text, family or None, seen, file.file.read() if file is not None and file.filename else b"")


_Sent = Annotated[Sent, Depends(sent)]


@router.get("/file/new")
def blank(request: Request, caller: Page, like: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Opens blank, or with the version in force of the template it is to follow."""
    caller.require("template.save")
    return _page(request, caller, Sent(_written(caller, like) if like else ""))


@router.post("/file/preview")
def preview(request: Request, caller: Page, fields: _Sent) -> Response:
    caller.require("template.save")
    try:
        return _look(request, caller, fields)
    except CandorError as refusal:
        return _page(request, caller, fields, refusal=refusal)


@router.post("")
def save(request: Request, caller: Page, fields: _Sent) -> Response:
    caller.require("template.save")
    try:
        role = _document(_read(fields))
        with caller.command() as work:
            save_template(work, role, family=fields.family, expected=fields.seen or "nothing seen")
    except Stale as refusal:
        return _look(request, caller, fields, refusal)
    except CandorError as refusal:
        return _page(request, caller, fields, refusal=refusal)
    return redirect(f"/templates/{quote(role['id'], safe='')}", "template-saved")


def _look(request: Request, caller: Caller, fields: Sent, refusal: CandorError | None = None) -> Response:
    read = _read(fields)
    with caller.reading() as session:
        plan = plan_template(session, caller.actor, _document(read), family=fields.family)
    return _page(request, caller, fields, shown=template_shown(plan), notices=read.notices, refusal=refusal)


def _read(fields: Sent) -> Read[Role]:
    return read_role_text(fields.words(), _FILE)


def _document(read: Read[Role]) -> dict[str, Any]:
    return read.items[0].model_dump(mode="json", exclude_unset=True)


def _written(caller: Caller, template_id: str) -> str:
    import yaml

    with caller.reading() as session:
        role = dict(read_template(session, template_id).role)
    text: str = yaml.safe_dump(role, sort_keys=False, allow_unicode=True, width=_WIDTH)
    return text


def _page(
    request: Request,
    caller: Caller,
    fields: Sent,
    *,
    shown: TemplateShown | None = None,
    notices: tuple[str, ...] = (),
    refusal: CandorError | None = None,
) -> Response:
    with caller.reading() as session:
        known = sorted(families(session))
    context = TemplateFilePage(
        # What cannot be read as text is not shown; what was typed beside it stays.
        text=fields.upload.decode("utf-8-sig", errors="ignore") or fields.text,
        family=fields.family or "",
        families=tuple(known),
        shown=shown,
        notices=notices,
        problems=faults_in(refusal),
    )
    return respond(request, context, caller=caller, status=status_of(refusal))
