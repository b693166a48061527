"""Vectors as they are kept and searched: passages in a byte a number, whole records in an 8-bit index beside the originals.

What a byte loses on ranking is measured in `docs/reference/speed.md`. Knows nothing of people or words.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import faiss

_FULL = 127
# Products of up to so many multiplications are what a library of linear algebra does without packing, in half the time.
_SMALL = 1_000_000
_FEWEST, _MOST = 32, 256
Floats = NDArray[np.float32]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class ByteVectors:
    """Unit vectors, a byte a number: vector `i` is `codes[i] * scales[i]`.

    `codes` int8 `(m, d)`, `scales` float32 `(m,)`. A number is off by at most half of 1/127 of the vector's largest.
    """

    codes: NDArray[np.int8]
    scales: Floats

    @classmethod
    def of(cls, vectors: Floats) -> "ByteVectors":
        """Codes of float32 `(m, d)`; a zero vector stays one."""
        largest = np.abs(vectors).max(axis=1, initial=0)
        scales = (largest / _FULL).astype(np.float32)
        steps = np.divide(vectors, scales[:, None], out=np.zeros_like(vectors), where=scales[:, None] > 0)
        return cls(np.rint(steps).astype(np.int8), scales)

    @property
    def shape(self) -> tuple[int, int]:
        return self.codes.shape[0], self.codes.shape[1]

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, rows: Any) -> Floats:
        """The vectors at `rows` (anything that indexes an array's first axis) as float32."""
        return self.codes[rows].astype(np.float32) * np.asarray(self.scales[rows])[..., None]

    def cosines(self, rows: Rows, vectors: Floats, *, fine: bool = True) -> Floats:
        """Products of the vectors at `rows` with `vectors` `(k, d)`, float32 `(len(rows), k)`.

        The same to the last bit whatever the number of threads and the order of rows: all is added in whole numbers. Not `fine`,
        the numbers of `vectors` are rounded to about a thousandth of their largest, for less than half the time.
        """
        high, low, base, step = _in_two(vectors)
        found = np.empty((len(rows), len(vectors)), np.float32)
        # A block at a time stays in the processor's cache between being read, widened and multiplied.
        size = min(_MOST, max(_FEWEST, _SMALL // max(1, vectors.size)))
        for start in range(0, len(rows), size):
            codes = self.codes[rows[start : start + size]].astype(np.float32)
            if fine:
                found[start : start + size] = (
                    (codes @ high) * base + (codes @ low).astype(np.float64)
                ) * step
            else:
                found[start : start + size] = (codes @ high) * (base * step)
        found *= self.scales[rows, None]
        return found


def _in_two(vectors: Floats) -> tuple[Floats, Floats, float, NDArray[np.float64]]:
    """Each vector as a column of whole numbers, `(high * base + low) * step`, so small that their products with codes are exact.

    Float32 adds whole numbers exactly up to 2 ** 24.
    """
    most = max(1, 2**24 // (_FULL * max(1, vectors.shape[1])))
    base = 2 * most + 1
    largest = np.abs(vectors).max(axis=1, initial=0).astype(np.float64)
    step = np.where(largest > 0, largest, 1.0) / (most * base)
    whole = np.rint(vectors / step[:, None])
    high = np.rint(whole / base)
    high, low = (np.ascontiguousarray(part.T, np.float32) for part in (high, whole - high * base))
    return high, low, float(base), step


class DenseIndex:
    """A flat 8-bit copy of many vectors: finds about which are nearest, four times faster than the originals can."""

    def __init__(self, flat: "faiss.IndexScalarQuantizer") -> None:
        self.flat = flat

    @classmethod
    def build(cls, vectors: Floats) -> "DenseIndex":
        """One scale for all vectors `(n, d)`: the order of products is kept without a factor a row."""
        import faiss

        flat = faiss.IndexScalarQuantizer(
            vectors.shape[1], faiss.ScalarQuantizer.QT_8bit_direct_signed, faiss.METRIC_INNER_PRODUCT
        )
        flat.add(_whole(vectors))
        return cls(flat)

    @classmethod
    def read(cls, path: Path) -> "DenseIndex":
        """An index as it was written, memory-mapped: its pages are shared by all who read it."""
        import faiss

        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))

    def write(self, path: Path) -> None:
        import faiss

        faiss.write_index(self.flat, str(path))

    def nearest(self, vector: Floats, among: NDArray[np.bool_], count: int) -> Rows:
        """About the `count` rows nearest to `vector` where `among` `(n,)` is True, ascending."""
        import faiss

        bitmap = np.packbits(among, bitorder="little")
        only = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bitmap))
        _, found = self.flat.search(_whole(vector[None, :]), count, params=only)
        return np.sort(found[0][found[0] >= 0]).astype(np.intp)


def _whole(vectors: Floats) -> Floats:
    """Numbers of -127..127 in proportion: where it can, faiss multiplies bytes, and would cut a fraction to 0."""
    largest = float(np.abs(vectors).max(initial=0))
    return np.rint(np.asarray(vectors, np.float32) * np.float32(_FULL / largest if largest else 1))
