"""Reporting, the moderators' queue, deciding, and the public log."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied, Denied
from participation.comments.models import Comment
from participation.moderation import actions, policies, querysets
from participation.moderation.forms import DecisionForm, FlagForm
from participation.moderation.models import Decision, FlagReason
from participation.subjects.models import Subject, SubjectState
from participation.subjects.visibility import subject_or_404
from participation.web.forms import Form
from participation.web.keyset import paginate

INVALID = 422


@require_http_methods(["GET", "POST"])
@signed_in_to_act
def report(request: HttpRequest, subject_pk: int) -> HttpResponseBase:
    """Report a subject, or with ``?comentario=`` one of its comments."""
    person: Any = request.user
    subject = subject_or_404(subject_pk, person)
    comment = _comment(request, subject)
    at, status = timezone.now(), 200
    form = FlagForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            made, status = _act(
                form,
                lambda: actions.flag(
                    subject=subject,
                    comment=comment,
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
                return redirect(_thing_url(subject, comment))
    verdict = policies.may_flag(person, subject, comment, at=at)
    return render(
        request,
        "participation/moderation/report.html",
        {
            "subject": subject,
            "comment": comment,
            "form": form,
            "verdict": verdict,
            "back": _thing_url(subject, comment),
        },
        status=status,
    )


@require_GET
@signed_in_to_act
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for this moderator, oldest first; or what is hidden now and can be shown again."""
    person: Any = request.user
    _only_moderators(person)
    hidden = _choice(request, "estado", {"ocultos"}) == "ocultos"
    kind = _choice(request, "tipo", {"comentarios", "temas"})
    reason = "" if hidden else _choice(request, "motivo", set(FlagReason.values))
    rows: QuerySet = querysets.hidden_now(person) if hidden else querysets.waiting(person)
    if kind:
        rows = rows.filter(comment__isnull=kind == "temas")
    if reason:
        rows = rows.filter(_reported_for(reason))
    page = paginate(request, rows, order=("-pk",) if hidden else ("pk",))
    flags = {} if hidden else querysets.open_flags_of(page.rows)
    things = [
        {
            "subject": row.subject,
            "comment": row.comment,
            "flags": flags.get((row.subject_id, row.comment_id), []),
            "decision": row if hidden else None,
            "url": _decide_url(row.subject, row.comment),
        }
        for row in page.rows
    ]
    return render(
        request,
        "participation/moderation/queue.html",
        {
            "page": page,
            "things": things,
            "hidden": hidden,
            "kind": kind,
            "reason": reason,
            "reasons": FlagReason.choices,
        },
    )


def _reported_for(reason: str) -> Q:
    """Match things with any open report for this reason, not only the oldest one."""
    from django.db.models import Exists, OuterRef
    from django.db.models.functions import Coalesce

    from participation.moderation.models import Flag

    same = Flag.objects.filter(decision__isnull=True, reason=reason, subject=OuterRef("subject"))
    return Q(Exists(same.alias(c=Coalesce("comment_id", 0)).filter(c=Coalesce(OuterRef("comment_id"), 0))))


@require_http_methods(["GET", "POST"])
@signed_in_to_act
def decision(request: HttpRequest, subject_pk: int) -> HttpResponseBase:
    """Show one thing with its reports and earlier decisions, and decide."""
    person: Any = request.user
    subject = Subject.objects.filter(pk=subject_pk).exclude(state=SubjectState.DRAFT).first()
    if subject is None or not roles.holds(person, roles.MODERATORS, subject):
        raise Http404
    comment = _comment(request, subject)
    form = DecisionForm(
        request.POST if request.method == "POST" else None, outcomes=policies.outcomes_for(subject, comment)
    )
    status = 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            made, status = _act(
                form,
                lambda: actions.decide(
                    subject=subject,
                    comment=comment,
                    outcome=form.cleaned_data["outcome"],
                    reason=form.cleaned_data["reason"],
                    by=person,
                    at=timezone.now(),
                ),
            )
            if made:
                messages.success(request, _("Decided. The author and those who reported it are told."))
                return redirect("moderation:queue")
    return render(
        request,
        "participation/moderation/decide.html",
        {
            "subject": subject,
            "comment": comment,
            "form": form,
            "flags": querysets.flags_on(subject, comment),
            "decisions": querysets.decisions_on(subject, comment),
            "verdict": policies.may_moderate(person, subject, comment),
        },
        status=status,
    )


@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """Publish what was decided and why: numbers and reasons; no names, nothing of what was hidden."""
    rows = Decision.objects.select_related("subject")
    page = paginate(request, rows, order=("-pk",))
    figures = querysets.figures()
    return render(
        request,
        "participation/moderation/log.html",
        {
            "page": page,
            "open": figures["open"],
            "outcomes": [(label, figures["outcomes"].get(name, 0)) for name, label in Decision.Outcome.choices],
            "reasons": [(label, figures["reasons"].get(name, 0)) for name, label in FlagReason.choices],
        },
    )


def _only_moderators(person: Any) -> None:
    if roles.scopes(person, roles.MODERATORS) == set():
        raise ActDenied(Denied("role_missing", _("Only moderators decide on reports. Ask whoever manages roles.")))


def _act(form: Form, act: Any) -> tuple[Any, int]:
    try:
        return act(), 200
    except ActDenied as error:
        form.deny(error.denial.message)
        return None, 403
    except ValidationError as error:
        for message in error.messages:
            form.deny(message)
        return None, INVALID


def _comment(request: HttpRequest, subject: Subject) -> Comment | None:
    given = request.GET.get("comentario", "").strip()
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise Http404
    comment = Comment.objects.with_people().filter(subject=subject, pk=int(given)).first()
    if comment is None:
        raise Http404
    return comment


def _choice(request: HttpRequest, name: str, known: set[str]) -> str:
    value = request.GET.get(name, "")
    if value and value not in known:
        raise BadRequest(name)
    return value


def _thing_url(subject: Subject, comment: Comment | None) -> str:
    if comment:
        return reverse("comments:thread", args=[subject.pk, comment.pk])
    return subject.get_absolute_url()


def _decide_url(subject: Subject, comment: Comment | None) -> str:
    url = reverse("moderation:decide", args=[subject.pk])
    return f"{url}?comentario={comment.pk}" if comment else url
