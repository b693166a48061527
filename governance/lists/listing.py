"""The order that people read: the machine's, with what people changed in it, worked out anew from both every time.

Pure: neither order is ever stored over the other, so both stay for good. Who may change a list is `overrides.py`.

    reorder   puts somebody at a place, once; later changes may move them along
    pin       holds somebody at a place, whatever else changes
    exclude   takes somebody off; nothing brings them back to this list
    add       puts somebody new at the end, or at a place

Everybody else keeps their order among themselves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from matching.errors import Conflict, InputError, NotFound

Action = Literal["reorder", "pin", "exclude", "add"]
ACTIONS: tuple[Action, ...] = ("reorder", "pin", "exclude", "add")


@dataclass(frozen=True, slots=True)
class Change:
    """One change by a person. `place` counts from 1; only `exclude` has none, and `add` need not."""

    action: Action
    person_id: str
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """`free` are the unpinned in order, `pins` who is held at which place, `excluded` who was taken off."""

    free: tuple[str, ...]
    pins: Mapping[int, str] = field(default_factory=dict)
    excluded: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[str, ...]:
        """Everybody on the list. A pin beyond its end, once others were taken off, stands last."""
        left, late, size = list(self.free), sorted(self.pins), len(self.free) + len(self.pins)
        found: list[str] = []
        for place in range(1, size + 1):
            if place in late:
                late.remove(place)
                found.append(self.pins[place])
            else:
                found.append(left.pop(0) if left else self.pins[late.pop(0)])
        return tuple(found)

    def pinned(self, person_id: str) -> bool:
        return person_id in self.pins.values()


def listed(machine: Sequence[str], changes: Iterable[Change]) -> Listing:
    """The machine's order with every change in turn."""
    listing = Listing(tuple(machine))
    for change in changes:
        listing = changed(listing, change)
    return listing


def changed(listing: Listing, change: Change) -> Listing:
    """The list after one change; refuses a change of somebody who is not on it, or to a place that is not free."""
    _check(listing, change)
    if change.action == "exclude":
        left = _without(listing, change.person_id)
        return Listing(left.free, left.pins, (*listing.excluded, change.person_id))
    if change.action == "pin":
        assert change.place is not None
        left = _without(listing, change.person_id)
        return Listing(left.free, {**left.pins, change.place: change.person_id}, listing.excluded)
    return _put(_without(listing, change.person_id), change.person_id, change.place)


def _put(listing: Listing, person_id: str, place: int | None) -> Listing:
    if place is None:
        return Listing((*listing.free, person_id), listing.pins, listing.excluded)
    before = place - 1 - sum(pinned < place for pinned in listing.pins)
    free = (*listing.free[:before], person_id, *listing.free[before:])
    return Listing(free, listing.pins, listing.excluded)


def _without(listing: Listing, person_id: str) -> Listing:
    free = tuple(one for one in listing.free if one != person_id)
    pins = {place: one for place, one in listing.pins.items() if one != person_id}
    return Listing(free, pins, listing.excluded)


def _check(listing: Listing, change: Change) -> None:
    order, person = listing.order, change.person_id
    if person in listing.excluded:
        raise Conflict(f"{person} was taken off this list", hint="listing again starts without changes")
    if change.action == "add" and person in order:
        raise Conflict(
            f"{person} is on the list already, at place {order.index(person) + 1}", hint="move them"
        )
    if change.action != "add" and person not in order:
        raise NotFound(f"{person} is not on the list", hint="check the identifier, or add them")
    if change.action == "exclude":
        return
    if change.place is None:
        if change.action != "add":
            raise InputError("expected a place on the list, found none")
        return
    last = len(order) + (change.action == "add")
    if not 1 <= change.place <= last:
        raise InputError(f"expected a place from 1 to {last}, found {change.place}")
    holder = listing.pins.get(change.place)
    if holder is not None and holder != person:
        raise Conflict(
            f"place {change.place} is pinned for {holder}", hint="move them first, or take another place"
        )
