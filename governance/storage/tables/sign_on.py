"""Coming in through an identity provider: who is linked to which account, what groups give, log-ins under way.

Rules: `governance/sign_on/`. A subject is kept as a keyed hash, so that the table tells nobody's name at the provider.
"""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from governance.storage.tables.base import Base, Digest, Document, Id, Moment, Versioned


class AccountIdentity(Base):
    """One subject of one issuer is one account, for good."""

    __tablename__ = "account_identity"

    subject_mac: Mapped[Digest] = mapped_column(primary_key=True)
    account_id: Mapped[Id] = mapped_column(ForeignKey("account.id"), index=True)
    linked_at: Mapped[Moment]


class SignOnMapping(Versioned, Base):
    """What a group of the provider gives. In force once confirmed, until `ended_at`."""

    __tablename__ = "sign_on_mapping"

    id: Mapped[Id] = mapped_column(primary_key=True)
    document: Mapped[Document]
    digest: Mapped[Digest]
    proposed_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[Moment]
    confirmed_by: Mapped[Id | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]


class SignOnAttempt(Base):
    """A log-in sent to the provider and not back yet; gone once it is. `browser_mac` is the browser it began in."""

    __tablename__ = "sign_on_attempt"

    state_mac: Mapped[Digest] = mapped_column(primary_key=True)
    browser_mac: Mapped[Digest]
    account_id: Mapped[Id | None] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[Moment]
