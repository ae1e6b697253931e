"""The officials' queue of verifications that were refused since the document is of another account's identity."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.people.models import Person
from participation.verification import actions, policies
from participation.verification.forms import DecideForm
from participation.verification.models import Conflict
from participation.verification.querysets import accounts_in, decided_conflicts, open_conflicts
from participation.web.keyset import paginate


@signed_in_to_act
@never_cache
def conflicts(request: HttpRequest) -> HttpResponse:
    """List what waits for a decision, the oldest first; what was decided, the newest first."""
    by = request.user
    assert isinstance(by, Person)
    policies.may_resolve(by, at=timezone.now()).enforce()
    decided = request.GET.get("estado") == "decididos"
    rows = decided_conflicts() if decided else open_conflicts()
    page = paginate(request, rows, order=("-decided_at", "-pk") if decided else ("opened_at", "pk"))
    return render(request, "participation/verification/conflicts.html", {"page": page, "decided": decided})


@signed_in_to_act
@never_cache
def conflict(request: HttpRequest, pk: int) -> HttpResponse:
    """Show both sides of a conflict, and take the decision."""
    by = request.user
    assert isinstance(by, Person)
    now = timezone.now()
    policies.may_resolve(by, at=now).enforce()
    found = get_object_or_404(Conflict.objects.select_related("person", "key", "opened_by", "decided_by"), pk=pk)
    form = DecideForm(request.POST or None, conflict=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_conflict(conflict=found, **form.cleaned_data, by=by, at=now)
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Decided. Both people are told what concerns them."))
            return redirect("verification:conflicts")
    context = {
        "conflict": found,
        "form": form,
        "verdict": policies.may_decide_conflict(by, found, at=now),
        "accounts": accounts_in(found),
    }
    return render(request, "participation/verification/conflict.html", context)
