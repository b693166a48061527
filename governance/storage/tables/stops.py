"""When ranking by machine was stopped, for whom, by whom, and who let it go on."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from governance.storage.tables.base import Base, Code, Id, Moment, Sealed, Unit, Versioned


class RankingStop(Versioned, Base):
    """Covers `business_unit` (`*`: all) and `family` (None: every role family). Never changes but to be lifted, once."""

    __tablename__ = "ranking_stop"

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_unit: Mapped[Unit]
    family: Mapped[Code | None]
    reason: Mapped[Sealed | None]
    stopped_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    stopped_at: Mapped[Moment]
    lifted_by: Mapped[Id | None] = mapped_column(ForeignKey("account.id"))
    lifted_at: Mapped[Moment | None]
    lift_reason: Mapped[Sealed | None]
