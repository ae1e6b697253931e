"""Reads of processes."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When

from participation.access import roles
from participation.subjects.querysets import shown

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

    def workable_by(self, person: "Person | None", kinds: set[str]) -> "ProcessQuerySet":
        """Return the processes over which the person holds one of the roles."""
        held = roles.scopes(person, kinds)
        if held is None:
            return self.all()
        return self.filter(Q(subject_id__in=held) | Q(subject__ancestors__overlap=list(held))) if held else self.none()

    def standing(self, name: str, at: "datetime") -> "ProcessQuerySet":
        """Return the public processes that are open, soon or closed at a moment. Raises ValueError for other names."""
        return self.with_rank(at).filter(rank=("open", "soon", "closed").index(name))

    def with_rank(self, at: "datetime") -> "ProcessQuerySet":
        """Add ``rank``: 0 while a phase runs, 1 while one is still to come, 2 for what is over."""
        from processes.models import Phase

        phases = Phase.objects.filter(process=OuterRef("pk"))
        running = Exists(phases.filter(Q(closes_at__isnull=True) | Q(closes_at__gt=at), opens_at__lte=at))
        coming = Exists(phases.filter(opens_at__gt=at))
        return self.annotate(
            rank=Case(When(state="closed", then=2), When(running, then=0), When(coming, then=1), default=2)
        )


def openings_with_phases(path: str = "openings") -> models.Prefetch:
    """Return what fetches the openings of components together with their phases, in one query."""
    from processes.models import Opening

    return models.Prefetch(path, Opening.objects.select_related("phase"))


class StatementQuerySet(models.QuerySet):
    """Short statements by visibility."""

    def public(self) -> "StatementQuerySet":
        """Return what anybody may see: published, in something that is public too."""
        return shown(self.filter(state="published"))  # type: ignore[return-value]

    def visible_to(self, person: "Person | None") -> "StatementQuerySet":
        """Return what this person may see: the public ones, their own, and those of the officials who work there."""
        if person is None or not person.is_authenticated:
            return self.public()
        held = roles.scopes(person, roles.OFFICIALS)
        if held is None:
            return self
        own = Q(author=person) | Q(subject__ancestors__overlap=list(held)) if held else Q(author=person)
        return self.filter(Q(pk__in=self.model.objects.public().values("pk")) | own)  # type: ignore[attr-defined]

    def for_cards(self) -> "StatementQuerySet":
        """Return rows with what lists show."""
        return self.select_related("subject").defer("subject__search")


class ComponentQuerySet(models.QuerySet):
    """Components with what the clock needs."""

    def with_tallies(self) -> "ComponentQuerySet":
        """Return rows with ``tally``, the numbers that the kind of each says (None where it says none)."""
        from processes.kinds import all_kinds

        cases = [models.When(kind=kind.name, then=kind.tally()) for kind in all_kinds() if kind.tally]
        return self.annotate(tally=models.Case(*cases, default=None, output_field=models.JSONField()))

    def with_clock(self) -> "ComponentQuerySet":
        """Fetch process, subject, openings and phases: two queries, whatever the number of components."""
        return (
            self.select_related("process__subject", "subject")
            .defer("process__subject__search", "subject__search")
            .prefetch_related(openings_with_phases())
            .order_by("position", "pk")
        )

    def visible_to(self, person: "Person | None") -> "ComponentQuerySet":
        """Return the components of the processes that this person may see, unless moderation hid them."""
        from processes.models import Process

        return self.filter(process__in=Process.objects.visible_to(person)).exclude(subject__state="hidden")

    def open_at(self, at: "datetime") -> "ComponentQuerySet":
        """Return the components of public processes in which some act is open at a moment."""
        from processes.models import Opening

        running = Opening.objects.filter(
            Q(phase__closes_at__isnull=True) | Q(phase__closes_at__gt=at),
            component=OuterRef("pk"),
            phase__opens_at__lte=at,
        )
        return self.filter(
            Exists(running),
            process__state="published",
            process__subject__state="published",
            subject__state="published",
        )
