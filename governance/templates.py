"""Role templates in the record, versioned: saving equal words again makes no new version.

Where the first ones come from is the caller's business. A requisition copies its template's role when it is
made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from features.templates import list_families
from governance import access
from governance.access import Actor
from governance.canonical import canonical, sha256
from governance.cases import role_document
from governance.database import UnitOfWork, today
from governance.storage.tables import RankingStop, RoleTemplate, RoleTemplateVersion
from matching.errors import Conflict, InputError, NotFound, Stale


@dataclass(frozen=True, slots=True)
class Template:
    """A template's newest version."""

    id: str
    title: str
    version: int
    role: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TemplatePlan:
    """What saving a role would do. `before`: the version it would follow; None for a new template.

    `digest` names the role, its family and the version it was held against.
    """

    role: Mapping[str, Any]
    before: Template | None
    family: str | None
    unchanged: bool
    digest: str


def plan_template(
    session: Session, actor: Actor, document: Mapping[str, Any], *, family: str | None = None
) -> TemplatePlan:
    """What `save_template` would do, for whoever may; InputError with every fault of the role."""
    access.require(actor, "template.save", on=today(session))
    return _plan(session, document, family)


def save_template(
    work: UnitOfWork,
    document: Mapping[str, Any],
    *,
    family: str | None = None,
    expected: str | None = None,
) -> int:
    """Store the role under its own `id`; gives the version that now holds. Without `family` it stays in the one it was in.

    `expected`: the digest of the plan that was looked at; Stale where another version holds by now. A saved template changes
    its family under the rules of `file_template`.
    """
    work.require("template.save")
    role = role_document(document)
    digest = sha256(canonical(role))
    row = work.session.get(RoleTemplate, role["id"], with_for_update=True)
    if expected is not None and _plan(work.session, document, family).digest != expected:
        raise Stale(
            f"role template {role['id']} has changed since you looked at what would be saved",
            hint="look at it again, then save it",
        )
    if row is None:
        row = RoleTemplate(id=role["id"], title="", number=0, changed_at=work.now)
        work.session.add(row)
    else:
        if family is not None and family != row.family:
            file_template(work, row.id, family)
        if _version(work.session, row).digest == digest:
            return row.number
    row.number += 1
    row.title = role.get("title") or role["id"]
    row.family = family or row.family
    row.changed_at = work.now
    work.session.flush()
    work.add(
        RoleTemplateVersion(
            template_id=row.id,
            number=row.number,
            role=role,
            digest=digest,
            author=work.actor.id,
            created_at=work.now,
        )
    )
    work.audit(
        "template.saved",
        "template",
        row.id,
        facts={"number": row.number, "role_sha256": digest, "family": row.family},
    )
    return row.number


def file_template(work: UnitOfWork, template_id: str, family: str) -> None:
    """File a template under a role family, which says what a stop of that family covers.

    Conflict while ranking is stopped for any family: nobody files a template out of a stop.
    """
    work.require("template.save")
    row = work.locked(RoleTemplate, template_id, "role template")
    known = families(work.session)
    if family not in known:
        raise InputError(f"expected a role family of {', '.join(sorted(known))}, found {family[:80]!r}")
    stop = work.session.scalar(
        select(RankingStop.id).where(RankingStop.family.is_not(None), RankingStop.lifted_at.is_(None))
    )
    if stop is not None:
        raise Conflict(
            f"ranking is stopped for a role family ({stop})", hint="file templates once it is lifted"
        )
    before, row.family, row.changed_at = row.family, family, work.now
    work.audit("template.filed", "template", row.id, facts={"before": before, "family": family})


def families(session: Session) -> set[str]:
    """The role families that templates may be filed under: those the software ships, and any in use here."""
    own = select(RoleTemplate.family).where(RoleTemplate.family.is_not(None)).distinct()
    return {*list_families(), *filter(None, session.scalars(own))}


def _plan(session: Session, document: Mapping[str, Any], family: str | None) -> TemplatePlan:
    role = role_document(document)
    row = session.get(RoleTemplate, role["id"])
    before = None if row is None else read_template(session, row.id)
    held = row.family if row else None
    refiled = row is not None and family is not None and family != held
    looked_at = {"role": role, "family": family, "version": before.version if before else 0}
    return TemplatePlan(
        role=role,
        before=before,
        family=family or held,
        unchanged=before is not None and before.role == role and not refiled,
        digest=sha256(canonical(looked_at)),
    )


def list_templates(session: Session) -> list[Template]:
    """The newest version of every template, by title."""
    query = (
        select(RoleTemplate, RoleTemplateVersion)
        .join(
            RoleTemplateVersion,
            (RoleTemplateVersion.template_id == RoleTemplate.id)
            & (RoleTemplateVersion.number == RoleTemplate.number),
        )
        .order_by(RoleTemplate.title)
    )
    return [Template(row.id, row.title, row.number, version.role) for row, version in session.execute(query)]


def read_template(session: Session, template_id: str) -> Template:
    row = session.get(RoleTemplate, template_id)
    if row is None:
        raise NotFound(f"no role template {template_id!r}", hint="list the templates to see their ids")
    return Template(row.id, row.title, row.number, _version(session, row).role)


def _version(session: Session, row: RoleTemplate) -> RoleTemplateVersion:
    return session.get_one(RoleTemplateVersion, (row.id, row.number))
