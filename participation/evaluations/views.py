"""The page of an evaluation: the questions to whoever took part, and what came of them for everybody."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from participation.access.verdict import ActDenied
from participation.evaluations import actions, policies
from participation.evaluations.forms import AnswerForm
from participation.evaluations.models import Evaluation, EvaluationAnswer
from participation.evaluations.questions import QUESTIONS, Choice
from participation.people.models import Person
from participation.subjects import above
from participation.subjects.visibility import is_shown

if TYPE_CHECKING:
    from participation.models import Subject

KEYS = ("k1", "k2", "k3")  # the colours of the bar, from yes to no


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, about_pk: int) -> HttpResponse:
    """Show one; take an answer of whoever may give it."""
    at = timezone.now()
    person = request.user if isinstance(request.user, Person) else None
    evaluation = _find(about_pk, person)
    verdict = policies.may_answer(person, evaluation, at=at)
    form, status = None, 200
    if request.method == "POST":
        form, status = AnswerForm(request.POST), 422
        if not verdict:
            verdict.enforce()
        if form.is_valid() and person is not None and _answered(form, evaluation, person, at):
            messages.success(request, _("Thank you. You can change your answers until it closes."))
            return redirect(evaluation.subject.get_absolute_url())
    given = EvaluationAnswer.objects.filter(evaluation=evaluation, person=person).first() if person else None
    if form is None and verdict:
        form = AnswerForm(initial={q.name: getattr(given, q.name) for q in QUESTIONS} if given else None)
    context = {
        "evaluation": evaluation,
        "subject": evaluation.subject,
        "about": evaluation.about,
        "verdict": verdict,
        "open": bool(policies.is_open(evaluation, at=at)),
        "form": form,
        "given": given,
        "questions": QUESTIONS,
        "results": _results(evaluation),
    }
    return render(request, "participation/evaluations/page.html", context, status=status)


def _find(about_pk: int, person: Person | None) -> Evaluation:
    rows = Evaluation.objects.select_related("subject__parent", "subject__counts", "about")
    rows = rows.defer("subject__search", "about__search", "subject__parent__search")
    found = rows.annotate(**above.asked(person)).filter(about=about_pk).first() if about_pk < 2**63 else None
    if found is not None:
        above.keep(found, found.subject)
    if found is None or not is_shown(found.subject):
        raise Http404
    return found


def _answered(form: AnswerForm, evaluation: Evaluation, person: Person, at: datetime) -> bool:
    try:
        actions.answer_evaluation(evaluation=evaluation, by=person, at=at, **form.cleaned_data)
    except ActDenied as error:
        form.deny(error.denial.message)
    except ValidationError as error:
        for name, texts in error.message_dict.items():
            form.add_error(name, texts)  # type: ignore[arg-type]
    else:
        return True
    return False


def _results(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Return each question with its choices and counts; a count that must not be told is None."""
    if not evaluation.results:
        return []
    told = []
    for question in QUESTIONS:
        counts = evaluation.results.get(question.name, {})
        choices = [{"label": choice.label, "count": counts.get(choice.value)} for choice in Choice]
        parts = [
            (key, counts[choice.value], choice.label)
            for key, choice in zip(KEYS, Choice, strict=True)
            if counts.get(choice.value)
        ]
        whole = all(choice["count"] is not None for choice in choices)
        told.append({"words": question.words, "choices": choices, "parts": parts if whole else [], "whole": whole})
    return told


def summary_of(about: "Subject") -> Evaluation | None:
    """Return the evaluation of a subject, for its page; None where there is none."""
    return Evaluation.objects.filter(about=about).select_related("subject").defer("subject__search").first()
