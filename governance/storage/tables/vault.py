"""One data key for each owner of personal data, wrapped by the home's master key. See `governance/vault.py`."""

from sqlalchemy.orm import Mapped, mapped_column

from governance.storage.tables.base import Base, Code, Id, Moment, Sealed


class DataKey(Base):
    """`wrapped` is null once dropped: what it sealed is gone for good."""

    __tablename__ = "data_key"

    owner_kind: Mapped[Code] = mapped_column(primary_key=True)
    owner_id: Mapped[Id] = mapped_column(primary_key=True)
    wrapped: Mapped[Sealed | None]
    created_at: Mapped[Moment]
    dropped_at: Mapped[Moment | None]
