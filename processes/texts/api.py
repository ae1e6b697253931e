"""Collaborative texts in the API: reading them, suggesting, taking sides; and what the caller may do with each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import django_filters
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from participation.access.verdict import Verdict
from participation.comments.policies import may_comment
from participation.contribution import Channel
from participation.models import Person
from participation.opendata.filters import BIGGEST, IdFilter
from participation.opendata.rest.views import DatasetViewSet
from participation.organisations.api import spoken_for_or_refused
from participation.subjects.above import look_above
from processes.models import Component, DraftText, DraftTextState, Passage, Suggestion, SuggestionKind
from processes.texts import policies
from processes.texts.actions.suggesting import Said, suggest, take_side, withdraw_suggestion
from processes.texts.datasets import PASSAGES, SUGGESTIONS, TEXTS
from processes.texts.kind import gather
from processes.texts.many import gather_suggestions

SIDES = {"in_favour": 1, "against": -1, "none": 0}


class TextFilters(django_filters.FilterSet):
    """In which activity, and where it is on its way."""

    component = IdFilter(field_name="component_id", help_text=gettext_lazy("Key of the activity."))
    state = django_filters.ChoiceFilter(choices=DraftTextState.choices[1:], help_text=gettext_lazy("open or adopted"))


class PassageFilters(django_filters.FilterSet):
    """Of which text."""

    text = IdFilter(field_name="text_id", help_text=gettext_lazy("Key of the text."))


class SuggestionFilters(PassageFilters):
    """On which text and which passage, and of which kind."""

    passage = IdFilter(field_name="passage_id", help_text=gettext_lazy("Key of the row of the passage."))
    kind = django_filters.ChoiceFilter(
        choices=SuggestionKind.choices, help_text=gettext_lazy("wording, addition, removal or remark")
    )


class SuggestionIn(serializers.Serializer):
    """A suggestion on a passage: ``before`` are its words as they are; ``quote`` words in it, from ``start`` on."""

    passage = serializers.IntegerField(min_value=1, max_value=BIGGEST)
    kind = serializers.ChoiceField(choices=SuggestionKind.values)
    before = serializers.CharField(max_length=6_000)
    quote = serializers.CharField(max_length=1_000, allow_blank=True, default="")
    start = serializers.IntegerField(min_value=0, max_value=6_000, default=0)
    wording = serializers.CharField(max_length=6_000, allow_blank=True, default="")
    reason = serializers.CharField(max_length=2_000)
    lang = serializers.RegexField(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,4})?$", max_length=8, default="es")
    organisation = serializers.IntegerField(
        min_value=1, max_value=BIGGEST, required=False, allow_null=True, default=None
    )


class SideIn(serializers.Serializer):
    """Which side the caller takes."""

    side = serializers.ChoiceField(choices=sorted(SIDES))


class SuggestionStateSerializer(serializers.Serializer):
    """How a suggestion stands after the caller's act."""

    suggestion = serializers.IntegerField()
    in_favour = serializers.IntegerField()
    against = serializers.IntegerField()
    withdrawn = serializers.BooleanField()


def may_suggest_it(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may suggest changes to it."""
    return policies.may_suggest(person, row, at=at)


def may_sign_it(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may sign it."""
    return policies.may_sign(person, row, at=at)


def may_suggest_on_it(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may suggest something on it."""
    return policies.may_suggest_on(person, row, at=at)


def may_take_side_on_it(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may take a side."""
    return policies.may_take_side(person, row, at=at)


def may_comment_on_it(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may comment on it."""
    return may_comment(person, row.subject, at=at)


def may_withdraw_it(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may take it back."""
    return policies.may_withdraw(person, row)


def _with_clock(texts: Sequence[DraftText], person: Person, at: datetime) -> None:
    """Bring the activities of texts with their clock, and what the policies read of each."""
    components = Component.objects.with_clock().in_bulk({text.component_id for text in texts})
    gather(list(components.values()), person, at)
    for text in texts:
        text.component = components[text.component_id]
        known = text.component.__dict__.get("_draft_text")
        text.standing_here = getattr(known, "standing_here", None)  # type: ignore[attr-defined]
    look_above(text.subject for text in texts)


class TextViewSet(DatasetViewSet):
    """Documents that are written together."""

    dataset = TEXTS
    acts = {"suggest": may_suggest_it, "sign": may_sign_it}

    def gather(self, rows: Sequence[Any], person: Person, at: datetime) -> None:
        """Bring what the policies read of many rows."""
        _with_clock(rows, person, at)


class PassageViewSet(DatasetViewSet):
    """Headings, articles and paragraphs of texts."""

    dataset = PASSAGES
    acts = {"suggest": may_suggest_on_it}

    def rows(self) -> Any:
        """Return the public rows with what the policies read."""
        return super().rows().select_related("text__subject").defer("text__subject__search", "text__markdown")

    def gather(self, rows: Sequence[Any], person: Person, at: datetime) -> None:
        """Bring what the policies read of many rows."""
        texts = {row.text_id: row.text for row in rows}
        _with_clock(list(texts.values()), person, at)
        for row in rows:
            row.text = texts[row.text_id]


class SuggestionViewSet(DatasetViewSet):
    """What people suggest on texts; suggesting, taking sides, taking back."""

    dataset = SUGGESTIONS
    acts = {"take_side": may_take_side_on_it, "comment": may_comment_on_it, "withdraw": may_withdraw_it}
    gives_folio = True
    takes = {"create": SuggestionIn, "side": SideIn}
    gives = {name: {200: SuggestionStateSerializer} for name in ("side", "withdraw")}
    scopes = {"create": "texts.suggest", "side": "texts.suggest", "withdraw": "texts.suggest"}

    def rows(self) -> Any:
        """Return the public rows with what the policies read."""
        return (
            super()
            .rows()
            .select_related("text__subject", "text__component__process__subject", "subject__response", "passage")
            .defer("subject__search", "text__subject__search", "text__markdown")
        )

    def gather(self, rows: Sequence[Any], person: Person, at: datetime) -> None:
        """Bring what the policies read of many rows."""
        gather_suggestions(rows, person)

    def create(self, request: Request) -> Response:
        """Suggest something on a passage of a published text, or comment on it."""
        author = self.author()
        given = dict(self.body(SuggestionIn))
        public = Passage.objects.filter(text__in=DraftText.objects.public().values("pk")).select_related("text")
        passage = public.filter(pk=given.pop("passage")).first()
        if passage is None:
            raise Http404
        lang, organisation = given.pop("lang"), spoken_for_or_refused(given.pop("organisation"))
        made = suggest(
            passage=passage,
            given=Said(**given),
            by=author,
            at=timezone.now(),
            lang=lang,
            act_id=self.act_id(author),
            channel=Channel.API,
            organisation=organisation,
        )
        return self.made(Suggestion.objects.for_page().get(pk=made.pk))

    @action(detail=True, methods=["put"], url_path="side")
    def side(self, request: Request, pk: str) -> Response:
        """Be in favour or against, or take no side any more. Nobody else can read it."""
        row, value = self.row(pk), SIDES[self.body(SideIn)["side"]]
        return _state(take_side(suggestion=row, value=value, by=self.author(), at=timezone.now()))

    @action(detail=True, methods=["put"], url_path="withdraw")
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take one's own suggestion back: it is public no more."""
        return _state(withdraw_suggestion(suggestion=self.row(pk), by=self.author(), at=timezone.now()))


def _state(row: Suggestion) -> Response:
    numbers = {"in_favour": row.in_favour, "against": row.against}
    return Response({"suggestion": row.pk, **numbers, "withdrawn": row.withdrawn_at is not None})
