"""Whether somebody may answer a step: a role of it, within the limit, with no other hand in the case.

The one answer to that question: commands, the queue and the simulator ask here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from governance.access import Actor, Grant, above_limit
from governance.money import Money
from matching.errors import Forbidden

Hands = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Ask:
    """A step as it stands: who may answer it, where, for how much. `answered`: accounts that count already on its route."""

    roles: frozenset[str]
    business_unit: str
    jurisdiction: str
    amount: Money | None
    answered: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Authority:
    """A grant to answer under: one's own, or with `delegation_id` that of `on_behalf_of`."""

    grant: Grant
    on_behalf_of: str | None = None
    on_behalf_of_name: str | None = None
    delegation_id: str | None = None


def authorities(actor: Actor, ask: Ask, *, on: date) -> list[Authority]:
    """Grants under which the actor holds a role of the step that day, their own first; limits not yet asked."""
    held = [Authority(grant) for grant in actor.grants]
    held += [
        Authority(given.grant, given.delegator_id, given.delegator_name, given.delegation_id)
        for given in actor.delegated
    ]
    return [
        one
        for one in held
        if one.grant.role in ask.roles
        and one.grant.holds(on)
        and one.grant.covers(ask.business_unit)
        and one.grant.serves(ask.jurisdiction)
    ]


def find_authority(
    actor: Actor, ask: Ask, hands: Hands, *, act: str, on: date
) -> Authority | Forbidden | None:
    """Under what the actor may answer; the refusal that says why not; None where the step is not theirs to answer."""
    held = authorities(actor, ask, on=on)
    refusals: list[Forbidden] = []
    for one in held:
        refusal = _refusal(actor, one, ask, hands, act)
        if refusal is None:
            return one
        refusals.append(refusal)
    return refusals[0] if refusals else None


def _refusal(actor: Actor, one: Authority, ask: Ask, hands: Hands, act: str) -> Forbidden | None:
    if found := _had_a_hand(actor, one, hands, act):
        return found
    if actor.id in ask.answered:
        return Forbidden(
            f"{actor.display_name} has answered another step of this already and so may not {act}",
            hint="another person must do it, whatever the amount or the role",
        )
    if one.on_behalf_of in ask.answered:
        return Forbidden(
            f"{one.on_behalf_of_name} has answered another step of this already, so nobody may {act} for them",
            hint="another person must do it, whatever the amount or the role",
        )
    limit = one.grant.approval_limit
    if ask.amount is not None and (limit is None or not ask.amount.within(limit)):
        return above_limit(actor, ask.amount)
    return None


def _had_a_hand(actor: Actor, one: Authority, hands: Iterable[tuple[str, str]], act: str) -> Forbidden | None:
    """Separation of duties: neither who answers nor whom they answer for asked, wrote or chose."""
    for account_id, deed in hands:
        if account_id == actor.id:
            said = f"{actor.display_name} {deed} and so may not {act}"
        elif account_id == one.on_behalf_of:
            said = f"{one.on_behalf_of_name} {deed}, so nobody may {act} for them"
        else:
            continue
        return Forbidden(said, hint="another person must do it, whatever the amount or the role")
    return None
