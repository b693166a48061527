"""The tree is that of RFC 6962: its published vectors, and a slow implementation written from the text alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.audit.tree import (
    MerkleRoot,
    MerkleTree,
    consistency_holds,
    inclusion_holds,
    leaf_hash,
)
from tests.governance.audit import slow_tree

# The reference vectors of Certificate Transparency's own test suites.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A, B, C, D, E, F, G = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
)
INCLUSION = [  # leaf counted from 0, size, proof
    (0, 1, []),
    (0, 8, [A, B, C]),
    (5, 8, [D, E, G]),
    (2, 3, [ROOTS[2]]),
    (1, 5, [ROOTS[1], B, D]),
]
CONSISTENCY = [(1, 1, []), (1, 8, [A, B, C]), (6, 8, [F, E, G]), (2, 5, [B, D])]
LEAVES = [leaf_hash(bytes.fromhex(one)) for one in INPUTS]


def hashes(texts: list[str]) -> list[bytes]:
    return [bytes.fromhex(text) for text in texts]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size: int) -> None:
    expected = ROOTS[size]

    assert slow_tree.mth(LEAVES[:size]).hex() == expected
    assert MerkleRoot(LEAVES[:size]).digest().hex() == expected
    assert MerkleTree(LEAVES).root(size).hex() == expected


@pytest.mark.parametrize(("index", "size", "expected"), INCLUSION)
def test_inclusion_proofs_are_the_published_ones(index: int, size: int, expected: list[str]) -> None:
    proof = hashes(expected)

    assert MerkleTree(LEAVES).inclusion_proof(index, size) == proof == slow_tree.path(index, LEAVES[:size])
    assert inclusion_holds(LEAVES[index], index, size, proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("first", "second", "expected"), CONSISTENCY)
def test_consistency_proofs_are_the_published_ones(first: int, second: int, expected: list[str]) -> None:
    proof = hashes(expected)
    roots = bytes.fromhex(ROOTS[first]), bytes.fromhex(ROOTS[second])

    assert (
        MerkleTree(LEAVES).consistency_proof(first, second)
        == proof
        == slow_tree.proof(first, LEAVES[:second])
    )
    assert consistency_holds(first, second, *roots, proof)


leaf = st.binary(max_size=4).map(leaf_hash)
leaves = st.lists(leaf, min_size=1, max_size=70)


@given(st.lists(st.lists(leaf, max_size=40), max_size=5))
def test_roots_are_those_of_the_definition_however_leaves_arrive(batches: list[list[bytes]]) -> None:
    one_by_one, in_batches, tree = MerkleRoot(), MerkleRoot(), MerkleTree()
    for batch in batches:
        in_batches.extend(batch)
        tree.extend(batch)
        for one in batch:
            one_by_one.add(one)

    everything = [one for batch in batches for one in batch]

    expected = slow_tree.mth(everything)
    assert (one_by_one.digest(), in_batches.digest(), tree.digest()) == (expected,) * 3
    assert (one_by_one.size, in_batches.size, tree.size) == (len(everything),) * 3


@given(leaves, st.data())
def test_inclusion_proofs_are_those_of_the_definition_and_hold(d: list[bytes], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(d)))
    index = data.draw(st.integers(0, size - 1))
    tree = MerkleTree(d)

    proof = tree.inclusion_proof(index, size)

    assert proof == slow_tree.path(index, d[:size])
    assert inclusion_holds(d[index], index, size, proof, tree.root(size))


@given(leaves, st.data())
def test_consistency_proofs_are_those_of_the_definition_and_hold(d: list[bytes], data: st.DataObject) -> None:
    second = data.draw(st.integers(1, len(d)))
    first = data.draw(st.integers(1, second))
    tree = MerkleTree(d)

    proof = tree.consistency_proof(first, second)

    assert proof == slow_tree.proof(first, d[:second])
    assert consistency_holds(first, second, tree.root(first), tree.root(second), proof)


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=40, unique=True), st.data())
def test_no_proof_of_inclusion_holds_for_anything_else(numbers: list[int], data: st.DataObject) -> None:
    d = [leaf_hash(str(number).encode()) for number in numbers]
    index = data.draw(st.integers(0, len(d) - 1))
    tree = MerkleTree(d)
    proof, root = tree.inclusion_proof(index, len(d)), tree.digest()
    other = data.draw(st.integers(0, len(d) - 1).filter(lambda it: it != index))
    bit = data.draw(st.integers(0, 8 * 32 * len(proof) - 1))

    assert not inclusion_holds(d[other], index, len(d), proof, root)
    assert not inclusion_holds(d[index], other, len(d), proof, root)
    assert not inclusion_holds(d[index], index, len(d), proof[:-1], root)
    assert not inclusion_holds(d[index], index, len(d), [*proof, proof[0]], root)
    assert not inclusion_holds(d[index], index, len(d), flipped(proof, bit), root)
    assert not inclusion_holds(d[index], len(d), len(d), proof, root)


@given(st.lists(st.integers(0, 10**6), min_size=3, max_size=40, unique=True), st.data())
def test_no_proof_of_consistency_holds_for_another_history(numbers: list[int], data: st.DataObject) -> None:
    d = [leaf_hash(str(number).encode()) for number in numbers]
    first = data.draw(st.integers(1, len(d) - 1))
    edited = data.draw(st.integers(0, first - 1))
    kept = MerkleTree(d[:first]).digest()
    rewritten = MerkleTree([*d[:edited], leaf_hash(b"another"), *d[edited + 1 :]])
    proof = MerkleTree(d).consistency_proof(first, len(d))
    bit = data.draw(st.integers(0, 8 * 32 * len(proof) - 1))

    assert not consistency_holds(
        first, len(d), kept, rewritten.digest(), rewritten.consistency_proof(first, len(d))
    )
    assert not consistency_holds(first, len(d), kept, MerkleTree(d).digest(), flipped(proof, bit))
    assert not consistency_holds(first, len(d), kept, MerkleTree(d).digest(), [])
    assert not consistency_holds(len(d), first, MerkleTree(d).digest(), kept, proof)


def test_every_log_extends_the_empty_one_and_nothing_else_is_proved_by_nothing() -> None:
    empty, full = bytes.fromhex(ROOTS[0]), bytes.fromhex(ROOTS[8])

    assert MerkleTree(LEAVES).consistency_proof(0, 8) == []
    assert consistency_holds(0, 8, empty, full, [])
    assert not consistency_holds(0, 8, full, full, [])
    assert not consistency_holds(0, 8, empty, full, LEAVES[:1])
    assert not inclusion_holds(LEAVES[0], 0, 0, [], empty)


@pytest.mark.parametrize(("index", "size"), [(8, 8), (-1, 8), (0, 9), (0, 0)])
def test_a_tree_proves_no_leaf_it_has_not(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="expected a leaf"):
        MerkleTree(LEAVES).inclusion_proof(index, size)


@pytest.mark.parametrize(("first", "second"), [(3, 2), (-1, 2), (1, 9)])
def test_a_tree_proves_no_size_it_never_had(first: int, second: int) -> None:
    with pytest.raises(ValueError, match="expected sizes"):
        MerkleTree(LEAVES).consistency_proof(first, second)


def flipped(proof: list[bytes], bit: int) -> list[bytes]:
    raw = bytearray(b"".join(proof))
    raw[bit // 8] ^= 1 << bit % 8
    return [bytes(raw[at : at + 32]) for at in range(0, len(raw), 32)]


@pytest.mark.parametrize("size", [-1, 9])
def test_there_is_no_root_of_more_leaves_than_there_are(size: int) -> None:
    with pytest.raises(ValueError, match="a size up to 8"):
        MerkleTree(LEAVES).root(size)
