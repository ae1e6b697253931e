"""Reads of processes."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from participation.access import roles

if TYPE_CHECKING:
    from participation.models import Person


class ProcessQuerySet(models.QuerySet):
    """Processes by visibility."""

    def public(self) -> "ProcessQuerySet":
        """Return what anybody may see."""
        return self.filter(state__in=["published", "closed"], subject__state="published")

    def visible_to(self, person: "Person | None") -> "ProcessQuerySet":
        """Return what this person may see: the public ones and the drafts of those who hold a role there."""
        held = roles.scopes(person, roles.OFFICIALS)
        if held is None:
            return self.all()
        public = Q(state__in=["published", "closed"], subject__state="published")
        if not held:
            return self.filter(public)
        return self.filter(public | Q(subject_id__in=held) | Q(subject__ancestors__overlap=list(held)))


class ComponentQuerySet(models.QuerySet):
    """Components with what the clock needs."""

    def with_clock(self) -> "ComponentQuerySet":
        """Fetch process, subject, openings and phases: three queries, whatever the number of components."""
        return (
            self.select_related("process__subject", "subject").prefetch_related("openings__phase")
            .order_by("position", "pk")
        )

    def visible_to(self, person: "Person | None") -> "ComponentQuerySet":
        """Return the components of the processes that this person may see, unless moderation hid them."""
        from processes.models import Process

        return self.filter(process__in=Process.objects.visible_to(person)).exclude(subject__state="hidden")
