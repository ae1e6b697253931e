"""Acts on evidence: it is added and never replaced; what is withdrawn leaves its trace."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from participation.files.actions import attach, drop_attachment
from participation.followup import policies
from participation.followup.actions.common import checked, count_again, line, locked, reason_of, tell_event
from participation.followup.files import PART
from participation.followup.models import Action, Evidence, EvidenceKind

if TYPE_CHECKING:
    from participation.models import Person, ProgressUpdate

# Two tries a day apart; the second may come a little early.
FAILS_FOR = timedelta(hours=20)
BY_FILE = {EvidenceKind.FILE, EvidenceKind.PHOTO}


@transaction.atomic
def add_evidence(
    *,
    action: Action,
    kind: str,
    title: str,
    by: "Person",
    at: datetime,
    url: str = "",
    upload: Any = None,
    alt: str = "",
    update: "ProgressUpdate | None" = None,
) -> Evidence:
    """Add what shows that something was done: an address or a file, of which the digest is kept.

    Raises ActDenied and ValidationError by field.
    """
    action = locked(action)
    policies.may_tell(by, action).enforce()
    speaker = policies.speaker_of(by, action)
    assert speaker is not None
    title, url = line(title), url.strip()
    checked({"title": title}, {"title": 200}, {"title": _("Say what it is.")})
    _check_source(kind, url, upload)
    if update is not None and update.action_id != action.pk:
        raise ValidationError({"update": _("This report is of another action.")})
    evidence = Evidence(
        action=action,
        update=update,
        kind=kind,
        title=title,
        url=url,
        voice=speaker.voice,
        organisation=speaker.organisation,
        author=by,
        at=at,
    )
    if upload is not None:
        evidence.attachment = attach(subject=action.subject, upload=upload, by=by, at=at, alt=alt or title, part=PART)
        evidence.sha256 = evidence.attachment.sha256
    evidence.save()
    count_again(action)
    changes = [("evidence", evidence.pk)]
    tell_event("evidence_added", action, by, at, evidence=evidence.pk, voice=evidence.voice, changes=changes)
    return evidence


@transaction.atomic
def withdraw_evidence(*, evidence: Evidence, reason: str, by: "Person", at: datetime) -> Evidence:
    """Take evidence back with a reason: its title and digest stay, the file is deleted. Again changes nothing."""
    action = locked(evidence.action)
    evidence = Evidence.objects.select_related("attachment").get(pk=evidence.pk)
    evidence.action = action
    policies.may_withdraw(by, evidence).enforce()
    if evidence.withdrawn_at:
        return evidence
    evidence.withdraw_reason = reason_of(reason, message=_("Say why: it is shown."))
    evidence.withdrawn_at, evidence.withdrawn_by = at, by
    evidence.save()
    if evidence.attachment is not None:
        drop_attachment(attachment=evidence.attachment, by=by, at=at)
    count_again(action)
    changes = [("evidence", evidence.pk)]
    more = {"evidence": evidence.pk, "reason": evidence.withdraw_reason}
    tell_event("evidence_withdrawn", action, by, at, changes=changes, **more)
    return evidence


@transaction.atomic
def note_link_check(*, evidence: Evidence, works: bool | None, at: datetime, sha256: str = "") -> Evidence:
    """Note whether the address of evidence answered; one that broke proves nothing until it answers again.

    ``works`` is None where it cannot be told: it counts as broken when a day later it cannot be told either.
    """
    action = locked(evidence.action)
    evidence = Evidence.objects.get(pk=evidence.pk)
    if evidence.attachment_id is not None or evidence.withdrawn_at is not None:
        return evidence
    failing = None if works else evidence.failing_since or at
    if works is None:
        works = evidence.broken_since is None and at - (failing or at) < FAILS_FOR
    turned = works == (evidence.broken_since is not None)
    evidence.checked_at, evidence.sha256, evidence.failing_since = at, (sha256 or evidence.sha256)[:64], failing
    evidence.broken_since = None if works else evidence.broken_since or failing
    evidence.save()
    if turned:
        count_again(action)
        tell_event(
            "link_checked", action, None, at, evidence=evidence.pk, works=works, changes=[("evidence", evidence.pk)]
        )
    return evidence


def _check_source(kind: str, url: str, upload: Any) -> None:
    wrong: dict[str, Any] = {}
    if kind not in EvidenceKind.values:
        wrong["kind"] = _("Choose what it is.")
    if bool(url) == (upload is not None):
        wrong["url"] = _("Give an address or a file, one of the two.")
    elif kind in BY_FILE and upload is None:
        wrong["url"] = _("Choose the file.")
    elif url:
        try:
            URLValidator(schemes=["https", "http"])(url)
        except ValidationError:
            wrong["url"] = _("Write a whole address, with https://.")
        if len(url) > 500:
            wrong["url"] = _("At most %(limit)s characters.") % {"limit": 500}
    if wrong:
        raise ValidationError(wrong)
