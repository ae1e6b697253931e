"""Pages of changes of administration: the public account, and the desk of who answers for what was inherited."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.administrations import actions, policies
from participation.administrations.forms import DeclareForm, PronounceForm, WithdrawForm
from participation.administrations.inherited import answers, current, known, shown_current, subjects
from participation.administrations.models import Administration, Pronouncement
from participation.models import Subject
from participation.web.forms import Form
from participation.web.keyset import paginate

SIZE = 20
MAX_ID = 2**63 - 1


@require_safe
def administrations(request: HttpRequest) -> HttpResponse:
    """Show who governs, what they inherited, and of what they have said nothing yet."""
    at = timezone.now()
    now = shown_current(at)
    context: dict[str, Any] = {"now": now, "others": [each for each in known() if each != now], "at": at}
    context["may_declare"] = bool(policies.may_declare(request.user))  # type: ignore[arg-type]
    if now is not None:
        owed = answers(now)
        rows = subjects(now).select_related("counts")
        context |= {
            "page": paginate(request, rows, order=("-id",), size=SIZE),
            "owed": owed.count(),
            "answered": owed.filter(published_at__isnull=False).count(),
        }
        said = Pronouncement.objects.filter(administration=now, subject__in=[row.pk for row in context["page"]])
        context["said"] = {row.subject_id: row for row in said}
    return render(request, "participation/administrations/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """Declare a change; list what was inherited and nobody answered for, of what this official stewards."""
    person: Any = request.user
    policies.may_see_desk(person).enforce()
    at = timezone.now()
    may_declare = policies.may_declare(person)
    form, status = DeclareForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _took(
            form, lambda: actions.declare_administration(by=person, at=at, **form.cleaned_data)
        ):
            messages.success(request, _("Declared. What was public before that day and goes on waits for its word."))
            return redirect("administrations:desk")
    now = current(at)
    context: dict[str, Any] = {"form": form, "may_declare": may_declare, "now": now, "all": known()}
    if now is not None:
        rows = subjects(now).filter(is_answered_for=False)
        held = roles.scopes(person, roles.STEWARDS)
        if held is not None:
            rows = rows.filter(pk__in=held) | rows.filter(ancestors__overlap=list(held))
        context["page"] = paginate(request, rows, order=("-id",), size=SIZE)
    return render(request, "participation/administrations/desk.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a change back, after a page that says what that does."""
    person: Any = request.user
    policies.may_declare(person).enforce()
    row = Administration.objects.filter(pk=pk).first() if pk <= MAX_ID else None
    if row is None:
        raise Http404
    verdict = policies.may_withdraw(person, row)
    form, status = WithdrawForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _took(
            form,
            lambda: actions.withdraw_administration(
                administration=row, by=person, at=timezone.now(), **form.cleaned_data
            ),
        ):
            messages.success(request, _("Withdrawn. It stays in the log with its reason."))
            return redirect("administrations:desk")
    context = {"form": form, "row": row, "verdict": verdict, "said": row.pronouncements.count()}
    return render(request, "participation/administrations/withdraw.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def pronounce(request: HttpRequest, subject_pk: int) -> HttpResponse:
    """Say what becomes of something that was inherited."""
    person: Any = request.user
    found = Subject.objects.defer("search").filter(pk=subject_pk, state="published") if subject_pk <= MAX_ID else None
    subject = found.first() if found is not None else None
    if subject is None:
        raise Http404
    at = timezone.now()
    policies.may_pronounce(person, subject, at=at).enforce()
    before = Pronouncement.objects.filter(administration=current(at), subject=subject).first()
    initial = {"stance": before.stance, "reasons": before.reasons} if before else None
    form, status = PronounceForm(request.POST if request.method == "POST" else None, initial=initial), 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _took(
            form, lambda: actions.pronounce(subject=subject, by=person, at=at, **form.cleaned_data)
        ):
            messages.success(request, _("Published. Whoever follows it is told."))
            return redirect(subject.get_absolute_url())
    context = {"form": form, "subject": subject, "before": before, "now": current(at)}
    return render(request, "participation/administrations/pronounce.html", context, status=status)


def _took(form: Form, act: Any) -> bool:
    """Tell whether an act went through; what it said against it stands in the form."""
    try:
        act()
    except ActDenied as error:
        form.deny(error.denial.message)
    except ValidationError as error:
        for name, texts in error.message_dict.items():
            form.add_error(name, texts)
    else:
        return True
    return False
