"""A list of people that is put in words only when somebody reads it.

Ninety thousand people may be left out of a shortlist; their count comes from arrays at once, their sentences when asked.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, overload

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")


class OnDemand(Sequence[T]):
    """What `say` says of each row, in the order of `rows`; equal to any sequence that says the same."""

    def __init__(self, rows: NDArray[np.intp], say: Callable[[int], T]) -> None:
        self._rows = rows
        self._say = say

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        return (
            OnDemand(self._rows[at], self._say) if isinstance(at, slice) else self._say(int(self._rows[at]))
        )

    def __iter__(self) -> Iterator[T]:
        return (self._say(int(row)) for row in self._rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # equal to lists, which have none

    def __repr__(self) -> str:
        return f"OnDemand({list(self)!r})" if len(self) <= 10 else f"OnDemand({len(self)} items)"
