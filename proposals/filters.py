"""Filters of proposals: the same names mean the same on the page, on the map and in the API."""

from typing import Any

import django_filters
from django import forms
from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from participation.models import Territory
from participation.responses.models import DECISIONS
from participation.search.text import search_query
from participation.web.forms import Form, TidyCharField
from proposals.models import Proposal, Support
from proposals.querysets import SHOWN
from proposals.states import ProposalState

STATES = [(state.value, state.label) for state in ProposalState if state in SHOWN]
WHO = [("people", _("people")), ("organisations", _("organisations")), ("government", _("the government"))]
YES = [("1", _("yes"))]


class TextFilter(django_filters.Filter):
    """Text without control characters."""

    field_class = TidyCharField


class TerritoryField(django_filters.fields.ModelChoiceField):
    """A place by its key; a key that no row could have is an unknown place, not an error of the server."""

    def to_python(self, value: Any) -> Any:
        """Refuse what is not a small whole number before the database sees it."""
        if value not in self.empty_values and not (
            str(value).isascii() and str(value).isdigit() and len(str(value)) < 19
        ):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class TerritoryFilter(django_filters.ModelChoiceFilter):
    """A territory with everything inside it."""

    field_class = TerritoryField


def territories(request: Any) -> QuerySet[Territory]:
    """Return the places that a filter knows."""
    return Territory.objects.filter(is_active=True).defer("outline").order_by("sort_key", "pk")


class ProposalFilter(django_filters.FilterSet):
    """What a reader can ask of a list of proposals."""

    q = TextFilter(label=_("Words"), method="find", max_length=200)
    territory = TerritoryFilter(label=_("Where"), queryset=territories, method="inside", empty_label=_("Anywhere"))
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=STATES, field_name="state", empty_label=_("Any state")
    )
    verdict = django_filters.ChoiceFilter(
        label=_("Answer"), choices=DECISIONS, method="answered", empty_label=_("Any answer")
    )
    tag = TextFilter(label=_("Topic"), method="about", max_length=40)
    mine = django_filters.ChoiceFilter(label=_("Only mine"), choices=YES, method="own", empty_label=_("no"))
    supported = django_filters.ChoiceFilter(
        label=_("Only those that I support"), choices=YES, method="backed", empty_label=_("no")
    )
    by = django_filters.ChoiceFilter(
        label=_("Who proposes"), choices=WHO, method="proposed_by", empty_label=_("Anybody")
    )
    step = TextFilter(label=_("Step"), method="in_step", max_length=40)
    has_place = django_filters.ChoiceFilter(
        label=_("Only those with a place on the map"), choices=YES, method="placed", empty_label=_("no")
    )

    class Meta:
        model = Proposal
        fields: list[str] = []
        form = Form

    def find(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep proposals that hold every word, however it is written."""
        query = search_query(value)
        return (
            queryset.filter(subject__search=SearchQuery(query, search_type="raw", config="simple"))
            if query
            else queryset
        )

    def inside(self, queryset: QuerySet, name: str, value: Territory) -> QuerySet:
        """Keep proposals in the place or in a place inside it."""
        return queryset.filter(Q(territory=value) | Q(territory__ancestors__contains=[value.pk]))

    def answered(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep proposals with this published answer."""
        return queryset.filter(subject__response__verdict=value, subject__response__published_at__isnull=False)

    def about(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep proposals with this topic."""
        return queryset.filter(tags__contains=[value.lower().strip("# ")])

    def proposed_by(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep what people propose in their own name, what organisations do, or what the government does."""
        if value == "government":
            return queryset.filter(institution__isnull=False)
        if value == "organisations":
            return queryset.filter(organisation__isnull=False)
        return queryset.filter(institution__isnull=True, organisation__isnull=True)

    def in_step(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep proposals in this step of their call, by its key."""
        return queryset.filter(step=value)

    def _person(self) -> Any:
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    def own(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep what the reader proposed; nothing for somebody who is not signed in."""
        person = self._person()
        return queryset.filter(author=person) if person else queryset.none()

    def backed(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep what the reader supports; nothing for somebody who is not signed in."""
        person = self._person()
        backed = Support.objects.filter(person=person).values("proposal") if person else None
        return queryset.filter(pk__in=backed) if backed is not None else queryset.none()

    def placed(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep what has a point on the map."""
        return queryset.filter(latitude__isnull=False)
