"""What a count counts: the frozen definition, the rule with what came later, and the ballots bound at the close."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from budgets.counting import pb
from budgets.counting.election import CountingError, Election
from budgets.counting.frozen import MARKED, chain_of, election_of, rule_of
from budgets.counting.rule import Rule, declared
from budgets.models import Contest, CountRun, ImportedElection
from participation.urn import log, signing
from participation.urn.canonical import canonical
from participation.urn.ledger import TOTALS, ballots_digest
from participation.urn.querysets import ballots


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that decides a result."""

    definition: Mapping[str, Any]
    rule: Rule
    election: Election
    pointed: bool
    refers: bool  # an assembly decides between projects that the declared order does not tell apart
    digest: str
    definition_hash: str = ""
    level: str = ""
    choices: tuple[str, ...] = ()  # every ballot in its canonical form


def inputs_of(run: CountRun) -> Inputs:
    """Return what a run counts. Raises CountingError where it is not what was bound, and for a file that is none."""
    if run.imported is not None:
        return _of_file(run.imported)
    contest = run.contest
    assert contest is not None
    return _of_contest(contest, decided=run.assembly.order if run.assembly else [], extra=run.extra)


def _of_contest(contest: Contest, *, decided: list[str], extra: int) -> Inputs:
    vote = contest.vote
    closing = log.closing_of(vote) if vote is not None else None
    if vote is None or closing is None:
        raise CountingError(_("This vote is not closed yet."))
    texts = sorted(canonical(choices) for choices in ballots(vote))
    salt = signing.digest_salt(vote.key) if closing["publication"] == TOTALS else ""
    if ballots_digest(salt, texts) != closing["digest"]:
        raise CountingError(_("The ballots in the urn are not those that were bound at the close."))
    definition: Mapping[str, Any] = vote.definition or {}
    gone = [str(pk) for pk in contest.amendments.order_by("pk").values_list("project", flat=True)]
    rule = rule_of(definition, withdrawn=gone, decided=decided)
    rows = [(json.loads(text), many) for text, many in Counter(texts).items()]
    told = {
        "ballots": closing["digest"], "definition": vote.definition_hash, "rule": rule.hash, "extra": extra,
        "decided": decided,
    }  # fmt: skip
    return Inputs(
        definition, rule, election_of(definition, rows, extra), definition["ballot"]["kind"] not in MARKED,
        chain_of(definition)[1], hashlib.sha256(canonical(told).encode()).hexdigest(), vote.definition_hash,
        closing["publication"], tuple(texts),
    )  # fmt: skip


def _of_file(imported: ImportedElection) -> Inputs:
    file = pb.parse(imported.text)
    rule = declared(file.meta)
    definition = {
        "title": imported.title, "currency": imported.currency,
        "ballot": {"kind": file.meta["vote_type"]},
        "projects": [
            {"id": each.id, "number": each.id, "title": each.name or each.id, "cost": int(each.cost * 100),
             "territory": None, "category": ",".join(each.categories)}
            for each in file.election.projects
        ],
    }  # fmt: skip
    pointed = file.meta["vote_type"] not in {"approval", "choose-1"}
    return Inputs(definition, rule, file.election, pointed, False, imported.sha256)
