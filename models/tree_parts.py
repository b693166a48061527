"""Exact TreeSHAP parts of a small booster, by table.

What a leaf gives each feature depends only on which of the conditions on its path a row meets: few conditions, so every
case is worked out once, and explaining hundreds of people is then a look-up. The parts are those of LightGBM's own
`pred_contrib` (path-dependent TreeSHAP over the cover of the training rows), to rounding; a test holds them together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import factorial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from matching.feature_spec import FloatArray

if TYPE_CHECKING:
    import lightgbm

# Features on one path beyond which a table is no longer small: 2^12 cases of 12 parts each.
MOST_ON_A_PATH = 12

# Column, low, high: holds where low < value <= high.
_Condition = tuple[int, float, float]


@dataclass(frozen=True)
class _Leaf:
    """A leaf's path: feature `columns[k]` meets it where `low[k] < value <= high[k]`, as `shares[k]` of the training rows did."""

    value: float
    columns: tuple[int, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    shares: tuple[float, ...]

    @property
    def conditions(self) -> tuple[_Condition, ...]:
        return tuple(zip(self.columns, self.low, self.high, strict=True))


@dataclass(frozen=True)
class _Place:
    """One feature of every path of one length: `parts` of all leaves by case, and the leaves in order of feature.

    `columns` are the features met, those of `columns[i]` begin at `first[i]` of `leaves`.
    """

    parts: FloatArray
    leaves: NDArray[np.intp]
    columns: NDArray[np.intp]
    first: NDArray[np.intp]


@dataclass(frozen=True)
class _Table:
    """All leaves with paths of one length `d`. `conditions` `(n_leaves, d)` are rows of the booster's list of them."""

    conditions: NDArray[np.intp]
    places: tuple[_Place, ...]

    def add_to(self, parts: FloatArray, met: NDArray[np.int32]) -> None:
        """Add to `(n_features, n)`; `met` `(n_conditions, n)` is 1 where a condition holds."""
        leaves, depth = self.conditions.shape
        case = np.repeat(np.arange(leaves, dtype=np.int32)[:, None] << depth, met.shape[1], axis=1)
        for k in range(depth):
            case += met[self.conditions[:, k]] << k
        for place in self.places:
            found = place.parts.take(case[place.leaves])
            parts[place.columns] += np.add.reduceat(found, place.first, axis=0)


class TreeParts:
    """The parts of one booster; None from `of_booster` where its trees are not of the kind tabled here."""

    def __init__(self, tables: Sequence[_Table], conditions: FloatArray, width: int) -> None:
        self._tables = tuple(tables)
        self._columns = conditions[:, 0].astype(np.intp)
        self._low, self._high = conditions[:, 1, None], conditions[:, 2, None]
        self._width = width

    @classmethod
    def of_booster(cls, booster: "lightgbm.Booster") -> "TreeParts | None":
        model = booster.dump_model()
        roots = [tree["tree_structure"] for tree in model["tree_info"]]
        if not all(map(_plain, roots)):
            return None
        leaves = [leaf for root in roots for leaf in _leaves(root) if leaf.columns]
        depths = sorted({len(leaf.columns) for leaf in leaves})
        if depths and depths[-1] > MOST_ON_A_PATH:
            return None
        conditions = sorted({condition for leaf in leaves for condition in leaf.conditions})
        where = {condition: row for row, condition in enumerate(conditions)}
        tables = [_table([leaf for leaf in leaves if len(leaf.columns) == depth], where) for depth in depths]
        width = int(model["max_feature_idx"]) + 1
        return cls(tables, np.array(conditions, np.float64).reshape(-1, 3), width)

    def __call__(self, values: FloatArray) -> FloatArray:
        """Each feature's part of the score of `(n, n_features)` up to a constant, of the same shape."""
        parts = np.zeros((self._width, len(values)))
        seen = np.ascontiguousarray(values.T)[self._columns]
        met = ((seen > self._low) & (seen <= self._high)).astype(np.int32)
        for table in self._tables:
            table.add_to(parts, met)
        return np.ascontiguousarray(parts.T)


def _plain(node: Mapping[str, Any]) -> bool:
    """Whether every split is `value <= threshold` and no value counts as missing."""
    if "leaf_value" in node:
        return True
    return (
        node["decision_type"] == "<="
        and node["missing_type"] == "None"
        and node["internal_count"] > 0
        and _plain(node["left_child"])
        and _plain(node["right_child"])
    )


def _leaves(
    node: Mapping[str, Any], path: Mapping[int, tuple[float, float, float]] | None = None
) -> Iterator[_Leaf]:
    """Every leaf below a node, with the interval and the share each feature of its path leaves."""
    path = path or {}
    if "leaf_value" in node:
        lows, highs, shares = zip(*path.values(), strict=True) if path else ((), (), ())
        yield _Leaf(float(node["leaf_value"]), tuple(path), lows, highs, shares)
        return
    column, threshold = int(node["split_feature"]), float(node["threshold"])
    low, high, share = path.get(column, (-np.inf, np.inf, 1.0))
    for child, interval in (
        ("left_child", (low, min(high, threshold))),
        ("right_child", (max(low, threshold), high)),
    ):
        kept = _count(node[child]) / node["internal_count"]
        yield from _leaves(node[child], {**path, column: (*interval, share * kept)})


def _count(node: Mapping[str, Any]) -> int:
    return int(node["leaf_count"] if "leaf_value" in node else node["internal_count"])


def _table(leaves: Sequence[_Leaf], where: Mapping[_Condition, int]) -> _Table:
    depth = len(leaves[0].columns)
    columns = np.array([leaf.columns for leaf in leaves], np.intp)
    parts = _parts(
        np.array([leaf.value for leaf in leaves]),
        np.array([leaf.shares for leaf in leaves]),
        (np.arange(1 << depth)[:, None] >> np.arange(depth)) & 1,
    )
    conditions = [[where[condition] for condition in leaf.conditions] for leaf in leaves]
    places = (_place(parts[:, :, k], columns[:, k]) for k in range(depth))
    return _Table(np.array(conditions, np.intp), tuple(places))


def _place(parts: FloatArray, columns: NDArray[np.intp]) -> _Place:
    order = np.argsort(columns, kind="stable")
    met, first = np.unique(columns[order], return_index=True)
    return _Place(np.ascontiguousarray(parts).ravel(), order, met, first)


def _parts(values: FloatArray, shares: FloatArray, holds: NDArray[np.int_]) -> FloatArray:
    """Shapley values of the game v(S) = value x product over S of (holds 0 or 1) x product outside S of the shares.

    phi_j = value (holds_j - share_j) sum_s s! (d - 1 - s)! / d! c_s, with c_s the coefficients of the polynomial
    product over k != j of (share_k + holds_k t). `values` `(l,)`, `shares` `(l, d)`, `holds` `(2^d, d)`; gives `(l, 2^d, d)`.
    """
    depth = shares.shape[1]
    weights = [factorial(s) * factorial(depth - 1 - s) / factorial(depth) for s in range(depth)]
    found = np.empty((len(values), len(holds), depth))
    for j in range(depth):
        coefficients = np.zeros((len(values), len(holds), depth))
        coefficients[:, :, 0] = 1.0
        for k in (k for k in range(depth) if k != j):
            raised = coefficients[:, :, :-1] * holds[None, :, k, None]
            coefficients *= shares[:, None, k, None]
            coefficients[:, :, 1:] += raised
        found[:, :, j] = (values[:, None] * (holds[None, :, j] - shares[:, None, j])) * (
            coefficients @ np.array(weights)
        )
    return found
