"""What evaluations register."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.evaluations import datasets, notices, policies
from participation.evaluations.questions import QUESTIONS
from participation.events.names import EventName, register_events
from participation.notifications.registry import nobody, register_notices
from participation.privacy.mydata import PersonalTable, register_personal_data
from participation.privacy.participations import Line, ParticipationKind, register_participation
from participation.subjects.registry import SubjectKind, register_kind

if TYPE_CHECKING:
    from participation.models import EvaluationAnswer, Person

COLUMNS = ("evaluation__about_id", "evaluation__subject__title", *(question.name for question in QUESTIONS), "at")


def _answers(person: "Person") -> QuerySet:
    from participation.models import EvaluationAnswer

    return EvaluationAnswer.objects.filter(person=person).select_related("evaluation__subject")


def _line(answer: "EvaluationAnswer") -> Line:
    subject = answer.evaluation.subject
    return Line(subject.shown_title, subject.path, answer.at)


def _rows(person: "Person") -> Iterable[Mapping[str, Any]]:
    return _answers(person).order_by("pk").values(*COLUMNS).iterator(chunk_size=500)


def register() -> None:
    """Called once when the apps are ready."""
    register_kind(
        SubjectKind(
            name="evaluation",
            label=_("evaluation"),
            label_plural=_("evaluations"),
            model="participation.Evaluation",
            searchable=False,
            may_follow=False,
            comment_policy=policies.may_comment,
            stances=False,
            gather=policies.gather,
            dataset="evaluations",
        )
    )
    register_events(
        EventName("participation.evaluation.opened", _("The evaluation opened"), "public"),
        EventName("participation.evaluation.answered", _("Somebody answered the evaluation"), "nobody", secret=True),
        EventName("participation.evaluation.published", _("The results of the evaluation were published"), "public"),
    )
    register_notices(*notices.RULES)
    nobody("participation.evaluation.answered")
    datasets.register()
    register_participation(
        ParticipationKind("evaluations", _("Evaluations that I answered"), _answers, _line, position=60)
    )
    register_personal_data(PersonalTable("evaluations", _("Evaluations that I answered"), COLUMNS, _rows))
