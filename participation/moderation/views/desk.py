"""The moderators' desk: the queue with its filters, one decision, one decision on several things."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.comments.models import Comment
from participation.moderation import actions, policies, querysets
from participation.moderation.forms import MOST_THINGS, DecisionForm, ManyForm
from participation.moderation.models import Decision, Flag, FlagReason, Part, Suspicion
from participation.moderation.things import Thing, thing_of
from participation.moderation.views.common import (
    INVALID,
    attempt,
    choice,
    decide_url,
    only_moderators,
    thing_for_official,
)
from participation.subjects.models import Subject, SubjectState
from participation.web.keyset import KeysetPage, paginate

STATES = {"avisos", "ocultos"}
KINDS = {"comentarios", "temas", "respuestas", "nombres"}


def _of_kind(rows: QuerySet, kind: str) -> QuerySet:
    if kind == "respuestas":
        return rows.filter(part=Part.ANSWER)
    if kind == "nombres":
        return rows.filter(part=Part.NAME)
    return rows.filter(comment__isnull=kind == "temas", part=Part.TEXT) if kind else rows


def _reported_for(reason: str) -> Q:
    """Match things with any open report for this reason, not only the oldest one."""
    same = Flag.objects.filter(decision__isnull=True, reason=reason, subject=OuterRef("subject"), part=OuterRef("part"))
    return Q(Exists(same.alias(c=Coalesce("comment_id", 0)).filter(c=Coalesce(OuterRef("comment_id"), 0))))


def _noticed_as(kind: str) -> Q:
    same = Suspicion.objects.filter(decision__isnull=True, kind=kind, subject=OuterRef("subject"))
    return Q(Exists(same.alias(c=Coalesce("comment_id", 0)).filter(c=Coalesce(OuterRef("comment_id"), 0))))


def _page(request: HttpRequest, person: Any, state: str, kind: str, reason: str) -> KeysetPage:
    """Return the rows of one page of the queue, oldest first; of what is hidden, newest first."""
    if state == "ocultos":
        return paginate(request, _of_kind(querysets.hidden_now(person), kind), order=("-pk",))
    if state == "avisos":
        suspected = querysets.suspected(person)
        rows = suspected.filter(comment__isnull=kind == "temas") if kind else suspected
        return paginate(request, rows.filter(_noticed_as(reason)) if reason else rows, order=("pk",))
    waiting = _of_kind(querysets.waiting(person), kind)
    return paginate(request, waiting.filter(_reported_for(reason)) if reason else waiting, order=("pk",))


def _entries(rows: Iterable[Any], state: str) -> list[dict[str, Any]]:
    """Dress the rows of a page: what it is, what was said of it, how often it was looked at. One query for all."""
    listed = list(rows)
    said_of = querysets.said_of(listed, waiting=state != "ocultos")
    found = []
    for row in listed:
        thing = thing_of(row)
        said = said_of[(row.subject_id, row.comment_id, thing.part)]
        found.append(
            {
                "thing": thing,
                "flags": said.flags,
                "suspicions": said.suspicions,
                "before": said.before,
                "decision": row if state == "ocultos" else None,
                "url": decide_url(thing),
            }
        )
    return found


@require_GET
@signed_in_to_act
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for this moderator: reports, what a machine noticed, or what is hidden and can be shown again."""
    only_moderators(request.user)
    state = choice(request, "estado", STATES)
    kind = choice(request, "tipo", {"comentarios", "temas"} if state == "avisos" else KINDS)
    reasons = [] if state == "ocultos" else Suspicion.Kind.choices if state == "avisos" else FlagReason.choices
    reason = choice(request, "motivo", {name for name, _label in reasons}) if state != "ocultos" else ""
    page = _page(request, request.user, state, kind, reason)
    context = {"page": page, "entries": _entries(page.rows, state), "reasons": reasons, "reason": reason}
    return render(
        request,
        "participation/moderation/queue.html",
        context | _frame(state, kind, wanted=bool(page.rows)) | {"all_marked": request.GET.get("todas") == "1"},
    )


def _frame(state: str, kind: str, *, wanted: bool) -> dict[str, Any]:
    """Return what stands around the queue: its tabs and filters, and the form for several things where some wait."""
    both = [("comentarios", _("Comments")), ("temas", _("Proposals and other pages"))]
    more = [] if state == "avisos" else [("respuestas", _("Answers")), ("nombres", _("Names"))]
    return {
        "state": state,
        "tab": state or "waiting",
        "kind": kind,
        "kinds": both + more,
        "form": ManyForm() if state != "ocultos" and wanted else None,
    }


# --- One thing --------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@signed_in_to_act
def decision(request: HttpRequest, subject_pk: int) -> HttpResponseBase:
    """Show one thing with its reports, what surrounds it and earlier decisions, and decide."""
    person: Any = request.user
    thing = thing_for_official(request, subject_pk)
    made_before, said = list(querysets.decisions_on(thing)), querysets.said_on(thing)
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        outcomes=policies.outcomes_of(thing),
        initial={"seen": made_before[0].pk if made_before else 0},
    )
    status = 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            made, status = attempt(form, lambda: _decide(thing, person, **form.cleaned_data))
            if made:
                messages.success(request, _("Decided. The author and those who reported it are told."))
                return redirect("moderation:queue")
    context = {
        "thing": thing,
        "subject": thing.subject,
        "comment": thing.comment,
        "form": form,
        "flags": said.flags,
        "suspicions": said.suspicions,
        "decisions": made_before,
        "around": querysets.around(thing),
        "verdict": policies.may_moderate_thing(person, thing),
        "block_url": decide_url(thing, "moderation:block") if policies.may_see_blocks(person) else "",
    }
    return render(request, "participation/moderation/decide.html", context, status=status)


def _decide(thing: Thing, person: Any, **given: Any) -> Decision:
    return actions.decide(
        subject=thing.subject,
        comment=thing.comment,
        part=thing.part,
        outcome=given["outcome"],
        reason=given["reason"],
        rule=given.get("rule"),
        seen=given.get("seen"),
        by=person,
        at=timezone.now(),
    )


# --- Several at once --------------------------------------------------------------------------------------------------


def _marked(request: HttpRequest) -> list[Thing]:
    """Return the things that were marked, as they stand; what cannot be read is left out."""
    keys = []
    for given in request.POST.getlist("cosa")[:MOST_THINGS]:
        pieces = given.split("-")
        if len(pieces) == 3 and pieces[2] in Part.values and all(_is_key(piece) for piece in pieces[:2]):
            keys.append((int(pieces[0]), int(pieces[1]), pieces[2]))
    subjects = Subject.objects.exclude(state=SubjectState.DRAFT).defer("search").in_bulk({key[0] for key in keys})
    comments = Comment.objects.with_people().in_bulk({key[1] for key in keys if key[1]})
    found = {}
    for subject, comment, part in keys:
        if subject in subjects and (not comment or comment in comments):
            thing = Thing(subjects[subject], comments.get(comment), part)
            found[thing.key] = thing
    return list(found.values())


def _is_key(piece: str) -> bool:
    return piece.isascii() and piece.isdigit() and len(piece) < 19


@require_POST
@signed_in_to_act
def decide_many(request: HttpRequest) -> HttpResponseBase:
    """Decide the same on each thing that was marked, one act for each; say which could not be, and why."""
    only_moderators(request.user)
    person: Any = request.user
    form, things = ManyForm(request.POST), _marked(request)
    status = 200 if form.is_valid() else INVALID
    if status == 200 and not things:
        form.deny(_("Mark at least one thing of the list."))
        status = INVALID
    if status == 200:
        return _decide_each(request, person, things, form.cleaned_data)
    # What was marked and typed stays; the filters of the page before are in its address.
    entries = [{"thing": thing, "url": decide_url(thing), "flags": [], "suspicions": []} for thing in things]
    context = {"form": form, "entries": entries, "all_marked": True, "tab": "waiting"}
    return render(request, "participation/moderation/decide_many.html", context, status=status)


def _decide_each(request: HttpRequest, person: Any, things: list[Thing], given: dict[str, Any]) -> HttpResponseBase:
    done, left = 0, []
    for thing in things:
        try:
            _decide(thing, person, **given)
        except ActDenied as error:
            left.append(f"{thing.subject.shown_title}: {error.denial.message}")
        except ValidationError as error:
            left.append(f"{thing.subject.shown_title}: {' '.join(error.messages)}")
        else:
            done += 1
    if done:
        words = ngettext("%(n)s decision was made.", "%(n)s decisions were made.", done)
        messages.success(request, words % {"n": done})
    for words in left[:5]:
        messages.warning(request, words)
    if len(left) > 5:
        more = ngettext("%(n)s more could not be decided.", "%(n)s more could not be decided.", len(left) - 5)
        messages.warning(request, more % {"n": len(left) - 5})
    return redirect(reverse("moderation:queue"))
