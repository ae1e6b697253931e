"""The consultations that an official leads, with what each waits for."""

from typing import Any

from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import Denied
from participation.asks.views.common import signed_in
from participation.web.keyset import paginate
from processes.consultations import policies
from processes.consultations.settings import Nature
from processes.models import AnswerText, AnswerTextState, Component
from processes.policies import is_open, open_until

SIZE = 20


@require_safe
@signed_in_to_act
@never_cache
def desks(request: HttpRequest) -> HttpResponse:
    """Show them, the newest first: whether their questions are ready, open or over, and what is to be read."""
    person, at = signed_in(request), timezone.now()
    held = roles.scopes(person, roles.STEWARDS)
    if held == set():
        Denied("role_missing", _("Your account does not have the role that this needs.")).enforce()
    rows: Any = Component.objects.filter(kind="consultation").with_clock().select_related("questionnaire")
    if held is not None:
        rows = rows.filter(Q(subject_id__in=held) | Q(subject__ancestors__overlap=list(held)))
    page = paginate(request, rows, order=("-id",), size=SIZE)
    texts = AnswerText.objects.filter(question__component__in=[row.pk for row in page], state=AnswerTextState.WAITING)
    waiting = dict(texts.order_by().values("question__component").annotate(n=Count("pk")).values_list(
        F("question__component"), "n"
    ))  # fmt: skip
    shown = [
        {
            "component": row,
            "is_vote": row.config.nature == Nature.VOTE,
            "ready": policies.is_ready(row),
            "published": getattr(row, "questionnaire", None) is not None and row.questionnaire.results_at is not None,
            "open": is_open(row, policies.ACT, at),
            "closes": open_until(row, policies.ACT, at),
            "waiting": waiting.get(row.pk, 0),
        }
        for row in page
    ]
    return render(request, "processes/consultations/desks.html", {"page": page, "shown": shown})
