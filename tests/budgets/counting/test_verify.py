"""``verify.py`` alone, as an auditor runs it: it finds a sound election sound, and names what was tampered with."""

import hashlib
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.counting.bundle import PARTS, bundle, code_version
from budgets.counting.checking import Check, Files
from budgets.counting.ed25519 import ORDER, is_signed
from budgets.counting.pb import parse
from budgets.counting.rows import differences
from participation.urn.ledger import signed_bytes
from tests.budgets.counting.published import PUBLIC, definition, published, sign

Tampering = Callable[[dict[str, bytes]], None]


def checked(files: dict[str, bytes], key: str = PUBLIC) -> Check:
    found = Files.__new__(Files)
    found.data = files
    check = Check(found, key)
    check.run()
    return check


def resigned(files: dict[str, bytes]) -> None:
    """What whoever holds the signing key and changed a file afterwards would do: sign the files anew."""
    told = json.loads(files["manifest.json"])
    told["signed"]["files"] = {
        name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items()) if name != "manifest.json"
    }
    from participation.urn.canonical import canonical

    told["signature"] = sign("manifest", canonical(told["signed"]))
    files["manifest.json"] = json.dumps(told).encode()


def rows_changed(name: str, change: Callable[[list[bytes]], list[bytes]]) -> Tampering:
    def tamper(files: dict[str, bytes]) -> None:
        files[name] = b"\n".join(change(files[name].rstrip(b"\n").split(b"\n"))) + b"\n"

    return tamper


def put(place: int, old: bytes, new: bytes) -> Callable[[list[bytes]], list[bytes]]:
    def change(rows: list[bytes]) -> list[bytes]:
        assert old in rows[place]
        return [*rows[:place], rows[place].replace(old, new), *rows[place + 1 :]]

    return change


def dropped(place: int) -> Callable[[list[bytes]], list[bytes]]:
    return lambda rows: rows[:place] + rows[place + 1 :]


def swapped(place: int) -> Callable[[list[bytes]], list[bytes]]:
    return lambda rows: [*rows[:place], rows[place + 1], rows[place], *rows[place + 2 :]]


@pytest.mark.parametrize("level", ["totals", "ballots", "ledger"])
@pytest.mark.parametrize("rule", [{"kind": "greedy"}, {"kind": "equalshares", "completion": "add1"}])
def test_a_sound_election_holds(level: str, rule: dict[str, str]) -> None:
    check = checked(published(level, frozen=definition(rule)))
    assert check.wrong == []
    counted = any("counted again" in line for line in check.done)
    assert counted is (level != "totals" or rule["kind"] == "greedy")


def test_the_file_alone_checks_a_zip_with_a_receipt_and_a_withdrawn_project(tmp_path: Path) -> None:
    files = published("ledger", withdrawn="a")
    place = tmp_path / "centro.zip"
    with zipfile.ZipFile(place, "w") as packed:
        for name, data in files.items():
            packed.writestr(f"centro/{name}", data)
    (tmp_path / "verify.py").write_bytes(files["verify.py"])
    receipt = json.loads(json.loads(files["log.jsonl"].split(b"\n")[1])["leaf"])["ballot"]
    command = [sys.executable, "-I", "verify.py", place.name, "--key", PUBLIC, "--receipt", receipt]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Everything holds." in ran.stdout
    assert "is leaf 1 of the log" in ran.stdout
    assert "a" not in json.loads(files["result.json"])["count"]["winners"]
    folder = tmp_path / "unpacked"
    folder.mkdir()
    for name, data in {**files, "rule.json": b"{}"}.items():
        (folder / name).write_bytes(data)
    command[3] = folder.name
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 1
    assert "WRONG  rule.json" in ran.stdout


TAMPERED: list[tuple[str, str, Tampering, bool, str]] = [
    # level, what, how, whether it is signed anew, what the verifier says
    ("ballots", "ballot altered", rows_changed("ballots.csv", put(1, b",", b"9,")), False, "ballots.csv: row 2 was altered"),
    ("ballots", "ballot dropped", rows_changed("ballots.csv", dropped(2)), False, "ballots.csv: row 3 of the original was dropped"),
    ("ballots", "ballots reordered", rows_changed("ballots.csv", swapped(1)), False, "another order, the first of them row 2"),
    ("ballots", "leaf altered", rows_changed("log.jsonl", put(4, b"ballot", b"bellot")), False, "log.jsonl: row 5 was altered"),
    ("ballots", "leaf dropped", rows_changed("log.jsonl", dropped(6)), False, "log.jsonl: row 7 of the original was dropped"),
    ("ballots", "leaves reordered", rows_changed("log.jsonl", swapped(7)), False, "another order, the first of them row 8"),
    ("ballots", "a file gone", lambda files: files.__delitem__("ballots.csv"), False, "ballots.csv: the file is missing"),
    ("ballots", "definition", lambda f: f.update({"definition.json": f["definition.json"].replace(b"Centro", b"Cemtro")}), False, "definition.json: it is not"),
    # The server itself, with its key: it cannot change what was under a head, nor what was bound at the close.
    ("ballots", "leaf, signed", rows_changed("log.jsonl", put(4, b"ballot", b"bellot")), True, "log.jsonl: row 5 was altered"),
    ("ballots", "leaf dropped, signed", rows_changed("log.jsonl", dropped(6)), True, "log.jsonl: row 7 says leaf 7, leaf 6"),
    ("ballots", "reordered, signed", rows_changed("log.jsonl", swapped(7)), True, "log.jsonl: row 8 says leaf 8"),
    ("ballots", "ballot, signed", rows_changed("ballots.csv", lambda rows: [rows[0], b"9" + rows[1], *rows[2:]]), True, "the close says 24"),
    ("ballots", "ballot spoilt, signed", rows_changed("ballots.csv", put(1, b",", b"9,")), True, "ballots.csv: row 2 is not as ballots are written"),
    ("ledger", "opened, signed", rows_changed("ballots.csv", put(3, b"projects", b"prejects")), True, "ballots.csv: row 4 does not open leaf"),
    ("ledger", "opened dropped, signed", rows_changed("ballots.csv", dropped(3)), True, "the files hold 23 ballots, the close says 24"),
    ("ledger", "opened twice, signed", rows_changed("ballots.csv", lambda rows: [*rows[:4], rows[3], *rows[5:]]), True, "opens leaf 4 a second time"),
    ("totals", "totals, signed", rows_changed("totals.csv", put(1, b",", b",99")), True, ""),
    ("ballots", "winners, signed", lambda f: f.update({"result.json": f["result.json"].replace(b'"winners": [\n   "', b'"winners": [\n   "b", "')}), True, "result.json: the count gives"),
    ("ballots", "head", lambda f: f.update({"heads.json": f["heads.json"].replace(b'"root": "', b'"root": "00', 1)}), True, "heads.json: head 1"),
]  # fmt: skip


@pytest.mark.parametrize(("level", "what", "tamper", "signed", "said"), TAMPERED, ids=[row[1] for row in TAMPERED])
def test_what_was_tampered_with_is_named(level: str, what: str, tamper: Tampering, signed: bool, said: str) -> None:
    files = dict(published(level, frozen=definition({"kind": "greedy"}) if level == "totals" else None))
    tamper(files)
    if signed:
        resigned(files)
    check = checked(files)
    assert check.wrong, what
    assert any(said in line for line in check.wrong), check.wrong


def test_another_key_is_found_out() -> None:
    files = dict(published())
    assert "it is signed with the key" in checked(files, key="00" * 32).wrong[0]
    other = Ed25519PrivateKey.generate()
    told = json.loads(files["manifest.json"])
    told["signature"] = other.sign(b"anything").hex()
    files["manifest.json"] = json.dumps(told).encode()
    assert "its signature is not that of the key" in checked(files).wrong[0]


def test_hostile_files_are_told_and_never_crash() -> None:
    for name in published():
        for data in (b"", b"\xff\xfe", b"[]", b"{}", b"null", b'{"a": [[[[', b"1\n2\n3"):
            files = {**published(), name: data}
            assert checked(files).wrong, (name, data)


def test_published_pb_is_read_back_with_its_winners() -> None:
    files = published()
    read = parse(files["election.pb"].decode())
    assert read.selected == set(json.loads(files["result.json"])["count"]["winners"])
    assert read.election.voters == 24
    assert files["election.pb"] == published()["election.pb"]


def test_the_bundle_holds_every_module_it_needs_and_nothing_of_ours() -> None:
    text = bundle()
    assert not re.search(r"^\s*(from|import) (django|participation|budgets)", text, re.MULTILINE)
    assert all(f"# ---- {part} ----" in text for part in PARTS)
    assert code_version() == hashlib.sha256(text.encode()).hexdigest()


def test_ed25519_as_in_rfc_8032() -> None:
    vectors = [
        ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
        ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
    ]  # fmt: skip
    for public, message, signature in vectors:
        key, text, signed = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
        assert is_signed(key, text, signed)
        assert not is_signed(key, text + b"x", signed)
        larger = int.from_bytes(signed[32:], "little") + ORDER  # the same signature in another spelling is refused
        assert not is_signed(key, text, signed[:32] + larger.to_bytes(32, "little"))
    assert not is_signed(b"\xff" * 32, b"", bytes(64))


@settings(max_examples=5, deadline=None)
@given(st.binary(max_size=200))
def test_ed25519_as_the_library(message: bytes) -> None:
    key = Ed25519PrivateKey.generate()
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert is_signed(public, message, signature)
    assert not is_signed(public, message, signature[:-1] + bytes([signature[-1] ^ 1]))


def test_a_signature_of_one_thing_is_not_one_of_another() -> None:
    assert signed_bytes("head", "x") != signed_bytes("manifest", "x")


def test_rows_are_named() -> None:
    assert differences("f", ["a", "b", "c"], ["a", "b", "c"]) == []
    assert differences("f", ["a", "b", "c"], ["a", "x", "c"]) == ["f: row 2 was altered"]
    assert differences("f", ["a", "b", "c"], ["a", "c"]) == ["f: row 2 of the original was dropped"]
    assert differences("f", ["a", "b"], ["a", "b", "x"]) == ["f: row 3 was added"]
