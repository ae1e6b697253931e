"""What consultations register."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.announcements.segments import lies_in, register_segment, register_taking_part
from participation.exports.registry import register_export
from participation.folios.registry import register_folio_place
from participation.people.api_acts import ApiAct, register_api_acts
from participation.privacy.mydata import PersonalTable, register_personal_data
from participation.privacy.participations import Line, ParticipationKind, register_participation
from participation.privacy.retention import RetentionRule, register_retention
from participation.urn.segments import not_voted
from participation.verification.transfers import register_transfer, register_union
from participation.web.office import WaitingItem, register_waiting
from processes.consultations import events, notices
from processes.kinds import register_component_kind

if TYPE_CHECKING:
    from participation.models import Person

KEPT = timedelta(days=90)
DRAFT = ("component__title", "fields", "at")
ANSWER = ("component__title", "folio", "data", "channel", "first_at", "at")


def answered(subject_id: int) -> Exists:
    """Return those who answered a survey within a subject."""
    from processes.models import Answer

    return Exists(Answer.objects.filter(lies_in("component__subject", subject_id), person=OuterRef("pk")))


def _answers_of(person: "Person") -> QuerySet:
    from processes.models import Answer

    return Answer.objects.filter(person=person).select_related("component__subject")


def _line(row: Any) -> Line:
    return Line(row.component.subject.shown_title, row.component.subject.path, row.at, row.folio)


def _data(person: "Person") -> Iterable[Mapping[str, Any]]:
    return _answers_of(person).order_by("pk").values(*ANSWER).iterator(chunk_size=500)


def _drafts(person: "Person") -> Iterable[Mapping[str, Any]]:
    from processes.models import AnswerDraft

    return AnswerDraft.objects.filter(person=person).order_by("pk").values(*DRAFT).iterator(chunk_size=500)


def texts_waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Return the texts that wait to be read, survey by survey of the person's."""
    from processes.models import AnswerText, AnswerTextState, Component

    held = roles.scopes(person, roles.MODERATORS)
    if held == set():
        return []
    rows = AnswerText.objects.filter(state=AnswerTextState.WAITING)
    if held is not None:
        within: Any = Component.objects.filter(subject__ancestors__overlap=list(held)) | Component.objects.filter(
            subject_id__in=held
        )
        rows = rows.filter(question__component__in=within)
    return [WaitingItem(_("Texts of surveys to read"), rows, reverse("processes:surveys-to-read"))]


def _receipt(code: str) -> str | None:
    """Return where the receipt of an answer is."""
    from processes.models import Answer

    rows = Answer.objects.filter(folio=code).values_list("component__process__slug", "component__slug")
    found = rows.first()
    return reverse("processes:survey-receipt", args=[*found, code]) if found else None


def _acts() -> Any:
    from processes.consultations.actions import answering

    return answering


def register() -> None:
    """Called once by ``processes.registrations``."""
    from processes.consultations import capturing, datasets
    from processes.consultations.export import SURVEY_ANSWERS
    from processes.consultations.kind import KIND
    from processes.consultations.templates import TEMPLATES
    from processes.templates_catalogue import register_template

    events.register()
    notices.register()
    datasets.register()
    register_component_kind(KIND)
    for template in TEMPLATES:
        register_template(template)
    register_export(SURVEY_ANSWERS)
    capturing.register()
    register_waiting(texts_waiting)
    register_folio_place(_receipt)
    register_taking_part(answered)
    register_segment(not_voted("component"))
    register_api_acts(ApiAct("surveys.answer", _("Answer surveys")))
    register_participation(
        ParticipationKind(
            "surveys",
            _("Surveys that I answered"),
            _answers_of,
            _line,
            ("-at", "-pk"),
            29,
            subject="component__subject",
        )
    )
    register_personal_data(
        PersonalTable("survey_answers", _("What I answered to surveys"), ANSWER, _data),
        PersonalTable("survey_drafts", _("What I filled in of surveys and did not hand in"), DRAFT, _drafts),
    )
    register_transfer("survey_answers", lambda former, to, at: _acts().transfer_answers(former=former, to=to, at=at))
    register_union("survey_answers", lambda accounts, at: _acts().unite_answers(accounts=accounts, at=at))
    register_retention(
        RetentionRule(
            "consultations.drafts",
            _("What people filled in of a survey and did not hand in, and files that no answer has"),
            KEPT,
            _("So that they can go on later. Counted from the last time that they kept it."),
            lambda at: _acts().forget_drafts(before=at - KEPT),
        ),
        RetentionRule(
            "consultations.answers",
            _("What people answered to surveys"),
            None,
            _("So that the result can be checked. Nobody reads it beside a name but whoever answered."),
        ),
    )
