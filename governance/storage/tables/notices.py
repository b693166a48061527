"""What each person is told of a ranking that concerned them: one frame a list, and a sealed part for each person."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from governance.storage.tables.base import Base, Code, Document, Id, Moment, Sealed, Unit


class Notice(Base):
    """The frame: everything that is the same for everybody on one list. `words`: the version of its sentences."""

    __tablename__ = "notice"

    shortlist_id: Mapped[Id] = mapped_column(ForeignKey("shortlist.id"), primary_key=True)
    requisition_id: Mapped[Id] = mapped_column(ForeignKey("requisition.id"), index=True)
    business_unit: Mapped[Unit]
    words: Mapped[Code]
    frame: Mapped[Document]
    made_at: Mapped[Moment]


class NoticePart(Base):
    """What is one person's own, sealed under their key: where they came out, and which of their records were read."""

    __tablename__ = "notice_part"

    shortlist_id: Mapped[Id] = mapped_column(ForeignKey("notice.shortlist_id"), primary_key=True)
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    sealed: Mapped[Sealed]
