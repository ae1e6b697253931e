"""Acts on re-uses: told, published by an official, returned with a reason, changed, withdrawn."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from participation.asks.states import TRANSITIONS, AskState
from participation.events.record import record
from participation.models import Person, SubjectState
from participation.reuses import policies
from participation.reuses.models import Reuse, ReuseKind
from participation.subjects.actions import create_subject, update_subject
from participation.web.richtext import tidy

TITLE_MAX, DESCRIPTION_MAX = 120, 2_000


@transaction.atomic
def submit_reuse(
    *,
    title: str,
    description: str,
    link: str,
    kind: str,
    by: Person,
    at: datetime,
    datasets: Sequence[str] = (),
    lang: str = "es",
    act_id: uuid.UUID | None = None,
    is_sample: bool = False,
) -> Reuse:
    """Tell of something built on the data; an official publishes it. The same ``act_id`` again changes nothing.

    Raises ValidationError, field by field.
    """
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)  # limits per person count one by one
    if act_id is not None and (same := Reuse.objects.filter(author=by, act_id=act_id).first()):
        return same
    policies.may_submit(by, at=at).enforce()
    fields = _checked(title, description, link, kind, datasets)
    subject = create_subject(
        kind="reuse",
        title=fields["title"],
        summary=fields["description"][:220],
        path="",
        at=at,
        lang=lang,
        text=fields["description"],
    )
    reuse = Reuse(subject=subject, author=by, lang=lang, created_at=at, is_sample=is_sample, **fields)
    reuse.act_id = act_id or reuse.act_id
    reuse.save()
    update_subject(subject=subject, at=at, path=f"/datos/usos/{reuse.pk}/")
    record("participation.reuse.handed_in", subject=subject, by=by, at=at, payload={"reuse": reuse.pk})
    return reuse


@transaction.atomic
def edit_reuse(
    *,
    reuse: Reuse,
    title: str,
    description: str,
    link: str,
    kind: str,
    by: Person,
    at: datetime,
    datasets: Sequence[str] = (),
) -> Reuse:
    """Change what is not published yet; what was returned is handed in again by this. Raises ValidationError."""
    reuse = _locked(reuse)
    policies.may_edit(by, reuse, at=at).enforce()
    for name, value in _checked(title, description, link, kind, datasets).items():
        setattr(reuse, name, value)
    if reuse.state == AskState.RETURNED:
        _step(reuse, AskState.PENDING)
    reuse.save()
    update_subject(
        subject=reuse.subject, at=at, title=reuse.title, summary=reuse.description[:220], text=reuse.description
    )
    record("participation.reuse.handed_in", subject=reuse.subject, by=by, at=at, payload={"reuse": reuse.pk})
    return reuse


@transaction.atomic
def publish_reuse(*, reuse: Reuse, by: Person, at: datetime) -> Reuse:
    """Show it in the gallery; publishing again changes nothing."""
    reuse = _locked(reuse)
    if reuse.state == AskState.PUBLISHED:
        return reuse
    policies.may_moderate(by, reuse).enforce()
    _step(reuse, AskState.PUBLISHED)
    reuse.published_at = at
    reuse.save()
    update_subject(subject=reuse.subject, at=at, state=SubjectState.PUBLISHED)
    record("participation.reuse.published", subject=reuse.subject, by=by, at=at, payload={"reuse": reuse.pk})
    return reuse


@transaction.atomic
def return_reuse(*, reuse: Reuse, reason: str, by: Person, at: datetime) -> Reuse:
    """Give it back to its author, who is told the reason and can hand it in again."""
    reuse = _locked(reuse)
    policies.may_moderate(by, reuse).enforce()
    reason = tidy(reason)
    if not reason:
        raise ValidationError({"reason": [_("Say why, so that the author can mend it.")]})
    _step(reuse, AskState.RETURNED)
    reuse.save()
    payload = {"reuse": reuse.pk, "reason": reason[:1000]}
    record("participation.reuse.returned", subject=reuse.subject, by=by, at=at, payload=payload)
    return reuse


@transaction.atomic
def withdraw_reuse(*, reuse: Reuse, by: Person, at: datetime) -> Reuse:
    """Take it out of the gallery."""
    reuse = _locked(reuse)
    policies.may_withdraw(by, reuse).enforce()
    _step(reuse, AskState.WITHDRAWN)
    reuse.save()
    update_subject(subject=reuse.subject, at=at, state=SubjectState.WITHDRAWN)
    record("participation.reuse.withdrawn", subject=reuse.subject, by=by, at=at, payload={"reuse": reuse.pk})
    return reuse


def _checked(title: str, description: str, link: str, kind: str, datasets: Sequence[str]) -> dict:  # type: ignore[type-arg]
    from participation.opendata.registry import bulk_datasets

    values = {
        "title": " ".join(tidy(title).split()),
        "description": tidy(description),
        "link": tidy(link),
        "kind": kind,
        "datasets": list(dict.fromkeys(datasets)),
    }
    errors: dict[str, list[str]] = {}
    for name, least, most in (("title", 3, TITLE_MAX), ("description", 15, DESCRIPTION_MAX), ("link", 1, 500)):
        if not least <= len(values[name]) <= most:
            errors[name] = [_("Write between %(least)s and %(most)s characters.") % {"least": least, "most": most}]
    try:
        URLValidator(schemes=["https", "http"])(values["link"])
    except ValidationError as error:
        errors["link"] = [str(message) for message in error.messages]
    if kind not in ReuseKind.values:
        errors["kind"] = [_("Choose what it is.")]
    if set(datasets) - {known.name for known in bulk_datasets()}:
        errors["datasets"] = [_("There is no dataset with this name.")]
    if errors:
        raise ValidationError(errors)
    return values


def _locked(reuse: Reuse) -> Reuse:
    """Return it as it is now, held until the commit, so that two changes of state cannot cross."""
    return Reuse.objects.select_for_update(no_key=True, of=("self",)).select_related("subject").get(pk=reuse.pk)


def _step(reuse: Reuse, state: AskState) -> None:
    if state != AskState.WITHDRAWN and state not in TRANSITIONS[reuse.state]:
        raise ValueError(f"a re-use does not go from {reuse.state} to {state}")
    reuse.state = state
