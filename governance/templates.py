"""Role templates in the record, versioned. Signatures first; bodies follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from governance.database import UnitOfWork


@dataclass(frozen=True, slots=True)
class Template:
    id: str
    title: str
    version: int
    role: Mapping[str, Any]


def save_template(work: UnitOfWork, role_document: Mapping[str, Any]) -> int: ...
def list_templates(session: Session) -> list[Template]: ...
def read_template(session: Session, template_id: str) -> Template: ...
