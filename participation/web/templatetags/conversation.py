"""The parts of a page on which people talk back: comments, follow, report."""

import uuid
from typing import Any, NamedTuple

from django import template
from django.db.models import QuerySet
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.access.verdict import Allowed
from participation.comments.forms import CommentForm
from participation.comments.models import Comment
from participation.comments.rows import comment_row, comment_rows
from participation.comments.section import Entry, Section, section
from participation.follows import policies as follows
from participation.follows.models import Follow
from participation.models import Subject, SubjectCount
from participation.organisations.querysets import choices_of
from participation.subjects.registry import is_followed, kind_of
from participation.web.addresses import localized
from participation.web.moulds import pour
from participation.web.templatetags.ui import act_button, bar, num
from participation.web.traps import OPENED, stamp

register = template.Library()


@register.filter
def with_language(path: str) -> str:
    """Return a path as the reader's language has it."""
    return localized(path)


def _person(context: dict[str, Any]) -> Any:
    user = getattr(context["request"], "user", None)
    return user if user is not None and user.is_authenticated else None


class SectionShape(NamedTuple):
    """What decides the shape of the whole section; its texts are values."""

    drawn: bool
    asks: str  # "form", "stranger" or "closed": what stands where one comments
    chosen: bool
    shown: bool
    filtered: bool
    invited: bool
    before: bool
    after: bool


@register.simple_tag(takes_context=True)
def comments(context: dict[str, Any], subject: Subject) -> SafeString:
    """Return the whole comments section of a subject: stances, filters, threads, form."""
    part = section(context["request"], subject, timezone.now())
    stranger = getattr(part.verdict, "code", "") == "not_signed_in"
    shape = SectionShape(
        drawn=bool(part.total and part.bar),
        asks="form" if part.verdict else "stranger" if stranger else "closed",
        chosen=bool(part.total or part.threads or part.filtered),
        shown=bool(part.threads),
        filtered=part.filtered,
        invited=part.invited,
        before=bool(part.previous_url),
        after=bool(part.next_url),
    )
    return pour(
        "participation/comments/section.html",
        shape,
        total=num(part.total),
        bar=bar(parts=part.bar) if shape.drawn else "",
        sign_in=part.sign_in,
        form=_form(context, part) if shape.asks == "form" else "",
        closed=_closed(context, part) if shape.asks == "closed" else "",
        filters=_filters(part) if shape.chosen else "",
        threads=comment_rows(part.threads, signed_in=_person(context) is not None),
        previous_url=part.previous_url,
        next_url=part.next_url,
    )


def _closed(context: dict[str, Any], part: Section) -> SafeString:
    """Return why the reader cannot comment now, and the way to what is missing."""
    told = {
        "verdict": part.verdict,
        "act": reverse("comments:create", args=[part.subject.pk]),
        "csrf_token": context.get("csrf_token"),
    }
    return get_template("participation/comments/closed.html").render(told)  # type: ignore[return-value]


def _form(context: dict[str, Any], part: Section) -> SafeString:
    """Return the empty form of a comment: the same for everybody but for its address and what it sends along."""
    sides = kind_of(part.subject).stances
    offered = tuple(choices_of(_person(context)))

    def names(values: dict[str, str]) -> dict[str, Any]:
        given = {"act_id": values["act_id"], OPENED: values["opened"]}
        form = CommentForm(stances=sides, offered=offered, initial=given)
        return {"form": form, "parent": None, "action": values["action"], "csrf_token": values["csrf_token"]}

    return pour(
        "participation/comments/fields.html",
        (sides, offered),
        names,
        action=reverse("comments:create", args=[part.subject.pk]),
        csrf_token=str(context.get("csrf_token") or ""),
        act_id=str(uuid.uuid4()),
        opened=stamp(),
    )


def _filters(part: Section) -> SafeString:
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
def comment_one(context: dict[str, Any], entry: Entry) -> SafeString:
    """Return one comment on a page of its own, where all replies stand below it."""
    return comment_row(entry, signed_in=_person(context) is not None, whole=True)


@register.simple_tag(takes_context=True)
def follow_button(context: dict[str, Any], subject: Subject) -> SafeString | str:
    """Return the button to follow a subject, or to stop."""
    return follow_html(context["request"], subject, context.get("csrf_token"))


class FollowShape(NamedTuple):
    """What decides the shape of the button to follow; its texts are values."""

    followed: bool
    counted: bool
    focus: bool


def follow_html(request: Any, subject: Subject, csrf_token: Any, *, focus: bool = False) -> SafeString | str:
    """Return the button to follow; the view that answers htmx, and puts the ``focus`` back on it, uses it too."""
    if not is_followed(subject):
        return ""
    person = _person({"request": request})
    followed = person is not None and _follows(person, subject)
    count = _counts(subject).follows
    button = act_button(
        {"request": request, "csrf_token": csrf_token},
        verdict=Allowed() if followed else follows.may_follow(person, subject),
        action=reverse("follows:unfollow" if followed else "follows:follow", args=[subject.pk]),
        label=_("Stop following") if followed else _("Follow"),
        css="btn-outline-primary",
        hidden=subject.shown_title,
        target=f"#seguir-{subject.pk}",
    )
    return pour(
        "participation/follows/button.html",
        FollowShape(followed, bool(count), focus),
        pk=subject.pk,
        button=button,
        about_url=reverse("notifications:about", args=[subject.pk]) if followed else "",
        others=ngettext("%(n)s person follows it.", "%(n)s people follow it.", count) % {"n": num(count)},
    )


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
        name=comment.signed_name if comment else "",
    )
