"""A person's sessions; and the page on which an official asks for a colleague's second step to be reset."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from participation.access.decorators import signed_in_to_act
from participation.access.pending.actions import propose_act
from participation.access.verdict import ActDenied
from participation.access.viewing.policies import may_open_viewing
from participation.models import Person, Session
from participation.people.querysets import find_people
from participation.people.safety import actions
from participation.people.safety.sensitive import RESET
from participation.people.sessions import handle_of
from participation.people.views.again import recently_signed_in
from participation.web.addresses import localized
from participation.web.forms import Form, TidyCharField


@signed_in_to_act
@never_cache
def sessions(request: HttpRequest) -> HttpResponse:
    """List where the account is signed in, this browser first."""
    now = timezone.now()
    rows = list(Session.objects.filter(person=_me(request), expire_date__gt=now).defer("session_data"))
    here = handle_of(request.session.session_key or "")
    rows.sort(key=lambda row: (row.handle != here, -row.used_at.timestamp()))
    return render(request, "participation/people/sessions.html", {"rows": rows, "here": here, "others": len(rows) > 1})


@require_POST
@signed_in_to_act
def end_session(request: HttpRequest, handle: uuid.UUID) -> HttpResponseBase:
    """End one session; one that is over, or somebody else's, changes nothing."""
    me = _me(request)
    here = handle == handle_of(request.session.session_key or "")
    if not actions.end_session(person=me, handle=handle, by=me, at=timezone.now()):
        messages.info(request, _("That session was over already."))
        return redirect("people:sessions")
    if here:
        logout(request)
        return HttpResponseRedirect(localized("/"))
    messages.success(request, _("The session ended. Whoever has that device has to sign in again."))
    return redirect("people:sessions")


@require_POST
@signed_in_to_act
def end_other_sessions(request: HttpRequest) -> HttpResponseBase:
    """End every session but this one."""
    me = _me(request)
    kept = request.session.session_key or ""
    ended = actions.end_other_sessions(person=me, kept=kept, by=me, at=timezone.now())
    text = ngettext("%(n)s session ended.", "%(n)s sessions ended.", ended) % {"n": ended}
    messages.success(request, text if ended else _("There was no other session."))
    return redirect("people:sessions")


class RecoverForm(Form):
    """Which colleague, and how one knows that it is them who asks."""

    contact = TidyCharField(
        label=gettext_lazy("Colleague"),
        max_length=254,
        help_text=gettext_lazy("Their e-mail, mobile number, or the code of their page “My verification”."),
    )
    reason = TidyCharField(
        label=gettext_lazy("What happened, and how do you know that it is them?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For example: she lost her telephone; I spoke with her at the office."),
    )
    person: Person | None = None

    def clean_contact(self) -> str:
        """Find the one person meant."""
        found = list(find_people(self.cleaned_data["contact"])[:2])
        if len(found) != 1:
            raise ValidationError(_("No account was found with this. Check it with your colleague."))
        self.person = found[0]
        return str(self.cleaned_data["contact"])


@recently_signed_in
@never_cache
def recover(request: HttpRequest) -> HttpResponseBase:
    """Propose to reset a colleague's second step; a second colleague confirms."""
    now = timezone.now()
    may_open_viewing(_me(request), at=now).enforce()
    form = RecoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.person is not None:
        try:
            made = propose_act(
                kind=RESET, arguments={"person": form.person.pk}, reason=form.cleaned_data["reason"], by=_me(request),
                at=now,
            )  # fmt: skip
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            form.add_error("reason", error.message_dict["reason"])
        else:
            messages.success(request, _("Proposed. Tell a colleague who manages the whole platform to confirm it."))
            return redirect("access:pending-act", made.pk)
    return render(request, "participation/people/recover.html", {"form": form})


def _me(request: HttpRequest) -> Any:
    assert isinstance(request.user, Person)
    return request.user
