"""The page of an activity of opinion groups, the list of its statements, and the method."""

import zlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from participation.access.eligibility import describe
from participation.models import Person
from participation.web.keyset import paginate
from processes.conclusions.views import concluded, face
from processes.models import Component, Opinion, Statement, StatementAnswer
from processes.opinions import policies
from processes.opinions.figures import by_statement, last_round, own_group, summary, told
from processes.opinions.groups import Parameters
from processes.policies import is_open, open_until

CHOICES = ((Opinion.AGREE, "▲"), (Opinion.DISAGREE, "▼"), (Opinion.PASS, "●"))


def reader(request: HttpRequest) -> Person | None:
    """Return who is signed in."""
    return request.user if isinstance(request.user, Person) else None


def activity(request: HttpRequest, slug: str, component_slug: str) -> Component:
    """Return the activity that the reader may see. Raises Http404."""
    rows = Component.objects.visible_to(reader(request)).with_clock().filter(kind="opinions")
    found: Component | None = rows.filter(process__slug=slug, slug=component_slug).first()
    if found is None:
        raise Http404
    return found


def next_statement(statements: list[Statement], answered: dict[int, int], person: Person | None) -> Statement | None:
    """Return what to answer next: each person meets them in an order of their own, so that all get answers."""
    me = person.pk if person is not None else 0
    left = [row for row in statements if row.pk not in answered]
    return min(left, key=lambda row: (zlib.crc32(f"{me}:{row.pk}".encode()), row.pk), default=None)


def answers_of(person: Person | None, component: Component) -> dict[int, int]:
    """Return what somebody answered, by statement."""
    if person is None:
        return {}
    rows = StatementAnswer.objects.filter(person=person, component=component)
    return dict(rows.values_list("statement_id", "value"))


def opinions(request: HttpRequest, component: Component) -> HttpResponse:
    """Show the next statement to answer, how far the reader is, what unites and what divides."""
    at, person = timezone.now(), reader(request)
    face(component, person)
    statements = list(Statement.objects.public().filter(component=component).order_by("pk"))
    answered = answers_of(person, component)
    shown = {row.pk for row in statements}
    found = last_round(component)
    return render(
        request,
        "processes/opinions/page.html",
        {
            "component": component,
            "process": component.process,
            "subject": component.subject,
            "statement": next_statement(statements, answered, person),
            "choices": CHOICES,
            "total": len(statements),
            "done": len(shown & answered.keys()),
            "verdict": policies.may_answer_in(person, component, at=at),
            "adding": policies.may_add(person, component, at=at),
            "open": is_open(component, "answer", at),
            "closes": open_until(component, "answer", at),
            "who": describe(component.config.who_may_answer),
            "round": found,
            "mine": own_group(found, {pk: value for pk, value in answered.items() if pk in shown}),
            "least": Parameters().least_people,
            "enough": Parameters().least_answers,
            **summary(found, {row.pk: row for row in statements}),
            **concluded(component, person, at),
        },
    )


@require_safe
def listing(request: HttpRequest, slug: str, component_slug: str) -> HttpResponse:
    """Show every statement with its figures."""
    component = activity(request, slug, component_slug)
    rows = Statement.objects.public().filter(component=component).for_cards()
    page = paginate(request, rows, order=("-id",), size=20)
    found = last_round(component)
    figures = by_statement(found)
    shown = [{"statement": row, "told": told(figures.get(row.pk))} for row in page]
    context: dict[str, Any] = {"component": component, "process": component.process, "page": page, "rows": shown}
    return render(request, "processes/opinions/list.html", {**context, "round": found})


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """Explain how groups are computed, and what is not told."""
    return render(request, "processes/opinions/method.html", {"parameters": Parameters()})
