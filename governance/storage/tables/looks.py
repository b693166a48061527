"""When an account last opened a requisition, so that what changed since is marked for it. Rules: `governance/looks.py`."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from governance.storage.tables.base import Base, Id, Moment


class Look(Base):
    """`seen`: how long the log was at the last look. `before_at`, `before`: the same of the visit before this one, in
    the first visit of its beginning.

    A reading aid, no part of what happened: kept for a time, and gone with the account.
    """

    __tablename__ = "look"

    account_id: Mapped[Id] = mapped_column(ForeignKey("account.id"), primary_key=True)
    requisition_id: Mapped[Id] = mapped_column(ForeignKey("requisition.id"), primary_key=True, index=True)
    looked_at: Mapped[Moment]
    seen: Mapped[int]
    before_at: Mapped[Moment]
    before: Mapped[int]
