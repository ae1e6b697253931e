"""Checks a published election from its files alone: signatures, the log, and the count, made again.

``python3 verify.py FOLDER_OR_ZIP`` (``bundle.py`` puts that one file together). It asks nothing of the server and
trusts nothing that it can compute. What it finds wrong it names: the file, the row, the head.
"""

import argparse
import csv
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from budgets.counting.count import count
from budgets.counting.ed25519 import is_signed
from budgets.counting.election import CountingError, Election
from budgets.counting.frozen import election_of, rule_of, totals_of
from budgets.counting.rows import differences, row_hash, rows_of
from budgets.counting.rule import SHARES, Rule
from participation.urn.canonical import NotCanonicalError, canonical
from participation.urn.ledger import (
    AMENDMENT,
    BALLOT,
    CLOSE,
    DEFINITION,
    LEDGER,
    TOTALS,
    ballots_digest,
    commitment,
    head_text,
    signed_bytes,
)
from participation.urn.merkle import Tree, leaf_hash

MOST_BYTES = 2_000_000_000
LONGEST_CELL = 200_000
MANIFEST, ROWS = "manifest.json", "rows.json"


class WrongError(Exception):
    """Something is not as it was published; the message says what and where."""


class Files:
    """The files of an election, from a folder or a zip."""

    def __init__(self, place: Path) -> None:
        self.data: dict[str, bytes] = {}
        if place.is_dir():
            found = [each for each in sorted(place.iterdir()) if each.is_file()]
            self.data = {each.name: each.read_bytes() for each in found}
            return
        with zipfile.ZipFile(place) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_BYTES:
                raise WrongError(f"{place.name}: it unpacks to more than {MOST_BYTES // 1_000_000} MB")
            for each in packed.infolist():
                name = each.filename.rpartition("/")[2]
                if name in self.data:
                    raise WrongError(f"{name}: the file is there twice")
                self.data[name] = packed.read(each)

    def text(self, name: str) -> str:
        """Return a file's text. Raises WrongError."""
        if name not in self.data:
            raise WrongError(f"{name}: the file is missing")
        try:
            return self.data[name].decode()
        except UnicodeDecodeError as error:
            raise WrongError(f"{name}: it is not UTF-8 (byte {error.start})") from error

    def json(self, name: str) -> Any:
        """Return what a JSON file says. Raises WrongError."""
        try:
            return json.loads(self.text(name))
        except ValueError as error:
            raise WrongError(f"{name}: it is no JSON ({error})") from error

    def table(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a CSV file. Raises WrongError."""
        csv.field_size_limit(LONGEST_CELL)
        try:
            return list(csv.DictReader(io.StringIO(self.text(name), newline=""), strict=True))
        except csv.Error as error:
            raise WrongError(f"{name}: it cannot be read ({error})") from error


class Check:
    """One run over the files: ``done`` says what holds, ``wrong`` what does not."""

    def __init__(self, files: Files, key: str = "") -> None:
        self.files, self.key = files, key
        self.done: list[str] = []
        self.wrong: list[str] = []
        self.notes: list[str] = []

    def run(self) -> bool:
        """Check everything; return whether all of it holds."""
        steps: Sequence[Callable[[], None]] = (
            self.manifest, self.definition, self.log, self.heads, self.close, self.ballots, self.recount
        )  # fmt: skip
        for step in steps:
            try:
                step()
            except WrongError as error:
                self.wrong.append(str(error))
            except (CountingError, NotCanonicalError) as error:
                self.wrong.append(f"{step.__name__}: {error}")
            except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError) as error:
                self.wrong.append(f"{step.__name__}: a file is not of the form it should have ({error!r})")
        return not self.wrong

    def manifest(self) -> None:
        """Whether the files are those that were signed; which row is not."""
        told = self.files.json(MANIFEST)
        public = str(told["public_key"])
        if self.key and public != self.key:
            raise WrongError(f"{MANIFEST}: it is signed with the key {public}, not with {self.key}")
        if not self.key:
            self.notes.append(f"Compare this key with the one printed in the call: {public}")
        self.key = public
        self._signed("manifest", canonical(told["signed"]), told["signature"], MANIFEST)
        rows = self._row_hashes(told["signed"]["files"])
        before = len(self.wrong)
        for name, digest in sorted(told["signed"]["files"].items()):
            if name not in self.files.data:
                self.wrong.append(f"{name}: the file is missing")
            elif hashlib.sha256(self.files.data[name]).hexdigest() != digest:
                found = [row_hash(row) for row in rows_of(self.files.data[name])]
                named = differences(name, rows[name], found) if name in rows else []
                self.wrong += named or [f"{name}: the file is not the one that was signed"]
        if len(self.wrong) == before:
            self.done.append(f"{len(told['signed']['files'])} files are as they were signed")

    def _row_hashes(self, files: Mapping[str, str]) -> dict[str, list[str]]:
        data = self.files.data.get(ROWS, b"")
        if hashlib.sha256(data).hexdigest() != files.get(ROWS):
            return {}  # it is named below; rows cannot be
        found: dict[str, list[str]] = json.loads(data)
        return found

    def _signed(self, kind: str, text: str, signature: str, where: str) -> None:
        try:
            fine = is_signed(bytes.fromhex(self.key), signed_bytes(kind, text), bytes.fromhex(signature))
        except ValueError:
            fine = False
        if not fine:
            raise WrongError(f"{where}: its signature is not that of the key {self.key}")

    def definition(self) -> None:
        """What was voted on, and its fingerprint."""
        self.frozen: dict[str, Any] = self.files.json("definition.json")
        self.facts: dict[str, Any] = self.files.json("result.json")
        self.fingerprint = hashlib.sha256(canonical(self.frozen).encode()).hexdigest()
        if self.fingerprint != self.facts["definition_hash"]:
            raise WrongError("definition.json: it is not the definition whose fingerprint was published")
        self.done.append("what was voted on has the fingerprint that was published before the vote")

    def log(self) -> None:
        """The leaves, in their order."""
        self.leaves: list[dict[str, Any]] = []
        self.hashes: list[bytes] = []
        for number, row in enumerate(rows_of(self.files.text("log.jsonl").encode())):
            told = json.loads(row)
            if told["index"] != number:
                raise WrongError(f"log.jsonl: row {number + 1} says leaf {told['index']}, leaf {number} belongs there")
            hashed = leaf_hash(told["leaf"].encode())
            if hashed.hex() != told["hash"]:
                raise WrongError(f"log.jsonl: row {number + 1} was altered: its hash is another one")
            self.hashes.append(hashed)
            self.leaves.append(json.loads(told["leaf"]))
        first = self.leaves[0]
        if first["kind"] != DEFINITION or first["definition"] != self.fingerprint:
            raise WrongError("log.jsonl: row 1 is not the definition of this vote")
        self.vote = str(first["vote"])

    def heads(self) -> None:
        """Every head that was signed while the vote ran: each the beginning of the same log."""
        heads, before = self.files.json("heads.json"), 0
        for number, head in enumerate(heads, start=1):
            size, where = int(head["size"]), f"heads.json: head {number} ({head['size']} leaves)"
            self._signed("head", head_text(self.vote, size, head["root"], head["at"]), head["signature"], where)
            if size <= before or size > len(self.hashes):
                raise WrongError(f"{where}: the log has {len(self.hashes)} leaves, the head before had {before}")
            if Tree(self.hashes[:size]).root.hex() != head["root"]:
                raise WrongError(f"log.jsonl: a row from {before + 1} to {size} is not what head {number} signed")
            before = size
        if before != len(self.hashes):
            raise WrongError(f"log.jsonl: rows from {before + 1} on are under no signed head")
        self.done.append(f"{len(self.hashes)} leaves of the log are under {len(heads)} signed heads, and it only grew")

    def close(self) -> None:
        """What was said at the close, and the ballots that it binds."""
        last = self.leaves[-1]
        if last["kind"] != CLOSE:
            raise WrongError("log.jsonl: the last leaf is not the close")
        self.closing = last
        logged = sum(leaf["kind"] == BALLOT for leaf in self.leaves)
        if logged - last["replaced"] != last["ballots"]:
            told = f"{logged} ballots in the log less {last['replaced']} replaced are not {last['ballots']}"
            raise WrongError(f"log.jsonl: {told}")
        if last["foreign"]:
            raise WrongError(f"log.jsonl: at the close {last['foreign']} ballots of the urn were not as they were cast")
        if last["ballots"] != last["people"]:
            raise WrongError(f"log.jsonl: {last['people']} people voted and {last['ballots']} ballots were counted")
        self.done.append(f"{last['people']} people voted, and as many ballots were counted")

    def ballots(self) -> None:
        """The ballots as they were published: all, and those of the close."""
        self.level = str(self.closing["publication"])
        self.counted: list[tuple[dict[str, Any], int]] = []
        if self.level == TOTALS:
            self.notes.append("Of this vote only totals were published: ballots cannot be compared with the log.")
            return
        texts = self._opened() if self.level == LEDGER else self._merged()
        if len(texts) != self.closing["ballots"]:
            raise WrongError(f"the files hold {len(texts)} ballots, the close says {self.closing['ballots']}")
        if ballots_digest(self.closing["salt"], sorted(texts)) != self.closing["digest"]:
            raise WrongError("the ballots are not those that were bound at the close")
        self.done.append(f"the {len(texts)} ballots are those that were bound at the close")

    def _merged(self) -> list[str]:
        texts: list[str] = []
        for number, row in enumerate(self.files.table("ballots.csv"), start=2):
            if not row["many"].isdigit() or not _is_canonical(row["choices"]):
                raise WrongError(f"ballots.csv: row {number} is not as ballots are written")
            self.counted.append((json.loads(row["choices"]), int(row["many"])))
            texts += [row["choices"]] * int(row["many"])
        return texts

    def _opened(self) -> list[str]:
        used: set[int] = set()
        texts: list[str] = []
        places = {leaf["ballot"]: place for place, leaf in enumerate(self.leaves) if leaf["kind"] == BALLOT}
        for number, row in enumerate(self.files.table("ballots.csv"), start=2):
            mark = commitment(self.vote, self.fingerprint, row["choices"], row["salt"])
            place = places.get(mark)
            if place is None or str(place) != row["leaf"]:
                raise WrongError(f"ballots.csv: row {number} does not open leaf {row['leaf']} of the log")
            if place in used:
                raise WrongError(f"ballots.csv: row {number} opens leaf {place} a second time")
            used.add(place)
            self.counted.append((json.loads(row["choices"]), 1))
            texts.append(row["choices"])
        return texts

    def recount(self) -> None:
        """The count, made again by the rule that was frozen."""
        gone = [str(leaf["project"]) for leaf in self.leaves if leaf["kind"] == AMENDMENT and leaf.get("project")]
        rule = rule_of(self.frozen, withdrawn=gone, decided=self.facts.get("decided", ()))
        if rule.hash != self.facts["rule_hash"] or Rule.of_record(self.files.json("rule.json")).hash != rule.hash:
            raise WrongError("rule.json: it is not the rule that was frozen, with what was withdrawn and decided later")
        election = self._election(rule)
        if election is None:
            return
        told = json.loads(json.dumps(count(election, rule).told(election, rule)))
        published = self.facts["count"]
        if told["winners"] != published["winners"]:
            raise WrongError(f"result.json: the count gives {told['winners']}, not {published['winners']}")
        if told != published:
            wrong = next(name for name in told if told[name] != published.get(name))
            raise WrongError(f"result.json: {wrong} is not what the count gives")
        self.done.append(f"counted again: {len(told['winners'])} winners, the same ones in the same order")

    def _election(self, rule: Rule) -> Election | None:
        extra = int(self.facts.get("extra", 0))
        if extra:
            self.notes.append(f"{extra / 100:.2f} came from other contests: see what their counts left over.")
        if self.level != TOTALS:
            return election_of(self.frozen, self.counted, extra)
        if rule.kind == SHARES:
            self.notes.append("Equal shares cannot be counted from totals: ask for the accredited audit.")
            return None
        return totals_of(self.frozen, self.files.table("totals.csv"), int(self.closing["ballots"]), extra)

    def receipt(self, mark: str) -> None:
        """Whether a receipt is in the log."""
        for place, leaf in enumerate(getattr(self, "leaves", ())):
            if leaf.get("ballot") == mark:
                self.done.append(f"the receipt {mark[:12]}… is leaf {place} of the log")
                return
        self.wrong.append(f"log.jsonl: the receipt {mark[:12]}… is not in it")


def _is_canonical(text: str) -> bool:
    try:
        return canonical(json.loads(text)) == text
    except ValueError:
        return False


def main(arguments: Sequence[str] | None = None) -> int:
    """Check and print; return 1 where something is wrong, 2 where there is nothing to read."""
    made = argparse.ArgumentParser(prog="verify.py", description="Checks a published election from its files alone.")
    made.add_argument("place", type=Path, metavar="FOLDER_OR_ZIP")
    made.add_argument("--key", default="", help="the public key as printed in the call for votes")
    made.add_argument("--receipt", default="", help="a receipt to look for in the log")
    options = made.parse_args(arguments)
    try:
        check = Check(Files(options.place), options.key.strip().lower())
    except (OSError, zipfile.BadZipFile, WrongError) as error:
        print(f"{options.place}: {error}", file=sys.stderr)  # noqa: T201 (a command)
        return 2
    check.run()
    if options.receipt:
        check.receipt(options.receipt.strip().lower())
    lines = [*(f"  holds  {line}" for line in check.done), *(f"  note   {line}" for line in check.notes)]
    lines += [f"  WRONG  {line}" for line in check.wrong]
    lines.append("Everything holds." if not check.wrong else f"{len(check.wrong)} things are wrong.")
    print("\n".join(lines))  # noqa: T201
    return 1 if check.wrong else 0
