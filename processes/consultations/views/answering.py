"""Answering a survey: page by page with a draft for whoever has an account, on one page for whoever has none.

Without JavaScript every page is a form; what was typed is kept whatever happens, and nothing counts before the page on
which people check what they say.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from participation.access.decorators import signed_in_to_act
from participation.files.prepare import prepare
from participation.folios.codes import read_code
from participation.limits.pages import counted, too_many
from participation.models import Person
from participation.web.forms import Form
from participation.web.traps import Trapped
from processes.consultations import policies
from processes.consultations.actions.answering import (
    answer_survey,
    discard_draft,
    keep_answer_file,
    save_draft,
    withdraw_answer,
)
from processes.consultations.actions.voting import hand_in
from processes.consultations.answers import (
    WrongAnswers,
    field_names,
    read_fields,
)
from processes.consultations.drawing import said
from processes.consultations.reading import questions_of
from processes.consultations.settings import Nature
from processes.consultations.views.common import consultation_or_404, reader
from processes.consultations.views.sheet import Sheet, kept_fields, sheet_of
from processes.models import Answer, Component, Question

INVALID = 422
CHECK = "revisar"


class SendForm(Trapped, Form):
    """The mark of one sending, and the traps for programs where no account is asked for."""

    act_id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_traps()


def _posted(request: HttpRequest, questions: list[Question]) -> dict[str, str]:
    names = [name for one in questions if one.kind != "section" for name in field_names(one.ask, one.key)]
    return {name: request.POST[name] for name in names if request.POST.get(name)}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: HttpRequest, slug: str, component_slug: str) -> HttpResponseBase:
    """Answer, page by page; without an account all at once, where the survey takes that."""
    component = consultation_or_404(request, slug, component_slug)
    if component.config.nature == Nature.VOTE:
        return _ballot(request, component)
    if reader(request) is None and policies.takes_strangers(component):
        return _at_once(request, component, None)
    return _with_draft(request, component)


@signed_in_to_act
def _ballot(request: HttpRequest, component: Component) -> HttpResponseBase:
    """Vote: the choices stand in the page alone until they are cast."""
    return _at_once(request, component, reader(request))


@signed_in_to_act
def _with_draft(request: HttpRequest, component: Component) -> HttpResponse:
    at, person = timezone.now(), reader(request)
    assert person is not None
    policies.may_answer(person, component, at=at).enforce()
    sheet = sheet_of(component, person)
    sheet.fields = kept_fields(sheet)
    wanted = request.GET.get("pagina", "1")
    if wanted == CHECK:
        return _check(request, sheet, at)
    pages = sheet.pages()
    place = min(int(wanted), len(pages)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else 1
    place = max(place, 1)
    page = pages[place - 1] if pages else []
    if request.method == "POST":
        return _turn(request, sheet, page, place, at)
    return _show(request, sheet, page, place, {})


def _turn(request: HttpRequest, sheet: Sheet, page: list[Question], place: int, at: datetime) -> HttpResponse:
    """Keep what a page says, and go where its button leads; forward only once the page is right."""
    own = {name for one in page if one.kind != "section" for name in field_names(one.ask, one.key)}
    before = sheet.fields
    sheet.fields = {name: value for name, value in before.items() if name not in own} | _posted(request, page)
    errors = _take_files(request, sheet, page, before, at)
    assert sheet.person is not None
    save_draft(component=sheet.component, fields=sheet.fields, by=sheet.person, at=at)
    here = {one.key for one in page}
    if "guardar" in request.POST:
        messages.success(request, _("It is kept. Nobody else sees it; hand it in before it closes."))
        return redirect(sheet.component.get_absolute_url())
    if "anterior" in request.POST and place > 1:
        return redirect(f"{request.path}?pagina={place - 1}")
    errors |= {key: words for key, words in sheet.errors().items() if key in here and key not in errors}
    if errors:
        return _show(request, sheet, page, place, errors, status=INVALID)
    last = place >= len(sheet.pages())
    return redirect(f"{request.path}?pagina={CHECK if last else place + 1}")


def _take_files(
    request: HttpRequest, sheet: Sheet, page: list[Question], before: Mapping[str, str], at: datetime
) -> dict[str, str]:
    """Keep the files of a page; return what is wrong with them, by question."""
    errors = {}
    for question in page:
        if question.kind != "file" or sheet.person is None:
            continue
        upload = request.FILES.get(question.key)
        if upload is None:
            if before.get(question.key) and f"{question.key}_quitar" not in request.POST:
                sheet.fields[question.key] = before[question.key]
            continue
        try:
            row = keep_answer_file(question=question, ready=prepare(upload), by=sheet.person, at=at)
        except ValidationError as error:
            errors[question.key] = " ".join(error.messages)
        else:
            sheet.fields[question.key] = str(row.key)
            sheet.files[str(row.key)] = row.name
    return errors


def _show(
    request: HttpRequest,
    sheet: Sheet,
    page: list[Question],
    place: int,
    errors: dict[str, str],
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    pages = sheet.pages()
    drawn = sheet.drawn(page, errors, f"{sheet.person.pk if sheet.person else 0}")
    context = {
        "component": sheet.component,
        "process": sheet.component.process,
        "drawn": drawn,
        "wrong": [one for one in drawn if one.error],
        "other_errors": [words for key, words in errors.items() if key not in {one.question.key for one in drawn}],
        "place": place,
        "pages": len(pages),
        "last": place >= len(pages),
        "has_files": any(one.kind == "file" for one in drawn),
        "maps": _maps(sheet.component) if any(one.kind == "point" for one in drawn) else None,
        **more,
    }
    return render(request, "processes/consultations/answer.html", context, status=status)


def _maps(component: Component) -> dict[str, str]:
    """Return what maps to mark a place on are drawn with: the outline of where the process takes place."""
    territory = component.process.territory_id
    return {
        "outlines": reverse("territories:outline", args=[territory]) if territory else reverse("territories:outlines"),
        "tiles": settings.AZOTEA_MAP_TILES_URL,
        "attribution": settings.AZOTEA_MAP_TILES_ATTRIBUTION,
    }


def _check(request: HttpRequest, sheet: Sheet, at: datetime) -> HttpResponse:
    """Show everything that was answered, and hand it in when it is confirmed."""
    errors, status = sheet.errors(), 200
    if request.method == "POST" and not errors:
        try:
            row = answer_survey(
                component=sheet.component, given=read_fields(sheet.asks, sheet.fields), by=sheet.person, at=at
            )
        except WrongAnswers as error:
            errors, status = error.errors, INVALID
        else:
            return redirect("processes:survey-receipt", *_names(sheet.component), row.folio)
    elif request.method == "POST":
        status = INVALID
    return _show_check(request, sheet, errors, status=status)


def _show_check(
    request: HttpRequest, sheet: Sheet, errors: dict[str, str], *, status: int = 200, **more: Any
) -> HttpResponse:
    checked = sheet.checked()
    for row in checked:
        row["error"] = errors.get(row["question"].key, "")
    context = {
        "component": sheet.component,
        "process": sheet.component.process,
        "checked": checked,
        "errors": errors,
        "answering": reverse("processes:answer-survey", args=_names(sheet.component)),
        **more,
    }
    return render(request, "processes/consultations/check.html", context, status=status)


def _names(component: Component) -> tuple[str, str]:
    return component.process.slug, component.slug


@sensitive_post_parameters()
def _at_once(request: HttpRequest, component: Component, person: Person | None) -> HttpResponseBase:
    """Take a ballot, or an answer without an account: fill in, check, hand in; nothing is kept before that."""
    at = timezone.now()
    policies.may_cast_or_answer(person, component, at=at).enforce()
    sheet = sheet_of(component, None)
    form = SendForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _show_all(request, sheet, {}, form=form)
    sheet.fields = _posted(request, sheet.questions)
    if "corregir" in request.POST:
        return _show_all(request, sheet, {}, form=form)
    errors = sheet.errors()
    if not form.is_valid():
        errors[""] = " ".join(text for texts in form.errors.values() for text in texts)
    if errors:
        return _show_all(request, sheet, errors, form=form, status=INVALID)
    if "enviar" not in request.POST:
        vote = component.config.nature == Nature.VOTE
        return _show_check(request, sheet, {}, form=form, fields=sheet.fields, stranger=True, is_vote=vote)
    if person is None:
        allowed = counted(request, "answers")
        if not allowed.allowed:
            return too_many(request, allowed.wait)
    return _hand_in(request, sheet, person, form, at)


def _hand_in(
    request: HttpRequest, sheet: Sheet, person: Person | None, form: SendForm, at: datetime
) -> HttpResponseBase:
    component = sheet.component
    try:
        if person is None:
            form.refuse_if_fast()
        row = hand_in(
            component=component,
            given=read_fields(sheet.asks, sheet.fields),
            by=person,
            at=at,
            act_id=form.cleaned_data.get("act_id"),
        )
    except (WrongAnswers, forms.ValidationError) as error:
        wrong = error.errors if isinstance(error, WrongAnswers) else {"": " ".join(error.messages)}
        return _show_all(request, sheet, wrong, form=form, status=INVALID)
    if row is None:
        messages.success(request, _("Your vote is in the ballot box. Nobody can tell that it is yours."))
        return redirect(component.get_absolute_url())
    return redirect("processes:survey-receipt", *_names(component), row.folio)


def _show_all(
    request: HttpRequest, sheet: Sheet, errors: dict[str, str], *, form: Form, status: int = 200
) -> HttpResponse:
    page = [question for question in sheet.questions if question.key not in sheet.skipped]
    vote = sheet.component.config.nature == Nature.VOTE
    return _show(request, sheet, page, 1, errors, status=status, form=form, stranger=True, is_vote=vote)


@require_safe
@never_cache
def receipt(request: HttpRequest, slug: str, component_slug: str, folio: str) -> HttpResponse:
    """Show that an answer was received, by its folio; what it says is shown to whoever gave it alone."""
    component = consultation_or_404(request, slug, component_slug)
    code, person = read_code(folio), reader(request)
    row = Answer.objects.filter(component=component, folio=code).first() if code else None
    if row is None:
        raise Http404
    own = person is not None and row.person_id == person.pk
    context = {"component": component, "process": component.process, "answer": row, "own": own}
    return render(request, "processes/consultations/receipt.html", context)


@require_safe
@signed_in_to_act
@never_cache
def mine(request: HttpRequest, slug: str, component_slug: str) -> HttpResponse:
    """Show what the reader answered, with what they can do about it."""
    component, at = consultation_or_404(request, slug, component_slug), timezone.now()
    person = reader(request)
    row = Answer.objects.filter(component=component, person=person).first()
    if row is None:
        raise Http404
    questions = questions_of(component)
    sheet = sheet_of(component, person)
    lines = [
        {"question": question, "lines": said(question, row.data.get(question.key), sheet.files)}
        for question in questions
        if question.kind != "section"
    ]
    context = {
        "component": component,
        "process": component.process,
        "answer": row,
        "lines": lines,
        "verdict": policies.may_answer(person, component, at=at),
        "withdrawing": policies.may_withdraw(person, row, at=at),
    }
    return render(request, "processes/consultations/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def withdraw(request: HttpRequest, slug: str, component_slug: str) -> HttpResponse:
    """Ask once more, then take the reader's answer back."""
    component, at = consultation_or_404(request, slug, component_slug), timezone.now()
    person = reader(request)
    row = Answer.objects.filter(component=component, person=person).first()
    if row is None or person is None:
        raise Http404
    row.component = component
    policies.may_withdraw(person, row, at=at).enforce()
    if request.method == "POST":
        withdraw_answer(answer=row, by=person, at=at)
        messages.success(request, _("Your answers were taken back. You can answer again while it is open."))
        return redirect(component.get_absolute_url())
    context = {"component": component, "process": component.process}
    return render(request, "processes/consultations/withdraw.html", context)


@require_http_methods(["POST"])
@signed_in_to_act
def discard(request: HttpRequest, slug: str, component_slug: str) -> HttpResponse:
    """Throw the draft away."""
    component, person = consultation_or_404(request, slug, component_slug), reader(request)
    if person is not None:
        discard_draft(component=component, by=person, at=timezone.now())
        messages.success(request, _("The draft was thrown away."))
    return redirect(component.get_absolute_url())
