"""What people changed in a frozen list, beside the machine's order and never in place of it."""

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from governance.storage.tables.base import Base, Code, Id, Ids, Moment, Sealed, Unit


class ListOverride(Base):
    """One change of one list, the `number`th: `reorder`, `pin`, `exclude` or `add`. Never changes.

    `before` and `after` are the whole order, people's ids. The note is sealed under the person's key.
    """

    __tablename__ = "list_override"
    __table_args__ = (UniqueConstraint("shortlist_id", "number"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    requisition_id: Mapped[Id] = mapped_column(ForeignKey("requisition.id"), index=True)
    shortlist_id: Mapped[Id] = mapped_column(ForeignKey("shortlist.id"))
    business_unit: Mapped[Unit]
    number: Mapped[int]
    action: Mapped[Code]
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    place: Mapped[int | None]
    before: Mapped[Ids] = mapped_column(JSON)
    after: Mapped[Ids] = mapped_column(JSON)
    reason_code: Mapped[Code]
    note: Mapped[Sealed | None]
    made_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[Moment]
