"""What encounters register."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.announcements.segments import lies_in, register_taking_part
from participation.asks.registry import register_ask_kind
from participation.people.api_acts import ApiAct, register_api_acts
from participation.people.leaving import register_leaving
from participation.privacy.mydata import PersonalTable, register_personal_data
from participation.privacy.participations import Line, ParticipationKind, register_participation
from participation.privacy.retention import RetentionRule, register_retention
from participation.sharing.registry import Shared, register_shared
from participation.subjects.registry import SubjectKind, register_kind
from participation.verification.transfers import register_transfer, register_union
from participation.web.context import NavEntry, register_navigation
from participation.web.office import WaitingItem, register_waiting
from processes.agreements.registry import AgreementParent, register_agreement_parent
from processes.kinds import register_component_kind

if TYPE_CHECKING:
    from participation.models import Person, Subject

KEPT = timedelta(days=30)
COLUMNS = ("encounter_id", "encounter__title", "state", "sector", "organisation", "at", "checked_in_at")


def _prefetch(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from processes.models import Encounter

    return {row.subject_id: row for row in Encounter.objects.filter(subject__in=[subject.pk for subject in subjects])}


def _waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Return the encounters that are over and have no minutes."""
    from processes.models import Encounter

    if roles.scopes(person, roles.STEWARDS) == set():
        return []
    rows = Encounter.objects.workable_by(person).filter(state="published", ends_at__lte=at)
    late = rows.filter(ends_at__lte=at - timedelta(days=10))
    return [WaitingItem(_("Encounters without minutes"), rows, reverse("encounters:desk") + "?ver=actas", late=late)]


def registered(subject_id: int) -> Exists:
    """Return those who registered in an encounter within a subject."""
    from processes.models import Registration

    rows = Registration.objects.filter(lies_in("encounter__subject", subject_id), person=OuterRef("pk"))
    return Exists(rows.exclude(state="withdrawn"))


def _mine(person: "Person") -> QuerySet:
    from processes.models import Registration

    return Registration.objects.filter(person=person).select_related("encounter__subject")


def _line(row: Any) -> Line:
    subject = row.encounter.subject
    return Line(subject.shown_title, f"/encuentros/{row.encounter_id}/pase/", row.at, row.get_state_display())


def _rows(person: "Person") -> Iterable[Mapping[str, Any]]:
    return _mine(person).order_by("pk").values(*COLUMNS).iterator(chunk_size=500)


def _purge(at: datetime) -> int:
    from processes.encounters.actions.accounts import erase_private_words

    return erase_private_words(before=at - KEPT)


def _shared(subject: "Subject", at: datetime) -> Shared:
    """Return what is told of an encounter where it is passed on, and on its poster."""
    from processes.encounters.words import when_words, where_words
    from processes.models import Encounter

    row = Encounter.objects.get(subject=subject)
    return Shared(
        sign=row.get_kind_display(),
        state=row.get_state_display() if row.state in {"cancelled", "closed"} else "",
        facts=(when_words(row), where_words(row)),
        call=gettext("Come and take part"),
        invitation=gettext("Point your phone's camera here to register."),
        button=gettext("See the encounter"),
    )


def _accounts() -> Any:
    from processes.encounters.actions import accounts

    return accounts


def register() -> None:
    """Called once by ``processes.registrations``."""
    from processes.encounters import datasets, events, notices, templates
    from processes.encounters.floor import datasets as floor
    from processes.encounters.floor.kind import INTERVENTION
    from processes.encounters.kind import KIND

    events.register()
    register_component_kind(KIND)
    register_kind(
        SubjectKind(
            name="encounter",
            label=_("encounter"),
            label_plural=_("encounters"),
            model="processes.Encounter",
            may_flag=True,
            prefetch=_prefetch,
            dataset="encounters",
        )
    )
    register_ask_kind(INTERVENTION)
    floor.register()
    register_shared("encounter", _shared)
    register_agreement_parent(AgreementParent("encounter"))
    notices.register()
    datasets.register()
    templates.register()
    register_waiting(_waiting)
    register_taking_part(registered)
    register_participation(
        ParticipationKind(
            "registrations",
            _("Encounters where I registered"),
            _mine,
            _line,
            position=29,
            hint=_("Only you see this here; whoever keeps the door sees your name."),
            subject="encounter__subject",
        )
    )
    register_personal_data(PersonalTable("registrations", _("Encounters where I registered"), COLUMNS, _rows))
    register_leaving("registrations", lambda person, at: _accounts().leave_registrations(person=person, at=at))
    register_transfer(
        "registrations", lambda former, to, at: _accounts().transfer_registrations(former=former, to=to, at=at)
    )
    register_union("registrations", lambda accounts, at: _accounts().unite_registrations(accounts=accounts, at=at))
    register_api_acts(ApiAct("encounters.register", _("Register for encounters, and take it back")))
    register_retention(
        RetentionRule(
            "registrations.words",
            _("Names and needs of who registered for an encounter"),
            KEPT,
            _("They serve to receive people at the door; afterwards only numbers by sector stay."),
            _purge,
        )
    )
    register_navigation(NavEntry(label=_("Encounters"), url_name="encounters:list", prefix="/encuentros/", position=15))
