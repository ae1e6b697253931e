"""What forums register: kinds, events, notices, datasets, the files of their rules, what waits, one's own data."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.files.parts import FilePart, register_file_part
from participation.institutions.sections import Section, register_section
from participation.people.leaving import register_leaving
from participation.privacy.mydata import PersonalTable, register_personal_data
from participation.privacy.notices import NoticePurpose, register_notice
from participation.privacy.participations import Line, ParticipationKind, register_participation
from participation.privacy.retention import RetentionRule, register_retention
from participation.sharing.registry import Shared, register_shared
from participation.subjects.registry import SubjectKind, register_kind
from participation.subjects.visibility import is_shown, may_see
from participation.web.context import NavEntry, register_navigation
from participation.web.office import WaitingItem, register_waiting
from processes.agreements.registry import AgreementParent, register_agreement_parent

if TYPE_CHECKING:
    from participation.access.verdict import Verdict
    from participation.models import Institution, Person, Subject
    from participation.subjects.querysets import SubjectQuerySet

KEPT = timedelta(days=180)
CANDIDACY = (
    "id",
    "call__title",
    "organisation__name",
    "sector",
    "name",
    "motivation",
    "conflict",
    "state",
    "reason",
    "at",
)
SEAT = ("id", "forum__title", "seats__sector", "alternate", "name", "role", "since", "until", "conflict", "exit_reason")


def _prefetch(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from processes.models import Forum

    return {row.subject_id: row for row in Forum.objects.filter(subject__in=[subject.pk for subject in subjects])}


def _shared(subject: "Subject", at: datetime) -> Shared:
    """Return what is told of a forum where it is passed on, and on its poster."""
    from processes.models import Forum

    row: Any = Forum.objects.with_figures(at).get(subject=subject)  # type: ignore[attr-defined]
    facts = [ngettext("%(n)s person has a seat", "%(n)s people have a seat", row.seated) % {"n": row.seated}]
    if row.calling:
        facts.append(gettext("A call is open: you can offer yourself"))
    return Shared(
        sign=row.get_kind_display(),
        state=row.get_state_display() if row.state == "closed" else "",
        facts=tuple(facts),
        call=gettext("Government and society at one table"),
        invitation=gettext("Point your phone's camera here to see who sits in it and what they agreed."),
        button=gettext("See the forum"),
    )


def _shared_candidacy(subject: "Subject", at: datetime) -> Shared:
    return Shared(text=subject.parent.shown_title if subject.parent else "")


def _may_change_rules(person: "Person | None", subject: "Subject") -> "Verdict":
    from processes.forums.policies import may_run

    return may_run(person, subject.forum)


def _waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Return the calls that closed and have no result; those of more than a month ago are late."""
    from processes.models import ForumCall

    held = roles.scopes(person, roles.STEWARDS)
    if held == set():
        return []
    rows = ForumCall.objects.filter(decided_at__isnull=True, closes_at__lte=at)
    if held is not None:
        rows = rows.filter(forum__subject__ancestors__overlap=list(held)) | rows.filter(forum__subject__in=held)
    late = rows.filter(closes_at__lte=at - timedelta(days=30))
    note = gettext("People who handed in a candidacy wait for the result and its reasons.")
    return [WaitingItem(_("Calls of forums without a result"), rows, reverse("forums:desk"), note, late=late)]


def _mine(person: "Person") -> QuerySet:
    from processes.models import Candidacy

    return Candidacy.objects.filter(author=person).select_related("call", "subject")


def _line(row: Any) -> Line:
    told = row.get_state_display() if row.told_at or row.state == "withdrawn" else gettext("received")
    return Line(row.call.title, row.subject.path, row.at, told)


def _candidacies(person: "Person") -> Iterable[Mapping[str, Any]]:
    for row in _mine(person).order_by("pk").values(*CANDIDACY, "told_at").iterator(chunk_size=500):
        told = row.pop("told_at") is not None or row["state"] == "withdrawn"
        yield row if told else {**row, "state": "received", "reason": ""}


def _seats(person: "Person") -> Iterable[Mapping[str, Any]]:
    from processes.models import Member

    return Member.objects.filter(person=person).order_by("pk").values(*SEAT).iterator(chunk_size=500)


def _of_institution(institution: "Institution") -> "SubjectQuerySet":
    from participation.models import Subject

    return Subject.objects.filter(forum__institution=institution)


def _accounts() -> Any:
    from processes.forums.actions import accounts

    return accounts


def _register_kinds() -> None:
    from processes.forums.policies import may_keep_agreements

    register_kind(
        SubjectKind(
            name="forum",
            label=_("forum"),
            label_plural=_("forums"),
            model="processes.Forum",
            may_flag=True,
            prefetch=_prefetch,
            dataset="forums",
        )
    )
    register_kind(
        SubjectKind(
            name="candidacy",
            label=_("candidacy"),
            label_plural=_("candidacies"),
            model="processes.Candidacy",
            searchable=False,
            may_follow=False,
            may_flag=True,
        )
    )
    register_shared("forum", _shared)
    register_shared("candidacy", _shared_candidacy)
    register_agreement_parent(AgreementParent("forum", may_keep_agreements))
    register_file_part(
        FilePart(
            name="rules",
            may_attach=_may_change_rules,
            may_see=may_see,
            is_public=is_shown,
            page=lambda subject: f"/mesa/foros/{subject.forum.pk}/",
            most=10,
        )
    )


def _register_privacy() -> None:
    register_participation(
        ParticipationKind(
            "candidacies",
            _("Candidacies that I handed in"),
            _mine,
            _line,
            position=31,
            hint=_("Only you and whoever decides see those that were not selected."),
        )
    )
    register_personal_data(
        PersonalTable("candidacies", _("Candidacies that I handed in"), CANDIDACY, _candidacies),
        PersonalTable("forum_seats", _("Seats that I have or had in forums"), SEAT, _seats),
    )
    register_leaving("forums", lambda person, at: _accounts().leave_forums(person=person, at=at))
    register_retention(
        RetentionRule(
            "forums.candidacies",
            _("What people wrote in candidacies that were taken back or not selected"),
            KEPT,
            _("So that a decision can be questioned. The decision and its reasons stay, without names."),
            lambda at: _accounts().erase_candidacies(before=at - KEPT),
        )
    )
    register_notice(
        NoticePurpose(
            "forums",
            _("When you offer yourself for a seat in a forum"),
            _(
                "Your name, for whom you speak, why you want the seat, and your declaration of conflicts of interest."
                " They are published only if you are selected; otherwise whoever decides reads them, and they"
                " are erased"
                " half a year after the result."
            ),
            _("To decide who sits in the forum, to publish the reasons of each decision, and to tell you yours."),
            position=37,
        )
    )


def register() -> None:
    """Called once by ``processes.registrations``."""
    from processes.forums import datasets, events, notices

    events.register()
    _register_kinds()
    notices.register()
    datasets.register()
    _register_privacy()
    register_waiting(_waiting)
    register_section(Section("forums", _("Forums"), _of_institution))
    register_navigation(NavEntry(label=_("Forums"), url_name="forums:list", prefix="/foros/", position=17))
