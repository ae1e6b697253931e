"""Pages for everybody: reporting, the house rules, the log of decisions, the figures."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from participation.access.decorators import signed_in_to_act
from participation.comments.models import Comment
from participation.moderation import actions, policies, querysets
from participation.moderation.figures import months, totals
from participation.moderation.forms import FlagForm
from participation.moderation.models import Decision, FlagReason, Part
from participation.moderation.things import SHOWN, Thing
from participation.moderation.views.common import INVALID, attempt, comment_of, thing_url
from participation.subjects.above import asked, keep
from participation.subjects.models import Subject
from participation.subjects.registry import kind_of
from participation.subjects.visibility import is_shown, subject_or_404
from participation.web.keyset import paginate


def _parts(subject: Subject, comment: Comment | None) -> list[tuple[str, Any]]:
    """Return what of a page can be reported, in the words of the form."""
    found: list[tuple[str, Any]] = []
    if comment is not None or kind_of(subject).may_flag:
        found.append((Part.TEXT.value, _("What is written there")))
    if comment is None and Thing(subject, None, Part.ANSWER).state() == SHOWN:
        found.append((Part.ANSWER.value, _("The government's answer")))
    if Thing(subject, comment, Part.NAME).state() == SHOWN:
        found.append((Part.NAME.value, _("The name of whoever wrote it")))
    return found or [(Part.TEXT.value, "")]


@require_http_methods(["GET", "POST"])
@signed_in_to_act
def report(request: HttpRequest, subject_pk: int) -> HttpResponseBase:
    """Report a subject, or with ``?comentario=`` one of its comments; or its answer, or its author's name."""
    person: Any = request.user
    subject = subject_or_404(subject_pk, person)
    comment = comment_of(request, subject)
    at, status = timezone.now(), 200
    form = FlagForm(request.POST if request.method == "POST" else None, parts=_parts(subject, comment))
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            made, status = attempt(
                form,
                lambda: actions.flag(
                    subject=subject,
                    comment=comment,
                    part=form.chosen(),
                    reason=form.cleaned_data["reason"],
                    text=form.cleaned_data["text"],
                    by=person,
                    at=at,
                ),
            )
            if made:
                messages.success(
                    request, _("Thank you. A person will look at it and you will be told what came of it.")
                )
                return redirect(thing_url(subject, comment))
    verdict = policies.may_flag(person, subject, comment, at=at, part=form.only)
    context = {
        "subject": subject,
        "comment": comment,
        "form": form,
        "verdict": verdict,
        "back": thing_url(subject, comment),
    }
    return render(request, "participation/moderation/report.html", context, status=status)


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Show the house rules, and how decisions are made and appealed."""
    context = {"rules": querysets.shown_rules(), "days": policies.appeal_days()}
    return render(request, "participation/moderation/rules.html", context)


@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """Publish what was decided and why: numbers and reasons; no names, nothing of what was hidden."""
    rows = Decision.objects.select_related("subject", "rule", "appeal").annotate(**asked(None))
    page = paginate(request, rows, order=("-pk",))
    for row in page.rows:
        keep(row, row.subject)  # what lies in something hidden is not named either
    figures = querysets.figures()
    return render(
        request,
        "participation/moderation/log.html",
        {
            "page": page,
            "shown": {row.subject_id for row in page.rows if is_shown(row.subject)},
            "open": figures["open"],
            "outcomes": [(label, figures["outcomes"].get(name, 0)) for name, label in Decision.Outcome.choices],
            "reasons": [(label, figures["reasons"].get(name, 0)) for name, label in FlagReason.choices],
        },
    )


@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    """Publish the figures: by month, by reason, by rule, how fast, and what came of appeals. Never people."""
    at = timezone.now()
    context = {"months": months(at), "totals": totals(at)}
    return render(request, "participation/moderation/statistics.html", context)
