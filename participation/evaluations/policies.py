"""Who may answer an evaluation: whoever took part, while it is open."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import BooleanField, ExpressionWrapper
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.announcements.segments import takes_part
from participation.subjects.visibility import is_shown

if TYPE_CHECKING:
    from participation.models import Evaluation, Person, Subject


def is_open(evaluation: "Evaluation", *, at: datetime) -> Verdict:
    """Tell whether it takes answers now, whoever asks."""
    if not is_shown(evaluation.subject):
        return Denied("not_public", gettext_lazy("This is not public, so nothing is open in it."))
    if at < evaluation.opens_at:
        return Denied("not_yet_open", _("This opens on %(date)s.") % {"date": _day(evaluation.opens_at)})
    if at >= evaluation.closes_at or evaluation.published_at is not None:
        return Denied("closed", _("This evaluation closed on %(date)s.") % {"date": _day(evaluation.closes_at)})
    return ALLOWED


def may_answer(person: "Person | None", evaluation: "Evaluation", *, at: datetime) -> Verdict:
    """Tell whether the person may answer, or change what they answered."""
    return first_denial(
        lambda: is_open(evaluation, at=at),
        lambda: roles.may_take_part(person, at=at),
        lambda: _took_part(person, evaluation),
    )


def may_comment(person: "Person | None", subject: "Subject", *, at: datetime) -> Verdict:
    """Tell whether the person may say more: whoever may answer."""
    found: Evaluation | None = getattr(subject, "evaluation_page", None)
    return may_answer(person, found, at=at) if found else Denied("not_open", gettext_lazy("This is not open here."))


def gather(subjects: "list[Subject]", person: "Person") -> None:
    """Bring the evaluations of a list's subjects, and in which of them the person took part: two queries for all."""
    from participation.models import Evaluation, Person

    found = {row.subject_id: row for row in Evaluation.objects.filter(subject__in=[each.pk for each in subjects])}
    asked = {f"took_{pk}": ExpressionWrapper(takes_part(row.about_id), BooleanField()) for pk, row in found.items()}
    took = Person.objects.filter(pk=person.pk).annotate(**asked).values(*asked).first() if asked else None
    for subject in subjects:
        row = found.get(subject.pk)
        if row is not None:
            row.subject = subject
            row.__dict__["_took_part"] = {person.pk: bool((took or {}).get(f"took_{subject.pk}"))}


def _took_part(person: "Person | None", evaluation: "Evaluation") -> Verdict:
    """Ask once for each evaluation that was read: a page asks for its form and for its comments."""
    from participation.models import Person

    known: dict[int, bool] = evaluation.__dict__.setdefault("_took_part", {})
    if person is not None and person.pk not in known:
        known[person.pk] = Person.objects.filter(takes_part(evaluation.about_id), pk=person.pk).exists()
    if person is not None and known[person.pk]:
        return ALLOWED
    return Denied(
        "did_not_take_part", gettext_lazy("Who took part answers these questions. Everybody can read the results.")
    )


def _day(moment: datetime) -> str:
    return date_format(localtime(moment))
