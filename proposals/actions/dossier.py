"""Acts on dossiers: given, written, handed in, declined, taken back, noted. Their events hold nothing written in them.

The words of an evaluator stand in their rows alone: not in an event, so that no log, feed or file could hold them.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.models import Person
from participation.web.richtext import tidy
from proposals import dossier_policies as policies
from proposals.models import CRITERIA, Dossier, DossierNote, Feasibility, Proposal

OPINION_LIMIT = 10_000
NOTE_LIMIT = 4_000
MOST_COST = 10**15


@transaction.atomic
def assign_dossiers(
    *,
    proposals: Sequence[Proposal],
    evaluators: Sequence[Person],
    by: Person,
    at: datetime,
    due_on: date | None = None,
    asked_for: str = "",
) -> list[Dossier]:
    """Give each proposal to each evaluator, all or none; who has one already keeps it as it is. Raises ActDenied."""
    asked_for = _text(asked_for, "asked_for", NOTE_LIMIT)
    made = []
    # One order for everybody, so that two officials who assign the same wait for each other.
    rows = Proposal.objects.select_for_update(no_key=True, of=("self",)).select_related("subject", "component__subject")
    for proposal in rows.filter(pk__in=[each.pk for each in proposals]).order_by("pk"):
        held = set(Dossier.objects.filter(proposal=proposal, ended_at=None).values_list("evaluator", flat=True))
        for evaluator in evaluators:
            policies.may_assign(by, proposal, evaluator).enforce()
            if evaluator.pk in held:
                continue
            dossier = Dossier.objects.create(
                proposal=proposal,
                evaluator=evaluator,
                asked_for=asked_for,
                due_on=due_on,
                assigned_by=by,
                assigned_at=at,
            )
            _record("assigned", dossier, by, at)
            made.append(dossier)
    return made


@transaction.atomic
def write_opinion(
    *,
    dossier: Dossier,
    by: Person,
    at: datetime,
    feasibility: str = "",
    opinion: str = "",
    scores: Mapping[str, int] | None = None,
    cost_centavos: int | None = None,
    hand_in: bool = False,
) -> Dossier:
    """Keep what the evaluator thinks so far, or hand it in, which needs an opinion in words. Raises ValidationError."""
    dossier = _locked(dossier)
    policies.may_write(by, dossier).enforce()
    given = dict(scores or {})
    if feasibility not in {"", *Feasibility.values}:
        raise ValidationError({"feasibility": [_("Choose one of the three.")]})
    if any(name not in CRITERIA or score not in range(1, 6) for name, score in given.items()):
        raise ValidationError({"scores": [_("Give each criterion from 1 to 5.")]})
    if cost_centavos is not None and not 0 <= cost_centavos <= MOST_COST:
        raise ValidationError({"cost": [_("This amount cannot be right.")]})
    dossier.feasibility, dossier.opinion = feasibility, _text(opinion, "opinion", OPINION_LIMIT)
    dossier.scores, dossier.cost_centavos, dossier.saved_at = given, cost_centavos, at
    if hand_in:
        _whole(dossier)
        dossier.handed_in_at = at
    dossier.save()
    _record("handed_in" if hand_in else "saved", dossier, by, at)
    return dossier


def _whole(dossier: Dossier) -> None:
    errors = {}
    if not dossier.feasibility:
        errors["feasibility"] = [_("Say whether it can be done.")]
    if not dossier.opinion:
        errors["opinion"] = [_("Say why: whoever prepares the answer builds on it.")]
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def declare_conflict(*, dossier: Dossier, reason: str, by: Person, at: datetime) -> Dossier:
    """Say that one cannot judge a proposal (a relative's, one's own business…); the opinion so far is put away."""
    dossier = _locked(dossier)
    policies.may_write(by, dossier).enforce()
    reason = _text(reason, "reason", NOTE_LIMIT)
    if not reason:
        raise ValidationError({"reason": [_("Say in a few words why: only those who lead the process read it.")]})
    dossier.conflict, dossier.feasibility, dossier.opinion = reason, "", ""
    dossier.scores, dossier.cost_centavos = {}, None
    dossier.save()
    _record("conflict_declared", dossier, by, at)
    return dossier


@transaction.atomic
def reopen_dossier(*, dossier: Dossier, by: Person, at: datetime) -> Dossier:
    """Give a dossier back to its evaluator, who may change what was handed in or declined."""
    dossier = _locked(dossier)
    policies.may_reopen(by, dossier).enforce()
    dossier.handed_in_at, dossier.conflict = None, ""
    dossier.save(update_fields=["handed_in_at", "conflict"])
    _record("reopened", dossier, by, at)
    return dossier


@transaction.atomic
def end_dossier(*, dossier: Dossier, by: Person, at: datetime) -> Dossier:
    """Take a dossier back from its evaluator; what was written stays with those who lead the process."""
    dossier = _locked(dossier)
    policies.may_end(by, dossier).enforce()
    dossier.ended_at, dossier.ended_by = at, by
    dossier.save(update_fields=["ended_at", "ended_by"])
    _record("ended", dossier, by, at)
    return dossier


@transaction.atomic
def add_note(*, dossier: Dossier, text: str, by: Person, at: datetime) -> DossierNote:
    """Write a private note between the evaluator and those who lead the process."""
    dossier = _locked(dossier)
    policies.may_note(by, dossier).enforce()
    text = _text(text, "text", NOTE_LIMIT)
    if not text:
        raise ValidationError({"text": [_("Write the note.")]})
    note = DossierNote.objects.create(dossier=dossier, text=text, by=by, at=at)
    _record("noted", dossier, by, at)
    return note


def _locked(dossier: Dossier) -> Dossier:
    rows = Dossier.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("proposal__subject", "proposal__component__subject", "evaluator").get(pk=dossier.pk)


def _text(given: str, field: str, limit: int) -> str:
    clean = tidy(given)
    if len(clean) > limit:
        raise ValidationError({field: [_("Write %(n)s characters at most.") % {"n": limit}]})
    return clean


def _record(name: str, dossier: Dossier, by: Person, at: datetime) -> None:
    payload: dict[str, Any] = {"dossier": dossier.pk, "evaluator": dossier.evaluator_id}
    record(f"proposals.dossier.{name}", subject=dossier.proposal.subject, by=by, at=at, payload=payload)
