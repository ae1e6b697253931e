"""What people ask for in the API: reading, asking, and what the caller may do with each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from participation.access.verdict import Verdict
from participation.asks import policies
from participation.asks.actions import submit_ask
from participation.asks.filters import AskFilter
from participation.asks.many import gather_asks
from participation.asks.models import Ask
from participation.asks.registry import Place
from participation.comments.policies import may_comment
from participation.contribution import Channel
from participation.follows.policies import may_follow
from participation.joins.policies import may_join
from participation.models import Institution, Person
from participation.opendata.filters import BIGGEST, IdFilter
from participation.opendata.rest.views import DatasetViewSet


class AskApiFilters(AskFilter):
    """The filters of the page, and where it stands."""

    below = IdFilter(
        method="lies_below", help_text=gettext_lazy("Key of the subject of a process or activity: only what is in it.")
    )

    def lies_below(self, queryset, name, value):  # type: ignore[no-untyped-def]
        """Return what lies within a subject."""
        return queryset.filter(subject__ancestors__contains=[value])


class AskIn(serializers.Serializer):
    """Something to be asked for."""

    title = serializers.CharField(max_length=300)
    body = serializers.CharField(max_length=4_000, required=False, allow_blank=True, default="")
    institution = serializers.IntegerField(min_value=1, max_value=BIGGEST, required=False, allow_null=True)
    lang = serializers.RegexField(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,4})?$", max_length=8, default="es")


def may_join_it(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may say that they want the answer too."""
    return may_join(person, row.subject, at=at)


def may_comment_on(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may comment on it."""
    return may_comment(person, row.subject, at=at)


def may_follow_it(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may follow it."""
    return may_follow(person, row.subject)


def may_edit(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may change it."""
    return policies.may_edit(person, row, at=at)


def may_withdraw(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may withdraw it."""
    return policies.may_withdraw(person, row, at=at)


class AskViewSet(DatasetViewSet):
    """Base of the kinds: list, detail, asking."""

    kind: str
    acts = {
        "join": may_join_it,
        "comment": may_comment_on,
        "follow": may_follow_it,
        "edit": may_edit,
        "withdraw": may_withdraw,
    }
    gives_folio = True
    takes: dict[str, Any] = {"create": AskIn}
    scopes = {"create": "asks.submit"}

    def rows(self) -> Any:
        """Return the public rows with what the policies read."""
        return (
            super().rows().select_related("subject__parent", "subject__response__institution", "institution__subject")
        )

    def gather(self, rows: Sequence[Any], person: Person, at: datetime) -> None:
        """Bring what the policies read of many rows."""
        gather_asks(rows, person)

    def place(self, given: dict[str, Any]) -> Place:
        """Return where it is asked, taken out of the body; nowhere in particular."""
        return None

    def create(self, request: Request) -> Response:
        """Ask an office: published at once, or waiting for a moderator where the activity says so."""
        author = self.author()
        given = dict(self.body(self.takes["create"]))
        place = self.place(given)
        given["institution"] = self._institution(given.get("institution"))
        made = submit_ask(
            kind=self.kind,
            place=place,
            by=author,
            at=timezone.now(),
            act_id=self.act_id(author),
            channel=Channel.API,
            **given,
        )
        row = Ask.objects.for_page().get(pk=made.pk)
        return self.made(row)

    @staticmethod
    def _institution(pk: int | None) -> Institution | None:
        if pk is None:
            return None
        found = Institution.objects.select_related("subject").filter(pk=pk).first()
        if found is None:
            raise serializers.ValidationError({"institution": [_("There is no institution with this key.")]})
        return found
