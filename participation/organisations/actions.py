"""Acts on organisations: asked for, registered or returned by an official, changed, closed; and who represents them."""

import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.models import Invitation, Person, Subject, SubjectState
from participation.organisations import policies
from participation.organisations.models import Organisation, OrganisationKind, OrganisationState, Representation
from participation.subjects.actions import create_subject, update_subject
from participation.web.richtext import tidy

NAME_MAX, SECTOR_MAX, DESCRIPTION_MAX, CONTACT_MAX, ROLE_MAX = 120, 80, 2_000, 200, 80
FIXED = ("name", "kind")  # what an official looked at: it stays once it is registered


@transaction.atomic
def register_organisation(
    *,
    name: str,
    kind: str,
    description: str,
    contact: str,
    role: str,
    by: Person,
    at: datetime,
    sector: str = "",
    website: str = "",
    lang: str = "es",
    act_id: uuid.UUID | None = None,
    is_sample: bool = False,
) -> Organisation:
    """Ask that an organisation is registered; who asks represents it. The same ``act_id`` again changes nothing.

    Raises ValidationError, field by field.
    """
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)  # limits per person count one by one
    if act_id is not None and (same := Organisation.objects.filter(author=by, act_id=act_id).first()):
        return same
    policies.may_register(by, at=at).enforce()
    fields = _checked(name=name, kind=kind, sector=sector, description=description, website=website, contact=contact)
    role = _role(role)
    subject = create_subject(kind="organisation", title=fields["name"], path="", at=at, lang=lang)
    organisation = Organisation(subject=subject, author=by, lang=lang, created_at=at, is_sample=is_sample, **fields)
    organisation.act_id = act_id or organisation.act_id
    organisation.save()
    Representation.objects.create(organisation=organisation, person=by, role=role, since=at)
    _refresh(organisation, at, path=f"/organizaciones/{organisation.pk}/")
    _record("organisation.asked", organisation, by, at)
    return organisation


@transaction.atomic
def edit_organisation(*, organisation: Organisation, by: Person, at: datetime, **fields: str) -> Organisation:
    """Change what is told of it; name and kind stay once it is registered. What was returned is asked for again.

    Raises ValidationError, field by field.
    """
    organisation = _locked(organisation)
    policies.may_edit(by, organisation, at=at).enforce()
    known = ("name", "kind", "sector", "description", "website", "contact")
    fixed = organisation.state == OrganisationState.REGISTERED
    given = {name: getattr(organisation, name) for name in known}
    given |= {name: value for name, value in fields.items() if name in known and not (fixed and name in FIXED)}
    for name, value in _checked(**given).items():
        setattr(organisation, name, value)
    again = organisation.state == OrganisationState.RETURNED
    if again:
        organisation.state, organisation.reason = OrganisationState.ASKED, ""
    organisation.save()
    _refresh(organisation, at)
    _record("organisation.asked" if again else "organisation.edited", organisation, by, at)
    return organisation


@transaction.atomic
def approve_organisation(*, organisation: Organisation, by: Person, at: datetime) -> Organisation:
    """Register it: from now on it has a page, and its representatives can speak in its name. Again changes nothing."""
    organisation = _locked(organisation)
    if organisation.state == OrganisationState.REGISTERED:
        return organisation
    policies.may_decide(by, organisation).enforce()
    organisation.state, organisation.registered_at, organisation.reason = OrganisationState.REGISTERED, at, ""
    organisation.save()
    _refresh(organisation, at, state=SubjectState.PUBLISHED)
    _record("organisation.registered", organisation, by, at)
    return organisation


@transaction.atomic
def return_organisation(*, organisation: Organisation, reason: str, by: Person, at: datetime) -> Organisation:
    """Give it back to who asked, who is told the reason and can mend it. Raises ValidationError without a reason."""
    organisation = _locked(organisation)
    policies.may_decide(by, organisation).enforce()
    organisation.state, organisation.reason = OrganisationState.RETURNED, _reason(reason)
    organisation.save()
    _record("organisation.returned", organisation, by, at, reason=organisation.reason)
    return organisation


@transaction.atomic
def close_organisation(*, organisation: Organisation, by: Person, at: datetime, reason: str = "") -> Organisation:
    """Close it: what it said stays, nobody speaks in its name any more. Before it was registered, it is taken back."""
    organisation = _locked(organisation)
    if organisation.state == OrganisationState.CLOSED:
        return organisation
    policies.may_close(by, organisation).enforce()
    public = organisation.registered_at is not None
    organisation.reason = _reason(reason) if public else tidy(reason)[:1000]
    organisation.state, organisation.closed_at = OrganisationState.CLOSED, at
    organisation.save()
    if not public:
        update_subject(subject=organisation.subject, at=at, state=SubjectState.WITHDRAWN)
    name = "organisation.closed" if public else "organisation.taken_back"
    _record(name, organisation, by, at, reason=organisation.reason)
    return organisation


@transaction.atomic
def reopen_organisation(*, organisation: Organisation, by: Person, at: datetime) -> Organisation:
    """Undo a closing; who represented it then does so again. Again changes nothing."""
    organisation = _locked(organisation)
    if organisation.state == OrganisationState.REGISTERED:
        return organisation
    policies.may_reopen(by, organisation).enforce()
    organisation.state, organisation.closed_at, organisation.reason = OrganisationState.REGISTERED, None, ""
    organisation.save()
    _record("organisation.reopened", organisation, by, at)
    return organisation


def represent(invitation: Invitation, person: Person, at: datetime) -> None:
    """Make who accepted a representative: a step inside the act of accepting, which records the event."""
    Representation.objects.create(  # writes: inside that act
        organisation=invitation.subject.organisation,
        person=person,
        role=str(invitation.details.get("role") or "")[:ROLE_MAX] or _("representative"),
        since=at,
    )


@transaction.atomic
def end_representation(*, representation: Representation, by: Person, at: datetime, reason: str = "") -> None:
    """Stop representing, or take somebody off, who is told. What was said stays. Again changes nothing."""
    organisation = _locked(representation.organisation)
    found = Representation.objects.select_for_update(no_key=True).get(pk=representation.pk)
    if found.ended_at is not None:
        return
    policies.may_end(by, found).enforce()
    own = found.person_id == by.pk
    found.ended_at, found.reason = at, "" if own else _reason(reason)[:300]
    found.save(update_fields=["ended_at", "reason"])
    name = "representative.left" if own else "representative.removed"
    _record(name, organisation, by, at, person=found.person_id, reason=found.reason)


@transaction.atomic
def name_representative(*, representation: Representation, shown: bool, by: Person, at: datetime) -> Representation:
    """Show one's own public name on the page of the organisation, or stop showing it."""
    found = (
        Representation.objects.select_for_update(no_key=True)
        .select_related("organisation__subject")
        .get(pk=representation.pk)
    )
    if found.person_id != by.pk or found.ended_at is not None:
        policies.Denied("not_representative", _("Only those who represent it can do this.")).enforce()
    if found.named != shown:
        found.named = shown
        found.save(update_fields=["named"])
        _record("representative.named", found.organisation, by, at, shown=shown)
    return found


@transaction.atomic
def leave_organisations(*, person: Person, at: datetime) -> None:
    """End what a closed account represented, inside the act of closing; the organisations stay."""
    held = Representation.objects.now().filter(person=person).select_related("organisation__subject")
    for one in held.order_by("pk"):
        Representation.objects.filter(pk=one.pk).update(ended_at=at, named=False)
        _record("representative.left", one.organisation, None, at, person=person.pk, reason="")


def hide_organisation(*, subject: Subject, hidden: bool, by: Person, at: datetime) -> None:
    """Take its name from what it said while moderation hides its page: a step inside the moderator's act."""
    Organisation.objects.filter(subject=subject).update(hidden_at=at if hidden else None)  # writes: inside that act


def _checked(**given: str) -> dict[str, str]:
    values = {name: tidy(value or "") for name, value in given.items()}
    values["name"] = " ".join(values["name"].split())
    errors: dict[str, list[str]] = {}
    limits = (("name", 3, NAME_MAX), ("sector", 0, SECTOR_MAX), ("description", 15, DESCRIPTION_MAX),
              ("website", 0, 300), ("contact", 5, CONTACT_MAX))  # fmt: skip
    for name, least, most in limits:
        if not least <= len(values[name]) <= most:
            errors[name] = [_("Write between %(least)s and %(most)s characters.") % {"least": least, "most": most}]
    if values["website"] and "website" not in errors:
        try:
            URLValidator(schemes=["https", "http"])(values["website"])
        except ValidationError as error:
            errors["website"] = [str(message) for message in error.messages]
    if values["kind"] not in OrganisationKind.values:
        errors["kind"] = [_("Choose what it is.")]
    if errors:
        raise ValidationError(errors)
    return values


def _role(text: str) -> str:
    words = " ".join(tidy(text).split())
    if not 2 <= len(words) <= ROLE_MAX:
        raise ValidationError(
            {"role": [_("Write between %(least)s and %(most)s characters.") % {"least": 2, "most": ROLE_MAX}]}
        )
    return words


def _reason(text: str) -> str:
    words = tidy(text)[:1000]
    if not words:
        raise ValidationError({"reason": [_("Say why: they are told.")]})
    return words


def _refresh(organisation: Organisation, at: datetime, **fields: object) -> None:
    update_subject(
        subject=organisation.subject,
        at=at,
        title=organisation.name,
        summary=organisation.description[:220],
        text=f"{organisation.sector} {organisation.description}",
        **fields,
    )


def _locked(organisation: Organisation) -> Organisation:
    """Return it as it is now, held until the commit, so that two changes of state cannot cross."""
    rows = Organisation.objects.select_for_update(no_key=True, of=("self",)).select_related("subject")
    return rows.get(pk=organisation.pk)  # type: ignore[no-any-return]


def _record(name: str, organisation: Organisation, by: Person | None, at: datetime, **payload: object) -> None:
    record(
        f"participation.{name}",
        subject=organisation.subject,
        by=by,
        at=at,
        payload={"organisation_id": organisation.pk, **payload},
    )
