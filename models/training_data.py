"""What a ranker learns from: judged candidates of past roles, as arrays, and the faults that keep one from learning.

A row is one candidate of one role: features as they were read, a grade 0-4, whether it is a matured outcome, and the rank
they were shown at if known. Where grades come from is for whoever keeps the record.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from matching.errors import Fault, InputError
from matching.feature_spec import FeatureMatrix, FeatureSpec, FloatArray

HIGHEST_GRADE = 4

# Fewer roles than this teach nothing that holds on the next one.
FEWEST_ROLES = 12

# Share of the roles, latest last: to learn from, to stop by, to be measured on.
TEST_SHARE, STOP_SHARE = 0.25, 0.15
FEWEST_TEST, FEWEST_STOP = 3, 2

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class JudgedRole:
    """One past role: its candidates in order of id, their grades, and the ranks they were shown at (1 is first).

    `matured`: the grade is how the work went, not what was decided; None: of nobody. `peers`: all who are ranked for
    such a role, judged or not; without them its outcomes calibrate nothing.
    """

    role_id: str
    decided_at: datetime
    matrix: FeatureMatrix
    grades: Sequence[int]
    shown_ranks: Sequence[int] | None = None
    matured: Sequence[bool] | None = None
    peers: FeatureMatrix | None = None


@dataclass(frozen=True)
class TrainingData:
    """Arrays of `n` rows, those of a role together, roles in order of time.

    `values` float64 and `known` bool `(n, n_features)`; `grades` `(n,)` 0-4; `role_of` `(n,)` indexes `role_ids`;
    `shown_ranks` `(n,)` from 1, 0 where nobody knows; `matured` bool `(n,)`; `peers` one a role.
    """

    role_ids: tuple[str, ...]
    role_of: Ints
    values: FloatArray
    known: NDArray[np.bool_]
    grades: Ints
    shown_ranks: Ints
    matured: NDArray[np.bool_]
    peers: tuple[FeatureMatrix | None, ...]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over all of it: equal exactly when the data are."""
        digest = hashlib.sha256("\n".join(self.role_ids).encode())
        ranked_among = [array for one in self.peers if one for array in (one.values, one.known)]
        own = (self.role_of, self.values, self.known, self.grades, self.shown_ranks, self.matured)
        for array in (*own, *ranked_among):
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()

    @property
    def sizes(self) -> Ints:
        """Candidates of each role, in order."""
        return np.bincount(self.role_of, minlength=len(self.role_ids))

    def of_roles(self, start: int, stop: int) -> "TrainingData":
        """The roles from `start` to before `stop`, numbered anew."""
        return self.only(np.arange(start, stop))

    def only(self, roles: NDArray[np.integer]) -> "TrainingData":
        """These roles, which ascend, numbered anew."""
        rows = np.isin(self.role_of, roles)
        return TrainingData(
            tuple(self.role_ids[role] for role in roles), np.searchsorted(roles, self.role_of[rows]),
            self.values[rows], self.known[rows], self.grades[rows], self.shown_ranks[rows], self.matured[rows],
            tuple(self.peers[role] for role in roles),
        )  # fmt: skip


@dataclass(frozen=True)
class Split:
    """Roles in order of time: learn from the earliest, stop by the next, measure on the latest."""

    learn: TrainingData
    stop: TrainingData
    test: TrainingData


def gather(roles: Sequence[JudgedRole]) -> TrainingData:
    """Roles as arrays, by time and id; the matrices may be any width, `validate` tells."""
    ordered = sorted(roles, key=lambda role: (role.decided_at, role.role_id))
    width = max((len(role.matrix.specs) for role in ordered), default=0)
    counts = [len(role.grades) for role in ordered]
    return TrainingData(
        role_ids=tuple(role.role_id for role in ordered),
        role_of=np.repeat(np.arange(len(ordered)), counts),
        values=np.concatenate([role.matrix.values for role in ordered]) if ordered else np.zeros((0, width)),
        known=np.concatenate([role.matrix.known for role in ordered])
        if ordered
        else np.zeros((0, width), bool),
        grades=np.array([grade for role in ordered for grade in role.grades], np.int64),
        shown_ranks=np.array(
            [rank for role in ordered for rank in role.shown_ranks or [0] * len(role.grades)], np.int64
        ),
        matured=np.array(
            [known for role in ordered for known in role.matured or [False] * len(role.grades)], bool
        ),
        peers=tuple(role.peers for role in ordered),
    )


def validate(data: TrainingData, specs: tuple[FeatureSpec, ...]) -> None:
    """InputError with every fault found, if nothing can be learned from these data."""
    faults = [*_shape_faults(data, specs), *_grade_faults(data)]
    if not faults:
        told_apart = int(_tells_apart(data).sum())
        if told_apart < FEWEST_ROLES:
            faults.append(
                Fault(
                    f"at least {FEWEST_ROLES} roles with candidates of different grades",
                    str(told_apart),
                    field="roles",
                )
            )
    if faults:
        raise InputError(
            f"expected training data a ranker can learn from, found {len(faults)} faults",
            faults=faults,
            hint="record more decisions and outcomes; until then the built-in model ranks",
        )


def informative(data: TrainingData) -> TrainingData:
    """Only the roles whose candidates have different grades: the others say nothing about order."""
    return data.only(np.nonzero(_tells_apart(data))[0])


def split_by_time(data: TrainingData) -> Split:
    """No role stands on two sides, and nothing is measured on a role decided before one that was learned from."""
    count = len(data.role_ids)
    test = max(FEWEST_TEST, round(TEST_SHARE * count))
    stop = max(FEWEST_STOP, round(STOP_SHARE * count))
    first, second = count - test - stop, count - test
    return Split(data.of_roles(0, first), data.of_roles(first, second), data.of_roles(second, count))


def _shape_faults(data: TrainingData, specs: tuple[FeatureSpec, ...]) -> list[Fault]:
    rows, faults = len(data.grades), []
    if data.values.ndim != 2 or data.values.shape[1] != len(specs):
        faults.append(
            Fault(
                f"{len(specs)} features, as declared",
                f"an array of shape {data.values.shape}",
                field="values",
            )
        )
    elif not np.isfinite(data.values).all():
        names = sorted({specs[column].name for column in np.nonzero(~np.isfinite(data.values))[1]})
        faults.append(Fault("finite values", f"NaN or infinity in {', '.join(names)}", field="values"))
    lengths = {
        "values": len(data.values),
        "known": len(data.known),
        "roles": len(data.role_of),
        "shown_ranks": len(data.shown_ranks),
        "matured": len(data.matured),
    }
    faults += [
        Fault(f"{rows} rows, one a grade", str(length), field=name)
        for name, length in lengths.items()
        if length != rows
    ]
    return faults


def _grade_faults(data: TrainingData) -> list[Fault]:
    grades = sorted(set(data.grades.tolist()))
    faults = [
        Fault(f"grades 0 to {HIGHEST_GRADE}", str(grade), field="grades")
        for grade in grades
        if not 0 <= grade <= HIGHEST_GRADE
    ]
    if len(grades) < 2:
        faults.append(
            Fault(
                "at least two different grades", f"only {grades[0]}" if grades else "no rows", field="grades"
            )
        )
    return faults


def _tells_apart(data: TrainingData) -> NDArray[np.bool_]:
    return np.array(
        [len(set(data.grades[data.role_of == role].tolist())) > 1 for role in range(len(data.role_ids))], bool
    )
