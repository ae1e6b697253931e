"""Acts on agreements: made, corrected, withdrawn. How they go is told through the engine."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.followup.actions import edit_action, follow_up
from participation.origins.actions import write_link
from participation.subjects.actions import create_subject, update_subject
from participation.versions.actions import add_version
from participation.web.richtext import tidy
from participation.workdays import local_day
from processes.agreements import policies
from processes.models import Agreement

if TYPE_CHECKING:
    from participation.models import Institution, Person, Subject

TITLE_MAX, TEXT_MAX, REASON_MAX = 200, 4000, 300
Translations = dict[str, dict[str, str]]


@transaction.atomic
def make_agreement(
    *,
    parent: "Subject",
    title: str,
    text: str,
    by: "Person",
    at: datetime,
    made_on: date | None = None,
    institution: "Institution | None" = None,
    responsible: str = "",
    contact: str = "",
    due_on: date | None = None,
    due_words: str = "",
    report_every: int = 0,
    translations: Translations | None = None,
    is_sample: bool = False,
) -> Agreement:
    """Put down what was agreed at a subject, who is responsible and by when; it is followed up from then on.

    Raises ActDenied, and ValidationError by field: somebody is responsible, and there is a last day.
    """
    policies.may_make_agreement(by, parent).enforce()
    given = _checked(title, text, translations)
    if due_on is None and not due_words.strip():
        raise ValidationError({"due_on": _("Say by when: a day, or in words.")})
    row = Agreement(**given, made_on=_day(made_on, at), created_by=by, created_at=at, is_sample=is_sample)
    row.subject = create_subject(
        kind="agreement",
        title=row.title,
        titles=row.in_other_languages("title"),
        summary=_summary(row),
        path="",
        at=at,
        parent=parent,
        territory=parent.territory,
        state="published",
        text=_search_text(row),
    )
    row.save()
    update_subject(subject=row.subject, at=at, path=f"/acuerdos/{row.pk}/")
    follow_up(
        subject=row.subject,
        by=by,
        at=at,
        institution=institution,
        responsible=responsible,
        contact=contact,
        starts_on=row.made_on,
        due_on=due_on,
        due_words=due_words,
        report_every=report_every,
        is_sample=is_sample,
    )
    write_link(source=parent, outcome=row.subject, kind="born_at", explanation="", by=by, at=at)
    add_version(subject=row.subject, data=_told(row), by=by, at=at)
    payload = {"agreement": row.pk, "parent": parent.pk}
    record("processes.agreement.made", subject=row.subject, by=by, at=at, payload=payload)
    return row


@transaction.atomic
def edit_agreement(
    *,
    agreement: Agreement,
    title: str,
    text: str,
    by: "Person",
    at: datetime,
    institution: "Institution | None" = None,
    responsible: str = "",
    contact: str = "",
    translations: Translations | None = None,
    reason: str = "",
) -> Agreement:
    """Correct the words of an agreement, or who is responsible; former words stay as versions. Dates move elsewhere."""
    row = _locked(agreement)
    policies.may_keep_agreements(by, row.subject.parent).enforce()
    _standing(row)
    given = _checked(title, text, row.translations if translations is None else translations)
    action = row.subject.action
    kept = {name: getattr(action, name) for name in ("description", "deliverable", "place", "weight")}
    before = _told(row)
    for name, value in given.items():
        setattr(row, name, value)
    row.save()
    update_subject(
        subject=row.subject,
        at=at,
        title=row.title,
        titles=row.in_other_languages("title"),
        summary=_summary(row),
        text=_search_text(row),
    )
    edit_action(
        action=action,
        title=row.title,
        by=by,
        at=at,
        institution=institution,
        responsible=responsible,
        contact=contact,
        **kept,
    )
    after = _told(row)
    if after != before:
        why = " ".join(tidy(reason).split())[:REASON_MAX]
        add_version(subject=row.subject, data=after, by=by, at=at, reason=why)
        payload = {"agreement": row.pk, "reason": why}
        record(
            "processes.agreement.edited",
            subject=row.subject,
            by=by,
            at=at,
            before=before,
            after=after,
            payload=payload,
        )
    return row


@transaction.atomic
def withdraw_agreement(*, agreement: Agreement, reason: str, by: "Person", at: datetime) -> Agreement:
    """Take back an agreement that was put down by mistake, with a reason. Again changes nothing.

    One that will not be done is abandoned instead, and stays in view.
    """
    row = _locked(agreement)
    policies.may_keep_agreements(by, row.subject.parent).enforce()
    if row.withdrawn_at is not None:
        return row
    why = " ".join(tidy(reason).split())
    if not why or len(why) > REASON_MAX:
        limit = _("At most %(limit)s characters.") % {"limit": REASON_MAX}
        raise ValidationError({"reason": limit if why else _("Say why: whoever follows it is told.")})
    row.withdrawn_at, row.withdraw_reason = at, why
    row.save()
    update_subject(subject=row.subject, at=at, state="withdrawn")
    record(
        "processes.agreement.withdrawn",
        subject=row.subject,
        by=by,
        at=at,
        payload={"agreement": row.pk, "reason": why},
    )
    return row


def _locked(agreement: Agreement) -> Agreement:
    return Agreement.objects.for_page().select_for_update(no_key=True, of=("self",)).get(pk=agreement.pk)


def _day(made_on: date | None, at: datetime) -> date:
    """Return the day on which it was agreed. Raises ValidationError for one that is to come."""
    today = local_day(at)
    if made_on is not None and not date(1990, 1, 1) <= made_on <= today:
        raise ValidationError({"made_on": _("Write a day that has come already.")})
    return made_on or today


def _standing(row: Agreement) -> None:
    if row.withdrawn_at is not None:
        raise ValidationError(_("It was withdrawn, so it cannot be corrected."))


def _checked(title: str, text: str, translations: Translations | None) -> dict[str, Any]:
    """Return what is kept. Raises ValidationError by field."""
    given = {"title": " ".join(tidy(title).split()), "text": tidy(text).strip()}
    limits = {"title": TITLE_MAX, "text": TEXT_MAX}
    wrong = {name: _("This is missing.") for name in limits if not given[name]}
    others = {
        code: {name: tidy(value).strip() for name, value in fields.items() if name in limits and tidy(value).strip()}
        for code, fields in (translations or {}).items()
        if len(code) <= 8
    }
    for fields in (given, *others.values()):
        for name, value in fields.items():
            if len(value) > limits[name]:
                wrong[name] = _("At most %(limit)s characters.") % {"limit": limits[name]}
    if wrong:
        raise ValidationError(wrong)
    return {**given, "translations": {code: fields for code, fields in others.items() if fields}}


def _summary(row: Agreement) -> str:
    flat = " ".join(row.text.split())
    return flat if len(flat) <= 220 else flat[:220].rsplit(" ", 1)[0] + "…"


def _told(row: Agreement) -> dict[str, str]:
    return {"title": row.title, "text": row.text, "made_on": row.made_on.isoformat()}


def _search_text(row: Agreement) -> str:
    return " ".join([row.text, *(text for fields in row.translations.values() for text in fields.values())])
