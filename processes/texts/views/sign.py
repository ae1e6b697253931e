"""Signing an adopted text, taking the signature back, and who signed."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from participation.access.decorators import signed_in_to_act
from participation.access.resume import Offer, resumable
from participation.access.verdict import ActDenied
from participation.asks.views.common import MAX_ID, signed_in
from participation.models import Person
from participation.organisations.querysets import choices_of, named_or_none
from participation.web.keyset import paginate
from processes.models import Component, DraftText, TextSignature
from processes.policies import open_until
from processes.texts import policies
from processes.texts.actions.signing import sign_text, withdraw_signature
from processes.texts.forms import SignForm
from processes.texts.views.common import around, published_or_404

SIZE = 50


def _offer(person: Person, at: datetime, *, pk: int) -> Offer | None:
    """Return the wish to sign; None for a text that is not shown."""
    text = DraftText.objects.public().for_page().filter(pk=pk).first() if pk <= MAX_ID else None
    if text is None:
        return None
    text.component = Component.objects.with_clock().get(pk=text.component_id)
    verdict, rules = policies.may_sign(person, text, at=at), tuple(text.component.config.who_may_sign)
    return Offer(
        _("Sign the text"), text.title, text.subject.path, verdict, rules, open_until(text.component, "sign", at)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@resumable(_offer, opens=True)
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the text, after saying what that means; or see one's signatures and take them back."""
    text, person, at = published_or_404(request, pk), signed_in(request), timezone.now()
    offered = tuple(choices_of(person))
    mine = _standing(text, person, [key for key, _name in offered])
    verdict = policies.may_sign(person, text, at=at)
    if not mine:
        verdict.enforce()
    form = SignForm(request.POST if request.method == "POST" else None, offered=offered)
    if request.method == "POST" and form.is_valid():
        try:
            named = named_or_none(form.cleaned_data.get("organisation"))
            sign_text(text=text, by=person, at=at, organisation=named)
        except ActDenied as error:
            form.deny(error.denial.message)
        else:
            messages.success(request, _("You signed the text. Your signature stands below it."))
            return redirect("texts:detail", text.pk)
    closes = open_until(text.component, "sign", at)
    everybody = any(row.organisation is None for row in mine) and len(mine) > len(offered)
    context = around(text, form=form, mine=mine, closes=closes, verdict=verdict, everybody=everybody)
    status = 422 if request.method == "POST" else 200
    return render(request, "processes/texts/sign.html", context, status=status)


def _standing(text: DraftText, person: Person, organisations: list[int]) -> list[TextSignature]:
    """Return the signatures that a person can take back: their own, and those of who they speak for."""
    rows = TextSignature.objects.filter(text=text, withdrawn_at__isnull=True).select_related("person", "organisation")
    own = rows.filter(person=person, organisation__isnull=True)
    return list((own | rows.filter(organisation__in=organisations)).order_by("pk"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def unsign(request: HttpRequest, pk: int, signature: int) -> HttpResponse:
    """Take a signature back, after asking once."""
    text, person, at = published_or_404(request, pk), signed_in(request), timezone.now()
    rows: Any = TextSignature.objects.filter(text=text, withdrawn_at__isnull=True)
    row = rows.select_related("person", "organisation").filter(pk=signature).first() if signature <= MAX_ID else None
    if row is None:
        raise Http404
    row.text = text
    policies.may_withdraw_signature(person, row, at=at).enforce()
    if request.method == "POST":
        withdraw_signature(signature=row, by=person, at=at)
        messages.success(request, _("The signature was taken back."))
        return redirect("texts:detail", text.pk)
    return render(request, "processes/texts/unsign.html", around(text, signature=row))


@require_safe
def signers(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who signed, the newest first."""
    text = published_or_404(request, pk)
    rows = TextSignature.objects.filter(text=text, withdrawn_at__isnull=True).select_related("person", "organisation")
    page = paginate(request, rows, order=("-at", "-id"), size=SIZE)
    return render(request, "processes/texts/signers.html", around(text, page=page))
