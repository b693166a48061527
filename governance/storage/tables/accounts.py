"""Accounts, grants, sessions, tokens, failed log-ins. Secrets are kept only as hashes.

Rules: `governance/accounts/`. Who comes in through a provider is `sign_on.py` beside this.
"""

from datetime import date

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, composite, mapped_column

from governance.money import Money
from governance.storage.tables.base import (
    Base,
    Code,
    Currency,
    Digest,
    Id,
    Ids,
    Minor,
    Moment,
    Unit,
    Versioned,
    Words,
)


class Account(Versioned, Base):
    """`name` is what is typed at log-in, folded to lower case. `password_hash` is `!` for who has no password."""

    __tablename__ = "account"

    id: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[Id] = mapped_column(unique=True)
    display_name: Mapped[Words]
    password_hash: Mapped[Words]
    demo: Mapped[bool]
    created_at: Mapped[Moment]
    disabled_at: Mapped[Moment | None]


class AccountGrant(Versioned, Base):
    """Pending until `confirmed_at`, in force until `revoked_at` or `lapses_at`; denied or withdrawn if ended before.

    `basis`: `two_people` (one proposes, another confirms), `bootstrap` (an empty home's administrator), `founding` (the
    second, confirmed by the only one there was), `sign_on` (a group under a mapping two people signed off), `legacy` (given
    before it took two).
    """

    __tablename__ = "account_grant"

    id: Mapped[Id] = mapped_column(primary_key=True)
    account_id: Mapped[Id] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Code]
    business_unit: Mapped[Unit]
    jurisdiction: Mapped[Code]
    limit_minor: Mapped[Minor | None]
    limit_currency: Mapped[Currency | None]
    starts: Mapped[date | None]
    ends: Mapped[date | None]
    granted_by: Mapped[Id]
    granted_at: Mapped[Moment]
    basis: Mapped[Code] = mapped_column(server_default="legacy")
    confirmed_by: Mapped[Id | None]
    confirmed_at: Mapped[Moment | None]
    lapses_at: Mapped[Moment | None]
    revoked_at: Mapped[Moment | None]

    limit: Mapped[Money | None] = composite("limit_minor", "limit_currency")


class LoginSession(Base):
    __tablename__ = "login_session"

    token_hash: Mapped[Digest] = mapped_column(primary_key=True)
    account_id: Mapped[Id] = mapped_column(ForeignKey("account.id"), index=True)
    opened_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    closed_at: Mapped[Moment | None]


class ApiToken(Versioned, Base):
    """`scopes` is null only for tokens from before there were scopes: all that a token may."""

    __tablename__ = "api_token"

    id: Mapped[Id] = mapped_column(primary_key=True)
    token_hash: Mapped[Digest] = mapped_column(unique=True)
    account_id: Mapped[Id] = mapped_column(ForeignKey("account.id"), index=True)
    label: Mapped[Words]
    scopes: Mapped[Ids | None] = mapped_column(JSON(none_as_null=True))
    issued_at: Mapped[Moment]
    expires_at: Mapped[Moment | None]  # never null since every token expires; a guard holds new rows to it
    revoked_at: Mapped[Moment | None]


class LoginAttempt(Base):
    """Failed log-ins in a row under one typed name, known or not, so that a lock tells nothing about which exist."""

    __tablename__ = "login_attempt"

    name_hash: Mapped[Digest] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[Moment]
    locked_until: Mapped[Moment | None]
