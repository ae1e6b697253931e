"""The desk of handovers: who works here and what they owe; handing one office over."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from participation.access.decorators import signed_in_to_act
from participation.access.models import Role
from participation.access.verdict import ActDenied
from participation.handover import actions, policies
from participation.handover.forms import LeaveForm
from participation.handover.querysets import answers_of, officials
from participation.handover.registry import Duty, duties
from participation.web.keyset import paginate

SHOWN = 20


@require_safe
@signed_in_to_act
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """List who works here, with what each of them holds and owes."""
    policies.may_see_handover(request.user).enforce()  # type: ignore[arg-type]
    page = paginate(request, officials(), order=("name", "pk"), size=SHOWN)
    return render(request, "participation/handover/desk.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what handing over an office does, and do it."""
    by: Any = request.user
    policies.may_see_handover(by).enforce()
    person = officials().filter(pk=pk).first() if pk < 2**63 else None
    if person is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form, status = LeaveForm(posted, people=officials().exclude(pk=pk).order_by("name", "pk")), 200
    if posted is not None:
        status = 422
        if form.is_valid():
            try:
                done = actions.leave_office(person=person, by=by, at=timezone.now(), **form.cleaned_data)
            except ActDenied as error:
                form.deny(error.denial.message)
            except ValidationError as error:
                for name, texts in getattr(error, "error_dict", {None: [error]}).items():
                    form.add_error(name, texts)
            else:
                messages.success(request, _done(done))
                return redirect(
                    "handover:desk" if policies.may_see_handover(by) and by.pk != person.pk else "people:home"
                )
    answers = answers_of(person)
    roles = Role.objects.filter(person=person, ended_at__isnull=True).select_related("scope").defer("scope__search")
    context = {
        "person": person,
        "form": form,
        "roles": roles.order_by("pk"),
        "answers": answers[:SHOWN],
        "duties": [_told(duty, person) for duty in duties()],
    }
    return render(request, "participation/handover/leave.html", context, status=status)


def _told(duty: Duty, person: Any) -> dict[str, Any]:
    """Return what a page says of something that somebody has in hand."""
    rows = list(duty.rows(person)[: SHOWN + 1])
    lines = [(duty.title(row), duty.path(row)) for row in rows[:SHOWN]]
    return {"name": duty.name, "label": duty.label, "lines": lines, "more": len(rows) > SHOWN}


def _done(done: actions.Left) -> str:
    words = _(
        "Handed over. Roles ended: %(roles)s. Answers given on: %(given)s. Answers back at their office: %(left)s."
    )
    told = words % {"roles": done.roles, "given": done.given, "left": done.left}
    also = _("%(what)s: %(given)s given on, %(left)s in nobody's hands.")
    labels = {duty.name: duty.label for duty in duties()}
    lines = [also % {"what": labels[name], "given": given, "left": left} for name, (given, left) in done.duties.items()]
    return " ".join([told, *lines])
