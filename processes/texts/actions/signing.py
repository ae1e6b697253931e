"""Acts of signing an adopted text, and what becomes of signatures and voices when accounts become one person."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from participation.events.record import record
from participation.models import Organisation, Person
from processes.models import DraftText, SuggestionVoice, TextSignature
from processes.texts import events, policies
from processes.texts.actions.common import locked
from processes.texts.actions.suggesting import count_voices


@transaction.atomic
def sign_text(*, text: DraftText, by: Person, at: datetime, organisation: Organisation | None = None) -> TextSignature:
    """Sign an adopted text with one's public name, or for an organisation; signing again changes nothing.

    The text is held: a signature and its withdrawal, or the same one sent twice, take one turn after the other.
    """
    text = locked(text)
    if organisation is None:
        standing = TextSignature.objects.filter(text=text, person=by, organisation__isnull=True)
    else:
        standing = TextSignature.objects.filter(text=text, organisation=organisation)
    if found := standing.filter(withdrawn_at__isnull=True).first():
        return found
    policies.may_sign(by, text, at=at, organisation=organisation).enforce()
    made = TextSignature.objects.create(text=text, person=by, organisation=organisation, at=at)
    record(events.SIGNED, subject=text.subject, by=by, at=at, payload=_payload(made))
    _count(text, 1)
    return made


@transaction.atomic
def withdraw_signature(*, signature: TextSignature, by: Person, at: datetime) -> TextSignature:
    """Take a signature back while one can sign; again changes nothing."""
    text = locked(signature.text)
    row = TextSignature.objects.select_related("organisation").get(pk=signature.pk)
    row.text = text
    if row.withdrawn_at is not None:
        return row
    policies.may_withdraw_signature(by, row, at=at).enforce()
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    record(events.UNSIGNED, subject=text.subject, by=by, at=at, payload=_payload(row))
    _count(text, -1)
    return row


def _count(text: DraftText, step: int) -> None:
    DraftText.objects.filter(pk=text.pk).update(signed=F("signed") + step)  # writes: inside the acts above


def _payload(row: TextSignature) -> dict[str, Any]:
    told = {"text": row.text_id, "signature": row.pk}
    return told if row.organisation_id is None else {**told, "organisation": row.organisation_id}


@transaction.atomic
def unite_text_voices(*, accounts: list[Person], at: datetime) -> int:
    """Leave one signature and one side of several accounts that are one person: the last; return how many went."""
    gone = 0
    rows = TextSignature.objects.filter(person__in=accounts, organisation__isnull=True, withdrawn_at__isnull=True)
    seen: set[int] = set()
    for row in rows.select_for_update().order_by("-at", "-pk"):
        if row.text_id in seen:
            TextSignature.objects.filter(pk=row.pk).update(withdrawn_at=at)
            DraftText.objects.filter(pk=row.text_id).update(signed=F("signed") - 1)
            gone += 1
        seen.add(row.text_id)
    sides: set[int] = set()
    for voice in SuggestionVoice.objects.filter(person__in=accounts).select_for_update().order_by("-at", "-pk"):
        if voice.suggestion_id in sides:
            voice.delete()
            count_voices(voice.suggestion_id, in_favour=-(voice.value == 1), against=-(voice.value == -1))
            gone += 1
        sides.add(voice.suggestion_id)
    return gone


@transaction.atomic
def transfer_text_voices(*, former: Person, to: Person, at: datetime) -> int:
    """Give the signatures and sides of a deleted account to the one that the same person opened; return how many."""
    unite_text_voices(accounts=[former, to], at=at)
    signed = TextSignature.objects.filter(person=former, organisation__isnull=True).update(person=to)
    return signed + SuggestionVoice.objects.filter(person=former).update(person=to)
