"""Requests that were carried out under a key their sender chose, and what they were answered. Rules: `governance/once.py`.

Keys and requests are kept as keyed hashes, so that the table tells nobody's words.
"""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from governance.storage.tables.base import Base, Digest, Id, Moment


class KeptAnswer(Base):
    """Written with what the request changed; the answer follows. `entry` is the last that it left in the log."""

    __tablename__ = "kept_answer"

    key_mac: Mapped[Digest] = mapped_column(primary_key=True)
    request_mac: Mapped[Digest]
    account_id: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    entry: Mapped[int]
    made_at: Mapped[Moment] = mapped_column(index=True)
    status: Mapped[int | None]
    body: Mapped[str | None] = mapped_column(Text)
