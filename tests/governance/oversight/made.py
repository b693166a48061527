"""Facts of oversight made by hand, each of a request of its own unless it is named."""

from collections.abc import Iterable
from itertools import count
from typing import Any

from governance.oversight.facts import BlindReview, Choice, Run

_NUMBERS = count(1)


def _about(**named: Any) -> dict[str, Any]:
    given = {"unit": "Payments", "month": "2025-03", "reviewer": "mona", "requisition": f"R-{next(_NUMBERS)}"}
    return given | {key: value for key, value in named.items() if key in given}


def choice(
    *, follows: bool = False, unlikely: bool = False, reasons: Iterable[str] = (), **named: Any
) -> Choice:
    return Choice(**_about(**named), follows=follows, unlikely=unlikely, reasons=frozenset(reasons))


def blind(
    *,
    marks: tuple[int, ...] = (1, 2, 3),
    agreement: float | None = 1.0,
    seconds: tuple[float, ...] = (60,),
    **named: Any,
) -> BlindReview:
    return BlindReview(**_about(**named), marks=marks, agreement=agreement, seconds=seconds)


def run(*, decisions: int = 2, seconds: tuple[float, ...] = (60,), **named: Any) -> Run:
    return Run(**_about(**named), decisions=decisions, seconds=seconds)


def choices(cases: int, *, reviewers: int = 5, **named: Any) -> tuple[Choice, ...]:
    """So many choices by so many people in turn; the first of them follow the machine, as many as there are `following`."""
    following = named.pop("following", cases)
    return tuple(choice(follows=n < following, reviewer=f"v{n % reviewers}", **named) for n in range(cases))


def runs(cases: int, *, reviewers: int = 5, **named: Any) -> tuple[Run, ...]:
    return tuple(run(reviewer=f"v{n % reviewers}", **named) for n in range(cases))


def blinds(cases: int, *, reviewers: int = 5, **named: Any) -> tuple[BlindReview, ...]:
    return tuple(blind(reviewer=f"v{n % reviewers}", **named) for n in range(cases))
