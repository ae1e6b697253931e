"""Acts on contributions: handed in or written down, moderated, withdrawn."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.contribution import CAPTURED, Channel
from participation.events.record import record
from participation.folios.actions import give_folio
from participation.models import Person, SubjectState
from participation.origins.actions import write_link
from participation.origins.models import LinkKind
from participation.responses.actions import owe_response
from participation.subjects.actions import create_subject, update_subject
from participation.web.richtext import tidy
from processes.cocreation import events, policies
from processes.cocreation.content import contribution_text, title_of
from processes.models import Component, Contribution, ContributionState

if TYPE_CHECKING:
    from participation.models import Territory
    from processes.models import Encounter

LONGEST_REASON = 1000


@transaction.atomic
def contribute(
    *,
    component: Component,
    text: str,
    by: Person,
    at: datetime,
    theme: str = "",
    territory: "Territory | None" = None,
    nameless: bool = False,
    lang: str = "es",
    channel: str = Channel.WEB,
    captured_by: Person | None = None,
    act_id: uuid.UUID | None = None,
    is_sample: bool = False,
) -> Contribution:
    """Hand in a contribution; the same ``act_id`` again returns the first one and changes nothing.

    Published at once, or waiting for a moderator where the activity says so. Raises ActDenied and ValidationError.
    """
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)  # limits are counted one after the other
    if act_id is not None and (same := Contribution.objects.filter(author=by, act_id=act_id).first()):
        return same
    policies.may_contribute(by, component, at=at).enforce()
    if nameless and not component.config.nameless:
        raise ValidationError({"nameless": _("Here contributions carry a name.")})
    given = {"theme": theme, "territory": territory, "nameless": nameless, "lang": lang, "is_sample": is_sample}
    return _hand_in(
        component, text, at, given, author=by, by=by, channel=channel, captured_by=captured_by, act_id=act_id
    )


@transaction.atomic
def write_down_contribution(
    *,
    component: Component,
    text: str,
    by: Person,
    at: datetime,
    channel: str,
    theme: str = "",
    territory: "Territory | None" = None,
    encounter: "Encounter | None" = None,
    lang: str = "es",
    act_id: uuid.UUID | None = None,
    is_sample: bool = False,
) -> Contribution:
    """Write down what somebody said who gave no name: at a point, by telephone, at an encounter.

    What was said at an encounter is linked to it. Raises ActDenied and ValidationError.
    """
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    if act_id is not None and (same := Contribution.objects.filter(captured_by=by, act_id=act_id).first()):
        return same
    policies.may_write_down(by, component, at=at).enforce()
    if channel not in CAPTURED:
        raise ValidationError({"channel": _("Say how it reached you, such as in person, on paper or by telephone.")})
    if encounter is not None and encounter.component.process_id != component.process_id:
        raise ValidationError({"encounter": _("This encounter is of another process.")})
    given = {"theme": theme, "territory": territory, "encounter": encounter, "lang": lang, "is_sample": is_sample}
    made = _hand_in(component, text, at, given, author=None, by=by, channel=channel, captured_by=by, act_id=act_id)
    if encounter is not None:
        write_link(source=encounter.subject, outcome=made.subject, kind=LinkKind.BORN_AT, explanation="", by=by, at=at)
    return made


@transaction.atomic
def publish_contribution(*, contribution: Contribution, by: Person, at: datetime) -> Contribution:
    """Publish what waits for moderation; publishing again changes nothing."""
    row = _locked(contribution)
    if row.state == ContributionState.PUBLISHED:
        return row
    policies.may_moderate(by, row).enforce()
    row.state, row.published_at = ContributionState.PUBLISHED, at
    row.save()
    update_subject(subject=row.subject, at=at, state=SubjectState.PUBLISHED)
    _owe(row, at)
    record(events.CONTRIBUTED, subject=row.subject, by=by, at=at, payload={"contribution": row.pk})
    return row


@transaction.atomic
def return_contribution(*, contribution: Contribution, reason: str, by: Person, at: datetime) -> Contribution:
    """Give what waits for moderation back to its author, who is told the reason and can write another one."""
    row = _locked(contribution)
    policies.may_moderate(by, row).enforce()
    reason = tidy(reason)[:LONGEST_REASON]
    if not reason:
        raise ValidationError({"reason": [_("Say why, so that the author can mend it.")]})
    row.state = ContributionState.RETURNED
    row.save()
    payload = {"contribution": row.pk, "reason": reason}
    record(events.RETURNED, subject=row.subject, by=by, at=at, payload=payload)
    return row


@transaction.atomic
def withdraw_contribution(*, contribution: Contribution, by: Person, at: datetime) -> Contribution:
    """Withdraw one's contribution while it is not answered; again changes nothing. The clusters count it no more."""
    row = _locked(contribution)
    if row.state == ContributionState.WITHDRAWN and row.author_id == by.pk:
        return row
    policies.may_withdraw(by, row).enforce()
    row.state = ContributionState.WITHDRAWN
    row.save()
    update_subject(subject=row.subject, at=at, state=SubjectState.WITHDRAWN)
    clusters = [("clusters", pk) for pk in row.placements.order_by("cluster_id").values_list("cluster_id", flat=True)]
    payload = {"contribution": row.pk}
    record(events.WITHDRAWN, subject=row.subject, by=by, at=at, payload=payload, changes=clusters)
    return row


@transaction.atomic
def undo_captured_contribution(*, contribution: Contribution, reason: str, by: Person, at: datetime) -> None:
    """Take back a contribution that an officer wrote down by mistake, until it is answered; its folio says so.

    Whoever calls it asked who may, and writes down who did. Raises ActDenied.
    """
    row = _locked(contribution)
    policies.may_be_undone(row).enforce()
    row.state = ContributionState.WITHDRAWN
    row.save()
    update_subject(subject=row.subject, at=at, state=SubjectState.WITHDRAWN)
    clusters = [("clusters", pk) for pk in row.placements.order_by("cluster_id").values_list("cluster_id", flat=True)]
    payload = {"contribution": row.pk, "reason": reason}
    record(events.UNDONE, subject=row.subject, by=by, at=at, payload=payload, changes=clusters)


@transaction.atomic
def count_hidden(*, contribution: Contribution, by: Person | None, at: datetime) -> None:
    """Write down that moderation hid a contribution, or showed it again: the clusters that it is in count anew."""
    keys = contribution.placements.order_by("cluster_id").values_list("cluster_id", flat=True)
    changes = [("clusters", pk) for pk in keys]
    if changes:
        payload = {"contribution": contribution.pk}
        subject = contribution.component.subject
        record(events.CHANGED, subject=subject, by=by, at=at, payload=payload, changes=changes)


def _locked(contribution: Contribution) -> Contribution:
    rows = Contribution.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("subject__response", "component__process").get(pk=contribution.pk)


def _hand_in(
    component: Component,
    text: str,
    at: datetime,
    given: dict[str, Any],
    *,
    author: Person | None,
    by: Person,
    channel: str,
    captured_by: Person | None,
    act_id: uuid.UUID | None,
) -> Contribution:
    value = contribution_text(text)
    given["theme"] = _theme(component, given["theme"])
    waits = component.config.moderation == "before" and not _trusted(by, component, author)
    subject = create_subject(
        kind="contribution",
        title=title_of(value),
        path="",
        at=at,
        parent=component.subject,
        territory=given["territory"] or component.process.territory,
        lang=given["lang"],
        state=SubjectState.DRAFT if waits else SubjectState.PUBLISHED,
        text=value,
    )
    made = Contribution(
        subject=subject,
        component=component,
        author=author,
        text=value,
        channel=channel,
        captured_by=captured_by,
        state=ContributionState.PENDING if waits else ContributionState.PUBLISHED,
        created_at=at,
        published_at=None if waits else at,
        **given,
    )
    if act_id is not None:
        made.act_id = act_id
    made.save()
    update_subject(subject=subject, at=at, path=f"/aportaciones/{made.pk}/")
    give_folio(subject=subject, at=at)
    if not waits:
        _owe(made, at)
    name = events.HANDED_IN if waits else events.CONTRIBUTED
    record(name, subject=subject, by=by, at=at, payload={"contribution": made.pk})
    return made


def _trusted(by: Person, component: Component, author: Person | None) -> bool:
    """Tell whether whoever leads the activity wrote down what was said: they read it while they wrote."""
    from participation.access import roles

    return author is None and bool(roles.may_work_as(by, roles.EVALUATORS, component.subject))


def _theme(component: Component, theme: str) -> str:
    theme = " ".join(tidy(theme).split())
    if theme and theme not in component.config.themes:
        raise ValidationError({"theme": _("Choose one of the themes.")})
    return theme


def _owe(row: Contribution, at: datetime) -> None:
    """Write down that an answer is owed: so many days after the activity closes for contributions."""
    component = row.component
    openings = component.openings.filter(act="contribute").select_related("phase")
    ends = [each.phase.closes_at for each in openings if each.phase.closes_at is not None]
    last = max([at, *ends]) + timedelta(days=component.config.answer_days)
    owe_response(
        subject=row.subject,
        at=at,
        institution=component.process.institution,
        due_on=last.astimezone(ZoneInfo(component.process.time_zone)).date(),
    )
