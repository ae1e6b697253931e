"""Pages of comments: the list, a thread, writing, correcting, withdrawing."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from participation.access.decorators import signed_in_to_act
from participation.access.resume import Offer, keep_refused, resumable
from participation.access.verdict import ActDenied
from participation.comments import actions, policies
from participation.comments.forms import CommentForm, EditForm
from participation.comments.models import Comment, CommentState
from participation.comments.section import Entry, entries, sign_in_url
from participation.models import Subject
from participation.organisations.querysets import choices_of, named_or_none
from participation.subjects.registry import kind_of
from participation.subjects.visibility import subject_or_404
from participation.web.forms import Form
from participation.web.keyset import paginate
from participation.web.traps import OPENED

if TYPE_CHECKING:
    from participation.models import Person

INVALID = 422


@require_GET
def conversation(request: HttpRequest, subject_pk: int) -> HttpResponse:
    """Show every comment on a subject."""
    subject = subject_or_404(subject_pk, _person(request))
    return render(request, "participation/comments/conversation.html", {"subject": subject})


@require_GET
def thread(request: HttpRequest, subject_pk: int, pk: int) -> HttpResponse:
    """Show a comment with all its replies; a reply's own address shows it with what it answers and its answers."""
    subject = subject_or_404(subject_pk, _person(request))
    comment = _comment(subject, pk)
    at, person = timezone.now(), _person(request)
    verdict = policies.may_comment(person, subject, at=at)
    if comment.root_id:
        root = Comment.objects.with_people().get(pk=comment.root_id)
        near = Comment.objects.with_people().filter(parent=comment).order_by("at", "id")
        page = paginate(request, near, order=("at", "id"))
        above = [comment.parent] if comment.depth > 1 and comment.parent else []
        shown = [root, *above, comment, *page.rows]
    else:
        page = paginate(request, Comment.objects.with_people().filter(root=comment), order=("at", "id"))
        shown = [comment, *page.rows]
    dressed = entries(shown, subject, person, verdict, at)
    _explain_hidden(dressed)
    return render(
        request,
        "participation/comments/thread.html",
        {
            "subject": subject,
            "root": dressed[0],
            "replies": dressed[1:],
            "page": page,
            "one": comment,
            "whole": not comment.root_id,
            "verdict": verdict,
            "sign_in": sign_in_url(request.get_full_path()),
        },
    )


def _explain_hidden(shown: list[Entry]) -> None:
    """Give hidden comments the moderator's reason: one query where there are any."""
    hidden = {entry.comment.pk: entry for entry in shown if entry.comment.state == CommentState.HIDDEN}
    if hidden:
        from participation.moderation.models import Decision

        made = Decision.objects.filter(comment__in=hidden, outcome=Decision.Outcome.HIDE).order_by("pk")
        for decision in made:
            hidden[decision.comment_id or 0].hidden_because = decision.reason


def comment_offer(person: "Person", at: datetime, *, subject_pk: int) -> Offer:
    """Return the wish to comment, as it stands. Raises Http404 where the person may not see the subject."""
    subject = subject_or_404(subject_pk, person)
    verdict = policies.may_comment(person, subject, at=at)
    return Offer(gettext_lazy("Comment"), subject.shown_title, subject.path, verdict)


@require_http_methods(["GET", "POST"])
@signed_in_to_act
@resumable(comment_offer, fields=("text", "stance", "organisation", "parent", "act_id", OPENED), opens=True)
def create(request: HttpRequest, subject_pk: int) -> HttpResponseBase:
    """Write a comment or a reply; what was typed stays when it cannot be taken."""
    subject = subject_or_404(subject_pk, _person(request))
    parent = _parent(request, subject)
    at = timezone.now()
    person: Any = request.user
    sides = kind_of(subject).stances
    offered = tuple(choices_of(person))
    form = CommentForm(
        request.POST if request.method == "POST" else None, parent=parent, stances=sides, offered=offered
    )
    status = 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            done, status = _act(
                request,
                form,
                lambda: actions.comment_on(
                    subject=subject,
                    text=form.cleaned_data["text"],
                    stance=form.cleaned_data.get("stance", "neutral"),
                    parent=parent,
                    act_id=form.cleaned_data["act_id"],
                    by=person,
                    at=at,
                    lang=_language(),
                    organisation=named_or_none(form.cleaned_data.get("organisation")),
                ),
            )
            if done:
                _put_before_moderators(form, subject, done)
                messages.success(request, _("Your comment is published."))
                return redirect(_address(subject, done))
    verdict = policies.may_reply(person, parent, at=at) if parent else policies.may_comment(person, subject, at=at)
    return render(
        request,
        "participation/comments/form.html",
        {
            "subject": subject,
            "form": form,
            "parent": parent,
            "verdict": verdict,
            "answered": entries([parent], subject, None, verdict, at)[0] if parent else None,
        },
        status=status,
    )


@require_http_methods(["GET", "POST"])
@signed_in_to_act
def edit(request: HttpRequest, subject_pk: int, pk: int) -> HttpResponseBase:
    """Correct one's own comment."""
    subject = subject_or_404(subject_pk, _person(request))
    comment = _comment(subject, pk)
    at, person = timezone.now(), _person(request)
    if request.method == "GET":
        policies.may_edit(person, comment, at=at).enforce()
    form = EditForm(request.POST if request.method == "POST" else None, initial={"text": comment.text})
    status = 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            done, status = _act(
                request,
                form,
                lambda: actions.edit_comment(
                    comment=comment,
                    text=form.cleaned_data["text"],
                    by=person,
                    at=at,
                ),
            )
            if done:
                messages.success(request, _("Your comment is corrected."))
                return redirect(_address(subject, done))
    return render(
        request,
        "participation/comments/edit.html",
        {"subject": subject, "comment": comment, "form": form},
        status=status,
    )


@require_http_methods(["GET", "POST"])
@signed_in_to_act
def withdraw(request: HttpRequest, subject_pk: int, pk: int) -> HttpResponseBase:
    """Ask once more, then withdraw one's own comment."""
    subject = subject_or_404(subject_pk, _person(request))
    comment = _comment(subject, pk)
    at, person = timezone.now(), _person(request)
    if request.method == "POST":
        actions.withdraw_comment(comment=comment, by=person, at=at)
        messages.success(request, _("Your comment is withdrawn. Its text is not shown any more."))
        return redirect(_address(subject, comment))
    policies.may_withdraw(person, comment, at=at).enforce()
    return render(request, "participation/comments/withdraw.html", {"subject": subject, "comment": comment})


def _act(request: HttpRequest, form: Form, act: Any) -> tuple[Comment | None, int]:
    """Call an act; put its denial or complaint above the form. Return what it made and the status of the page."""
    try:
        return act(), 200
    except ActDenied as error:
        keep_refused(request, error.denial, at=timezone.now())
        form.deny(error.denial.message)
        return None, 403
    except ValidationError as error:
        for message in error.messages:
            form.deny(message)
        return None, INVALID


def _put_before_moderators(form: CommentForm, subject: Subject, comment: Comment) -> None:
    """Have a person look at what came faster than people write; it stays published meanwhile."""
    if form.was_fast:
        from participation.moderation.actions import suspect
        from participation.moderation.models import Suspicion

        suspect(subject=subject, comment=comment, kind=Suspicion.Kind.FAST, at=timezone.now())


def _person(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


def _comment(subject: Subject, pk: int) -> Comment:
    comment = Comment.objects.with_people().select_related("root").filter(subject=subject, pk=pk).first()
    if comment is None:
        raise Http404
    comment.subject = subject
    return comment


def _parent(request: HttpRequest, subject: Subject) -> Comment | None:
    """Return the comment that is answered: ``?respuesta_a=`` in the address or ``parent`` in the form."""
    given = (request.POST.get("parent") or request.GET.get("respuesta_a") or "").strip()
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise Http404
    return _comment(subject, int(given))


def _address(subject: Subject, comment: Comment) -> str:
    """Return where the reader finds the comment: on the page of the subject, a reply in its thread."""
    if comment.root_id or comment.state != CommentState.VISIBLE:
        from django.urls import reverse

        return f"{reverse('comments:thread', args=[subject.pk, comment.pk])}#comentario-{comment.pk}"
    return f"{subject.get_absolute_url()}#comentario-{comment.pk}"


def _language() -> str:
    return (get_language() or "es").split("-")[0]
