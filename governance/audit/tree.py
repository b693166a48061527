"""The Merkle tree of RFC 6962: roots, inclusion proofs, consistency proofs, and checking both.

Hashes in, hashes out: it knows no entry, no database and no signature. Leaves are counted from 0. Proving
follows the definitions of section 2.1; checking follows RFC 9162, sections 2.1.3.2 and 2.1.4.2, which read a
proof from the other end.

    MerkleRoot    folds leaves into the root, remembering one hash for each full subtree
    MerkleTree    remembers every full subtree, 64 bytes a leaf, and so can prove
"""

import hashlib
from collections.abc import Iterable, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

_sha256 = hashlib.sha256


def leaf_hash(entry: bytes) -> bytes:
    """SHA256(0x00 || entry)."""
    return _sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA256(0x01 || left || right)."""
    return _sha256(b"\x01" + left + right).digest()


class MerkleRoot:
    """The root over the leaves so far."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.size = 0
        self._subtrees: list[bytes] = []
        self.extend(list(leaves))

    def add(self, leaf: bytes) -> None:
        self._push(leaf, 1)

    def extend(self, leaves: Sequence[bytes]) -> None:
        """The same as adding each, in the fewest and longest runs that make full subtrees."""
        taken = 0
        while taken < len(leaves):
            width = _widest(self.size, len(leaves) - taken)
            level = b"".join(leaves[taken : taken + width])
            while len(level) > HASH_BYTES:
                level = _parents(level)
            self._push(level, width)
            taken += width

    def digest(self) -> bytes:
        if not self._subtrees:
            return EMPTY_ROOT
        node = self._subtrees[-1]
        for left in reversed(self._subtrees[:-1]):
            node = node_hash(left, node)
        return node

    def _push(self, node: bytes, width: int) -> None:
        full = self.size // width
        while full & 1:
            node = node_hash(self._subtrees.pop(), node)
            full >>= 1
        self._subtrees.append(node)
        self.size += width


class MerkleTree:
    """The tree over the leaves so far, and the proofs it gives."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[bytearray] = [bytearray()]  # of level h: hashes of full subtrees of 2**h leaves
        self.extend(list(leaves))

    @property
    def size(self) -> int:
        return len(self._levels[0]) // HASH_BYTES

    def extend(self, leaves: Sequence[bytes]) -> None:
        new = b"".join(leaves)
        for height, level in enumerate(self._levels):
            level += new
            if height + 1 == len(self._levels):
                break
            new = self._new_parents(height)
        while len(self._levels[-1]) > HASH_BYTES:
            self._levels.append(bytearray())
            self._levels[-1] += self._new_parents(len(self._levels) - 2)

    def digest(self) -> bytes:
        return self.root(self.size)

    def root(self, size: int) -> bytes:
        """The root as it was when there were `size` leaves."""
        self._check(0 <= size <= self.size, f"a size up to {self.size}", size)
        return self._hash(0, size) if size else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int) -> list[bytes]:
        """PATH(index, D[size]): the hashes that lead from that leaf to the root over `size` leaves."""
        self._check(0 <= index < size <= self.size, f"a leaf of the first {min(size, self.size)}", index)
        proof, start, end = [], 0, size
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                proof.append(self._hash(middle, end))
                end = middle
            else:
                proof.append(self._hash(start, middle))
                start = middle
        return proof[::-1]

    def consistency_proof(self, first: int, second: int) -> list[bytes]:
        """PROOF(first, D[second]): that the root over `second` leaves extends the one over the first `first`."""
        self._check(0 <= first <= second <= self.size, f"sizes up to {self.size}", (first, second))
        if first in (0, second):
            return []
        proof, start, end, whole = [], 0, second, True
        while end > first:
            middle = start + _split(end - start)
            if first <= middle:
                proof.append(self._hash(middle, end))
                end = middle
            else:
                proof.append(self._hash(start, middle))
                start, whole = middle, False
        # The subtree left over ends where the first tree did; whoever checks has it only if it is that tree.
        if not whole:
            proof.append(self._hash(start, end))
        return proof[::-1]

    def _hash(self, start: int, end: int) -> bytes:
        width = end - start
        if width & (width - 1) == 0:  # full, and aligned: every split is at a power of two
            at = start // width * HASH_BYTES
            return bytes(self._levels[width.bit_length() - 1][at : at + HASH_BYTES])
        middle = start + _split(width)
        return node_hash(self._hash(start, middle), self._hash(middle, end))

    def _new_parents(self, height: int) -> bytes:
        """Hashes of the pairs of a level that the level above has not yet."""
        above = len(self._levels[height + 1])
        pairs_end = len(self._levels[height]) // (2 * HASH_BYTES) * (2 * HASH_BYTES)
        return _parents(self._levels[height][2 * above : pairs_end])

    @staticmethod
    def _check(holds: bool, expected: str, found: object) -> None:
        if not holds:
            raise ValueError(f"expected {expected}, found {found}")


def inclusion_holds(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof leads from the leaf at `index` to the root over `size` leaves."""
    if not 0 <= index < size:
        return False
    place, last, node = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(step, node)
            while place & 1 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, step)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def consistency_holds(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows that the tree of `second` leaves begins with the tree of `first` leaves."""
    if not 0 <= first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    if first == 0:  # the RFC leaves it open; every log begins with none
        return not proof and first_root == EMPTY_ROOT
    steps = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    if not steps:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    was = now = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            was, now = node_hash(step, was), node_hash(step, now)
            while place & 1 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            now = node_hash(now, step)
        place, last = place >> 1, last >> 1
    return last == 0 and was == first_root and now == second_root


def _parents(level: bytes | bytearray) -> bytes:
    """The level above: two hashes lie side by side as the node over them hashes them."""
    pair = 2 * HASH_BYTES
    return b"".join([_sha256(b"\x01" + level[at : at + pair]).digest() for at in range(0, len(level), pair)])


def _split(width: int) -> int:
    """The largest power of two smaller than `width`."""
    return 1 << (width - 1).bit_length() - 1


def _widest(size: int, most: int) -> int:
    """Leaves of the largest full subtree that starts at `size` and takes at most `most`."""
    widest = 1 << most.bit_length() - 1
    return widest if size == 0 else min(widest, size & -size)
