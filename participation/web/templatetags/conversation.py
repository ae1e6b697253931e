"""The parts of a page on which people talk back: comments, follow, report."""

import uuid
from typing import Any

from django import template
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from participation.access.verdict import Allowed
from participation.comments.forms import CommentForm
from participation.comments.models import Comment
from participation.comments.rows import comment_row, comment_rows
from participation.comments.section import Entry, Section, section
from participation.follows import policies as follows
from participation.follows.models import Follow
from participation.models import Subject, SubjectCount
from participation.subjects.registry import kind_of
from participation.web.addresses import localized
from participation.web.moulds import pour
from participation.web.traps import OPENED, stamp

register = template.Library()


@register.filter
def with_language(path: str) -> str:
    """Return a path as the reader's language has it."""
    return localized(path)


def _person(context: dict[str, Any]) -> Any:
    user = getattr(context["request"], "user", None)
    return user if user is not None and user.is_authenticated else None


@register.inclusion_tag("participation/comments/section.html", takes_context=True)
def comments(context: dict[str, Any], subject: Subject) -> dict[str, Any]:
    """Return the whole comments section of a subject: stances, filters, threads, form."""
    request = context["request"]
    part = section(request, subject, timezone.now())
    return {
        "section": part,
        "subject": subject,
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "user": getattr(request, "user", None),
    }


@register.simple_tag(takes_context=True)
def comment_form(context: dict[str, Any], part: Section) -> SafeString:
    """Return the empty form of a comment: the same for everybody but for its address and what it sends along."""
    sides = kind_of(part.subject).stances

    def names(values: dict[str, str]) -> dict[str, Any]:
        form = CommentForm(stances=sides, initial={"act_id": values["act_id"], OPENED: values["opened"]})
        return {"form": form, "parent": None, "action": values["action"], "csrf_token": values["csrf_token"]}

    return pour(
        "participation/comments/fields.html",
        sides,
        names,
        action=reverse("comments:create", args=[part.subject.pk]),
        csrf_token=str(context.get("csrf_token") or ""),
        act_id=str(uuid.uuid4()),
        opened=stamp(),
    )


@register.simple_tag
def comment_filters(part: Section) -> SafeString:
    """Return the links that choose stance and order."""
    stances = tuple((str(choice["label"]), choice["current"]) for choice in part.stances)
    orders = tuple((str(choice["label"]), choice["current"]) for choice in part.orders)
    links = [choice["url"] for choice in (*part.stances, *part.orders)]

    def names(values: dict[str, str]) -> dict[str, Any]:
        choices = [
            {"label": label, "current": current, "url": values[f"url_{place}"]}
            for place, (label, current) in enumerate((*stances, *orders))
        ]
        return {"stances": choices[: len(stances)], "orders": choices[len(stances) :]}

    urls = {f"url_{place}": url for place, url in enumerate(links)}
    return pour("participation/comments/filters.html", (stances, orders), names, **urls)


@register.simple_tag(takes_context=True)
def comment_list(context: dict[str, Any], entries: list[Entry]) -> SafeString:
    """Return the threads of a section, each with its first replies."""
    return comment_rows(entries, signed_in=_person(context) is not None)


@register.simple_tag(takes_context=True)
def comment_one(context: dict[str, Any], entry: Entry) -> SafeString:
    """Return one comment on a page of its own, where all replies stand below it."""
    return comment_row(entry, signed_in=_person(context) is not None, whole=True)


@register.inclusion_tag("participation/follows/button.html", takes_context=True)
def follow_button(context: dict[str, Any], subject: Subject) -> dict[str, Any]:
    """Return the button to follow a subject, or to stop."""
    return follow_state(context["request"], subject, context.get("csrf_token"))


def follow_state(request: Any, subject: Subject, csrf_token: Any) -> dict[str, Any]:
    """Return what the follow button shows; the view that answers htmx uses it too."""
    person = _person({"request": request})
    followed = person is not None and _follows(person, subject)
    return {
        "request": request,
        "csrf_token": csrf_token,
        "subject": subject,
        "followed": followed,
        "verdict": Allowed() if followed else follows.may_follow(person, subject),
        "action": reverse("follows:unfollow" if followed else "follows:follow", args=[subject.pk]),
        "target": f"#seguir-{subject.pk}",
        "count": _counts(subject).follows,
        "offered": kind_of(subject).may_follow,
    }


def _follows(person: Any, subject: Subject) -> bool:
    known: bool | None = getattr(subject, "followed_by_me", None)  # fetched with the row: subjects/above.py
    return Follow.objects.filter(subject=subject, person=person).exists() if known is None else known


def _counts(subject: Subject) -> SubjectCount:
    if "counts" in subject._state.fields_cache:
        return subject.counts
    counts: QuerySet[SubjectCount] = SubjectCount.objects.filter(pk=subject.pk)
    return counts.first() or SubjectCount(subject=subject)


@register.simple_tag
def flag_link(subject: Subject, comment: Comment | None = None) -> SafeString | str:
    """Return the link that reports a subject or one of its comments; nothing where reports are not taken."""
    return flag_html(subject, comment)


def flag_html(subject: Subject, comment: Comment | None = None) -> SafeString | str:
    """Return the link, for pages that are put together in Python."""
    if comment is None and not kind_of(subject).may_flag:
        return ""
    url = reverse("moderation:flag", args=[subject.pk])
    return pour(
        "participation/moderation/link.html",
        comment is not None,
        url=f"{url}?comentario={comment.pk}" if comment else url,
        name=comment.author.public_name if comment else "",
    )
