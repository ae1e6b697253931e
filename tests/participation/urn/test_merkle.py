"""The log's arithmetic: the vectors of Certificate Transparency, and every proof of every small tree."""

import hashlib

from participation.urn.merkle import Tree, is_consistent, is_included, leaf_hash, node_hash

# The leaves and roots of the reference implementation of RFC 6962 (certificate-transparency, merkletree tests).
LEAVES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def recursive(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962, 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(recursive(leaves[:half]), recursive(leaves[half:]))


def test_roots_are_those_of_the_reference_implementation() -> None:
    hashed = [leaf_hash(data) for data in LEAVES]
    assert [Tree(hashed[:size]).root.hex() for size in range(1, 9)] == ROOTS
    assert Tree([]).root.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_proofs_of_the_reference_implementation() -> None:
    tree = Tree([leaf_hash(data) for data in LEAVES])
    assert [step.hex() for step in tree.inclusion(0)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [step.hex() for step in tree.consistency(6)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_every_proof_of_every_small_tree_holds_and_no_other() -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(20)]
    for size in range(1, 21):
        tree = Tree(leaves[:size])
        assert tree.root == recursive(leaves[:size])
        for place in range(size):
            proof = tree.inclusion(place)
            assert is_included(leaves[place], place, size, proof, tree.root)
            assert not is_included(leaves[place - 1], place, size, proof, tree.root) or size == 1
            assert not is_included(leaves[place], place, size, [*proof, leaves[0]], tree.root)
            assert not is_included(leaves[place], size, size, proof, tree.root)
        for before in range(size + 1):
            old, proof = Tree(leaves[:before]).root, tree.consistency(before)
            assert is_consistent(before, size, old, tree.root, proof)
            if 0 < before < size:
                assert not is_consistent(before, size, leaf_hash(b"other"), tree.root, proof)
                assert not is_consistent(before, size, old, leaf_hash(b"other"), proof)
                assert not is_consistent(before, size, old, tree.root, proof[:-1])
