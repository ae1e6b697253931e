"""Filters of what people ask for: the same names mean the same on the page and in the API."""

from typing import Any

import django_filters
from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation.asks.models import Ask
from participation.joins.models import Join
from participation.models import Institution
from participation.opendata.filters import IdField
from participation.search.text import search_query
from participation.web.forms import Form, TidyCharField

ANSWERS = [("answered", _("answered")), ("waiting", _("waiting for an answer")), ("late", _("▲ answer overdue"))]
YES = [("1", _("yes"))]


class TextFilter(django_filters.Filter):
    """Text without control characters."""

    field_class = TidyCharField


class SmallKeyField(django_filters.fields.ModelChoiceField):
    """A row by its key; a key that no row could have is an unknown choice, not an error of the server."""

    def to_python(self, value: Any) -> Any:
        """Refuse what is not a small whole number before the database sees it. Raises ValidationError."""
        return super().to_python(IdField(required=False).clean(value) if value not in self.empty_values else value)


class InstitutionFilter(django_filters.ModelChoiceFilter):
    """Who answers: the one that was asked, or the one to which it fell."""

    field_class = SmallKeyField


class AskFilter(django_filters.FilterSet):
    """What a reader can ask of a list of questions or requests."""

    q = TextFilter(label=_("Words"), method="find", max_length=200)
    institution = InstitutionFilter(
        label=_("Who answers"),
        queryset=Institution.objects.order_by("name", "pk"),
        method="of_institution",
        empty_label=_("Any office"),
    )
    answer = django_filters.ChoiceFilter(
        label=_("Answer"), choices=ANSWERS, method="by_answer", empty_label=_("Answered or not")
    )
    mine = django_filters.ChoiceFilter(label=_("Only mine"), choices=YES, method="own", empty_label=_("no"))
    joined = django_filters.ChoiceFilter(
        label=_("Only those that I joined"), choices=YES, method="joined_by_me", empty_label=_("no")
    )

    class Meta:
        model = Ask
        fields: list[str] = []
        form = Form

    def find(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep those that hold every word, however it is written."""
        query = search_query(value)
        if not query:
            return queryset
        return queryset.filter(subject__search=SearchQuery(query, search_type="raw", config="simple"))

    def of_institution(self, queryset: QuerySet, name: str, value: Institution) -> QuerySet:
        """Keep what this institution answers."""
        return queryset.filter(subject__response__institution=value)

    def by_answer(self, queryset: Any, name: str, value: str) -> QuerySet:
        """Keep what was answered, what waits, or what is late."""
        if value == "answered":
            return queryset.answered()  # type: ignore[no-any-return]
        return queryset.late(timezone.localdate()) if value == "late" else queryset.unanswered()  # type: ignore[no-any-return]

    def _person(self) -> Any:
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    def own(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep what the reader asked; nothing for somebody who is not signed in."""
        person = self._person()
        return queryset.filter(author=person) if person else queryset.none()

    def joined_by_me(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep what the reader joined; nothing for somebody who is not signed in."""
        person = self._person()
        rows = Join.objects.filter(person=person).values("subject")
        return queryset.filter(subject__in=rows) if person else queryset.none()
