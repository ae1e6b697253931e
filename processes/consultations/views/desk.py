"""The desk of officials: the questions, whether they are ready, how it goes, and the texts to read."""

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied, Denied
from participation.asks.views.common import complain, signed_in
from participation.exports.actions import request_export
from participation.files.views import FILE_POLICY, PRIVATE_CACHE
from participation.models import Vote
from participation.urn.querysets import turnout
from participation.web.keyset import paginate
from processes.consultations import policies
from processes.consultations.actions import texts as text_acts
from processes.consultations.actions import writing
from processes.consultations.actions.voting import move_vote, publish_results, window_of
from processes.consultations.drawing import draw
from processes.consultations.forms import CopyForm, MoveForm, NewQuestionForm, QuestionForm, WithholdForm
from processes.consultations.reading import questions_of
from processes.consultations.settings import Nature
from processes.consultations.writing import lacking
from processes.models import Answer, AnswerFile, AnswerText, AnswerTextState, Component, Question, QuestionKind
from processes.policies import is_open, may_edit_process, open_until

INVALID = 422
MOST_ID = 2**63


def _rows(request: HttpRequest) -> Any:
    rows = Component.objects.visible_to(signed_in(request)).with_clock().filter(kind="consultation")
    return rows.select_related("questionnaire")


def _component(request: HttpRequest, pk: int) -> Component:
    """Return a consultation that the official leads. Raises Http404, and ActDenied."""
    found: Component | None = _rows(request).filter(pk=pk).first() if pk < MOST_ID else None
    if found is None:
        raise Http404
    may_edit_process(signed_in(request), found.process).enforce()
    return found


def _question(component: Component, pk: int) -> Question:
    found = component.questions.filter(pk=pk).first() if pk < MOST_ID else None
    if found is None:
        raise Http404
    found.component = component
    return found


def sources_of(request: HttpRequest, component: Component) -> Any:
    """Return the other consultations that the official leads and that have questions."""
    from processes.models import Process

    processes: Any = Process.objects
    led = processes.workable_by(signed_in(request), roles.STEWARDS)
    rows = Component.objects.filter(kind="consultation", process__in=led, questions__isnull=False)
    return rows.exclude(pk=component.pk).select_related("process").distinct().order_by("title", "pk")


@require_safe
@signed_in_to_act
@never_cache
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the questionnaire as people will read it, with what can be done about each question."""
    component, at = _component(request, pk), timezone.now()
    questions = questions_of(component)
    component.vote_here = vote = policies.vote_of(component)  # type: ignore[attr-defined]
    row = getattr(component, "questionnaire", None)
    rows = draw(questions, all_of=questions)
    may = policies.may_write_questions(signed_in(request), component)
    waiting = AnswerText.objects.filter(question__component=component, state=AnswerTextState.WAITING).count()
    sources = sources_of(request, component) if may else Component.objects.none()
    context: dict[str, Any] = {
        "component": component,
        "process": component.process,
        "rows": rows,
        "writing": may,
        "lacking": lacking(questions, component.config),
        "ready": policies.is_ready(component),
        "is_vote": component.config.nature == Nature.VOTE,
        "config": component.config,
        "kinds": NewQuestionForm(),
        "copying": CopyForm(sources=sources) if may and sources.exists() else None,
        "count": Answer.objects.filter(component=component).count(),
        "waiting": waiting,
        "due": row is not None and policies.results_due(component, row, at),
        "vote": vote,
        "people": turnout(vote).people if vote is not None else 0,
        "moved": vote is not None and vote.frozen_at is not None and not vote.is_closed and _moved(component, vote),
        "open": is_open(component, policies.ACT, at),
        "closes": open_until(component, policies.ACT, at),
    }
    return render(request, "processes/consultations/desk.html", context)


def _moved(component: Component, vote: Vote) -> bool:
    """Tell whether the days of the phase are others than those that the vote was frozen with."""
    try:
        return window_of(component) != (vote.opens_at, vote.closes_at)
    except ValidationError:
        return False


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Write one more question."""
    component = _component(request, pk)
    policies.may_write_questions(signed_in(request), component).enforce()
    kind = request.GET.get("kind", "")
    if kind not in QuestionKind.values:
        return redirect("processes:consultation-desk", component.pk)
    return _edit(request, component, kind, None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def edit(request: HttpRequest, pk: int, question_pk: int) -> HttpResponse:
    """Change a question."""
    component = _component(request, pk)
    question = _question(component, question_pk)
    policies.may_write_questions(signed_in(request), component).enforce()
    return _edit(request, component, question.kind, question)


def _edit(request: HttpRequest, component: Component, kind: str, question: Question | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = QuestionForm(data, component=component, kind=kind, question=question)
    if data is not None and form.is_valid():
        by, at = signed_in(request), timezone.now()
        try:
            if question is None:
                writing.add_question(component=component, kind=kind, by=by, at=at, **form.said())
            else:
                writing.update_question(question=question, by=by, at=at, **form.said())
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            complain(form, error)
        else:
            messages.success(request, _("The question is kept."))
            if "otra" in data:
                return redirect(f"{request.path.rsplit('/preguntas/', 1)[0]}/preguntas/nueva/?kind={kind}")
            return redirect("processes:consultation-desk", component.pk)
    context = {
        "component": component,
        "process": component.process,
        "form": form,
        "kind": QuestionKind(kind).label,
        "question": question,
        "english": [form[name] for name in QuestionForm.ENGLISH if name in form.fields],
        "fields": [field for field in form if field.name not in QuestionForm.ENGLISH],
    }
    return render(request, "processes/consultations/question_form.html", context, status=INVALID if data else 200)


@require_POST
@signed_in_to_act
def change(request: HttpRequest, pk: int, question_pk: int, what: str) -> HttpResponse:
    """Move a question, copy it, or take it away."""
    component = _component(request, pk)
    question, by, at = _question(component, question_pk), signed_in(request), timezone.now()
    acts: dict[str, Any] = {
        "subir": partial(writing.move_question, up=True),
        "bajar": partial(writing.move_question, up=False),
        "copiar": writing.copy_question,
        "quitar": writing.remove_question,
    }
    if what not in acts:
        raise Http404
    return _do(request, component, partial(acts[what], question=question, by=by, at=at), f"#p-{question.pk}")


def _do(request: HttpRequest, component: Component, act: Any, anchor: str = "") -> HttpResponse:
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    response = redirect("processes:consultation-desk", component.pk)
    response["Location"] += anchor
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def ready(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what it means that the questions are ready, and do it; or prepare them again."""
    component, by, at = _component(request, pk), signed_in(request), timezone.now()
    policies.may_write_questions(by, component).enforce()
    if request.method != "POST":
        vote = component.config.nature == Nature.VOTE
        complaints = lacking(questions_of(component), component.config)
        context = {"component": component, "process": component.process, "is_vote": vote, "lacking": complaints}
        return render(request, "processes/consultations/ready.html", context)
    act = writing.take_back_ready if "otra-vez" in request.POST else writing.make_ready
    return _do(request, component, partial(act, component=component, by=by, at=at))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the days of the phase over to a vote that is frozen, with a reason."""
    component, at = _component(request, pk), timezone.now()
    vote = policies.vote_of(component)
    if vote is None or vote.frozen_at is None:
        raise Http404
    form = MoveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            move_vote(component=component, reason=form.cleaned_data["reason"], by=signed_in(request), at=at)
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            complain(form, error)
        else:
            messages.success(request, _("The vote has the days of its phase."))
            return redirect("processes:consultation-desk", component.pk)
    context = {"component": component, "process": component.process, "form": form, "vote": vote}
    status = INVALID if request.method == "POST" else 200
    return render(request, "processes/consultations/move.html", context, status=status)


@require_POST
@signed_in_to_act
def count_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Count what is over without waiting for the sweep."""
    component = _component(request, pk)
    row = publish_results(component=component, at=timezone.now(), by=signed_in(request))
    if row is None:
        messages.info(request, _("There is nothing to count now."))
    else:
        messages.success(request, _("The results are published."))
    return redirect("processes:consultation-desk", component.pk)


@require_POST
@signed_in_to_act
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the questions of another consultation."""
    component, by, at = _component(request, pk), signed_in(request), timezone.now()
    form = CopyForm(request.POST, sources=sources_of(request, component))
    if not form.is_valid():
        messages.error(request, _("Choose one of your consultations."))
        return redirect("processes:consultation-desk", component.pk)
    source = form.cleaned_data["source"]
    act = partial(writing.copy_questionnaire, source=source, component=component, by=by, at=at)
    return _do(request, component, act)


@require_POST
@signed_in_to_act
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the answers made into files, without names; they wait among the official's exports."""
    component = _component(request, pk)
    request_export(kind="survey_answers", by=signed_in(request), at=timezone.now(), params={"component": component.pk})
    messages.success(request, _("The file is being made. It appears here in a moment."))
    return redirect("exports:official")


@require_safe
@signed_in_to_act
@never_cache
def to_read(request: HttpRequest) -> HttpResponse:
    """Show the surveys with texts that wait to be read."""
    if roles.scopes(signed_in(request), roles.MODERATORS) == set():
        Denied("role_missing", _("Your account does not have the role that this needs.")).enforce()
    waiting = AnswerText.objects.filter(state=AnswerTextState.WAITING).order_by()
    counts = dict(waiting.values_list("question__component").annotate(n=Count("pk"))[:500])
    rows = Component.objects.visible_to(signed_in(request)).filter(pk__in=counts, kind="consultation")
    held = roles.scopes(signed_in(request), roles.MODERATORS)
    if held is not None:
        rows = rows.filter(Q(subject_id__in=held) | Q(subject__ancestors__overlap=list(held)))
    found = [(row, counts[row.pk]) for row in rows.select_related("process").order_by("pk")]
    return render(request, "processes/consultations/to_read.html", {"rows": found})


def _texts_component(request: HttpRequest, pk: int) -> Component:
    found: Component | None = _rows(request).filter(pk=pk).first() if pk < MOST_ID else None
    if found is None:
        raise Http404
    policies.may_read_texts(signed_in(request), found).enforce()
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def texts(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the texts that nobody read yet, and publish those that are ticked; ``?estado=`` shows the others."""
    component, at = _texts_component(request, pk), timezone.now()
    if request.method == "POST":
        return _publish(request, component, at)
    state = request.GET.get("estado", AnswerTextState.WAITING)
    if state not in AnswerTextState.values:
        state = AnswerTextState.WAITING
    rows = AnswerText.objects.filter(question__component=component, state=state).select_related("question")
    page = paginate(request, rows.select_related("question", "answer"), order=("id",), size=20)
    for row in page:
        row.question.component = component
    context = {
        "component": component,
        "process": component.process,
        "page": page,
        "state": state,
        "states": AnswerTextState.choices,
        "me": signed_in(request).pk,
    }
    return render(request, "processes/consultations/texts_desk.html", context)


def _publish(request: HttpRequest, component: Component, at: datetime) -> HttpResponse:
    keys = [int(value) for value in request.POST.getlist("texto")[:100] if value.isascii() and value.isdigit()]
    keys = [key for key in keys if key < MOST_ID]
    n = text_acts.publish_texts(component=component, texts=keys, by=signed_in(request), at=at)
    messages.success(request, ngettext("%(n)s text was published.", "%(n)s texts were published.", n) % {"n": n})
    return redirect("processes:survey-texts-desk", component.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def withhold(request: HttpRequest, pk: int, text_pk: int) -> HttpResponse:
    """Keep a text from publication, with a reason."""
    component = _texts_component(request, pk)
    rows = AnswerText.objects.filter(question__component=component).select_related("question", "answer__component")
    row = rows.filter(pk=text_pk).first() if text_pk < MOST_ID else None
    if row is None:
        raise Http404
    row.answer.component = row.question.component = component
    policies.may_decide_text(signed_in(request), row).enforce()
    form = WithholdForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        text_acts.withhold_text(text=row, reason=reason, by=signed_in(request), at=timezone.now())
        messages.success(request, _("It is not published."))
        return redirect("processes:survey-texts-desk", component.pk)
    context = {"component": component, "process": component.process, "text": row, "form": form}
    status = INVALID if request.method == "POST" else 200
    return render(request, "processes/consultations/withhold.html", context, status=status)


@require_safe
@signed_in_to_act
def file(request: HttpRequest, key: Any) -> HttpResponseBase:
    """Hand over a file that somebody answered with: to them, and to whoever leads the process."""
    row = AnswerFile.objects.select_related("question__component__process__subject").filter(key=key).first()
    by = signed_in(request)
    if row is None:
        raise Http404
    may = may_edit_process(by, row.question.component.process)
    if row.person_id != by.pk and isinstance(may, Denied):
        raise Http404
    response = FileResponse(row.file.open("rb"))
    response["Content-Type"] = row.content_type
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=row.name) or "attachment"
    response["Cache-Control"] = PRIVATE_CACHE
    response["Content-Security-Policy"] = FILE_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response
