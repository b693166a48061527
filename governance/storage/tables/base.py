"""What every table shares: naming of constraints, column shorthands, the optimistic version, identifiers.

Knows no particular table but the counter that identifiers come from.
"""

from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, Integer, LargeBinary, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from governance.storage.types import UtcDateTime

Id = Annotated[str, mapped_column(String(80))]
Code = Annotated[str, mapped_column(String(40))]
Unit = Annotated[str, mapped_column(String(80), index=True)]
Digest = Annotated[str, mapped_column(String(64))]
Words = Annotated[str, mapped_column(Text)]
Moment = Annotated[datetime, mapped_column(UtcDateTime())]
Sealed = Annotated[bytes, mapped_column(LargeBinary)]
Minor = Annotated[int, mapped_column(BigInteger)]
Currency = Annotated[str, mapped_column(String(3))]
Document = Annotated[dict[str, Any], mapped_column(JSON)]
Ids = Annotated[list[str], mapped_column(JSON)]

# Named constraints, or a later migration could not drop one.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


class Versioned:
    """A row whose `version` goes up with every change; writing over a newer one fails as stale."""

    version: Mapped[int] = mapped_column(Integer, nullable=False)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class Counter(Base):
    """The next number of each kind of identifier."""

    __tablename__ = "counter"

    prefix: Mapped[Code] = mapped_column(primary_key=True)
    next_number: Mapped[int]
