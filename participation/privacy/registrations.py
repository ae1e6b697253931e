"""What privacy registers: events, notices, purposes, retention rules, exports, what waits for the unit."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from participation.access.verdict import Verdict
from participation.events.names import EventName, register_events
from participation.exports.registry import ExportKind, register_export
from participation.notifications.registry import Hearers, NoticeRule, nobody, one_person, register_notices
from participation.privacy import mydata
from participation.privacy.consent.purposes import Purpose, register_purpose
from participation.privacy.notices import OWN, register_notice
from participation.privacy.participations import register_participation
from participation.privacy.retention import register_retention
from participation.web.office import WaitingItem, register_waiting
from participation.workdays.registry import register_terms

if TYPE_CHECKING:
    from participation.exports.archive import Archive
    from participation.models import Event, Person

STEPS = ("asked", "extended", "answered", "executed", "lapsed")


def register() -> None:
    """Called once when the apps are ready."""
    from participation.privacy.actions.arco import recount_terms
    from participation.privacy.kinds import KINDS
    from participation.privacy.own_tables import TABLES
    from participation.privacy.table import own_rules

    _register_events()
    register_notice(*OWN)
    register_purpose(
        Purpose(
            "newsletters",
            _("Newsletters and announcements"),
            _("This government may write to you about new processes and results, beside what you follow."),
        ),
    )
    register_participation(*KINDS)
    mydata.register_personal_data(*TABLES)
    register_export(
        ExportKind(mydata.NAME, _("My data"), mydata.may_have, mydata.write),
        ExportKind(
            "arco-register",
            _("Register of requests on personal data"),
            _may_export_requests,
            _write_requests,
            hint=_("Folio, right, dates and outcome of each request; no names."),
            official=True,
        ),
    )
    register_retention(*own_rules())
    register_waiting(_waiting)
    register_terms(recount_terms)


def _register_events() -> None:
    register_events(
        EventName("privacy.consent.given", _("agreed to a use of data"), "person"),
        EventName("privacy.consent.withdrawn", _("withdrew an agreement"), "person"),
        EventName("privacy.settings.changed", _("changed who answers for personal data"), "nobody"),
        EventName("privacy.notice.published", _("published a privacy notice"), "nobody", takes_away=True),
        EventName("privacy.breach.noted", _("noted a breach of security"), "nobody"),
        EventName("privacy.breach.changed", _("completed the note of a breach of security"), "nobody"),
        EventName("privacy.request.filed", _("a request on personal data came in"), "nobody", secret=True),
        EventName("privacy.request.identified", _("noted who makes a request on personal data"), "nobody"),
        EventName("privacy.request.asked", _("asked for what is missing in a request on personal data"), "nobody"),
        EventName("privacy.request.completed", _("a request on personal data was completed"), "nobody", secret=True),
        EventName("privacy.request.extended", _("extended the term of a request on personal data"), "nobody"),
        EventName("privacy.request.answered", _("answered a request on personal data"), "nobody"),
        EventName("privacy.request.executed", _("carried out a request on personal data"), "nobody"),
        EventName("privacy.request.lapsed", _("a request on personal data was closed"), "nobody", secret=True),
    )
    register_notices(
        *(NoticeRule(f"privacy.request.{step}", "account", _hearers, _title, path=_path) for step in STEPS)
    )
    nobody(
        "privacy.consent.given", "privacy.consent.withdrawn", "privacy.settings.changed",
        "privacy.notice.published", "privacy.breach.noted", "privacy.breach.changed", "privacy.request.filed",
        "privacy.request.identified", "privacy.request.completed",
    )  # fmt: skip


def _hearers(event: "Event") -> list[Hearers]:
    from participation.models import ArcoRequest

    found = ArcoRequest.objects.filter(pk=event.payload.get("request")).values_list("person_id", flat=True).first()
    return [one_person("account", found)] if found else []


def _title(event: "Event", reason: str) -> str:
    folio = str(event.payload.get("folio", ""))
    step = event.name.rpartition(".")[2]
    words = {
        "asked": gettext("Something is missing in your request %(folio)s"),
        "extended": gettext("Your request %(folio)s takes some days more"),
        "answered": gettext("Your request %(folio)s was answered"),
        "executed": gettext("What you asked in %(folio)s was carried out"),
        "lapsed": gettext("Your request %(folio)s was closed, since it was not completed"),
    }
    return words[step] % {"folio": folio}


def _path(event: "Event", reason: str) -> str:
    return f"/privacidad/solicitudes/{event.payload.get('folio', '')}/"


def _may_export_requests(person: "Person | None", params: dict[str, Any], at: datetime) -> Verdict:
    from participation.privacy.policies import may_answer_requests

    return may_answer_requests(person)


COLUMNS = (
    "folio", "right", "state", "channel", "received_at", "answer_by", "extended_at", "answered_at", "outcome",
    "execute_by", "closed_at",
)  # fmt: skip


def _write_requests(archive: "Archive", person: "Person", params: dict[str, Any], at: datetime) -> None:
    from participation.models import ArcoRequest

    archive.add_table("requests", COLUMNS, ArcoRequest.objects.order_by("pk").values(*COLUMNS).iterator(500))


def _waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    from participation.privacy.policies import may_answer_requests
    from participation.privacy.querysets import waiting_counts

    if not may_answer_requests(person):
        return []
    waiting, late = waiting_counts(at)
    url = reverse("privacy:desk")
    note = ngettext("%(n)s is past its term", "%(n)s are past their term", late) % {"n": late} if late else ""
    return [WaitingItem(_("Requests on personal data"), waiting, url, note=note, urgent=late > 0)]
