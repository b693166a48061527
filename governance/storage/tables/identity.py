"""Who is one person: which profile counts to whom, version by version, and the pairs somebody should look at.

Everybody is first the person their source profile came in as. A link makes them count to another; ended, they stand
for themselves again. Evidence is codes and numbers, never what a profile says.
"""

from sqlalchemy import Float, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.storage.tables.base import Base, Code, Document, Id, Moment, Unit, Versioned

_IN_FORCE = text("ended_at IS NULL")


class ProfileLink(Versioned, Base):
    """The profile that came in as `person_id` counts to `into_id` from `linked_at` until `ended_at`.

    `number` counts the links that profile has had. `how`: `rules` or `decided` (by `linked_by` in person).
    """

    __tablename__ = "profile_link"
    __table_args__ = (
        UniqueConstraint("person_id", "number"),
        Index(
            "uq_profile_link_in_force",
            "person_id",
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        ),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    number: Mapped[int]
    into_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    how: Mapped[Code]
    linked_by: Mapped[Id]
    linked_at: Mapped[Moment]
    ended_by: Mapped[Id | None]
    ended_at: Mapped[Moment | None]


class IdentityPair(Versioned, Base):
    """Two source profiles, by the people they came in as (`left_id` the smaller), and what is held of them.

    `state`: `open` (a person should look), `same`, `different`, or `moot` (answered by another link, or erased).
    """

    __tablename__ = "identity_pair"
    __table_args__ = (UniqueConstraint("left_id", "right_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    left_id: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    right_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    business_unit: Mapped[Unit]
    state: Mapped[Code] = mapped_column(index=True)
    how: Mapped[Code]
    bits: Mapped[float] = mapped_column(Float)
    evidence: Mapped[Document]
    found_at: Mapped[Moment]
    decided_by: Mapped[Id | None]
    decided_at: Mapped[Moment | None]
