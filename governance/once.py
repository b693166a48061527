"""A request that is sent twice is carried out once: the sender names it by a key, and a second gets the first one's answer.

The claim is written in the transaction of what it changes, so that a crash leaves both or neither. The answer is known
only once that is stored, and follows; where it does not, a second request is told so and still changes nothing. What was
refused is not kept: it may be sent again. Knows nothing of HTTP; `review_ui/web/api/routes.py` does.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from governance.storage.tables import KeptAnswer
from governance.vault import Vault
from matching.errors import Conflict, Fault, InputError

KEPT_FOR: Final = timedelta(hours=24)
LONGEST_KEY: Final = 255

_KEY = re.compile(r"[!#-\[\]-~]+")  # what is seen of ASCII, without the quote and the backslash


@dataclass
class Claim:
    """One request under one key of one account. `made` once it changed something for good."""

    account_id: str
    key_mac: str
    request_mac: str
    made: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: str


# The claim of the request that is being carried out here, if its sender named it.
CURRENT: ContextVar[Claim | None] = ContextVar("claim", default=None)


def claim_of(vault: Vault, account_id: str, key: str, request: bytes) -> Claim:
    """The claim of an account's request under a key; InputError for a key that cannot be one."""
    if len(key) > LONGEST_KEY or not _KEY.fullmatch(key):
        fault = Fault(
            f"1 to {LONGEST_KEY} visible ASCII characters without quotes or backslashes",
            f"{len(key)} characters",
            field="Idempotency-Key",
        )
        raise InputError("the idempotency key is not as expected", faults=[fault], hint="send a UUID")
    return Claim(
        account_id,
        vault.mac("idempotency key", f"{account_id}\0{key}".encode()),
        vault.mac("idempotent request", request),
    )


def answer_to(session: Session, claim: Claim, now: datetime) -> Answer | None:
    """What the same request was answered under this key; None where nothing was changed under it.

    InputError where another request was, Conflict where the answer is not there.
    """
    row = session.get(KeptAnswer, claim.key_mac)
    if row is None or row.made_at <= now - KEPT_FOR:
        return None
    if row.request_mac != claim.request_mac:
        raise InputError(
            "this idempotency key was used for another request: expected the same method, path and body",
            faults=[Fault("a key of this request's own", "one used before", field="Idempotency-Key")],
            hint="send a new key with a new request",
        )
    if row.status is None or row.body is None:
        raise _unanswered(row.entry)
    return Answer(row.status, row.body)


def is_carried_out(session: Session, claim: Claim, now: datetime) -> bool:
    """Whether something was changed under this key, where what it was answered is asked for by nobody."""
    row = session.get(KeptAnswer, claim.key_mac)
    return row is not None and row.made_at > now - KEPT_FOR


@contextmanager
def carrying_out(claim: Claim) -> Iterator[None]:
    """What is commanded meanwhile is done under this claim."""
    before = CURRENT.set(claim)
    try:
        yield
    finally:
        CURRENT.reset(before)


def refuse_second(session: Session, claim: Claim, now: datetime) -> None:
    """As a command begins: Conflict where another request under this key has changed something since it was looked up."""
    if not claim.made and is_carried_out(session, claim, now):
        raise _unanswered(session.get_one(KeptAnswer, claim.key_mac).entry)


def record(session: Session, claim: Claim, entry: int, now: datetime) -> None:
    """Within the command that changes something: the request is carried out. Those past their time go."""
    session.execute(delete(KeptAnswer).where(KeptAnswer.made_at <= now - KEPT_FOR))
    session.add(
        KeptAnswer(
            key_mac=claim.key_mac,
            request_mac=claim.request_mac,
            account_id=claim.account_id,
            entry=entry,
            made_at=now,
        )
    )


def keep_answer(session: Session, claim: Claim, answer: Answer) -> None:
    row = session.get(KeptAnswer, claim.key_mac)
    if row is not None:
        row.status, row.body = answer.status, answer.body


def _unanswered(entry: int) -> Conflict:
    return Conflict(
        f"a request under this idempotency key is carried out, up to entry {entry} of the log, and its answer is not kept (yet)",
        hint="send it again in a moment; if this stays, read what is current: it will not be done twice",
    )
