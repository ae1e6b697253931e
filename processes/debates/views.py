"""The page of a debate."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from participation.access.eligibility import describe
from participation.comments.models import Comment, Stance
from participation.models import Person
from processes.conclusions.views import concluded, face
from processes.models import Component
from processes.policies import is_open, open_until

TALKED_ABOUT = 3


def debate(request: HttpRequest, component: Component) -> HttpResponse:
    """Show the question, its context, what speaks for and against, the conclusions and all reasons."""
    at = timezone.now()
    person = request.user if isinstance(request.user, Person) else None
    face(component, person)
    config = component.config
    return render(
        request,
        "processes/debates/debate.html",
        {
            "component": component,
            "process": component.process,
            "subject": component.subject,
            "sides": _sides(component),
            "open": is_open(component, "comment", at),
            "closes": open_until(component, "comment", at),
            "who": describe(config.who_may_comment),
            **concluded(component, person, at),
        },
    )


def _sides(component: Component) -> list[dict[str, Any]]:
    """Return the two sides, each with its words, its count and the reasons that were most talked about."""
    config, counts = component.config, component.subject.counts
    own, page = component.lang.split("-")[0], (get_language() or "es").split("-")[0]
    found = []
    for stance, name in ((Stance.FOR.value, "in_favour"), (Stance.AGAINST.value, "against")):
        english = getattr(config, f"{name}_en") if page == "en" else ""
        rows = Comment.objects.roots_of(component.subject_id, stance).for_rows()
        found.append(
            {
                "stance": stance,
                "words": english or getattr(config, name),
                "lang": "" if english or own == page else own,
                "count": getattr(counts, f"comments_{stance}"),
                "reasons": list(rows.order_by("-thread_count", "-at", "-id")[:TALKED_ABOUT]),
            }
        )
    return found
