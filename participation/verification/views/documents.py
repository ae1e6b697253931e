"""The documents of a verified person: a further one is joined, a wrong one corrected."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.people.models import Person
from participation.people.querysets import short_code
from participation.verification import actions, policies
from participation.verification.forms import DocumentForm
from participation.verification.models import Identity
from participation.verification.querysets import current_verification, documents_of


@signed_in_to_act
@never_cache
def documents(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show which documents verify a person, by kind alone; join another one, or correct one."""
    by = request.user
    assert isinstance(by, Person)
    now = timezone.now()
    policies.may_verify_people(by, at=now).enforce()
    person = get_object_or_404(Person, key=key, is_active=True, erased_at__isnull=True)
    verification = current_verification(person)
    if verification is None or verification.identity is None:
        raise Http404
    rows = list(documents_of(verification.identity))
    verdict = policies.may_change_documents(by, verification.identity, at=now)
    form = DocumentForm(request.POST or None, keys=rows)
    if request.method == "POST" and form.is_valid():
        try:
            _apply(form, verification.identity, by)
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The documents of %(name)s are in order.") % {"name": person.public_name})
            return redirect("verification:documents", key=person.key)
    context = {"person": person, "code": short_code(person), "verification": verification, "rows": rows}
    return render(request, "participation/verification/documents.html", {**context, "form": form, "verdict": verdict})


def _apply(form: DocumentForm, identity: Identity, by: Person) -> None:
    data, now = form.cleaned_data, timezone.now()
    facts = {"kind": data["kind"], "number": data["document"], "reason": data["reason"], "by": by, "at": now}
    key = form.corrected()
    if key is None:
        actions.link_document(identity=identity, **facts)
    else:
        actions.correct_document(key=key, was_mistyped=data["what"] == "mistyped", **facts)
